"""Reads the codes in one picture: zxing-cpp first, then ZBar and zxing-cpp again on prepared pictures, within a budget.

A picture is grey, (height, width), at most 1280 pixels long. Every code counts only with its own error correction or
checksum; bar codes are taken from the picture as it is only, for stripes are easily read into a prepared one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
import zxingcpp

from kiosk.devices.qr_cascade import Step, cascade
from kiosk.devices.qr_steps import Back, Grey, Prepared
from kiosk.devices.zbar_reader import ZbarError, ZbarReader

LONGEST_PX = 1280
#: Nothing is read in less (pixels a side).
_LEAST_PX = 16
Corners = tuple[tuple[float, float], ...]

_MATRIX = [
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.MicroQRCode,
    zxingcpp.BarcodeFormat.RMQRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Aztec,
    zxingcpp.BarcodeFormat.PDF417,
]
#: Bar codes with a check digit or a strict form; interleaved 2 of 5 and Codabar are read into any fence.
_STRIPES = [
    zxingcpp.BarcodeFormat.EANUPC,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.Code93,
    zxingcpp.BarcodeFormat.DataBar,
    zxingcpp.BarcodeFormat.ITF14,
]
_QR = "QR Code"


@dataclass(frozen=True, slots=True)
class Reading:
    """One code. ``corners``: four (x, y) in pixels of the picture, clockwise from the code's own top left.
    ``step``: what it took."""

    format: str
    payload: bytes = field(repr=False)
    corners: Corners
    step: str = ""

    @property
    def is_matrix(self) -> bool:
        """Whether errors are corrected in it, so that one reading is enough."""
        return any(self.format == format_.name or self.format == str(format_) for format_ in _MATRIX)


class CodeReader:
    """The chain of readers. Not for two threads at once. Without ZBar it goes on with zxing-cpp alone."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now, self._tries = now, [(step, reader) for step in cascade() for reader in step.readers]
        self._raw = self._tries[0][0]
        self._next = 1
        self.fault: ZbarError | None = None
        try:
            self._zbar: ZbarReader | None = ZbarReader()
        except ZbarError as error:
            self._zbar, self.fault = None, error

    def read(self, grey: Grey, budget_s: float = 2.0) -> tuple[Reading, ...]:
        """The codes in a picture; () when none was read within ``budget_s`` (a try that has begun is ended)."""
        deadline = self._now() + budget_s
        made: tuple[Step, Iterable[Prepared]] | None = None
        for step, reader in self._tries:
            if made is None or made[0] is not step:
                made = step, self._prepared(step, grey)
            found = self._try(step, reader, made[1])
            if found:
                return found
            if self._now() >= deadline:
                break
        return ()

    def glance(self, grey: Grey, budget_s: float) -> tuple[Reading, ...]:
        """The same for one of many frames: the quickest try, then as many as the budget allows, beginning with the
        first one that the last frames had no time for."""
        deadline = self._now() + budget_s
        found = self._try(*self._tries[0], self._prepared(self._raw, grey))
        for _ in range(1, len(self._tries)):
            if found or self._now() >= deadline:
                break
            step, reader = self._tries[self._next]
            self._next = self._next % (len(self._tries) - 1) + 1
            found = self._try(step, reader, self._prepared(step, grey))
        if found:
            self._next = 1
        return found

    def close(self) -> None:
        """Give ZBar's scanner back. Harmless twice."""
        if self._zbar is not None:
            self._zbar.close()
            self._zbar = None

    def _prepared(self, step: Step, grey: Grey) -> Iterable[Prepared]:
        if not step.least <= max(grey.shape) <= step.most or min(grey.shape) < _LEAST_PX:
            return []
        return step.make(grey)

    def _try(self, step: Step, reader: str, prepared: Iterable[Prepared]) -> tuple[Reading, ...]:
        for picture, back in prepared:
            found = self._by_zbar(picture) if reader == "zbar" else _by_zxing(picture, reader, step is self._raw)
            if found:
                return tuple(replace(code, corners=_moved(code.corners, back), step=step.name) for code in found)
        return ()

    def _by_zbar(self, picture: Grey) -> list[Reading]:
        if self._zbar is None:
            return []
        return [Reading(_QR, payload, corners) for payload, corners in self._zbar.read(picture) if payload]


def fitted(grey: Grey) -> tuple[Grey, float]:
    """The picture at most :data:`LONGEST_PX` long, and the factor that brings its corners back."""
    longest = max(grey.shape)
    if longest <= LONGEST_PX:
        return grey, 1.0
    factor = LONGEST_PX / longest
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), 1 / factor


def _by_zxing(picture: Grey, reader: str, is_raw: bool) -> list[Reading]:
    binarizer = zxingcpp.Binarizer
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(_MATRIX + _STRIPES if is_raw else _MATRIX),
        binarizer=binarizer.GlobalHistogram if reader == "zxing-global" else binarizer.LocalAverage,
    )
    readings: dict[tuple[str, bytes], Reading] = {}
    for code in found:
        if not code.valid or not code.bytes:
            continue
        place = code.position
        four = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        reading = Reading(str(code.format), bytes(code.bytes), tuple((float(p.x), float(p.y)) for p in four))
        readings.setdefault((reading.format, reading.payload), reading)
    return list(readings.values())


def _moved(corners: Corners, back: Back) -> Corners:
    points = [back @ np.array([x, y, 1.0]) for x, y in corners]
    return tuple((float(x / w), float(y / w)) for x, y, w in points if w)

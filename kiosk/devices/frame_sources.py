"""Where frames come from: a V4L2 camera, a video file, or a folder of pictures; grey, at most 1280 pixels long."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from kiosk.base.errors import KioskError
from kiosk.devices.picture_files import FORMATS, Grey, read_picture
from kiosk.devices.qr_reading import fitted
from kiosk.devices.watching import MachineError

_DEVICE = re.compile(r"/dev/video(\d{1,3})")
_PICTURES = frozenset(f".{name.lower()}" for name in (*FORMATS, "jpg", "tif", "pgm"))
_MOST_PICTURES = 1000
#: So many frames in a row that cannot be had mean that the camera is gone.
_MOST_GAPS = 5
_REMEDY = "Name a device (/dev/video0), a video or a folder of pictures as camera.source."


class FrameSource(Protocol):
    """Something that is open and gives frames."""

    def frame(self) -> Grey | None:
        """The next one; None: this once there was none. Raises :class:`MachineError`."""
        ...

    def close(self) -> None: ...


def place(source: str) -> Path:
    """Where a source lies; a bare number is that of a V4L2 device."""
    return Path(f"/dev/video{source}" if source.isascii() and source.isdecimal() else source)


def open_frames(source: str, width: int, height: int, pace_s: float, sleep: Callable[[float], None]) -> FrameSource:
    """Open what the settings name. Files have no pace of their own: ``sleep(pace_s)`` stands between their frames.

    Raises :class:`MachineError`.
    """
    path = place(source)
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise MachineError(f"{path} is not there.", where="camera", remedy=_REMEDY) from None
    device = _DEVICE.fullmatch(str(real))
    if device is not None:
        return CameraFrames(int(device.group(1)), width, height)
    if real.is_dir():
        return PictureFrames(real, pace_s, sleep)
    return VideoFrames(real, pace_s, sleep)


def _quiet() -> None:
    """OpenCV would write a line for every try to open a camera that is not there."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def _grey(picture: Any) -> Grey:
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return fitted(np.asarray(grey, dtype=np.uint8))[0]


class CameraFrames:
    """A V4L2 camera, by its number."""

    def __init__(self, number: int, width: int, height: int) -> None:
        _quiet()
        self._camera = cv2.VideoCapture(number, cv2.CAP_V4L2)
        if not self._camera.isOpened():
            self._camera.release()
            raise MachineError(f"/dev/video{number} cannot be opened.", where="camera", remedy=_REMEDY)
        # Most USB cameras give 720p at a usable rate in MJPG only; the order is V4L2's: format, size, buffers.
        self._camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._camera.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._camera.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._gaps = 0

    def frame(self) -> Grey | None:
        is_there, picture = self._camera.read()
        if is_there and picture is not None and picture.size:
            self._gaps = 0
            return _grey(picture)
        self._gaps += 1
        if self._gaps >= _MOST_GAPS:
            raise MachineError("The camera gives no frames any more.", where="camera")
        return None

    def close(self) -> None:
        self._camera.release()


class VideoFrames:
    """A video file, over and over."""

    def __init__(self, path: Path, pace_s: float, sleep: Callable[[float], None] = time.sleep) -> None:
        _quiet()
        self._path, self._pace_s, self._sleep = path, pace_s, sleep
        self._video = self._opened()

    def frame(self) -> Grey | None:
        self._sleep(self._pace_s)
        is_there, picture = self._video.read()
        if not is_there:
            self._video.release()
            self._video = self._opened()
            is_there, picture = self._video.read()
        if not is_there:
            raise MachineError(f"{self._path} has no frames.", where="camera")
        return _grey(picture)

    def close(self) -> None:
        self._video.release()

    def _opened(self) -> cv2.VideoCapture:
        video = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not video.isOpened():
            video.release()
            raise MachineError(f"{self._path} is no video.", where="camera", remedy=_REMEDY)
        return video


class PictureFrames:
    """The pictures of a folder, in the order of their names, over and over; looked up anew at each round."""

    def __init__(self, folder: Path, pace_s: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder, self._pace_s, self._sleep = folder, pace_s, sleep
        self._left = self._listed()

    def frame(self) -> Grey | None:
        self._sleep(self._pace_s)
        if not self._left:
            self._left = self._listed()
        try:
            return fitted(read_picture(self._left.pop(0)))[0]
        except KioskError:
            return None

    def close(self) -> None:
        self._left = []

    def _listed(self) -> list[Path]:
        try:
            found = sorted(p for p in islice(self._folder.iterdir(), _MOST_PICTURES) if p.suffix.lower() in _PICTURES)
        except OSError:
            found = []
        if not found:
            raise MachineError(f"{self._folder} has no pictures.", where="camera", remedy=_REMEDY)
        return found

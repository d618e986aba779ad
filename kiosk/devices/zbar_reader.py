"""ZBar through pyzbar's wrapper, for QR codes alone, in binary mode: the bytes in the code, not a guess at their words.

``pyzbar.decode`` cannot set ZBAR_CFG_BINARY, guesses Shift JIS or Latin-1 for half of all short Chinese texts, and
makes a scanner for each picture; this one is kept. pyzbar's enumerations lack the values below (zbar.h).
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.base.errors import KioskError

Corners = tuple[tuple[float, float], ...]

_ALL, _QR_CODE = 0, 64
_ENABLE, _BINARY = 0, 4
_GREY = int.from_bytes(b"Y800", "little")
#: ZBar tells a QR code's corners as top left, bottom left, bottom right, top right.
_CLOCKWISE = (0, 3, 2, 1)


class ZbarError(KioskError):
    """ZBar cannot be used on this machine."""


class ZbarReader:
    """A scanner of ZBar's. Not for two threads at once."""

    def __init__(self) -> None:
        """Raises :class:`ZbarError`."""
        try:
            from pyzbar import wrapper
        except (ImportError, OSError) as error:
            raise ZbarError(f"ZBar cannot be loaded ({error}).", remedy="Install libzbar0.") from None
        self._zbar: Any = wrapper
        self._scanner: Any = wrapper.zbar_image_scanner_create()
        if not self._scanner:
            raise ZbarError("ZBar makes no scanner.")
        configure = wrapper.zbar_image_scanner_set_config
        configure(self._scanner, _ALL, _ENABLE, 0)
        if configure(self._scanner, _QR_CODE, _ENABLE, 1) or configure(self._scanner, _QR_CODE, _BINARY, 1):
            self.close()
            raise ZbarError("This ZBar is too old: it tells no bytes.", remedy="Install libzbar0 0.23.1 or newer.")

    def read(self, grey: NDArray[np.uint8]) -> list[tuple[bytes, Corners]]:
        """The payload and the corners (pixels, clockwise from the code's own top left) of every QR code in a picture
        of shape (height, width)."""
        if self._scanner is None:
            raise ZbarError("This scanner is closed.")
        pixels = np.ascontiguousarray(grey, dtype=np.uint8)
        zbar, image = self._zbar, self._zbar.zbar_image_create()
        try:
            zbar.zbar_image_set_format(image, _GREY)
            zbar.zbar_image_set_size(image, pixels.shape[1], pixels.shape[0])
            zbar.zbar_image_set_data(image, ctypes.cast(pixels.ctypes.data, ctypes.c_void_p), pixels.size, None)
            if zbar.zbar_scan_image(self._scanner, image) <= 0:
                return []
            return [self._told(symbol) for symbol in self._symbols(image)]
        finally:
            zbar.zbar_image_destroy(image)

    def close(self) -> None:
        """Give the scanner back. Harmless twice."""
        if self._scanner is not None:
            self._zbar.zbar_image_scanner_destroy(self._scanner)
            self._scanner = None

    def _symbols(self, image: Any) -> list[Any]:
        symbols, symbol = [], self._zbar.zbar_image_first_symbol(image)
        while symbol:
            symbols.append(symbol)
            symbol = self._zbar.zbar_symbol_next(symbol)
        return symbols

    def _told(self, symbol: Any) -> tuple[bytes, Corners]:
        zbar = self._zbar
        payload = ctypes.string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
        if zbar.zbar_symbol_get_loc_size(symbol) < len(_CLOCKWISE):
            return payload, ()
        x, y = zbar.zbar_symbol_get_loc_x, zbar.zbar_symbol_get_loc_y
        return payload, tuple((float(x(symbol, n)), float(y(symbol, n))) for n in _CLOCKWISE)

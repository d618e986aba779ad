"""ESC/POS: a picture and requests as bytes, and the bytes a printer says taken apart. Touches no port.

A printer obeys real-time commands (DLE EOT, DLE ENQ, DLE DC4) wherever they stand in what it receives, also inside a
picture. So no picture is sent in which ``10`` stands before ``04``, ``05`` or ``14``: its dot is made one dot wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kiosk.printing.paper import Picture

INITIALISE = b"\x1b@"  # ESC @: forgets the line being built, modes as after switching on
_NO_AUTOMATIC_STATUS = b"\x1da\x00"  # GS a 0
_ALIGN_LEFT = b"\x1ba\x00"  # ESC a 0
BEGIN = INITIALISE + _NO_AUTOMATIC_STATUS + _ALIGN_LEFT
CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife, cut
#: DLE ENQ 2 (leave the error, forget the data) and DLE DC4 8 (forget the data): each is ignored where it is not known.
CLEAR = b"\x10\x05\x02" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
QUESTIONS = (1, 2, 3, 4)

#: A band is acknowledged before the one after the next is sent: so little is in the printer when its paper ends.
BAND_BYTES, BAND_ROWS = 4096, 64
#: NULs mean nothing to a printer, and complete a band that was cut off in the middle.
COMPLETION = b"\0" * (BAND_BYTES + 8)
_BLANK_ROWS = 8  # so many white rows are worth a band of their own
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_WIDER = b"\x18"


def question(n: int) -> bytes:
    """DLE EOT ``n``: what is the status of the printer (1), offline (2), error (3), paper (4)?"""
    return bytes((0x10, 0x04, n))


def mark(number: int, confirm: str) -> bytes:
    """A request that is answered when all before it is done: ``GS r 1``, or ``GS ( H`` with a number of four digits."""
    if confirm == "gs-h":
        return b"\x1d(H\x06\x00\x30\x30" + b"%04d" % (number % 10_000)
    return b"\x1dr\x01"


def bands(picture: Picture) -> Iterator[bytes]:
    """The picture as ``GS v 0`` commands of at most ``BAND_BYTES``, without the white at their right edge."""
    start = 0
    for end in _ends(picture):
        yield _band(picture, start, end)
        start = end


def white(rows: int) -> Iterator[bytes]:
    """So many empty rows."""
    while rows > 0:
        count = min(rows, BAND_ROWS)
        yield _raster(1, count, bytes(count))
        rows -= count


def _ends(picture: Picture) -> Iterator[int]:
    """Where bands end: at their greatest size, and before and after longer white."""
    most = max(1, min(BAND_ROWS, BAND_BYTES // picture.row_bytes))
    blank = [not any(picture.row(y)) for y in range(picture.rows)]
    start = 0
    while start < picture.rows:
        run = start
        while run < picture.rows and blank[run] and run - start < BAND_ROWS:
            run += 1
        if run - start >= _BLANK_ROWS:
            start = run
        else:
            end = min(picture.rows, start + most)
            start = next((y for y in range(start + 1, end) if all(blank[y : y + _BLANK_ROWS])), end)
        yield start


def _band(picture: Picture, start: int, end: int) -> bytes:
    rows = [picture.row(y) for y in range(start, end)]
    width = max(1, max(len(row.rstrip(b"\0")) for row in rows))
    return _raster(width, len(rows), _REAL_TIME.sub(_WIDER, b"".join(row[:width] for row in rows)))


def _raster(width: int, rows: int, data: bytes) -> bytes:
    return b"\x1dv0\x00" + width.to_bytes(2, "little") + rows.to_bytes(2, "little") + data


class Said(Enum):
    """What a printer may say."""

    STATUS = "status"  # an answer to DLE EOT; ``value`` is the byte
    DONE = "done"  # an answer to a mark; ``value`` is its number, or −1
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing a printer said."""

    what: Said
    value: int = 0


class Listener:
    """Takes apart what a printer says, however it is cut into pieces; unasked reports (ASB) and noise are skipped."""

    def __init__(self) -> None:
        self._automatic = 0  # bytes of an unasked report still to come
        self._block: bytearray | None = None

    def feed(self, data: bytes) -> Iterator[Heard]:
        """What these bytes complete."""
        for byte in data:
            heard = self._block_byte(byte) if self._block is not None else self._plain_byte(byte)
            if heard is not None:
                yield heard

    def _plain_byte(self, byte: int) -> Heard | None:
        if byte & 0x90 == 0 and self._automatic:
            self._automatic -= 1
            return None
        self._automatic = 0
        if byte & 0x93 == 0x12:
            return Heard(Said.STATUS, byte)
        if byte == 0x37:
            self._block = bytearray()
        elif byte & 0x93 == 0x10:
            self._automatic = 3
        elif byte & 0x90 == 0:
            return Heard(Said.DONE, -1)
        return None

    def _block_byte(self, byte: int) -> Heard | None:
        assert self._block is not None
        if byte != 0 and len(self._block) < 16:
            self._block.append(byte)
            return None
        block, self._block = bytes(self._block), None
        if block == b"\x25":
            return Heard(Said.CLEARED)
        if block[:1] == b"\x22" and block[1:].isdigit():
            return Heard(Said.DONE, int(block[1:]))
        return None

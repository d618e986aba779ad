"""A picture as a PNG file, without a library: for previews, simulated slips and tests by eye."""

from __future__ import annotations

import struct
import zlib

from kiosk.printing.paper import Picture


def png_of(picture: Picture) -> bytes:
    """One bit a dot, black on white."""
    header = struct.pack(">IIBBBBB", picture.width, picture.rows, 1, 0, 0, 0, 0)
    inverted = picture.bits.translate(_INVERTED)
    step = picture.row_bytes
    rows = b"".join(b"\0" + inverted[y * step : (y + 1) * step] for y in range(picture.rows))
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


_INVERTED = bytes(255 - byte for byte in range(256))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

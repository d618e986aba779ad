"""``kiosk scan``: read the codes in pictures as the panel's camera would, from the command line."""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.devices.picture_files import read_picture
from kiosk.devices.qr_reading import CodeReader, Reading, fitted
from kiosk.scanning.decoding import readable, text_of

_FOUND, _NOTHING, _UNREADABLE = 0, 1, 2
_LONGEST_LINE = 4000
_MOST_BUDGET_MS = 60_000


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one file. ``error``: one sentence, "" when it could be looked at."""

    file: Path
    readings: tuple[Reading, ...]
    scale: float
    read_ms: float
    ms: float
    error: str = ""


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk scan``."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    image = what.add_parser("image", help="read the codes in pictures")
    image.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PNG, JPEG, WebP, BMP, GIF or TIFF")
    image.add_argument("--json", action="store_true", help="a JSON list; see docs/commands/scan.md")
    image.add_argument(
        "--budget", type=_budget, default=2000, metavar="MS", help="look no longer than this at one (default 2000 ms)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when every picture had a code, 1 when one had none, 2 when one could not be looked at."""
    reader = CodeReader()
    try:
        if reader.fault is not None:
            print(f"kiosk scan: {reader.fault.sentence()} Only zxing-cpp is used.", file=sys.stderr)
        looked = []
        for file in arguments.files:
            looked.append(_look(reader, file, arguments.budget / 1000))
            if not arguments.json:
                _print(looked[-1])
    finally:
        reader.close()
    for one in looked:
        if one.error:
            print(f"kiosk scan: {one.error}", file=sys.stderr)
    if arguments.json:
        print(json.dumps([_as_json(one) for one in looked], ensure_ascii=False, indent=1))
    if any(one.error for one in looked):
        return _UNREADABLE
    return _FOUND if all(one.readings for one in looked) else _NOTHING


def _look(reader: CodeReader, file: Path, budget_s: float) -> Looked:
    begun = time.perf_counter()
    try:
        grey, scale = fitted(read_picture(file))
    except KioskError as error:
        return Looked(file, (), 1.0, 0.0, _ms_since(begun), error.sentence())
    unpacked = time.perf_counter()
    readings = reader.read(grey, budget_s)
    return Looked(file, readings, scale, _ms_since(unpacked), _ms_since(begun))


def _as_json(looked: Looked) -> dict[str, object]:
    said: dict[str, object] = {
        "file": str(looked.file),
        "results": [
            {
                "format": reading.format,
                "text": text_of(reading.payload),
                "base64": base64.b64encode(reading.payload).decode(),
                "corners": _corners(reading, looked.scale),
                "ms": looked.read_ms,
            }
            for reading in looked.readings
        ],
        "ms": looked.ms,
    }
    return said | {"error": looked.error} if looked.error else said


def _print(looked: Looked) -> None:
    for reading in looked.readings:
        text = text_of(reading.payload)
        coded = "base64:" + base64.b64encode(reading.payload).decode()
        print(f"{looked.file}: {reading.format}: {coded if text is None else readable(text, _LONGEST_LINE)}")
    if not looked.readings and not looked.error:
        print(f"{looked.file}: 没有读到码。 No code was read.")


def _corners(reading: Reading, scale: float) -> list[list[float]]:
    return [[round((x + 0.5) * scale - 0.5, 1), round((y + 0.5) * scale - 0.5, 1)] for x, y in reading.corners]


def _ms_since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 2)


def _budget(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_BUDGET_MS:
        raise argparse.ArgumentTypeError(f"milliseconds from 1 to {_MOST_BUDGET_MS}")
    return number

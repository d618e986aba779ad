"""Codes in pictures: this panel's readers beside zxing-cpp alone and pyzbar alone, on real photos and simulated frames.

    python tests/benchmarks/bench_scan.py [--photos FOLDER] [--list]

Photos: ../shared/data/qr, or any folder of pictures with the expected bytes in <stem>.txt, longest side brought to
1280 px for all three. "read": one of the codes is what is expected: its bytes, or the same words in UTF-8, GB18030 or
Shift JIS (the readers differ in what they call bytes). "bytes": equal byte for byte. "wrong": something was read, and
none of it was expected. Frames: phone_screens.py, the same every time. Glances: each frame again and again with the
camera's budget, as if somebody held still, in time of the processor.

Bars: on the photos more read, and more bytes, than either alone, none wrong; on the frames more read than either alone,
none wrong; a glance in vain at most twice its budget, in the median. Exit 1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import phone_screens  # noqa: E402
import zxingcpp  # noqa: E402
from pyzbar import pyzbar  # noqa: E402

from kiosk.devices.picture_files import read_picture  # noqa: E402
from kiosk.devices.qr_reading import CodeReader, fitted  # noqa: E402
from kiosk.scanning.decoding import text_of  # noqa: E402

PHOTOS = Path(os.environ.get("KIOSK_SHARED", ROOT.parent / "shared")) / "data" / "qr"
BUDGET_S, MOST_GLANCES = 0.06, 10

Read = Callable[[np.ndarray], list[tuple[bytes, str]]]


@dataclass
class Tally:
    """What one reader made of all pictures. ``ms``: one figure a picture."""

    read: int = 0
    exact: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def row(self) -> str:
        spread = sorted(self.ms)
        mean, median = statistics.mean(spread), statistics.median(spread)
        p95 = spread[min(len(spread) - 1, int(0.95 * len(spread)))]
        return f"{self.read:6} {self.exact:6} {len(self.wrong):6} {mean:8.1f} {median:8.1f} {p95:8.1f}"


def readers() -> dict[str, Read]:
    """Name → what it reads, as (bytes, its own text)."""
    ours = CodeReader()

    def by_ours(grey: np.ndarray) -> list[tuple[bytes, str]]:
        return [(code.payload, text_of(code.payload) or "") for code in ours.read(grey)]

    def by_zxing(grey: np.ndarray) -> list[tuple[bytes, str]]:
        found = zxingcpp.read_barcodes(grey, text_mode=zxingcpp.TextMode.Plain)
        return [(bytes(code.bytes), code.text) for code in found]

    def by_pyzbar(grey: np.ndarray) -> list[tuple[bytes, str]]:
        found = pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
        return [(code.data, code.data.decode("utf-8", "replace")) for code in found]

    return {"ours": by_ours, "zxing-cpp alone": by_zxing, "pyzbar alone": by_pyzbar}


def photos(folder: Path) -> list[tuple[str, np.ndarray, bytes]]:
    found = []
    for path in sorted(folder.rglob("*")):
        told = path.with_suffix(".txt")
        if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp", ".bmp") and told.is_file():
            found.append((str(path.relative_to(folder)), fitted(read_picture(path))[0], told.read_bytes()))
    return found


def is_expected(payload: bytes, text: str, expected: bytes) -> bool:
    if payload == expected:
        return True
    words = text_of(expected)
    if words is None:
        return False
    same = {text}
    for encoding in ("utf-8", "gb18030", "cp932"):
        try:
            same.add(payload.decode(encoding))
        except UnicodeDecodeError:
            continue
    return words in same


def tallies(pictures: list[tuple[str, np.ndarray, bytes]]) -> dict[str, Tally]:
    """All readers on all pictures, in turn on each, so that a busy machine is busy for all of them."""
    told = {name: Tally() for name in readers()}
    chosen = readers()
    for read in chosen.values():
        read(pictures[0][1])  # libraries load
    for name, grey, expected in pictures:
        for reader, read in chosen.items():
            begun = time.perf_counter()
            found = read(grey)
            tally = told[reader]
            tally.ms.append((time.perf_counter() - begun) * 1e3)
            is_read = any(is_expected(payload, text, expected) for payload, text in found)
            tally.read += is_read
            tally.exact += any(payload == expected for payload, _ in found)
            if not is_read:
                (tally.wrong if found else tally.missed).append(name)
    return told


def glances(pictures: list[tuple[str, np.ndarray, bytes]]) -> tuple[int, int, list[float]]:
    """Read at the first glance, read within ten, and how long each glance that read nothing took: ms of the processor,
    all threads, for what else the machine does is no matter of the budget."""
    first = within = 0
    took = []
    for _, grey, expected in pictures:
        reader = CodeReader(now=time.process_time)
        for number in range(MOST_GLANCES):
            begun = time.process_time()
            found = reader.glance(grey, BUDGET_S)
            if any(code.payload == expected for code in found):
                first, within = first + (number == 0), within + 1
                break
            took.append((time.process_time() - begun) * 1e3)
        reader.close()
    return first, within, took


def show(title: str, told: dict[str, Tally], count: int) -> None:
    print(f"\n{title}: {count}")
    print(f"{'':18}{'read':>6} {'bytes':>6} {'wrong':>6} {'mean ms':>8} {'median':>8} {'p95':>8}")
    for name, tally in told.items():
        print(f"{name:18}{tally.row()}")


def show_conditions(pictures: list[tuple[str, np.ndarray, bytes]], told: dict[str, Tally]) -> None:
    print(f"\n{'frames read of each':22}" + "".join(f"{name:>17}" for name in told))
    each = len(pictures) // len(phone_screens.CONDITIONS)
    for condition in phone_screens.CONDITIONS:
        row = [each - (tally.missed + tally.wrong).count(condition) for tally in told.values()]
        print(f"{condition:22}" + "".join(f"{number:>14}/{each}" for number in row))


def is_better(told: dict[str, Tally], *, exact: bool) -> bool:
    ours, others = told["ours"], [tally for name, tally in told.items() if name != "ours"]
    more = all(ours.read > other.read and (not exact or ours.exact > other.exact) for other in others)
    return more and not ours.wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--list", action="store_true", help="name the photos that were not read")
    parser.add_argument("--each", type=int, default=4, help="frames for each condition and payload")
    arguments = parser.parse_args()
    held = True
    real = photos(arguments.photos) if arguments.photos.is_dir() else []
    if real:
        told = tallies(real)
        show("photos", told, len(real))
        held &= is_better(told, exact=True)
        if arguments.list:
            print("not read:", *told["ours"].missed, "\nwrong:", *told["ours"].wrong)
    else:
        print(f"photos: not here: {arguments.photos}")
    made = list(phone_screens.frames(arguments.each))
    told = tallies(made)
    show("simulated frames", told, len(made))
    show_conditions(made, told)
    held &= is_better(told, exact=False)
    first, within, took = glances(made)
    median, p95 = statistics.median(took), sorted(took)[int(0.95 * len(took))]
    print(f"\nglances of {BUDGET_S * 1e3:.0f} ms: {first} read at the first, {within} within {MOST_GLANCES}")
    print(f"a glance in vain: median {median:.0f} ms, p95 {p95:.0f}, longest {max(took):.0f}")
    held &= median <= BUDGET_S * 1e3 * 2
    print("all bars held" if held else "a bar was MISSED")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

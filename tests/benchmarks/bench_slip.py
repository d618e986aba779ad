"""Slips: time to lay out, draw and pack one, how many bytes it is, and how soon the paper is out of the test printer.

    python tests/benchmarks/bench_slip.py

The best of seven, in CPU milliseconds of this process, for a short and a long slip on both rolls. Bars: a short slip is
ready within 60 ms, a long one within 200 ms; a short slip is ≤ 48 kB and a long one ≤ 120 kB (a serial line at 115,200
baud takes them in 4 and 10 s; unpacked they would be 81 and 200 kB); a job of the test printer, which has no print
head's time, median ≤ 500 ms. Exit 1 when one is missed.
"""

# ruff: noqa: E402

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

from devices.printer_server import Engine, TcpPrinter
from printing.example_slips import FULL, PLAIN
from PySide6.QtGui import QGuiApplication

from kiosk.devices.printer_line import open_line, read_address
from kiosk.devices.receipt_printer import ReceiptPrinter
from kiosk.printing import escpos
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.slip_layout import layout
from kiosk.printing.verdicts import Outcome
from kiosk.ui.fonts import load_fonts
from kiosk.ui.slip_drawing import draw_slip

READY_MS = {"short": 60.0, "long": 200.0}
MOST_KB = {"short": 48.0, "long": 120.0}
JOB_MS, TIMES, BAUD_BYTES = 500.0, 7, 11_520


def cpu_ms(act: object) -> float:
    begun = time.process_time()
    act()  # type: ignore[operator]
    return (time.process_time() - begun) * 1e3


async def job_ms(picture: Picture, paper: Paper) -> float:
    with TcpPrinter(Engine(paper.dots)) as server:
        place = read_address(server.address)
        printer = ReceiptPrinter(lambda: open_line(place), paper)
        await printer.status()
        times = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            assert (await printer.print_slip(picture)).outcome is Outcome.PRINTED
            times.append((time.perf_counter() - begun) * 1e3)
        printer.close()
    return statistics.median(times)


def main() -> int:
    application = QGuiApplication([])
    load_fonts()
    missed = False
    print(
        f"{'slip':12} {'mm':>4} {'lay out':>8} {'draw':>6} {'pack':>6} {'ready ms':>9} {'kB':>6} "
        f"{'115200 s':>8} {'job ms':>7}"
    )
    for name, slip in (("short", PLAIN), ("long", FULL)):
        for paper in (Paper(58), Paper(80)):
            picture = draw_slip(layout(slip, paper), paper)
            laid = min(cpu_ms(lambda s=slip, p=paper: layout(s, p)) for _ in range(TIMES))
            drawn = min(cpu_ms(lambda s=slip, p=paper: draw_slip(layout(s, p), p)) for _ in range(TIMES)) - laid
            packed = min(cpu_ms(lambda p=picture: list(escpos.bands(p))) for _ in range(TIMES))
            kilobytes = sum(map(len, escpos.bands(picture))) / 1e3
            job = asyncio.run(job_ms(picture, paper))
            ready = laid + drawn + packed
            missed |= ready > READY_MS[name] or kilobytes > MOST_KB[name] or job > JOB_MS
            print(
                f"{name + f' {paper.width_mm} mm':12} {picture.rows / 8:4.0f} {laid:8.1f} {drawn:6.1f} {packed:6.1f} "
                f"{ready:9.1f} {kilobytes:6.1f} {kilobytes * 1e3 / BAUD_BYTES:8.1f} {job:7.0f}"
            )
    del application
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())

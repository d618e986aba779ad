"""Measures the panel: start to a usable home, memory, 10,000 screen changes, and the time each screen takes.

Run: .venv/bin/python tests/benchmarks/bench_panel.py [--changes 10000] [--starts 5]      exit 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "config" / "demo-hall"
BARS = {"start": 1.5, "cpu": 1.3, "rss": 300.0, "growth": 5.0, "change": 300.0}

_CHILD = """
import resource, sys, time
from pathlib import Path
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv[:1])
from kiosk.commands.shots import shot_settings
from kiosk.compose.stage import open_stage
with open_stage(shot_settings(Path(sys.argv[1]), Path(sys.argv[2]))) as stage:
    window = stage.screens.window
    frames = []
    window.frameSwapped.connect(lambda: frames.append(1))
    window.show()
    stage.start()
    stage.screens.navigator.go("home")
    while not frames:
        application.processEvents()
    image = window.grabWindow()
    assert stage.screens.navigator.property("screen") == "home" and not image.isNull()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print("home", used.ru_utime + used.ru_stime, flush=True)
    while not stage.ways.is_begun:
        application.processEvents()
    stage.ways.wait()
    for name in ("search", "departments", "map", "help", "home"):
        stage.screens.navigator.go(name)
        application.processEvents()
        window.grabWindow()
    print("all", flush=True)
    sys.stdin.readline()
"""


def environment() -> dict[str, str]:
    """Offscreen, without a display, as on any machine."""
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QSG_RENDER_LOOP": "basic",
        "PYTHONPATH": str(ROOT),
    }


def one_start(state: str) -> tuple[float, float, float, float]:
    """Seconds from process start to a drawn home, and of them on a processor (which other programs
    on the machine change less); MB resident then, and with routes and all screens seen."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", _CHILD, str(DEMO), state]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        word, _, used = child.stdout.readline().strip().partition(" ")
        if word != "home":
            raise SystemExit("the panel did not start")
        seconds = time.perf_counter() - begun
        process = psutil.Process(child.pid)
        first = process.memory_info().rss / 1e6
        child.stdout.readline()
        later = process.memory_info().rss / 1e6
        child.stdin.write("\n")
    return seconds, float(used), first, later


def soak(changes: int) -> tuple[float, float, float, list[tuple[str, float]]]:
    """(RSS after the first tenth, RSS at the end in MB, growth in %, the slowest screens with their median ms)."""
    os.environ.update(environment())
    sys.path.insert(0, str(ROOT))
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtGui import QGuiApplication

    from kiosk.commands.shots import shot_settings
    from kiosk.compose.stage import open_stage
    from kiosk.ui.gallery import exhibits
    from kiosk.visit.visit import HOME

    application = QGuiApplication.instance() or QGuiApplication([])
    me = psutil.Process()
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as state, open_stage(shot_settings(DEMO, Path(state))) as stage:
        stage.ways.start()
        stage.ways.wait()
        window, navigator = stage.screens.window, stage.screens.navigator
        window.show()
        shown = [e for e in exhibits(stage.screens.panel.way) if e.page != HOME and e.page.screen != "idle"]
        early = 0.0
        for number in range(changes):
            exhibit = shown[number % len(shown)]
            begun = time.perf_counter()
            if number % 25 == 0:
                navigator.startOver()
            navigator.go(exhibit.page.screen, exhibit.page.about)
            application.processEvents()
            window.grabWindow()
            # Outside a running loop nothing that was put away is thrown away.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            took.setdefault(exhibit.name, []).append((time.perf_counter() - begun) * 1000)
            if number == max(1, changes // 10) - 1:
                early = me.memory_info().rss / 1e6
        late = me.memory_info().rss / 1e6
    slowest = sorted(((n, statistics.median(t)) for n, t in took.items()), key=lambda pair: -pair[1])
    return early, late, (late / early - 1) * 100, slowest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--starts", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        one_start(state)  # builds the release and warms the disk
        starts = [one_start(state) for _ in range(arguments.starts)]
    seconds, used, first, later = (statistics.median(column) for column in zip(*starts, strict=True))
    early, late, growth, slowest = soak(arguments.changes)
    rows = [
        ("process start → usable home, median", seconds, "s", BARS["start"]),
        ("of it on a processor, median", used, "s", BARS["cpu"]),
        ("RSS at home", first, "MB", BARS["rss"]),
        ("RSS with all routes and screens seen", later, "MB", BARS["rss"]),
        (
            f"RSS growth over {arguments.changes} screen changes ({early:.0f} → {late:.0f} MB)",
            growth,
            "%",
            BARS["growth"],
        ),
        (f"slowest screen change, median ({slowest[0][0]})", slowest[0][1], "ms", BARS["change"]),
    ]
    for name, value, unit, bar in rows:
        print(f"{name:<64} {value:8.2f} {unit:<3} bar {bar:g}  {'ok' if value <= bar else 'MISSED'}")
    for name, milliseconds in slowest[1:8]:
        print(f"    {name:<60} {milliseconds:8.2f} ms")
    return int(any(value > bar for _, value, _, bar in rows))


if __name__ == "__main__":
    sys.exit(main())

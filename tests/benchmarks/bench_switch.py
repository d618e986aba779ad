"""Measures a change of content under running screens: how long the screens stand still, and what stays in memory.

Run: .venv/bin/python tests/benchmarks/bench_switch.py [--switches 300]      exit 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "config" / "demo-hall"
#: Milliseconds the screens' thread may be blocked; MB and open files that 300 switches may leave behind.
BARS = {"block": 150.0, "growth": 10.0, "files": 2.0}
_BEAT_MS = 2


def other_hall(folder: Path, *, moved: bool) -> Path:
    """The demo hall with one matter renamed, and, when ``moved``, with its plan changed too."""
    shutil.copytree(DEMO, folder)
    matters = folder / "matters.csv"
    text = matters.read_text("utf-8")
    matters.write_text(text.replace("普通护照首次申请", "普通护照首次申领", 1), "utf-8")
    hall = (folder / "hall.toml").read_text("utf-8")
    plan = next(line for line in hall.splitlines() if line.startswith("plan"))
    source = (DEMO / plan.split("=")[1].strip().strip('"')).resolve()
    (folder / "hall.toml").write_text(hall.replace(plan, 'plan = "plan"'), "utf-8")
    shutil.copytree(source, folder / "plan")
    if moved:
        units = folder / "plan" / "fixture.geojson"
        facts = json.loads(units.read_text("utf-8"))
        facts["features"].pop()
        units.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return folder


class Heart:
    """Beats in the screens' thread; remembers how long it stood still since it was asked last (ms)."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self._last, self._worst = time.perf_counter(), 0.0
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._worst, self._last = max(self._worst, now - self._last), now

    def worst(self) -> float:
        worst, self._worst = self._worst * 1000, 0.0
        return worst


def measure(switches: int) -> list[tuple[str, float, str, float]]:
    os.environ.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software", QSG_RENDER_LOOP="basic")
    sys.path.insert(0, str(ROOT))
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtGui import QGuiApplication

    from kiosk.commands.shots import shot_settings
    from kiosk.compose.stage import open_stage
    from kiosk.store.release import open_release
    from kiosk.visit.visit import IDLE

    application = QGuiApplication.instance() or QGuiApplication([])
    me = psutil.Process()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        halls = (DEMO, other_hall(folder / "matter", moved=False), other_hall(folder / "plan", moved=True))
        releases = []
        for number, hall in enumerate(halls):
            out = folder / f"out-{number}"
            words = [sys.executable, "-m", "kiosk", "content", "build", str(hall), "--out", str(out), "--force"]
            subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
            releases.append(out / "release-1.db")
        blocked: dict[str, list[float]] = {"matter": [], "plan": [], "seconds": []}
        with open_stage(shot_settings(releases[0], folder / "state")) as stage:
            stage.screens.window.show()
            stage.start()
            stage.ways.wait()
            heart = Heart()
            early, early_files = 0.0, 0
            for number in range(switches):
                kind = "plan" if number % 10 in (8, 9) else "matter"  # there and back again
                path = releases[(2 if number % 10 == 8 else 0) if kind == "plan" else 1 - number % 2]
                done: list[object] = []
                application.processEvents()
                heart.worst()
                began = time.perf_counter()
                stage.take(partial(open_release, path), done.append)
                while not done:
                    application.processEvents()
                    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                    time.sleep(0.0005)
                assert done == [None], done
                for _ in range(100):  # also what is tidied up afterwards
                    application.processEvents()
                    time.sleep(0.002)
                blocked[kind].append(heart.worst())
                blocked["seconds"].append(time.perf_counter() - began)
                if number % 7 == 0:  # somebody looks at something in between
                    stage.screens.navigator.go("home")
                    stage.screens.navigator.go("map")
                    stage.screens.window.grabWindow()
                    stage.screens.navigator.begin(IDLE)
                if number == max(20, switches // 5) - 1:
                    early, early_files = me.memory_info().rss / 1e6, me.num_fds()
            late, late_files = me.memory_info().rss / 1e6, me.num_fds()
        p99 = statistics.quantiles(blocked["matter"] + blocked["plan"], n=100)[98]
        return [
            ("screens blocked, a matter changed, median", statistics.median(blocked["matter"]), "ms", BARS["block"]),
            ("screens blocked, a matter changed, worst", max(blocked["matter"]), "ms", BARS["block"]),
            ("screens blocked, the plan changed, median", statistics.median(blocked["plan"]), "ms", BARS["block"]),
            ("screens blocked, the plan changed, worst", max(blocked["plan"]), "ms", BARS["block"]),
            ("screens blocked, all, 99 %", p99, "ms", BARS["block"]),
            ("ready → on the glass, median", statistics.median(blocked["seconds"]), "s", 60.0),
            (f"RSS growth ({early:.0f} → {late:.0f} MB)", late - early, "MB", BARS["growth"]),
            (f"open files ({early_files} → {late_files})", float(late_files - early_files), "", BARS["files"]),
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--switches", type=int, default=300)
    rows = measure(parser.parse_args().switches)
    for name, value, unit, bar in rows:
        print(f"{name:<52} {value:8.2f} {unit:<3} bar {bar:g}  {'ok' if value <= bar else 'MISSED'}")
    return int(any(value > bar for _, value, _, bar in rows))


if __name__ == "__main__":
    sys.exit(main())

"""How long reading and checking a plan takes, and how much memory reading needs; exit 1 when a bar is missed.

python tests/benchmarks/bench_plan_check.py
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.guidance.check import examination, reach  # noqa: E402
from kiosk.guidance.check.subject import Subject  # noqa: E402
from kiosk.guidance.imdf import Plan, read_plan  # noqa: E402

#: plan → seconds of processor time allowed for reading, for all rules but reachability, for reachability.
BARS = {"demo-hall": (0.5, 0.5, 4.0), "synthetic-hall": (1.0, 1.0, 6.0), "polymap-spbstu": (2.0, 2.0, 12.0)}
ROUNDS = 3


def seconds(act: Callable[[], object]) -> float:
    """The median processor time of an act."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return statistics.median(times)


def rules_but_reachability(plan: Plan) -> None:
    subject = Subject(plan, ("zh", "en"))
    vars(subject)["guide"] = None
    for _, rule in examination._RULES:
        if rule is not reach.reachable:
            list(rule(subject))


def reachability(plan: Plan) -> None:
    list(reach.reachable(Subject(plan, ("zh", "en"))))


def main() -> int:
    missed = 0
    print(f"{'plan':<16}{'read s':>8}{'rules s':>9}{'reach s':>9}{'peak MB':>9}{'file MB':>9}")
    for name, bars in BARS.items():
        folder = ROOT / "floorplans" / name
        folder = folder if folder.is_dir() else ROOT.parent / "shared" / "data" / "floorplans" / name
        if not folder.is_dir():
            print(f"{name:<16} is not here")
            continue
        plan = read_plan(folder)
        times = (
            seconds(lambda folder=folder: read_plan(folder)),
            seconds(lambda plan=plan: rules_but_reachability(plan)),
            seconds(lambda plan=plan: reachability(plan)),
        )
        tracemalloc.start()
        read_plan(folder)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
        failed = any(taken > bar for taken, bar in zip(times, bars, strict=True))
        missed += failed
        figures = "".join(f"{taken:>{width}.2f}" for taken, width in zip(times, (8, 9, 9), strict=True))
        print(f"{name:<16}{figures}{peak:>9.0f}{size:>9.1f}{'  MISSED' if failed else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

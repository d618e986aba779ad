"""Opening a release: the demo hall whole, and a hall of 3,000 matters.

    python tests/benchmarks/bench_release.py

Bars: the demo's release opened, its catalogue and venue ready ≤ 300 ms; the catalogue of 3,000 matters ≤ 100 ms.
Medians of nine; exit 1 when one is missed. Building times are shown without a bar.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue, Hall
from kiosk.matters.matters import Department, Fee, Material, Matter, Question, TimeLimit
from kiosk.matters.windows import Service, Window
from kiosk.store.release import open_release
from kiosk.store.release_build import write_release
from kiosk.store.release_draft import Draft, draft_release

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 9
MATTERS = 3_000


def large_catalogue(dice: random.Random) -> Catalogue:
    """3,000 matters of 30 departments, each with its own words, four papers, a fee and two questions."""

    def said(what: str, number: object, times: int = 1) -> Text:
        return Text(zh=f"{what}{number}，" * times, en=f"{what} {number}, " * times)

    def matter(n: int) -> Matter:
        papers = (Material(said("材料", dice.randrange(900)), note=said("说明", n), key=f"k{k}") for k in range(4))
        return Matter(
            code=f"M{n:05}",
            name=said("事项", n),
            department_code=f"D{n % 30}",
            short_name=said("简称", n),
            topics=(f"{n % 40:03}",),
            by_law=said("依据", n, 6),
            accept_condition=said("条件", n, 6),
            handle_flow=said("流程", n, 12),
            promised_limit=TimeLimit(5),
            synonyms=(f"俗称{n}", f"别名{n}"),
            popularity=dice.random(),
            materials=tuple(papers),
            fees=(Fee(said("费", n % 9), said("标准", n % 9)),),
            questions=tuple(Question(said("问", f"{n}-{k}"), said("答", f"{n}-{k}", 4)) for k in range(2)),
        )

    windows = tuple(Window(str(n), Text(), (f"D{n % 30}",)) for n in range(1, 121))
    services = tuple(Service(f"M{n:05}", str(n % 120 + 1)) for n in range(MATTERS))
    departments = tuple(Department(f"D{n}", said("部门", n)) for n in range(30))
    hall = Hall("large", Text(zh="大厅", en="Large hall"))
    return Catalogue(hall, departments, tuple(matter(n) for n in range(MATTERS)), windows, services)


def median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def everything(path: Path) -> None:
    with open_release(path) as release:
        release.catalogue()
        release.venue()
        release.finder()


def open_only(path: Path) -> None:
    open_release(path).close()


def catalogue_ms(path: Path) -> float:
    """The catalogue alone, of a release that is open."""
    times = []
    for _ in range(REPEATS):
        with open_release(path) as release:
            began = time.perf_counter()
            release.catalogue()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def one_department(path: Path) -> Callable[[], object]:
    """A hundred matters that were never looked at."""

    def look() -> None:
        with open_release(path) as release:
            assert len(release.catalogue().matters_of_department("D7")) == MATTERS // 30

    return look


def main() -> int:
    """Build both releases, measure, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        demo_folder = ROOT / "config" / "demo-hall"
        began = time.perf_counter()
        demo_draft = draft_release(demo_folder)
        drafted = time.perf_counter()
        demo = out / "demo" / write_release(demo_draft, demo_folder, out / "demo", force=True).file
        written = time.perf_counter()
        draft = Draft(large_catalogue(random.Random(1)), (), None, None, (), (), ())
        large = out / "large" / write_release(draft, out, out / "large").file
        rows: list[tuple[str, float, float | None]] = [
            ("demo: read and check the folder", (drafted - began) * 1000, None),
            ("demo: write the release", (written - drafted) * 1000, None),
            (f"{MATTERS} matters: write the release", (time.perf_counter() - written) * 1000, None),
            ("demo: open, catalogue, venue, finder", median_ms(lambda: everything(demo)), 300.0),
            (f"{MATTERS} matters: open (every byte is checked)", median_ms(lambda: open_only(large)), None),
            (f"{MATTERS} matters: catalogue", catalogue_ms(large), 100.0),
            (f"{MATTERS} matters: open, catalogue, a department of 100", median_ms(one_department(large)), None),
        ]
        print(f"{'what':<52}{'ms':>9}{'bar':>7}")
        for what, value, bar in rows:
            print(f"{what:<52}{value:>9.1f}{'' if bar is None else f'{bar:.0f}':>7}")
        sizes = f"{demo.stat().st_size / 1e6:.1f} MB demo, {large.stat().st_size / 1e6:.1f} MB large"
        print(f"releases: {sizes}")
    return 0 if all(bar is None or value <= bar for _, value, bar in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

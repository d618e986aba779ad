"""Parts of a release: what travels when one thing changes, and what joining costs a panel.

    python tests/benchmarks/bench_parts.py

The demo hall, and a hall of about 3,000 matters that talk as the demo's do. Bars: joining the demo ≤ 0.6 s and the
large hall ≤ 2.5 s of processor time (medians); one matter renamed, one moved to another window, a window's number to
call: changed parts and manifest ≤ 60 KB. Exit 1 when one is missed.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.store.release_build import write_release
from kiosk.store.release_draft import Draft, draft_release
from kiosk.store.release_info import ReleaseInfo
from kiosk.store.release_join import join_release
from kiosk.store.release_parts import ReleasePart, split_release
from kiosk.sync.messages import Manifest, Part, packed

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "config" / "demo-hall"
REPEATS = 5
TIMES = 9


def many_times(catalogue: Catalogue) -> Catalogue:
    """The demo's matters once for each of nine districts: other codes, other names, the same kind of words."""
    matters, services = [], []
    for number in range(TIMES):
        place = Text(zh=f"（{'东南西北中上下前后'[number]}城区）", en=f" (district {number})")

        def of(text: Text, place: Text = place) -> Text:
            return Text({language: words + place.get(language, "") for language, words in text.items()})

        def code(of_matter: str, number: int = number) -> str:
            return f"{of_matter}-{number}"

        matters += [
            replace(
                matter,
                code=code(matter.code),
                name=of(matter.name),
                by_law=of(matter.by_law),
                handle_flow=of(matter.handle_flow),
                questions=tuple(replace(q, answer=of(q.answer)) for q in matter.questions),
            )
            for matter in catalogue.matters
        ]
        services += [replace(service, matter_code=code(service.matter_code)) for service in catalogue.services]
    return replace(catalogue, matters=tuple(matters), services=tuple(services), themes=())


def renamed(draft: Draft) -> Draft:
    matters = list(draft.catalogue.matters)
    matters[7] = replace(matters[7], name=Text(zh="换了名字的事项", en="A matter with another name"))
    return replace(draft, catalogue=replace(draft.catalogue, matters=tuple(matters)))


def moved(draft: Draft) -> Draft:
    """One matter loses a window."""
    return replace(draft, catalogue=replace(draft.catalogue, services=draft.catalogue.services[1:]))


def phoned(draft: Draft) -> Draft:
    windows = list(draft.catalogue.windows)
    windows[0] = replace(windows[0], phone="0000-7654321")
    return replace(draft, catalogue=replace(draft.catalogue, windows=tuple(windows)))


def parts_of(info: ReleaseInfo, out: Path) -> dict[str, ReleasePart]:
    return {part.name: part for part in split_release(out / info.file)}


def manifest_of(info: ReleaseInfo, parts: Mapping[str, ReleasePart]) -> bytes:
    listed = tuple(
        Part(p.name, hashlib.sha256(p.travelling()).hexdigest(), len(p.travelling()), len(p.data))
        for p in parts.values()
    )
    return packed(Manifest(info.hall_id, info.sequence, info.built_at, info.format, listed))


def cpu_s(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def measure(draft: Draft, folder: Path, name: str, bar: float) -> list[tuple[str, float, float | None]]:
    """Rows of the table: joining, first fetch, and each small change."""
    built = write_release(draft, DEMO, folder / name, force=True)
    parts = parts_of(built, folder / name)
    spent = []
    for turn in range(REPEATS):
        shelf = folder / f"{name}-shelf-{turn}"
        shutil.copytree(folder / name / "media", shelf / "media")

        def join(shelf: Path = shelf) -> None:
            joined = join_release(
                parts,
                lambda part: parts[part].data,
                shelf,
                number=built.sequence,
                hall_id=built.hall_id,
                built_at=built.built_at,
            )
            assert joined == built, "the joined release is not the built one"

        spent.append(cpu_s(join))
    whole = sum(len(part.travelling()) for part in parts.values())
    rows: list[tuple[str, float, float | None]] = [
        (f"{name}: join, s of processor time", statistics.median(spent), bar),
        (f"{name}: split, s of processor time", cpu_s(lambda: parts_of(built, folder / name)), None),
        (f"{name}: all parts ({len(parts)}), KB", whole / 1000, None),
        (f"{name}: manifest, KB", len(manifest_of(built, parts)) / 1000, None),
    ]
    for what, change in (("a matter renamed", renamed), ("a matter moved", moved), ("a window's phone", phoned)):
        info = write_release(change(draft), DEMO, folder / name, force=True)
        fresh = parts_of(info, folder / name)
        changed = [part for part in fresh.values() if parts.get(part.name) != part]
        sent = sum(len(part.travelling()) for part in changed) + len(manifest_of(info, fresh))
        rows.append((f"{name}: {what} ({', '.join(p.name for p in changed)}), KB", sent / 1000, 60.0))
    return rows


def main() -> int:
    """Build the halls, measure, print the table."""
    demo = draft_release(DEMO)
    large = replace(demo, catalogue=many_times(demo.catalogue))
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(demo, Path(folder), "demo", 0.6)
        rows += measure(large, Path(folder), f"{len(large.catalogue.matters)} matters", 2.5)
    print(f"{'what':<110}{'value':>9}{'bar':>7}")
    for what, value, bar in rows:
        print(f"{what:<110}{value:>9.2f}{'' if bar is None else f'{bar:g}':>7}")
    return 0 if all(bar is None or value <= bar for _, value, bar in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

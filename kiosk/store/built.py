"""Releases made from a folder on this machine: built when the folder changed, taken from the cache when it did not."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kiosk.base.clock import Clock
from kiosk.store.release_info import ReleaseError, read_info, releases_in, verify
from kiosk.store.release_schema import FORMAT
from kiosk.store.whole_files import write_whole

_STAMP = "fingerprint"
_KEPT = 2
_MOST_FILES = 5_000
_PROGRAM = Path(__file__).resolve().parents[1]


def built_release(source: Path, cache: Path, clock: Clock | None = None, *, force: bool = False) -> Path:
    """The release of a content folder or bare plan: ``cache``'s when nothing changed, else a new one.

    ``force`` overlooks errors of the plan. Raises what :func:`kiosk.store.release_build.build_release` raises; the
    cache then still holds the last good one.
    """
    shelf = _shelf_of(source, cache)
    stamp, wanted = shelf / _STAMP, fingerprint(source)
    releases = releases_in(shelf)
    if releases and stamp.is_file() and stamp.read_bytes() == wanted.encode():
        newest = releases[max(releases)]
        try:
            verify(newest, read_info(newest))
            return newest
        except ReleaseError:
            pass  # damaged in the cache: built again
    # What builds is not loaded by a panel that only reads: 80 MB and a second.
    from kiosk.store.release_build import build_release

    info = build_release(source, shelf, clock=clock, force=force)
    write_whole(stamp, wanted.encode())
    _prune(shelf)
    return shelf / info.file


def earlier_releases(source: Path, cache: Path) -> tuple[Path, ...]:
    """What may be shown while ``source`` is broken, newest first, whole or not: the releases that were built from this
    folder; for a release file, those that lie beside it."""
    shelf = source.parent if source.suffix == ".db" else _shelf_of(source, cache)
    releases = releases_in(shelf)
    return tuple(releases[n] for n in sorted(releases, reverse=True) if releases[n].name != source.name)


def _shelf_of(source: Path, cache: Path) -> Path:
    return cache / hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:16]


def fingerprint(source: Path) -> str:
    """What tells one state of a folder, its plan and this program from the next: names, sizes and times."""
    lines = [f"format {FORMAT}"]
    for root in (*_roots(source), _PROGRAM):
        if root.is_dir():
            lines += sorted(islice(_described(str(root), ""), _MOST_FILES))
        elif root.is_file():
            facts = root.stat()
            lines.append(f". {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _described(path: str, below: str) -> Iterator[str]:
    """A line for each file: a thousand of them are looked at before every start, so without a Path for each."""
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _described(entry.path, f"{below}{entry.name}/")
            elif entry.is_file() and not entry.name.endswith(".pyc"):
                facts = entry.stat()
                yield f"{below}{entry.name} {facts.st_size} {facts.st_mtime_ns}"


def _roots(source: Path) -> tuple[Path, ...]:
    """The folder, and the plan that its hall.toml names elsewhere."""
    try:
        named = tomllib.loads((source / "hall.toml").read_text("utf-8")).get("plan")
    except (OSError, ValueError):
        return (source,)  # a bare plan, or a hall.toml that the build will complain about
    plan = (source / named).resolve() if isinstance(named, str) else source
    return (source,) if plan.is_relative_to(source.resolve()) or not plan.exists() else (source, plan)


def _prune(shelf: Path) -> None:
    releases = releases_in(shelf)
    for sequence in sorted(releases)[:-_KEPT]:
        releases[sequence].with_suffix(".json").unlink(missing_ok=True)
        releases[sequence].unlink(missing_ok=True)

"""``kiosk find``: search a hall's content as a visitor would, from the command line."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import kiosk
from kiosk.base.errors import KioskError
from kiosk.finding.find import Hit
from kiosk.store.release import Release, open_release

_PROGRAM = Path(kiosk.__file__).resolve().parent
#: What is searched when nothing is named: the demo hall beside the program.
DEMO_CONTENT = _PROGRAM.parent / "config" / "demo-hall"
_MOST_HITS = 1000
_KEPT_RELEASES = 5


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk find``."""
    parser.add_argument("query", nargs="+", metavar="QUERY", help="what a visitor would type")
    parser.add_argument(
        "--content",
        type=Path,
        default=DEMO_CONTENT,
        metavar="FOLDER|RELEASE",
        help="a content folder, a floor plan or a release-<n>.db; the demo hall when none is named",
    )
    parser.add_argument("--limit", type=_count, default=20, metavar="N", help="at most so many (default 20)")
    parser.add_argument("--json", action="store_true", help="a JSON list; see docs/commands/find.md")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when something was found, 1 when nothing was, 2 when the content is not readable."""
    with release_of(arguments.content) as release:
        hits = release.finder().find(" ".join(arguments.query), limit=arguments.limit)
    if arguments.json:
        print(json.dumps([as_json(hit) for hit in hits], ensure_ascii=False, indent=1))
    else:
        _print_table(hits)
    return 0 if hits else 1


def release_of(content: Path) -> Release:
    """The release of a content folder, a plan or a release file, open. A folder is built once and then kept."""
    if content.suffix == ".db" and not content.is_dir():
        return open_release(content)
    if not content.exists():
        raise KioskError("There is no such folder.", where=str(content), remedy="Name a content folder or a release.")
    shelf = _shelf() / fingerprint([content, *_plan_named_in(content / "hall.toml")])
    kept = shelf / "release-1.db"
    if kept.is_file():
        try:
            return open_release(kept)
        except KioskError:  # left by a build that was cut off: build it again
            shutil.rmtree(shelf, ignore_errors=True)
    from kiosk.store.release_build import build_release  # much is needed to build, little to search again

    with tempfile.TemporaryDirectory(dir=_made(shelf.parent), prefix="building-") as making:
        build_release(content, Path(making), sequence=1, force=True)
        _put(Path(making), shelf)
    return open_release(kept)


def as_json(hit: Hit) -> dict[str, object]:
    """A hit as the command's contract says it."""
    level = hit.level.within("zh") if hit.level else None
    return {
        "kind": hit.kind.value,
        "id": hit.id,
        "title": {"zh": hit.title.within("zh-CN"), "en": hit.title.within("en")},
        "window": hit.window,
        "level": level,
        "score": hit.score,
    }


def fingerprint(places: Iterable[Path]) -> str:
    """A name for the content of files and folders as this version of the program would build it."""
    digest = hashlib.sha256()
    for path in _files(places):
        data = path.read_bytes()
        digest.update(f"{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    for path in sorted([*_PROGRAM.rglob("*.py"), *_PROGRAM.rglob("*.toml")]):
        state = path.stat()
        digest.update(f"{path.name}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:32]


def _plan_named_in(hall: Path) -> list[Path]:
    """The plan that a hall's file names; [] when there is none, or when the file is no good (the build says so)."""
    try:
        named = tomllib.loads(hall.read_text(encoding="utf-8")).get("plan")
        plan = hall.parent / named if isinstance(named, str) and named else None
        return [plan] if plan is not None and plan.exists() else []
    except (OSError, ValueError):
        return []


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]


def _shelf() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(cache).expanduser() / "hall-kiosk" / "find"


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "Name a writable folder in XDG_CACHE_HOME."
        raise KioskError("Releases cannot be kept here.", where=str(folder), remedy=remedy) from error
    return folder


def _put(made: Path, shelf: Path) -> None:
    """Move a finished release to its place; whoever was first wins. The oldest releases are dropped."""
    try:
        made.rename(shelf)
        made.mkdir()  # for the one who cleans up behind us
    except OSError:
        if not (shelf / "release-1.db").is_file():
            raise
    kept = sorted((p for p in shelf.parent.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in kept[_KEPT_RELEASES:]:
        if not old.name.startswith("building-"):
            shutil.rmtree(old, ignore_errors=True)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_HITS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {_MOST_HITS}")
    return number


def _print_table(hits: Sequence[Hit]) -> None:
    if not hits:
        print("没有找到。 Nothing found.", file=sys.stderr)
        return
    width = max(_width(hit.title.within("zh-CN")) for hit in hits)
    for hit in hits:
        title = hit.title.within("zh-CN")
        where = " ".join(filter(None, (hit.level.within("zh") if hit.level else "", hit.window or "")))
        print(f"{hit.score:.2f}  {hit.kind.value:<10}  {title}{' ' * (width - _width(title))}  {where:<8}  {hit.id}")


def _width(text: str) -> int:
    """Columns a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

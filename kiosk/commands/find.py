"""``kiosk find``: search a hall's content as a visitor would, from the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import kiosk
from kiosk.base.errors import KioskError
from kiosk.finding.find import Hit
from kiosk.store.built import built_release
from kiosk.store.release import Release, open_release

_PROGRAM = Path(kiosk.__file__).resolve().parent
#: What is searched when nothing is named: the demo hall beside the program.
DEMO_CONTENT = _PROGRAM.parent / "config" / "demo-hall"
_MOST_HITS = 1000


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
    return open_release(built_release(content, _made(_shelf()), force=True))


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

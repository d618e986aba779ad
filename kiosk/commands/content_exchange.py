"""``kiosk content export`` and ``import``: a hall's releases on a USB stick or in one file, proven on both sides."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.base.clock import SystemClock
from kiosk.base.errors import KioskError
from kiosk.settings import Settings, load_settings

ACTS = ("export", "import")
EXIT_DONE, EXIT_REFUSED = 0, 1
_ROOT_LIMIT = 128 << 10


def declare(acts: Any) -> None:
    """Add ``export`` and ``import`` to the acts of ``kiosk content``."""
    export = acts.add_parser("export", help="write a hall's releases to a folder or zip, for panels without a network")
    export.add_argument("repository", type=Path, help="the hub's data folder, or a hall's repository")
    export.add_argument("--hall", default="", help="which hall of the data folder")
    export.add_argument("--out", type=Path, required=True, metavar="FOLDER|FILE.zip", help="where it is written")
    export.add_argument("--json", action="store_true", help="print JSON (docs/commands/content-exchange.md)")
    take = acts.add_parser("import", help="take a hall's releases from a folder or zip, with the proofs of the hub's")
    take.add_argument("source", type=Path, metavar="FOLDER|FILE.zip", help="what was exported")
    take.add_argument("--settings", type=Path, metavar="FILE", help="the panel's settings")
    take.add_argument("--state", type=Path, metavar="FOLDER", help="the folder the panel may write to")
    take.add_argument("--shelf", type=Path, metavar="FOLDER", help="where releases are kept (default: state/releases)")
    take.add_argument("--root", type=Path, metavar="FILE", help="the hall's 1.root.json, on a panel that has none yet")
    take.add_argument("--json", action="store_true", help="print JSON (docs/commands/content-exchange.md)")
    for act in (export, take):
        act.add_argument("--language", choices=("zh", "en"), default="zh", help="language of a refusal")


def run(arguments: argparse.Namespace) -> int:
    """0 when done, 1 when it was refused or could not be finished (nothing shown changes), 2 for wrong words."""
    try:
        facts, line = _export(arguments) if arguments.act == "export" else _import(arguments)
    except KioskError as error:
        text = getattr(error, "text", None)
        told = text[arguments.language] if text is not None else error.what
        if arguments.json:
            refusal = {"zh": text["zh"], "en": text["en"]} if text is not None else {"zh": "", "en": error.what}
            print(json.dumps({"done": False, **refusal, "error": error.sentence()}, ensure_ascii=False, indent=1))
        where = f"{error.where}: " if error.where else ""
        print(f"kiosk content: {where}{told} {error.remedy}".rstrip(), file=sys.stderr)
        return EXIT_REFUSED
    print(json.dumps({"done": True, **facts}, ensure_ascii=False, indent=1) if arguments.json else line)
    return EXIT_DONE


def _export(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from kiosk.sync.exchange import export

    done = export(_repository(arguments.repository, arguments.hall), arguments.out, SystemClock().now())
    numbers = ", ".join(map(str, done.releases)) or "none"
    line = f"{arguments.out}: hall {done.hall_id}, releases {numbers}, {done.bytes} bytes"
    return asdict(done), f"{line}; import before {done.valid_until}"


def _repository(path: Path, hall: str) -> Path:
    """The repository that was meant."""
    if (path / "metadata" / "1.root.json").is_file():
        return path
    halls = sorted(found.parent for found in path.glob("halls/*/repo/metadata") if found.is_dir())
    named = [found for found in halls if not hall or found.parent.name == hall]
    if len(named) == 1:
        return named[0]
    known = ", ".join(found.parent.name for found in halls) or "none"
    what = "There is no repository here." if not named else "There are several halls here."
    raise KioskError(what, where=str(path), remedy=f"Name one with --hall; halls: {known}.")


def _import(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from kiosk.store.release_join import join_release
    from kiosk.sync.exchange import import_, opened

    settings = load_settings(arguments.settings) if arguments.settings else Settings()
    state = arguments.state or settings.state_folder
    shelf = arguments.shelf or (Path(settings.content.shelf) if settings.content.shelf else state / "releases")
    root = _root(arguments.root) if arguments.root else None
    try:
        with opened(arguments.source) as source:
            done = import_(source, state, shelf, join_release, SystemClock(), root)
    except OSError as error:
        raise KioskError(f"The panel's folder cannot be written ({error.strerror}).", where=str(state)) from error
    return asdict(done), f"hall {done.hall_id}: release {done.before} → {done.after}"


def _root(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_ROOT_LIMIT)
    except OSError as error:
        raise KioskError(f"The root cannot be read ({error.strerror}).", where=str(path)) from error

"""USB drives with content on them: found where desktops and services mount them, brought in by a child process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.settings import Settings

#: Where a drive may turn up, with the number of folders above it.
MOUNTS = (("/media", 2), ("/run/media", 2), ("/mnt", 1))
_LOOKED_AT = 200
_PATIENCE_S = 3600.0
_BROKEN = Text(zh="没有导入：请换一个U盘再试。", en="Not brought in: please try another drive.")
_NOT = Text(zh="没有导入：{reason}", en="Not brought in: {reason}")


def content_folders(mounts: Sequence[tuple[str, int]] = MOUNTS) -> tuple[Path, ...]:
    """Folders and archives on mounted drives that a hub exported (docs/wire.md), each drive's own and one below."""
    found: list[Path] = []
    for root, depth in mounts:
        for drive in _below(Path(root), depth):
            found += [path for path in (drive, *_entries(drive)) if is_export(path)]
    return tuple(dict.fromkeys(found))


def is_export(path: Path) -> bool:
    """Whether this looks like an exported repository; whether it is one, the import finds out."""
    try:
        if path.is_dir():
            return (path / "metadata" / "timestamp.json").is_file()
        return path.suffix == ".zip" and path.name.startswith("hall-kiosk") and path.is_file()
    except OSError:
        return False


def bring_in(source: Path, settings: Settings) -> Text | None:
    """Import in a child process; None when it went well, else a sentence. Takes as long as the drive does."""
    words = [sys.executable, "-m", "kiosk", "content", "import", str(source), "--json"]
    words += ["--state", str(settings.state_folder)]
    if settings.content.shelf:
        words += ["--shelf", settings.content.shelf]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_PATIENCE_S, check=False, stdin=subprocess.DEVNULL)
        said = json.loads(done.stdout)
        return None if said["done"] is True else fill(_NOT, reason=Text(zh=str(said["zh"]), en=str(said["en"])))
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError, RecursionError):
        return _BROKEN


def _below(root: Path, depth: int) -> Iterator[Path]:
    if depth == 0:
        yield root
        return
    for entry in _entries(root):
        if entry.is_dir() and not entry.is_symlink():
            yield from _below(entry, depth - 1)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(islice(folder.iterdir(), _LOOKED_AT))
    except OSError:
        return []

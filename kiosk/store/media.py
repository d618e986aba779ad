"""Media of a release (covers, pages of documents): files beside the releases, named by their sums, proven when read."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.store.release_info import ReleaseError
from kiosk.store.whole_files import copy_whole, sync_folder, temporary_beside

FOLDER = "media"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o444
_GRACE_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Medium:
    """One file that a release shows but does not hold. ``name`` is its name in the content folder, pixels as they are;
    ``path`` where it lies while the release is built."""

    name: str
    sha256: str
    kind: str
    size: int
    width: int
    height: int
    path: Path | None = None


def medium_path(shelf: Path, sha256: str) -> Path:
    """Where a medium lies beside the releases in ``shelf``; ValueError for what is no sum."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return shelf / FOLDER / sha256


def is_whole(path: Path, sha256: str, size: int) -> bool:
    """Whether a file is what its sum says, byte for byte; False when it is not there."""
    try:
        with path.open("rb") as stream:
            if stream.seek(0, os.SEEK_END) != size:
                return False
            stream.seek(0)
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except OSError:
        return False


def keep_medium(shelf: Path, source: Path, sha256: str, size: int) -> Path:
    """Put a file that was proven into its place: linked where the disk can, else copied; there whole or not at all.

    One that lies there already is left, unless it is damaged. ReleaseError when ``source`` is not what it should be.
    """
    target = medium_path(shelf, sha256)
    if is_whole(target, sha256, size):
        os.utime(target)
        return target
    if not is_whole(source, sha256, size):
        raise ReleaseError("A medium of the release is damaged.", where=sha256[:12], remedy="Fetch it again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_beside(target)
    try:
        temporary.unlink()
        os.link(source, temporary)
        os.utime(temporary)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        copy_whole(source, target, _READ_ONLY)
    return target


def keep_media(shelf: Path, media: Iterable[Medium]) -> None:
    """Put the media of a release that is being built beside it."""
    for medium in media:
        if medium.path is not None:
            target = medium_path(shelf, medium.sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            if not is_whole(target, medium.sha256, medium.size):
                # Never a link: the folder's own file may be written again.
                copy_whole(medium.path, target, _READ_ONLY)


def prune_media(shelf: Path, kept: Collection[str], now: float | None = None) -> None:
    """Remove the media whose sums are not in ``kept``, and what interrupted writers left behind.

    What came in within a day stays: it may belong to a release that is still being fetched.
    """
    folder = shelf / FOLDER
    latest = (time.time() if now is None else now) - _GRACE_S
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):  # somebody still reads it: it goes the next time
            if path.name not in kept and path.stat().st_mtime < latest:
                path.unlink()

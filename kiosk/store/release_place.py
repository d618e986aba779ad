"""How a release comes to its place: filled beside it, brought to the disk, named, described; whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kiosk.store.release_info import ReleaseError, ReleaseInfo, describe, release_name
from kiosk.store.release_schema import FORMAT
from kiosk.store.whole_files import is_full, move_into_place, sole_writer, sweep, temporary_beside, write_whole

_READ_ONLY = 0o444

#: Fills the file and says what it holds.
Fill = Callable[[Path], Mapping[str, int]]


@contextmanager
def writing_releases(out: Path) -> Iterator[None]:
    """Hold a folder of releases for writing; what goes wrong with the disk becomes a ReleaseError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with sole_writer(out) as ours:
            if not ours:
                raise ReleaseError("Another build is writing there.", where=str(out), remedy="Wait for it to end.")
            sweep(out, "release-")
            yield
    except (OSError, sqlite3.Error) as error:
        if is_full(error):
            what, remedy = "There is no room left on the disk; nothing was changed.", "Free some space and try again."
        else:
            what, remedy = f"The release cannot be written ({_why(error)}); nothing was changed.", "Check the folder."
        raise ReleaseError(what, where=str(out), remedy=remedy) from error


def place_release(out: Path, sequence: int, hall_id: str, built_at: str, fill: Fill) -> ReleaseInfo:
    """Write ``release-<sequence>.db`` and its description; the folder must be held."""
    path = out / release_name(sequence)
    temporary = temporary_beside(path)
    try:
        counts = fill(temporary)
        info = describe(temporary, sequence, hall_id, built_at, FORMAT, counts)
        move_into_place(temporary, path, _READ_ONLY)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    try:
        write_whole(path.with_suffix(".json"), info.written().encode(), _READ_ONLY)
    except BaseException:
        path.unlink(missing_ok=True)  # without its description it is no release
        raise
    return info


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)[:120] or type(error).__name__

"""Files that are there whole or not at all: written beside their place, brought to the disk, then moved there."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

TEMPORARY = ".tmp"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def temporary_beside(path: Path) -> Path:
    """An empty new file in the same folder, to be moved to ``path`` when it is whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=TEMPORARY)
    os.close(handle)
    return Path(name)


def move_into_place(temporary: Path, path: Path, mode: int = 0o644) -> None:
    """Bring the bytes to the disk, then give the file its name; a power cut leaves the old state or the new one."""
    temporary.chmod(mode)
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, mode: int = 0o644, *, lasting: bool = True) -> None:
    """Write a small file whole. ``lasting`` False: what can be made anew does not wait for the disk."""
    temporary = temporary_beside(path)
    try:
        temporary.write_bytes(data)
        if lasting:
            move_into_place(temporary, path, mode)
        else:
            temporary.chmod(mode)
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def copy_whole(source: Path, path: Path, mode: int = 0o644) -> None:
    """Copy a file whole."""
    temporary = temporary_beside(path)
    try:
        shutil.copyfile(source, temporary)
        move_into_place(temporary, path, mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sweep(folder: Path, prefix: str) -> None:
    """Remove what interrupted writers left behind. Only for whoever holds the folder's lock."""
    for path in folder.glob(f".{prefix}*{TEMPORARY}*"):
        path.unlink(missing_ok=True)


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk (or what we may use of it) is full."""
    return (isinstance(error, OSError) and error.errno in _NO_SPACE) or "disk is full" in str(error)


@contextmanager
def sole_writer(folder: Path, name: str = ".lock") -> Iterator[bool]:
    """Hold the folder for writing; yields whether we have it. Ends with the process, however it ends.

    On Windows nobody is kept out: two builds at once are then the caller's to avoid.
    """
    if sys.platform == "win32":
        yield True
        return
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
    finally:
        os.close(handle)

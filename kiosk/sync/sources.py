"""Where bytes come from: a hub, a folder or a zip, all read the same way and never believed."""

from __future__ import annotations

import errno
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from kiosk.base.errors import KioskError

CHUNK = 64 << 10
#: A zip's list of names is read into memory before anything else: so much of it (bytes, names).
_DIRECTORY_LIMIT, _NAMES_LIMIT = 8 << 20, 65_000


class SourceError(KioskError):
    """Bytes that did not come; worth another try, ``after_s`` seconds from now at the earliest."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", after_s: float = 0.0) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.after_s = after_s


class NotThereError(SourceError):
    """The source has no such file."""


class TooMuchError(SourceError):
    """The source sends more than it may."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A file on its way from byte ``start`` on (0 when the source cannot begin later)."""

    start: int
    chunks: Iterator[bytes]


class Source(Protocol):
    """A repository somewhere, as docs/wire.md lays it out. Paths are relative, with ``/``."""

    def flow(self, path: str, start: int = 0) -> AbstractContextManager[Flow]:
        """The file's bytes from ``start`` on. Raises SourceError, then and while it flows."""
        ...


def read(source: Source, path: str, limit: int) -> bytes:
    """A small file whole; TooMuchError as soon as it is longer than ``limit`` bytes."""
    parts: list[bytes] = []
    size = 0
    with source.flow(path) as flow:
        for chunk in flow.chunks:
            size += len(chunk)
            if size > limit:
                raise TooMuchError(f"The file is longer than it may be ({limit} bytes).", where=path)
            parts.append(chunk)
    return b"".join(parts)


class FolderSource:
    """A repository in a folder: the hub's own, or what was exported to a USB stick."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def flow(self, path: str, start: int = 0) -> Iterator[Flow]:
        try:
            # A stick may hold anything under that name: a pipe must not hold us for ever.
            handle = os.open(self._folder / path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise _unreadable(path, error) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise NotThereError("This is no file.", where=path)
        with os.fdopen(handle, "rb") as stream:
            yield Flow(_sought(stream, start), _chunks(stream, path))


class ZipSource:
    """A repository in one zip file. Only names we ask for are read; nothing is ever unpacked to its own name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            _refuse_huge(path)
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise SourceError("This is no zip file that can be read.", where=path.name) from error

    def close(self) -> None:
        self._zip.close()

    @contextmanager
    def flow(self, path: str, start: int = 0) -> Iterator[Flow]:
        try:
            stream = self._zip.open(path)
        except KeyError:
            raise NotThereError("The zip has no such file.", where=path) from None
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
            raise SourceError("This file in the zip cannot be read.", where=path) from error
        with stream:
            yield Flow(0, _chunks(stream, path))


def _refuse_huge(path: Path) -> None:
    """Look at the end record before the library loads every name that a forged one lists."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 65_557))
        tail = stream.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile
    names, directory = struct.unpack_from("<HI", tail, at + 10)
    is_zip64 = names == 0xFFFF or directory == 0xFFFFFFFF
    locator = tail.rfind(b"PK\x06\x06", 0, at)
    if locator >= 0 and (is_zip64 or tail[at - 20 : at - 16] == b"PK\x06\x07"):
        names, directory = struct.unpack_from("<QQ", tail, locator + 32)
    elif is_zip64:
        raise zipfile.BadZipFile
    if names > _NAMES_LIMIT or directory > _DIRECTORY_LIMIT:
        raise zipfile.BadZipFile


def _sought(stream: IO[bytes], start: int) -> int:
    return stream.seek(start) if start else 0


def _chunks(stream: IO[bytes], path: str) -> Iterator[bytes]:
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise SourceError("The file cannot be read to its end.", where=path) from error


def _unreadable(path: str, error: OSError) -> SourceError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG):
        return NotThereError("There is no such file.", where=path)
    return SourceError(f"The file cannot be read ({error.strerror}).", where=path)

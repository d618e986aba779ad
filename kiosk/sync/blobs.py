"""A folder of blobs named by their sha256: there whole and proven, or not at all; half of one waits in ``partial/``."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.store.whole_files import is_full, move_into_place, sweep, sync_folder, write_whole
from kiosk.sync.messages import Part
from kiosk.sync.sources import Flow, Source, SourceError

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: What stays free on the disk for everything else (bytes).
RESERVE = 64 << 20
#: The most that blobs may take together, and a part that is unpacked in memory.
TOTAL_LIMIT, UNPACKED_LIMIT = 16 << 30, 64 << 20
_GZIP = 31

#: Called with each number of new bytes; may raise to stop.
Progress = Callable[[int], None]


class BlobError(KioskError):
    """A blob that is not what its name says; it is gone and is to be fetched anew. ``text``: for staff."""

    text = Text(zh="收到的文件与校验值不符，将重新下载。", en="A file was not what it must be; it is fetched anew.")


class NoRoomError(KioskError):
    """The disk (or what blobs may take of it) is full; everything good stays. ``text``: for staff."""

    text = Text(
        zh="磁盘空间不足，新内容暂不能下载；现有内容不受影响。",
        en="There is no room on the disk for the new content; what is shown stays.",
    )

    def __init__(self, needed: int = 0) -> None:
        self.needed = needed
        super().__init__(self.text["en"], remedy="Free some space; it goes on by itself.")


class DiskError(KioskError):
    """The disk refuses to be written or read. ``text``: for staff."""

    text = Text(
        zh="磁盘读写出错，请技术人员检查。", en="The disk cannot be written or read; a technician should look at it."
    )


def blob_path(digest: str) -> str:
    """Where a blob lies in a repository; BlobError for what is no sha256."""
    if not _SHA256.fullmatch(digest):
        raise BlobError("This is no sum of a blob.", where=digest[:80])
    return f"blobs/{digest[:2]}/{digest}"


def inflated(data: bytes, part: Part) -> bytes:
    """The part's own bytes from those that travelled (gzip when the sizes differ); never more than it declares."""
    if part.size == part.unpacked:
        return data
    inflater = zlib.decompressobj(_GZIP)
    try:
        found = inflater.decompress(data, part.unpacked + 1)
    except zlib.error:
        raise BlobError("The part is no gzip.", where=part.name) from None
    if len(found) != part.unpacked or not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
        raise BlobError("The part does not have the size it declares.", where=part.name)
    return found


class BlobStore:
    """Blobs in ``<folder>/blobs/<aa>/<sha256>``, half ones in ``<folder>/partial/``. Threads may share it.

    Every process that writes has its own ``partial`` folder; finished blobs are equal whoever finished them.
    """

    def __init__(self, folder: Path, limit: int = TOTAL_LIMIT, partial: str = "partial") -> None:
        self._folder, self._partial, self._limit = folder, folder / partial, limit

    def path(self, digest: str) -> Path:
        """Where the blob lies or would lie."""
        return self._folder / blob_path(digest)

    def has(self, digest: str, size: int) -> bool:
        """Whether it was once proven and still has its size. The proof itself is made again by whoever reads it."""
        try:
            return self.path(digest).stat().st_size == size
        except OSError:
            return False

    def put(self, data: bytes) -> str:
        """Keep these bytes; their sha256. For the hub and for small documents."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        if not is_proven(path, digest, len(data)):
            with on_disk(len(data)):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data)
        return digest

    def read(self, digest: str, size: int) -> bytes:
        """The blob's bytes, proven now; a damaged one is removed and raises BlobError."""
        path = self.path(digest)
        try:
            with path.open("rb") as stream:
                data = stream.read(size + 1)
        except OSError as error:
            raise BlobError("The blob is not there.", where=digest[:12]) from error
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            path.unlink(missing_ok=True)
            raise BlobError("The blob is damaged.", where=digest[:12])
        return data

    def proven(self, digest: str, size: int) -> Path:
        """The blob's file, every byte of it proven now; a damaged one is removed and raises BlobError."""
        path = self.path(digest)
        if not is_proven(path, digest, size):
            path.unlink(missing_ok=True)
            raise BlobError("The blob is damaged or not there.", where=digest[:12])
        return path

    def refuse_too_much(self, missing: int) -> None:
        """NoRoomError when so many bytes cannot come, before the first one does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if missing > self._limit or shutil.disk_usage(self._folder).free < missing + RESERVE:
            raise NoRoomError(missing)

    def partial_bytes(self, digest: str) -> int:
        """How much of a blob is there already."""
        try:
            return (self._partial / digest).stat().st_size
        except OSError:
            return 0

    def fetch(self, digest: str, size: int, source: Source, progress: Progress) -> None:
        """Bring one blob, from where it was left. SourceError: try again; BlobError: it was wrong and is gone;
        NoRoomError: nothing was lost.
        """
        name = blob_path(digest)
        if self.has(digest, size):
            return
        partial = self._partial / digest
        with on_disk(size):
            partial.parent.mkdir(parents=True, exist_ok=True)
            if self.partial_bytes(digest) > size:
                partial.unlink()
            if not partial.exists() or self.partial_bytes(digest) < size:
                self._append(partial, name, size, source, progress)
            self._settle(partial, digest, size)

    def sweep(self, keep: Iterable[str]) -> int:
        """Remove all blobs but these, halves included; the bytes that became free."""
        kept, freed = set(keep), 0
        for path in (*(self._folder / "blobs").glob("??/*"), *self._partial.glob("*")):
            if path.name in kept:
                continue
            with suppress(OSError):
                freed += path.stat().st_size
                path.unlink()
        for folder in (self._folder / "blobs").glob("??"):
            with suppress(OSError):
                sweep(folder, "")
                folder.rmdir()  # only when it is empty
        return freed

    def _append(self, partial: Path, name: str, size: int, source: Source, progress: Progress) -> None:
        with source.flow(name, partial.stat().st_size if partial.exists() else 0) as flow, partial.open("ab") as kept:
            if flow.start != kept.tell():
                kept.truncate(flow.start)
                kept.seek(flow.start)
            _pour(flow, kept, size, name, progress)

    def _settle(self, partial: Path, digest: str, size: int) -> None:
        """Prove it, bring it to the disk, give it its name."""
        if not is_proven(partial, digest, size):
            partial.unlink(missing_ok=True)
            raise BlobError("The file is not the one that was asked for.", where=digest[:12])
        path = self.path(digest)
        is_new = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        move_into_place(partial, path)
        if is_new:
            sync_folder(path.parent.parent)


def _pour(flow: Flow, kept: IO[bytes], size: int, name: str, progress: Progress) -> None:
    at = flow.start
    for chunk in flow.chunks:
        at += len(chunk)
        if at > size:
            kept.truncate(0)
            raise BlobError("More came than there may be.", where=name)
        kept.write(chunk)
        progress(len(chunk))
    if at < size:
        raise SourceError("The file ended too early.", where=name)


def is_proven(path: Path, digest: str, size: int) -> bool:
    """Whether every byte of a file is as its sum says."""
    try:
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_size != size:
                return False
            return hashlib.file_digest(stream, "sha256").hexdigest() == digest
    except OSError:
        return False


@contextmanager
def on_disk(needed: int = 0) -> Iterator[None]:
    """What the disk says as KioskError: NoRoomError when it is full, DiskError else."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoomError(needed) from error
        raise DiskError(f"The disk cannot be written ({error.strerror or type(error).__name__}).") from error

"""The door for foreign files: a folder or a zip is read into memory, within limits set before it is unpacked.

Nothing is ever written or unpacked to disk, and no member can make the reader leave the folder or fill the memory.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.guidance.findings import Finding, printable
from kiosk.guidance.rulebook import found


class PlanError(KioskError):
    """A plan that cannot be read at all: the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one plan may hold. Real plans of whole airports stay far below."""

    members: int = 4_000
    folder_depth: int = 4
    packed_bytes: int = 96 << 20
    member_bytes: int = 64 << 20
    total_bytes: int = 96 << 20
    extra_bytes: int = 32 << 20
    directory_bytes: int = 1 << 20
    nesting: int = 40
    features: int = 40_000
    values: int = 6_000_000
    points: int = 600_000
    points_per_feature: int = 20_000


LIMITS = Limits()

_JSON = (".geojson", ".json")
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
    struct.error,
)


@dataclass(slots=True)
class Members:
    """The files of a plan by their name inside it, and what was wrong with the others."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_members(path: Path, limits: Limits = LIMITS) -> Members:
    """Read every file of a folder or zip; raises :class:`PlanError` when it is neither, too big or locked."""
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError) as error:
        raise PlanError("The plan's path cannot be used.", where=printable(str(path))) from error
    if is_folder:
        return _read_folder(path, limits)
    if is_file:
        return _read_zip(path, limits)
    raise PlanError("There is no such plan.", where=printable(str(path)), remedy="Name a folder or a zip archive.")


def is_json(name: str) -> bool:
    """Whether a member's name says that it holds JSON."""
    return name.lower().endswith(_JSON)


def _too_big(path: Path, what: str) -> PlanError:
    return PlanError(f"The plan is too big: {what}.", where=path.name, remedy="Export the indoor plan alone.")


def _read_folder(path: Path, limits: Limits) -> Members:
    members = Members()
    sizes: dict[str, tuple[Path, int]] = {}
    for name, file in _walk(path, limits):
        status = _regular(file, path)
        if status is None:
            members.findings.append(_unsafe(name))
        else:
            sizes[name] = (file, status.st_size)
    for name in _chosen({n: s for n, (_, s) in sizes.items()}, members, path, limits):
        file, size = sizes[name]
        try:
            with file.open("rb") as stream:
                members.files[name] = stream.read(size + 1)[:size]
        except OSError:
            members.findings.append(_unreadable(name))
    return members


def _walk(folder: Path, limits: Limits) -> Iterator[tuple[str, Path]]:
    waiting, count = [(folder, "", 0)], 0
    while waiting:
        here, prefix, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            if here == folder:
                raise PlanError("The plan's folder cannot be opened.", where=folder.name) from error
            continue
        for entry in entries:
            name = prefix + entry.name
            count += 1
            if count > limits.members:
                raise _too_big(folder, f"more than {limits.members} files")
            if _JUNK.search(name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth < limits.folder_depth:
                    waiting.append((Path(entry.path), name + "/", depth + 1))
            else:
                yield name, Path(entry.path)


def _regular(file: Path, root: Path) -> os.stat_result | None:
    """The status of a plain file that lies inside ``root``; None for links out of it, pipes, devices."""
    try:
        if file.is_symlink() and not file.resolve().is_relative_to(root.resolve()):
            return None
        status = file.stat()
    except (OSError, RuntimeError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _chosen(sizes: Mapping[str, int], members: Members, path: Path, limits: Limits) -> list[str]:
    """The names to read, JSON first; what does not fit is refused (JSON) or left out with a finding (the rest)."""
    documents = [name for name in sizes if is_json(name)]
    for name in documents:
        if sizes[name] > limits.member_bytes:
            raise _too_big(path, f"{printable(name)} has more than {limits.member_bytes >> 20} MB")
    if sum(sizes[name] for name in documents) > limits.total_bytes:
        raise _too_big(path, f"more than {limits.total_bytes >> 20} MB of features")
    chosen, room = sorted(documents), limits.extra_bytes
    for name in sorted(set(sizes) - set(documents)):
        if sizes[name] <= room:
            room -= sizes[name]
            chosen.append(name)
        else:
            members.findings.append(
                found(
                    "file-left-out",
                    f"文件“{printable(name)}”太大，未随图纸保留。",
                    f"The file {printable(name)} is too big to be kept with the plan.",
                )
            )
    return chosen


def _read_zip(path: Path, limits: Limits) -> Members:
    members = Members()
    _refuse_strange_zip(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _listed(archive, members, path, limits)
            sizes = {name: entry.file_size for name, entry in entries.items()}
            for name in _chosen(sizes, members, path, limits):
                data = _unpacked(archive, entries[name])
                if data is None:
                    members.findings.append(_unreadable(name))
                else:
                    members.files[name] = data
    except _ZIP_FAULTS as error:
        raise PlanError(
            "The zip archive is damaged.", where=path.name, remedy="Copy or export the plan again."
        ) from error
    return members


def _refuse_strange_zip(path: Path, limits: Limits) -> None:
    """Look at size, first bytes and the size of the directory before the zip library builds anything from them."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(max(0, size - (1 << 16) - 22))
            tail = stream.read()
    except OSError as error:
        raise PlanError("The plan cannot be opened.", where=path.name) from error
    if head not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise PlanError(
            "This is neither a folder nor a zip archive.",
            where=path.name,
            remedy="Name the folder or the zip that holds the IMDF files (level.geojson, unit.geojson …).",
        )
    if size > limits.packed_bytes:
        raise _too_big(path, f"more than {limits.packed_bytes >> 20} MB")
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise PlanError("The zip archive is cut off.", where=path.name, remedy="Copy or export the plan again.")
    count, directory = struct.unpack("<HI", tail[end + 10 : end + 16])
    if b"PK\x06\x07" in tail[max(0, end - 20) : end]:
        raise PlanError("The zip archive is of the 64-bit kind.", where=path.name, remedy="Pack it as an ordinary zip.")
    if count > limits.members or directory > limits.directory_bytes:
        raise _too_big(path, f"more than {limits.members} files")


def _listed(archive: zipfile.ZipFile, members: Members, path: Path, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    taken: set[str] = set()
    if len(archive.infolist()) > limits.members:
        raise _too_big(path, f"more than {limits.members} files")
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")
        if entry.is_dir() or _JUNK.search(name):
            if ".." in name.split("/"):
                members.findings.append(_unsafe(name))
            continue
        same = unicodedata.normalize("NFC", name).casefold()
        if _leaves(name) or stat.S_ISLNK(entry.external_attr >> 16):
            members.findings.append(_unsafe(name))
        elif entry.flag_bits & 0x1:
            raise PlanError("The zip archive has a password.", where=path.name, remedy="Pack it again without one.")
        elif same in taken:
            members.findings.append(
                found(
                    "file-duplicate",
                    f"图纸包中有两个“{printable(name)}”，只读取了第一个。",
                    f"The archive holds {printable(name)} twice; only the first was read.",
                )
            )
        else:
            taken.add(same)
            entries[name] = entry
    return entries


def _leaves(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or ".." in parts or "" in parts or ":" in parts[0] or any(c < " " for c in name)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """The member's bytes, never more than its directory entry says; None when it lies or is damaged."""
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except (*_ZIP_FAULTS, MemoryError):
        return None
    return data if len(data) == entry.file_size else None


def _unsafe(name: str) -> Finding:
    return found(
        "file-path-unsafe",
        f"路径“{printable(name)}”不安全，未读取。",
        f"The path {printable(name)} is unsafe and was not read.",
    )


def _unreadable(name: str) -> Finding:
    return found(
        "file-unreadable",
        f"文件“{printable(name)}”已损坏，无法读取。",
        f"The file {printable(name)} is damaged and was not read.",
    )

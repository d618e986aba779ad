"""A hall's repository without a network: written to a folder or zip, and believed from there like from the hub."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.store.whole_files import is_full
from kiosk.sync.blobs import NoRoomError, blob_path, is_proven
from kiosk.sync.bringing import Joiner, checked_manifest
from kiosk.sync.device import Device
from kiosk.sync.fetching import Haul
from kiosk.sync.follower import Follower
from kiosk.sync.messages import MANIFEST_LIMIT, ReleaseRef, Rollout
from kiosk.sync.sources import FolderSource, Source, ZipSource, read
from kiosk.sync.trust import TrustedHall, hall_of_root

_FIRST_ROOT = "metadata/1.root.json"
_ROOT_LIMIT = 128 << 10
_NOTE = "hall-kiosk.json"
_PARTIAL = "partial-import"
_CHUNK = 1 << 20


class ExchangeError(KioskError):
    """An export or import that cannot be made as it was asked for."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. ``valid_until``: after that no panel takes it; ``bytes``: of all files."""

    hall_id: str
    releases: tuple[int, ...]
    files: int
    bytes: int
    valid_until: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What the panel believes now. Numbers of releases, 0 = none; ``live``: the sequence of what is switched."""

    hall_id: str
    before: int
    after: int
    wanted: int
    activate_at: str
    live: int
    valid_until: str


# -- out


def export(repository: Path, out: Path, now: datetime) -> Exported:
    """Write what panels need of a hall: metadata, both documents, the releases of the rollout. Proven while it is read.

    ``out`` ending in .zip becomes one file; else a folder, where what is there already is not written again. Raises
    TrustError (the repository is not as it must be, or past its date), ExchangeError, NoRoomError.
    """
    source = FolderSource(repository)
    root = read(source, _FIRST_ROOT, _ROOT_LIMIT)
    hall_id = hall_of_root(root)
    with tempfile.TemporaryDirectory() as folder:
        hall = TrustedHall(Path(folder), root, hall_id)
        trusted = hall.refresh(source, now)
    roots = {name: read(source, name, _ROOT_LIMIT) for name in map(_root_name, range(1, trusted.root + 1))}
    # Last of all what makes the rest count; as it was proven, whatever is published meanwhile.
    files = {**roots, **hall.files()}
    refs = _refs(trusted.rollout)
    blobs = list(dict.fromkeys(blob for ref in refs for blob in _blobs(source, ref, hall_id)))
    for digest, size in blobs:
        if not is_proven(repository / blob_path(digest), digest, size):
            raise ExchangeError("A file of the release is damaged or missing at the hub.", where=digest[:12])
    valid_until = trusted.expires.isoformat() if trusted.expires else ""
    releases = tuple(sorted(ref.number for ref in refs))
    note = {"hall_id": hall_id, "releases": releases, "valid_until": valid_until}
    try:
        write = _write_zip if out.suffix.lower() == ".zip" else _write_folder
        write(repository, out, [blob_path(digest) for digest, _ in blobs], {_NOTE: _written(note), **files})
    except OSError as error:
        if is_full(error):
            raise NoRoomError(sum(size for _, size in blobs)) from error
        raise ExchangeError(f"The export cannot be written ({error.strerror}).", where=str(out)) from error
    size = sum(size for _, size in blobs) + sum(map(len, files.values()))
    return Exported(hall_id, releases, len(blobs) + len(files), size, valid_until)


def _written(note: object) -> bytes:
    return json.dumps(note, ensure_ascii=False, indent=1).encode()


def _root_name(version: int) -> str:
    return f"metadata/{version}.root.json"


def _refs(rollout: Rollout | None) -> tuple[ReleaseRef, ...]:
    listed = (rollout.stable, rollout.staged.release if rollout.staged else None) if rollout else ()
    return tuple({ref.number: ref for ref in listed if ref is not None}.values())


def _blobs(source: Source, ref: ReleaseRef, hall_id: str) -> Iterator[tuple[str, int]]:
    data = read(source, blob_path(ref.sha256), min(ref.size, MANIFEST_LIMIT))
    yield ref.sha256, ref.size
    for part in checked_manifest(data, ref, hall_id).parts:
        yield part.sha256, part.size


def _write_folder(repository: Path, out: Path, blobs: list[str], files: Mapping[str, bytes]) -> None:
    for name in blobs:
        source, target = repository / name, out / name
        if not is_proven(target, source.name, source.stat().st_size):
            with source.open("rb") as stream:
                _write(target, iter(lambda: stream.read(_CHUNK), b""))
    for name, data in files.items():
        _write(out / name, (data,))


def _write(target: Path, chunks: Iterable[bytes]) -> None:
    """Whole or not at all, on a stick's simple file system too (no modes, no links)."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as kept:
        kept.writelines(chunks)
        kept.flush()
        os.fsync(kept.fileno())
    part.replace(target)


def _write_zip(repository: Path, out: Path, blobs: list[str], files: Mapping[str, bytes]) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for name in blobs:
                archive.write(repository / name, name)
            for name, data in files.items():
                archive.writestr(name, data)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


# -- in


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """A folder or zip as a source. ExchangeError when it is neither; SourceError when the zip cannot be read."""
    if path.is_dir():
        yield FolderSource(path)
    elif path.is_file():
        source = ZipSource(path)
        try:
            yield source
        finally:
            source.close()
    else:
        raise ExchangeError("There is nothing to import.", where=str(path), remedy="Name an export: a folder or a zip.")


def import_(
    source: Source,
    state: Path,
    shelf: Path,
    join: Joiner,
    clock: Clock,
    root: bytes | None = None,
    shown: Callable[[Haul], None] = lambda haul: None,
) -> Imported:
    """Take over what a source holds, with the same proofs as from the hub; an interrupted one goes on when repeated.

    ``root``: the hall's first root, for a panel that does not know its hall yet. Raises KioskError.
    """
    device = Device(state / "sync")
    hall_id = _hall(device, root)
    record = device.enrolment()
    panel_id, group = (record.panel_id, record.group) if record else ("", "")
    follower = Follower(device, hall_id, shelf, join, clock, panel_id=panel_id, group=group, partial=_PARTIAL)
    newest = follower.newest()
    before = newest.sequence if newest else 0
    trusted = follower.believe(source)
    wanted = follower.wanted()
    after = before
    if wanted is not None:
        after = follower.bring(wanted, source, threading.Event(), shown).info.sequence
    return Imported(
        hall_id,
        before,
        after,
        wanted.ref.number if wanted else 0,
        wanted.activate_at if wanted else "",
        trusted.live.sequence if trusted.live else 0,
        trusted.expires.isoformat() if trusted.expires else "",
    )


def _hall(device: Device, root: bytes | None) -> str:
    """Whose content this panel takes; the given root counts only on a panel that belongs to nobody."""
    record, halls = device.enrolment(), device.halls()
    known = record.hall_id if record else (halls[0] if halls else "")
    if root is None:
        if known:
            return known
        raise ExchangeError(
            "This panel does not know its hall yet.",
            remedy="Give the hall's root (1.root.json, from a person you trust, not from the same stick): --root FILE.",
        )
    given = hall_of_root(root)
    if known and (known != given or device.root(known) != root):
        raise ExchangeError("This panel belongs to a hall already; another root is refused.", where=known)
    if not known:
        device.keep_root(given, root)
    return given

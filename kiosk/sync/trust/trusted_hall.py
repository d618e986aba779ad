"""The panel's side of trust: what it believes of its hall, kept in one file, and how it comes to believe more."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tuf.api import exceptions as tuf_errors

from kiosk.store.whole_files import sweep, write_whole
from kiosk.sync.messages import DOCUMENT_LIMIT, LIVE, ROLLOUT, Live, MessageError, Rollout, unpacked
from kiosk.sync.sources import NotThereError, Source, TooMuchError, read
from kiosk.sync.trust.errors import TrustError, Why, refusal
from kiosk.sync.trust.terms import (
    EnvelopeType,
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
    TrustedMetadataSet,
)

#: How long a file of a role may be, in bytes.
LIMITS = {Root.type: 128 << 10, Timestamp.type: 16 << 10, Snapshot.type: 64 << 10, Targets.type: 64 << 10}
#: How many new roots are walked through in one go.
_ROOTS = 64
_FILE = "trusted.json"
_FILE_LIMIT = 4 << 20
_HALL_FIELD = "hall"
_KINDS: Mapping[str, type[Rollout] | type[Live]] = {ROLLOUT: Rollout, LIVE: Live}
_ROLES = ("root", "timestamp", "snapshot", "targets")


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a panel believes. ``timestamp``: the version it came with (0 = nothing yet); ``expires``: of that."""

    rollout: Rollout | None = None
    live: Live | None = None
    timestamp: int = 0
    expires: datetime | None = None
    root: int = 0

    def is_stale(self, now: datetime) -> bool:
        """Whether the hub's word is past its date: a banner, never a stop."""
        return self.expires is not None and now >= self.expires


@dataclass(frozen=True, slots=True)
class _Kept:
    """Metadata and documents as they came, byte for byte. ``whole``: the timestamp all of it was taken in with."""

    root: bytes
    timestamp: bytes = b""
    snapshot: bytes = b""
    targets: bytes = b""
    documents: Mapping[str, bytes] = field(default_factory=dict)
    whole: int = 0

    def written(self) -> bytes:
        roles = {name: getattr(self, name).decode() for name in _ROLES}
        documents = {name: data.decode() for name, data in self.documents.items()}
        return json.dumps({**roles, "documents": documents, "whole": self.whole}).encode()


class TrustedHall:
    """The trusted documents of one hall. ``root``: the first root, as it was given when the panel was admitted.

    Opening needs no network and no valid dates. ``root`` counts only while nothing is kept yet (or that is damaged);
    TrustError when it is needed and is no root of this hall.
    """

    def __init__(self, folder: Path, root: bytes, hall_id: str) -> None:
        self._path, self._hall_id = folder / _FILE, hall_id
        kept = None
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, TrustError):
            kept = self._read()
        if kept is None:
            _metadata_set(root, hall_id)
            kept = _Kept(root)
        self._kept = kept
        self._trusted = self._believed()

    def trusted(self) -> Trusted:
        """What is believed, network or not."""
        return self._trusted

    def root(self) -> bytes:
        """The newest root."""
        return self._kept.root

    def files(self) -> dict[str, bytes]:
        """What is believed as the files of a repository, the timestamp last; older roots apart."""
        kept = self._kept
        versions = {role: Metadata.from_bytes(getattr(kept, role)).signed.version for role in ("snapshot", "targets")}
        files = {f"metadata/{version}.{role}.json": getattr(kept, role) for role, version in versions.items()}
        targets: Metadata[Targets] = Metadata.from_bytes(kept.targets)
        listed = targets.signed.targets
        for name, data in kept.documents.items():
            files[f"targets/{listed[name].hashes['sha256']}.{name}"] = data
        return {**files, "metadata/timestamp.json": kept.timestamp}

    def refresh(self, source: Source, now: datetime) -> Trusted:
        """Ask a source for news and believe what proves itself at ``now``; nothing is changed by what does not.

        Raises TrustError (what it refused and why) and SourceError (it did not come). A new root counts at once, also
        when what follows it fails: a key that was taken away stays away.
        """
        metadata = _metadata_set(self._kept.root, self._hall_id)
        metadata.reference_time = now.astimezone(UTC)
        self._walk_roots(metadata, source)
        self._renew(metadata, source)
        return self._trusted

    def _walk_roots(self, metadata: TrustedMetadataSet, source: Source) -> None:
        for _ in range(_ROOTS):
            name = f"{metadata.root.version + 1}.root.json"
            try:
                data = _fetched(source, f"metadata/{name}", LIMITS[Root.type])
            except NotThereError:
                return
            with _refusing(name):
                root = metadata.update_root(data)
            _refuse_other_hall(root, self._hall_id, name)
            self._keep(replace(self._kept, root=data))

    def _renew(self, metadata: TrustedMetadataSet, source: Source) -> None:
        _suppressed(metadata.update_timestamp, self._kept.timestamp)
        data = _needed(source, "metadata/timestamp.json", LIMITS[Timestamp.type])
        with _refusing("timestamp.json"), suppress(tuf_errors.EqualVersionNumberError):
            metadata.update_timestamp(data)
            self._keep(replace(self._kept, timestamp=data))  # also when the rest never comes: nothing older counts now
        kept = self._kept
        version = metadata.timestamp.snapshot_meta.version
        snapshot = self._role(source, kept.snapshot, f"{version}.snapshot.json", Snapshot.type, metadata)
        version = metadata.snapshot.meta["targets.json"].version
        targets = self._role(source, kept.targets, f"{version}.targets.json", Targets.type, metadata)
        kept = replace(kept, snapshot=snapshot, targets=targets)
        documents = self._documents(source, metadata.targets)
        kept = replace(kept, documents=documents, whole=metadata.timestamp.version)
        if kept != self._kept:
            self._keep(kept)

    def _role(self, source: Source, kept: bytes, name: str, role: str, metadata: TrustedMetadataSet) -> bytes:
        """The snapshot or targets that the role before names: ours when it is that one, else the source's."""
        update: Callable[..., Any] = metadata.update_snapshot if role == Snapshot.type else metadata.update_targets
        if role == Snapshot.type and _suppressed(update, kept, trusted=True):
            return kept
        if role == Targets.type and _suppressed(update, kept):
            return kept
        data = _needed(source, f"metadata/{name}", LIMITS[role])
        with _refusing(name):
            update(data)
        return data

    def _documents(self, source: Source, targets: Targets) -> dict[str, bytes]:
        documents = {}
        for name, kind in _KINDS.items():
            file = targets.targets.get(name)
            old = self._trusted.rollout if kind is Rollout else self._trusted.live
            if file is None:
                if old is not None:
                    raise TrustError(Why.ROLLBACK, name)
                continue
            data = self._document(source, name, file)
            new = _understood(kind, data, self._hall_id, name)
            if old is not None and (new.sequence < old.sequence or (new.sequence == old.sequence and new != old)):
                raise TrustError(Why.ROLLBACK, name)
            documents[name] = data
        return documents

    def _document(self, source: Source, name: str, file: TargetFile) -> bytes:
        kept = self._kept.documents.get(name, b"")
        with suppress(tuf_errors.LengthOrHashMismatchError):
            file.verify_length_and_hashes(kept)
            return kept
        if file.length > DOCUMENT_LIMIT or "sha256" not in file.hashes:
            raise TrustError(Why.ENDLESS, name)
        data = _needed(source, f"targets/{file.hashes['sha256']}.{name}", file.length)
        with _refusing(name):
            file.verify_length_and_hashes(data)
        return data

    def _keep(self, kept: _Kept) -> None:
        """On the disk first, whole; then it is believed."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        sweep(self._path.parent, self._path.name)
        write_whole(self._path, kept.written())
        self._kept = kept
        self._trusted = self._believed()

    def _read(self) -> _Kept:
        with self._path.open("rb") as stream:
            raw = json.loads(stream.read(_FILE_LIMIT))
        roles = {role: str(raw[role]).encode() for role in _ROLES}
        documents = {str(name): str(text).encode() for name, text in raw["documents"].items()}
        kept = _Kept(documents=documents, whole=int(raw["whole"]), **roles)
        _metadata_set(kept.root, self._hall_id)
        return kept

    def _believed(self) -> Trusted:
        """The kept documents as far as the newest root stands behind them: what a withdrawn key signed is forgotten."""
        root = _metadata_set(self._kept.root, self._hall_id).root
        found: dict[str, Any] = {}
        expires: datetime | None = None
        with suppress(tuf_errors.RepositoryError, TrustError):
            expires = _verified(root, Timestamp.type, self._kept.timestamp).signed.expires
        try:
            targets = _verified(root, Targets.type, self._kept.targets).signed
            for name, kind in _KINDS.items():
                if name in targets.targets:
                    data = self._kept.documents.get(name, b"")
                    targets.targets[name].verify_length_and_hashes(data)
                    found[name] = _understood(kind, data, self._hall_id, name)
        except (tuf_errors.RepositoryError, TrustError):
            return Trusted(root=root.version, expires=expires)
        whole = self._kept.whole if expires is not None else 0
        return Trusted(found.get(ROLLOUT), found.get(LIVE), whole, expires, root.version)


class _refusing:  # noqa: N801 - a context manager reads as a word
    """Turn what the library refuses into our words."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, tuf_errors.RepositoryError):
            raise refusal(error, self._where) from error


def hall_of_root(root: bytes) -> str:
    """Whose root this is; TrustError when it is none, or names no hall."""
    with _refusing("root.json"):
        hall_id = TrustedMetadataSet(root, EnvelopeType.METADATA).root.unrecognized_fields.get(_HALL_FIELD)
    if not isinstance(hall_id, str) or not hall_id:
        raise TrustError(Why.WRONG_HALL, "root.json")
    return hall_id


def _metadata_set(root: bytes, hall_id: str) -> TrustedMetadataSet:
    with _refusing("root.json"):
        metadata = TrustedMetadataSet(root, EnvelopeType.METADATA)
    _refuse_other_hall(metadata.root, hall_id, "root.json")
    return metadata


def _refuse_other_hall(root: Root, hall_id: str, name: str) -> None:
    if root.unrecognized_fields.get(_HALL_FIELD) != hall_id:
        raise TrustError(Why.WRONG_HALL, name)


def _verified(root: Root, role: str, data: bytes) -> Metadata[Any]:
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    if metadata.signed.type != role:
        raise TrustError(Why.DAMAGED, role)
    root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    return metadata


def _suppressed(update: Callable[..., Any], data: bytes, **how: bool) -> bool:
    """Whether what we kept still counts. What does not is still measured against (the library keeps it for that)."""
    if not data:
        return False
    try:
        update(data, **how)
    except tuf_errors.RepositoryError:
        return False
    return True


def _fetched(source: Source, path: str, limit: int) -> bytes:
    try:
        return read(source, path, limit)
    except TooMuchError as error:
        raise TrustError(Why.ENDLESS, path) from error


def _needed(source: Source, path: str, limit: int) -> bytes:
    try:
        return _fetched(source, path, limit)
    except NotThereError as error:
        raise TrustError(Why.MISSING, path) from error


def _understood(kind: Any, data: bytes, hall_id: str, name: str) -> Any:
    try:
        document = unpacked(kind, data)
    except MessageError as error:
        raise TrustError(Why.DAMAGED, name) from error
    if document.hall_id != hall_id:
        raise TrustError(Why.WRONG_HALL, name)
    return document

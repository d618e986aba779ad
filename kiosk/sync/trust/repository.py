"""The office's side of trust: writes a hall's repository whole, one writer at a time, the timestamp last."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tuf.api import exceptions as tuf_errors

from kiosk.base.clock import Clock, SystemClock
from kiosk.store.whole_files import sole_writer, sweep, write_whole
from kiosk.sync.messages import LIVE, ROLLOUT, Live, MessageError, Rollout, unpacked
from kiosk.sync.trust.errors import SigningKeyError, TrustError, Why
from kiosk.sync.trust.keys import Keys, ids
from kiosk.sync.trust.terms import Metadata, MetaFile, Root, Signer, Snapshot, TargetFile, Targets, Timestamp

#: How long a signature holds. A root is renewed by hand; targets are signed again with every publication and before
#: their date; the online roles by themselves.
LIVES = {
    Root.type: timedelta(days=5 * 365),
    Targets.type: timedelta(days=365),
    Snapshot.type: timedelta(days=30),
    Timestamp.type: timedelta(days=7),
}
#: The field of a root that says whose it is.
HALL_FIELD = "hall"
_KEPT_VERSIONS = 20
_WAIT_S = 30.0
_KINDS: Mapping[str, type[Rollout] | type[Live]] = {ROLLOUT: Rollout, LIVE: Live}

S = TypeVar("S", Root, Targets, Snapshot, Timestamp)


@dataclass(slots=True)
class _Signed:
    root: Root
    targets: Metadata[Targets]
    snapshot: Metadata[Snapshot]
    timestamp: Metadata[Timestamp]


def create(
    folder: Path, hall_id: str, keys: Keys, roots: Sequence[Signer], threshold: int = 1, clock: Clock | None = None
) -> Repository:
    """Begin the repository of a hall: version 1 of every role, no documents. SigningKeyError when there is one already.

    ``roots`` sign the root, ``threshold`` of them must; none of them stays on the hub.
    """
    if (folder / "metadata" / "1.root.json").exists():
        raise SigningKeyError("The hall has its repository already.", where=hall_id)
    for name in ("metadata", "targets", "blobs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    repository = Repository(folder, keys, clock)
    repository._begin(hall_id, roots, threshold)
    return repository


class Repository:
    """A hall's repository on the hub's disk (docs/wire.md). Several processes may hold it at once."""

    def __init__(self, folder: Path, keys: Keys, clock: Clock | None = None) -> None:
        self._folder, self._keys, self._clock = folder, keys, clock or SystemClock()
        self._metadata, self._targets = folder / "metadata", folder / "targets"

    def first_root(self) -> bytes:
        """1.root.json: what a panel is given when it is admitted."""
        return self._bytes("1.root.json")

    def hall_id(self) -> str:
        return str(self._root().unrecognized_fields.get(HALL_FIELD, ""))

    def timestamp(self) -> int:
        """The version that panels are told when something changed."""
        return self._read(Timestamp, "timestamp.json").signed.version

    def expiries(self) -> dict[str, datetime]:
        """role → until when its signature holds."""
        signed = self._signed()
        return {
            Root.type: signed.root.expires,
            Targets.type: signed.targets.signed.expires,
            Snapshot.type: signed.snapshot.signed.expires,
            Timestamp.type: signed.timestamp.signed.expires,
        }

    def documents(self) -> dict[str, bytes]:
        """What is published now, by name."""
        listed = self._signed().targets.signed.targets
        return {name: (self._targets / _hashed(name, file)).read_bytes() for name, file in listed.items()}

    def publish(self, documents: Mapping[str, bytes]) -> int:
        """Sign these documents beside the others that stand; the timestamp's version (the old one when equal).

        MessageError for what is no rollout.json or live.json; TrustError for another hall's, or one whose sequence
        does not grow.
        """
        with self._sole():
            signed, hall_id = self._signed(), self.hall_id()
            changed = {name: data for name, data in documents.items() if self._is_new(signed, hall_id, name, data)}
            if not changed:
                return signed.timestamp.signed.version
            for name, data in changed.items():
                file = TargetFile.from_data(name, data, ["sha256"])
                write_whole(self._targets / _hashed(name, file), data)
                signed.targets.signed.targets[name] = file
            return self._write(signed, targets=True)

    def refresh_online(self) -> int:
        """Sign again what will expire within half of its life, or is no longer signed rightly; to be called daily."""
        with self._sole():
            signed, now = self._signed(), self._now()
            is_old = {
                kind.type: signer_of.signed.expires - now < LIVES[kind.type] / 2
                or not _is_signed(signed.root, kind.type, signer_of)
                for kind, signer_of in (
                    (Targets, signed.targets),
                    (Snapshot, signed.snapshot),
                    (Timestamp, signed.timestamp),
                )
            }
            if not any(is_old.values()):
                return signed.timestamp.signed.version
            return self._write(signed, targets=is_old[Targets.type])

    def rotate(
        self, signing: Sequence[Signer], keys: Keys, roots: Sequence[Signer] = (), threshold: int | None = None
    ) -> int:
        """A new root, signed by the root that stands: names ``keys`` from now on (and other ``roots`` when given).

        Heals a stolen targets or online key, also after it was used to name absurd versions; with the same keys it
        renews the root's date. SigningKeyError when ``signing`` does not hold enough of the standing root's keys.
        """
        with self._sole():
            signed, standing = self._signed(), self._root()
            root = self._new_root(
                self.hall_id(), roots or signing, keys, threshold or standing.roles[Root.type].threshold
            )
            root.version = standing.version + 1
            metadata = Metadata(root)
            signers = {signer.public_key.keyid: signer for signer in (*signing, *roots)}
            for signer in signers.values():
                metadata.sign(signer, append=True)
            for asked in (standing, root):
                if not _is_signed(asked, Root.type, metadata):
                    raise SigningKeyError("These are not enough of the root's keys.", where=self.hall_id())
            self._keys, signed.root = keys, root
            # The root is written between its roles and the timestamp, so that panels hardly ever meet half of it.
            return self._write(signed, targets=True, root=metadata)

    def _begin(self, hall_id: str, roots: Sequence[Signer], threshold: int) -> None:
        metadata = Metadata(self._new_root(hall_id, roots, self._keys, threshold))
        for signer in roots:
            metadata.sign(signer, append=True)
        targets, snapshot, timestamp = Targets(), Snapshot(), Timestamp()
        for role in (targets, snapshot, timestamp):
            role.version = 0  # what is written first is version 1
        signed = _Signed(metadata.signed, Metadata(targets), Metadata(snapshot), Metadata(timestamp))
        with self._sole():
            self._write(signed, targets=True, root=metadata)

    def _new_root(self, hall_id: str, roots: Sequence[Signer], keys: Keys, threshold: int) -> Root:
        if not 1 <= threshold <= len(set(ids(roots))):
            raise SigningKeyError("There are fewer root keys than must sign.", where=hall_id)
        root = Root(1, expires=self._until(Root.type), unrecognized_fields={HALL_FIELD: hall_id})
        for signer in roots:
            root.add_key(signer.public_key, Root.type)
        root.add_key(keys.targets.public_key, Targets.type)
        for role in (Snapshot.type, Timestamp.type):
            root.add_key(keys.online.public_key, role)
        root.roles[Root.type].threshold = threshold
        return root

    def _is_new(self, signed: _Signed, hall_id: str, name: str, data: bytes) -> bool:
        if name not in _KINDS:
            raise MessageError(f"There is no document {name[:40]!r}.", remedy=f"Known: {', '.join(_KINDS)}.")
        document = unpacked(_KINDS[name], data)
        if document.hall_id != hall_id:
            raise TrustError(Why.WRONG_HALL, name)
        standing = signed.targets.signed.targets.get(name)
        if standing is None:
            return True
        old = (self._targets / _hashed(name, standing)).read_bytes()
        if old == data:
            return False
        if document.sequence <= unpacked(_KINDS[name], old).sequence:
            raise TrustError(Why.ROLLBACK, name)
        return True

    def _write(self, signed: _Signed, *, targets: bool, root: Metadata[Root] | None = None) -> int:
        """New versions of the roles, each whole on the disk before the next, the timestamp last."""
        self._refuse_strange_keys(signed.root)
        snapshot, timestamp = signed.snapshot.signed, signed.timestamp.signed
        if targets:
            self._sign(signed.targets, self._keys.targets, f"{signed.targets.signed.version + 1}.targets.json")
        snapshot.meta["targets.json"] = MetaFile(signed.targets.signed.version)
        self._sign(signed.snapshot, self._keys.online, f"{snapshot.version + 1}.snapshot.json")
        timestamp.snapshot_meta = MetaFile(snapshot.version)
        if root is not None:
            write_whole(self._metadata / f"{root.signed.version}.root.json", root.to_bytes())
        self._sign(signed.timestamp, self._keys.online, "timestamp.json")
        self._prune(signed)
        return timestamp.version

    def _refuse_strange_keys(self, root: Root) -> None:
        for role, signer in ((Targets.type, self._keys.targets), (Timestamp.type, self._keys.online)):
            if signer.public_key.keyid not in root.roles[role].keyids:
                raise SigningKeyError(
                    f"The key of {role} is not the one that the root names.", remedy="Rotate the root."
                )

    def _sign(self, metadata: Metadata[S], signer: Signer, name: str) -> None:
        metadata.signed.version += 1
        metadata.signed.expires = self._until(metadata.signed.type)
        metadata.sign(signer)
        write_whole(self._metadata / name, metadata.to_bytes())

    def _prune(self, signed: _Signed) -> None:
        """Leave the newest versions: a panel in the middle of reading must find what it began with."""
        for role, newest in (("snapshot", signed.snapshot.signed.version), ("targets", signed.targets.signed.version)):
            for path in self._metadata.glob(f"*.{role}.json"):
                number = path.name.split(".")[0]
                if number.isdecimal() and int(number) <= newest - _KEPT_VERSIONS:
                    path.unlink(missing_ok=True)
        kept = {_hashed(n, f) for n, f in signed.targets.signed.targets.items()}
        for path in self._metadata.glob("*.targets.json"):
            older = self._read(Targets, path.name).signed
            kept |= {_hashed(name, file) for name, file in older.targets.items()}
        for path in self._targets.glob("*.json"):
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def _signed(self) -> _Signed:
        timestamp = self._read(Timestamp, "timestamp.json")
        snapshot = self._read(Snapshot, f"{timestamp.signed.snapshot_meta.version}.snapshot.json")
        targets = self._read(Targets, f"{snapshot.signed.meta['targets.json'].version}.targets.json")
        return _Signed(self._root(), targets, snapshot, timestamp)

    def _root(self) -> Root:
        numbers = [int(p.name.split(".")[0]) for p in self._metadata.glob("*.root.json") if p.name[0].isdecimal()]
        return self._read(Root, f"{max(numbers, default=1)}.root.json").signed

    def _read(self, kind: type[S], name: str) -> Metadata[S]:
        try:
            metadata = Metadata[S].from_bytes(self._bytes(name))
        except tuf_errors.RepositoryError as error:
            raise TrustError(Why.DAMAGED, name) from error
        if metadata.signed.type != kind.type:
            raise TrustError(Why.DAMAGED, name)
        return metadata

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._metadata / name).read_bytes()
        except OSError as error:
            raise TrustError(Why.MISSING, name) from error

    def _until(self, role: str) -> datetime:
        return self._now() + LIVES[role]

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(microsecond=0)

    @contextmanager
    def _sole(self) -> Iterator[None]:
        """Be the only writer: the others wait their turn."""
        end = time.monotonic() + _WAIT_S
        while True:
            with sole_writer(self._folder) as ours:
                if ours:
                    for folder in (self._metadata, self._targets):
                        sweep(folder, "")
                    yield
                    return
            if time.monotonic() > end:
                raise SigningKeyError("Another process has been writing the repository for too long.")
            time.sleep(0.02)


def _hashed(name: str, file: TargetFile) -> str:
    return f"{file.hashes['sha256']}.{name}"


def _is_signed(root: Root, role: str, metadata: Metadata[Any]) -> bool:
    try:
        root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except tuf_errors.UnsignedMetadataError:
        return False
    return True

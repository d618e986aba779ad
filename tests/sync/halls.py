"""A hall's office for tests: keys, a repository, releases made of small parts, and what an attacker may hold."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kiosk.base.clock import SetClock
from kiosk.store.release_info import ReleaseInfo, describe, read_info, release_name, verify
from kiosk.store.whole_files import write_whole
from kiosk.sync.messages import LIVE, ROLLOUT, Live, Manifest, Part, ReleaseRef, Rollout, Staged, packed
from kiosk.sync.trust import Keys, Repository, create, make_key, make_keys

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FORMAT = 1


@dataclass
class Office:
    """One hall as its hub holds it."""

    folder: Path
    hall_id: str = "shili"
    clock: SetClock = field(default_factory=lambda: SetClock(NOW))

    def __post_init__(self) -> None:
        self.repo = self.folder / "repo"
        self.keys: Keys = make_keys(self.folder / "keys")
        self.root = make_key(self.folder / "offline" / "root.pem", "a long passphrase")
        self.repository: Repository = create(self.repo, self.hall_id, self.keys, [self.root], clock=self.clock)
        self.sequence = 0
        self.live_sequence = 0

    def blob(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self.repo / "blobs" / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return digest

    def part(self, name: str, data: bytes, *, is_packed: bool = True) -> Part:
        travelling = gzip.compress(data, 6, mtime=0) if is_packed else data
        return Part(name, self.blob(travelling), len(travelling), len(data))

    def media(self, data: bytes) -> Part:
        digest = hashlib.sha256(data).hexdigest()
        return self.part(f"media/{digest}", data, is_packed=False)

    def ref(self, number: int, parts: Iterable[Part], **changed: object) -> ReleaseRef:
        facts = {"hall_id": self.hall_id, "number": number, "built_at": "2026-11-22T08:00:00+08:00"}
        manifest = Manifest(**{**facts, "release_format": FORMAT, "parts": tuple(parts), **changed})  # type: ignore[arg-type]
        data = packed(manifest)
        return ReleaseRef(number, self.blob(data), len(data))

    def release(self, number: int, **texts: str) -> ReleaseRef:
        return self.ref(number, [self.part(f"rows/{name}", text.encode()) for name, text in texts.items()])

    def rollout(self, stable: ReleaseRef | None, staged: Staged | None = None) -> int:
        self.sequence += 1
        return self.repository.publish({ROLLOUT: packed(Rollout(self.hall_id, self.sequence, stable, staged))})

    def live(self, *closed: str) -> int:
        self.live_sequence += 1
        return self.repository.publish({LIVE: packed(Live(self.hall_id, self.live_sequence, closed))})

    def copy(self, to: Path) -> Path:
        """The repository as it is now, for an attacker to keep."""
        shutil.copytree(self.repo, to)
        return to


def tampered(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change a JSON file in its place, signatures left as they are."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(json.dumps(value).encode())


def join_plainly(
    names: Iterable[str],
    read: Callable[[str], bytes],
    shelf: Path,
    *,
    number: int,
    hall_id: str,
    built_at: str,
    release_format: int,
) -> ReleaseInfo:
    """A joiner for tests: the release is all its parts, one after the other; whole or not at all, as the real one."""
    data = b"".join(name.encode() + b"=" + read(name) + b"\n" for name in names if not name.startswith("media/"))
    shelf.mkdir(parents=True, exist_ok=True)
    path = shelf / release_name(number)
    path.with_suffix(".json").unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    write_whole(path, data, 0o444)
    info = describe(path, number, hall_id, built_at, release_format, {})
    write_whole(path.with_suffix(".json"), info.written().encode(), 0o444)
    return info


def shelf_texts(shelf: Path) -> Mapping[int, bytes]:
    """number → content of every release on a shelf that is whole; fails when one is not."""
    found = {}
    for path in shelf.glob("release-*.json"):
        info = read_info(path.with_suffix(".db"))
        verify(path.with_suffix(".db"), info)
        found[info.sequence] = path.with_suffix(".db").read_bytes()
    return found

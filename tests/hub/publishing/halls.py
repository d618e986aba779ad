"""A hall of the hub to publish from: keys, a working copy, and editions built without waiting for a child process."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

from kiosk.sync.messages import Manifest, Part, packed

PASSPHRASE = "four words are good"


def with_keys(hall: Any, root: Path) -> Path:
    """The hall can sign; the root key lies at ``root``."""
    from kiosk.hub.publishing import hall_keys

    hall_keys.make(hall.pk, root, PASSPHRASE)
    return root


def edited(hall: Any, user: Any = None, what: str = "x") -> None:
    """Somebody changes something in the working copy."""
    from kiosk.hub.records.changes import changing, noted

    with changing(hall) as locked:
        noted(locked, user, "row.changed", what)
    hall.refresh_from_db()


def rehearsed(hall: Any, content: bytes = b"one", findings: list[dict[str, Any]] | None = None) -> Any:
    """An edition of the working copy as a builder leaves it, its one part holding ``content``."""
    from django.utils import timezone

    from kiosk.hub.publishing.editions import rehearse
    from kiosk.hub.publishing.homes import blob_path, edition_home
    from kiosk.hub.publishing.models import Edition

    edition = rehearse(hall.pk)
    assert edition is not None
    data = gzip.compress(content, mtime=0)
    digest = hashlib.sha256(data).hexdigest()
    blob = blob_path(hall.pk, digest)
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(data)
    part = Part("rows/hall", digest, len(data), len(content))
    manifest = packed(Manifest(hall.pk, 1, "2026-11-22T08:00:00+08:00", 3, (part,)))
    (edition_home(hall.pk, edition.pk) / "manifest.json").write_bytes(manifest)
    edition.findings = findings or []
    edition.state = Edition.State.REFUSED if edition.errors else Edition.State.READY
    edition.built_at, edition.against = timezone.now(), 0
    edition.save()
    return edition


def rollout(hall: Any) -> Any:
    """What the signed repository tells panels now (read from the disk, not from the database)."""
    from kiosk.hub.publishing.channel import repository
    from kiosk.sync.messages import Rollout, unpacked

    return unpacked(Rollout, repository(hall.pk).documents()["rollout.json"])


def live(hall: Any) -> Any:
    """The signed live document."""
    from kiosk.hub.publishing.channel import repository
    from kiosk.sync.messages import Live, unpacked

    return unpacked(Live, repository(hall.pk).documents()["live.json"])

"""Where a hall's editions, keys, repository and blobs lie below the hub's data folder."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kiosk.base.errors import KioskError


def hall_home(hall_id: str) -> Path:
    """``<data>/halls/<hall>``."""
    return Path(settings.DATA) / "halls" / hall_id


def editions_home(hall_id: str) -> Path:
    """The folders of all its editions."""
    return hall_home(hall_id) / "editions"


def edition_home(hall_id: str, edition_id: int) -> Path:
    """Holds ``folder`` (the frozen content), ``built`` (release-1.db), ``floors.json`` and ``places.json``."""
    return editions_home(hall_id) / str(edition_id)


def repository_home(hall_id: str) -> Path:
    """What panels read (docs/wire.md): metadata, targets, blobs."""
    return hall_home(hall_id) / "repo"


def keys_home(hall_id: str) -> Path:
    """The two keys a running hub signs with; the root is elsewhere, offline."""
    return hall_home(hall_id) / "keys"


def blobs_home(hall_id: str) -> Path:
    """Manifests and parts by their hashes."""
    return repository_home(hall_id) / "blobs"


def blob_path(hall_id: str, sha256: str) -> Path:
    """Where the blob with this hash lies, or would."""
    return blobs_home(hall_id) / sha256[:2] / sha256


@contextmanager
def keeping(hall_id: str) -> Iterator[None]:
    """Nobody clears blobs meanwhile; whoever clears them waits for those who name them (KioskError after 60 s)."""
    home = hall_home(hall_id)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".blobs-lock").open("a") as lock:
        for _ in range(600):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise KioskError("Somebody else has kept the blobs for a minute.", where=hall_id)
        yield

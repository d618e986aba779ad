"""Clears away what nobody needs any more: old rehearsals, folders of old editions, blobs that nothing names."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from kiosk.hub.publishing.homes import blob_path, blobs_home, edition_home, editions_home, keeping
from kiosk.hub.publishing.models import Edition, Release
from kiosk.hub.publishing.states import BUILT
from kiosk.hub.records.models import Hall
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, MessageError, unpacked

log = logging.getLogger("kiosk.hub.publishing")

#: How many releases of a hall can be shown again; how long a rehearsal and a returned edition stay; a blob's grace.
RELEASES, REHEARSALS, RETURNED = 20, timedelta(minutes=15), timedelta(days=90)
GRACE_S = 86_400.0


def tidy(hall_id: str) -> None:
    """All of it for one hall; may be done by several processes at once."""
    _forget_rehearsals(hall_id)
    _clear_folders(hall_id)
    clear_blobs(hall_id)


def kept_releases(hall_id: str) -> list[Release]:
    """The newest releases, whose parts and folders stay."""
    return list(Release.objects.filter(hall_id=hall_id).order_by("-number")[:RELEASES])


def clear_blobs(hall_id: str, grace_s: float = GRACE_S) -> int:
    """Remove blobs older than ``grace_s`` that no kept release and no edition names; how many."""
    if Edition.objects.filter(hall_id=hall_id, state=Edition.State.BUILDING).exists():
        return 0  # its parts are not named yet
    with keeping(hall_id):
        named = set(_named(hall_id))
        old = time.time() - grace_s
        gone = 0
        for path in blobs_home(hall_id).glob("??/*"):
            with suppress(OSError):
                if path.name not in named and path.stat().st_mtime < old:
                    path.unlink()
                    gone += 1
    return gone


def _named(hall_id: str) -> Iterator[str]:
    for release in kept_releases(hall_id):
        yield release.manifest_sha256
        yield from _parts(blob_path(hall_id, release.manifest_sha256))
    for home in editions_home(hall_id).glob("*"):
        yield from _parts(home / "manifest.json")


def _parts(path: Path) -> Iterator[str]:
    with suppress(OSError, MessageError):
        yield from (part.sha256 for part in unpacked(Manifest, path.read_bytes(), MANIFEST_LIMIT).parts)


def _forget_rehearsals(hall_id: str) -> None:
    revision = Hall.objects.values_list("revision", flat=True).get(pk=hall_id)
    old = Edition.objects.filter(hall_id=hall_id, rehearsal=True, made_at__lt=timezone.now() - REHEARSALS)
    old.filter(revision__lt=revision, state__in=BUILT).delete()
    old.filter(revision__lt=revision, state=Edition.State.BUILDING, leased_until=None).delete()


def _clear_folders(hall_id: str) -> None:
    """Folders without an edition, of editions returned long ago, and of releases that are too old to be shown again."""
    home = editions_home(hall_id)
    if not home.is_dir():
        return
    kept = {release.edition_id for release in kept_releases(hall_id)}
    editions = {edition.pk: edition for edition in Edition.objects.filter(hall_id=hall_id)}
    for path in home.iterdir():
        if path.name.startswith(".frozen-"):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - GRACE_S:
                    shutil.rmtree(path, ignore_errors=True)
            continue
        edition = editions.get(int(path.name)) if path.name.isdecimal() else None
        if edition is None:
            if _is_old(path):
                shutil.rmtree(path, ignore_errors=True)
        elif edition.state == Edition.State.PUBLISHED and edition.pk not in kept:
            shutil.rmtree(edition_home(hall_id, edition.pk), ignore_errors=True)
        elif edition.state == Edition.State.RETURNED and edition.made_at < timezone.now() - RETURNED:
            shutil.rmtree(path, ignore_errors=True)


def _is_old(path: Path) -> bool:
    """Not one that is being frozen at this moment, its record not yet written."""
    try:
        return path.stat().st_mtime < time.time() - 600
    except OSError:
        return False

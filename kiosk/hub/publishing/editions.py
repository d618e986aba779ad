"""Freezing the working copy: an edition is a content folder that nobody changes any more."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.db import transaction

from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.audit.models import Entry
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing.channel import rollout_of
from kiosk.hub.publishing.homes import edition_home, editions_home
from kiosk.hub.publishing.models import Edition, Release
from kiosk.hub.publishing.states import DECIDED
from kiosk.hub.records.folder import write_folder
from kiosk.hub.records.models import Hall
from kiosk.sync.messages import Rollout

_TRIES = 4
#: Acts of the log that change the working copy; whoever did them is an author.
WORK = ("row.", "hall.", "plan.", "media.", "table.")


def make_edition(hall: Hall, user: User, title: str = "") -> Edition:
    """Freeze the working copy as it is now for people to decide on; built in the background if it is not built yet.

    A rehearsal of the same revision becomes the edition: nothing is built twice.
    """
    with transaction.atomic():
        locked = Hall.objects.select_for_update().get(pk=hall.pk)
        known = newest(locked)
        if known is not None and known.rehearsal and known.revision == locked.revision:
            edition = known
            edition.rehearsal, edition.made_by, edition.title = False, user, title[:200]
            edition.save(update_fields=["rehearsal", "made_by", "title"])
        else:
            edition = _record(locked, user, title)
            _write(locked, edition)
        record(
            user, "edition.made", hall_id=hall.pk, subject=str(edition.pk), revision=edition.revision, title=title[:200]
        )
        tell(f"console:{hall.pk}", "edition", id=edition.pk, state=edition.state)
    return edition


def rehearse(hall_id: str) -> Edition | None:
    """Freeze the working copy for the hub itself, unless there is an edition of its revision already.

    The folder is written beside, without keeping anybody waiting, and counts only if nothing changed meanwhile.
    """
    home = editions_home(hall_id)
    home.mkdir(parents=True, exist_ok=True)
    for attempt in range(_TRIES):
        hall = Hall.objects.get(pk=hall_id)
        if Edition.objects.filter(hall=hall, revision=hall.revision).exists():
            return None
        aside = Path(tempfile.mkdtemp(prefix=".frozen-", dir=home))
        try:
            write_folder(hall, aside / "folder")
            with transaction.atomic():
                locked = Hall.objects.select_for_update().get(pk=hall_id)
                if Edition.objects.filter(hall=locked, revision=locked.revision).exists():
                    return None
                if locked.revision != hall.revision and attempt < _TRIES - 1:
                    continue
                edition = _record(locked, None, "", rehearsal=True)
                if locked.revision == hall.revision:
                    _place(aside / "folder", edition)
                else:  # somebody saves all the time: now they wait for a moment
                    _write(locked, edition)
                tell(f"console:{hall_id}", "edition", id=edition.pk, state=edition.state)
                return edition
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return None


def newest(hall: Hall) -> Edition | None:
    """The edition of the working copy as it is now; None while there is none yet."""
    found = Edition.objects.filter(hall=hall, revision=hall.revision)
    return found.exclude(state=Edition.State.RETURNED).order_by("-pk").first()


def waiting(hall: Hall) -> list[Edition]:
    """What people still have to decide on, oldest first."""
    return list(Edition.objects.filter(hall=hall, state__in=DECIDED).select_related("made_by").order_by("pk"))


def shown(hall_id: str) -> Release | None:
    """The release all panels are meant to show now (a staged one when there is no other)."""
    rollout: Rollout = rollout_of(hall_id)
    ref = rollout.stable or (rollout.staged.release if rollout.staged else None)
    if ref is None:
        return None
    return Release.objects.filter(hall_id=hall_id, number=ref.number).select_related("edition", "published_by").first()


def authors(hall: Hall) -> list[str]:
    """Who worked on what is in the working copy but was not published yet, by user name."""
    before = shown(hall.pk)
    work = Entry.objects.filter(hall_id=hall.pk)
    if before is not None:
        work = work.filter(at__gt=before.edition.made_at)
    names = {actor for actor, act in work.values_list("actor", "act").distinct() if act.startswith(WORK)}
    return sorted(names & set(User.objects.filter(username__in=names).values_list("username", flat=True)))


def _record(hall: Hall, user: User | None, title: str, *, rehearsal: bool = False) -> Edition:
    return Edition.objects.create(
        hall=hall, revision=hall.revision, title=title[:200], made_by=user, rehearsal=rehearsal, authors=authors(hall)
    )


def _write(hall: Hall, edition: Edition) -> None:
    home = _fresh(edition)
    write_folder(hall, home / "folder")


def _place(folder: Path, edition: Edition) -> None:
    folder.rename(_fresh(edition) / "folder")


def _fresh(edition: Edition) -> Path:
    """An empty home; what an edition that never came to be left under the same number goes."""
    home = edition_home(edition.hall_id, edition.pk)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    return home

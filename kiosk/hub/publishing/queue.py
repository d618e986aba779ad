"""Who builds which edition: leases in the database, so that several hub processes never build the same one at once.

A lease that is not renewed runs out, and the edition is built again by whoever asks next: nothing is lost by a kill.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from kiosk.hub.publishing.models import Edition
from kiosk.hub.publishing.states import BUILT

#: How long a lease holds without being renewed, and how often an edition is tried before it is given up.
LEASE, TRIES = timedelta(seconds=30), 3
RENEW_S = 8.0


def claim() -> Edition | None:
    """The next edition to build, leased to the caller (its ``lease`` says so): people's first, then the newest."""
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    queue = Edition.objects.filter(free, state=Edition.State.BUILDING).order_by("rehearsal", "-pk")
    for edition in queue[:5]:
        if _lease(edition):
            return edition
    return None


def claim_comparison(shown_number: Callable[[str], int]) -> Edition | None:
    """An edition whose difference was said against another release than the one shown now, leased to the caller."""
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    built = Edition.objects.filter(free, state__in=BUILT, fault={}).select_related("hall").order_by("-pk")
    for edition in built:
        wanted = not edition.rehearsal or edition.revision == edition.hall.revision
        if wanted and edition.against != shown_number(edition.hall_id) and _lease(edition):
            return edition
    return None


def release(edition: Edition) -> None:
    """Give a lease back."""
    Edition.objects.filter(pk=edition.pk, lease=edition.lease).update(lease="", leased_until=None)


def renew(edition: Edition) -> bool:
    """Keep the lease; False when it is another's by now, or the edition is gone."""
    mine = Edition.objects.filter(pk=edition.pk, lease=edition.lease)
    return bool(mine.update(leased_until=timezone.now() + LEASE))


@contextmanager
def kept(edition: Edition) -> Iterator[Callable[[], bool]]:
    """Renew the lease from a thread beside the work; what is yielded says whether it is still ours."""
    done, lost = threading.Event(), threading.Event()

    def keep() -> None:
        while not done.wait(RENEW_S):
            with suppress(DatabaseError):  # it is tried again before the lease runs out
                if not renew(edition):
                    lost.set()
                    break
        connection.close()

    thread = threading.Thread(target=keep, name=f"lease-{edition.pk}", daemon=True)
    thread.start()
    try:
        yield lambda: not lost.is_set()
    finally:
        done.set()
        thread.join()


def _lease(edition: Edition) -> bool:
    """Take the lease if it still is as it was read: one UPDATE, the same on every database."""
    token = secrets.token_hex(8)
    as_read = Edition.objects.filter(
        pk=edition.pk, state=edition.state, lease=edition.lease, leased_until=edition.leased_until
    )
    until = timezone.now() + LEASE
    if not as_read.update(lease=token, leased_until=until, tries=edition.tries + 1):
        return False
    edition.lease, edition.leased_until, edition.tries = token, until, edition.tries + 1
    return True

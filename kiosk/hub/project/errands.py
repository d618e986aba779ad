"""What is to be sent out of the hub: by one of several processes, tried again until it is there or too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from kiosk.hub.project.locks import hold

#: Longer than any try takes: then another process believes that the one who claimed it is dead.
CLAIM = timedelta(seconds=60)


class Errand(models.Model):
    """``state``: waiting, or how it ended, and ``why``. ``due``: of the next try. ``claimed_until``: a process is at
    it. What is not there by ``not_after`` is worth nothing any more."""

    state = models.CharField(max_length=10, default="waiting", db_index=True)
    why = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    not_after = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Each kind has a table of its own."""

        abstract = True


E = TypeVar("E", bound=Errand)


def claim(errands: QuerySet[E], lock: str, portion: int, now: datetime) -> list[E]:
    """The first ``portion`` that are due and that no living process is at; from now on they are ours for ``CLAIM``.

    ``lock``: what processes that claim the same kind take in turns. A process that died at it has used up a try.
    """
    due = errands.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), state="waiting", due__lte=now)
    if not due.exists():
        return []
    with transaction.atomic():
        hold(lock)
        found = list(due[:portion])
        ours = errands.model._default_manager.filter(pk__in=[one.pk for one in found])
        ours.update(claimed_until=now + CLAIM * (1 + len(found) // 4), tries=F("tries") + 1)
    for one in found:
        one.tries += 1
    return found

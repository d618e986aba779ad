"""Reads the outbox: every event once, also one committed after a younger one (PostgreSQL numbers first)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kiosk.hub.live.events import Told
from kiosk.hub.live.models import Event

#: How long a missing number may still appear; a transaction that takes longer than this is none of ours.
GAP_S = 120.0
#: Events are read in such portions, and kept for so long (a browser that comes back later starts from a snapshot).
PORTION = 1000
KEPT = timedelta(hours=1)


class OutboxReader:
    """Goes on from the newest number there was at the beginning."""

    def __init__(self) -> None:
        self.newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._gaps: dict[int, float] = {}

    def read(self, now: float) -> list[Told]:
        """What is new; ``now``: seconds of a clock that only grows."""
        late = list(Event.objects.filter(id__in=list(self._gaps))) if self._gaps else []
        for event in late:
            del self._gaps[event.id]
        fresh = list(Event.objects.filter(id__gt=self.newest).order_by("id")[:PORTION])
        for event in fresh:
            if event.id - self.newest <= PORTION:
                self._gaps.update((number, now + GAP_S) for number in range(self.newest + 1, event.id))
            self.newest = event.id
        self._gaps = {number: until for number, until in self._gaps.items() if until > now}
        return told([*late, *fresh])


def told(events: Iterable[Event]) -> list[Told]:
    """Rows as facts."""
    return [Told(event.id, event.audience, event.kind, event.data) for event in events]


def since(audience: str, number: int) -> list[Told] | None:
    """What an audience was told after ``number``; None when that is too long ago or too much: take a snapshot."""
    oldest = Event.objects.order_by("id").values_list("id", flat=True).first() or 0
    if number < oldest - 1:
        return None
    found = told(Event.objects.filter(audience=audience, id__gt=number).order_by("id")[:PORTION])
    return found if len(found) < PORTION else None


def forget(now: datetime) -> None:
    """Clear away what nobody asks for any more; the newest stays, so that numbers go on."""
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    Event.objects.filter(at__lt=now - KEPT).exclude(id=newest).delete()

"""A ticket as its visitor's page shows it: the desk's facts without the id, what can be done, how soon to ask again."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.desk.published import published
from kiosk.hub.phone.occasions import named
from kiosk.hub.records.models import Hall
from kiosk.hub.reviews import reviewing
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import State, TicketError

#: An answer counts for so long (seconds), for so many tickets.
FRESH_S, KEPT = 1.0, 5000
#: Whose turn is so near asks more often.
SOON = 5
#: view → seconds until the page asks again.
_POLL = {"waiting": 10, "soon": 4, "called": 4, "serving": 10, "held": 10, "missed": 10, "done": 30, "void": 60}


@dataclass(frozen=True, slots=True)
class Seen:
    """``facts``: all a template needs. ``mark``: another one whenever anything but the time is different."""

    facts: Mapping[str, Any]
    mark: str
    body: bytes


class Glances:
    """The newest look at each ticket: a page that asks ten thousand times a second reads the database once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._seen: OrderedDict[str, tuple[float, Seen | None]] = OrderedDict()

    def at(self, hall_id: str, ticket_id: str, now: datetime) -> Seen | None:
        """The ticket of this hall; None when the desk has none of this id."""
        name = f"{hall_id}/{ticket_id}"
        with self._guard:
            known = self._seen.get(name)
        if known is not None and self._clock() - known[0] < FRESH_S:
            return known[1]
        found = look(hall_id, ticket_id, now)
        with self._guard:
            self._seen[name] = (self._clock(), found)
            self._seen.move_to_end(name)
            while len(self._seen) > KEPT:
                self._seen.popitem(last=False)
        return found

    def forget(self, hall_id: str, ticket_id: str) -> None:
        """What was seen is no longer so."""
        with self._guard:
            self._seen.pop(f"{hall_id}/{ticket_id}", None)

    def clear(self) -> None:
        """Forget all."""
        with self._guard:
            self._seen.clear()


GLANCES = Glances()


def look(hall_id: str, ticket_id: str, now: datetime) -> Seen | None:
    """Ask the desk."""
    row = TicketRow.objects.filter(id=ticket_id, hall_id=hall_id).first()
    if row is None:
        return None
    try:
        seen = authority.facts_of(row, now)
    except TicketError:  # the hall has taken back all it published
        return None
    facts: dict[str, Any] = {
        "label": seen.label,
        "state": seen.state,
        "queue": seen.queue,
        "queue_name": dict(seen.queue_name),
        "matters": list(seen.matters),
        "kind": seen.kind,
        "arrived": seen.arrived,
        "windows": list(seen.windows),
        "window": seen.window,
        "ahead": seen.ahead,
        "p50_min": seen.p50_min,
        "p90_min": seen.p90_min,
        "stops": list(seen.stops),
        "said": dict(seen.said),
        "hall": names_of(hall_id),
        "voided": row.voided,
        "calls": row.calls,
        "can_leave": row.state in (State.ISSUED, State.WAITING, State.HELD, State.MISSED),
        "can_return": row.state == State.MISSED and row.resumed < rules_of(hall_id).resumes,
        "review": reviewing.standing(row.hall_id, row.id, now),
    }
    facts["view"] = view_of(facts)
    facts["poll_s"] = _POLL["soon" if facts["view"] == "waiting" and 0 <= seen.ahead <= SOON else facts["view"]]
    mark = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:20]
    body = json.dumps({**facts, "now": seen.now}, ensure_ascii=False, separators=(",", ":")).encode()
    return Seen(facts, mark, body)


def view_of(facts: Mapping[str, Any]) -> str:
    """Which page it is."""
    state = facts["state"]
    return "waiting" if state == State.ISSUED else str(state)


def rules_of(hall_id: str) -> DeskRules:
    """The hall's rules; the usual ones while it has published none."""
    try:
        return published(hall_id).rules
    except TicketError:
        return DeskRules()


def names_of(hall_id: str) -> dict[str, str]:
    """A hall's short name in both languages."""
    facts = Hall.objects.filter(id=hall_id).values_list("facts", flat=True).first() or {}
    words = facts.get("short_name") or facts.get("name")
    return {"zh": named(words), "en": named(words, "en")}

"""The line as staff and screens see it: in the order of calling, labels and reasons only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.counter.hall_words import HallWords, both
from kiosk.hub.desk.calling import recent_kinds
from kiosk.hub.desk.models import Seat
from kiosk.hub.desk.rows import tickets_in
from kiosk.ticketing.calling import call_order, next_ticket
from kiosk.ticketing.explaining import KIND_WORDS, REASON_WORDS
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, Reason, State, Ticket

#: Ordinary tickets that are looked at for the first places of a line; further ones cannot be among them.
_HEAD = 60


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits for some queues, in the order of calling; ``first`` and ``why``: whom a window would call now."""

    tickets: tuple[Ticket, ...]
    waiting: int
    first: Ticket | None = None
    why: Text = EMPTY


def _waiting(hall_id: str, words: HallWords, now: datetime, queues: Collection[str]) -> list[Ticket]:
    """Tickets of the day that wait in these queues (none: in any), confirmed or still being printed."""
    if words.of is None:
        return []
    return tickets_in(hall_id, words.of.day(now), (State.WAITING, State.ISSUED), queues or None)


def line_of(hall_id: str, words: HallWords, queues: Sequence[str], window: str, now: datetime, limit: int) -> Line:
    """The first ``limit`` of the line of these queues, and whom ``window`` would call next."""
    tickets = _waiting(hall_id, words, now, queues) if queues else []
    mine = [ticket for ticket in tickets if ticket.only_window in ("", window)]
    rules, recent = _rules(words), recent_kinds(hall_id, queues)
    local = words.of.local(now) if words.of else now
    choice = next_ticket(_head(mine), queues, window, recent, local, rules) if mine else None
    confirmed = [ticket for ticket in mine if ticket.confirmed or ticket.state is State.WAITING]
    order = call_order(_head(confirmed), recent, local, rules, most=limit)
    first, why = (choice.ticket, choice.why) if choice else (None, EMPTY)
    return Line(order, len(confirmed), first, why)


def next_in_line(
    hall_id: str, zone: frozenset[str], words: HallWords, limit: int, now: datetime
) -> list[dict[str, Any]]:
    """Labels that are called next in a zone: the heads of its queues, those with more open windows further down."""
    queues = _queues(words, zone)
    by_queue: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in _waiting(hall_id, words, now, queues):
        if ticket.state is State.WAITING and (not zone or ticket.only_window in ("", *zone)):
            by_queue[ticket.queue].append(ticket)
    open_now = _open_windows(hall_id, words)
    ranked: list[tuple[float, datetime, Ticket]] = []
    rules = _rules(words)
    for queue, tickets in by_queue.items():
        order = call_order(_head(tickets), recent_kinds(hall_id, [queue]), now, rules, most=limit * 2)
        pace = max(open_now[queue], 0.25)
        ranked += [((place + 1) / pace, ticket.arrived, ticket) for place, ticket in enumerate(order)]
    ranked.sort(key=lambda one: one[:2])
    return [{"label": ticket.label, "queue": words.queue_name(ticket.queue)} for _, _, ticket in ranked[:limit]]


def kind_words(ticket: Ticket) -> Text:
    """How it stands in line, in a word or two: ordinary ones say nothing."""
    if ticket.kind is Kind.ORDINARY:
        return EMPTY
    return REASON_WORDS[ticket.reason] if ticket.reason is not Reason.NONE else KIND_WORDS[ticket.kind]


def in_line(ticket: Ticket, words: HallWords, now: datetime) -> dict[str, Any]:
    """A ticket as a row of the line: what is to be done and how long it waits, nothing of the person."""
    return {
        "id": ticket.id,
        "label": ticket.label,
        "queue": words.queue_name(ticket.queue),
        "kind": both(kind_words(ticket)),
        "minutes": max(0, int((now - ticket.arrived).total_seconds() // 60)),
        "matter": words.matter(ticket.matters[0])[0] if ticket.matters else words.queue_name(ticket.queue),
    }


def _queues(words: HallWords, zone: Iterable[str]) -> list[str]:
    found = dict.fromkeys(code for window in zone for code in words.queues_of(window))
    return list(found)


def _open_windows(hall_id: str, words: HallWords) -> Counter[str]:
    found: Counter[str] = Counter()
    for seat in Seat.objects.filter(hall=hall_id, state="open"):
        found.update(seat.queues or words.queues_of(seat.window))
    return found


def _head(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Everybody with a reason, and the earliest of the others."""
    by_arrival = sorted(tickets, key=lambda ticket: (ticket.arrived, ticket.number))
    special = [one for one in by_arrival if one.kind is not Kind.ORDINARY or one.behind]
    return special + [one for one in by_arrival if one.kind is Kind.ORDINARY and not one.behind][:_HEAD]


def _rules(words: HallWords) -> DeskRules:
    return words.of.rules if words.of else DeskRules()

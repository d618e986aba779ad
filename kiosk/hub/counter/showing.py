"""What a screen shows at this moment: the calls, who comes next, and the windows. Labels only, no person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from kiosk.hub.counter.hall_words import HallWords, hall_words
from kiosk.hub.counter.lines import next_in_line
from kiosk.hub.counter.program import program_mark
from kiosk.hub.desk.models import Call, Screen, Seat, TicketRow
from kiosk.ticketing.tickets import AT_WINDOW, State

#: How many calls a screen is told of, how many who wait, and since when calls are of interest.
CALLS, NEXT, SINCE = 12, 6, timedelta(hours=2)
#: Calls among which the last ones of each ticket are looked for.
LOOKED = 60


def showing(screen: Screen, now: datetime) -> dict[str, Any]:
    """Everything the page draws. ``serial`` is the hall's newest call, shown here or not.

    A call stands while its ticket is still called to that window and was not called again: a screen that comes back
    finds every such call among ``calls``, and speaks no other one late.
    """
    words, zone = hall_words(screen.hall_id), zone_of(screen)
    newest = Call.objects.filter(hall=screen.hall_id, serial__isnull=False).order_by("-serial").first()
    return {
        "program": program_mark(),
        "now": now.isoformat(),
        "minutes_east": minutes_east(words, now),
        "hall": words.hall,
        "screen": {
            "kind": screen.kind,
            "name": screen.name,
            "window": screen.window,
            "speaks": screen.speaks,
            "acknowledged": screen.acknowledged,
        },
        "zone": sorted(zone),
        "serial": newest.serial if newest else 0,
        "calls": recent(screen.hall_id, zone, now),
        "windows": windows_now(screen.hall_id, zone, words, now),
        "next": next_in_line(screen.hall_id, zone, words, NEXT, now),
    }


def minutes_east(words: HallWords, now: datetime) -> int:
    """How far the hall's clock is ahead of UTC, minutes: a screen need not know its zone."""
    local = words.of.local(now) if words.of else timezone.localtime(now)
    return int((local.utcoffset() or timedelta(0)).total_seconds() // 60)


def zone_of(screen: Screen) -> frozenset[str]:
    """The windows it shows and speaks for; empty: all."""
    return frozenset([screen.window]) if screen.kind == "window" else frozenset(map(str, screen.zone))


def recent(hall_id: str, zone: frozenset[str], now: datetime) -> list[dict[str, Any]]:
    """Calls, newest first: the last ones of each ticket, and every one that still stands, however long ago."""
    found = Call.objects.filter(
        hall=hall_id, serial__isnull=False, ticket__isnull=False, taken_back=False, at__gt=now - SINCE
    )
    if zone:
        found = found.filter(window__in=zone)
    found = found.select_related("ticket").order_by("-serial")
    rows = {call.id: call for call in (*found[:LOOKED], *found.filter(ticket__state=State.CALLED)[:LOOKED])}
    facts = _facts(sorted(rows.values(), key=lambda call: call.serial or 0, reverse=True))
    newest = _newest_of_each(facts)
    return [one for place, one in enumerate(newest) if place < CALLS or one["standing"]]


def call_facts(call: Call, standing: bool) -> dict[str, Any]:
    """A call as screens are told of it."""
    return {
        "serial": call.serial,
        "ticket": call.ticket_id,
        "label": call.label,
        "window": call.window,
        "again": call.again,
        "at": call.at.isoformat(),
        "standing": standing,
    }


def standing_of(calls: Iterable[Call]) -> list[Call]:
    """Those that still call somebody: the ticket is called to that window, and was not called again since."""
    found = [call for call in calls if call.ticket is not None and _calls(call)]
    newest = dict(
        Call.objects.filter(ticket__in=[call.ticket_id for call in found], serial__isnull=False)
        .values_list("ticket")
        .annotate(last=Max("serial"))
    )
    return [call for call in found if newest.get(call.ticket_id) == call.serial]


def _calls(call: Call) -> bool:
    ticket = call.ticket
    return (
        ticket is not None
        and ticket.state == State.CALLED
        and ticket.window == call.window
        and ticket.label == call.label
        and not call.taken_back
    )


def _facts(rows: Sequence[Call]) -> list[dict[str, Any]]:
    standing = {call.id for call in standing_of(rows)}
    return [call_facts(call, call.id in standing) for call in rows]


def _newest_of_each(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in facts:
        found.setdefault(one["ticket"], one)
    return list(found.values())


def windows_now(hall_id: str, zone: frozenset[str], words: HallWords, now: datetime) -> list[dict[str, Any]]:
    """The windows of a zone in their order: who is at them, or why nobody is served there."""
    seats = {seat.window: seat for seat in Seat.objects.filter(hall=hall_id)}
    today = words.of.day(now) if words.of else timezone.localtime(now).date()
    there = TicketRow.objects.filter(hall=hall_id, day=today, state__in=AT_WINDOW).exclude(window="")
    at_window = {row.window: row for row in there}
    numbers = [number for number in words.window_numbers if not zone or number in zone]
    numbers += [number for number in sorted(zone) if number not in words.window_numbers]
    found = []
    for number in numbers:
        seat, row, sign = seats.get(number), at_window.get(number), words.window(number)
        found.append(
            {
                "number": number,
                "name": sign.name,
                "department": sign.department,
                "state": seat.state if seat else "closed",
                "pause": seat.pause if seat and seat.state == "paused" else "",
                "since": seat.since.isoformat() if seat and seat.since else "",
                "label": row.label if row else "",
                "ticket": row.id if row else "",
                "doing": row.state if row else "",
            }
        )
    return found

"""What a window's page shows: who is at it and what to expect, who is next and why, the held and the missed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.access.models import User
from kiosk.hub.counter.hall_words import Both, HallWords, both, hall_words
from kiosk.hub.counter.lines import in_line, kind_words, line_of
from kiosk.hub.desk.line import queues_at
from kiosk.hub.desk.models import Seat, TicketEvent, TicketRow
from kiosk.hub.desk.rows import ticket_of, tickets_in
from kiosk.hub.desk.windows import visitor_of
from kiosk.ticketing.tickets import State, Ticket

#: Rows of the line, of the missed.
LINE, MISSED = 12, 12
_LANGUAGES = {"zh-CN": ("中文", "Chinese"), "zh-Hant": ("繁体中文", "Traditional Chinese"), "en": ("英文", "English")}


def console_of(hall_id: str, window: str, user: User, now: datetime) -> dict[str, Any]:
    """The whole page as JSON. ``window`` "": none chosen, then the one this person has open."""
    words, person = hall_words(hall_id), int(user.pk)
    seats = _seats(hall_id)
    own = [seat.window for seat in seats.values() if seat.user_id == person and seat.state != "closed"]
    window = window if window in words.window_numbers else ""
    if not window and own:
        window = own[0]
    return {
        "now": now.isoformat(),
        "published": words.of is not None,
        "hall": words.hall,
        "windows": [_window(number, seats.get(number), person, words) for number in words.window_numbers],
        **(_at(hall_id, window, seats.get(window), person, words, now) if window else {"seat": None}),
    }


class _Seat(NamedTuple):
    """The columns of a seat that the page needs: without a model for each of a hall's windows."""

    window: str
    state: str
    pause: str
    since: datetime | None
    queues: list[str]
    user_id: int | None
    user__username: str | None


def _seats(hall_id: str) -> dict[str, _Seat]:
    found = Seat.objects.filter(hall=hall_id).values_list(*_Seat._fields)
    return {seat.window: seat for seat in map(_Seat._make, found)}


def _window(number: str, seat: _Seat | None, person: int, words: HallWords) -> dict[str, Any]:
    sign = words.window(number)
    mine = seat is not None and seat.user_id == person and seat.state != "closed"
    return {
        "number": number,
        "name": sign.name,
        "department": sign.department,
        "state": seat.state if seat else "closed",
        "mine": mine,
        "by": seat.user__username if seat and seat.user__username and seat.state != "closed" and not mine else "",
        "queues": [{"code": code, "name": name} for code, name in sign.queues],
    }


def _at(hall_id: str, window: str, seat: _Seat | None, person: int, words: HallWords, now: datetime) -> dict[str, Any]:
    queues = queues_at(words.of, window, seat.queues if seat else ()) if words.of else ()
    line = line_of(hall_id, words, queues, window, now, LINE)
    current = visitor_of(hall_id, window)
    day = words.of.day(now) if words.of else now.date()
    apart = sorted(tickets_in(hall_id, day, (State.HELD, State.MISSED)), key=_since)
    held = [ticket for ticket in apart if ticket.state is State.HELD and ticket.window == window]
    missed = [ticket for ticket in reversed(apart) if ticket.state is State.MISSED and ticket.queue in queues][:MISSED]
    rules = words.of.rules if words.of else None
    return {
        "seat": {
            **_window(window, seat, person, words),
            "pause": seat.pause if seat else "",
            "since": seat.since.isoformat() if seat and seat.since else "",
            "chosen": list(seat.queues) if seat else [],
            "calls_from": [words.queue_name(code) for code in queues],
        },
        "current": _current(current, words, now) if current else None,
        "next": {"label": line.first.label, "why": both(line.why), **in_line(line.first, words, now)}
        if line.first
        else None,
        "waiting": line.waiting,
        "line": [in_line(ticket, words, now) for ticket in line.tickets],
        "held": [_short(ticket, words, now) for ticket in held],
        "missed": [_short(ticket, words, now) for ticket in missed],
        "queues": [{"code": code, "name": words.queue_name(code)} for code in words.queue_codes()],
        "calls": rules.calls if rules else 3,
        "gap_s": rules.call_gap_s if rules else 20,
        "keeps_place": rules.transfer_keeps_place if rules else True,
    }


def _current(row: TicketRow, words: HallWords, now: datetime) -> dict[str, Any]:
    """What to expect of the visitor; no name, no number of a person."""
    ticket = ticket_of(row)
    called = TicketEvent.objects.filter(ticket=row, act="called").order_by("-at").first()
    why = called.facts.get("why") if called else None
    matters = [_matter(code, words) for code in row.matters]
    waited = (row.called_at or now) - row.arrived
    return {
        "id": row.id,
        "label": row.label,
        "state": row.state,
        "calls": row.calls,
        "called_at": row.called_at.isoformat() if row.called_at else "",
        "started_at": row.started_at.isoformat() if row.started_at else "",
        "queue": {"code": row.queue, "name": words.queue_name(row.queue)},
        "kind": both(kind_words(ticket)),
        "matters": matters,
        "materials": sum(one["materials"] for one in matters),
        "language": _language(row.language),
        "waited": max(0, int(waited.total_seconds() // 60)),
        "why": both(Text(why)) if isinstance(why, dict) else both(EMPTY),
        "stops": [words.queue_name(code) for code in row.stops],
    }


def _matter(code: str, words: HallWords) -> dict[str, Any]:
    name, materials = words.matter(code)
    return {"name": name, "materials": materials}


def _language(tag: str) -> Both:
    zh, en = _LANGUAGES.get(tag, (tag, tag))
    return {"zh": zh, "en": en, "other": "" if tag.startswith("zh-CN") else "yes"}


def _short(ticket: Ticket, words: HallWords, now: datetime) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "label": ticket.label,
        "queue": words.queue_name(ticket.queue),
        "minutes": max(0, int((now - _since(ticket)).total_seconds() // 60)),
        "missed": ticket.missed,
    }


def _since(ticket: Ticket) -> datetime:
    return ticket.called_at or ticket.arrived

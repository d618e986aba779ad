"""What a window wrote down by hand while the hub was away: whom it called, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kiosk.hub.desk.asking import form
from kiosk.hub.desk.models import ManualLine, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import ticket_of, write
from kiosk.hub.desk.turns import acting, desk_of, owned
from kiosk.sync.messages import moment
from kiosk.ticketing import moves
from kiosk.ticketing.labels import parse
from kiosk.ticketing.tickets import LIVE, State, Ticket, TicketError, Voided

OUTCOMES = ("done", "missed")
_LINES = 500
#: A line about a number that nobody has told the desk of yet; it is done as soon as somebody does.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """One line of the sheet. ``entry`` is made by who types it in; ``label`` as a person writes it.

    ``called``/``ended``: ISO 8601 with an offset ("" = at ``called``); ``outcome``: "done" or "missed".
    """

    entry: str
    label: str
    window: str
    called: str
    ended: str = ""
    outcome: str = "done"


def manual(hall_id: str, by: str, entries: Iterable[ManualEntry], now: datetime) -> dict[str, str]:
    """Take the lines; entry → "" taken, "unknown" kept until its ticket is told, or why not (form, state, window).

    The same entry again changes nothing. Nobody is called on a screen for what is over.
    """
    hall = published(hall_id)
    lines = list(entries)
    if len(lines) > _LINES:
        raise form("entries")
    return {line.entry[:64]: acting(lambda line=line: _take(hall, by, line, hall.local(now))) for line in lines}  # type: ignore[misc]


def catch_up(hall: Published, row: TicketRow, now: datetime) -> None:
    """Within a turn at the desk: a ticket was told that a window has served by hand."""
    for line in ManualLine.objects.filter(hall_id=hall.hall_id, word=UNKNOWN, facts__label=row.label).order_by("id"):
        if line.facts.get("day") != row.day.isoformat():
            continue
        line.word = _done(row, ManualEntry(**line.facts["line"]), line.by, now)
        line.save(update_fields=["word"])


def _take(hall: Published, by: str, entry: ManualEntry, now: datetime) -> str:
    desk_of(hall.hall_id)
    if not entry.entry or len(entry.entry) > 64:
        return "form"
    known = ManualLine.objects.filter(hall_id=hall.hall_id, entry=entry.entry).first()
    if known is not None:
        return known.word
    called = moment(entry.called)
    facts: dict[str, object] = {}
    try:
        if called is None or called > now or entry.outcome not in OUTCOMES:
            raise form("called")
        said = parse(entry.label)
        label, day = said.printed(hall.rules.digits), hall.day(called)
        facts = {"label": label, "day": day.isoformat(), "line": {n: getattr(entry, n) for n in ManualEntry.__slots__}}
        if entry.window not in hall.by_window:
            raise form("window")
        found = TicketRow.objects.filter(hall_id=hall.hall_id, day=day, label=label).first()
        word = UNKNOWN if found is None else _done(owned(hall.hall_id, [found.id])[found.id], entry, by, now)
    except TicketError as fault:
        word = fault.word
    line = ManualLine(hall_id=hall.hall_id, entry=entry.entry, at=now, by=by[:150], facts=facts, word=word)
    line.save(force_insert=True)
    return word


def _done(row: TicketRow, entry: ManualEntry, by: str, now: datetime) -> str:
    """Bring the ticket to where the sheet says it is; the word why not."""
    called = moment(entry.called) or now
    ended = moment(entry.ended) or called
    ticket = ticket_of(row)
    alive = ticket.state in LIVE or ticket.voided == Voided.DAY_OVER.value
    if not alive or ticket.state is State.SERVING:
        return "state"
    write(row, _after(ticket, entry, called, ended), entry.outcome, by, now, window=entry.window, manual=True)
    return ""


def _after(ticket: Ticket, entry: ManualEntry, called: datetime, ended: datetime) -> Ticket:
    from dataclasses import replace

    at_window = replace(
        ticket,
        state=State.CALLED,
        window=entry.window,
        calls=max(ticket.calls, 1),
        called_at=called,
        started_at=None,
        behind=0,
        voided="",
        confirmed=True,
    )
    if entry.outcome == "missed":
        return replace(at_window, state=State.MISSED, window="", missed=ticket.missed + 1)
    return moves.finish(moves.begin(at_window, called), max(ended, called))

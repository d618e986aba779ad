"""Days of a hall as cases: every turn a ticket had in a queue, read from its history, which is what disputes go by."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from kiosk.hub.desk.models import SeatSpan, TicketEvent, TicketRow
from kiosk.hub.desk.published import Published
from kiosk.hub.reviews.models import Review
from kiosk.ticketing.cases import Case
from kiosk.ticketing.tickets import TicketError, Voided

#: Seconds for which today's cases serve everybody who looks at them.
FRESH_S = 5.0
_NO_TICKET = (Voided.NO_PAPER.value, Voided.REPLACED.value)
_ABANDONED = (Voided.WITHDRAWN.value, Voided.GAVE_UP.value, Voided.DAY_OVER.value)


@dataclass(frozen=True, slots=True)
class Dated:
    """A case and the day of its ticket."""

    day: date
    case: Case


@dataclass(slots=True)
class _Turn:
    """One stay in one queue, while its history is read."""

    queue: str
    arrived: datetime
    called: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None
    window: str = ""
    is_done: bool = False
    was_missed: bool = False
    timed: bool = True


@dataclass(slots=True)
class _Story:
    """A ticket's turns, from its events in order."""

    row: TicketRow
    route: Sequence[str]
    turns: list[_Turn] = field(default_factory=list)

    def hear(self, at: datetime, act: str, facts: dict[str, Any]) -> None:
        turn = self._turn()
        if act in ("called", "recalled", "resumed"):
            turn.called, turn.window = turn.called or at, str(facts.get("window") or turn.window)
        elif act == "began":
            turn.began, turn.window = turn.began or at, str(facts.get("window") or turn.window)
        elif act == "missed":
            turn.was_missed = True
        elif act == "relabelled":  # nobody with the printed number was ever called: the phantom's turns do not count
            self.turns = []
        elif act in ("done", "transferred"):
            turn.ended, turn.is_done = at, act == "done"
            turn.window = str(facts.get("window") or turn.window)
            turn.timed = not facts.get("manual") and facts.get("why") != "day-over"
            self._next(at, turn, act, facts)

    def end(self) -> list[_Turn]:
        """All turns; the last one knows better from the ticket itself where it stands."""
        if self.row.state == "done" and self.turns and not self.turns[-1].called and len(self.turns) > 1:
            self.turns.pop()  # opened after the last stop
        last = self._turn()
        last.queue = self.row.queue
        if self.row.state != "done":
            last.ended = self.row.ended_at
        elif not last.timed:
            last.called = last.called or self.row.called_at
        return self.turns

    def _turn(self) -> _Turn:
        if not self.turns:
            self.turns.append(_Turn(self.row.origin, self.row.arrived))
        return self.turns[-1]

    def _next(self, at: datetime, turn: _Turn, act: str, facts: dict[str, Any]) -> None:
        if act == "transferred":
            self.turns.append(_Turn(str(facts.get("queue") or turn.queue), at))
            return
        later = list(self.route[self.route.index(turn.queue) + 1 :]) if turn.queue in self.route else []
        if later:
            self.turns.append(_Turn(later[0], at))


def cases_between(hall: Published, first: date, last: date, now: datetime) -> list[Dated]:
    """All cases of these days, both included; ``now`` aware."""
    kept = TicketRow.objects.filter(hall_id=hall.hall_id, day__range=(first, last)).exclude(voided__in=_NO_TICKET)
    rows = {row.id: row for row in kept.iterator(2000)}
    levels = _levels(hall.hall_id, first, last)
    events = TicketEvent.objects.filter(ticket__hall_id=hall.hall_id, ticket__day__range=(first, last))
    told = events.order_by("ticket_id", "id").values_list("ticket_id", "at", "act", "facts")
    found: list[Dated] = []
    heard = set[str]()
    for ticket_id, group in groupby(told.iterator(5000), key=lambda event: event[0]):
        row = rows.get(ticket_id)
        if row is None:
            continue
        heard.add(ticket_id)
        story = _Story(row, _route(hall, row))
        for _, at, act, facts in group:
            story.hear(at, act, facts if isinstance(facts, dict) else {})
        found.extend(_cases(hall, row, story.end(), levels.get(ticket_id, {}), now))
    for ticket_id in rows.keys() - heard:
        found.extend(_cases(hall, rows[ticket_id], _Story(rows[ticket_id], ()).end(), levels.get(ticket_id, {}), now))
    return found


def _levels(hall_id: str, first: date, last: date) -> dict[str, dict[int, int]]:
    """Ticket → which of its served turns (from 0) → the level it was given."""
    given = Review.objects.filter(service__hall_id=hall_id, service__day__range=(first, last))
    found: dict[str, dict[int, int]] = {}
    for ticket_id, turn, level in given.values_list("service__ticket_id", "service__turn", "level"):
        found.setdefault(ticket_id, {})[turn] = level
    return found


def _route(hall: Published, row: TicketRow) -> Sequence[str]:
    try:
        return hall.queues_for(row.origin, tuple(row.matters))
    except TicketError:
        return (row.origin, *row.stops)


def _cases(
    hall: Published, row: TicketRow, turns: Sequence[_Turn], levels: Mapping[int, int], now: datetime
) -> Iterator[Dated]:
    served = 0
    for number, turn in enumerate(turns):
        is_last = number == len(turns) - 1
        waits = is_last and row.state in ("issued", "waiting")
        until = now if waits else turn.called or turn.ended
        service = None
        if turn.is_done and turn.timed and turn.began and turn.ended:
            service = (turn.ended - turn.began).total_seconds() / 60 or None
        case = Case(
            queue=turn.queue,
            kind=row.kind,
            window=turn.window,
            matters=tuple(row.matters),
            hour=hall.local(turn.arrived).hour,
            is_waiting=waits,
            is_called=turn.called is not None and not waits,
            is_done=turn.is_done,
            is_abandoned=is_last and row.state == "void" and row.voided in _ABANDONED,
            was_missed=turn.was_missed,
            waited=None if until is None else max((until - turn.arrived).total_seconds() / 60, 0.0),
            service=service,
            level=levels.get(served) if turn.is_done else None,
            is_further=number > 0,
        )
        served += turn.is_done
        yield Dated(row.day, case)


_today: dict[str, tuple[float, date, list[Case]]] = {}


def cases_today(hall: Published, now: datetime) -> list[Case]:
    """Today's cases, read a few seconds ago at most."""
    day, kept = hall.day(now), _today.get(hall.hall_id)
    if kept is not None and kept[1] == day and time.monotonic() - kept[0] < FRESH_S:
        return kept[2]
    found = [dated.case for dated in cases_between(hall, day, day, now)]
    _today[hall.hall_id] = (time.monotonic(), day, found)
    return found


def forget() -> None:
    """Read again with the next question."""
    _today.clear()


def open_minutes(hall: Published, first: date, last: date, now: datetime) -> dict[str, float]:
    """For each window how many minutes it was open on these days; the stretch under way counts up to ``now``."""
    zone = hall.zone
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    until = min(datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=zone), hall.local(now))
    found: dict[str, float] = {}
    spans = SeatSpan.objects.filter(hall_id=hall.hall_id, state="open", began__lt=until)
    for window, began, ended in spans.exclude(ended__lt=begin).values_list("window", "began", "ended"):
        seconds = (min(ended or until, until) - max(began, begin)).total_seconds()
        found[window] = found.get(window, 0.0) + max(seconds, 0.0) / 60
    return found


def unbroken_minutes(hall: Published, now: datetime) -> dict[str, float]:
    """For each window that is open now: the minutes it has worked without a pause."""
    spans = SeatSpan.objects.filter(hall_id=hall.hall_id, state="open", ended=None)
    return {
        window: max((now - began).total_seconds() / 60, 0.0) for window, began in spans.values_list("window", "began")
    }

"""Everybody who waits in a hall at this moment, read at once and kept for a moment: places, estimates, open windows.

Reading it costs some milliseconds; it is read again after a change of this process, though never more often than a
tenth of the time goes into it, and after a second at the latest (another process may have changed something).
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.hub.desk import telling
from kiosk.hub.desk.models import Call, Seat, TicketRow
from kiosk.hub.desk.published import Published
from kiosk.hub.desk.rows import tickets_in
from kiosk.ticketing import estimate
from kiosk.ticketing.calling import call_order, place_in_line
from kiosk.ticketing.estimate import Estimate
from kiosk.ticketing.outlook import Outlook
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.service_times import Served, ServiceTime
from kiosk.ticketing.tickets import AT_WINDOW, Kind, State, Ticket

#: Seconds a reading serves at most; of the time, this part may go into reading; turns that are learned from, so long.
FRESH_S, PART, LEARN_S = 1.0, 10.0, 60.0
#: How far back turns are learned from, and how many of a queue.
BACK, TURNS = timedelta(weeks=8), 300
_WAITING = (State.WAITING, State.ISSUED)
_LIVE = (*_WAITING, *sorted(AT_WINDOW))
#: Calls of the hall from which it is seen which kinds come.
_RECENT = 300


class Turns(dict[str, list[Served]]):
    """Queue → turns that are over, and what was learned from them; readings of a minute share it."""

    def __init__(self) -> None:
        super().__init__()
        self._learned: dict[tuple[str, tuple[str, ...], float, int], dict[str, ServiceTime]] = {}

    def learned(self, queue: Queue, windows: Sequence[str], hour: int) -> dict[str, ServiceTime]:
        """As ``Outlook.learned``."""
        return self._learned.setdefault((queue.code, tuple(sorted(windows)), queue.minutes, hour), {})


@dataclass
class Line:
    """One reading. ``seats``: open windows → queues they call from; ``busy``: windows → minutes since they called who
    is there; ``turns``: queue → turns that are over.
    """

    hall: Published
    at: datetime
    waiting: Mapping[str, Sequence[Ticket]]
    seats: Mapping[str, tuple[str, ...]]
    busy: Mapping[str, float]
    recent: Mapping[str, Sequence[Kind]]
    turns: Turns
    _calls: dict[str, Sequence[Ticket]] = field(default_factory=dict)
    _orders: dict[str, dict[str, int]] = field(default_factory=dict)
    _outlooks: dict[str, Outlook] = field(default_factory=dict)

    def ahead(self, ticket: Ticket) -> int:
        """How many are called before it, if nobody else arrives; −1: it does not wait."""
        if ticket.state not in _WAITING:
            return -1
        order = self._order(ticket.queue)
        known = order.get(ticket.id)
        if known is not None:
            return known
        others = self.waiting.get(ticket.queue, ())
        if _plain(others) and _plain((ticket,)):
            return bisect_left(others, _arrival(ticket), key=_arrival)
        return place_in_line(ticket, others, self.recent.get(ticket.queue, ()), self.at, self.hall.rules)

    def newcomer(self, queue: str) -> int:
        """How many are ahead of an ordinary ticket taken now."""
        return len(self.waiting.get(queue, ()))

    def wait(self, queue: Queue, ahead: int, ticket: Ticket | None = None) -> Estimate | None:
        """What somebody with so many ahead is told (without ``ticket`` an ordinary one); None: no window is open."""
        kind, overtaken = (ticket.kind, ticket.overtaken) if ticket is not None else (Kind.ORDINARY, 0)
        return estimate.shown(self._outlook(queue).wait(ahead, kind, overtaken))

    def _outlook(self, queue: Queue) -> Outlook:
        found = self._outlooks.get(queue.code)
        if found is None:
            windows = [window for window, queues in self.seats.items() if queue.code in queues]
            counts = {code: len(tickets) for code, tickets in self.waiting.items()}
            counts[queue.code] = max(counts.get(queue.code, 0), 1)
            found = self._outlooks[queue.code] = Outlook(
                [ticket.matters[0] if ticket.matters else "" for ticket in self._called(queue.code)],
                estimate.window_shares(self.seats, counts).get(queue.code, 0.0),
                windows,
                [self.busy[window] for window in windows if window in self.busy],
                self.turns.get(queue.code, ()),
                queue.minutes,
                self.recent.get(queue.code, ()),
                self.hall.rules,
                self.at.hour,
                self.turns.learned(queue, windows, self.at.hour),
            )
        return found

    def _order(self, queue: str) -> dict[str, int]:
        found = self._orders.get(queue)
        if found is None:
            found = self._orders[queue] = {ticket.id: place for place, ticket in enumerate(self._called(queue))}
        return found

    def _called(self, queue: str) -> Sequence[Ticket]:
        """Who waits, in the order of their calls, if nobody else arrives."""
        found = self._calls.get(queue)
        if found is None:
            found = self.waiting.get(queue, ())
            if not _plain(found):
                found = call_order(found, self.recent.get(queue, ()), self.at, self.hall.rules)
            self._calls[queue] = found
        return found


def _plain(tickets: Sequence[Ticket]) -> bool:
    """Nobody stands otherwise than by arrival."""
    return all(t.kind is Kind.ORDINARY and t.behind <= 0 for t in tickets)


def _arrival(ticket: Ticket) -> tuple[datetime, int, str]:
    return (ticket.arrived, ticket.number, ticket.id)


@dataclass
class _Kept:
    line: Line
    read_at: float
    cost: float
    generation: int


_kept: dict[str, _Kept] = {}
_learned: dict[tuple[str, date], tuple[float, Turns]] = {}
_reading: dict[str, threading.Lock] = {}


def line_of(hall: Published, now: datetime) -> Line:
    """The hall's line, read now or a moment ago."""
    kept = _kept.get(hall.hall_id)
    if kept is not None and _serves(kept, hall, now):
        return kept.line
    lock = _reading.setdefault(hall.hall_id, threading.Lock())
    # While somebody reads, the others go on with what there is.
    if not lock.acquire(blocking=kept is None or kept.line.hall is not hall):
        assert kept is not None
        return kept.line
    try:
        again = _kept.get(hall.hall_id)
        if again is not None and again is not kept and _serves(again, hall, now):
            return again.line
        generation, begun = telling.generation(hall.hall_id), time.monotonic()
        line = read_line(hall, hall.local(now))
        _kept[hall.hall_id] = _Kept(line, time.monotonic(), time.monotonic() - begun, generation)
        return line
    finally:
        lock.release()


def forget() -> None:
    """Read everything again with the next question."""
    _kept.clear()
    _learned.clear()


def read_line(hall: Published, now: datetime) -> Line:
    """Four queries. ``now`` on the hall's clock."""
    waiting: dict[str, list[Ticket]] = {}
    busy: dict[str, float] = {}
    for ticket in tickets_in(hall.hall_id, now.date(), _LIVE):
        if ticket.state in AT_WINDOW:
            since = ticket.called_at or now
            busy[ticket.window] = max((now - since).total_seconds() / 60, 0.0)
        else:
            waiting.setdefault(ticket.queue, []).append(ticket)
    for tickets in waiting.values():
        tickets.sort(key=_arrival)
    return Line(hall, now, waiting, _open_seats(hall), busy, _recent_kinds(hall), _turns(hall, now))


def _serves(kept: _Kept, hall: Published, now: datetime) -> bool:
    age = time.monotonic() - kept.read_at
    if kept.line.hall is not hall or kept.line.at.date() != hall.day(now) or age > FRESH_S:
        return False
    if abs((now - kept.line.at).total_seconds()) > FRESH_S + PART:
        return False  # the clock of who asks was moved
    return kept.generation == telling.generation(hall.hall_id) or age < kept.cost * PART


def _open_seats(hall: Published) -> dict[str, tuple[str, ...]]:
    seats = Seat.objects.filter(hall_id=hall.hall_id, state="open").values_list("window", "queues")
    return {window: queues_at(hall, window, queues) for window, queues in seats}


def queues_at(hall: Published, window: str, chosen: Sequence[str]) -> tuple[str, ...]:
    """The queues a window calls from: those chosen for it, else all it serves."""
    served = hall.by_window.get(window, ())
    return tuple(code for code in served if code in chosen) if chosen else served


def _recent_kinds(hall: Published) -> dict[str, list[Kind]]:
    found: dict[str, list[Kind]] = {}
    calls = Call.objects.filter(hall_id=hall.hall_id, serial__isnull=False, again=0, taken_back=False)
    newest = calls.order_by("-serial").values_list("ticket__queue", "ticket__kind")[:_RECENT]
    for queue, kind in reversed(list(newest)):
        found.setdefault(queue, []).append(Kind(kind))
    return found


def _turns(hall: Published, now: datetime) -> Turns:
    """Queue → its last turns, each from the call until the window was free again."""
    key = (hall.hall_id, now.date())
    known = _learned.get(key)
    if known is not None and time.monotonic() - known[0] < LEARN_S:
        return known[1]
    found = Turns()
    over = TicketRow.objects.filter(
        hall_id=hall.hall_id,
        day__gte=now.date() - BACK,
        state=State.DONE.value,
        called_at__isnull=False,
        started_at__isnull=False,
        ended_at__isnull=False,
    )
    # Nobody came: as many calls as the rules want, and the gaps between them.
    in_vain = hall.rules.calls * hall.rules.call_gap_s / 60
    newest = over.order_by("-ended_at").values_list("queue", "matters", "window", "called_at", "ended_at", "missed")
    for queue, matters, window, called, ended, missed in newest[: TURNS * max(len(hall.queues), 1)]:
        assert called is not None
        assert ended is not None
        minutes = [(ended - called).total_seconds() / 60, *[in_vain] * missed]
        turns = found.setdefault(queue, [])
        if len(turns) < TURNS:
            turns += [Served(matters[0] if matters else "", window, hall.local(ended), one) for one in minutes]
    _learned.clear()
    _learned[key] = (time.monotonic(), found)
    return found

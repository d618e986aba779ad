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
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.service_times import Served, ServiceTime, learn
from kiosk.ticketing.tickets import AT_WINDOW, Kind, State, Ticket

#: Seconds a reading serves at most; of the time, this part may go into reading; visits that are learned from, so long.
FRESH_S, PART, LEARN_S = 1.0, 10.0, 60.0
#: How far back visits are learned from, and how many of a queue.
BACK, VISITS = timedelta(weeks=8), 300
_WAITING = (State.WAITING, State.ISSUED)
_LIVE = (*_WAITING, *sorted(AT_WINDOW))
_RECENT = 12


@dataclass
class Line:
    """One reading. ``seats``: open windows → queues they call from; ``busy``: windows → minutes with their visitor."""

    hall: Published
    at: datetime
    waiting: Mapping[str, Sequence[Ticket]]
    seats: Mapping[str, tuple[str, ...]]
    busy: Mapping[str, float]
    recent: Mapping[str, Sequence[Kind]]
    served: Mapping[str, Sequence[Served]]
    _orders: dict[str, dict[str, int]] = field(default_factory=dict)
    _times: dict[tuple[str, str], ServiceTime] = field(default_factory=dict)

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

    def wait(self, queue: Queue, ahead: int, matter: str = "") -> Estimate | None:
        """What somebody with so many ahead is told; None while no window is open for the queue."""
        if ahead < 0:
            return None
        windows = [window for window, queues in self.seats.items() if queue.code in queues]
        counts = {code: len(tickets) for code, tickets in self.waiting.items()}
        counts[queue.code] = max(counts.get(queue.code, 0), 1)
        shares = estimate.window_shares(self.seats, counts)
        busy = [self.busy[window] for window in windows if window in self.busy]
        share = shares.get(queue.code, 0.0)
        # Windows that other queues keep busy are not there for this one.
        seen = busy if share > len(windows) - 1e-6 else None
        return estimate.shown(estimate.expect(ahead, share, self._time(queue, matter), seen))

    def _order(self, queue: str) -> dict[str, int]:
        found = self._orders.get(queue)
        if found is None:
            tickets = self.waiting.get(queue, ())
            called = (
                tickets
                if _plain(tickets)
                else call_order(tickets, self.recent.get(queue, ()), self.at, self.hall.rules)
            )
            found = self._orders[queue] = {ticket.id: place for place, ticket in enumerate(called)}
        return found

    def _time(self, queue: Queue, matter: str) -> ServiceTime:
        key = (queue.code, matter)
        if key not in self._times:
            served = self.served.get(queue.code, ())
            self._times[key] = learn(served, queue.minutes, matter=matter, hour=self.at.hour)
        return self._times[key]


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
_learned: dict[tuple[str, date], tuple[float, Mapping[str, Sequence[Served]]]] = {}
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
            since = ticket.started_at or ticket.called_at or now
            busy[ticket.window] = max((now - since).total_seconds() / 60, 0.0)
        else:
            waiting.setdefault(ticket.queue, []).append(ticket)
    for tickets in waiting.values():
        tickets.sort(key=_arrival)
    return Line(hall, now, waiting, _open_seats(hall), busy, _recent_kinds(hall), _visits(hall, now))


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
    newest = calls.order_by("-serial").values_list("ticket__queue", "ticket__kind")[: _RECENT * 2]
    for queue, kind in reversed(list(newest)):
        found.setdefault(queue, []).append(Kind(kind))
    return found


def _visits(hall: Published, now: datetime) -> Mapping[str, Sequence[Served]]:
    key = (hall.hall_id, now.date())
    known = _learned.get(key)
    if known is not None and time.monotonic() - known[0] < LEARN_S:
        return known[1]
    found: dict[str, list[Served]] = {}
    done = TicketRow.objects.filter(
        hall_id=hall.hall_id,
        day__gte=now.date() - BACK,
        state=State.DONE.value,
        started_at__isnull=False,
        ended_at__isnull=False,
    )
    newest = done.order_by("-ended_at").values_list("queue", "matters", "window", "started_at", "ended_at")
    for queue, matters, window, started, ended in newest[: VISITS * max(len(hall.queues), 1)]:
        assert started is not None
        assert ended is not None
        visit = Served(matters[0] if matters else "", window, hall.local(ended), (ended - started).total_seconds() / 60)
        if len(found.setdefault(queue, [])) < VISITS:
            found[queue].append(visit)
    _learned.clear()
    _learned[key] = (time.monotonic(), found)
    return found

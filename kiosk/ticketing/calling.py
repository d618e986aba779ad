"""Who is called next: weighted ageing under a hard bound, appointments at their time, and everybody's place in line.

The order of preference is: green channel; an appointment that is due, at most one call in ``appointment_share`` while
others wait; then the most weighted minutes of waiting. Within a kind the earliest arrival comes first. Above all
stands the bound: nobody is called who would overtake somebody that has been overtaken ``rules.overtakes`` times; the
last of these times is kept for the green channel.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from kiosk.base.texts import Text
from kiosk.ticketing.appointments import on_time
from kiosk.ticketing.explaining import why_called
from kiosk.ticketing.moves import callable_from
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, State, Ticket

#: Calls that tell which kinds come.
_LATELY = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket to call, as it stood; who changes by that; and why, in a sentence for staff and visitors.

    ``passed``: tickets that arrived earlier and are overtaken (``overtaken`` already one more). ``nearer``: returned
    ones that have one less in front (``behind`` already one less).
    """

    ticket: Ticket
    passed: tuple[Ticket, ...]
    nearer: tuple[Ticket, ...]
    why: Text

    @property
    def changed(self) -> tuple[Ticket, ...]:
        """All other tickets that must be written with the call."""
        return self.passed + self.nearer


class _Lane(StrEnum):
    GREEN = "green"
    BOOKED = "booked"  # an appointment on time
    LATE = "late"  # a late one: ordinary, with the weight of an appointment
    PRIORITY = "priority"
    ORDINARY = "ordinary"


def next_ticket(
    waiting: Iterable[Ticket],
    queues: Collection[str],
    window: str,
    recent: Sequence[Kind],
    now: datetime,
    rules: DeskRules,
) -> Choice | None:
    """Who is called to ``window``, which serves ``queues``; None: nobody can be called.

    ``waiting``: tickets in any state, of any queue; those that cannot be called here are passed over and not overtaken.
    ``recent``: kinds of the last calls in these queues, newest last.
    """
    everyone = [t for t in waiting if t.state in (State.WAITING, State.ISSUED)]
    line = _Line((t for t in everyone if _fits(t, queues, window, now, rules)), recent, rules)
    ticket = line.call(now)
    if ticket is None:
        return None
    nearer = tuple(
        replace(t, behind=t.behind - 1)
        for t in everyone
        if t.behind > 0 and t.queue == ticket.queue and t.id != ticket.id
    )
    passed = tuple(replace(t, overtaken=t.overtaken + 1) for t in line.passed)
    return Choice(ticket, passed, nearer, why_called(ticket, len(passed), now, rules))


def call_order(
    waiting: Iterable[Ticket],
    recent: Sequence[Kind],
    now: datetime,
    rules: DeskRules,
    pace: timedelta = timedelta(0),
    most: int | None = None,
) -> tuple[Ticket, ...]:
    """Waiting tickets in the order in which they are called, one each ``pace``, if nobody else arrives.

    A ticket that is still being printed has its place; ``only_window`` is not looked at. ``most``: only so many.
    """
    line = _Line((t for t in waiting if t.state in (State.WAITING, State.ISSUED)), recent, rules)
    return tuple(islice(line.calls(now, pace), most))


def place_in_line(
    ticket: Ticket,
    waiting: Iterable[Ticket],
    recent: Sequence[Kind],
    now: datetime,
    rules: DeskRules,
    pace: timedelta = timedelta(0),
) -> int:
    """How many are called before ``ticket``, if nobody else arrives; −1: it does not wait.

    ``waiting``: the tickets of its queue, with it or without.
    """
    if ticket.state not in (State.WAITING, State.ISSUED):
        return -1
    others = [t for t in waiting if t.id != ticket.id]
    order = call_order([*others, ticket], recent, now, rules, pace)
    return next(i for i, t in enumerate(order) if t.id == ticket.id)


def still_to_pass(kind: Kind, overtaken: int, ahead: int, recent: Sequence[Kind], rules: DeskRules) -> float:
    """How many who have not come yet will probably be called before a ticket that has ``ahead`` in front.

    ``kind``: the ticket's; ``overtaken``: how often others went before it so far.

    While it waits about as many come as are called. Of a kind that weighs w times as much, those go first that come in
    the first 1 − 1/w of the wait; appointments go first at their time. ``recent``: kinds of the last calls.
    """
    if kind is Kind.GREEN or ahead <= 0 or not recent:
        return 0.0
    own = rules.weights.get(kind.value, 1.0)
    lately = recent[-_LATELY:]
    passing = 0.0
    for other in (Kind.PRIORITY, Kind.APPOINTMENT, Kind.GREEN):
        part = 1.0 if other is not Kind.PRIORITY else max(0.0, 1 - own / rules.weights.get(other.value, 1.0))
        passing += ahead * part * lately.count(other) / len(lately) * (other is not kind)
    return min(passing, float(max(rules.overtakes - 1 - overtaken, 0)))


def _fits(ticket: Ticket, queues: Collection[str], window: str, now: datetime, rules: DeskRules) -> bool:
    since = callable_from(ticket, rules)
    if since is None or (ticket.state is State.ISSUED and now < since):
        return False
    return ticket.queue in queues and ticket.only_window in ("", window)


class _Line:
    """Tickets that can be called, taken out one by one. ``passed``: whom the last call overtook, as they were given."""

    def __init__(self, tickets: Iterable[Ticket], recent: Sequence[Kind], rules: DeskRules) -> None:
        self._rules = rules
        self._recent = list(recent)
        given = sorted(tickets, key=_arrival)
        self._line = [t for t in given if t.behind <= 0]
        self._back = {t.id: t.behind for t in given if t.behind > 0}  # returned ones: so many others first
        self._returned = {t.id: t for t in given if t.behind > 0}
        self._overtaken = {t.id: t.overtaken for t in given}
        self._lanes = {t.id: _lane(t, rules) for t in given}
        self._kinds = len(set(self._lanes.values()))
        self.passed: tuple[Ticket, ...] = ()

    def calls(self, now: datetime, pace: timedelta) -> Iterator[Ticket]:
        """Everybody, in order, one each ``pace`` from ``now`` on."""
        while (ticket := self.call(now)) is not None:
            yield ticket
            now += pace

    def call(self, now: datetime) -> Ticket | None:
        """The next one at ``now``, taken out of the line."""
        self.passed = ()
        if self._line:
            at = self._choose(now)
            self.passed = tuple(self._line[:at])
            ticket = self._line.pop(at)
            for other in self.passed:
                self._overtaken[other.id] += 1
        elif self._returned:
            ticket = min(self._returned.values(), key=lambda t: (self._back[t.id], _arrival(t)))
            del self._returned[ticket.id], self._back[ticket.id]
        else:
            return None
        self._recent.append(ticket.kind)
        self._bring_nearer(ticket)
        return ticket

    def _bring_nearer(self, called: Ticket) -> None:
        for ticket in [t for t in self._returned.values() if t.queue == called.queue]:
            self._back[ticket.id] -= 1
            if self._back[ticket.id] <= 0:
                del self._returned[ticket.id], self._back[ticket.id]
                insort(self._line, ticket, key=_arrival)

    def _choose(self, now: datetime) -> int:
        """Position in the line (by arrival) of who is called; the first of all is always possible."""
        heads: dict[_Lane, int] = {}
        worst, worst_before = 0, []  # most often overtaken among those in front of each position
        for at, ticket in enumerate(self._line):
            heads.setdefault(self._lanes[ticket.id], at)
            worst_before.append(worst)
            worst = max(worst, self._overtaken[ticket.id])
            if len(heads) == self._kinds or worst >= self._rules.overtakes:
                break
        preferred = sorted(heads, key=lambda lane: self._rank(lane, heads, now))
        return next(
            heads[lane] for lane in preferred if heads[lane] == 0 or worst_before[heads[lane]] < self._limit(lane)
        )

    def _rank(self, lane: _Lane, heads: dict[_Lane, int], now: datetime) -> tuple[int, float, int]:
        ticket, at = self._line[heads[lane]], heads[lane]
        score = weighted_minutes(ticket, now, self._rules)
        if lane is _Lane.GREEN:
            return (0, 0.0, at)
        if lane is _Lane.BOOKED:
            if len(heads) > 1 and self._had_its_share():
                return (3, 0.0, at)
            if ticket.appointment_at is not None and now >= ticket.appointment_at:
                return (1, 0.0, at)
        return (2, -score, at)

    def _had_its_share(self) -> bool:
        others_between = self._rules.appointment_share - 1
        return others_between > 0 and Kind.APPOINTMENT in self._recent[-others_between:]

    def _limit(self, lane: _Lane) -> int:
        """Nobody overtaken so often may be overtaken by this lane."""
        most = self._rules.overtakes
        return most if lane is _Lane.GREEN or most <= 1 else most - 1


def weighted_minutes(ticket: Ticket, now: datetime, rules: DeskRules) -> float:
    """Minutes waited times the weight of the ticket's kind."""
    return (now - ticket.arrived).total_seconds() / 60 * rules.weights.get(ticket.kind.value, 1.0)


def _lane(ticket: Ticket, rules: DeskRules) -> _Lane:
    if ticket.kind is Kind.APPOINTMENT:
        return _Lane.BOOKED if on_time(ticket, rules) else _Lane.LATE
    return _Lane(ticket.kind.value)


def _arrival(ticket: Ticket) -> tuple[datetime, int, str]:
    return (ticket.arrived, ticket.number, ticket.id)

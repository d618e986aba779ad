"""A hall that lives: whatever people and staff do, in any order, the rules of calling hold over the whole day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ticketing.made import NINE, made, minutes

from kiosk.ticketing import moves
from kiosk.ticketing.calling import next_ticket
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import AT_WINDOW, LIVE, Kind, State, Ticket, TicketError, Voided

#: Window → queues it serves.
WINDOWS = {"1": ("A",), "2": ("A", "B"), "3": ("B",)}
PICK = st.integers(0, 10_000)


class Hall(RuleBasedStateMachine):
    """The desk as the pure rules make it; ``overtakings`` is counted apart, from the calls themselves."""

    @initialize(overtakes=st.integers(0, 4), resumes=st.integers(0, 2), share=st.integers(1, 4))
    def open(self, overtakes: int, resumes: int, share: int) -> None:
        self.rules = DeskRules(overtakes=overtakes, resumes=resumes, appointment_share=share)
        self.now: datetime = NINE
        self.tickets: dict[str, Ticket] = {}
        self.recent: dict[str, list[Kind]] = {"A": [], "B": []}
        self.overtakings: dict[str, int] = {}
        self.returned: dict[str, int] = {}  # calls of others in its queue since it came back
        self.over = False

    # ------------------------------------------------------------------ acts
    @rule(
        queue=st.sampled_from("AB"),
        kind=st.sampled_from([Kind.ORDINARY, Kind.ORDINARY, Kind.PRIORITY, Kind.APPOINTMENT, Kind.GREEN]),
        printed=st.booleans(),
        stop=st.booleans(),
    )
    def take(self, queue: str, kind: Kind, printed: bool, stop: bool) -> None:
        number = len(self.tickets) + 1
        ticket = made(
            number,
            kind,
            queue=queue,
            label=f"{queue}{number:03d}",
            state=State.WAITING if printed else State.ISSUED,
            confirmed=printed,
            stops=("B" if queue == "A" else "A",) if stop else (),
            appointment_at=self.now + minutes(10) if kind is Kind.APPOINTMENT else None,
        )
        self._keep(replace(ticket, arrived=self.now))

    @rule(seconds=st.integers(1, 900))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(window=st.sampled_from(sorted(WINDOWS)))
    def call_next(self, window: str) -> None:
        if any(t.window == window and t.state in AT_WINDOW for t in self.tickets.values()):
            return
        queues = WINDOWS[window]
        recent = [kind for queue in queues for kind in self.recent[queue]]
        found = next_ticket(self.tickets.values(), queues, window, recent, self.now, self.rules)
        able = [t for t in self.tickets.values() if self._able(t, window)]
        assert (found is None) == (not able)
        if found is None:
            return
        self._count(found.ticket, able)
        for other in found.changed:
            self._keep(other)
        self._keep(moves.call(found.ticket, window, self.now, self.rules))
        self.recent[found.ticket.queue].append(found.ticket.kind)

    @rule(
        pick=PICK, act=st.sampled_from(["confirm", "recall", "begin", "hold", "take back", "miss", "return", "finish"])
    )
    def act(self, pick: int, act: str) -> None:
        ticket = self._some(pick)
        if ticket is None:
            return
        try:
            self._keep(self._done(ticket, act))
        except TicketError as refused:
            said = refused.text
            assert said["zh"] and said["en"], said  # noqa: PT018

    @rule(
        pick=PICK,
        to=st.sampled_from("AB"),
        window=st.sampled_from(["", "2"]),
        keeps=st.sampled_from([True, False, None]),
    )
    def transfer(self, pick: int, to: str, window: str, keeps: bool | None) -> None:
        ticket = self._some(pick)
        if ticket is not None and ticket.state in AT_WINDOW:
            found = moves.transfer(ticket, self.now, self.rules, queue=to, window=window, keeps_place=keeps)
            self._keep(found)
            if found.arrived != ticket.arrived:
                self.overtakings[found.id] = 0

    @rule(pick=PICK, earlier=st.integers(0, 600))
    def another_label_was_printed(self, pick: int, earlier: int) -> None:
        ticket = self._some(pick)
        if ticket is None or ticket.series:
            return
        was_left = ticket.voided == Voided.WITHDRAWN
        found = moves.relabel(
            ticket, f"{ticket.queue}K1-{ticket.number:03d}", ticket.number, self.now, series="K1",
            arrived=ticket.arrived - timedelta(seconds=earlier),
        )  # fmt: skip
        assert found.state is (State.VOID if was_left else State.WAITING)
        self._keep(found)
        self.overtakings[found.id] = 0

    @rule(pick=PICK, why=st.sampled_from([Voided.WITHDRAWN, Voided.NO_PAPER, Voided.BY_STAFF]))
    def withdraw(self, pick: int, why: Voided) -> None:
        ticket = self._some(pick)
        if ticket is not None and ticket.state in LIVE - {State.SERVING}:
            self._keep(moves.withdraw(ticket, self.now, why))

    @precondition(lambda self: len(self.tickets) > 6)
    @rule()
    def close(self) -> None:
        self.tickets = {key: moves.end_day(t, self.now) for key, t in self.tickets.items()}
        assert not any(t.state in LIVE for t in self.tickets.values())

    # ------------------------------------------------------------ always true
    @invariant()
    def one_visitor_a_window(self) -> None:
        busy = [t.window for t in getattr(self, "tickets", {}).values() if t.state in AT_WINDOW]
        assert len(busy) == len(set(busy))
        assert all(busy)

    @invariant()
    def nobody_is_overtaken_too_often(self) -> None:
        for key, times in getattr(self, "overtakings", {}).items():
            assert times <= self.rules.overtakes
            assert self.tickets[key].overtaken <= self.rules.overtakes

    @invariant()
    def every_ticket_is_whole(self) -> None:
        for ticket in getattr(self, "tickets", {}).values():
            assert (ticket.state is State.VOID) == bool(ticket.voided)
            assert ticket.resumed <= self.rules.resumes
            assert ticket.missed <= self.rules.resumes + 1
            assert ticket.behind == 0 or ticket.state is State.WAITING
            assert (ticket.calls > 0) == (ticket.called_at is not None)
            assert ticket.state not in (State.SERVING, State.HELD, State.DONE) or ticket.started_at is not None
            assert ticket.state not in (State.DONE, State.VOID) or ticket.ended_at is not None
            assert ticket.state is not State.ISSUED or not ticket.confirmed

    # ---------------------------------------------------------------- how
    def _able(self, ticket: Ticket, window: str) -> bool:
        if ticket.queue not in WINDOWS[window] or ticket.only_window not in ("", window):
            return False
        waited = (self.now - ticket.arrived).total_seconds()
        return ticket.state is State.WAITING or (ticket.state is State.ISSUED and waited >= self.rules.confirm_s)

    def _count(self, called: Ticket, able: list[Ticket]) -> None:
        """Who was there before and could have been called, and was not; nobody of the called one's kind among them."""
        key = (called.arrived, called.number)
        passed = [t for t in able if t.behind == 0 and (t.arrived, t.number) < key] if called.behind == 0 else []
        if called.behind:
            assert all(t.behind for t in able)
        for ticket in passed:
            late = [t.kind is Kind.APPOINTMENT and t.arrived > t.appointment_at + minutes(15) for t in (ticket, called)]
            assert ticket.kind is not called.kind or late[0] != late[1]
            self.overtakings[ticket.id] = self.overtakings.get(ticket.id, 0) + 1

    def _done(self, ticket: Ticket, act: str) -> Ticket:
        now, rules = self.now, self.rules
        acts = {
            "confirm": lambda: moves.confirm(ticket, now),
            "recall": lambda: moves.recall(ticket, now),
            "begin": lambda: moves.begin(ticket, now),
            "hold": lambda: moves.hold(ticket, now),
            "take back": lambda: self._back(ticket),
            "miss": lambda: moves.miss(ticket, now, rules),
            "return": lambda: moves.return_missed(ticket, now, rules),
            "finish": lambda: moves.finish(ticket, now),
        }
        found = acts[act]()
        if found.queue != ticket.queue:
            self.overtakings[ticket.id] = 0
        return found

    def _back(self, ticket: Ticket) -> Ticket:
        if any(t.window == ticket.window and t.state in AT_WINDOW for t in self.tickets.values()):
            return ticket
        return moves.take_back(ticket, ticket.window, self.now)

    def _some(self, pick: int) -> Ticket | None:
        tickets = list(self.tickets.values())
        return tickets[pick % len(tickets)] if tickets else None

    def _keep(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket


TestHall = Hall.TestCase
TestHall.settings = settings(max_examples=50, stateful_step_count=50, deadline=None)

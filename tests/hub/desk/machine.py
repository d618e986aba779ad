# ruff: noqa: PT017
"""The desk as a machine that is driven by chance: panels, windows and visitors over a line that loses things.

Every paper that comes out of a printer is remembered here, independently of the desk; the invariants are those of
facts/sync.md (7–13), checked after each step, and to the end when everything has been told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from hub.desk.halls import MORNING, opened, wish
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.hub.desk import authority, ending
from kiosk.hub.desk.models import Call, Counter, Seat, TicketRow, VoidNumber
from kiosk.sync.desk_messages import Book, BookEntry, TakeTicket
from kiosk.ticketing.labels import label_of
from kiosk.ticketing.tickets import TicketError, Voided

HALL = "machine"
PREFIX = {"tax": "A", "police": "B"}
WINDOWS = {"1": ("tax",), "2": ("tax", "police")}
WAITING = ("waiting", "issued")


@dataclass
class Paper:
    """What a visitor holds: nobody but the printer decides that."""

    id: str
    queue: str
    label: str
    day: date
    arrived: datetime
    online: bool
    number: int
    withdrawn: bool = False
    done: bool = False
    sent_on: bool = False


@dataclass
class PanelSide:
    """A panel: its own counters and its book."""

    row: Any
    series: str
    counters: dict[tuple[str, date], int] = field(default_factory=dict)
    untold: list[tuple[BookEntry, datetime]] = field(default_factory=list)

    def own(self, queue: str, day: date) -> int:
        self.counters[queue, day] = self.counters.get((queue, day), 0) + 1
        return self.counters[queue, day]


class DeskMachine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        from kiosk.hub.access.models import User
        from kiosk.hub.desk import line, published
        from kiosk.hub.fleet.models import Panel
        from kiosk.hub.records.models import Hall

        self._ids = count(1)
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        published.forget()
        line.forget()
        hall = Hall.objects.create(id=HALL)
        self.hall = opened(HALL, hours_id="")
        self.now = MORNING
        rows = [Panel.objects.create(id=c * 32, hall=hall, name=c, public_key=c * 64) for c in "ab"]
        self.panels = [PanelSide(row, authority.series_of(HALL, row.id)) for row in rows]
        user = User.objects.create(username="machine")
        self.seats = [authority.open_seat(HALL, window, user, self.now) for window in WINDOWS]
        self.papers: dict[str, Paper] = {}
        self.delayed: list[tuple[TakeTicket, PanelSide]] = []
        self.asked: dict[str, TakeTicket] = {}
        self.answers: dict[str, tuple[str | None, str]] = {}
        self.pending: dict[str, str] = {}
        self.highest: dict[tuple[str, date], int] = {}

    # -- what visitors and panels do

    @rule(
        panel=st.integers(0, 1),
        queue=st.sampled_from(["tax", "tax", "police"]),
        kind=st.sampled_from(["ordinary", "ordinary", "ordinary", "priority"]),
        line=st.sampled_from(["good", "good", "good", "no-request", "no-answer", "late-request"]),
        printer=st.sampled_from(["out", "out", "out", "jam"]),
        word=st.sampled_from(["heard", "lost", "unanswered"]),
        sure=st.booleans(),
    )
    def take(
        self,
        panel: int = 0,
        queue: str = "tax",
        kind: str = "ordinary",
        line: str = "good",
        printer: str = "out",
        word: str = "heard",
        sure: bool = True,
    ) -> None:
        side, asked = self.panels[panel], wish(queue, kind=kind, id=self.an_id())
        self.tick(2)
        self.asked[asked.id] = asked
        facts = authority.take(HALL, asked, side.row.id, self.now) if line in ("good", "no-answer") else None
        if line == "late-request":
            self.delayed.append((asked, side))
        if line == "good" and facts is not None:
            self.printed_online(side, asked, facts, printer, word)
        else:
            self.printed_alone(side, asked, printer, sure)

    @precondition(lambda self: self.delayed)
    @rule(which=st.integers(0, 9))
    def deliver_late(self, which: int = 0) -> None:
        """A request that was long given up reaches the desk after all."""
        asked, side = self.delayed.pop(which % len(self.delayed))
        self.tick(1)
        authority.take(HALL, asked, side.row.id, self.now)

    @precondition(lambda self: self.asked)
    @rule(which=st.integers(0, 99))
    def ask_again(self, which: int = 0) -> None:
        """A retry changes nothing (13), and another body is refused."""
        known = TicketRow.objects.filter(id__in=list(self.asked)).order_by("issued_at", "id")
        if not known:
            return
        row = known[which % len(known)]
        count, last = TicketRow.objects.count(), list(Counter.objects.values_list("queue", "day", "last"))
        facts = authority.take(HALL, self.asked[row.id], row.source, self.now)
        assert (facts.id, facts.label, facts.state) == (row.id, row.label, row.state)
        if row.asked:
            try:
                authority.take(HALL, replace(self.asked[row.id], reason="ill"), row.source, self.now)
                raise AssertionError("another body got a ticket")
            except TicketError as refused:
                assert refused.word == "other-body"
        assert TicketRow.objects.count() == count
        assert list(Counter.objects.values_list("queue", "day", "last")) == last

    @rule(panel=st.integers(0, 1), heard=st.booleans())
    def tell_book(self, panel: int = 0, heard: bool = True) -> None:
        """The book is told; when the answer is lost, all of it is told again."""
        side = self.panels[panel]
        if not side.untold:
            return
        self.tick(1)
        entries = tuple(self.as_told(entry, asked_at) for entry, asked_at in side.untold)
        answer = authority.take_book(side.row, Book(self.now.isoformat(), entries), self.now)
        assert not answer.refused, answer.refused
        if heard:
            side.untold = [pair for pair in side.untold if pair[0].entry not in answer.taken]

    @precondition(lambda self: self.papers)
    @rule(which=st.integers(0, 99))
    def give_back(self, which: int = 0) -> None:
        """A visitor goes."""
        paper = list(self.papers.values())[which % len(self.papers)]
        try:
            authority.withdraw(HALL, paper.id, Voided.WITHDRAWN, "phone", self.now)
        except TicketError as refused:
            assert refused.word in ("unknown", "state")
        else:
            row = TicketRow.objects.get(id=paper.id)
            paper.withdrawn = row.voided == "withdrawn"

    # -- what windows do

    @rule(window=st.integers(0, 1), heard=st.booleans(), both=st.booleans())
    def call_next(self, window: int = 0, heard: bool = True, both: bool = False) -> None:
        """One window calls, or both at the same moment; an answer that is lost is asked for again by its id."""
        self.tick(1)
        for seat in self.seats if both else [self.seats[window]]:
            self.call_to(seat, heard)

    @rule(
        window=st.integers(0, 1),
        act=st.sampled_from(["begin", "finish", "finish", "miss", "hold", "recall", "transfer"]),
        twice=st.booleans(),
        keeps=st.booleans(),
    )
    def at_window(self, window: int = 0, act: str = "finish", twice: bool = False, keeps: bool = True) -> None:
        """Something becomes of the visitor; a double tap changes nothing more."""
        seat = self.seats[window]
        row = authority.visitor_at(HALL, seat.window)
        if row is None:
            return
        self.tick(5)
        paper = self.papers.get(row.id)
        for _ in range(2 if twice else 1):
            try:
                self.do(seat, act, row, keeps)
            except TicketError as refused:
                assert refused.word in ("state", "nobody"), refused
        after = TicketRow.objects.get(id=row.id)
        if paper is not None and paper.label == after.label and after.state == "done":
            paper.done = True
        if paper is not None and act == "transfer":
            paper.sent_on = True

    @rule(window=st.integers(0, 1))
    def bring_back(self, window: int = 0) -> None:
        """A held one is taken back to its window, else a missed one comes back."""
        seat = self.seats[window]
        held = TicketRow.objects.filter(hall_id=HALL, day=self.day, state="held", window=seat.window).first()
        missed = TicketRow.objects.filter(hall_id=HALL, day=self.day, state="missed").order_by("id").first()
        self.tick(1)
        if held is not None and authority.visitor_at(HALL, seat.window) is None:
            id = self.an_id()
            call = authority.take_back(seat, held.id, id, self.now)
            assert authority.take_back(seat, held.id, id, self.now).pk == call.pk
        elif missed is not None:
            try:
                authority.return_missed(HALL, missed.id, "panel", self.now)
            except TicketError as refused:
                assert refused.word == "resumes"

    # -- time

    @rule(seconds=st.sampled_from([10, 31, 31, 300]))
    def wait(self, seconds: int = 31) -> None:
        self.tick(seconds)

    @rule(clerk=st.booleans())
    def next_day(self, clerk: bool = True) -> None:
        """The day rolls over, whether the desk's clerk was there in time or not."""
        if authority.visitor_at(HALL, "1") or authority.visitor_at(HALL, "2") or not self.papers:
            return
        if sum(paper.day == self.day for paper in self.papers.values()) < 3:
            return
        self.now = (self.now + timedelta(days=1)).replace(hour=0, minute=0, second=30)
        if clerk:
            ending.end_day(HALL, (self.now - timedelta(days=1)).date(), self.now)

    # -- what always holds

    @invariant()
    def windows_have_one_visitor(self) -> None:
        """10"""
        there = TicketRow.objects.filter(state__in=["called", "serving"]).values_list("window", flat=True)
        assert len(set(there)) == len(there)

    @invariant()
    def numbers_are_accounted_for(self) -> None:
        """12, of the desk's own numbers"""
        rows = list(TicketRow.objects.filter(series="").values_list("origin", "day", "number"))
        voids = list(VoidNumber.objects.filter(series="").values_list("queue", "day", "number"))
        wanted = [(c.queue, c.day, n) for c in Counter.objects.all() for n in range(1, c.last + 1)]
        assert sorted(rows + voids) == sorted(wanted)

    @invariant()
    def calls_have_serials_without_gaps(self) -> None:
        serials = Call.objects.filter(serial__isnull=False).order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(1, len(serials) + 1))

    def teardown(self) -> None:
        try:
            self.tell_everything()
            self.everything_is_right()
            self.serve_everybody()
        finally:
            self.undo()

    def undo(self) -> None:
        """As if nothing had been."""
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)

    # -- to the end

    def tell_everything(self) -> None:
        while self.delayed:
            self.deliver_late()
        for panel in (0, 1):
            self.tell_book(panel, heard=False)
            self.tell_book(panel, heard=True)
            assert not self.panels[panel].untold

    def everything_is_right(self) -> None:
        """9 and 12: each paper is a ticket under its label and at its arrival, each number of a panel accounted for."""
        for paper in self.papers.values():
            row = TicketRow.objects.get(id=paper.id)
            assert (row.label, row.day) == (paper.label, paper.day), "the printed label wins"
            if not paper.sent_on:
                assert abs((row.arrived - paper.arrived).total_seconds()) < 0.01
            if row.state == "void":
                assert paper.withdrawn or row.voided in ("gave-up", "day-over"), row.voided
            assert row.state != "issued"
            called = Call.objects.filter(ticket=row, label=paper.label, taken_back=False).exists()
            if not called and not paper.withdrawn and paper.day == self.day:
                assert row.state == "waiting", f"{paper.label} was never called and is {row.state}"
        for row in TicketRow.objects.filter(day=self.day, state__in=["waiting", "issued", "missed", "held"]):
            assert row.id in self.papers, f"{row.label} is a ghost: nobody holds it"
        known = set(TicketRow.objects.values_list("day", "label")) | set(VoidNumber.objects.values_list("day", "label"))
        for side in self.panels:
            for (queue, day), last in side.counters.items():
                for number in range(1, last + 1):
                    assert (day, label_of(PREFIX[queue], number, side.series)) in known
        labels = list(VoidNumber.objects.values_list("day", "label"))
        assert not set(labels) & set(TicketRow.objects.values_list("day", "label"))

    def serve_everybody(self) -> None:
        """9: nobody who holds a paper of today is never called, nobody is called after having been served."""
        for _ in range(4 * len(self.papers) + 12):
            today = TicketRow.objects.filter(day=self.day)
            if not today.exclude(state__in=["done", "void"]).exists():
                break
            for window, seat in enumerate(self.seats):
                if authority.visitor_at(HALL, seat.window) is not None:
                    self.at_window(window, "finish")
                self.pending.pop(seat.window, None)
                self.bring_back(window)
                self.call_to(seat, True)
                self.at_window(window, "finish")
        for paper in self.papers.values():
            row = TicketRow.objects.get(id=paper.id)
            if paper.day == self.day and row.state != "void":
                assert paper.done, f"{paper.label} was never called: {row.state} {row.queue} {row.only_window}"

    # -- how

    def an_id(self) -> str:
        """A new one each time, the same ones each time chance is repeated."""
        return hashlib.sha256(str(next(self._ids)).encode()).hexdigest()[:32]

    @property
    def day(self) -> date:
        return self.now.date()

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def printed_online(self, side: PanelSide, asked: TakeTicket, facts: Any, printer: str, word: str) -> None:
        queue = asked.queue
        assert facts.number > self.highest.get((queue, self.day), 0), "8: printed before it was asked for, yet higher"
        if printer == "jam":
            self.enter(side, asked, "void", facts.label, why="no-paper")
            return
        self.highest[queue, self.day] = facts.number
        self.out(Paper(asked.id, queue, facts.label, self.day, self.now, True, facts.number))
        if word != "lost":
            authority.confirm(HALL, asked.id, facts.label, "printed", side.row.id, self.now)
        if word != "heard":
            self.enter(side, asked, "printed", facts.label)

    def printed_alone(self, side: PanelSide, asked: TakeTicket, printer: str, sure: bool) -> None:
        queue, arrived = asked.queue, self.now
        self.tick(1)  # the panel waits for an answer
        number = side.own(queue, arrived.date())
        label = label_of(PREFIX[queue], number, side.series)
        if printer == "jam":
            self.enter(side, asked, "void", label, why="no-paper", at=arrived, sure=sure)
        else:
            self.out(Paper(asked.id, queue, label, arrived.date(), arrived, False, number))
            self.enter(side, asked, "offline", label, at=arrived, sure=sure)

    def out(self, paper: Paper) -> None:
        same = [p for p in self.papers.values() if (p.day, p.label) == (paper.day, paper.label)]
        assert not same, f"7: two papers say {paper.label}"
        self.papers[paper.id] = paper

    def enter(self, side: PanelSide, asked: TakeTicket, act: str, label: str, **facts: Any) -> None:
        at: datetime = facts.pop("at", self.now)
        entry = BookEntry(
            self.an_id(),
            asked.id,
            act,
            label,
            self.now.isoformat(),
            queue=asked.queue,
            day=at.date().isoformat(),
            kind=asked.kind,
            arrived=at.isoformat(),
            **facts,
        )
        side.untold.append((entry, at))

    def as_told(self, entry: BookEntry, asked_at: datetime) -> BookEntry:
        """A panel whose clock is not believed tells how long it has counted instead."""
        if entry.sure:
            return entry
        nonsense = datetime(1970, 1, 3, tzinfo=self.now.tzinfo).isoformat()
        return replace(entry, arrived=nonsense, day="1970-01-03", waited_s=(self.now - asked_at).total_seconds())

    def call_to(self, seat: Seat, heard: bool) -> None:
        id = self.pending.get(seat.window) or self.an_id()
        waiting = list(
            TicketRow.objects.filter(
                hall_id=HALL, day=self.day, queue__in=WINDOWS[seat.window], state__in=WAITING, behind=0
            )
        )
        try:
            call = authority.call_next(seat, id, self.now)
        except TicketError as refused:
            assert refused.word == "busy"
            assert authority.visitor_at(HALL, seat.window) is not None
            return
        told = (call.ticket_id, call.label)
        assert self.answers.setdefault(id, told) == told, "10: a call id is one ticket"
        if heard:
            self.pending.pop(seat.window, None)
        else:
            self.pending[seat.window] = id
        if call.ticket_id is None or call.at != self.now:
            return
        row = TicketRow.objects.get(id=call.ticket_id)
        assert row.label == call.label
        assert row.window == seat.window
        assert row.day == self.day, "nobody of another day is called"
        assert not [p for p in self.papers.values() if p.id == row.id and p.done and p.label == call.label]
        self.is_the_earliest(row, waiting)

    def is_the_earliest(self, called: TicketRow, waiting: list[TicketRow]) -> None:
        """11"""
        known = {row.id for row in waiting}
        if called.id not in known:
            return  # one that was missed came back because nobody else waits
        for row in waiting:
            can = row.state == "waiting" or self.now >= row.arrived + timedelta(seconds=30)
            if can and row.kind == called.kind and row.only_window in ("", called.window):
                assert (row.arrived, row.number) >= (called.arrived, called.number) or row.id == called.id

    def do(self, seat: Seat, act: str, row: TicketRow, keeps: bool) -> None:
        if act == "recall":
            id = self.an_id()
            call = authority.call_again(seat, id, self.now)
            assert authority.call_again(seat, id, self.now).pk == call.pk
        elif act == "transfer":
            queue = "police" if row.queue == "tax" else "tax"
            authority.transfer(seat, queue, "", keeps, self.now, ticket_id=row.id)
        else:
            getattr(authority, act)(seat, self.now, ticket_id=row.id)

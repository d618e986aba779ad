"""The screens' presses on one side, a visit's flows on the other: what is pressed is done, what is read is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from visit.test_my_ticket import CODE, TICKET
from visit.test_my_ticket import Desk as KnownTickets

from kiosk.base.clock import SetClock
from kiosk.base.texts import Text
from kiosk.compose.scanners import Scanners
from kiosk.compose.ticket_screens import DeskScreens, ScanScreens
from kiosk.scanning.codes import What, write_code
from kiosk.scanning.scans import Frame, Scan
from kiosk.scanning.station import Station
from kiosk.ui.ticket_ports import Desk, Scans
from kiosk.visit.desk_facts import Appointment, DeskNow, Found, Meaning, Outcome, TicketNow, Wish
from kiosk.visit.my_ticket import MyTicket
from kiosk.visit.take_ticket import Paper, Printed, Step, TakeTicket

MORNING = datetime(2026, 11, 24, 1, 42, tzinfo=UTC)
BOOKED = write_code(What.APPOINTMENT, "cd" * 16, MORNING + timedelta(hours=9), lambda words: b"s" * 64, b"k" * 8)


class Numbers:
    """A desk that gives a number at once, and remembers what became of it."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.outcomes: list[Outcome] = []
        self.phones: list[str] = []

    async def take(self, id: str, wish: Wish) -> TicketNow:
        self.wishes.append(wish)
        return replace(TICKET, id=id)

    async def printing(self, ticket: TicketNow) -> None:
        return

    async def unprinted(self, ticket: TicketNow) -> None:
        return

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    async def remind(self, ticket: TicketNow, phone: str) -> bool:
        self.phones.append(phone)
        return True


class Printer:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    async def print(self, ticket: TicketNow, wish: Wish) -> Printed:
        return Printed(self.paper)


class Machine:
    """A camera that sees what the test holds before it."""

    def __init__(self, clock: SetClock) -> None:
        self.clock, self.heard = clock, None
        self.frames = 0

    heard: Callable[[Scan], object] | None

    def start(self, heard: Callable[[Scan], object]) -> None:
        self.heard = heard

    def stop(self) -> None:
        self.heard = None

    def close(self) -> None:
        self.heard = None

    def frame(self) -> Frame | None:
        return Frame(3, 2, bytes([10, 20, 30, 40, 50, 60]), self.frames)

    def reads(self, text: str) -> None:
        self.clock.advance(5)
        assert self.heard is not None
        self.heard(Scan(text.encode(), "camera", self.clock.monotonic()))


class Counter:
    """Everything behind the screens, with flows that run to their end at once."""

    def __init__(self, paper: Paper = Paper.CAME, known: KnownTickets | None = None) -> None:
        self.clock = SetClock(MORNING)
        self.numbers, self.known, self.drawn = Numbers(), known or KnownTickets(), 0
        self.machine = Machine(self.clock)
        take = TakeTicket(self.numbers, Printer(paper), self.clock, self.draw)
        mine = MyTicket(self.known, self.draw)
        scanners = Scanners((self.machine,), Station(self.clock), sees=True, reads=False)
        self.screens = DeskScreens(take, lambda: DeskNow(sms=True), self.run)
        self.scan = ScanScreens(mine, self.screens, scanners, self.run, changed=self.draw, language=lambda: "en")
        self.desk: Desk = self.screens
        self.scans: Scans = self.scan

    def draw(self) -> None:
        self.drawn += 1

    def run(self, flow: Coroutine[Any, Any, Any]) -> None:
        asyncio.run(flow)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_number_is_taken_printed_and_forgotten(counter: Counter) -> None:
    counter.desk.take(Wish("tax"))
    issue = counter.desk.issue()
    assert issue is not None
    assert (issue.step, issue.ticket and issue.ticket.label) == (Step.PRINTED, "A012")
    assert counter.drawn == 3, "asking, printing, printed: each is drawn"
    counter.desk.remind("13800001111")
    assert counter.numbers.phones == ["13800001111"]
    counter.desk.leave()
    assert counter.desk.issue() is None
    assert counter.numbers.outcomes == [Outcome.PRINTED]


@pytest.mark.parametrize(
    ("press", "outcome"),
    [("keep", Outcome.SCREEN), ("give_back", Outcome.WITHDRAWN), ("leave", Outcome.NO_PAPER)],
)
def test_without_paper_the_visitor_decides(press: str, outcome: Outcome) -> None:
    counter = Counter(Paper.CAME_NOT)
    counter.desk.take(Wish("tax"))
    assert counter.desk.issue().step is Step.NO_PAPER
    getattr(counter.desk, press)()
    assert counter.numbers.outcomes == [outcome]


def test_nothing_is_seen_unless_the_page_stands(counter: Counter) -> None:
    assert counter.scans.frame() is None
    assert counter.machine.heard is None
    counter.scans.look(True)
    counter.scans.look(True)
    frame = counter.scans.frame()
    assert [frame.pixelColor(x, 0).red() for x in range(3)] == [30, 20, 10], "as in a mirror"
    assert counter.scans.frame() is frame, "the same picture is made once"
    counter.machine.frames += 1
    assert counter.scans.frame() is not frame
    counter.scans.look(False)
    assert counter.machine.heard is None
    assert counter.scans.frame() is None


def test_a_slip_is_looked_up(counter: Counter) -> None:
    counter.scans.look(True)
    counter.machine.reads(f"https://hub.example/t/{CODE}")
    assert counter.scans.found() == Found(Meaning.TICKET, TICKET)
    counter.known.at_desk = replace(TICKET, ahead=1)
    counter.scan.look_again()
    assert counter.scans.found().ticket.ahead == 1
    counter.scans.drop()
    assert counter.scans.found() is None


def test_a_missed_ticket_comes_back_and_a_done_one_is_rated(counter: Counter) -> None:
    counter.scans.look(True)
    counter.known.at_desk = replace(TICKET, state="missed", ahead=-1)
    counter.machine.reads(CODE)
    counter.scans.come_back()
    assert counter.scans.found().ticket.ahead == 3
    counter.known.at_desk = replace(TICKET, state="done", can_review=True)
    counter.machine.reads(CODE)
    counter.scans.review("5", ("510",))
    assert counter.known.acts == [("back", "A012"), ("5", ("510",))]
    assert not counter.scans.found().ticket.can_review


def test_what_is_not_ours_is_shown_as_far_as_others_may_see_it(counter: Counter) -> None:
    counter.scans.look(True)
    counter.machine.reads("https://shop.example/pay?key=1234")
    found = counter.scans.found()
    assert (found.meaning, found.text) == (Meaning.OTHER, "shop.example")
    assert found.said["zh"].startswith("这是一个网址")
    counter.machine.reads("110101199003070000")
    assert counter.scans.found().text == "", "an identity number is never shown"
    counter.machine.reads(CODE)
    assert counter.scans.found().meaning is Meaning.TICKET


class Booked(KnownTickets):
    """The desk knows an appointment."""

    can_check_in = True

    async def look_up(self, code: str) -> Found:
        said = Text() if self.can_check_in else Text(zh="还早", en="Too early")
        meant = Appointment(MORNING, "tax", Text(zh="税务"), ("SW01",), self.can_check_in, said)
        return Found(Meaning.APPOINTMENT, appointment=meant)


@pytest.mark.parametrize("can_check_in", [True, False])
def test_an_appointment_is_checked_in_with_its_code_when_it_is_time(can_check_in: bool) -> None:
    desk = Booked()
    desk.can_check_in = can_check_in
    counter = Counter(known=desk)
    counter.scans.look(True)
    counter.machine.reads(BOOKED)
    counter.scans.check_in()
    wish = Wish("tax", ("SW01",), "appointment", appointment=BOOKED, language="en")
    assert counter.numbers.wishes == ([wish] if can_check_in else [])
    counter.scans.drop()
    counter.scans.check_in()
    assert len(counter.numbers.wishes) == int(can_check_in)
    assert BOOKED not in str(vars(counter.scan))


# -- a scanner, while no scan page shows


def between(admits: bool) -> tuple[Counter, Machine]:
    """A panel with a scanner that nobody opened a page for."""
    counter = Counter()
    scanner = Machine(counter.clock)
    scanners = Scanners((counter.machine, scanner), Station(counter.clock), sees=True, reads=True, always=(scanner,))
    mine = MyTicket(counter.known, counter.draw)
    counter.scan = ScanScreens(
        mine, counter.screens, scanners, counter.run,
        changed=counter.draw, language=lambda: "en", admits=lambda: admits,
    )  # fmt: skip
    counter.scans = counter.scan
    return counter, scanner


def test_what_the_scanner_reads_on_any_page_is_looked_up() -> None:
    counter, scanner = between(admits=True)
    assert counter.machine.heard is None, "no camera watches whoever did not ask for it"
    scanner.reads(CODE)
    assert counter.scans.found() == Found(Meaning.TICKET, TICKET)
    assert counter.drawn == 1
    counter.known.at_desk = replace(TICKET, ahead=1)
    scanner.reads(CODE)
    assert counter.scans.found().ticket.ahead == 1, "the same slip, held there again: how it stands now"
    scanner.reads("https://shop.example/pay?key=1234")
    assert counter.scans.found().meaning is Meaning.OTHER


def test_what_the_scanner_reads_while_somebody_is_busy_is_dropped() -> None:
    counter, scanner = between(admits=False)
    scanner.reads(CODE)
    scanner.reads("https://shop.example/pay?key=1234")
    assert counter.scans.found() is None
    assert counter.drawn == 0
    counter.scans.look(True)
    scanner.reads(CODE)
    assert counter.scans.found() == Found(Meaning.TICKET, TICKET), "but the scan page asked for it"
    counter.scans.look(False)
    assert scanner.heard is not None
    assert counter.machine.heard is None


def test_a_number_is_given_back_and_a_code_is_typed(counter: Counter) -> None:
    counter.scans.look(True)
    counter.machine.reads(CODE)
    counter.scans.give_back()
    assert counter.known.acts == [("given back", "A012")]
    assert counter.scans.found().given_back
    counter.scans.look_up("YY2071")
    assert counter.known.acts[-1] == ("typed", "YY2071")
    assert counter.scans.found().meaning is Meaning.TICKET

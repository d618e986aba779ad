from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall as HallFacts
from kiosk.matters.windows import Window
from kiosk.scanning.codes import What, write_code
from kiosk.ticketing.tickets import TicketError
from kiosk.visit.desk_facts import Appointment, Found, Meaning, TicketNow, places_to_wait
from kiosk.visit.my_ticket import MyTicket

TICKET = TicketNow("ab" * 16, "A012", "waiting", "tax", Text(zh="税务"), windows=("3", "4"), ahead=2)
CODE = write_code(What.TICKET, TICKET.id, datetime(2026, 11, 24, tzinfo=UTC), lambda words: b"s" * 64, b"k" * 8)


class Desk:
    def __init__(self, ticket: TicketNow = TICKET) -> None:
        self.at_desk: TicketNow | None = ticket
        self.refusal: TicketError | None = None
        self.acts: list[tuple[object, ...]] = []
        self.fails = False

    async def look_up(self, code: str) -> Found:
        if self.fails:
            raise OSError("the wire is cut")
        if self.refusal is not None:
            raise self.refusal
        return Found(Meaning.TICKET, self.at_desk)

    async def look_up_typed(self, code: str) -> Found:
        self.acts.append(("typed", code))
        return await self.look_up(code)

    async def ticket(self, ticket: TicketNow) -> TicketNow | None:
        return self.at_desk

    async def come_back(self, ticket: TicketNow) -> TicketNow:
        if self.refusal is not None:
            raise self.refusal
        self.acts.append(("back", ticket.label))
        return replace(ticket, state="waiting", ahead=3)

    async def give_back(self, ticket: TicketNow) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.acts.append(("given back", ticket.label))

    async def review(self, ticket: TicketNow, level: str, reasons: Sequence[str]) -> bool:
        self.acts.append((level, tuple(reasons)))
        return True


def scanned(desk: Desk, text: str = f"https://hub.example/t/{CODE}") -> MyTicket:
    mine = MyTicket(desk)
    asyncio.run(mine.scanned(text))
    return mine


def ticket_of(mine: MyTicket) -> TicketNow:
    assert mine.found is not None
    assert mine.found.ticket is not None
    return mine.found.ticket


def test_a_slip_says_where_it_stands() -> None:
    assert ticket_of(scanned(Desk())) == TICKET
    assert ticket_of(scanned(Desk(), CODE)) == TICKET


def test_what_is_not_ours_is_plain_text() -> None:
    found = scanned(Desk(), "https://elsewhere.example/x").found
    assert found is not None
    assert (found.meaning, found.text) == (Meaning.OTHER, "https://elsewhere.example/x")
    broken = scanned(Desk(), "A" * 124).found
    assert broken is not None
    assert broken.meaning is Meaning.OTHER


def test_what_the_desk_cannot_say_now_or_refuses() -> None:
    desk = Desk()
    desk.fails = True
    found = scanned(desk).found
    assert found is not None
    assert found.meaning is Meaning.UNHEARD
    desk.fails, desk.refusal = False, TicketError("forged", Text(zh="核对不上。"))
    found = scanned(desk).found
    assert found is not None
    assert (found.meaning, found.said["zh"]) == (Meaning.OTHER, "核对不上。")


def test_back_in_line_after_a_missed_call_only() -> None:
    desk = Desk()
    mine = scanned(desk)
    asyncio.run(mine.come_back())
    assert desk.acts == []
    desk = Desk(replace(TICKET, state="missed", ahead=-1))
    mine = scanned(desk)
    asyncio.run(mine.come_back())
    assert (ticket_of(mine).state, ticket_of(mine).ahead, desk.acts) == ("waiting", 3, [("back", "A012")])


def test_a_refused_return_says_why() -> None:
    desk = Desk(replace(TICKET, state="missed"))
    mine = scanned(desk)
    desk.refusal = TicketError("gave-up", Text(zh="请重新取号。"))
    asyncio.run(mine.come_back())
    assert (ticket_of(mine).state, ticket_of(mine).said["zh"]) == ("missed", "请重新取号。")


def test_how_it_stands_now_and_nothing_after_the_visit() -> None:
    desk = Desk()
    mine = scanned(desk)
    desk.at_desk = replace(TICKET, state="called", window="3", ahead=-1)
    asyncio.run(mine.look_again())
    assert ticket_of(mine).window == "3"
    mine.forget()
    assert mine.found is None
    asyncio.run(mine.look_again())
    assert mine.found is None


def test_given_back_and_rated_once() -> None:
    desk = Desk()
    mine = scanned(desk)
    asyncio.run(mine.give_back())
    asyncio.run(mine.give_back())
    assert (ticket_of(mine).state, desk.acts) == ("void", [("given back", "A012")])
    assert mine.found is not None
    assert mine.found.given_back
    desk = Desk(replace(TICKET, state="done", can_review=True))
    mine = scanned(desk)
    assert asyncio.run(mine.review("5", ["517"]))
    assert not asyncio.run(mine.review("1"))
    assert desk.acts == [("5", ("517",))]


def test_what_cannot_be_given_back_stays_and_says_why() -> None:
    desk = Desk()
    mine = scanned(desk)
    desk.refusal = TicketError("away", Text(zh="现在退不了号。"))
    asyncio.run(mine.give_back())
    assert (ticket_of(mine).state, ticket_of(mine).said["zh"]) == ("waiting", "现在退不了号。")
    serving = Desk(replace(TICKET, state="serving"))
    asyncio.run(scanned(serving).give_back())
    assert serving.acts == []


def test_a_number_that_moved_while_it_was_given_back_is_void_all_the_same() -> None:
    desk = Desk()
    mine = scanned(desk)

    async def slow(ticket: TicketNow) -> None:
        desk.at_desk = replace(TICKET, ahead=1)
        await mine.look_again()

    desk.give_back = slow  # type: ignore[method-assign]
    asyncio.run(mine.give_back())
    assert ticket_of(mine).state == "void"


class SlowDesk(Desk):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()

    async def look_up(self, code: str) -> Found:
        await self.let.wait()
        return Found(Meaning.TICKET, self.at_desk)


def test_a_long_look_up_is_told_and_an_older_answer_is_dropped() -> None:
    async def act() -> list[Meaning | None]:
        desk, seen = SlowDesk(), []
        mine = MyTicket(desk, lambda: seen.append(mine.found.meaning if mine.found else None), patience_s=0)
        first = asyncio.ensure_future(mine.scanned(CODE))
        while not seen:
            await asyncio.sleep(0)
        second = asyncio.ensure_future(mine.scanned("https://elsewhere.example/x"))
        await second
        desk.let.set()
        await first
        assert mine.found is not None
        assert mine.found.meaning is Meaning.OTHER
        return seen

    assert asyncio.run(act()) == [Meaning.LOOKING, Meaning.OTHER]


def test_a_quick_answer_is_not_announced() -> None:
    seen: list[object] = []
    mine = MyTicket(Desk(), lambda: seen.append(mine.found))
    asyncio.run(mine.scanned(CODE))
    assert [found.meaning for found in seen if isinstance(found, Found)] == [Meaning.TICKET]


def test_a_typed_code_is_looked_up_at_once_and_may_be_wrong(caplog: pytest.LogCaptureFixture) -> None:
    desk, seen = Desk(), []
    mine = MyTicket(desk, lambda: seen.append(mine.found.meaning if mine.found else None))
    asyncio.run(mine.typed("YY2071"))
    assert (seen, desk.acts) == ([Meaning.LOOKING, Meaning.TICKET], [("typed", "YY2071")])
    desk.refusal = TicketError("unknown", Text(zh="没有查到。"))
    asyncio.run(mine.typed("YY2072"))
    assert mine.found is not None
    assert (mine.found.meaning, mine.found.said["zh"]) == (Meaning.OTHER, "没有查到。")
    desk.fails = True
    asyncio.run(mine.typed("YY2072"))
    assert mine.found.meaning is Meaning.UNHEARD
    assert "YY207" not in caplog.text


def test_an_appointment_keeps_the_code_that_checks_it_in() -> None:
    desk = Desk()

    async def booked(code: str) -> Found:
        return Found(Meaning.APPOINTMENT, appointment=Appointment(datetime(2026, 11, 24, tzinfo=UTC), "tax", Text()))

    desk.look_up = booked  # type: ignore[method-assign]
    found = scanned(desk).found
    assert found is not None
    assert found.appointment is not None
    assert found.appointment.code == CODE
    assert CODE not in repr(found)


def test_where_to_wait() -> None:
    windows = tuple(Window(str(n), Text(), (), place_id=f"w{n}" if n != 4 else "") for n in range(1, 6))
    catalogue = Catalogue(HallFacts("h", Text(zh="厅")), windows=windows)
    assert places_to_wait(TICKET, catalogue) == ("w3",)
    assert places_to_wait(replace(TICKET, windows=("3", "5"), window="5"), catalogue) == ("w5", "w3")
    assert places_to_wait(replace(TICKET, windows=("77",)), catalogue) == ()

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall as HallFacts
from kiosk.matters.windows import Window
from kiosk.scanning.codes import What, write_code
from kiosk.ticketing.tickets import TicketError
from kiosk.visit.desk_facts import Found, Meaning, Outcome, TicketNow, places_to_wait
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

    async def ticket(self, ticket: TicketNow) -> TicketNow | None:
        return self.at_desk

    async def come_back(self, ticket: TicketNow) -> TicketNow:
        if self.refusal is not None:
            raise self.refusal
        self.acts.append(("back", ticket.label))
        return replace(ticket, state="waiting", ahead=3)

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None:
        self.acts.append((outcome, ticket.label))

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
    assert (ticket_of(mine).state, desk.acts) == ("void", [(Outcome.WITHDRAWN, "A012")])
    desk = Desk(replace(TICKET, state="done", can_review=True))
    mine = scanned(desk)
    assert asyncio.run(mine.review("5", ["517"]))
    assert not asyncio.run(mine.review("1"))
    assert desk.acts == [("5", ("517",))]


def test_where_to_wait() -> None:
    windows = tuple(Window(str(n), Text(), (), place_id=f"w{n}" if n != 4 else "") for n in range(1, 6))
    catalogue = Catalogue(HallFacts("h", Text(zh="厅")), windows=windows)
    assert places_to_wait(TICKET, catalogue) == ("w3",)
    assert places_to_wait(replace(TICKET, windows=("3", "5"), window="5"), catalogue) == ("w5", "w3")
    assert places_to_wait(replace(TICKET, windows=("77",)), catalogue) == ()

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.base.clock import SetClock
from kiosk.base.texts import Text
from kiosk.ticketing.tickets import TicketError
from kiosk.visit.desk_facts import Outcome, TicketNow, Wish, with_matter
from kiosk.visit.take_ticket import DOUBLE_TAP_S, Paper, Printed, Step, TakeTicket

WISH = Wish("tax", ("M1",))
AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class Hall:
    """Desk and printer in memory: each number goes out once, and every step can be made to wait."""

    def __init__(self) -> None:
        self.clock = SetClock(AT)
        self.numbers = count(1)
        self.given: dict[str, TicketNow] = {}
        self.paper: list[str] = []
        self.outcomes: dict[str, list[Outcome]] = {}
        self.written: list[str] = []
        self.unprinted_labels: list[str] = []
        self.refusal: TicketError | None = None
        self.printed = Printed(Paper.CAME)
        self.asking, self.printing_now = asyncio.Event(), asyncio.Event()
        self.asking.set()
        self.printing_now.set()
        self.flow = TakeTicket(self, self, self.clock)

    async def take(self, id: str, wish: Wish) -> TicketNow:
        await self.asking.wait()
        if self.refusal is not None:
            raise self.refusal
        self.given[id] = TicketNow(id, f"A{next(self.numbers):03}", "issued", wish.queue, Text(zh="税务"))
        return self.given[id]

    async def printing(self, ticket: TicketNow) -> None:
        self.written.append(ticket.label)

    async def print(self, ticket: TicketNow, wish: Wish) -> Printed:
        assert self.written[-1:] == [ticket.label]
        await self.printing_now.wait()
        if self.printed.paper is not Paper.CAME_NOT:
            self.paper.append(ticket.label)
        return self.printed

    async def unprinted(self, ticket: TicketNow) -> None:
        assert ticket.label not in self.paper
        self.unprinted_labels.append(ticket.label)

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None:
        self.outcomes.setdefault(ticket.label, []).append(outcome)

    async def remind(self, ticket: TicketNow, phone: str) -> bool:
        return phone == "13800000000"

    @property
    def step(self) -> Step | None:
        return self.flow.issue.step if self.flow.issue is not None else None


def test_paper_first_then_it_counts() -> None:
    async def visit() -> None:
        hall = Hall()
        await hall.flow.take(WISH)
        assert (hall.step, hall.paper, hall.outcomes) == (Step.PRINTED, ["A001"], {"A001": [Outcome.PRINTED]})
        await hall.flow.leave()
        assert hall.flow.issue is None
        assert hall.outcomes == {"A001": [Outcome.PRINTED]}

    asyncio.run(visit())


def test_two_taps_are_one_ticket_and_a_new_wish_is_another() -> None:
    async def visit() -> None:
        hall = Hall()
        hall.asking.clear()
        first = asyncio.create_task(hall.flow.take(WISH))
        await asyncio.sleep(0)
        await hall.flow.take(WISH)
        await hall.flow.take(Wish("other"))
        hall.asking.set()
        await first
        hall.clock.advance(DOUBLE_TAP_S / 2)
        await hall.flow.take(WISH)
        assert len(hall.given) == 1
        hall.clock.advance(DOUBLE_TAP_S)
        await hall.flow.take(WISH)
        await hall.flow.take(Wish("other"))
        assert hall.paper == ["A001", "A002", "A003"]

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("answer", "step", "outcome"),
    [("keep", Step.KEPT, Outcome.SCREEN), ("give_back", Step.GIVEN_BACK, Outcome.WITHDRAWN)],
)
def test_without_paper_the_visitor_is_asked(answer: str, step: Step, outcome: Outcome) -> None:
    async def visit() -> None:
        hall = Hall()
        hall.printed = Printed(Paper.CAME_NOT, Text(zh="没有纸了。"))
        await hall.flow.take(WISH)
        issue = hall.flow.issue
        assert issue is not None
        assert (issue.step, issue.said["zh"], hall.outcomes) == (Step.NO_PAPER, "没有纸了。", {})
        assert hall.unprinted_labels == ["A001"]
        await getattr(hall.flow, answer)()
        await hall.flow.keep()
        await hall.flow.leave()
        assert hall.step is None
        assert hall.outcomes == {"A001": [outcome]}
        await hall.flow.take(WISH)
        assert hall.step is Step.NO_PAPER

    asyncio.run(visit())


@pytest.mark.parametrize(("paper", "outcome"), [(Paper.CAME_NOT, Outcome.NO_PAPER), (Paper.UNKNOWN, Outcome.PRINTED)])
def test_who_leaves_without_an_answer(paper: Paper, outcome: Outcome) -> None:
    async def visit() -> None:
        hall = Hall()
        hall.printed = Printed(paper)
        await hall.flow.take(WISH)
        assert hall.step is Step.NO_PAPER
        await hall.flow.leave()
        await hall.flow.leave()
        assert hall.outcomes == {"A001": [outcome]}

    asyncio.run(visit())


def test_who_left_before_the_number_came_gets_no_paper() -> None:
    async def visit() -> None:
        hall = Hall()
        hall.asking.clear()
        asked = asyncio.create_task(hall.flow.take(WISH))
        await asyncio.sleep(0)
        await hall.flow.leave()
        hall.asking.set()
        await asked
        assert (hall.paper, hall.outcomes, hall.flow.issue) == ([], {"A001": [Outcome.WITHDRAWN]}, None)

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("paper", "outcome"),
    [(Paper.CAME, Outcome.PRINTED), (Paper.CAME_NOT, Outcome.NO_PAPER), (Paper.UNKNOWN, Outcome.PRINTED)],
)
def test_who_left_while_it_was_printed(paper: Paper, outcome: Outcome) -> None:
    async def visit() -> None:
        hall = Hall()
        hall.printed = Printed(paper)
        hall.printing_now.clear()
        asked = asyncio.create_task(hall.flow.take(WISH))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await hall.flow.leave()
        hall.asking.clear()
        following = asyncio.create_task(hall.flow.take(Wish("other")))
        await asyncio.sleep(0)
        hall.printing_now.set()
        await asked
        assert hall.outcomes == {"A001": [outcome]}
        assert hall.step is Step.ASKING  # of the next visitor
        hall.asking.set()
        await following

    asyncio.run(visit())


def test_a_refusal_says_when_to_come() -> None:
    async def visit() -> None:
        hall = Hall()
        hall.refusal = TicketError("closed", Text(zh="请明天9点再来。"))
        await hall.flow.take(WISH)
        assert hall.flow.issue is not None
        assert (hall.step, hall.flow.issue.said["zh"]) == (Step.REFUSED, "请明天9点再来。")
        assert (hall.paper, hall.outcomes) == ([], {})

    asyncio.run(visit())


def test_a_reminder_is_for_a_ticket_that_somebody_has() -> None:
    async def visit() -> None:
        hall = Hall()
        await hall.flow.remind("13800000000")
        await hall.flow.take(WISH)
        await hall.flow.remind("1")
        assert hall.flow.issue is not None
        assert not hall.flow.issue.reminded
        await hall.flow.remind("13800000000")
        assert hall.flow.issue.reminded
        assert "13800000000" not in repr(hall.flow.issue)

    asyncio.run(visit())


def test_the_desk_may_renew_all_but_the_label() -> None:
    async def visit() -> None:
        hall = Hall()
        await hall.flow.take(WISH)
        assert hall.flow.issue is not None
        ticket = hall.flow.issue.ticket
        assert ticket is not None
        hall.flow.renew(TicketNow(ticket.id, ticket.label, "waiting", "tax", ticket.queue_name, ahead=3))
        assert hall.flow.issue.ticket is not None
        assert hall.flow.issue.ticket.ahead == 3
        hall.flow.renew(TicketNow(ticket.id, "B007", "waiting", "tax", ticket.queue_name))
        hall.flow.renew(TicketNow("0" * 32, ticket.label, "void", "tax", ticket.queue_name))
        assert (hall.flow.issue.ticket.label, hall.flow.issue.ticket.state) == (ticket.label, "waiting")

    asyncio.run(visit())


def test_several_matters_on_one_ticket() -> None:
    wish = with_matter(with_matter(WISH, "M2"), "M1")
    assert wish.matters == ("M1", "M2")
    for number in range(20):
        wish = with_matter(wish, f"X{number}")
    assert len(wish.matters) == 10


ACTS = st.sampled_from(["take", "other", "keep", "give_back", "leave", "tick", "hold", "free", "wait"])
PAPERS = st.sampled_from(list(Paper))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ACTS, PAPERS), max_size=25))
def test_every_number_is_somebodys_or_nobodys(acts: list[tuple[str, Paper]]) -> None:
    """Whatever is tapped, whatever the printer does: each number has one outcome, and paper is never worthless."""

    async def visit() -> None:
        hall = Hall()
        tasks: list[asyncio.Task[None]] = []
        for act, paper in acts:
            hall.printed = Printed(paper)
            match act:
                case "take" | "other":
                    tasks.append(asyncio.create_task(hall.flow.take(WISH if act == "take" else Wish("other"))))
                case "tick":
                    hall.clock.advance(DOUBLE_TAP_S + 1)
                case "hold":
                    hall.asking.clear()
                    hall.printing_now.clear()
                case "free":
                    hall.asking.set()
                    hall.printing_now.set()
                case "wait":
                    for _ in range(5):
                        await asyncio.sleep(0)
                case _:
                    tasks.append(asyncio.create_task(getattr(hall.flow, act)()))
        hall.asking.set()
        hall.printing_now.set()
        await asyncio.gather(*tasks)
        await hall.flow.leave()
        for ticket in hall.given.values():
            outcomes = hall.outcomes[ticket.label]
            assert outcomes[0] in Outcome
            # Only a printed or kept number may still be given back, by the visitor's own hand.
            assert outcomes[1:] in ([], [Outcome.WITHDRAWN])
            if ticket.label in hall.paper:
                assert Outcome.NO_PAPER not in outcomes
        assert len(set(hall.paper)) == len(hall.paper)

    asyncio.run(visit())

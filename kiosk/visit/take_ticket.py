"""Taking a number: asked for once, printed, and then either somebody has it or nobody does. There are no ghost numbers.

The number is asked for, printed, and only then confirmed. When no paper came it stands on the screen until the visitor
took it from there; whoever leaves without an answer did not want it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from kiosk.base.clock import Clock
from kiosk.base.texts import EMPTY, Text
from kiosk.ticketing.tickets import TicketError
from kiosk.visit.desk_facts import Outcome, TicketNow, Wish

log = logging.getLogger("kiosk.visit")

#: The same wish again within so many seconds is the second tap of a trembling hand.
DOUBLE_TAP_S = 2.0

_FAILED = Text(
    zh="现在取不了号，请到服务台，工作人员会帮您。",
    en="No number can be given here just now. Please go to the service desk: our staff will help you.",
)
_UNSURE = Text(
    zh="不知道小票出来了没有。如果出来了请拿好；没有出来，请拍下这个号码。",
    en="The slip may not have come out. If it did, please take it; if not, please photograph this number.",
)


class Step(StrEnum):
    """How far this visit's ticket has come."""

    ASKING = "asking"
    PRINTING = "printing"
    PRINTED = "printed"
    NO_PAPER = "no-paper"  # the number stands on the screen until it is kept or given back
    KEPT = "kept"  # photographed
    GIVEN_BACK = "given-back"
    REFUSED = "refused"


class Paper(StrEnum):
    """What a printer knows of one slip."""

    CAME = "printed"
    CAME_NOT = "not-printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of printing; ``said``: why no paper came, for the visitor."""

    paper: Paper
    said: Text = EMPTY


class Desk(Protocol):
    """Numbers and what became of them. What was written down survives the panel's end at any moment."""

    async def take(self, id: str, wish: Wish) -> TicketNow:
        """A number for this id (32 hex digits), within the desk's deadline; TicketError: none, and why."""
        ...

    async def printing(self, ticket: TicketNow) -> None:
        """From now on paper may exist."""
        ...

    async def unprinted(self, ticket: TicketNow) -> None:
        """No paper came: the number stands on the screen, and goes to nobody unless it is kept."""
        ...

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None:
        """What became of it, told to the desk as soon as it can be reached; never raises."""
        ...

    async def remind(self, ticket: TicketNow, phone: str) -> bool:
        """Send messages for this ticket to ``phone``, which is kept nowhere here; whether the desk took it."""
        ...


class Prints(Protocol):
    """The ticket printer. It prints one slip after the other and never one that nobody waits for any more."""

    async def print(self, ticket: TicketNow, wish: Wish) -> Printed: ...


@dataclass(frozen=True, slots=True)
class Issue:
    """This visit's ticket. ``said``: why it was refused and when to come, or why no paper came."""

    step: Step
    wish: Wish
    ticket: TicketNow | None = None
    said: Text = EMPTY
    paper_may_be_there: bool = False
    reminded: bool = False


class TakeTicket:
    """One panel's taking of numbers. ``changed`` is called after every step; ``issue`` is what stands there now."""

    def __init__(self, desk: Desk, printer: Prints, clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self._desk, self._printer, self._clock, self._changed = desk, printer, clock, changed
        self._issue: Issue | None = None
        self._visit = 0
        self._asked_at = float("-inf")

    @property
    def issue(self) -> Issue | None:
        """This visit's ticket, if one was asked for."""
        return self._issue

    @property
    def is_busy(self) -> bool:
        """A number is on its way, or stands on the screen and waits for an answer."""
        return self._issue is not None and self._issue.step in (Step.ASKING, Step.PRINTING, Step.NO_PAPER)

    async def take(self, wish: Wish) -> None:
        """Ask for a number and print it. A second tap is the same ticket; another wish waits until this one is done."""
        now = self._clock.monotonic()
        if self.is_busy or self._is_second_tap(wish, now):
            return
        self._asked_at = now
        visit = self._visit
        self._show(Issue(Step.ASKING, wish), visit)
        try:
            ticket = await self._desk.take(secrets.token_hex(16), wish)
        except TicketError as refused:
            self._show(Issue(Step.REFUSED, wish, said=refused.text), visit)
            return
        except Exception:
            log.exception("visit: a number could not be taken")
            self._show(Issue(Step.REFUSED, wish, said=_FAILED), visit)
            return
        if visit != self._visit:  # whoever asked has gone: no paper is made for nobody
            await self._desk.settle(ticket, Outcome.WITHDRAWN)
            return
        await self._print(ticket, wish, visit)

    async def keep(self) -> None:
        """No paper came, and the visitor has the number from the screen."""
        issue = self._issue
        if issue is not None and issue.step is Step.NO_PAPER and issue.ticket is not None:
            self._issue = Issue(Step.KEPT, issue.wish, issue.ticket)
            await self._desk.settle(issue.ticket, Outcome.SCREEN)
            self._changed()  # said when it is written down

    async def give_back(self) -> None:
        """The visitor does not want the number, printed or not."""
        issue = self._issue
        given = (Step.NO_PAPER, Step.PRINTED, Step.KEPT)
        if issue is not None and issue.step in given and issue.ticket is not None:
            self._show(Issue(Step.GIVEN_BACK, issue.wish), self._visit)
            await self._desk.settle(issue.ticket, Outcome.WITHDRAWN)

    async def remind(self, phone: str) -> None:
        """Messages for this visit's ticket."""
        issue, visit = self._issue, self._visit
        if issue is None or issue.ticket is None or issue.step not in (Step.PRINTED, Step.KEPT):
            return
        if await self._desk.remind(issue.ticket, phone) and self._issue is issue:
            self._show(replace(issue, reminded=True), visit)

    async def leave(self) -> None:
        """The visit is over: forget its ticket. A number that nobody took from the screen goes back.

        Where paper may lie in the tray all the same the number counts: somebody may hold it.
        """
        issue, self._issue = self._issue, None
        self._visit += 1
        self._asked_at = float("-inf")
        if issue is not None and issue.step is Step.NO_PAPER and issue.ticket is not None:
            await self._desk.settle(issue.ticket, Outcome.PRINTED if issue.paper_may_be_there else Outcome.NO_PAPER)

    def renew(self, ticket: TicketNow) -> None:
        """The desk says how this visit's ticket stands now; its label is the one that was given."""
        issue = self._issue
        if issue is None or issue.ticket is None or issue.ticket == ticket:
            return
        if (issue.ticket.id, issue.ticket.label) == (ticket.id, ticket.label):
            self._show(replace(issue, ticket=ticket), self._visit)

    async def _print(self, ticket: TicketNow, wish: Wish, visit: int) -> None:
        self._show(Issue(Step.PRINTING, wish, ticket), visit)
        await self._desk.printing(ticket)
        try:
            printed = await self._printer.print(ticket, wish)
        except Exception:
            log.exception("visit: a slip could not be printed")
            printed = Printed(Paper.UNKNOWN)
        if printed.paper is Paper.CAME:
            self._show(Issue(Step.PRINTED, wish, ticket), visit)
            await self._desk.settle(ticket, Outcome.PRINTED)
            return
        may_be_there = printed.paper is Paper.UNKNOWN
        if not may_be_there:
            await self._desk.unprinted(ticket)
        if visit != self._visit:
            await self._desk.settle(ticket, Outcome.PRINTED if may_be_there else Outcome.NO_PAPER)
            return
        said = printed.said or (_UNSURE if may_be_there else EMPTY)
        self._show(Issue(Step.NO_PAPER, wish, ticket, said, may_be_there), visit)

    def _is_second_tap(self, wish: Wish, now: float) -> bool:
        known = self._issue
        return known is not None and known.wish == wish and now - self._asked_at < DOUBLE_TAP_S

    def _show(self, issue: Issue, visit: int) -> None:
        if visit == self._visit:
            self._issue = issue
            self._changed()

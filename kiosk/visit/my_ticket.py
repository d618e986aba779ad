"""My ticket again: a scanned slip, where it stands in line, where to wait, and back in line after a missed call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kiosk.base.texts import EMPTY, Text
from kiosk.scanning.codes import CodeError, code_in, read_code
from kiosk.ticketing.tickets import State, TicketError
from kiosk.visit.desk_facts import Found, Meaning, TicketNow

log = logging.getLogger("kiosk.visit")

_UNHEARD = Text(
    zh="现在查不到，请看大屏幕上叫的号，或问工作人员。",
    en="It cannot be looked up just now. Please watch the big screen, or ask our staff.",
)
_OTHER = Text(
    zh="这不是本大厅的号票。请扫小票上的二维码，或请工作人员帮忙。",
    en="This is not a ticket of this hall. Please scan the code on your slip, or ask our staff.",
)
#: So much of a strange code is shown.
_SHOWN = 200
#: What takes longer than this (seconds) is said to be looked up.
PATIENCE_S = 0.4
#: A number can be given back as long as nobody serves it.
RETURNABLE = frozenset({State.ISSUED, State.WAITING, State.CALLED, State.MISSED})


class Desk(Protocol):
    """What the desk knows of codes and tickets."""

    async def look_up(self, code: str) -> Found:
        """What one of our own codes stands for; ``Meaning.UNHEARD`` when the desk cannot be asked now."""
        ...

    async def look_up_typed(self, code: str) -> Found:
        """What the code of an appointment stands for that was typed by hand; as above. TicketError: nothing."""
        ...

    async def ticket(self, ticket: TicketNow) -> TicketNow | None:
        """How it stands now; None when the desk does not answer."""
        ...

    async def come_back(self, ticket: TicketNow) -> TicketNow:
        """Back in line after a missed call; TicketError when that cannot be."""
        ...

    async def give_back(self, ticket: TicketNow) -> None:
        """Its number serves nobody any more. TicketError: that cannot be done now, and what to do instead."""
        ...

    async def review(self, ticket: TicketNow, level: str, reasons: Sequence[str]) -> bool: ...


class MyTicket:
    """What was scanned in this visit, and nothing of it afterwards. ``changed`` is called after every change."""

    def __init__(
        self, desk: Desk, changed: Callable[[], None] = lambda: None, *, patience_s: float = PATIENCE_S
    ) -> None:
        self._desk, self._changed, self._patience_s = desk, changed, patience_s
        self._found: Found | None = None
        self._visit = 0

    @property
    def found(self) -> Found | None:
        """What was read last."""
        return self._found

    async def scanned(self, text: str) -> None:
        """A code was read; ``text``: its payload as text. What stands there goes when the answer comes, or was long in
        coming."""
        self._visit += 1
        visit = self._visit
        code = code_in(text)
        try:
            known = read_code(code) if code is not None else None
        except CodeError:
            known = None
        if code is None or known is None:
            self._show(Found(Meaning.OTHER, text=text[:_SHOWN], said=_OTHER), visit)
            return
        asking = asyncio.ensure_future(self._answer(self._desk.look_up(code)))
        try:
            done, _ = await asyncio.wait({asking}, timeout=self._patience_s)
            if not done:
                self._show(Found(Meaning.LOOKING), visit)
            self._show(_with_code(await asking, code), visit)
        finally:
            asking.cancel()

    async def typed(self, code: str) -> None:
        """The code of an appointment was typed."""
        self.forget()
        visit = self._visit
        self._show(Found(Meaning.LOOKING), visit)
        self._show(await self._answer(self._desk.look_up_typed(code)), visit)

    async def look_again(self) -> None:
        """Ask how the scanned ticket stands now."""
        found, visit = self._found, self._visit
        if found is None or found.ticket is None:
            return
        ticket = await self._desk.ticket(found.ticket)
        if ticket is not None and ticket != found.ticket and self._found is found:
            self._show(replace(found, ticket=ticket), visit)

    async def come_back(self) -> None:
        """The scanned ticket was missed: back in line, behind a few others."""
        found, visit = self._found, self._visit
        if found is None or found.ticket is None or found.ticket.state != State.MISSED:
            return
        try:
            ticket = await self._desk.come_back(found.ticket)
        except TicketError as refused:
            ticket = replace(found.ticket, said=refused.text)
        if self._found is found:
            self._show(replace(found, ticket=ticket), visit)

    async def give_back(self) -> None:
        """The visitor cannot wait any longer."""
        found, visit = self._found, self._visit
        if found is None or found.ticket is None or found.ticket.state not in RETURNABLE:
            return
        try:
            await self._desk.give_back(found.ticket)
        except TicketError as refused:
            said = replace(found.ticket, said=refused.text)
            if self._of_same(found):
                self._show(replace(found, ticket=said), visit)
            return
        if self._of_same(found):
            gone = replace(found.ticket, state=State.VOID.value, window="", ahead=-1, said=EMPTY)
            self._show(replace(found, ticket=gone, given_back=True), visit)

    async def review(self, level: str, reasons: Sequence[str] = ()) -> bool:
        """Rate the service of the scanned ticket, once; whether the desk took it."""
        found, visit = self._found, self._visit
        if found is None or found.ticket is None or not found.ticket.can_review:
            return False
        taken = await self._desk.review(found.ticket, level, tuple(reasons))
        if taken and self._found is found:
            self._show(replace(found, ticket=replace(found.ticket, can_review=False)), visit)
        return taken

    def forget(self) -> None:
        """The visit is over, or another slip is scanned."""
        self._visit += 1
        self._found = None

    async def _answer(self, asked: Awaitable[Found]) -> Found:
        try:
            return await asked
        except TicketError as refused:
            return Found(Meaning.OTHER, said=refused.text)
        except Exception as error:  # named without its words, which might quote a code
            log.error("visit: a code could not be looked up (%s)", type(error).__name__)
            return Found(Meaning.UNHEARD, said=_UNHEARD)

    def _of_same(self, found: Found) -> bool:
        """Whether the ticket of ``found`` still stands there; the desk may have told something new of it meanwhile."""
        now = self._found
        return (
            now is not None and now.ticket is not None and found.ticket is not None and now.ticket.id == found.ticket.id
        )

    def _show(self, found: Found, visit: int) -> None:
        if visit == self._visit:
            self._found = found
            self._changed()


def _with_code(found: Found, code: str) -> Found:
    """An appointment with the code that checks it in."""
    return replace(found, appointment=replace(found.appointment, code=code)) if found.appointment is not None else found

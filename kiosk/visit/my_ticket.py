"""My ticket again: a scanned slip, where it stands in line, where to wait, and back in line after a missed call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from kiosk.base.texts import Text
from kiosk.scanning.codes import CodeError, code_in, read_code
from kiosk.ticketing.tickets import State, TicketError
from kiosk.visit.desk_facts import Found, Meaning, Outcome, TicketNow

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


class Desk(Protocol):
    """What the desk knows of codes and tickets."""

    async def look_up(self, code: str) -> Found:
        """What one of our own codes stands for; ``Meaning.UNHEARD`` when the desk cannot be asked now."""
        ...

    async def ticket(self, ticket: TicketNow) -> TicketNow | None:
        """How it stands now; None when the desk does not answer."""
        ...

    async def come_back(self, ticket: TicketNow) -> TicketNow:
        """Back in line after a missed call; TicketError when that cannot be."""
        ...

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None: ...

    async def review(self, ticket: TicketNow, level: str, reasons: Sequence[str]) -> bool: ...


class MyTicket:
    """What was scanned in this visit, and nothing of it afterwards. ``changed`` is called after every change."""

    def __init__(self, desk: Desk, changed: Callable[[], None] = lambda: None) -> None:
        self._desk, self._changed = desk, changed
        self._found: Found | None = None
        self._visit = 0

    @property
    def found(self) -> Found | None:
        """What was read last."""
        return self._found

    async def scanned(self, text: str) -> None:
        """A code was read; ``text``: its payload as text."""
        visit = self._visit
        code = code_in(text)
        try:
            known = read_code(code) if code is not None else None
        except CodeError:
            known = None
        if code is None or known is None:
            self._show(Found(Meaning.OTHER, text=text[:_SHOWN], said=_OTHER), visit)
            return
        try:
            found = await self._desk.look_up(code)
        except TicketError as refused:
            found = Found(Meaning.OTHER, said=refused.text)
        except Exception:
            log.exception("visit: a code could not be looked up")
            found = Found(Meaning.UNHEARD, said=_UNHEARD)
        self._show(found, visit)

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
        if found is not None and found.ticket is not None and found.ticket.state in (State.WAITING, State.MISSED):
            await self._desk.settle(found.ticket, Outcome.WITHDRAWN)
            if self._found is found:
                gone = replace(found.ticket, state=State.VOID.value, ahead=-1)
                self._show(replace(found, ticket=gone), visit)

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

    def _show(self, found: Found, visit: int) -> None:
        if visit == self._visit:
            self._found = found
            self._changed()

"""The ticket desk at this panel, put together: book, link, flows, printer, scanners, and what the screens see."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.compose.desk_link import DeskLink
from kiosk.compose.scanners import Scanners
from kiosk.compose.stage import Stage
from kiosk.compose.ticket_code import TicketCodes
from kiosk.compose.ticket_printer import TicketPrinter
from kiosk.compose.ticket_screens import DeskScreens, ScanScreens
from kiosk.compose.ticket_slips import TicketSlips
from kiosk.matters.catalogue import Catalogue
from kiosk.store.queue_tables import Desk
from kiosk.store.ticket_book import TicketBook
from kiosk.ui.scan_arrival import admits, arrive
from kiosk.ui.ticket_ports import DESK, SCANS
from kiosk.visit.my_ticket import MyTicket
from kiosk.visit.take_ticket import TakeTicket

log = logging.getLogger("kiosk.tickets")

BOOK = "tickets.db"


class Link(Protocol):
    """``HubLink``, as far as the desk needs it."""

    def tell(self, kind: str, **facts: Any) -> None: ...

    def attend(self, other: DeskLink) -> None: ...


class TicketRoom:
    """Made on the screens' thread, within the event loop, when the stage stands; closed before the stage."""

    def __init__(self, stage: Stage, link: Link, printer: TicketPrinter, scanners: Scanners) -> None:
        self._stage = stage
        self._tasks: set[asyncio.Task[Any]] = set()
        folder, screens = stage.settings.state_folder, stage.screens
        book = TicketBook(folder / BOOK, stage.clock, _Told(stage.health, screens.soon))
        codes = TicketCodes(folder / "sync", stage.settings.hub.url)
        self.desk = DeskLink(
            book, stage.clock, link.tell, self._shown, codes,
            changed=screens.navigator.refresh_live, ticket_moved=self._moved,
        )  # fmt: skip
        slips = TicketSlips(printer, self._scenery, lambda: screens.visit.profile, stage.clock)
        self.taking = TakeTicket(self.desk, slips, stage.clock, screens.navigator.refresh)
        arrived = partial(arrive, screens)
        self.mine = MyTicket(self.desk, arrived)
        desk_screens = DeskScreens(self.taking, self.desk.now, self.spawn)
        self._scans = ScanScreens(
            self.mine, desk_screens, scanners, self.spawn,
            changed=arrived, language=lambda: screens.visit.language, admits=partial(admits, screens),
        )  # fmt: skip
        stage.furnish({DESK: desk_screens, SCANS: self._scans})
        link.attend(self.desk)
        self.desk.start()

    def spawn(self, flow: Coroutine[Any, Any, Any]) -> object:
        """Run a flow beside the screens; a fault of ours in it is logged, without what it was about."""
        task = asyncio.get_running_loop().create_task(flow)
        self._tasks.add(task)
        task.add_done_callback(self._over)
        return task

    async def close(self) -> None:
        """End what is under way. The book has everything that was promised."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.desk.close()

    def _over(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("tickets: own code (%s)", type(error).__name__)

    def _shown(self) -> tuple[Catalogue, Desk] | None:
        content = self._stage.scenery.content
        return (content.release.catalogue(), content.release.desk()) if content is not None else None

    def _scenery(self) -> tuple[Any, Any]:
        return self._stage.scenery.way, self._stage.scenery.map

    def _moved(self, id: str) -> None:
        """A ticket of this panel changed at the desk: is it the one that stands on the screen?"""
        issue, found = self.taking.issue, self.mine.found
        if issue is not None and issue.ticket is not None and issue.ticket.id == id:
            self.spawn(self._renew())
        if found is not None and found.ticket is not None and found.ticket.id == id:
            self._scans.look_again()

    async def _renew(self) -> None:
        issue = self.taking.issue
        ticket = await self.desk.ticket(issue.ticket) if issue is not None and issue.ticket is not None else None
        if ticket is not None:
            self.taking.renew(ticket)


class _Told:
    """The health board, told from the thread that writes the book."""

    def __init__(self, board: HealthBoard, soon: Callable[[Callable[[], None]], None]) -> None:
        self._board, self._soon = board, soon

    def report(self, part: str, state: State, sentence: Text) -> None:
        self._soon(partial(self._board.report, part, state, sentence))

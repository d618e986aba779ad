"""The ticket desk of the panel, put together: book, link, printer and scanners behind the screens' ports."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.compose.desk_link import DeskLink
from kiosk.compose.scanners import open_scanners
from kiosk.compose.stage import Stage
from kiosk.compose.ticket_code import TicketCodes
from kiosk.compose.ticket_printer import TicketPrinter, ticket_printer
from kiosk.compose.ticket_screens import DeskScreens, ScanScreens, Spawn
from kiosk.compose.ticket_slips import TicketSlips
from kiosk.matters.catalogue import Catalogue
from kiosk.printing.verdicts import Outcome
from kiosk.store.queue_tables import Desk as Tables
from kiosk.store.ticket_book import TicketBook
from kiosk.ui.ticket_ports import DESK, SCANS
from kiosk.visit.my_ticket import MyTicket
from kiosk.visit.take_ticket import TakeTicket

log = logging.getLogger("kiosk.tickets")

Answered = Callable[[bool], None]


class Child(Protocol):
    """The way to the hub (compose.hub_link)."""

    def attend(self, other: DeskLink) -> None: ...

    def tell(self, kind: str, **facts: Any) -> None: ...


class _Told:
    """Hands what the book says of itself to the health board, on the screens' thread."""

    def __init__(self, health: HealthBoard, soon: Callable[[Callable[[], None]], None]) -> None:
        self._health, self._soon = health, soon

    def report(self, part: str, state: State, sentence: Text) -> None:
        self._soon(partial(self._health.report, part, state, sentence))


class TicketDesk:
    """Numbers, slips and scans of one panel. ``start``, ``run`` and ``close`` are called within the event loop."""

    def __init__(self, stage: Stage, child: Child, spawn: Callable[[Coroutine[Any, Any, Any]], object]) -> None:
        settings, screens, clock, health = stage.settings, stage.screens, stage.clock, stage.health
        self._stage, self._spawn = stage, spawn
        self.printer: TicketPrinter = ticket_printer(settings.printer, settings.state_folder, health)
        self.scanners = open_scanners(settings, clock=clock, health=health, post=screens.soon)
        book = TicketBook(settings.state_folder / "tickets.db", clock, _Told(health, screens.soon))
        self.link = DeskLink(
            book,
            clock,
            child.tell,
            self._shown,
            TicketCodes(settings.state_folder / "sync"),
            changed=self._changed,
            ticket_moved=self._moved,
        )
        slips = TicketSlips(self.printer, self._scenery, lambda: screens.visit.profile, clock)
        self._take = TakeTicket(self.link, slips, clock, self._changed)
        desk = DeskScreens(self._take, self.link.now, spawn)
        self._scans = ScanScreens(
            MyTicket(self.link, self._changed),
            desk,
            self.scanners,
            spawn,
            changed=self._changed,
            language=lambda: screens.visit.language,
        )
        more: dict[str, Any] = {DESK: desk, SCANS: self._scans}
        if settings.printer.driver != "absent_printer":
            more["print-slip"] = self._print_trial
        stage.give(more)
        child.attend(self.link)

    def start(self) -> None:
        """Tell what was left in the book."""
        self.link.start()

    async def watch(self) -> None:
        """Look after the printer for ever."""
        await self.printer.watch()

    async def close(self) -> None:
        """Nothing is lost: what is not told stands in the book."""
        self.scanners.close()
        await self.link.close()
        self.printer.close()

    def _shown(self) -> tuple[Catalogue, Tables] | None:
        content = self._stage.scenery.content
        return (content.release.catalogue(), content.release.desk()) if content is not None else None

    def _scenery(self) -> Any:
        return self._stage.scenery.way, self._stage.scenery.map

    def _changed(self) -> None:
        self._stage.screens.soon(self._stage.screens.navigator.refresh)

    def _moved(self, ticket_id: str) -> None:
        self._scans.look_again()

    def _print_trial(self, answered: Answered) -> None:
        self._spawn(self._trial(answered))

    async def _trial(self, answered: Answered) -> None:
        verdict = await self.printer.print_trial(self._stage.clock.now(), self._stage.screens.visit.language)
        answered(verdict.outcome is Outcome.PRINTED)


def spawner(loop: Any, tasks: set[Any]) -> Spawn:
    """Runs flows as tasks of ``loop`` that are kept in ``tasks`` until they end; a fault of ours is logged."""

    def spawn(flow: Coroutine[Any, Any, Any]) -> object:
        task = loop.create_task(flow)
        tasks.add(task)
        task.add_done_callback(_ended)
        return task

    def _ended(task: Any) -> None:
        tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("tickets: a flow ended with a fault", exc_info=task.exception())

    return spawn

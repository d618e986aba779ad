"""The whole desk of a panel, screens and simulated printer included, with the desk of the hub in memory."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from compose.desk_hall import Desk
from compose.releases import lay, of_hub, published, until
from journeys.guest import TUESDAY, Guest, HallClock, at_panel
from PySide6.QtGui import QGuiApplication

from kiosk.base.health import State
from kiosk.compose.desk_link import DeskLink
from kiosk.compose.scanners import open_scanners
from kiosk.compose.ticket_printer import ticket_printer
from kiosk.compose.ticket_room import TicketRoom
from kiosk.settings import PrinterSettings
from kiosk.sync.device import Device
from kiosk.ui.ticket_ports import desk_of
from kiosk.visit.desk_facts import Wish
from kiosk.visit.take_ticket import Step


class Link:
    """The hub's link: what is told is answered by the desk in memory, on the event loop."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.others = desk, list[DeskLink]()
        self.hears = True

    def tell(self, kind: str, **facts: Any) -> None:
        if self.hears:
            asyncio.get_running_loop().call_soon(self._answer, facts)

    def attend(self, other: DeskLink) -> None:
        self.others.append(other)

    def _answer(self, asked: Mapping[str, Any]) -> None:
        status, body = self.desk.serve(asked["method"], asked["path"], asked["body"])
        for other in self.others:
            other.hear({"say": "desk", "n": asked["n"], "status": status, "body": body})


async def seen(guest: Guest, holds: Callable[[], object]) -> None:
    """Let the loop and Qt turn until it is so."""
    for _ in range(2000):
        guest.settle()
        if holds():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it never came to be")


def at_desk(
    tmp_path: Path, act: Callable[[Guest, TicketRoom, Link], Awaitable[None]], driver: str = "simulated_printer"
) -> None:
    out = published(tmp_path, HallClock(TUESDAY - timedelta(days=1)), 1)
    state = tmp_path / "state"
    lay(out, state, 1)
    Device(state / "sync")
    settings = of_hub(state)

    async def whole() -> None:
        desk = Desk()
        with at_panel(settings, TUESDAY, with_ways=False) as guest:
            until(guest, lambda: guest.stage.scenery.content is not None, "content")
            desk.clock = guest.clock
            link = Link(desk)
            printing = PrinterSettings(driver=driver, address=str(tmp_path / "slips"))
            printer = ticket_printer(printing, state, guest.health)
            post = guest.stage.screens.soon
            scanners = open_scanners(settings, clock=guest.clock, health=guest.health, post=post)
            guest.stage.start()
            room = TicketRoom(guest.stage, link, printer, scanners)
            room.desk.hear({"say": "hub", "connected": True})
            await seen(guest, lambda: room.desk.now() is not None)
            try:
                await act(guest, room, link)
            finally:
                await room.close()
                printer.close()
                scanners.close()
        assert not guest.complaints

    asyncio.run(whole())


def test_a_number_from_the_screen_to_the_paper(qapp: QGuiApplication, tmp_path: Path) -> None:
    async def take(guest: Guest, room: TicketRoom, link: Link) -> None:
        screen = desk_of(guest.stage.screens.panel)
        assert screen.now() is not None
        screen.take(Wish("GA", ("M1",)))
        await seen(guest, lambda: room.taking.issue and room.taking.issue.step is Step.PRINTED)
        assert list((tmp_path / "slips").glob("*"))
        await seen(guest, lambda: link.desk.lines)
        assert [(line["act"], line["label"]) for line in link.desk.lines] == [("printed", "A001")]
        assert guest.state_of("tickets") is State.OK
        issue = screen.issue()
        assert issue is not None
        ticket = issue.ticket
        assert ticket is not None
        link.desk.tickets[ticket.id]["state"] = "called"
        link.desk.tickets[ticket.id]["window"] = "11"
        room.desk.hear({"say": "desk-event", "kind": "ticket", "facts": {"id": ticket.id}})
        await seen(guest, lambda: room.taking.issue and room.taking.issue.ticket.window == "11")
        screen.leave()
        await seen(guest, lambda: screen.issue() is None)

    at_desk(tmp_path, take)


def test_without_a_printer_and_without_the_hub(qapp: QGuiApplication, tmp_path: Path) -> None:
    async def take(guest: Guest, room: TicketRoom, link: Link) -> None:
        room.desk._deadline_s = 0.05
        link.hears = False
        screen = desk_of(guest.stage.screens.panel)
        screen.take(Wish("GA", ("M1",), language="en"))
        await seen(guest, lambda: room.taking.issue and room.taking.issue.step is Step.NO_PAPER)
        issue = room.taking.issue
        assert issue is not None
        assert issue.ticket is not None
        assert (issue.ticket.label, issue.ticket.is_own) == ("AK3-001", True)
        assert issue.said["zh"]
        screen.keep()
        await seen(guest, lambda: room.taking.issue and room.taking.issue.step is Step.KEPT)
        book = sqlite3.connect(guest.stage.settings.state_folder / "tickets.db")
        kept = "SELECT label, phase FROM tickets"
        await seen(guest, lambda: book.execute(kept).fetchall() == [("AK3-001", "screen")])
        book.close()
        link.hears = True
        room.desk.child_ended()  # what it was asked is answered by nobody any more
        await seen(guest, lambda: room.desk._outbox._task is None)
        room.desk.hear({"say": "hub", "connected": False})
        room.desk.hear({"say": "hub", "connected": True})
        await seen(guest, lambda: link.desk.lines)
        assert [(line["act"], line["label"]) for line in link.desk.lines] == [("offline", "AK3-001")]

    at_desk(tmp_path, take, "absent_printer")

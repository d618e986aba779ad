"""A panel without screens: the real book, link, flow and sync child; its printer and its visitors are the lab's.

desk_panel.py FOLDER HUB CONTENT SEED    lines on standard input: {"clock_h": 2} {"printer": "jam"} {"visit": false}
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from labs.desk_world import QUEUES, ZONE, World  # noqa: E402

from kiosk.compose.desk_link import DeskLink  # noqa: E402
from kiosk.compose.sync_child import SyncChild  # noqa: E402
from kiosk.compose.ticket_code import TicketCodes  # noqa: E402
from kiosk.store.release_draft import draft_release  # noqa: E402
from kiosk.store.ticket_book import TicketBook  # noqa: E402
from kiosk.visit.desk_facts import TicketNow, Wish  # noqa: E402
from kiosk.visit.take_ticket import Paper, Printed, Step, TakeTicket  # noqa: E402


class Clock:
    """The machine's clock, so many hours wrong."""

    ahead_h = 0.0

    def now(self) -> datetime:
        return datetime.now(ZoneInfo(ZONE)) + timedelta(hours=self.ahead_h)

    def monotonic(self) -> float:
        return time.monotonic()


class Printer:
    """Paper comes out of it, or not, and it does not always know. ``mode``: well, jam, mute, slow."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world, self._chance = world, chance
        self.mode = "well"
        self.asked_at = 0.0

    async def print(self, ticket: TicketNow, wish: Wish) -> Printed:
        facts = {
            "id": ticket.id,
            "label": ticket.label,
            "own": ticket.is_own,
            "queue": wish.queue,
            "asked": self.asked_at,
        }
        self._world.note("print", **facts)
        await asyncio.sleep(self._chance.uniform(0.3, 1.5) if self.mode == "slow" else 0.02)
        if self.mode == "jam":
            return Printed(Paper.CAME_NOT)
        if self.mode == "mute":
            if self._chance.random() < 0.5:
                self._world.note("paper", **facts)
            return Printed(Paper.UNKNOWN)
        self._world.note("paper", **facts)
        await asyncio.sleep(self._chance.uniform(0.0, 0.05))
        return Printed(Paper.CAME)


class Panel:
    def __init__(self, folder: Path, hub: str, source: Path, seed: str) -> None:
        self.chance = random.Random(seed)
        self.world = World(folder.parent / "world" / f"{folder.name}.jsonl")
        self.clock, self.visits, self.over = Clock(), True, False
        draft = draft_release(source)
        self.printer = Printer(self.world, self.chance)
        loop = asyncio.get_running_loop()
        state = folder / "state"
        command = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", hub, "--state", str(state)]
        self.child = SyncChild(
            command,
            lambda line: loop.call_soon_threadsafe(self._hear, line) and None,
            lambda code: loop.call_soon_threadsafe(self.link.child_ended) and None,
        )
        book = TicketBook(state / "tickets.db", self.clock)
        shown = (draft.catalogue, draft.desk)
        self.link = DeskLink(book, self.clock, self.child.tell, lambda: shown, TicketCodes(state / "sync"))
        self.book = book
        self.flow = TakeTicket(self.link, self.printer, self.clock)

    def _hear(self, line: Mapping[str, Any]) -> None:
        self.link.hear(line)

    async def live(self) -> None:
        self.child.start()
        self.link.start()
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
        looking = loop.create_task(self._look())
        while not self.over:
            if self.visits and self.link.now() is not None:
                await self.visit()
            await asyncio.sleep(self.chance.uniform(1.0, 3.5))
        looking.cancel()
        await self.link.close()
        self.child.close()

    async def visit(self) -> None:
        """One person: takes a number, and what they do when no paper comes."""
        queue = self.chance.choice(QUEUES)[0]
        self.printer.asked_at = began = time.time()
        walks_off = self.chance.random() < 0.05
        taking = asyncio.create_task(self.flow.take(Wish(queue, (f"M-{queue}",))))
        if walks_off:
            await asyncio.sleep(self.chance.uniform(0.0, 0.3))
            await self.flow.leave()
            await taking
            return
        await taking
        issue = self.flow.issue
        ticket = issue.ticket if issue is not None else None
        facts = {"id": ticket.id, "label": ticket.label, "own": ticket.is_own, "queue": queue} if ticket else {}
        step = issue.step if issue is not None else None
        if step is Step.REFUSED:
            self.world.note("refused", queue=queue, said=issue.said.get("en", "") if issue else "")
        elif step is Step.NO_PAPER:
            await self._without_paper(facts, began)
        elif step is Step.PRINTED:
            self.world.note("number", **facts, took=round(time.time() - began, 3))
        await self.flow.leave()

    async def _without_paper(self, facts: Mapping[str, Any], began: float) -> None:
        await asyncio.sleep(self.chance.uniform(0.05, 0.3))
        answer = self.chance.choice(("keep", "give-back", "leave"))
        if answer == "keep":
            await self.flow.keep()
            self.world.note("photo", **facts, asked=began)
        elif answer == "give-back":
            self.world.note("back", **facts)
            await self.flow.give_back()
        else:
            self.world.note("left", **facts)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            self.link.now()
            self.link.look()
            untold, parked = self.book.counts()
            self.world.note("book", untold=untold, parked=parked)

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            order = json.loads(line)
            self.clock.ahead_h = order.get("clock_h", self.clock.ahead_h)
            self.printer.mode = order.get("printer", self.printer.mode)
            self.visits = order.get("visit", self.visits)
            self.over = order.get("over", self.over)
        self.over = True


async def main(folder: str, hub: str, source: str, seed: str) -> None:
    await Panel(Path(folder), hub, Path(source), seed).live()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))

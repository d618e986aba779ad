"""Tells the desk what stands in the ticket book, in order, until it has it; what it refuses is parked, not dropped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kiosk.base.clock import Clock
from kiosk.compose.desk_questions import Answer
from kiosk.compose.desk_words import believed
from kiosk.store.ticket_book import TicketBook
from kiosk.sync.desk_messages import Book, BookTaken
from kiosk.sync.pace import Backoff
from kiosk.ticketing.book import BookEntry

log = logging.getLogger("kiosk.tickets")

Ask = Callable[..., Awaitable[Answer]]
Disk = Callable[..., Awaitable[Any]]

#: Lines told at once, and how long their answer is waited for (seconds).
AT_ONCE, _DEADLINE_S = 50, 15.0
#: The desk says that these will never do as they are.
_NEVER = frozenset({400, 409, 413, 415, 422})
#: A number that nobody has was called meanwhile, and the window settled it: there is nothing to give back.
_OVER = "state"
#: A ticket that nobody was told the number of: when the desk still does not know it after so long, it never will.
_UNKNOWN_S = 60.0


class DeskOutbox:
    """One drain at a time; ``wake`` after a line was written, ``look`` each second."""

    def __init__(self, book: TicketBook, ask: Ask, disk: Disk, clock: Clock, pauses: Backoff | None = None) -> None:
        self._book, self._ask, self._disk, self._clock = book, ask, disk, clock
        self._pauses = pauses or Backoff(1.0, 60.0)
        self._at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def wake(self, *, now: bool = False) -> None:
        """There is something to tell. ``now``: whatever the pauses say (the hub is there again)."""
        if now:
            self._pauses.reset()
            self._at = 0.0
        self._again = True
        self.look()

    def look(self) -> None:
        """A second went by."""
        if self._again and self._task is None and self._clock.monotonic() >= self._at:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def drained(self) -> None:
        """Until the drain that is under way has ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def close(self) -> None:
        """What is not told is told after the next start."""
        if self._task is not None:
            self._task.cancel()

    async def _drain(self) -> None:
        try:
            while True:
                self._again = False
                went = await self._tell_some()
                if went is None:
                    if self._again:
                        continue
                    return
                if not went:
                    self._again = True
                    self._at = self._clock.monotonic() + self._pauses.pause()
                    return
                self._pauses.reset()
        except Exception:
            log.exception("tickets: the book could not be told")
            self._again, self._at = True, self._clock.monotonic() + self._pauses.pause()
        finally:
            self._task = None

    async def _tell_some(self) -> bool | None:
        """None: nothing was left to tell; False: the desk did not take it now."""
        lines: tuple[BookEntry, ...] = await self._disk(self._book.untold, AT_ONCE)
        if not lines:
            return None
        labelled = [line for line in lines if line.label]
        if labelled:
            return await self._tell(labelled)
        settled = [await self._withdraw(line) for line in lines]
        return all(settled)

    async def _tell(self, lines: Sequence[BookEntry]) -> bool:
        now = await self._disk(self._book.now)
        told = Book(now=now.at.isoformat(), entries=tuple(lines))
        answer = await self._ask("POST", "/api/desk/book", asdict(told), _DEADLINE_S)
        if answer.status == 200:
            return await self._take(lines, believed(BookTaken, answer.body))
        if answer.status not in _NEVER or answer.body.get("error") == "no-release":
            return False
        if len(lines) == 1:
            await self._park({lines[0].entry: str(answer.body.get("error") or answer.status)})
            return True
        half = len(lines) // 2  # one of them is what it cannot read
        return await self._tell(lines[:half]) and await self._tell(lines[half:])

    async def _take(self, lines: Sequence[BookEntry], taken: BookTaken | None) -> bool:
        if taken is None:
            return False
        asked = {line.entry for line in lines}
        kept = [entry for entry in taken.taken if entry in asked]
        over = {line.entry for line in lines if line.act == "void"}
        settled = [e for e, word in taken.refused.items() if e in asked & over and word == _OVER]
        kept += settled
        refused = {entry: word for entry, word in taken.refused.items() if entry in asked and entry not in kept}
        if kept:
            await self._disk(self._book.told, kept)
        if refused:
            await self._park(refused)
        return bool(kept or refused)

    async def _withdraw(self, line: BookEntry) -> bool:
        """Nobody was told a number for this id: if the desk holds one, it goes to nobody."""
        path = f"/api/desk/tickets/{line.id}/withdraw"
        answer = await self._ask("POST", path, {"why": line.why or "no-paper"}, _DEADLINE_S)
        if 200 <= answer.status < 300:
            await self._disk(self._book.told, [line.entry])
            return True
        if answer.status == 404:
            is_old = line.waited_s < 0 or line.waited_s >= _UNKNOWN_S
            if is_old:
                await self._disk(self._book.told, [line.entry])
            return is_old
        if answer.status == 409 and answer.body.get("error") == _OVER:
            await self._disk(self._book.told, [line.entry])
            return True
        if answer.status in _NEVER:
            await self._park({line.entry: str(answer.body.get("error") or answer.status)})
            return True
        return False

    async def _park(self, refused: Mapping[str, str]) -> None:
        await self._disk(self._book.park, dict(refused))

"""How many wait, and who is called: the desk as the board shows it, asked for when it changed and somebody looks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from kiosk.base.clock import Clock
from kiosk.base.texts import EMPTY
from kiosk.compose import desk_words as words
from kiosk.compose.desk_giving import own_giving
from kiosk.compose.desk_questions import Answer
from kiosk.matters.catalogue import Catalogue
from kiosk.store.queue_tables import Desk as Tables
from kiosk.store.ticket_book import TicketBook
from kiosk.sync.desk_messages import DeskNow as ToldDesk
from kiosk.visit.desk_facts import DeskNow, QueueNow

log = logging.getLogger("kiosk.tickets")

#: The waits are asked for again at most this often when they changed, and this often when nobody said so (seconds).
WAITS_S, QUIET_S = 10.0, 1800.0
#: Screens that did not look for so long show nothing of the desk; waits older than this are none.
LOOKED_S, STALE_S = 120.0, 2400.0
_PAGE = "phone_page"


class DeskWaits:
    """``ask``, ``disk``: of the desk's link; ``shown``: of the release on the glass; ``changed``: the waits did."""

    def __init__(
        self,
        book: TicketBook,
        ask: Callable[..., Awaitable[Answer]],
        disk: Callable[..., Awaitable[Any]],
        clock: Clock,
        shown: Callable[[], tuple[Catalogue, Tables] | None],
        changed: Callable[[], None],
    ) -> None:
        self._book, self._ask, self._disk, self._clock = book, ask, disk, clock
        self._shown, self._changed = shown, changed
        self._now: DeskNow | None = None
        self._told_at = self._looked_at = self._asked_at = float("-inf")
        self._is_stale, self._connected, self._is_absent = True, False, False
        self._task: asyncio.Task[None] | None = None
        #: Where a visitor's phone finds the ticket's page; "" for nowhere.
        self.page = book.fact(_PAGE)

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def now(self) -> DeskNow | None:
        """The desk at this moment; without a word of it, who gives numbers by the hours and nothing about the waits.

        None: this hall has no desk, or none has ever been met.
        """
        self._looked_at = self._clock.monotonic()
        shown = self._shown()
        if shown is None or self._is_absent or not self._book.series:
            return None
        if self._now is not None and self._connected and self._looked_at - self._told_at <= STALE_S:
            return self._now
        return self._own_now(*shown)

    def are_stale(self) -> None:
        """The desk says that they changed."""
        self._is_stale = True

    def hear_hub(self, connected: bool) -> None:
        """The hub is there, or away."""
        if connected is not self._connected:
            self._connected = connected
            self._is_stale, self._is_absent, self._asked_at = True, False, float("-inf")
            self._changed()
            if connected:
                self.look()

    def look(self) -> None:
        """A second went by."""
        now = self._clock.monotonic()
        if self._task is not None or not self._connected or now - self._asked_at < WAITS_S:
            return
        is_old = self._is_stale or now - self._told_at >= QUIET_S
        if not self._book.series or (is_old and now - self._looked_at <= LOOKED_S):
            self._asked_at = now
            self._task = asyncio.get_running_loop().create_task(self._refresh())

    async def _refresh(self) -> None:
        try:
            self._is_stale = False
            answer = await self._ask("GET", "/api/desk/now", deadline_s=5.0)
            told = words.believed(ToldDesk, answer.body) if answer.status == 200 else None
            if told is None:
                self._is_stale, self._is_absent = True, answer.status == 404
                return
            shown = self._shown()
            queues = shown[1].queues if shown is not None else ()
            self._now, self._told_at = words.desk_now(told, queues), self._clock.monotonic()
            await self._disk(self._book.keep_series, told.series)
            if told.phone_page != self.page:
                self.page = told.phone_page
                await self._disk(self._book.keep_fact, _PAGE, told.phone_page)
            self._changed()
        except Exception:
            log.exception("tickets: the waits could not be read")
        finally:
            self._task = None

    def _own_now(self, catalogue: Catalogue, desk: Tables) -> DeskNow:
        now = self._book.now()
        queues = []
        for queue in desk.queues:
            gives = own_giving(catalogue, queue, desk.rules, now.at)
            takes, said = (gives.takes, gives.said) if now.sure else (True, EMPTY)
            known = {"windows": queue.windows, "matters": queue.matters, "takes": takes, "said": said}
            queues.append(QueueNow(queue.code, queue.prefix, queue.name, **known))  # type: ignore[arg-type]
        return DeskNow(tuple(queues))

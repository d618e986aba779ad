"""The streams: panels hear of their hall, browsers of what changed on their pages, screens of calls."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from kiosk.hub.fleet.models import Panel
from kiosk.hub.fleet.orders import open_orders
from kiosk.hub.fleet.tokens import RefusedError, admitted
from kiosk.hub.live.answers import Receive, Scope, Send, asked, disconnected, header, refuse
from kiosk.hub.live.events import HEARTBEAT_S, RETRY, Told, bye
from kiosk.hub.live.fanout import FanOut, Listener
from kiosk.hub.live.outbox_reader import since
from kiosk.hub.live.presence import Change
from kiosk.hub.publishing.models import Channel

#: Streams one panel or one person may hold in a process; a further one ends the oldest.
FOR_ONE = 8
_HEAD = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True)
class Opening:
    """Who listens (``owner``), to what, what they are told first, and until when (seconds since 1970)."""

    owner: str
    audiences: tuple[str, ...]
    until: float
    first: Callable[[], Sequence[Told]]
    panel_id: str = ""


class Streams:
    """Opens streams and keeps them; ``patience``: seconds for a piece to be taken. One task looks after all of them."""

    def __init__(self, fan_out: FanOut, limit: int, patience: float, changed: Callable[[Change], None]) -> None:
        self._fan_out, self._limit, self._patience, self._changed = fan_out, limit, patience, changed
        self._by_owner: dict[str, list[Listener]] = defaultdict(list)
        self._open = 0

    async def panel(self, scope: Scope, receive: Receive, send: Send) -> None:
        """``GET /api/stream``."""
        if scope["method"] != "GET":
            return await refuse(send, 405, "method")
        try:
            panel, until = await asked(admitted, header(scope, b"authorization"), timezone.now())
        except RefusedError as no:
            return await refuse(send, 403 if no.word == "revoked" else 401, no.word)
        # Panels that were let in together come back one after another.
        until -= random.uniform(0, 300)
        audiences = (f"hall:{panel.hall_id}", f"panel:{panel.id}")
        await self._keep(
            Opening(f"panel:{panel.id}", audiences, until, lambda: panel_snapshot(panel.id), panel.id), receive, send
        )
        return None

    async def browser(self, person: str, audience: str, after: int, receive: Receive, send: Send) -> None:
        """A page of the console hears ``audience``; ``after``: the number of the last event that this page knows."""

        def first() -> Sequence[Told]:
            missed = since(audience, after) if after else None
            return missed if missed is not None else [Told(self._fan_out.newest, audience, "snapshot", {})]

        await self._keep(Opening(f"person:{person}", (audience,), time.time() + 600, first), receive, send)

    async def screen(self, opening: Opening, receive: Receive, send: Send) -> None:
        """``GET /screens/<key>/events``; the room of the screens says who it is and what it hears first."""
        await self._keep(opening, receive, send)

    async def keep_time(self) -> None:
        """Looks after all streams, once a second, for as long as the process runs."""
        while True:
            await asyncio.sleep(1)
            self._fan_out.keep(time.monotonic(), time.time(), self._patience)

    async def _keep(self, opening: Opening, receive: Receive, send: Send) -> None:
        if self._open >= self._limit:
            return await refuse(send, 503, "busy", ((b"retry-after", b"30"),))
        listener = Listener(opening.audiences, opening.until)
        listener.task, listener.beat_at = asyncio.current_task(), time.monotonic() + random.uniform(0, HEARTBEAT_S)
        stream_id = secrets.token_hex(8)
        self._open += 1
        self._enter(opening.owner, listener)
        try:
            if opening.panel_id:
                self._changed(Change(stream_id, opening.panel_id, opened=True))
            # Listening began before the first look, so nothing falls between both.
            first = await asked(opening.first)
            listener.heard = frozenset(event.number for event in first if event.number)
            await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
            await self._tell(listener, RETRY + b"".join(event.packed() for event in first), send)
            await self._run(listener, receive, send)
        except asyncio.CancelledError:
            if listener.sending_since is None:
                raise  # else nobody reads: the socket is let go
        finally:
            self._open -= 1
            self._leave(opening.owner, listener)
            if opening.panel_id:
                self._changed(Change(stream_id, opening.panel_id, opened=False))
        return None

    async def _run(self, listener: Listener, receive: Receive, send: Send) -> None:
        gone = asyncio.ensure_future(disconnected(receive))
        gone.add_done_callback(lambda _: listener.wake())
        try:
            while not gone.done():
                await listener.ready()
                if words := listener.take():
                    await self._tell(listener, words, send)
                if listener.ended:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
        finally:
            gone.cancel()

    async def _tell(self, listener: Listener, words: bytes, send: Send) -> None:
        listener.sending_since = time.monotonic()
        await send({"type": "http.response.body", "body": words, "more_body": True})
        listener.sending_since = None

    def _enter(self, owner: str, listener: Listener) -> None:
        mine = self._by_owner[owner]
        if len(mine) >= FOR_ONE:
            mine[0].end("newer")
        mine.append(listener)
        self._fan_out.join(listener)

    def _leave(self, owner: str, listener: Listener) -> None:
        self._fan_out.leave(listener)
        self._by_owner[owner].remove(listener)
        if not self._by_owner[owner]:
            del self._by_owner[owner]


def panel_snapshot(panel_id: str) -> Sequence[Told]:
    """What a panel has to know when it comes back: the newest documents' version, and what is asked of it."""
    panel = Panel.objects.filter(id=panel_id, revoked_at=None).first()
    if panel is None:
        return [bye("revoked")]
    version = Channel.objects.filter(hall_id=panel.hall_id).values_list("version", flat=True).first() or 0
    orders = open_orders(panel)
    return [
        Told(0, "", "changed", {"timestamp": version}),
        *(Told(0, "", "order", {"id": order.id, "kind": order.kind}) for order in orders),
    ]

"""Hands each event to everybody who listens in this process; who cannot keep up is let go, and comes back by itself."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any

from kiosk.hub.live.events import HEARTBEAT, HEARTBEAT_S, Told, bye

#: Events that wait for one listener; more means that nobody reads there.
QUEUE = 64
#: Listeners that are woken at once: each waits for the server to take its bytes, and all who wait are asked in turn.
PORTION = 50


class Listener:
    """One open stream: what waits to be sent there, since when it is being sent, until when there is a right to it."""

    __slots__ = ("_ended", "_waiter", "_waiting", "audiences", "beat_at", "heard", "sending_since", "task", "until")

    def __init__(self, audiences: Iterable[str], until: float = math.inf) -> None:
        self.audiences = frozenset(audiences)
        #: Seconds since 1970; the rest are seconds of a clock that only grows.
        self.until = until
        #: Numbers that were sent already when the stream was opened; they may be told once more by the fan-out.
        self.heard: frozenset[int] = frozenset()
        self.sending_since: float | None = None
        self.beat_at = 0.0
        self.task: asyncio.Task[Any] | None = None
        self._waiting: deque[bytes] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False

    def put(self, number: int, words: bytes) -> None:
        """Give it words to send; a listener whose queue is full is ended."""
        if self._ended or number in self.heard:
            return
        if self._waiting is None:
            self._waiting = deque()
        if len(self._waiting) >= QUEUE:
            self.end("slow")
            return
        self._waiting.append(words)
        self.wake()

    def end(self, reason: str) -> None:
        """Say goodbye: what waited is left out, the panel or page asks anew when it is back."""
        if not self._ended:
            self._ended = True
            self._waiting = deque([bye(reason).packed()])
            self.wake()

    @property
    def ended(self) -> bool:
        return self._ended

    async def ready(self) -> None:
        """Until there is something to take, or the other side has gone."""
        if not self._waiting and not self._ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def beat(self) -> None:
        """Let a heartbeat go out, unless something else is on its way."""
        if not self._waiting and self.sending_since is None:
            self._waiting = deque([HEARTBEAT])
            self.wake()

    def take(self) -> bytes:
        """Everything that waits, as one piece."""
        words = b"".join(self._waiting or ())
        self._waiting = None
        return words

    def wake(self) -> None:
        """Let whoever waits look."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class FanOut:
    """Listeners by audience. Belongs to one event loop; nothing here waits."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._to_hand_out: deque[tuple[Listener, int, bytes]] = deque()
        self._is_handing_out = False
        self.newest = 0

    def __len__(self) -> int:
        return len({one for listeners in self._listeners.values() for one in listeners})

    def join(self, listener: Listener) -> None:
        for audience in listener.audiences:
            self._listeners[audience].add(listener)

    def leave(self, listener: Listener) -> None:
        for audience in listener.audiences:
            self._listeners[audience].discard(listener)
            if not self._listeners[audience]:
                del self._listeners[audience]

    def deliver(self, events: Iterable[Told]) -> None:
        """To everybody concerned, in order; packed once, handed out in portions so that the loop breathes.

        A ``bye`` ends the streams of its audience.
        """
        for event in events:
            self.newest = max(self.newest, event.number)
            listeners = self._listeners.get(event.audience)
            if not listeners:
                continue
            if event.kind == "bye":
                for listener in tuple(listeners):
                    listener.end(str(event.data.get("reason", "")))
                continue
            words = event.packed()
            self._to_hand_out.extend((listener, event.number, words) for listener in listeners)
        if self._to_hand_out and not self._is_handing_out:
            self._hand_out()

    def _hand_out(self) -> None:
        for _ in range(min(PORTION, len(self._to_hand_out))):
            listener, number, words = self._to_hand_out.popleft()
            listener.put(number, words)
        self._is_handing_out = bool(self._to_hand_out)
        if self._is_handing_out:
            asyncio.get_running_loop().call_soon(self._hand_out)

    def keep(self, now: float, wall: float, patience: float) -> None:
        """Once a second: heartbeats for whoever is due, an end for whose right is over or who takes nothing.

        ``now``: of a clock that only grows; ``wall``: seconds since 1970; ``patience``: for a piece to be taken (s).
        """
        for listener in {one for listeners in self._listeners.values() for one in listeners}:
            if listener.sending_since is not None and now - listener.sending_since > patience:
                if listener.task is not None:
                    listener.task.cancel()
            elif wall >= listener.until:
                listener.end("token")
            elif now >= listener.beat_at:
                listener.beat_at = now + HEARTBEAT_S
                listener.beat()

    def end_all(self, reason: str) -> None:
        """The process stops."""
        for listeners in tuple(self._listeners.values()):
            for listener in tuple(listeners):
                listener.end(reason)

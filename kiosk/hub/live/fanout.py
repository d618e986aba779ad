"""Hands each event to everybody who listens in this process; who cannot keep up is let go, and comes back by itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable

from kiosk.hub.live.events import Told, bye

#: Events that wait for one listener; more means that nobody reads there.
QUEUE = 64


class Listener:
    """One open stream: what waits to be sent there."""

    __slots__ = ("_ended", "_waiter", "_waiting", "audiences", "heard")

    def __init__(self, audiences: Iterable[str]) -> None:
        self.audiences = frozenset(audiences)
        #: Numbers that were sent already when the stream was opened; they may be told once more by the fan-out.
        self.heard: frozenset[int] = frozenset()
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
        self._wake()

    def end(self, reason: str) -> None:
        """Say goodbye: what waited is left out, the panel or page asks anew when it is back."""
        if not self._ended:
            self._ended = True
            self._waiting = deque([bye(reason).packed()])
            self._wake()

    @property
    def ended(self) -> bool:
        return self._ended

    def ready(self) -> asyncio.Future[None]:
        """Done as soon as there is something to take. One at a time."""
        if self._waiter is None or self._waiter.done():
            self._waiter = asyncio.get_running_loop().create_future()
        if self._waiting:
            self._wake()
        return self._waiter

    def take(self) -> bytes:
        """Everything that waits, as one piece."""
        words = b"".join(self._waiting or ())
        self._waiting = None
        return words

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class FanOut:
    """Listeners by audience. Belongs to one event loop; nothing here waits."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
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
        """To everybody concerned; packed once. A ``bye`` ends the streams of its audience."""
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
            for listener in listeners:
                listener.put(event.number, words)

    def end_all(self, reason: str) -> None:
        """The process stops."""
        for listeners in tuple(self._listeners.values()):
            for listener in tuple(listeners):
                listener.end(reason)

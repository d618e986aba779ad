"""What one client may cost: how big and how slow a body, how slowly read an answer, how much at the same time."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from kiosk.hub.access.address import behind, normal
from kiosk.hub.live.answers import App, Message, Receive, Scope, Send, header, refuse

#: After its first seconds a body must keep this pace, bytes a second.
PACE = 16 << 10


@dataclass(frozen=True, slots=True)
class Rule:
    """Addresses and the biggest body (bytes) they take; ``people``: only from somebody who has logged in."""

    pattern: re.Pattern[str]
    bytes: int
    people: bool = False


#: The first that fits; bytes.
SMALL = 64 << 10


class TooBigError(Exception):
    """The body is bigger than its address takes."""


class TooSlowError(Exception):
    """The body does not come."""


class Limits:
    """Around the whole application. ``is_person``: whether a request's session is that of somebody logged in.

    ``unbound``: streams, which look after themselves. A body has ``body_s`` to begin with; the next piece of an answer
    must be taken within ``read_s`` (seconds).
    """

    def __init__(
        self,
        app: App,
        rules: Sequence[Rule],
        *,
        proxies: Sequence[str],
        at_once: int,
        is_person: Callable[[Scope], Awaitable[bool]],
        unbound: re.Pattern[str],
        body_s: float = 15.0,
        read_s: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._rules, self._proxies, self._at_once = app, rules, proxies, at_once
        self._is_person, self._unbound, self._clock = is_person, unbound, clock
        self._body_s, self._read_s = body_s, read_s
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send) if scope["type"] == "lifespan" else None
        address = self.address(scope)
        if self._unbound.fullmatch(scope["path"]):
            return await self._app(scope, receive, send)
        if self._running[address] >= self._at_once:
            return await refuse(send, 429, "busy", ((b"retry-after", b"5"), (b"connection", b"close")))
        self._running[address] += 1
        try:
            await self._served(scope, receive, send)
        finally:
            self._running[address] -= 1
            if not self._running[address]:
                del self._running[address]
        return None

    def address(self, scope: Scope) -> str:
        """Who asks, behind our proxies."""
        peer = (scope.get("client") or ("", 0))[0]
        return normal(behind(peer, header(scope, b"x-forwarded-for"), self._proxies))

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = await self._limit(scope)
        length = header(scope, b"content-length")
        if length.isdecimal() and int(length) > limit:
            return await refuse(send, 413, "big", ((b"connection", b"close"),))
        answer = _Answer(send, self._read_s)
        body = _Body(receive, limit, self._body_s, self._clock)
        try:
            await self._app(scope, body.receive, answer.send)
        except (TooBigError, TooSlowError) as fault:
            if answer.begun:
                raise
            big = isinstance(fault, TooBigError)
            await refuse(send, 413 if big else 408, "big" if big else "slow", ((b"connection", b"close"),))
        except TimeoutError:
            if not answer.begun:
                raise  # else nobody reads: let go; the socket's own time-out ends the connection
        return None

    async def _limit(self, scope: Scope) -> int:
        for rule in self._rules:
            if rule.pattern.match(scope["path"]):
                return rule.bytes if not rule.people or await self._is_person(scope) else SMALL
        return SMALL


class _Body:
    """The way a body comes in, counted and timed until it is complete."""

    __slots__ = ("_begun", "_clock", "_limit", "_patience", "_receive", "_seen", "_whole")

    def __init__(self, receive: Receive, limit: int, patience: float, clock: Callable[[], float]) -> None:
        self._receive, self._limit, self._patience, self._clock = receive, limit, patience, clock
        self._begun, self._seen, self._whole = clock(), 0, False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        left = self._patience + self._seen / PACE - (self._clock() - self._begun)
        try:
            async with asyncio.timeout(max(left, 0.0)):
                message = await self._receive()
        except TimeoutError:
            raise TooSlowError from None
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._seen > self._limit:
                raise TooBigError
        return message


class _Answer:
    """The way an answer goes out; TimeoutError when its next piece is not taken in time."""

    __slots__ = ("_patience", "_send", "begun")

    def __init__(self, send: Send, patience: float) -> None:
        self._send, self._patience, self.begun = send, patience, False

    async def send(self, message: Message) -> None:
        self.begun = True
        async with asyncio.timeout(self._patience):
            await self._send(message)

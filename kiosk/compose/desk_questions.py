"""Questions to the ticket desk through the child: asked by number, answered within a deadline or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from kiosk.base.clock import Clock

#: An answer that failed at once is asked for again when so much of the deadline is left (seconds): the line may have
#: been closed while nobody spoke. What is asked has an id of its own, so twice is once.
_AGAIN_S = 0.25
_BROKEN = frozenset({"no-answer"})


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` 0: none in time; ``body``: JSON; ``took_s``: from the question to the answer."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    took_s: float = 0.0

    @property
    def is_there(self) -> bool:
        """The desk answered, whatever it said."""
        return self.status > 0


NO_ANSWER = Answer(0)


class DeskQuestions:
    """``tell`` says a line to the child (``SyncChild.tell``). Everything happens on the event loop's thread."""

    def __init__(self, tell: Callable[..., None], clock: Clock, heard: Callable[[Answer], None]) -> None:
        """``heard`` gets every answer that came, late ones too."""
        self._tell, self._clock, self._heard = tell, clock, heard
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._asked: dict[int, float] = {}

    async def ask(self, method: str, path: str, body: object = None, deadline_s: float = 5.0) -> Answer:
        """The answer, or ``NO_ANSWER`` when the deadline is over."""
        until = self._clock.monotonic() + deadline_s
        answer = await self._ask_once(method, path, body, deadline_s)
        left = until - self._clock.monotonic()
        if not answer.is_there and answer.body.get("error") in _BROKEN and left >= _AGAIN_S:
            answer = await self._ask_once(method, path, body, left)
        return answer

    def hear(self, line: Mapping[str, Any]) -> None:
        """A line ``{"say": "desk", …}`` of the child."""
        n, status, body = line.get("n"), line.get("status"), line.get("body")
        if not isinstance(n, int) or not isinstance(status, int):
            return
        took = self._clock.monotonic() - self._asked.pop(n, self._clock.monotonic())
        answer = Answer(status, body if isinstance(body, dict) else {}, took)
        if answer.is_there:
            self._heard(answer)
        future = self._waiting.pop(n, None)
        if future is not None and not future.done():
            future.set_result(answer)

    def give_up(self) -> None:
        """The child ended: nobody answers what was asked."""
        for future in self._waiting.values():
            if not future.done():
                future.set_result(NO_ANSWER)
        self._waiting.clear()
        self._asked.clear()

    async def _ask_once(self, method: str, path: str, body: object, deadline_s: float) -> Answer:
        n = next(self._numbers)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[n], self._asked[n] = future, self._clock.monotonic()
        self._tell("desk", n=n, method=method, path=path, body=body, deadline_s=round(deadline_s, 3))
        try:
            return await asyncio.wait_for(future, deadline_s)
        except TimeoutError:
            return NO_ANSWER
        finally:
            self._waiting.pop(n, None)
            if len(self._asked) > 200:  # those that will never be answered
                self._asked.pop(next(iter(self._asked)))

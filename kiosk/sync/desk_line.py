"""The child's line to the ticket desk: a connection and workers of its own; whatever else is going on, it answers.

Nothing is tried twice here: within its second the panel decides that itself. An answer that comes too late is handed on
all the same, for what it says of the time and of what the desk holds.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.sync.answers import RevokedError
from kiosk.sync.sources import SourceError

log = logging.getLogger("kiosk.sync")

#: So many questions are on their way at once, so many more may wait; a question takes so many bytes at most.
WORKERS, WAITING, BODY_LIMIT = 3, 60, 256 << 10
#: An answer is waited for this much longer than the panel waits; no question waits longer for its answer.
_GRACE_S, _LONGEST_S = 2.0, 30.0
_METHODS = frozenset({"GET", "POST", "PUT"})
_PATHS = "/api/desk/"


class Hub(Protocol):
    """``client.Hub`` as far as the desk is asked through it."""

    def ask_desk(self, method: str, path: str, body: object, timeout_s: float) -> tuple[int, Any]:
        """(status, JSON) of the answer, whatever its status. Raises SourceError: there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What the panel asks: ``{"tell": "desk", "n", "method", "path", "body", "deadline_s"}``. ``until``: monotonic."""

    n: int
    method: str
    path: str
    body: object
    deadline_s: float
    until: float


def question_of(value: Mapping[str, Any], now: float) -> Question | None:
    """The question in a told line; None when it does not fit."""
    n, method, path, deadline = (value.get(key) for key in ("n", "method", "path", "deadline_s"))
    if not isinstance(n, int) or method not in _METHODS or not isinstance(path, str) or not path.startswith(_PATHS):
        return None
    if any(part in ("", ".", "..") for part in path[1:].split("/")) or not isinstance(deadline, (int, float)):
        return None
    wait = min(max(float(deadline), 0.1), _LONGEST_S)
    return Question(n, str(method), path, value.get("body"), wait, now + wait)


class DeskLine:
    """Asks the desk for the panel. ``hub`` gives the hub of this moment (None: there is none), ``tell`` says the line
    ``{"say": "desk", "n", "status", "body"}``; ``status`` 0: no answer."""

    def __init__(self, hub: Callable[[], Hub | None], tell: Callable[[int, int, Any], None]) -> None:
        self._hub, self._tell = hub, tell
        self._waiting: queue.Queue[Question] = queue.Queue(WAITING)
        self._workers: list[threading.Thread] = []
        self._is_failing = False
        self._lock = threading.Lock()

    def ask(self, value: Mapping[str, Any]) -> None:
        """Take a told line; it never waits. What does not fit, or is too much, is answered with status 0."""
        question = question_of(value, time.monotonic())
        if question is None:
            n = value.get("n")
            self._tell(n if isinstance(n, int) else 0, 0, {"error": "form"})
            return
        self._start()
        try:
            self._waiting.put_nowait(question)
        except queue.Full:
            self._tell(question.n, 0, {"error": "busy"})

    def _start(self) -> None:
        with self._lock:
            while len(self._workers) < WORKERS:
                worker = threading.Thread(target=self._work, name=f"desk-{len(self._workers)}", daemon=True)
                self._workers.append(worker)
                worker.start()

    def _work(self) -> None:
        while True:
            question = self._waiting.get()
            try:
                status, body = self._answer(question)
            except Exception:
                log.exception("sync: the line to the desk failed in our own code")
                status, body = 0, {"error": "own-code"}
            self._tell(question.n, status, body)

    def _answer(self, question: Question) -> tuple[int, Any]:
        left = question.until - time.monotonic()
        if left <= 0:
            return 0, {"error": "late"}  # it was never asked: the desk holds nothing for it
        hub = self._hub()
        if hub is None:
            return 0, {"error": "no-hub"}
        try:
            status, body = hub.ask_desk(question.method, question.path, question.body, left + _GRACE_S)
        except RevokedError:
            return 403, {"error": "revoked"}
        except SourceError as error:
            self._heard(error)
            return 0, {"error": "no-answer"}
        self._heard(None)
        return status, body

    def _heard(self, error: SourceError | None) -> None:
        """Say a failure once and the recovery once."""
        with self._lock:
            if error is not None and not self._is_failing:
                log.warning("sync: desk: %s", error.sentence())
            elif error is None and self._is_failing:
                log.info("sync: desk: all is well again")
            self._is_failing = error is not None

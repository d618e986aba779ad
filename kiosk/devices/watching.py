"""A thread that keeps a scanning machine open while it is wanted: opened again after a loss, which is told once.

What it hears goes to the screens' thread, and only to whoever asked last: what was under way when they left is dropped.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.scanning.scans import LONGEST, Scan

log = logging.getLogger("kiosk.scanning")

#: Rests between tries to open a machine that is not there (seconds): 1, 2, 4 … up to this.
LONGEST_REST_S = 30.0
_FAREWELL_S = 2.0

Post = Callable[[Callable[[], None]], None]


class MachineError(KioskError):
    """A machine cannot be opened, or is not there any more."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. ``at``: when it began to be shown or sent (monotonic seconds); ``format``: as in a scan."""

    payload: bytes = field(repr=False)
    at: float
    format: str = ""


class Session(Protocol):
    """A machine that is open. One thread calls all of it."""

    def step(self, is_wanted: bool) -> Iterable[Read]:
        """Look or listen for a moment; what was read. Raises :class:`MachineError`."""
        ...

    def forget(self) -> None:
        """Somebody else asks, or nobody: nothing of what was seen is theirs."""
        ...

    def close(self) -> None:
        """Let go of the machine; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of a machine: its part of the health board, its source in a scan, and its two sentences."""

    name: str
    source: str
    well: Text
    lost: Text


class Watch:
    """One machine. ``start``, ``stop`` and ``close`` are called on the screens' thread and return at once, but for
    ``close``, which gives the worker a moment to let go. ``stays_open``: also unasked, so that a loss is seen.
    """

    def __init__(
        self,
        part: Part,
        open_session: Callable[[], Session],
        *,
        post: Post,
        health: HealthBoard,
        clock: Clock,
        stays_open: bool = False,
        rest: Callable[[float], None] | None = None,
    ) -> None:
        self._part, self._open, self._stays_open = part, open_session, stays_open
        self._post, self._health, self._clock = post, health, clock
        self._changed = threading.Condition()
        self._rest = rest or self._wait
        self._heard: Callable[[Scan], object] | None = None
        self._asked, self._since = 0, 0.0
        self._is_closed = False
        self._is_lost: bool | None = None
        self._worker: threading.Thread | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether somebody asks now."""
        return self._heard is not None

    @property
    def asked(self) -> int:
        """Counts who asked: what belongs to another number is somebody else's."""
        return self._asked

    def start(self, heard: Callable[[Scan], object]) -> None:
        """Look for ``heard`` from now on."""
        with self._changed:
            if self._heard != heard:
                self._asked += 1
                self._since = self._clock.monotonic()
            self._heard = heard
        self.begin()

    def begin(self) -> None:
        """Let the worker begin, if it does not run yet."""
        with self._changed:
            self._changed.notify_all()
            if self._worker is None and not self._is_closed:
                self._worker = threading.Thread(target=self._work, name=self._part.name, daemon=True)
                self._worker.start()

    def stop(self) -> None:
        """Nobody looks any more."""
        with self._changed:
            if self._heard is not None:
                self._asked += 1
            self._heard = None
            self._changed.notify_all()

    def close(self) -> None:
        """End the worker. A driver that hangs is left behind."""
        self.stop()
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            worker = self._worker
        if worker is not None:
            worker.join(_FAREWELL_S)

    def _work(self) -> None:
        losses = 0
        while self._await_call():
            try:
                session = self._open()
                try:
                    losses = self._use(session, losses)
                finally:
                    session.close()
            except MachineError as error:
                self._tell(error.what)
            except Exception as error:  # a fault of ours: named without its words, which might quote a payload
                self._tell(f"unforeseen {type(error).__name__}")
            else:
                continue
            self._rest(min(LONGEST_REST_S, 2.0**losses))
            losses = min(losses + 1, 10)

    def _use(self, session: Session, losses: int) -> int:
        """Until nobody asks; answers 0: a machine that gave something was there. Its first step decides."""
        asked = self._asked
        while self._is_called():
            if asked != self._asked:
                asked = self._asked
                session.forget()
            found = list(session.step(self._heard is not None))
            if losses or self._is_lost is not False:
                losses = 0
                self._tell("")
            self._pass_on(found)
        return losses

    def _pass_on(self, found: Iterable[Read]) -> None:
        with self._changed:
            asked, since, is_wanted = self._asked, self._since, self._heard is not None
        for read in found:
            if is_wanted and read.at >= since and 0 < len(read.payload) <= LONGEST:
                scan = Scan(read.payload, self._part.source, read.at, read.format)
                self._post(partial(self._deliver, asked, scan))

    def _deliver(self, asked: int, scan: Scan) -> None:
        """On the screens' thread."""
        heard = self._heard
        if heard is not None and asked == self._asked:
            heard(scan)

    def _is_called(self) -> bool:
        return not self._is_closed and (self._stays_open or self._heard is not None)

    def _await_call(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._is_called())
        return not self._is_closed

    def _wait(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed, seconds)

    def _tell(self, fault: str) -> None:
        """Say how the machine is when that changes; ``fault`` is for the log, "" = it is there."""
        if self._is_lost is bool(fault):
            return
        self._is_lost = bool(fault)
        state, sentence = (State.FAILED, self._part.lost) if fault else (State.OK, self._part.well)
        if fault:
            log.warning("%s: %s", self._part.name, fault)
        self._post(partial(self._health.report, self._part.name, state, sentence))

"""How fast and how patiently: what went over the wire, a limit for downloads, and the pauses after failures."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_BURST_S = 0.25


@dataclass(slots=True)
class Traffic:
    """What went over the wire, in bytes within TLS. Threads add to it together."""

    requests: int = 0
    received: int = 0
    sent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, *, requests: int = 0, received: int = 0, sent: int = 0) -> None:
        with self._lock:
            self.requests += requests
            self.received += received
            self.sent += sent


class Pace:
    """A limit of bytes a second that all downloads share; 0 = none."""

    def __init__(
        self,
        bytes_per_s: float,
        wait: Callable[[float], Any] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._wait, self._now = bytes_per_s, wait, now
        self._lock = threading.Lock()
        self._free_at = now()

    def take(self, size: int) -> None:
        """Wait until so many bytes more are within the limit; a quarter of a second may be taken at once."""
        if self._rate <= 0:
            return
        with self._lock:
            begin = max(self._free_at, self._now() - _BURST_S)
            self._free_at = begin + size / self._rate
            pause = begin - self._now()
        if pause > 0:
            self._wait(pause)


class Backoff:
    """Pauses that double from ``first`` to ``most`` seconds, each shortened by chance so that panels do not march."""

    def __init__(
        self, first: float = 0.5, most: float = 60.0, chance: Callable[[], float] = random.random, spread: float = 0.5
    ) -> None:
        self._first, self._most, self._chance, self._spread = first, most, chance, spread
        self._pause = first

    def pause(self, at_least: float = 0.0) -> float:
        """The next pause, in seconds."""
        pause, self._pause = self._pause, min(self._pause * 2, self._most)
        return max(at_least, pause * (1 - self._spread * self._chance()))

    def reset(self) -> None:
        """Something moved: begin with short pauses again."""
        self._pause = self._first

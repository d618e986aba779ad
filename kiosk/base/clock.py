"""Time as a thing that is passed in, so that tests move it and the panel's zone is the hall's zone."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What the house asks of time."""

    def now(self) -> datetime:
        """The hall's local time, timezone-aware."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow; the origin means nothing."""
        ...


class SystemClock:
    """The machine's clock, read in the hall's time zone."""

    def __init__(self, zone: str = "Asia/Shanghai") -> None:
        self._zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(self._zone)

    def monotonic(self) -> float:
        return time.monotonic()


class SetClock:
    """A clock that stands until it is moved: for tests, screenshots and rehearsals."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a hall's time needs a time zone")
        self._at = at
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self._at += timedelta(seconds=seconds)
        self._seconds += seconds

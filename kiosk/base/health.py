"""The health of every part, in words: what the staff page shows and the hub will be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.base.clock import Clock
from kiosk.base.texts import Text


class State(StrEnum):
    """How a part is; ``absent`` is a machine that this panel does not have, which is no fault."""

    OK = "ok"
    ABSENT = "absent"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PartHealth:
    """One part's state since a moment, with a sentence for staff (zh and en)."""

    part: str
    state: State
    sentence: Text
    since: datetime


class HealthBoard:
    """The last word of every part; parts report, screens and the hub listen."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parts: dict[str, PartHealth] = {}
        self._listeners: list[Callable[[PartHealth], None]] = []

    def report(self, part: str, state: State, sentence: Text) -> None:
        """Say how ``part`` is. The same word twice changes nothing, so that a log line is written once."""
        known = self._parts.get(part)
        if known is not None and known.state == state and known.sentence == sentence:
            return
        since = known.since if known is not None and known.state == state else self._clock.now()
        self._parts[part] = health = PartHealth(part, state, sentence, since)
        for listener in list(self._listeners):
            listener(health)

    def parts(self) -> tuple[PartHealth, ...]:
        """Every part that has reported, by name."""
        return tuple(self._parts[name] for name in sorted(self._parts))

    def listen(self, listener: Callable[[PartHealth], None]) -> Callable[[], None]:
        """Hear every change from now on; the returned call ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

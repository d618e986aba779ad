"""When a visit is over because nobody is there any more: silence, a warning with a countdown, the end."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from kiosk.base.clock import Clock


class Presence(Enum):
    """Whether somebody seems to be at the panel."""

    HERE = "here"
    DOUBTFUL = "doubtful"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of silence before the warning, and seconds the warning lasts (WCAG 2.2.1: at least 20).

    ``quiet_personal``: on pages with something of the visitor; those who need time get twice as long there.
    """

    quiet: float = 45.0
    quiet_for_slow: float = 90.0
    countdown: float = 20.0
    quiet_personal: float = 20.0


class Idleness:
    """Watches a clock, not the world: whoever sees a touch says so with :meth:`touched`."""

    def __init__(self, clock: Clock, patience: Patience | None = None) -> None:
        self._clock = clock
        self._patience = patience or Patience()
        self._last = clock.monotonic()

    def touched(self) -> None:
        """Somebody touched, pressed a key or was seen."""
        self._last = self._clock.monotonic()

    def look(self, slow: bool, personal: bool = False) -> tuple[Presence, int]:
        """Presence now, and the whole seconds the countdown still shows (0 unless doubtful)."""
        quiet = self._patience.quiet_for_slow if slow else self._patience.quiet
        if personal:
            quiet = min(quiet, self._patience.quiet_personal * (2 if slow else 1))
        left = quiet + self._patience.countdown - (self._clock.monotonic() - self._last)
        if left > self._patience.countdown:
            return Presence.HERE, 0
        return (Presence.DOUBTFUL, math.ceil(left)) if left > 0 else (Presence.GONE, 0)

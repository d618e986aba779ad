"""When is what due? The times of everything that sync does by itself, decided without a clock of its own."""

from __future__ import annotations

import math

from kiosk.sync.pace import Backoff

#: Seconds between signs of life without a stream, and with one, which tells the most of it; between whole reports while
#: nothing changed; between looks at the hub without a stream, and with one.
REPORT_S, SIGN_S, WHOLE_S, POLL_S, LOOK_S = 60.0, 180.0, 3600.0, 60.0, 6 * 3600.0
#: Seconds between looks at what an import may have changed.
GLANCE_S = 3.0


class Duty:
    """One thing that is done now and then: at once when asked, after pauses when it failed, else every so often."""

    def __init__(self, first: float = 1.0, most: float = 60.0) -> None:
        self._pauses = Backoff(first, most)
        self._at = math.inf
        self._rests = False

    @property
    def at(self) -> float:
        """When it is due, in monotonic seconds; infinite when it is not wanted."""
        return self._at

    def is_due(self, now: float) -> bool:
        return now >= self._at

    def ask(self, now: float) -> None:
        """Do it at once, unless it is resting after a failure."""
        if not self._rests:
            self._at = min(self._at, now)

    def urge(self, now: float) -> None:
        """Do it at once, resting or not: something new happened."""
        self._forgive()
        self._at = now

    def done(self, now: float, again_s: float = math.inf) -> None:
        """It went well; do it again so much later."""
        self._forgive()
        self._at = now + again_s

    def failed(self, now: float, at_least_s: float = 0.0) -> None:
        """It went wrong; try again after a pause."""
        self._rests = True
        self._at = now + self._pauses.pause(at_least_s)

    def drop(self) -> None:
        """It is not wanted any more; should it fail again, it has failed before."""
        self._rests = False
        self._at = math.inf

    def _forgive(self) -> None:
        self._pauses.reset()
        self._rests = False

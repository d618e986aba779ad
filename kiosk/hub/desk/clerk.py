"""What a hub process does by itself for the desk: tells that waits changed, ends what is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from kiosk.hub.desk.ending import end_everywhere
from kiosk.hub.desk.telling import tell_waits
from kiosk.hub.project.rounds import Rounds

log = logging.getLogger("kiosk.hub.desk")

#: Seconds between two looks, and between two looks at what is over.
LOOK_S, END_S = 0.5, 60.0


class Clerk(Rounds):
    """Begun and ended with the hub process; several processes may have one each."""

    def __init__(self, now: Callable[[], datetime] = timezone.now, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("clerk", self.look, LOOK_S, log)
        self._now, self._clock = now, clock
        self._end_at = float("-inf")

    def look(self) -> None:
        """One look around."""
        tell_waits(self._now())
        if self._clock() >= self._end_at:
            self._end_at = self._clock() + END_S
            end_everywhere(self._now())

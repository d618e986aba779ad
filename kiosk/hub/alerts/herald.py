"""The thread of a hub process that tells robots what waits for them; several processes may run it at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.utils import timezone

from kiosk.hub.alerts.delivery import deliver, forget
from kiosk.hub.project.rounds import Rounds

log = logging.getLogger("kiosk.hub.alerts")
#: Seconds between two looks at what is due, and at what is to be forgotten.
LOOK_S, FORGET_S = 2.0, 3600.0


class Herald(Rounds):
    """Begun and ended with the hub process; what still waits at the end is told by whoever comes next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("herald", self.look, LOOK_S, log)
        self._clock, self._forget_at = clock, 0.0

    def look(self) -> bool:
        """One look around; whether there may be more to tell at once."""
        if self._clock() >= self._forget_at:
            self._forget_at = self._clock() + FORGET_S
            forget(timezone.now())
        return deliver(timezone.now) > 0

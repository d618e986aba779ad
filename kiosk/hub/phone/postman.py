"""The thread of a hub process that sends text messages; several processes may run it at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.utils import timezone

from kiosk.hub.phone.delivery import deliver
from kiosk.hub.phone.mail_box import forget
from kiosk.hub.phone.occasions import call_near, facts
from kiosk.hub.phone.sms_settings import messages
from kiosk.hub.project.rounds import Rounds

log = logging.getLogger("kiosk.hub.phone")

#: Seconds between two looks at what is due, at whose turn is near, and at what is to be forgotten.
LOOK_S, NEAR_S, FORGET_S = 1.0, 5.0, 60.0


class Postman(Rounds):
    """Begun and ended with the hub process; what still waits at the end is sent by whoever comes next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__("postman", self.look, LOOK_S, log)
        self._clock = clock
        self._near_at = self._forget_at = 0.0

    def look(self) -> bool:
        """One look around; whether there may be more to send at once."""
        now = self._clock()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_S
            forget(timezone.now())
        known = messages()
        if known.gateway is None:
            return False
        if now >= self._near_at:
            self._near_at = now + NEAR_S
            call_near(timezone.now())
        return deliver(known, facts, timezone.now) > 0

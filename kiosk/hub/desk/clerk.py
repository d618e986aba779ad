"""What a hub process does by itself for the desk: tells that waits changed, ends what is over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.desk.ending import end_everywhere
from kiosk.hub.desk.telling import tell_waits

log = logging.getLogger("kiosk.hub.desk")

#: Seconds between two looks, and between two looks at what is over.
LOOK_S, END_S = 0.5, 60.0


class Clerk:
    """Begun and ended with the hub process; several processes may have one each."""

    def __init__(self, now: Callable[[], datetime] = timezone.now, clock: Callable[[], float] = time.monotonic) -> None:
        self._now, self._clock = now, clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clerk", daemon=True)
        self._end_at = float("-inf")
        self._in_trouble = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after what is being done."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def look(self) -> None:
        """One look around."""
        tell_waits(self._now())
        if self._clock() >= self._end_at:
            self._end_at = self._clock() + END_S
            end_everywhere(self._now())

    def guarded(self, act: Callable[[], None]) -> None:
        """Do it; what goes wrong is said once, and it goes on."""
        try:
            act()
            self._in_trouble = False
        except (DatabaseError, KioskError) as error:
            if not self._in_trouble:
                log.error("desk: the clerk cannot work now; trying again: %s", error)
            self._in_trouble = True
            with suppress(Exception):
                close_old_connections()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.guarded(self.look)
            self._stop.wait(LOOK_S)
        connection.close()

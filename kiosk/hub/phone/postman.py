"""The thread of a hub process that sends text messages; several processes may run it at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.phone.delivery import deliver
from kiosk.hub.phone.mail_box import forget
from kiosk.hub.phone.occasions import call_near, facts
from kiosk.hub.phone.sms_settings import messages

log = logging.getLogger("kiosk.hub.phone")

#: Seconds between two looks at what is due, at whose turn is near, and at what is to be forgotten.
LOOK_S, NEAR_S, FORGET_S = 1.0, 5.0, 60.0


class Postman:
    """Begun and ended with the hub process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
        self._near_at = self._forget_at = 0.0
        self._in_trouble = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after the message that is being sent; what waits is sent by whoever comes next."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

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

    def turn(self) -> bool:
        """One look that never breaks off: what is wrong is said once, and whether there may be more to send."""
        try:
            more = self.look()
        except KioskError as error:
            self._complain(f"{error}")
        except DatabaseError:
            self._complain("the database cannot be asked; trying again", trace=True)
            with suppress(Exception):
                connection.close()
        except Exception:
            self._complain("a look broke off; going on", trace=True)
        else:
            self._in_trouble = False
            return more
        return False

    def _run(self) -> None:
        while not self._stop.is_set():
            close_old_connections()
            if not self.turn():
                self._stop.wait(LOOK_S)
        connection.close()

    def _complain(self, words: str, *, trace: bool = False) -> None:
        if not self._in_trouble:
            log.error("phone: %s", words, exc_info=trace)
        self._in_trouble = True

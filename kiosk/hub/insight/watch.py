"""The thread of a hub process that looks at the alarms of all halls; several processes may run it at once."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.insight.watching import look_everywhere

log = logging.getLogger("kiosk.hub.insight")

#: Seconds between two looks of this process; the database says whether a hall's turn has come.
LOOK_S = 5.0


class Watch:
    """Begun and ended with the hub process."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._in_trouble = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after the look that is being taken."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            try:
                close_old_connections()
                look_everywhere(timezone.now())
                self._in_trouble = False
            except KioskError as error:
                self._complain(f"{error}")
            except DatabaseError:
                self._complain("the database cannot be asked; trying again", trace=True)
                with suppress(Exception):
                    connection.close()
            except Exception:
                self._complain("a look broke off; going on", trace=True)
        connection.close()

    def _complain(self, words: str, *, trace: bool = False) -> None:
        if not self._in_trouble:
            log.error("insight: %s", words, exc_info=trace)
        self._in_trouble = True

"""A thread of a hub process that looks every so many seconds whether there is something to do, whatever goes wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError, close_old_connections, connection

from kiosk.base.errors import KioskError


class Rounds:
    """Begun and ended with the hub process; several processes may go the same rounds.

    ``look`` may say that there is more to do (True): then nobody waits ``every_s``. What goes wrong is logged once a
    spell of trouble. Between two looks the thread keeps no database connection that somebody else could use.
    ``at_once`` False: the first look comes after ``every_s``, too.
    """

    def __init__(
        self, name: str, look: Callable[[], object], every_s: float, log: logging.Logger, *, at_once: bool = True
    ) -> None:
        self._name, self._look, self._every_s, self._log = name, look, every_s, log
        self._at_once = at_once
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._in_trouble = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def end(self) -> None:
        """Say that no further look is wanted; returns at once."""
        self._stop.set()

    def stop(self, seconds: float = 5.0) -> None:
        """End after what is being done; what takes longer is left to whoever comes next."""
        self.end()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def turn(self) -> bool:
        """One look that never breaks off; whether there is more to do at once."""
        try:
            more = self._look() is True
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
        if not self._at_once:
            self._stop.wait(self._every_s)
        while not self._stop.is_set():
            more = self.turn()
            with suppress(Exception):
                close_old_connections()
            if not more:
                self._stop.wait(self._every_s)
        with suppress(Exception):
            connection.close()

    def _complain(self, words: str, *, trace: bool = False) -> None:
        if not self._in_trouble:
            self._log.error("%s: the %s: %s", self._log.name.rpartition(".")[2], self._name, words, exc_info=trace)
        self._in_trouble = True

"""Listens to the hub's stream of events in a thread of its own, and connects again, sooner or later, when it breaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kiosk.sync.answers import RevokedError
from kiosk.sync.client import Hub
from kiosk.sync.events import HubEvent
from kiosk.sync.pace import Backoff
from kiosk.sync.sources import SourceError

log = logging.getLogger("kiosk.sync")


class Stream(threading.Thread):
    """Hands every event to ``heard``; ``down`` is said when the stream breaks, ``revoked`` when it never will stand."""

    def __init__(self, hub: Hub, heard: Callable[[HubEvent], None], pauses: Backoff | None = None) -> None:
        super().__init__(name="stream", daemon=True)
        self._hub, self._heard = hub, heard
        self._pauses = pauses or Backoff(1.0, 120.0, spread=0.8)
        self._stop = threading.Event()
        self.is_standing = False

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        while not self._stop.is_set():
            after_s = 0.0
            try:
                for event in self._hub.events():
                    if self._stop.is_set():
                        return
                    self._pauses.reset()
                    self.is_standing = True
                    self._heard(event)
                    if event.kind == "bye":
                        break
            except RevokedError:
                self._heard(HubEvent("revoked"))
                return
            except SourceError as error:
                after_s = error.after_s
            except Exception:
                log.exception("sync: the stream of events failed in our own code")
            self.is_standing = False
            self._heard(HubEvent("down"))
            self._stop.wait(self._pauses.pause(after_s))

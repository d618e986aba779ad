"""A release on its way, in a thread of its own, so that messages and orders never wait for a download."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kiosk.sync.bringing import Brought
from kiosk.sync.fetching import Haul, StoppedError
from kiosk.sync.follower import Follower, Wanted
from kiosk.sync.sources import Source

_PROGRESS_S = 1.0


class Job(threading.Thread):
    """Brings one wanted release. ``moved`` and ``ended`` are called in this thread; not any more once it is stopped."""

    def __init__(
        self,
        follower: Follower,
        wanted: Wanted,
        source: Callable[[], Source],
        moved: Callable[[Job], None],
        ended: Callable[[Job], None],
    ) -> None:
        super().__init__(name="bring", daemon=True)
        self.wanted = wanted
        self.haul = Haul(0)
        self.brought: Brought | None = None
        self.error: Exception | None = None
        self._follower, self._source, self._moved, self._ended = follower, source, moved, ended
        self._stop = threading.Event()
        self._said_at = 0.0

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        try:
            self.brought = self._follower.bring(self.wanted, self._source(), self._stop, self._progress)
        except StoppedError:
            return
        except Exception as error:
            self.error = error
        if not self._stop.is_set():
            self._ended(self)

    def _progress(self, haul: Haul) -> None:
        self.haul = haul
        now = time.monotonic()
        if now - self._said_at >= _PROGRESS_S:
            self._said_at = now
            self._moved(self)

"""How many numbers one asker may take in a while, counted in this process: nobody empties a queue of its numbers."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class Pace:
    """``most`` at once, then one each ``every_s`` seconds. At most ``kept`` askers are remembered, the newest ones."""

    def __init__(
        self, most: int, every_s: float, kept: int = 5000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._every_s, self._kept, self._clock = most, every_s, kept, clock
        self._due: OrderedDict[str, float] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, asker: str) -> float:
        """0: go on. Else so many seconds until the next one is due; asking meanwhile does not make it longer."""
        now = self._clock()
        with self._guard:
            due = max(self._due.pop(asker, now), now)
            early = due - now - (self._most - 1) * self._every_s
            self._due[asker] = due if early > 0 else due + self._every_s
            while len(self._due) > self._kept:
                self._due.popitem(last=False)
        return max(early, 0.0)

    def clear(self) -> None:
        """Forget everybody."""
        with self._guard:
            self._due.clear()

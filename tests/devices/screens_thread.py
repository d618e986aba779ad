"""The screens' thread for tests: what workers post is done here, until something has come true."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

_PATIENCE_S = 90.0


class ScreensThread:
    """``post`` is given to the worker; ``until`` does what was posted."""

    def __init__(self) -> None:
        self._calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def post(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, is_true: Callable[[], object]) -> None:
        """Do what is posted until this is so; fails the test after a long while."""
        deadline = time.monotonic() + _PATIENCE_S
        while not is_true():
            left = deadline - time.monotonic()
            assert left > 0, "nothing happened"
            try:
                self._calls.get(timeout=min(left, 0.02))()
            except queue.Empty:
                continue

    def rest(self) -> int:
        """Do what has been posted by now; how much that was."""
        done = 0
        while not self._calls.empty():
            self._calls.get()()
            done += 1
        return done

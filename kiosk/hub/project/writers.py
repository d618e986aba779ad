"""Who writes to an SQLite database: one at a time, in the order in which they came.

Acts of the desk and reports of panels come in crowds; each of these holds the database for milliseconds.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import connection


class _Writers:
    """SQLite lets one writer in and has the others look again at intervals; so they queue up here instead.

    Threads of this process by a lock, processes of this hub by one on a file beside the database.
    """

    def __init__(self) -> None:
        self._threads = threading.RLock()
        self._depth = 0
        self._file: tuple[int, str, int] | None = None

    @contextlib.contextmanager
    def mine(self) -> Iterator[None]:
        if connection.vendor != "sqlite":
            yield
            return
        with self._threads:
            self._depth += 1
            held = self._depth == 1 and self._hold()
            try:
                yield
            finally:
                self._depth -= 1
                if held:
                    self._let_go()

    def _hold(self) -> bool:
        name = str(connection.settings_dict["NAME"])
        if name.startswith(("file:", ":")):
            return False
        if self._file is None or self._file[:2] != (os.getpid(), name):
            try:
                descriptor = os.open(Path(name).parent / ".writer", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:
                return False  # no room for even that: SQLite's own waiting has to do
            self._file = (os.getpid(), name, descriptor)
        fcntl.flock(self._file[2], fcntl.LOCK_EX)
        return True

    def _let_go(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file[2], fcntl.LOCK_UN)


_writers = _Writers()


def one_writer() -> contextlib.AbstractContextManager[None]:
    """Around a transaction: nobody else of those who ask for it writes meanwhile. Nothing on PostgreSQL."""
    return _writers.mine()

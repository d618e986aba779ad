"""The file of the ticket book: SQLite in WAL mode, every step on the disk before it returns; put aside when damaged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from kiosk.base.clock import Clock
from kiosk.store.lasting_file import Found, open_lasting

log = logging.getLogger("kiosk.tickets")

T = TypeVar("T")

_TABLES = (
    "CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS counters (queue TEXT, day TEXT, last INTEGER NOT NULL, PRIMARY KEY (queue, day))",
    "CREATE TABLE IF NOT EXISTS carried (queue TEXT PRIMARY KEY, last INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS tickets (id TEXT PRIMARY KEY, label TEXT NOT NULL, queue TEXT NOT NULL, "
    "day TEXT NOT NULL, phase TEXT NOT NULL, is_own INTEGER NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, "
    "asked TEXT NOT NULL, facts TEXT NOT NULL, at TEXT NOT NULL, sure INTEGER NOT NULL, mono REAL NOT NULL, "
    "boot TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lines (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL UNIQUE, "
    "state TEXT NOT NULL, body TEXT NOT NULL, word TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS lines_by_state ON lines (state, seq)",
)


class TicketFile:
    """One connection behind one lock. ``is_full``: the last thing that was to be written could not be.

    ``is_lasting`` False: there is no file to write to, what is kept ends with the program. ``lost_on``: the day (ISO)
    on which the file was found damaged, "" when it never was.
    """

    def __init__(self, path: Path, clock: Clock, told: Callable[[], None] = lambda: None) -> None:
        self._path, self._clock, self._told = path, clock, told
        self.lock = RLock()
        self.is_full, self.is_lasting = False, True
        self._database = self._open()

    @property
    def lost_on(self) -> str:
        return self.fact("lost_on")

    def close(self) -> None:
        with self.lock, suppress(sqlite3.Error):
            self._database.close()

    def do(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """One statement of a transaction. Raises sqlite3.Error."""
        return self._database.execute(statement, values)

    def many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """One statement for many rows."""
        self._database.executemany(statement, list(rows))

    def read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """The rows; none when the file cannot be read."""
        with self.lock, suppress(sqlite3.Error):
            return self._database.execute(statement, values).fetchall()
        return []

    def whole(self, statement: str, values: tuple[object, ...] = ()) -> int:
        """The first number of the first row; 0 without one."""
        row = self.do(statement, values).fetchone()
        return int(row[0]) if row is not None else 0

    def fact(self, key: str) -> str:
        """What is remembered under ``key``; "" for nothing."""
        rows = self.read("SELECT value FROM facts WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def remember(self, key: str, value: str) -> None:
        """Within a transaction."""
        self.do("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, value))

    def write(self, act: Callable[[], T]) -> T:
        """One transaction, on the disk when this returns. Raises sqlite3.Error, OSError, or what ``act`` raises."""
        with self.lock:
            try:
                found = self._transact(act)
            except (sqlite3.Error, OSError) as error:
                self._failed(error)
                raise
            if self.is_full:
                log.info("tickets: the book can be written again")
            self.is_full = False
            return found

    def tried(self, act: Callable[[], object]) -> bool:
        """``write``; False when the disk did not take it."""
        try:
            self.write(act)
        except (sqlite3.Error, OSError):
            return False
        return True

    def _transact(self, act: Callable[[], T]) -> T:
        self.do("BEGIN IMMEDIATE")
        try:
            found = act()
            self.do("COMMIT")
        except BaseException:
            if self._database.in_transaction:  # a full disk may have rolled it back already
                self.do("ROLLBACK")
            raise
        return found

    def _failed(self, error: Exception) -> None:
        if not self.is_full:
            log.error("tickets: the book cannot be written (%s)", error)
        self.is_full = True
        self._told()

    def _open(self) -> sqlite3.Connection:
        file = open_lasting(self._path, _TABLES, self._clock.now)
        if file.found is Found.FLEETING:
            log.error("tickets: there is no book (%s)", file.error)
            self.is_lasting, self.is_full = False, True
        if file.found is Found.ANEW:
            log.error("tickets: the book is damaged (%s); it is put aside", file.error)
            today = self._clock.now().date().isoformat()
            file.connection.execute("INSERT OR REPLACE INTO facts VALUES ('lost_on', ?)", (today,))
        return file.connection

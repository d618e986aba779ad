"""The panel's own memory: which release it shows, small settings, counters without personal data. Survives anything."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import RLock

from kiosk.base.clock import Clock, SystemClock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.store.lasting_file import Found, open_lasting

PART = "memory"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE IF NOT EXISTS counters (day TEXT, name TEXT, total INTEGER, PRIMARY KEY (day, name))",
)
_COUNTER = re.compile(r"[a-z][a-z0-9_.]{0,63}")

_WELL = Text(zh="本机记录正常。", en="The panel's memory is well.")
_FRESH = Text(
    zh="本机记录损坏，已移开并重新开始。", en="The panel's memory was damaged; it was put aside and begun anew."
)
_FLEETING = Text(
    zh="本机记录不能写入，重启后会忘记。", en="The panel's memory cannot be written; it is lost at the next start."
)
_SAID = {Found.WELL: _WELL, Found.ANEW: _FRESH, Found.FLEETING: _FLEETING}


class PanelState:
    """Small facts that outlive a restart. Never raises for a damaged file or a full disk: it says so and goes on."""

    def __init__(self, path: Path, health: HealthBoard | None = None, clock: Clock | None = None) -> None:
        self._path, self._health, self._clock = path, health, clock or SystemClock()
        self._lock = RLock()
        self._unsaved: dict[str, str] = {}
        self._connection = self._open()

    def get(self, key: str, default: str = "") -> str:
        """What was remembered under ``key``."""
        with self._lock:
            if key in self._unsaved:
                return self._unsaved[key]
            try:
                row = self._connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
            except sqlite3.Error:
                self._report(State.DEGRADED, _FLEETING)
                return default
        return default if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Remember ``value`` under ``key``; on the disk before this returns, or kept until the program ends."""
        with self._lock:
            if self._save("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, value)):
                self._unsaved.pop(key, None)
            else:
                self._unsaved[key] = value

    def count(self, name: str, by: int = 1) -> None:
        """Add to today's counter ``name`` ("route.shown"): a word of the program, never of a visitor."""
        if _COUNTER.fullmatch(name) is None:
            raise ValueError(f"a counter is a word of the program: {name!r}")
        statement = (
            "INSERT INTO counters (day, name, total) VALUES (?, ?, ?) "
            "ON CONFLICT (day, name) DO UPDATE SET total = total + excluded.total"
        )
        with self._lock:
            self._save(statement, (self._clock.now().date().isoformat(), name, by))

    def counters(self, day: date) -> dict[str, int]:
        """All counters of a day."""
        with self._lock, suppress(sqlite3.Error):
            rows = self._connection.execute("SELECT name, total FROM counters WHERE day = ?", (day.isoformat(),))
            return {str(name): int(total) for name, total in rows}
        return {}

    def close(self) -> None:
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    def _save(self, statement: str, values: tuple[object, ...]) -> bool:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error:
            self._report(State.DEGRADED, _FLEETING)
            return False
        return True

    def _open(self) -> sqlite3.Connection:
        file = open_lasting(self._path, _TABLES, self._clock.now)
        self._report(State.OK if file.found is Found.WELL else State.DEGRADED, _SAID[file.found])
        return file.connection

    def _report(self, state: State, sentence: Text) -> None:
        if self._health is not None:
            self._health.report(PART, state, sentence)

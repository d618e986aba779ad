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

PART = "memory"
_KEPT_WRECKS = 3
_COUNTER = re.compile(r"[a-z][a-z0-9_.]{0,63}")

_WELL = Text(zh="本机记录正常。", en="The panel's memory is well.")
_FRESH = Text(
    zh="本机记录损坏，已移开并重新开始。", en="The panel's memory was damaged; it was put aside and begun anew."
)
_FLEETING = Text(
    zh="本机记录不能写入，重启后会忘记。", en="The panel's memory cannot be written; it is lost at the next start."
)


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
            with self._connection:
                self._connection.execute(statement, values)
        except sqlite3.Error:
            self._report(State.DEGRADED, _FLEETING)
            return False
        return True

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(self._path)
            self._report(State.OK, _WELL)
            return connection
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                return self._open_fleeting()
        except OSError:
            return self._open_fleeting()
        try:
            self._put_aside()
            connection = _connect(self._path)
        except (OSError, sqlite3.Error):
            return self._open_fleeting()
        self._report(State.DEGRADED, _FRESH)
        return connection

    def _open_fleeting(self) -> sqlite3.Connection:
        """A memory that ends with the program: better than no panel."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _create(connection)
        self._report(State.DEGRADED, _FLEETING)
        return connection

    def _put_aside(self) -> None:
        stamp = self._clock.now().strftime("%Y%m%dT%H%M%S%f")
        for suffix in ("", "-wal", "-shm"):
            part = self._path.with_name(self._path.name + suffix)
            if part.exists():
                part.replace(self._path.with_name(f"{self._path.name}.broken-{stamp}{suffix}"))
        wrecks = sorted(self._path.parent.glob(f"{self._path.name}.broken-*"), key=lambda wreck: wreck.name)
        stamps = sorted({wreck.name.split(".broken-")[1].split("-")[0] for wreck in wrecks})
        for wreck in wrecks:
            if wreck.name.split(".broken-")[1].split("-")[0] in stamps[:-_KEPT_WRECKS]:
                wreck.unlink(missing_ok=True)

    def _report(self, state: State, sentence: Text) -> None:
        if self._health is not None:
            self._health.report(PART, state, sentence)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=2.0)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        _create(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT)")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS counters (day TEXT, name TEXT, total INTEGER, PRIMARY KEY (day, name))"
        )

"""A SQLite file: every step is on the disk before the next; put aside when damaged, in memory without a disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

_WRECKS = 3


class Found(StrEnum):
    """How the file was found."""

    WELL = "well"
    ANEW = "anew"  # it was damaged: it was put aside and begun anew
    FLEETING = "fleeting"  # it cannot be written to: what is kept ends with the program


@dataclass(frozen=True, slots=True)
class LastingFile:
    """An open connection in autocommit, for all threads. ``error``: what was wrong with the file, None when well."""

    connection: sqlite3.Connection
    found: Found
    error: Exception | None = None


def open_lasting(path: Path, tables: Sequence[str], now: Callable[[], datetime]) -> LastingFile:
    """Open or begin the file with these CREATE … IF NOT EXISTS. The last three damaged ones stay beside it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return LastingFile(_connect(path, tables), Found.WELL)
    except (sqlite3.OperationalError, OSError) as error:
        return LastingFile(_connect(None, tables), Found.FLEETING, error)
    except sqlite3.DatabaseError as error:
        damage = error
    try:
        _put_aside(path, now())
        return LastingFile(_connect(path, tables), Found.ANEW, damage)
    except (sqlite3.Error, OSError) as error:
        return LastingFile(_connect(None, tables), Found.FLEETING, error)


def _connect(path: Path | None, tables: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", check_same_thread=False, timeout=2.0, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        for statement in tables:
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def _put_aside(path: Path, now: datetime) -> None:
    stamp = now.strftime("%Y%m%dT%H%M%S%f")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.replace(path.with_name(f"{path.name}.broken-{stamp}{suffix}"))
    wrecks = sorted(path.parent.glob(f"{path.name}.broken-*"), key=lambda wreck: wreck.name)
    stamps = sorted({_stamp(wreck) for wreck in wrecks})
    for wreck in wrecks:
        if _stamp(wreck) in stamps[:-_WRECKS]:
            wreck.unlink(missing_ok=True)


def _stamp(wreck: Path) -> str:
    return wreck.name.split(".broken-")[1].split("-")[0]

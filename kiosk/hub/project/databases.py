"""One setting names the database: "" for the embedded SQLite file, or a postgresql:// address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connection, connections

from kiosk.base.errors import KioskError


def give_back() -> None:
    """A thread's work is done: a connection of a pool goes back to it; others stay open for the thread's next work."""
    for one in connections.all(initialized_only=True):
        if one.settings_dict["OPTIONS"].get("pool"):
            one.close()


def threads_at_once() -> int:
    """How many threads that write are of use: SQLite lets one in; on PostgreSQL one may wait for a lock."""
    return 1 if connection.vendor == "sqlite" else 2


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's description of the database; KioskError for an address that is neither."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "hub.db"),
            "CONN_MAX_AGE": 300,  # threads stay, and their connections with them
            "OPTIONS": {
                # A transaction that reads and then writes must own the file from its beginning (SQLITE_BUSY otherwise).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise KioskError(
            f"There is no such database: {parts.scheme or url[:40]}.",
            where="--database",
            remedy='Give postgresql://user:password@host/name, or "" for the embedded one.',
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 16}},
    }

"""One at a time across all hub processes, to the end of the caller's transaction."""

from __future__ import annotations

import hashlib

from django.db import connection


def hold(words: str) -> None:
    """Wait until nobody else holds these words (SQLite: the IMMEDIATE transaction itself is the lock)."""
    if not connection.in_atomic_block:
        raise RuntimeError("a lock lasts as long as a transaction: open one first")
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

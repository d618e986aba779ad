"""Whether words lie in the files of SQLite's database, and whether the search would find them there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db import connection


class OnDisk:
    """``held()``: the names of the files in which the words are."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._file = Path(str(connection.settings_dict["NAME"]))

    def __call__(self) -> list[str]:
        beside = [path for path in self._file.parent.glob(self._file.name + "*") if path.is_file()]
        return [path.name for path in beside if self._words.encode() in path.read_bytes()]

    def would_be_found(self) -> bool:
        """Put them there for a moment: a search that finds nothing proves nothing."""
        with sqlite3.connect(self._file) as kept:
            kept.execute("CREATE TABLE probe (words)")
            kept.execute("INSERT INTO probe VALUES (?)", (self._words,))
            kept.commit()
        found = bool(self())
        with sqlite3.connect(self._file) as kept:
            kept.execute("PRAGMA secure_delete = ON")
            kept.execute("DELETE FROM probe")
            kept.execute("DROP TABLE probe")
            kept.commit()
            kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return found

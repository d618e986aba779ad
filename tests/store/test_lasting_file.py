"""How a file of the panel's own is found at a start; the book and the memory lie in such files."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.store.lasting_file import Found, open_lasting

TABLES = ("CREATE TABLE IF NOT EXISTS words (word TEXT)",)
NOW = datetime(2026, 11, 20, 10)


def words(path: Path) -> list[str]:
    file = open_lasting(path, TABLES, lambda: NOW)
    found = [str(word) for (word,) in file.connection.execute("SELECT word FROM words")]
    file.connection.close()
    return found


def test_what_was_written_is_there_for_another_reader_at_once(tmp_path: Path) -> None:
    file = open_lasting(tmp_path / "new" / "words.db", TABLES, lambda: NOW)
    assert (file.found, file.error) == (Found.WELL, None)
    file.connection.execute("INSERT INTO words VALUES ('one')")
    assert words(tmp_path / "new" / "words.db") == ["one"]
    assert [file.connection.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")] == [
        ("wal",),
        (2,),  # FULL
    ]


def test_a_damaged_file_is_put_aside_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    path.write_bytes(b"no database at all")
    (tmp_path / "words.db-shm").write_bytes(b"shared")
    file = open_lasting(path, TABLES, lambda: NOW)
    assert (file.found, type(file.error)) == (Found.ANEW, sqlite3.DatabaseError)
    file.connection.execute("INSERT INTO words VALUES ('two')")
    assert words(path) == ["two"]
    aside = {wreck.name: wreck.read_bytes() for wreck in tmp_path.glob("*.broken-*")}
    stamp = "words.db.broken-20261120T100000000000"
    assert aside == {stamp: b"no database at all", f"{stamp}-shm": b"shared"}


def test_without_a_place_it_lasts_as_long_as_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    file = open_lasting(tmp_path / "file" / "words.db", TABLES, lambda: NOW)
    assert file.found is Found.FLEETING
    assert isinstance(file.error, OSError)
    file.connection.execute("INSERT INTO words VALUES ('three')")
    assert file.connection.execute("SELECT word FROM words").fetchall() == [("three",)]


def test_damage_that_cannot_be_put_aside_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words.db").write_bytes(b"no database at all")

    def refused(self: Path, target: Path) -> Path:
        raise PermissionError("read only")

    monkeypatch.setattr(Path, "replace", refused)
    file = open_lasting(tmp_path / "words.db", TABLES, lambda: NOW)
    assert (file.found, str(file.error)) == (Found.FLEETING, "read only")
    assert file.connection.execute("SELECT count(*) FROM words").fetchone() == (0,)

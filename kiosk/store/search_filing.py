"""How names are filed when a release is built: by writing, by sound and by words, once however many entries share them.

Subjects are filed in the order in which they are asked for: the row number in the FTS5 table is the rank, so that the
first rows that match are the ones wanted and reading can stop there.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlite_utils

from kiosk.finding.entries import Entry, Kind
from kiosk.finding.everyday import everyday
from kiosk.finding.index import Name, Role
from kiosk.finding.signs import floor_number
from kiosk.finding.tokens import detail_tokens, meaning_tokens, subject_tokens
from kiosk.finding.writing import plain
from kiosk.store.search_words import known_chars, name_of, simplified_chars, sound_of

_SCHEMA = """
CREATE TABLE find_subjects (rank INTEGER PRIMARY KEY, kind TEXT, names TEXT, detail TEXT, popularity REAL);
CREATE VIRTUAL TABLE find_tokens USING fts5(tokens, content='', detail=none, tokenize='ascii');
CREATE TABLE find_frequencies (token TEXT PRIMARY KEY, subjects INTEGER) WITHOUT ROWID;
CREATE TABLE find_entries (id INTEGER PRIMARY KEY, rank INTEGER, kind TEXT, reference TEXT, title TEXT, window TEXT,
                           level TEXT, floor INTEGER, popularity REAL, department TEXT);
CREATE TABLE find_words (text TEXT, sound TEXT, role TEXT, word_group INTEGER, occurs INTEGER);
CREATE TABLE find_chars (char TEXT PRIMARY KEY, simplified TEXT, readings TEXT) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX find_entries_rank ON find_entries (rank);
CREATE INDEX find_entries_floor ON find_entries (floor, kind) WHERE floor <> 0;
CREATE INDEX find_entries_window ON find_entries (window) WHERE kind = 'window';
CREATE INDEX find_entries_popularity ON find_entries (kind, popularity DESC, id);
"""
#: Popularity of what nobody counts (windows, places …): in the middle, so that matters do not hide it.
_UNCOUNTED = 0.5
_MOST_DETAIL = 600


@dataclass(slots=True)
class _Filed:
    """A subject while it is being collected."""

    kind: Kind
    names: tuple[Name, ...]
    details: dict[str, None]
    popularity: float
    entries: list[Entry]


def _names_of(entry: Entry) -> tuple[Name, ...]:
    titles = [name_of(title, True) for title in entry.title.values()]
    others = [name_of(word) for word in entry.words]
    unique = {name.text: name for name in reversed([*titles, *others]) if name.text}
    return tuple(reversed(unique.values()))


def _popularity(entry: Entry, largest: float) -> float:
    if entry.kind is not Kind.MATTER and not entry.popularity:
        return _UNCOUNTED
    return math.log1p(max(0.0, entry.popularity)) / math.log1p(largest) if largest > 0 else 0.0


def _file(entries: Sequence[Entry]) -> list[_Filed]:
    largest = max((entry.popularity for entry in entries), default=0.0)
    filed: dict[object, _Filed] = {}
    for entry in entries:
        key = (entry.kind, entry.title, entry.words)
        subject = filed.get(key)
        if subject is None:
            subject = filed[key] = _Filed(entry.kind, _names_of(entry), {}, 0.0, [])
        subject.entries.append(entry)
        subject.popularity = max(subject.popularity, _popularity(entry, largest))
        if sum(map(len, subject.details)) < _MOST_DETAIL:
            subject.details.update(dict.fromkeys(entry.detail.split("\n")))
    return sorted(filed.values(), key=_place)


def _place(subject: _Filed) -> tuple[float, int]:
    """What is wanted most comes first, short names before long ones."""
    return -subject.popularity, min((len(name.text) for name in subject.names), default=0)


def _written_names(names: Iterable[Name]) -> str:
    return "\n".join(f"{'t' if n.is_title else 'w'}\t{n.text}\t{n.sound}\t{n.blurred}" for n in names)


def _word_rows(
    synonyms: Sequence[Sequence[str]], occurring: Collection[str]
) -> Iterable[tuple[str, str, str, int, bool]]:
    simple = simplified_chars()
    words = everyday()
    roles: list[tuple[Role, Sequence[Sequence[str]]]] = [(Role.FILLER, [words.fillers])]
    roles += [(Role.WEAK, [words.weak]), (Role.GROUP, [*words.groups, *synonyms]), (Role.ACT, words.acts)]
    number = 0
    for role, groups in roles:
        for group in groups:
            number += 1
            for text in dict.fromkeys(plain(word, simple) for word in group):
                if text:
                    occurs = any(
                        tokens and all(token in occurring for token in tokens)
                        for tokens in (meaning_tokens(text), detail_tokens(text))
                    )
                    yield text, sound_of(text), role.value, number, occurs


def _entry_row(rank: int, entry: Entry) -> tuple[object, ...]:
    level = json.dumps(dict(entry.level), ensure_ascii=False) if entry.level else None
    floor = floor_number(*entry.level.values()) if entry.level else 0
    title = json.dumps(dict(entry.title), ensure_ascii=False)
    return (rank, entry.kind.value, entry.id, title, entry.window, level, floor, entry.popularity, entry.department)


def file_names(database: sqlite_utils.Database, entries: Sequence[Entry], synonyms: Sequence[Sequence[str]]) -> None:
    """File ``entries`` and the hall's own ``synonyms`` (groups of words that mean the same) in a release being built.

    Tables are called ``find_*`` and must not exist yet.
    """
    connection: sqlite3.Connection = database.conn
    simple = simplified_chars()
    with database.atomic():
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        frequencies: dict[str, int] = {}
        for rank, subject in enumerate(_file(entries), start=1):
            detail = "\n".join(filter(None, (plain(part, simple) for part in subject.details)))
            tokens = subject_tokens(subject.names, detail, subject.kind.value)
            for token in tokens:
                frequencies[token] = frequencies.get(token, 0) + 1
            connection.execute(
                "INSERT INTO find_tokens (rowid, tokens) VALUES (?, ?)", (rank, " ".join(sorted(tokens)))
            )
            connection.execute(
                "INSERT INTO find_subjects VALUES (?, ?, ?, ?, ?)",
                (rank, subject.kind.value, _written_names(subject.names), detail, subject.popularity),
            )
            insert = "INSERT INTO find_entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            connection.executemany(insert, [_entry_row(rank, entry) for entry in subject.entries])
        connection.executemany("INSERT INTO find_frequencies VALUES (?, ?)", sorted(frequencies.items()))
        connection.executemany("INSERT INTO find_words VALUES (?, ?, ?, ?, ?)", _word_rows(synonyms, frequencies))
        rows = [(char, simplified, " ".join(readings)) for char, simplified, readings in known_chars()]
        connection.executemany("INSERT INTO find_chars VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO find_tokens (find_tokens) VALUES ('optimize')")
        for statement in filter(str.strip, _INDEXES.split(";")):
            connection.execute(statement)

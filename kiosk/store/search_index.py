"""The names of a release in SQLite: how they are filed when it is built, and the port through which they are found.

Names are filed once however many entries share them ("subjects"), in the order in which they are asked for: the row
number in the FTS5 table is the rank, so that the first rows that match are the ones wanted and reading stops there.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlite_utils

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.everyday import everyday
from kiosk.finding.index import Clauses, Found, Name, Role, Subject, Word
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
#: How many rows the weighing of a loose match may touch; its rarest tokens are used until then.
_LOOSE_ROWS = 1500


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


def _read_names(written: str) -> tuple[Name, ...]:
    rows = (line.split("\t") for line in written.split("\n") if line)
    return tuple(Name(text, sound, blurred, mark == "t") for mark, text, sound, blurred in rows)


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


def build_index(database: sqlite_utils.Database, entries: Sequence[Entry], synonyms: Sequence[Sequence[str]]) -> None:
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


def _quoted(token: str) -> str:
    prefix = token.endswith("*")
    return '"' + token.rstrip("*").replace('"', "") + '"' + ("*" if prefix else "")


def _expression(clauses: Clauses) -> str:
    """The clauses in FTS5's own language; "" when one of them can never hold."""
    parts = []
    for clause in clauses:
        alternatives = [" AND ".join(map(_quoted, tokens)) for tokens in clause if tokens]
        if not alternatives:
            return ""
        parts.append("(" + " OR ".join(f"({alternative})" for alternative in dict.fromkeys(alternatives)) + ")")
    return " AND ".join(parts)


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


_ENTRY = "kind, reference, title, window, level, floor, popularity, department"


def _found(row: Sequence[object]) -> Found:
    kind, reference, title, window, level, floor, popularity, department = row
    entry = Entry(
        kind=Kind(str(kind)),
        id=str(reference),
        title=Text(json.loads(str(title))),
        window=None if window is None else str(window),
        level=None if level is None else Text(json.loads(str(level))),
        popularity=float(str(popularity)),
        department=str(department),
    )
    return Found(entry, int(str(floor)))


class ReleaseIndex:
    """``kiosk.finding.index.SearchIndex`` over an open release."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._words: tuple[Word, ...] | None = None
        self._size: int | None = None

    def _rows(self, statement: str, values: Iterable[object] = ()) -> list[tuple[object, ...]]:
        return self._connection.execute(statement, tuple(values)).fetchall()

    def words(self) -> Sequence[Word]:
        if self._words is None:
            rows = self._rows("SELECT text, sound, role, word_group, occurs FROM find_words")
            self._words = tuple(Word(str(t), str(s), Role(str(r)), int(str(g)), bool(o)) for t, s, r, g, o in rows)
        return self._words

    def size(self) -> int:
        if self._size is None:
            self._size = int(str(self._rows("SELECT count(*) FROM find_subjects")[0][0]))
        return self._size

    def simplified(self, chars: Collection[str]) -> Mapping[str, str]:
        select = f"SELECT char, simplified FROM find_chars WHERE char IN ({_marks(chars)}) AND simplified <> char"
        return {str(char): str(simple) for char, simple in self._rows(select, chars)}

    def readings(self, chars: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        select = f"SELECT char, readings FROM find_chars WHERE char IN ({_marks(chars)})"
        return {str(char): tuple(str(readings).split()) for char, readings in self._rows(select, chars)}

    def frequencies(self, tokens: Collection[str]) -> Mapping[str, int]:
        select = f"SELECT token, subjects FROM find_frequencies WHERE token IN ({_marks(tokens)})"
        return {str(token): int(str(count)) for token, count in self._rows(select, tokens)}

    def matching(self, clauses: Clauses, limit: int) -> list[int]:
        expression = _expression(clauses)
        if not expression:
            return []
        select = "SELECT rowid FROM find_tokens WHERE find_tokens MATCH ? LIMIT ?"
        return [int(str(row[0])) for row in self._rows(select, (expression, limit))]

    def resembling(self, tokens: Collection[str], limit: int) -> list[int]:
        chosen: list[str] = []
        rows = 0
        for token, count in sorted(self.frequencies(tokens).items(), key=lambda item: item[1]):
            if rows + count > _LOOSE_ROWS:
                break
            chosen.append(token)
            rows += count
        if not chosen:
            return []
        select = "SELECT rowid FROM find_tokens WHERE find_tokens MATCH ? ORDER BY rank, rowid LIMIT ?"
        return [int(str(row[0])) for row in self._rows(select, (" OR ".join(map(_quoted, chosen)), limit))]

    def subjects(self, ranks: Collection[int]) -> list[Subject]:
        select = f"SELECT rank, kind, names, detail, popularity FROM find_subjects WHERE rank IN ({_marks(ranks)})"
        return [
            Subject(int(str(rank)), Kind(str(kind)), _read_names(str(names)), str(detail), float(str(popularity)))
            for rank, kind, names, detail, popularity in self._rows(select, ranks)
        ]

    def entries(self, rank: int, limit: int, floor: int | None = None) -> list[Found]:
        select = f"SELECT {_ENTRY} FROM find_entries WHERE rank = ? ORDER BY floor <> ?, popularity DESC, id LIMIT ?"
        return [_found(row) for row in self._rows(select, (rank, floor if floor is not None else 0, limit))]

    def on_floor(self, floor: int, limit: int) -> list[tuple[int, Found]]:
        order = "CASE kind WHEN 'department' THEN 0 WHEN 'place' THEN 1 ELSE 2 END, popularity DESC, id"
        select = (
            f"SELECT rank, {_ENTRY} FROM find_entries WHERE floor = ? AND floor <> 0 "
            f"AND kind IN ('department', 'place', 'window') ORDER BY {order} LIMIT ?"
        )
        return [(int(str(row[0])), _found(row[1:])) for row in self._rows(select, (floor, limit))]

    def at_window(self, number: str, limit: int) -> list[tuple[int, Found]]:
        select = (
            f"SELECT rank, {_ENTRY} FROM find_entries WHERE kind = 'window' AND lower(window) GLOB ? || '*' "
            "ORDER BY lower(window) <> ?, length(window), window LIMIT ?"
        )
        return [(int(str(row[0])), _found(row[1:])) for row in self._rows(select, (number, number, limit))]

    def popular(self, kinds: Collection[Kind], limit: int) -> list[Found]:
        values = [kind.value for kind in kinds]
        select = (
            f"SELECT {_ENTRY} FROM find_entries WHERE kind IN ({_marks(values)}) ORDER BY popularity DESC, id LIMIT ?"
        )
        return [_found(row) for row in self._rows(select, (*values, limit))]


def open_index(connection: sqlite3.Connection) -> ReleaseIndex:
    """The index of an open release (its ``find_*`` tables); nothing is read before the first question."""
    return ReleaseIndex(connection)

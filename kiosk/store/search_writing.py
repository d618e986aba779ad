"""How filed names are written: ranked, numbered and put into the ``find_*`` tables, when a release is built and when it
is joined from parts. Loads neither pypinyin nor OpenCC: what they say was worked out before.

Subjects are written in the order in which they are asked for: the row number in the FTS5 table is the rank, so that the
first rows that match are the ones wanted and reading can stop there.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.finding.entries import Kind
from kiosk.finding.index import Name
from kiosk.finding.tokens import detail_tokens, meaning_tokens, subject_tokens

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

#: An entry as it is written: reference, title (JSON), window, level (JSON), floor, popularity, department.
EntryRow = Sequence[str | int | float | None]
_POPULARITY = 5


@dataclass(frozen=True, slots=True)
class FiledSubject:
    """A subject with all that finds it, but without a rank: that depends on every other subject.

    ``names`` is one name a line: mark, text, sound, blurred sound, separated by tabs.
    """

    kind: str
    names: str
    detail: str
    entries: Sequence[EntryRow]

    def read_names(self) -> tuple[Name, ...]:
        rows = (line.split("\t") for line in self.names.split("\n") if line)
        return tuple(Name(text, sound, blurred, mark == "t") for mark, text, sound, blurred in rows)

    def tokens(self) -> str:
        """Everything under which it is filed: what this program will look for, whoever worked out the sounds."""
        return " ".join(subject_tokens(self.read_names(), self.detail, self.kind))


#: A known word: text, sound, role, group.
WordRow = tuple[str, str, str, int]
#: A known character: itself, its simplified form, its readings separated by blanks.
CharRow = tuple[str, str, str]


def write_search(
    connection: sqlite3.Connection,
    subjects: Iterable[FiledSubject],
    words: Iterable[WordRow],
    chars: Iterable[CharRow],
) -> None:
    """Write the ``find_*`` tables, which must not exist yet, in the open transaction. Of subjects that are asked for
    alike, the one that comes first in ``subjects`` comes first."""
    for statement in filter(str.strip, _SCHEMA.split(";")):
        connection.execute(statement)
    ranked = list(_ranked(subjects))
    connection.executemany(
        "INSERT INTO find_tokens (rowid, tokens) VALUES (?, ?)",
        ((rank, subject.tokens()) for rank, (_, subject) in enumerate(ranked, 1)),
    )
    connection.executemany(
        "INSERT INTO find_subjects VALUES (?, ?, ?, ?, ?)",
        ((rank, s.kind, s.names, s.detail, popularity) for rank, (popularity, s) in enumerate(ranked, 1)),
    )
    connection.executemany(
        "INSERT INTO find_entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((rank, s.kind, *entry) for rank, (_, s) in enumerate(ranked, 1) for entry in s.entries),
    )
    occurring = _write_frequencies(connection)
    connection.executemany(
        "INSERT INTO find_words VALUES (?, ?, ?, ?, ?)", ((*word, _occurs(word[0], occurring)) for word in words)
    )
    connection.executemany("INSERT INTO find_chars VALUES (?, ?, ?)", chars)
    connection.execute("INSERT INTO find_tokens (find_tokens) VALUES ('optimize')")
    for statement in filter(str.strip, _INDEXES.split(";")):
        connection.execute(statement)


def _ranked(subjects: Iterable[FiledSubject]) -> Iterator[tuple[float, FiledSubject]]:
    """(popularity 0..1, subject): what is wanted most comes first, short names before long ones."""
    known = list(subjects)
    largest = max((_number(entry[_POPULARITY]) for s in known for entry in s.entries), default=0.0)
    counted = [(max((_popularity(s.kind, e, largest) for e in s.entries), default=0.0), s) for s in known]
    yield from sorted(counted, key=lambda pair: (-pair[0], _shortest(pair[1].names)))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _popularity(kind: str, entry: EntryRow, largest: float) -> float:
    popularity = _number(entry[_POPULARITY])
    if kind != Kind.MATTER.value and not popularity:
        return _UNCOUNTED
    return math.log1p(max(0.0, popularity)) / math.log1p(largest) if largest > 0 else 0.0


def _shortest(names: str) -> int:
    return min((len(line.split("\t")[1]) for line in names.split("\n") if line), default=0)


def _write_frequencies(connection: sqlite3.Connection) -> Collection[str]:
    """In how many subjects each token occurs; the index itself has counted them."""
    connection.execute("CREATE VIRTUAL TABLE temp.find_vocabulary USING fts5vocab('main', 'find_tokens', 'row')")
    counted = connection.execute("SELECT term, doc FROM temp.find_vocabulary").fetchall()
    connection.execute("DROP TABLE temp.find_vocabulary")
    connection.executemany("INSERT INTO find_frequencies VALUES (?, ?)", counted)
    return {str(term) for term, _ in counted}


def _occurs(text: str, occurring: Collection[str]) -> bool:
    """Whether this release says the word anywhere."""
    return any(
        tokens and all(token in occurring for token in tokens) for tokens in (meaning_tokens(text), detail_tokens(text))
    )

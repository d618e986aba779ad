"""The names of a release in SQLite: the port through which they are found, and the door to how they are filed."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.index import Clauses, Found, Name, Role, Subject, Word

if TYPE_CHECKING:
    import sqlite_utils

#: How many rows the weighing of a loose match may touch; its rarest tokens are used until then.
_LOOSE_ROWS, _LOOSE_TOKENS = 1500, 60


def build_index(database: sqlite_utils.Database, entries: Sequence[Entry], synonyms: Sequence[Sequence[str]]) -> None:
    """File ``entries`` and the hall's own ``synonyms`` (groups of words that mean the same) in a release being built.

    Tables are called ``find_*`` and must not exist yet.
    """
    # Filing needs pypinyin and OpenCC's tables; a panel that only searches never loads them.
    from kiosk.store.search_filing import file_names

    file_names(database, entries, synonyms)


def _read_names(written: str) -> tuple[Name, ...]:
    rows = (line.split("\t") for line in written.split("\n") if line)
    return tuple(Name(text, sound, blurred, mark == "t") for mark, text, sound, blurred in rows)


def _is_token(token: str) -> bool:
    """Whether names can be filed under it: nothing in it that FTS5's own language could take for more than a word."""
    return all(char.isalnum() for char in token.removesuffix("*")) and token not in ("", "*")


def _quoted(token: str) -> str:
    return f'"{token.removesuffix("*")}"' + ("*" if token.endswith("*") else "")


def _expression(clauses: Clauses) -> str:
    """The clauses in FTS5's own language; "" when one of them can never hold."""
    parts = []
    for clause in clauses:
        possible = [" AND ".join(map(_quoted, tokens)) for tokens in clause if tokens and all(map(_is_token, tokens))]
        if not possible:
            return ""
        parts.append("(" + " OR ".join(f"({alternative})" for alternative in dict.fromkeys(possible)) + ")")
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
        weights: dict[str, float] = {}
        rows, size = 0, self.size()
        for token, count in sorted(self.frequencies(tokens).items(), key=lambda item: item[1])[:_LOOSE_TOKENS]:
            rows += count
            if rows > _LOOSE_ROWS:
                break
            weights[_quoted(token)] = math.log((size + 1) / (count + 0.5))
        if not weights:
            return []
        # bm25() is always 0 for a contentless index; as every token stands once in a subject, idf says the same.
        one = "SELECT rowid AS number, ? AS weight FROM find_tokens WHERE find_tokens MATCH ?"
        each = " UNION ALL ".join([one] * len(weights))
        select = f"SELECT number FROM ({each}) GROUP BY number ORDER BY sum(weight) DESC, number LIMIT ?"
        values = [value for token, weight in weights.items() for value in (weight, token)]
        return [int(str(row[0])) for row in self._rows(select, (*values, limit))]

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

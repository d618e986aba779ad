"""A release taken apart into named parts, so that a small change is a few small parts; ``release_join`` joins them.

Rows travel as JSON lines with their texts in them. What grows with the hall (matters with their papers, fees,
questions, windows and search names) is spread over buckets by the code's hash; what a rank or a number of the whole
hall would say is left out and worked out again. Layout: docs/decisions/release-parts.md.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.finding.entries import Kind
from kiosk.store.media import is_whole, medium_path
from kiosk.store.release_info import ReleaseError, read_info, verify
from kiosk.store.release_schema import COLUMNS, TEXT_COLUMNS

#: About how many matters share a bucket; buckets are a power of two, so that a growing hall is seldom spread anew.
IN_BUCKET = 32
SUBJECTS = "find_subjects"
SUBJECT_COLUMNS = ("kind", "names", "detail", "entries")
WORD_COLUMNS, CHAR_COLUMNS = ("text", "sound", "role", "word_group"), ("char", "simplified", "readings")
#: Columns whose bytes are parts of their own: the cell holds their sha256.
BLOB_COLUMNS = {"plan_files": "packed", "venue": "shapes", "pictures": "data"}
BLOB_FOLDERS = {"plan_files": "plan", "venue": "plan", "pictures": "pictures"}
#: Tables that lie in buckets, with the column that says where, by the table that owns them; that one's order is kept.
BUCKETED: Mapping[str, Mapping[str, str]] = {
    "matters": {
        "matters": "code",
        "materials": "matter_code",
        "fees": "matter_code",
        "questions": "matter_code",
        "services": "matter_code",
    },
    "notices": {"notices": "code", "notice_bodies": "notice_code"},
}
#: What is found of them lies in the same buckets.
BUCKETED_KINDS = {"matters": Kind.MATTER.value, "notices": Kind.NOTICE.value}
ORDER = "bucket_order"
#: The parts of tables that are whole.
_WHOLE = {
    "rows/hall": ("hall", "departments", "windows"),
    "rows/themes": ("themes", "theme_steps"),
    "rows/hours": ("weeks", "hours", "special_days", "special_hours"),
    "rows/plan": ("venue", "plan_files"),
    "rows/desk": ("queues", "desk_rules"),
    "rows/pictures": ("pictures",),
    "rows/media": ("notice_columns", "media"),
    "rows/findings": ("plan_findings", "table_findings"),
}
_HELPED = 0.95
_GZIP_LEVEL = 9

Row = list[Any]


@dataclass(frozen=True, slots=True)
class ReleasePart:
    """One part as it is written down; ``packs`` says whether gzip may help its way (it does not for pictures)."""

    name: str
    data: bytes
    packs: bool = True

    def travelling(self) -> bytes:
        """The bytes that travel: gzip without a time, so that equal parts are equal bytes, where that helps."""
        packed = gzip.compress(self.data, _GZIP_LEVEL, mtime=0) if self.packs else self.data
        return packed if len(packed) < len(self.data) * _HELPED else self.data


def split_release(path: Path) -> Iterator[ReleasePart]:
    """The parts of a built release, the same ones for the same release; ReleaseError when it is not whole."""
    info = read_info(path)
    verify(path, info)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        tables = _Tables(connection)
        yield _part("rows/meta", [_lines("counts", ("what", "number"), (), map(list, info.counts.items()))])
        for name, kept in _WHOLE.items():
            yield _part(name, [tables.lines(table) for table in kept])
        yield _part("rows/words", [tables.lines("synonyms"), tables.select("find_words", WORD_COLUMNS, "rowid")])
        yield _part("rows/chars", [tables.select("find_chars", CHAR_COLUMNS, "char")])
        yield from _buckets(tables)
        yield from tables.blobs()
        yield from _media(connection, path.parent)
    finally:
        connection.close()


def bucket_count(codes: int) -> int:
    """How many buckets so many codes are spread over: a power of two."""
    count = 1
    while count * IN_BUCKET < codes:
        count *= 2
    return count


def bucket_of(code: str, count: int) -> int:
    """Where a code lies among ``count`` buckets, the same on every machine."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big") % count


class _Tables:
    """The tables of an open release as lines of JSON, with texts and the names of blobs put in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._blobs: dict[str, ReleasePart] = {}
        self._texts: dict[int, Any] = {0: ""}
        for number, zh, en, more in connection.execute("SELECT id, zh, en, more FROM texts"):
            said = {"zh": zh, "en": en, **(json.loads(more) if more else {})}
            self._texts[number] = {language: words for language, words in sorted(said.items()) if words}

    def rows(self, table: str) -> list[Row]:
        columns, blob = list(COLUMNS[table]), BLOB_COLUMNS.get(table, "")
        listed = ", ".join(f"[{column}]" for column in columns)
        rows = [list(row) for row in self._connection.execute(f"SELECT {listed} FROM [{table}] ORDER BY rowid")]
        for place in (columns.index(column) for column in TEXT_COLUMNS.get(table, ())):
            for row in rows:
                row[place] = None if row[place] is None else self._texts[row[place]]
        for row in rows if blob else ():
            row[columns.index(blob)] = self._put_aside(row[columns.index(blob)], table)
        return rows

    def lines(self, table: str, rows: Iterable[Row] | None = None) -> str:
        chosen = self.rows(table) if rows is None else rows
        return _lines(table, tuple(COLUMNS[table]), TEXT_COLUMNS.get(table, ()), chosen)

    def select(self, table: str, columns: Sequence[str], order: str) -> str:
        """Some columns of a table without texts."""
        found = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")
        return _lines(table, columns, (), map(list, found))

    def subjects(self) -> dict[str, list[Row]]:
        """Everything that can be found, by kind, in the order of its rank, but without it."""
        entries: dict[int, list[Row]] = {}
        columns = "rank, reference, title, window, level, floor, popularity, department"
        for rank, *entry in self._connection.execute(f"SELECT {columns} FROM find_entries ORDER BY id"):
            entries.setdefault(rank, []).append(entry)
        found: dict[str, list[Row]] = {}
        select = "SELECT rank, kind, names, detail FROM find_subjects ORDER BY rank"
        for rank, kind, names, detail in self._connection.execute(select):
            found.setdefault(kind, []).append([kind, names, detail, entries.get(rank, [])])
        return found

    def blobs(self) -> Iterator[ReleasePart]:
        """The bytes that rows put aside, each once."""
        yield from (self._blobs[name] for name in sorted(self._blobs))

    def _put_aside(self, data: bytes, table: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        name = f"{BLOB_FOLDERS[table]}/{digest}"
        self._blobs[name] = ReleasePart(name, bytes(data), packs=table == "venue")
        return digest


def _media(connection: sqlite3.Connection, shelf: Path) -> Iterator[ReleasePart]:
    """The media, each once; ReleaseError when one that lies beside the release is not whole."""
    for sha256, size in connection.execute("SELECT DISTINCT sha256, size FROM media ORDER BY sha256"):
        path = medium_path(shelf, sha256)
        if not is_whole(path, sha256, size):
            raise ReleaseError("A medium of the release is damaged.", where=sha256[:12], remedy="Build it again.")
        yield ReleasePart(f"media/{sha256}", path.read_bytes(), packs=False)


def _buckets(tables: _Tables) -> Iterator[ReleasePart]:
    """What grows with the hall, in buckets; its order; and what else can be found, by kind."""
    subjects = tables.subjects()
    order: list[Row] = []
    for group, columns in BUCKETED.items():
        rows = {table: tables.rows(table) for table in columns}
        codes = _codes(group, rows[group])
        order += [[group, code] for code in codes]
        found = subjects.pop(BUCKETED_KINDS[group], [])
        yield from _spread(tables, group, codes, rows, found)
    yield _part("rows/order", [_lines(ORDER, ("group", "code"), (), order)])
    themes = {code: number for number, code in enumerate(_codes("themes", tables.rows("themes")))}
    for kind, found in sorted(subjects.items()):
        if kind == Kind.THEME.value:
            found.sort(key=lambda row: themes[_first(row)])
        yield _part(f"rows/search/{kind}", [_subject_lines(found)])


def _spread(
    tables: _Tables, group: str, codes: Sequence[str], rows: Mapping[str, Sequence[Row]], subjects: Iterable[Row]
) -> Iterator[ReleasePart]:
    """The buckets of one group, all of them, also those that are empty."""
    count = bucket_count(len(codes))
    buckets: list[dict[str, list[Row]]] = [{} for _ in range(count)]
    for table, column in BUCKETED[group].items():
        at = list(COLUMNS[table]).index(column)
        for row in rows[table]:
            buckets[bucket_of(str(row[at]), count)].setdefault(table, []).append(row)
    place = {code: number for number, code in enumerate(codes)}
    for subject in sorted(subjects, key=lambda row: place[_first(row)]):
        buckets[bucket_of(_first(subject), count)].setdefault(SUBJECTS, []).append(subject)
    width = len(f"{count - 1:x}")
    for number, bucket in enumerate(buckets):
        lines = [tables.lines(table, bucket[table]) for table in BUCKETED[group] if table in bucket]
        lines += [_subject_lines(bucket[SUBJECTS])] if SUBJECTS in bucket else []
        yield _part(f"rows/{group}/{number:0{width}x}", lines)


def _codes(table: str, rows: Iterable[Row]) -> list[str]:
    at = list(COLUMNS[table]).index("code")
    return [str(row[at]) for row in rows]


def _first(subject: Row) -> str:
    """The reference of a subject's first entry."""
    return str(subject[3][0][0])


def _subject_lines(rows: Iterable[Row]) -> str:
    return _lines(SUBJECTS, SUBJECT_COLUMNS, (), rows)


def _part(name: str, tables: Iterable[str]) -> ReleasePart:
    return ReleasePart(name, "".join(tables).encode())


def _lines(table: str, columns: Sequence[str], texts: Sequence[str], rows: Iterable[Row]) -> str:
    """A line that opens the table, then a line for each row."""
    opening: Any = {"table": table, "columns": list(columns), "texts": list(texts)}
    return "".join(_written(line) for line in [opening, *rows])


def _written(value: Mapping[str, Any] | Row) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"

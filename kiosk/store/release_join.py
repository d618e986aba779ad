"""Parts of a release → ``release-<n>.db`` on this panel's shelf: the same file that was built, without building it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlite_utils

from kiosk.finding.entries import Kind
from kiosk.store.media import medium_path
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, release_name, verify
from kiosk.store.release_parts import (
    BLOB_COLUMNS,
    BLOB_FOLDERS,
    BUCKETED,
    BUCKETED_KINDS,
    CHAR_COLUMNS,
    ORDER,
    SUBJECT_COLUMNS,
    SUBJECTS,
    WORD_COLUMNS,
)
from kiosk.store.release_place import place_release, writing_releases
from kiosk.store.release_schema import (
    COLUMNS,
    FORMAT,
    TEXT_COLUMNS,
    create_indexes,
    create_tables,
    mark_release,
    write_meta,
)
from kiosk.store.search_writing import FiledSubject, write_search

Row = list[Any]
#: The bytes of a part by its name, unpacked.
Read = Callable[[str], bytes]

_ROWS = "rows/"
_REMEDY = "The last good release stays in use; publish again."
_KINDS = tuple(kind.value for kind in Kind)
_FURTHER = {
    "counts": ("what", "number"),
    ORDER: ("group", "code"),
    SUBJECTS: SUBJECT_COLUMNS,
    "find_words": WORD_COLUMNS,
    "find_chars": CHAR_COLUMNS,
}
#: In what order the tables are filled after the texts: that of the build.
_AFTER_TEXTS = ("venue", "plan_files", "plan_findings", "pictures", "table_findings")


def join_release(
    names: Iterable[str],
    read: Read,
    shelf: Path,
    *,
    number: int,
    hall_id: str,
    built_at: str,
    release_format: int = FORMAT,
) -> ReleaseInfo:
    """Write ``release-<number>.db`` and its description to ``shelf`` from parts, whole or not at all.

    ``names`` are all parts of the manifest; ``read`` gives one part's bytes, unpacked and proven. Parts ``media/…`` are
    not asked for: they must lie on the shelf before (``media.keep_medium``). Parts this program does not know are left
    out. ``number``, ``hall_id``, ``built_at`` and ``release_format`` are the manifest's. A release that is there whole
    already stays as it is. Raises ReleaseError; the shelf is then as it was.
    """
    if release_format != FORMAT:
        what = f"The release is of format {release_format}; this program reads format {FORMAT}."
        raise ReleaseError(what, where=release_name(number), remedy="Update the program.")
    known = _known(shelf / release_name(number), hall_id, built_at)
    if known is not None:
        return known
    try:
        tables = _read_tables([name for name in names if name.startswith(_ROWS)], read)
        _put_in_order(tables)
        _put_in_blobs(tables, read)
        _prove_media(tables, shelf)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _unfit(number, error) from error

    def fill(path: Path) -> Mapping[str, int]:
        try:
            _fill(path, tables, number, hall_id)
            return {str(what): int(count) for what, count in tables.rows["counts"]}
        except (ValueError, KeyError, TypeError, IndexError, sqlite3.IntegrityError, sqlite3.InterfaceError) as error:
            raise _unfit(number, error) from error

    with writing_releases(shelf):
        path = shelf / release_name(number)
        path.with_suffix(".json").unlink(missing_ok=True)  # damaged, or half of it: it is brought anew
        path.unlink(missing_ok=True)
        return place_release(shelf, number, hall_id, built_at, fill)


def _unfit(number: int, error: BaseException) -> ReleaseError:
    what = f"The parts of the release do not fit together ({type(error).__name__})."
    return ReleaseError(what, where=release_name(number), remedy=_REMEDY)


def _known(path: Path, hall_id: str, built_at: str) -> ReleaseInfo | None:
    """The release when it is there and whole."""
    try:
        info = read_info(path)
        if (info.hall_id, info.built_at) != (hall_id, built_at):
            return None
        verify(path, info)
    except ReleaseError:
        return None
    return info


@dataclass
class _Tables:
    """The rows of all tables; texts still stand in them."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def take(self, lines: Sequence[Any]) -> None:
        """The lines of one part: an object opens a table, lists are its rows."""
        starts = [at for at, line in enumerate(lines) if isinstance(line, dict)]
        if lines and starts[:1] != [0]:
            raise ValueError("rows without a table")
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
            table, given = str(lines[start]["table"]), list(lines[start]["columns"])
            if table not in COLUMNS and table not in _FURTHER:
                continue
            wanted = list(_FURTHER.get(table, ())) or list(COLUMNS[table])
            rows = lines[start + 1 : end]
            if any(len(row) != len(given) for row in rows):
                raise ValueError(table)
            if given != wanted:
                rows = _fitted(table, rows, given, wanted)
            self.rows.setdefault(table, []).extend(rows)


def _fitted(table: str, rows: Iterable[Row], given: Sequence[str], wanted: Sequence[str]) -> list[Row]:
    """Rows written by another version of the program: what is not known is left out, what is lacking is empty."""
    places = [given.index(column) if column in given else -1 for column in wanted]
    kinds = COLUMNS.get(table, {})
    texts = TEXT_COLUMNS.get(table, ())
    empty = ["" if column in texts else kinds.get(column, str)() for column in wanted]
    return [[row[at] if at >= 0 else nothing for at, nothing in zip(places, empty, strict=True)] for row in rows]


def _read_tables(names: Iterable[str], read: Read) -> _Tables:
    tables = _Tables()
    for name in sorted(names):
        # One document is read ten times faster than its lines one by one.
        tables.take(json.loads(b"[" + b",".join(read(name).splitlines()) + b"]"))
    for table in (*COLUMNS, *_FURTHER):
        tables.rows.setdefault(table, [])
    return tables


def _put_in_order(tables: _Tables) -> None:
    """Rows that came in buckets, in the order of their owners: the matters, the notices."""
    places: dict[str, dict[str, int]] = {group: {} for group in BUCKETED}
    for group, code in tables.rows[ORDER]:
        if group in places:
            places[group][code] = len(places[group])
    for group, columns in BUCKETED.items():
        place = places[group]
        if len(place) != len(tables.rows[group]):
            raise ValueError(ORDER)
        for table, column in columns.items():
            at = list(COLUMNS[table]).index(column)
            tables.rows[table].sort(key=lambda row, at=at, place=place: place.get(row[at], len(place)))  # type: ignore[misc]
    kinds = {kind: number for number, kind in enumerate(_KINDS)}
    owners = {kind: places[group] for group, kind in BUCKETED_KINDS.items()}

    def of_subject(row: Row) -> tuple[int, int]:
        kind, entries = row[0], row[3]
        return kinds[kind], owners[kind][entries[0][0]] if kind in owners else 0

    tables.rows[SUBJECTS] = sorted((row for row in tables.rows[SUBJECTS] if row[0] in kinds), key=of_subject)


def _prove_media(tables: _Tables, shelf: Path) -> None:
    """Every medium lies on the shelf already: it was proven when it was put there."""
    columns = list(COLUMNS["media"])
    sum_at, size_at = columns.index("sha256"), columns.index("size")
    for row in tables.rows["media"]:
        path = medium_path(shelf, str(row[sum_at]))
        if not path.is_file() or path.stat().st_size != row[size_at]:
            what = "A medium of the release is not there."
            raise ReleaseError(what, where=str(row[sum_at])[:12], remedy="Fetch the media before the release.")


def _put_in_blobs(tables: _Tables, read: Read) -> None:
    for table, column in BLOB_COLUMNS.items():
        at = list(COLUMNS[table]).index(column)
        for row in tables.rows[table]:
            row[at] = read(f"{BLOB_FOLDERS[table]}/{row[at]}")


def _fill(path: Path, tables: _Tables, number: int, hall_id: str) -> None:
    """The same statements in the same order as the build."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        database = sqlite_utils.Database(connection)
        mark_release(connection)
        connection.execute("BEGIN IMMEDIATE")
        create_tables(database)
        write_meta(connection, number, hall_id)
        texts = _number_texts(tables)
        for table in (name for name in COLUMNS if name not in ("meta", "texts", *_AFTER_TEXTS)):
            _insert(connection, table, tables.rows[table])
        _insert(connection, "texts", texts)
        for table in _AFTER_TEXTS:
            _insert(connection, table, tables.rows[table])
        create_indexes(database)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        subjects = [FiledSubject(*row) for row in tables.rows[SUBJECTS]]
        write_search(connection, subjects, map(_word, tables.rows["find_words"]), map(_char, tables.rows["find_chars"]))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _word(row: Row) -> tuple[str, str, str, int]:
    text, sound, role, group = row
    return text, sound, role, group


def _char(row: Row) -> tuple[str, str, str]:
    char, simplified, readings = row
    return char, simplified, readings


def _number_texts(tables: _Tables) -> list[Row]:
    """Put numbers in the place of texts, in the order of the build; the rows of the texts table."""
    numbers: dict[tuple[tuple[str, str], ...], int] = {}
    for table, columns in TEXT_COLUMNS.items():
        names = list(COLUMNS[table])
        places = [names.index(column) for column in columns]
        for row in tables.rows[table]:
            for place in places:
                said = row[place]
                if said:
                    row[place] = numbers.setdefault(tuple(said.items()), len(numbers) + 1)
                elif said is not None:
                    row[place] = 0
    return [_text_row(number, dict(said)) for said, number in numbers.items()]


def _text_row(number: int, said: dict[str, str]) -> Row:
    zh, en = said.pop("zh", None), said.pop("en", None)
    return [number, zh, en, json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None]


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    marks = ",".join("?" * len(COLUMNS[table]))
    connection.executemany(f"INSERT INTO [{table}] VALUES ({marks})", rows)

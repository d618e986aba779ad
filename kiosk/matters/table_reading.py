"""Walks a table row by row: columns put in place, complete rows only, each code once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiosk.base.texts import Text
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import Schema
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill

_LEFT_OUT = Text(zh="没有这一列，内容未采用。", en="There is no such column; it was left out.")
_TWICE = Text(zh="这一列出现了两次。", en="This column is there twice.")
_LACKING = Text(zh="缺少必需的一列：{column}。", en="A required column is missing: {column}.")
_ADD = Text(zh="请加上这一列，见 docs/content-format.md。", en="Add it; see docs/content-format.md.")
_DUPLICATE = Text(
    zh="“{code}”已经在第 {line} 行出现过，这一行未采用。", en="'{code}' was already given in line {line}; left out."
)
_DISTINCT = Text(zh="每一行的代码必须不同。", en="Every row needs its own.")
_UNSAID = Text(zh="这一列有 {count} 行缺少这种语言的文字。", en="{count} rows have no text in this language.")
_TRANSLATE = Text(zh="请补上，否则显示另一种语言。", en="Add it, or the other language is shown.")


def place_columns(table: Table, schema: Schema, book: Notebook) -> dict[str, list[tuple[str, str]]]:
    """name or text base → [(language tag, the file's column)]; unknown, doubled and missing columns are findings."""
    placed: dict[str, list[tuple[str, str]]] = {}

    def tell(rule: str, severity: Severity, column: str, what: Text, remedy: Text = _ADD) -> None:
        book.add(TableFinding(rule, severity, what, remedy, table.file, table.line, column))

    for column in table.columns:
        place = schema.place(column)
        if place is None:
            if column.strip():
                tell("column-unknown", Severity.NOTE, shown(column), _LEFT_OUT, Text())
            continue
        name, tag = place
        if any(tag == known for known, _ in placed.get(name, ())):
            tell("column-twice", Severity.ERROR, shown(column), _TWICE, Text())
            continue
        placed.setdefault(name, []).append((tag, column))
    for name in schema.required:
        if name not in placed:
            column = f"{name}_zh" if name in schema.texts else name
            tell("column-missing", Severity.ERROR, column, fill(_LACKING, column=column))
    return placed


def rows_of(
    table: Table | None, schema: Schema, book: Notebook, languages: Sequence[str], unique: str = ""
) -> Iterator[Cells]:
    """Every complete row. ``unique`` names the column whose values may not repeat; ``languages`` what must be said."""
    if table is None:
        return
    placed = place_columns(table, schema, book)
    if any(name not in placed for name in schema.required):
        return
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(row, schema, placed, book)
        if not cells.is_complete():
            continue
        code = cells.word(unique) if unique else ""
        if unique and code in seen:
            what = fill(_DUPLICATE, code=shown(code), line=seen[code])
            cells.fault("code-duplicate", cells.column(unique), what, _DISTINCT)
            continue
        seen[code] = row.line
        yield cells
    _tell_missing_languages(table, schema, placed, book, languages)


def _tell_missing_languages(
    table: Table,
    schema: Schema,
    placed: Mapping[str, Sequence[tuple[str, str]]],
    book: Notebook,
    languages: Sequence[str],
) -> None:
    """One finding a column: how many rows say it in some language of the hall but not in this one."""
    for base in schema.texts:
        if not any(_says(row.cells, tag, column) for row in table.rows for tag, column in placed.get(base, ())):
            continue
        for language in languages:
            columns = dict(placed[base])
            lines = [
                row.line
                for row in table.rows
                if any(_says(row.cells, tag, column) for tag, column in placed[base])
                and not _says_in(row.cells, columns, language)
            ]
            if lines:
                severity = Severity.WARNING if base in schema.required else Severity.NOTE
                column = columns.get(language, f"{base}_{language}")
                what = fill(_UNSAID, count=len(lines))
                book.add(TableFinding("language-missing", severity, what, _TRANSLATE, table.file, lines[0], column))


def _says(cells: Mapping[str, object], tag: str, column: str) -> bool:
    value = cells.get(column)
    return bool(value) and (not isinstance(value, str) or bool(value.strip()))


def _says_in(cells: Mapping[str, object], columns: Mapping[str, str], language: str) -> bool:
    if language in columns and _says(cells, language, columns[language]):
        return True
    for column in columns.values():  # JSON: an object by language
        value = cells.get(column)
        if isinstance(value, Mapping) and value.get(language):
            return True
    return False

"""A table or the whole hall as a file that a spreadsheet opens, in which no cell can become a formula."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from kiosk.hub.records.fields import fields_of, national_column, tags_of, tags_used, title_of
from kiosk.hub.records.folder import write_folder
from kiosk.hub.records.imports import column_words
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.rows import columns
from kiosk.matters.columns import SCHEMAS

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}
HEADINGS = ("own", "national", "words")
#: What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@")


def export(hall: Hall, table: str, kind: str, headings: str = "own") -> bytes:
    """One table as xlsx, csv or json. ``headings``: the format's names, the national library's, or the console's."""
    head = _columns(hall, table)
    if kind == "json":
        listed = [
            dict(row)
            for row in Row.objects.filter(hall=hall, table=table).order_by("place", "pk").values_list("data", flat=True)
        ]
        return json.dumps(listed, ensure_ascii=False, indent=1).encode()
    named = [heading(hall, table, column, headings) for column in head]
    cells = _cells(hall, table, head)
    if kind == "csv":
        return _csv(named, cells)
    return _workbook([(table, named, cells)])


def export_all(hall: Hall, kind: str, headings: str = "own") -> bytes:
    """Every table as sheets of one workbook, or (zip) the whole hall as a content folder with plan and media."""
    if kind == "zip":
        return _zipped(hall)
    sheets = []
    for table in SCHEMAS:
        head = _columns(hall, table)
        if Row.objects.filter(hall=hall, table=table).exists():
            named = [heading(hall, table, column, headings) for column in head]
            sheets.append((table, named, _cells(hall, table, head)))
    return _workbook(sheets or [("departments", ["code", "name_zh"], iter(()))])


def heading(hall: Hall, table: str, column: str, headings: str) -> str:
    """What a column is called in the first row."""
    if headings == "national":
        return national_column(table, column)
    return column_words(hall, table, column)["zh"] if headings == "words" else column


def protected(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; reading it in again takes the mark away."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _columns(hall: Hall, table: str) -> list[str]:
    used: set[str] = set()
    tags: set[str] = set()
    for data in Row.objects.filter(hall=hall, table=table).values_list("data", flat=True):
        used.update(data)
    tags.update(tags_used(table, dict.fromkeys(used, "")))
    ordered = columns(SCHEMAS[table], tags_of(hall.facts, sorted(tags)), used)
    known = {field.column for field in fields_of(table, tags_of(hall.facts, sorted(tags)))}
    return [column for column in ordered if column in used or column in known]


def _cells(hall: Hall, table: str, head: Sequence[str]) -> Iterator[list[str]]:
    rows = Row.objects.filter(hall=hall, table=table).order_by("place", "pk").values_list("data", flat=True)
    for data in rows.iterator(chunk_size=1_000):
        yield [data.get(column, "") for column in head]


def _csv(head: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(head)
    writer.writerows([protected(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()  # the mark by which a spreadsheet knows UTF-8


def _workbook(sheets: Sequence[tuple[str, Sequence[str], Iterator[list[str]]]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for name, head, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, title in enumerate(head, 1):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = max(12, min(34, len(title) + 6))
        sheet.append([_cell(sheet, title, bold=True) for title in head])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: object, value: str, *, bold: bool = False) -> WriteOnlyCell:
    """Text, whatever it looks like: codes keep their zeros, and "=…" is no formula."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = value[:32_767]
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    elif "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _zipped(hall: Hall) -> bytes:
    with tempfile.TemporaryDirectory(prefix="export-") as place:
        folder = Path(place) / hall.pk
        write_folder(hall, folder, every_medium=True)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder.parent).as_posix())
        return stream.getvalue()


def file_name(hall: Hall, table: str, kind: str) -> str:
    """What the file is called when it is saved."""
    return f"{hall.pk}.zip" if kind == "zip" else f"{table or 'tables'}.{kind}"


def titles() -> list[tuple[str, str, str]]:
    """(name, Chinese, English) of every table."""
    return [(name, title_of(name)["zh"], title_of(name)["en"]) for name in SCHEMAS]

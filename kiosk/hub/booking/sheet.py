"""Runs confined: a file of appointments (CSV or XLSX, of whatever program) becomes lines of plain words."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kiosk.base.texts import Text
from kiosk.hub.project.confined import RefusedError

#: Lines and columns of one file that are looked at; characters of one cell.
LINES, COLUMNS, CELL = 5000, 60, 1024
_KIND = Text(zh="请给 CSV 或 XLSX 文件。", en="Give a CSV or an XLSX file.")
_LONG = Text(
    zh=f"一个文件最多 {LINES} 行，请分成几个文件。", en=f"A file has at most {LINES} lines. Please make several."
)
_NO_TEXT = Text(
    zh="这个文件读不出文字。请用表格软件另存为 XLSX，或 UTF-8 的 CSV。",
    en="This file holds no readable text. Save it from your spreadsheet as XLSX, or as CSV in UTF-8.",
)


def lines(payload: bytes) -> bytes:
    """``[[line, [cell, …]], …]`` as JSON of a file, the line of headings first; empty lines are left out."""
    rows = _workbook(payload) if payload[:4] == b"PK\x03\x04" else _text(payload)
    found = []
    for number, cells in rows:
        words = [_words(cell) for cell in cells[:COLUMNS]]
        if any(words):
            found.append([number, words])
        if len(found) > LINES + 1:
            raise RefusedError(_LONG)
    return json.dumps(found).encode()


def _workbook(payload: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        book = load_workbook(io.BytesIO(payload), read_only=True, data_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, list(row)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise RefusedError(_KIND) from None


def _text(payload: bytes) -> Iterator[tuple[int, list[Any]]]:
    if b"\x00" in payload[:4096]:
        raise RefusedError(_NO_TEXT)
    text = _decoded(payload)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, list(row)
    except csv.Error:
        raise RefusedError(_NO_TEXT) from None


def _decoded(payload: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(_NO_TEXT)


def _words(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    words = "" if cell is None else str(cell).strip()[:CELL]
    return words[1:] if words[:1] == "'" and words[1:2] in ("=", "+", "-", "@") else words


def columns_of(head: Iterable[str], known: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Which column of a line of headings is which: each known one by its first heading that is there."""
    found: dict[str, int] = {}
    for place, words in enumerate(head):
        plain = words.casefold().replace(" ", "").replace("_", "").strip("*：:（）()")
        for name, headings in known.items():
            if plain in headings:
                found.setdefault(name, place)
    return found

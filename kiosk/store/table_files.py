"""CSV, XLSX and JSON files → raw tables, bounded in size before any work; what cannot be read becomes a finding."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.findings import Severity, TableFinding
from kiosk.matters.rows import Row, Table
from kiosk.matters.sentences import fill

FILE_LIMIT = 64 << 20
UNPACKED_LIMIT = 256 << 20
ROW_LIMIT = 200_000
COLUMN_LIMIT = 200
_MEMBER_LIMIT = 1_000
SUFFIXES = (".csv", ".tsv", ".xlsx", ".json")

_BIG = Text(zh="文件太大（最多 {mb} MB）。", en="The file is too big (at most {mb} MB).")
_SPLIT = Text(zh="请拆成几个或去掉多余内容。", en="Split it or take out what is not needed.")
_ROWS = Text(zh="行数太多（最多 {rows} 行）。", en="There are too many rows (at most {rows}).")
_UNREADABLE = Text(zh="文件打不开：{why}。", en="The file cannot be opened: {why}.")
_ENCODING = Text(zh="看不懂文件的编码。", en="The file's encoding is not understood.")
_SAVE_UTF8 = Text(zh="请另存为 UTF-8。", en="Save it as UTF-8.")
_GB18030 = Text(zh="文件按 GB 18030 读取。", en="The file was read as GB 18030.")
_UTF16 = Text(zh="文件按 UTF-16 读取。", en="The file was read as UTF-16.")
_QUOTES = Text(zh="引号或分隔符不对：{why}。", en="Quotes or separators are wrong: {why}.")
_MORE_CELLS = Text(zh="这一行比表头多出 {count} 格。", en="This row has {count} more cells than the header.")
_QUOTE_IT = Text(zh="含逗号的文字要用引号括起来。", en="Text with a comma needs quotes around it.")
_NO_HEADER = Text(zh="没有表头。", en="There is no header row.")
_NOT_XLSX = Text(zh="这不是能读的 XLSX 文件。", en="This is no XLSX file that can be read.")
_SAVE_XLSX = Text(zh="请用表格软件另存为不带密码的 .xlsx。", en="Save it again as .xlsx without a password.")
_BOMB = Text(zh="文件解开后太大。", en="The file is too big when unpacked.")
_FORMULA = Text(zh="这一格是公式。", en="This cell is a formula.")
_VALUES = Text(zh="请粘贴为数值。", en="Paste its value instead.")
_CELL_ERROR = Text(zh="这一格是错误值 {value}。", en="This cell holds the error {value}.")
_MERGED = Text(zh="有合并的单元格 {ranges}。", en="There are merged cells {ranges}.")
_UNMERGE = Text(zh="请取消合并，每格都填上。", en="Unmerge them and fill every cell.")
_NOT_JSON = Text(zh="这不是正确的 JSON：{why}。", en="This is no proper JSON: {why}.")
_NOT_LIST = Text(zh="JSON 要是对象的列表。", en="The JSON must be a list of objects.")
_NOT_OBJECT = Text(zh="这一项不是对象，未采用。", en="This item is no object; it was left out.")
_NO_SHEET = Text(zh="没有可见的工作表。", en="There is no visible sheet.")


@dataclass(slots=True)
class TableFile:
    """What one file gave: tables by name (a workbook may hold several) and what was wrong with it."""

    tables: dict[str, Table] = field(default_factory=dict)
    findings: list[TableFinding] = field(default_factory=list)

    def fault(
        self,
        rule: str,
        file: str,
        what: Text,
        remedy: Text = EMPTY,
        *,
        line: int = 0,
        column: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Write down something about the file."""
        self.findings.append(TableFinding(rule, severity, what, remedy, file, line, column))


def read_table_file(path: Path, names: Sequence[str], shown: str = "") -> TableFile:
    """Read one file. ``names``: the tables it may hold; its stem is the table, or its sheets are (``tables.xlsx``).

    ``shown`` is what findings call the file (default: its name). Never raises for what is in the file.
    """
    file, result = shown or path.name, TableFile()
    data = _bytes(path, file, result)
    if data is None:
        return result
    suffix, stem = path.suffix.lower(), path.stem.casefold()
    if suffix == ".xlsx":
        _read_xlsx(data, stem if stem in names else "", names, file, result)
    elif suffix == ".json":
        _read_json(data, stem, file, result)
    else:
        _read_csv(data, stem, file, result)
    return result


def _bytes(path: Path, file: str, result: TableFile) -> bytes | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
    except OSError as error:
        result.fault("file-unreadable", file, fill(_UNREADABLE, why=error.strerror or "I/O"))
        return None
    if len(data) > FILE_LIMIT:
        result.fault("file-big", file, fill(_BIG, mb=FILE_LIMIT >> 20), _SPLIT)
        return None
    return data


def decode(data: bytes, file: str, result: TableFile) -> str | None:
    """Text of a file: UTF-8 with or without BOM, UTF-16 with BOM, GB 18030; else None, with a finding."""
    encodings: tuple[tuple[str, Text], ...] = (("utf-8-sig", EMPTY), ("gb18030", _GB18030))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = (("utf-16", _UTF16),)
    for encoding, note in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if note:
            result.fault("encoding", file, note, _SAVE_UTF8, severity=Severity.NOTE)
        return text
    result.fault("encoding", file, _ENCODING, _SAVE_UTF8)
    return None


def _read_csv(data: bytes, name: str, file: str, result: TableFile) -> None:
    text = decode(data, file, result)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[Any]]] = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not row[0].lstrip("\ufeff ").startswith("#"):
                lines.append((before + 1, list(row)))
            before = reader.line_num
            if len(lines) > ROW_LIMIT + 1:
                break
    except csv.Error as error:
        result.fault("csv-bad", file, fill(_QUOTES, why=str(error)), line=before + 1)
        return
    _tabulate(lines, name, file, result)


def _delimiter(text: str) -> str:
    """The separator that stands most often in the first line with content, outside quotes; a comma when none does."""
    first = next((line for line in io.StringIO(text) if line.strip() and not line.startswith("#")), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=lambda mark: (bare.count(mark), mark == ","))


def _tabulate(lines: Sequence[tuple[int, list[Any]]], name: str, file: str, result: TableFile) -> None:
    """Header and rows → a table; cells beyond the header are a finding, since a comma was probably not quoted."""
    if not lines:
        result.fault("header-missing", file, _NO_HEADER, severity=Severity.WARNING)
        return
    if len(lines) > ROW_LIMIT + 1:
        result.fault("rows-many", file, fill(_ROWS, rows=ROW_LIMIT), _SPLIT)
        return
    line, header = lines[0]
    columns = tuple(str(cell if cell is not None else "").strip() for cell in header[:COLUMN_LIMIT])
    rows = []
    for number, cells in lines[1:]:
        extra = sum(1 for cell in cells[len(columns) :] if cell not in (None, ""))
        if extra:
            result.fault("row-long", file, fill(_MORE_CELLS, count=extra), _QUOTE_IT, line=number)
        named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
        rows.append(Row(file, number, named))
    result.tables[name] = Table(name, file, columns, tuple(rows), line)


def _read_xlsx(data: bytes, name: str, names: Sequence[str], file: str, result: TableFile) -> None:
    try:
        if not _is_bounded(data):
            result.fault("file-big", file, _BOMB, _SPLIT)
            return
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        chosen = [(name, sheet) for sheet in sheets[:1]] if name else _named_sheets(sheets, names)
        if name and not chosen:
            result.fault("sheet-missing", file, _NO_SHEET)
        for table, sheet in chosen:
            shown = file if name else f"{file}[{sheet.title}]"
            _tell_merged(book._archive, sheet._worksheet_path, shown, result)
            _tabulate(list(_sheet_lines(sheet, shown, result)), table, shown, result)
    except Exception:  # a damaged workbook makes openpyxl raise almost anything; none of it is our fault
        result.tables.clear()
        result.fault("xlsx-bad", file, _NOT_XLSX, _SAVE_XLSX)


def _named_sheets(sheets: Iterable[Any], names: Sequence[str]) -> list[tuple[str, Any]]:
    folded = [(str(sheet.title).strip().casefold(), sheet) for sheet in sheets]
    return [(title, sheet) for title, sheet in folded if title in names]


def _is_bounded(data: bytes) -> bool:
    """Whether the archive says that it stays within bounds; Python's zipfile reads no more than it says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    return len(members) <= _MEMBER_LIMIT and sum(member.file_size for member in members) <= UNPACKED_LIMIT


def _sheet_lines(sheet: Any, file: str, result: TableFile) -> Iterator[tuple[int, list[Any]]]:
    sheet.reset_dimensions()  # what the file says of its own size is not to be believed
    seen = 0
    for number, row in enumerate(islice(sheet.iter_rows(max_col=COLUMN_LIMIT), ROW_LIMIT * 5), 1):
        cells = [_cell(cell, number, file, result) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not any(cell not in (None, "") for cell in cells) or str(cells[0] or "").startswith("#"):
            continue
        seen += 1
        yield number, cells
        if seen > ROW_LIMIT + 1:
            return


def _cell(cell: Any, number: int, file: str, result: TableFile) -> Any:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None or kind not in ("f", "e"):
        return value
    column = getattr(cell, "column_letter", "")
    if kind == "f":
        result.fault("xlsx-formula", file, _FORMULA, _VALUES, line=number, column=column)
    else:
        result.fault("xlsx-error", file, fill(_CELL_ERROR, value=str(value)[:20]), _VALUES, line=number, column=column)
    return None


def _tell_merged(archive: zipfile.ZipFile, member: str, file: str, result: TableFile) -> None:
    """openpyxl's read-only sheets do not tell of merged cells, so the sheet's XML is asked."""
    found: list[str] = []
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 20):
            text = tail + chunk
            found += [match.decode() for match in re.findall(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:]{2,24})"', text)]
            tail = text[text.rfind(b"<") :][:200] if b"<" in text[-200:] else b""
    if found:
        ranges = ", ".join(dict.fromkeys(found[:5]))
        result.fault("xlsx-merged", file, fill(_MERGED, ranges=ranges), _UNMERGE)


def _read_json(data: bytes, name: str, file: str, result: TableFile) -> None:
    text = decode(data, file, result)
    if text is None:
        return
    try:
        items = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        why = "too deep" if isinstance(error, RecursionError) else str(error)[:120]
        result.fault("json-bad", file, fill(_NOT_JSON, why=why), line=getattr(error, "lineno", 0))
        return
    if not isinstance(items, list):
        result.fault("json-bad", file, _NOT_LIST)
        return
    if len(items) > ROW_LIMIT:
        result.fault("rows-many", file, fill(_ROWS, rows=ROW_LIMIT), _SPLIT)
        return
    rows = []
    columns: dict[str, None] = {}
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            result.fault("json-bad", file, _NOT_OBJECT, line=number)
            continue
        columns.update(dict.fromkeys(item))
        rows.append(Row(file, number, item))
    result.tables[name] = Table(name, file, tuple(columns)[:COLUMN_LIMIT], tuple(rows), 0)


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")

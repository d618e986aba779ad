"""Runs confined: an uploaded table, workbook or zipped content folder is read by the panel's own readers.

``tables``: a name and bytes → the rows with their lines, and what the readers found. ``folder``: a zip → its files,
read once here to the end, so that reading them again outside costs no more than it did here.
"""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.guidance.imdf import read_plan
from kiosk.hub.project.confined import RefusedError
from kiosk.hub.records.redrawing import pack
from kiosk.hub.records.rows import as_string
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import TableFinding
from kiosk.matters.sentences import fill
from kiosk.store.content_folder import HALL_FILE, read_folder
from kiosk.store.table_files import SUFFIXES, read_table_file

FILES_LIMIT, UNPACKED_LIMIT, MEMBER_LIMIT = 4_000, 192 << 20, 64 << 20

_SUFFIX = Text(zh="只收 XLSX、CSV、JSON 表格，或整个大厅的 ZIP。", en="Send XLSX, CSV, JSON, or a ZIP of a whole hall.")
_NO_ZIP = Text(zh="这不是能打开的 ZIP。", en="This is no ZIP that can be opened.")
_BOMB = Text(zh="ZIP 解开后太大，没有打开。", en="The ZIP becomes too big when it is unpacked; it was not opened.")
_LEAVES = Text(zh="ZIP 里有指向外面的文件名：{name}。", en="The ZIP has a name that leads out of it: {name}.")
_NO_HALL = Text(zh="ZIP 里没有 hall.toml。", en="There is no hall.toml in the ZIP.")
_BAD_FOLDER = Text(zh="大厅读不出来：{why}", en="The hall cannot be read: {why}")


def asked(name: str, table: str, data: bytes) -> bytes:
    """The payload of :func:`tables`."""
    head = json.dumps({"name": name, "table": table}).encode()
    return struct.pack(">I", len(head)) + head + data


def tables(payload: bytes) -> bytes:
    """``{"tables": {name: {columns, rows: [[line, cells]]}}, "findings": […]}`` of one file, as JSON.

    ``table`` of the payload says which table a file with one table is; "" leaves it to the file's name and its sheets.
    """
    (length,) = struct.unpack_from(">I", payload)
    head, data = json.loads(payload[4 : 4 + length]), payload[4 + length :]
    suffix = PurePosixPath(head["name"]).suffix.lower()
    if suffix not in SUFFIXES:
        raise RefusedError(_SUFFIX)
    stem = head["table"] or PurePosixPath(head["name"]).stem.casefold()
    stem = stem if stem in SCHEMAS else "tables"
    path = Path(f"{stem}{suffix}")
    path.write_bytes(data)
    result = read_table_file(path, tuple(SCHEMAS))
    take = _cell if suffix in (".xlsx", ".json") else _bare
    found = {
        name: {
            "columns": list(table.columns),
            "rows": [[row.line, {str(c): take(v) for c, v in row.cells.items()}] for row in table.rows],
        }
        for name, table in result.tables.items()
        if name in SCHEMAS
    }
    return json.dumps({"tables": found, "findings": [_finding(f) for f in result.findings]}).encode()


def _cell(value: Any) -> Any:
    """A string, or an object by language."""
    return {str(t): as_string(words) for t, words in value.items()} if isinstance(value, dict) else as_string(value)


def _bare(value: Any) -> str:
    """A cell of a text file: what an export protected from being a formula ("'=1") is bare again."""
    text = as_string(value)
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in tuple("=+-@") else text


def _finding(finding: TableFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "what": dict(finding.what),
        "remedy": dict(finding.remedy),
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
    }


def folder(data: bytes) -> bytes:
    """The files of a zipped content folder (packed, with their names), after it was read once without a fault."""
    files = _members(data)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "hall"
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        try:
            read = read_folder(root)
            if read.plan is not None:
                read_plan(read.plan)
        except KioskError as error:
            raise RefusedError(fill(_BAD_FOLDER, why=error.sentence().replace(place, ""))) from None
    return pack(({"name": name}, content) for name, content in files.items())


def _members(data: bytes) -> dict[str, bytes]:
    """The files of the archive below the folder that holds hall.toml."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_junk(entry.filename)]
            if len(entries) > FILES_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
                raise RefusedError(_BOMB)
            for entry in entries:
                _refuse_leaving(entry.filename)
            homes = sorted((e.filename.count("/"), e.filename) for e in entries if _name(e) == HALL_FILE)
            if not homes:
                raise RefusedError(_NO_HALL)
            base = homes[0][1].removesuffix(HALL_FILE)
            return {e.filename.removeprefix(base): _read(archive, e) for e in entries if e.filename.startswith(base)}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        raise RefusedError(_NO_ZIP) from None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(min(entry.file_size, MEMBER_LIMIT) + 1)
    if len(content) > MEMBER_LIMIT or len(content) > entry.file_size:
        raise RefusedError(_BOMB)
    return content


def _name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).name


def _is_junk(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _refuse_leaving(name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or any(ord(c) < 32 for c in name) or ":" in name:
        raise RefusedError(fill(_LEAVES, name="".join(c for c in name if c.isprintable())[:60]))

"""A content folder as a person keeps it: hall.toml, tables, plan and pictures, found and read but not yet believed."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.matters.findings import Severity, TableFinding
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.tables import TABLES
from kiosk.store.table_files import SUFFIXES, TableFile, decode, read_table_file

HALL_FILE = "hall.toml"
WORKBOOK = "tables"
PICTURES = "pictures"
MEDIA = "media"
_HALL_LIMIT = 1 << 20
_ENTRY_LIMIT = 2_000

_TWICE = Text(zh="表 {table} 已经在 {file} 里。", en="The table {table} is in {file} already.")
_ONE = Text(zh="只留一个。", en="Keep only one of them.")
_STRANGE = Text(zh="这个文件没有用到。", en="This file is not used.")
_MEANT = Text(zh="是不是 {name}？", en="Is it meant to be {name}?")
_OUTSIDE = Text(zh="这个链接指向文件夹外面，未采用。", en="This link leads out of the folder; it was left out.")
_NO_PLAN = Text(zh="找不到平面图 {plan}。", en="There is no floor plan at {plan}.")
_PLAN_KEY = Text(zh="请改 hall.toml 里的 plan。", en="Mend 'plan' in hall.toml.")


class ContentError(KioskError):
    """A folder that cannot be read at all."""


@dataclass(slots=True)
class ContentFolder:
    """What lies in the folder. ``hall`` is None for a bare plan; ``pictures`` and ``media`` may be such files."""

    path: Path
    hall: Mapping[str, Any] | None = None
    tables: dict[str, Table] = field(default_factory=dict)
    plan: Path | None = None
    pictures: tuple[Path, ...] = ()
    media: tuple[Path, ...] = ()
    findings: list[TableFinding] = field(default_factory=list)


def read_folder(path: Path) -> ContentFolder:
    """Read a content folder, or take a plan (folder or zip) as one; raises ContentError when it is neither."""
    try:
        if not path.exists():
            raise ContentError("There is no such folder.", where=str(path), remedy="Name a content folder or a plan.")
        if not (path.is_dir() and (path / HALL_FILE).is_file()):
            return ContentFolder(path, plan=path)
        entries = sorted(islice(path.iterdir(), _ENTRY_LIMIT + 1))
    except (OSError, ValueError) as error:
        raise ContentError(f"The folder cannot be read ({_why(error)}).", where=str(path)) from error
    if len(entries) > _ENTRY_LIMIT:
        raise ContentError("There are too many files.", where=str(path), remedy="Keep only the hall's files here.")
    content = ContentFolder(path, hall=_read_hall(path / HALL_FILE))
    content.plan = _find_plan(content)
    for entry in entries:
        _read_entry(entry, content)
    content.pictures = _list_files(content, PICTURES)
    content.media = _list_files(content, MEDIA)
    return content


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _read_hall(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_HALL_LIMIT + 1)
    except OSError as error:
        raise ContentError(f"The file cannot be opened ({_why(error)}).", where=HALL_FILE) from error
    if len(data) > _HALL_LIMIT:
        raise ContentError("The file is too big.", where=HALL_FILE, remedy="Keep the hall's facts in it, nothing else.")
    text = decode(data, HALL_FILE, TableFile())
    if text is None:
        raise ContentError("The file's encoding is not understood.", where=HALL_FILE, remedy="Save it as UTF-8.")
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise ContentError(f"This is no proper TOML: {str(error)[:200]}.", where=HALL_FILE) from error


def _find_plan(content: ContentFolder) -> Path | None:
    """The plan that hall.toml names, else plan/ or plan.zip beside it, else None."""
    named = (content.hall or {}).get("plan")
    if isinstance(named, str) and named:
        try:
            path = content.path / named
            if path.exists():
                return path
        except (OSError, ValueError):
            pass  # a name no file can have: told below
        what = fill(_NO_PLAN, plan=named[:200].replace("\0", ""))
        content.findings.append(TableFinding("plan-missing", Severity.ERROR, what, _PLAN_KEY, HALL_FILE, 0, "plan"))
        return None
    beside = (content.path / "plan", content.path / "plan.zip")
    return next((path for path in beside if path.exists()), None)


def _read_entry(entry: Path, content: ContentFolder) -> None:
    suffix, stem = entry.suffix.lower(), entry.stem.casefold()
    if suffix not in SUFFIXES or entry.name.startswith((".", "~")) or not entry.is_file():
        return
    if not _is_inside(entry, content):
        return
    if stem not in TABLES and not (stem == WORKBOOK and suffix == ".xlsx"):
        near = difflib.get_close_matches(stem, TABLES, 1)
        remedy = fill(_MEANT, name=near[0] + suffix) if near else EMPTY
        content.findings.append(TableFinding("file-unknown", Severity.NOTE, _STRANGE, remedy, entry.name))
        return
    result = read_table_file(entry, TABLES)
    content.findings += result.findings
    for name, table in result.tables.items():
        known = content.tables.setdefault(name, table)
        if known is not table:
            what = fill(_TWICE, table=name, file=known.file)
            content.findings.append(TableFinding("table-twice", Severity.ERROR, what, _ONE, table.file))


def _is_inside(entry: Path, content: ContentFolder) -> bool:
    try:
        inside = entry.resolve().is_relative_to(content.path.resolve())
    except (OSError, RuntimeError):
        inside = False
    if not inside:
        content.findings.append(TableFinding("file-outside", Severity.ERROR, _OUTSIDE, EMPTY, entry.name))
    return inside


def _list_files(content: ContentFolder, name: str) -> tuple[Path, ...]:
    folder = content.path / name
    try:
        entries = sorted(islice(folder.iterdir(), _ENTRY_LIMIT)) if folder.is_dir() else []
    except OSError:
        return ()
    files = [entry for entry in entries if entry.is_file() and not entry.name.startswith((".", "~"))]
    return tuple(entry for entry in files if _is_inside(entry, content))

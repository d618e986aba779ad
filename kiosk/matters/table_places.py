"""The departments, windows and services tables → who is in the hall, at which window, for which matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.matters import Department, Matter
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_matters import known_codes
from kiosk.matters.table_reading import rows_of
from kiosk.matters.windows import Service, Window, WindowType

_TYPES = {
    WindowType.GENERAL: Text(zh="综合", en="general"),
    WindowType.SPECIAL: Text(zh="专业", en="special"),
    WindowType.ACCESSIBLE: Text(zh="无障碍", en="accessible"),
    WindowType.TIDAL: Text(zh="潮汐", en="tidal"),
    WindowType.GREEN: Text(zh="绿色通道", en="green"),
}
_TYPE_WORDS = {word: kind for kind, text in _TYPES.items() for word in text.values()}

_NO_DEPARTMENT = Text(zh="没有部门“{code}”。", en="There is no department '{code}'.")
_SEE_DEPARTMENTS = Text(zh="请与 departments 表核对。", en="Compare it with the departments table.")
_NO_WINDOW = Text(zh="没有窗口“{number}”。", en="There is no window '{number}'.")
_SEE_WINDOWS = Text(zh="请与 windows 表和平面图核对。", en="Compare it with the windows table and the plan.")
_NO_WEEK = Text(zh="没有开放时间“{id}”。", en="There are no hours '{id}'.")
_SEE_HOURS = Text(zh="请与 hours 表核对。", en="Compare it with the hours table.")
_TINT = Text(zh="颜色要写成 #DCEFE4。", en="A colour is written as #DCEFE4.")
_RANGE = Text(zh="“{part}”不是一段窗口号。", en="'{part}' is no range of windows.")


def read_departments(tables: Mapping[str, Table], book: Notebook, languages: tuple[str, ...]) -> tuple[Department, ...]:
    """All departments in the order of their table."""
    rows = rows_of(tables.get("departments"), SCHEMAS["departments"], book, languages, unique="code")
    return tuple(
        Department(
            code=cells.word("code"),
            name=cells.text("name"),
            short_name=cells.text("short_name"),
            phone=cells.word("phone"),
            tint=_tint(cells),
            icon=cells.word("icon"),
        )
        for cells in rows
    )


def _tint(cells: Cells) -> str:
    tint = cells.word("tint")
    if tint and not re.fullmatch(r"#[0-9A-Fa-f]{6}", tint):
        cells.fault("choice-bad", cells.column("tint"), _TINT)
        return ""
    return tint.upper()


def read_windows(
    tables: Mapping[str, Table],
    departments: set[str],
    weeks: set[str],
    book: Notebook,
    languages: tuple[str, ...],
) -> tuple[Window, ...]:
    """All windows in the order of their table."""
    found = []
    for cells in rows_of(tables.get("windows"), SCHEMAS["windows"], book, languages, unique="number"):
        codes = cells.words("department_codes")
        for code in codes:
            if code not in departments:
                what = fill(_NO_DEPARTMENT, code=shown(code))
                cells.fault("reference-dangling", cells.column("department_codes"), what, _SEE_DEPARTMENTS)
        kind = cells.choice("type", _TYPE_WORDS, WindowType.SPECIAL)
        found.append(
            Window(
                number=cells.word("number"),
                name=cells.text("name"),
                department_codes=codes,
                type=kind,
                place_id=cells.word("place_id"),
                hours_id=week_of(cells, weeks),
                phone=cells.word("phone"),
                accessible=cells.flag("accessible") or kind == WindowType.ACCESSIBLE,
            )
        )
    return tuple(found)


def week_of(cells: Cells, weeks: set[str]) -> str:
    """The row's hours; an unknown week is an error."""
    week_id = cells.word("hours_id")
    if week_id and week_id not in weeks:
        cells.fault("reference-dangling", cells.column("hours_id"), fill(_NO_WEEK, id=shown(week_id)), _SEE_HOURS)
        return ""
    return week_id


def read_services(
    tables: Mapping[str, Table],
    matters: set[str],
    windows: set[str],
    weeks: set[str],
    book: Notebook,
    languages: tuple[str, ...],
) -> tuple[Service, ...]:
    """Every pair of matter and window of the table; the same pair with the same condition counts once."""
    found: dict[tuple[str, str, Text, str], Service] = {}
    for cells in rows_of(tables.get("services"), SCHEMAS["services"], book, languages):
        condition, week_id = cells.text("condition"), week_of(cells, weeks)
        priority = cells.whole("priority", 1, 1, 99) or 1
        for code in known_codes(cells, "matter_code", matters):
            for number in _numbers(cells, windows):
                service = Service(code, number, condition, priority, week_id)
                found.setdefault((code, number, condition, week_id), service)
    return tuple(found.values())


def _numbers(cells: Cells, windows: set[str]) -> list[str]:
    """ "9-11|13" → 9, 10, 11, 13. A number that is a window as it stands is no range."""
    numbers: list[str] = []
    for part in cells.words("window_number"):
        span = re.fullmatch(r"(\d{1,4})\s*[-–~]\s*(\d{1,4})", part)
        if part in windows or span is None:
            numbers.append(part)
        elif int(span[1]) > int(span[2]) or int(span[2]) - int(span[1]) > 500:
            cells.fault("range-bad", cells.column("window_number"), fill(_RANGE, part=shown(part)))
        else:
            numbers.extend(str(number) for number in range(int(span[1]), int(span[2]) + 1))
    for number in numbers:
        if number not in windows:
            what = fill(_NO_WINDOW, number=shown(number))
            cells.fault("reference-dangling", cells.column("window_number"), what, _SEE_WINDOWS)
    return [number for number in dict.fromkeys(numbers) if number in windows]


_BY_DEPARTMENT = Text(
    zh="“{name}”没有写窗口，按部门的所有窗口处理。",
    en="'{name}' names no window; all of its department serve it.",
)
_NOWHERE = Text(zh="“{name}”没有窗口可办。", en="No window serves '{name}'.")
_SAY_WHERE = Text(zh="请在 services 表里写上窗口。", en="Name its window in the services table.")


def complete_services(
    services: Sequence[Service], matters: Sequence[Matter], windows: Sequence[Window], file: str, book: Notebook
) -> tuple[Service, ...]:
    """The services; a matter without any gets all windows of its department (a note; a warning when there is none)."""
    served = {service.matter_code for service in services}
    by_department: dict[str, list[Window]] = {}
    for window in windows:
        for code in window.department_codes:
            by_department.setdefault(code, []).append(window)
    added: list[Service] = []
    for matter in matters:
        if matter.code in served:
            continue
        found = by_department.get(matter.department_code, [])
        added.extend(Service(matter.code, window.number, EMPTY) for window in found)
        severity, what = (Severity.NOTE, _BY_DEPARTMENT) if found else (Severity.WARNING, _NOWHERE)
        said = fill(what, name=matter.name)
        book.add(TableFinding("matter-without-window", severity, said, _SAY_WHERE, file, 0, matter.code))
    return (*services, *added)

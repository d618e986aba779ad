"""All tables of a content folder → the facts of a hall, checked against each other. Pure: rows in, findings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.cells import shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hall import Hall
from kiosk.matters.hall_facts import read_hall, said_in
from kiosk.matters.hours import Calendar
from kiosk.matters.matters import Matter
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_hours import read_calendar
from kiosk.matters.table_matters import read_matters
from kiosk.matters.table_places import complete_services, read_departments, read_services, read_windows
from kiosk.matters.table_themes import read_synonyms, read_themes
from kiosk.matters.windows import Service, Window

#: Every table a folder may have.
TABLES = tuple(SCHEMAS)

_NO_WEEK = Text(zh="没有开放时间“{id}”。", en="There are no hours '{id}'.")
_SEE_HOURS = Text(zh="请与 hours 表核对。", en="Compare it with the hours table.")
_NO_DEPARTMENT = Text(zh="没有部门“{code}”。", en="There is no department '{code}'.")
_SEE_DEPARTMENTS = Text(zh="请与 departments 表核对。", en="Compare it with the departments table.")
_NO_FEE = Text(zh="“{name}”收费，但 fees 表里没有它。", en="'{name}' charges, but the fees table does not have it.")


@dataclass(frozen=True, slots=True)
class Content:
    """What the tables say: the catalogue, everyday words for the search, and all findings."""

    catalogue: Catalogue
    synonyms: tuple[tuple[str, ...], ...]
    findings: tuple[TableFinding, ...]

    @property
    def is_usable(self) -> bool:
        """Whether nothing is wrong that stops a build."""
        return not any(finding.severity == Severity.ERROR for finding in self.findings)


def read_content(
    hall_facts: Mapping[str, Any],
    tables: Mapping[str, Table],
    *,
    hall_file: str = "hall.toml",
    plan_windows: Iterable[Window] = (),
    plan_services: Iterable[Service] = (),
    findings: Iterable[TableFinding] = (),
) -> Content:
    """The facts of these tables. ``plan_windows`` and ``plan_services`` are what the floor plan says about windows.

    A window of the plan that the windows table does not have is added; one that it has gives it its place. ``findings``
    are those of whoever read the files. Never raises for what stands in a table.
    """
    book = Notebook()
    book.extend(findings)
    hall = read_hall(hall_facts, hall_file, book)
    languages = said_in(hall.languages)
    calendar = read_calendar(tables, book, languages)
    hall = _with_hours(hall, calendar, hall_file, book)
    weeks = set(calendar.weeks)
    departments = read_departments(tables, book, languages)
    codes = {department.code for department in departments}
    windows = join_windows(read_windows(tables, codes, weeks, book, languages), plan_windows)
    numbers = {window.number for window in windows}
    matters = read_matters(tables, book, languages)
    _check_matters(matters, codes, tables.get("matters"), book)
    matter_codes = {matter.code for matter in matters}
    services = read_services(tables, matter_codes, numbers, weeks, book, languages)
    from_plan = [s for s in plan_services if s.matter_code in matter_codes and s.window_number in numbers]
    services_file = tables["services"].file if "services" in tables else "services"
    services = complete_services(_joined(services, from_plan), matters, windows, services_file, book)
    themes = read_themes(tables, matter_codes, book, languages)
    catalogue = Catalogue(hall, departments, matters, windows, services, themes, calendar)
    return Content(catalogue, read_synonyms(tables, book), book.findings())


def join_windows(windows: Iterable[Window], plan_windows: Iterable[Window]) -> tuple[Window, ...]:
    """The table's windows, placed where the plan has their number, then those that only the plan has."""
    of_plan = {window.number: window for window in plan_windows}
    joined = []
    for window in windows:
        known = of_plan.pop(window.number, None)
        joined.append(replace(window, place_id=window.place_id or known.place_id) if known else window)
    return (*joined, *of_plan.values())


def _joined(services: Iterable[Service], from_plan: Iterable[Service]) -> tuple[Service, ...]:
    of_table = tuple(services)
    pairs = {(service.matter_code, service.window_number) for service in of_table}
    return (*of_table, *(s for s in from_plan if (s.matter_code, s.window_number) not in pairs))


def _with_hours(hall: Hall, calendar: Calendar, file: str, book: Notebook) -> Hall:
    """The hall with a week that exists: the one it names, else "main" when there is one."""
    if hall.hours_id in calendar.weeks:
        return hall
    if hall.hours_id:
        what = fill(_NO_WEEK, id=shown(hall.hours_id))
        book.add(TableFinding("reference-dangling", Severity.ERROR, what, _SEE_HOURS, file, 0, "hours_id"))
    return replace(hall, hours_id="main" if "main" in calendar.weeks else "")


def _check_matters(matters: Iterable[Matter], departments: set[str], table: Table | None, book: Notebook) -> None:
    """What one row alone cannot tell: the department is there, and what charges names its fee."""
    if table is None:
        return
    column = next((c for c in table.columns if SCHEMAS["matters"].place(c) == ("code", "")), "code")
    lines = {str(row.cells.get(column, "")).strip(): row.line for row in reversed(table.rows)}
    for matter in matters:
        line = lines.get(matter.code, 0)
        if matter.department_code not in departments:
            what, at = fill(_NO_DEPARTMENT, code=shown(matter.department_code)), (table.file, line, "department_code")
            book.add(TableFinding("reference-dangling", Severity.ERROR, what, _SEE_DEPARTMENTS, *at))
        if matter.is_fee and not matter.fees:
            what = fill(_NO_FEE, name=matter.name)
            book.add(TableFinding("fee-missing", Severity.WARNING, what, Text(), table.file, line, "is_fee"))

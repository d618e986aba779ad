"""The hours and special_days tables → a calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook
from kiosk.matters.hours import MIDNIGHT, Calendar, Span, SpecialDay, Week
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_reading import rows_of

#: A run of special days in one row is no longer than this; more is a mistyped year.
LONGEST_RUN = 120

_OVERLAP = Text(zh="与第 {line} 行的时间重叠。", en="This overlaps with line {line}.")
_BACKWARDS = Text(zh="结束时间要晚于开始时间。", en="The end must be later than the start.")
_SPLIT = Text(zh="跨过半夜的时间请写成两行。", en="Write hours across midnight as two rows.")
_WEEKDAYS = Text(zh="“{value}”不是星期几。", en="'{value}' is no weekday.")
_ONE_TO_SEVEN = Text(zh="请填 1（周一）到 7（周日），如 1-5。", en="Write 1 (Monday) to 7 (Sunday), such as 1-5.")
_RUN = Text(zh="until 要在 date 之后，且不超过 {days} 天。", en="'until' must follow 'date' by at most {days} days.")
_EITHER = Text(zh="as_weekday 和 start、end 只能填一种。", en="Give either as_weekday or start and end.")
_AGAIN = Text(zh="这一天已经在第 {line} 行写过，而且不同。", en="Line {line} says something else about this day.")
_BOTH = Text(zh="start 和 end 要一起填。", en="Give both start and end.")

_Line = tuple[Span, int]


def read_calendar(tables: Mapping[str, Table], book: Notebook, languages: tuple[str, ...]) -> Calendar:
    """The weeks and special days of these tables."""
    weeks: dict[str, list[list[_Line]]] = {}
    on_holidays: set[str] = set()
    for cells in rows_of(tables.get("hours"), SCHEMAS["hours"], book, languages):
        span, week_id = _span(cells), cells.word("id")
        days = weeks.setdefault(week_id, [[] for _ in range(7)])
        if cells.flag("on_holidays"):
            on_holidays.add(week_id)
        for weekday in _weekdays(cells):
            if span is not None and _fits(days[weekday], span, cells):
                days[weekday].append((span, cells.row.line))
    built = {
        week_id: Week(week_id, tuple(_in_order(lines) for lines in days), week_id in on_holidays)
        for week_id, days in weeks.items()
    }
    return Calendar(built, _read_special_days(tables.get("special_days"), book, languages))


def _in_order(lines: list[_Line]) -> tuple[Span, ...]:
    return tuple(sorted((span for span, _ in lines), key=lambda span: span.start))


def _span(cells: Cells) -> Span | None:
    start, end = cells.clock("start"), cells.clock("end")
    if start is None or end is None:
        return None
    if end != MIDNIGHT and end <= start:
        cells.fault("hours-backwards", cells.column("end"), _BACKWARDS, _SPLIT)
        return None
    return Span(start, end)


def _fits(lines: list[_Line], span: Span, cells: Cells) -> bool:
    last = time.max if span.end == MIDNIGHT else span.end
    for known, line in lines:
        known_last = time.max if known.end == MIDNIGHT else known.end
        if span.start < known_last and known.start < last:
            cells.fault("hours-overlap", cells.column("start"), fill(_OVERLAP, line=line))
            return False
    return True


def _weekdays(cells: Cells) -> list[int]:
    """ "1-5" → [0, 1, 2, 3, 4]."""
    found: list[int] = []
    for part in cells.words("weekday"):
        match = re.fullmatch(r"([1-7])(?:\s*[-–~]\s*([1-7]))?", part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            cells.fault("weekday-bad", cells.column("weekday"), fill(_WEEKDAYS, value=shown(part)), _ONE_TO_SEVEN)
            continue
        found.extend(range(int(match[1]) - 1, int(match[2] or match[1])))
    return list(dict.fromkeys(found))


def _read_special_days(table: Table | None, book: Notebook, languages: tuple[str, ...]) -> dict[date, SpecialDay]:
    days: dict[date, SpecialDay] = {}
    lines: dict[date, list[_Line]] = {}
    told: dict[date, int] = {}
    for cells in rows_of(table, SCHEMAS["special_days"], book, languages):
        span, as_weekday = _special_hours(cells)
        name = cells.text("name")
        for day in _run(cells):
            known = days.get(day)
            if known is not None and (span is None or not known.spans or as_weekday is not None):
                cells.fault("date-duplicate", cells.column("date"), fill(_AGAIN, line=told[day]))
                break
            of_day = lines.setdefault(day, [])
            if span is not None and _fits(of_day, span, cells):
                of_day.append((span, cells.row.line))
            told[day] = cells.row.line
            kept = known.name if known is not None and known.name else name
            days[day] = SpecialDay(day, kept or EMPTY, _in_order(of_day), as_weekday)
    return days


def _special_hours(cells: Cells) -> tuple[Span | None, int | None]:
    weekday = cells.whole("as_weekday", None, 1, 7)
    given = [bool(cells.word(name)) for name in ("start", "end")]
    if weekday is not None and any(given):
        cells.fault("hours-twice", cells.column("as_weekday"), _EITHER)
    if weekday is not None:
        return None, weekday - 1
    if any(given) and not all(given):
        cells.fault("value-missing", cells.column("end" if given[0] else "start"), _BOTH)
    return (_span(cells) if all(given) else None), None


def _run(cells: Cells) -> list[date]:
    first = cells.day("date")
    last = cells.day("until") or first
    if first is None or last is None:
        return []
    if not 0 <= (last - first).days < LONGEST_RUN:
        cells.fault("date-bad", cells.column("until"), fill(_RUN, days=LONGEST_RUN))
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]

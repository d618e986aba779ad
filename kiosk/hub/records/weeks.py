"""The weeks of a hall: in words for lists, and day by day for the person who changes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from itertools import groupby

from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.publishing.week_words import say_week
from kiosk.hub.records.changes import ChangeError, StaleError, changing, noted
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.rows import STEP, key_after, keyed
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hours import MIDNIGHT, Calendar, Span
from kiosk.matters.rows import Row as ReadRow
from kiosk.matters.rows import Table
from kiosk.matters.table_hours import read_calendar

_COLUMNS = ("id", "weekday", "start", "end", "on_holidays")
_NO_ID = Text(zh="请给时间表起个名字：字母或数字。", en="Give the week a name: letters or digits.")
_TAKEN = Text(zh="已经有一张叫这个名字的时间表。", en="There is a week of this name already.")
_NO_DAY = Text(zh="至少要有一天开门。", en="It must be open on one day at least.")

#: A day as somebody writes it: pairs of from and to, as typed.
Day = Sequence[tuple[str, str]]


def weeks_of(hall: Hall) -> dict[str, Text]:
    """Every week's id with its hours in words, in the order of the table."""
    return {week_id: say_week(week) for week_id, week in _calendar(_rows(hall)).weeks.items()}


def days_of(hall: Hall, week_id: str) -> list[list[tuple[str, str]]]:
    """A week's spans, Monday first, as somebody would write them; seven empty days for a week that is not there."""
    week = _calendar(_rows(hall, week_id)).weeks.get(week_id)
    days: Iterable[tuple[Span, ...]] = week.days if week is not None else [()] * 7
    return [[(_clock(s.start), "24:00" if s.end == MIDNIGHT else _clock(s.end)) for s in day] for day in days]


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"


def on_holidays(hall: Hall, week_id: str) -> bool:
    """Whether holidays do not touch the week."""
    week = _calendar(_rows(hall, week_id)).weeks.get(week_id)
    return week is not None and week.on_holidays


def mark_of(hall: Hall, week_id: str) -> str:
    """What a week's rows are at this moment; another mark means that somebody changed them."""
    rows = Row.objects.filter(hall=hall, table="hours", data__id=week_id).order_by("pk").values_list("pk", "version")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def rows_for(week_id: str, days: Sequence[Day], holidays: bool) -> list[dict[str, str]]:
    """The fewest rows that say this: days with the same hours together ("1-5", "1-4|6")."""
    plans: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, day in enumerate(days, 1):
        spans = tuple((start.strip(), end.strip()) for start, end in day if start.strip() or end.strip())
        if spans:
            plans.setdefault(spans, []).append(number)
    rows = []
    for spans, numbers in plans.items():
        for start, end in spans:
            row = {"id": week_id, "weekday": _runs(numbers), "start": start, "end": end}
            rows.append(row | ({"on_holidays": "1"} if holidays else {}))
    return rows


def check_week(rows: Sequence[Mapping[str, str]]) -> list[TableFinding]:
    """What is wrong with a week's rows."""
    book = Notebook()
    _calendar(rows, book)
    return [finding for finding in book.findings() if finding.severity == Severity.ERROR]


def save_week(
    hall: Hall, week_id: str, days: Sequence[Day], holidays: bool, mark: str, user: User | None, *, is_new: bool = False
) -> None:
    """Save a whole week in one transaction; StaleError when its rows are no longer what ``mark`` says."""
    rows = rows_for(week_id, days, holidays)
    if not week_id.replace("-", "").replace("_", "").isalnum() or len(week_id) > 40:
        raise ChangeError(_NO_ID, column="id")
    if not rows:
        raise ChangeError(_NO_DAY)
    with changing(hall) as locked:
        known = list(Row.objects.filter(hall=locked, table="hours", data__id=week_id).order_by("place"))
        if is_new and known:
            raise ChangeError(_TAKEN, column="id")
        if not is_new and mark != mark_of(locked, week_id):
            raise StaleError({"id": week_id}, 0, where=f"hours/{week_id}")
        before = str(say_week(_calendar([row.data for row in known]).weeks.get(week_id)).get("zh", ""))
        place = known[0].place if known else (_last_place(locked) + STEP)
        version = max((row.version for row in known), default=0) + 1
        Row.objects.filter(pk__in=[row.pk for row in known]).delete()
        taken = set(Row.objects.filter(hall=locked, table="hours").values_list("key", flat=True))
        for number, (key, data) in enumerate(keyed("hours", rows)):
            free = key_after(key, taken)
            taken.add(free)
            fields = {"key": free, "place": place + number, "version": version, "changed_by": user}
            Row.objects.create(hall=locked, table="hours", data=dict(data), **fields)
        after = str(say_week(_calendar(rows).weeks.get(week_id)).get("zh", ""))
        noted(locked, user, "week.saved", f"hours/{week_id}", values={"hours": [before, after]})


def _last_place(hall: Hall) -> int:
    rows = Row.objects.filter(hall=hall, table="hours").order_by("-place")
    return rows.values_list("place", flat=True).first() or 0


def _runs(numbers: Sequence[int]) -> str:
    """[1, 2, 3, 6] → "1-3|6"."""
    parts = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        days = [number for _, number in run]
        parts.append(str(days[0]) if len(days) == 1 else f"{days[0]}-{days[-1]}")
    return "|".join(parts)


def _rows(hall: Hall, week_id: str = "") -> list[dict[str, str]]:
    rows = Row.objects.filter(hall=hall, table="hours").order_by("place")
    if week_id:
        rows = rows.filter(data__id=week_id)
    return list(rows.values_list("data", flat=True))


def _calendar(rows: Iterable[Mapping[str, str]], book: Notebook | None = None) -> Calendar:
    read = tuple(ReadRow("hours", number, data) for number, data in enumerate(rows, 1))
    return read_calendar({"hours": Table("hours", "hours", _COLUMNS, read)}, book or Notebook(), ())

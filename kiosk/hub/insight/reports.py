"""Reports of a hall: the same figures by day, hour, queue, window or matter, over the days somebody asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.hub.console.words import said
from kiosk.hub.desk.published import Published
from kiosk.hub.insight.history import Dated, cases_between, open_minutes
from kiosk.ticketing.cases import Case, Limits
from kiosk.ticketing.measures import BY_WORD, MEASURES, Count, Measure, Share

#: Longest stretch of days, and the one that is shown first.
LONGEST, FIRST = timedelta(days=92), timedelta(days=6)
WAYS = {
    "day": ("按日期", "By day"),
    "hour": ("按时段", "By hour"),
    "queue": ("按业务", "By queue"),
    "window": ("按窗口", "By window"),
    "matter": ("按事项", "By matter"),
}
#: The figures of a report, in the order of its columns. What waits at this moment belongs on the live page.
_NOW = ("waiting", "wait-now", "overdue-now", "overdue-rate", "in-time-now", "in-time-rate")
WORDS = tuple(measure.word for measure in MEASURES if measure.word not in _NOW)
_WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
#: Those that the table on the page has room for; the workbook has all.
SHOWN = (
    *("people", "tickets", "served", "abandoned-rate", "wait-mean", "wait-longest", "called-in-time-rate"),
    *("service-mean", "late-rate", "unrated-rate", "satisfied-rate"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    first: date
    last: date
    way: str = "day"
    queue: str = ""

    @property
    def query(self) -> str:
        """As the end of an address, the way left out."""
        return f"from={self.first.isoformat()}&to={self.last.isoformat()}" + (
            f"&queue={self.queue}" if self.queue else ""
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One day, queue … and its figures. ``open_minutes``: of a window, None otherwise."""

    code: str
    name: str
    figures: Mapping[str, float | None]
    open_minutes: float | None = None

    @property
    def cells(self) -> list[str]:
        """The figures that are shown, in words."""
        return [words(BY_WORD[word], self.figures[word]) for word in SHOWN]


@dataclass(frozen=True, slots=True)
class Report:
    """Lines in the order of their kind, and all together."""

    asked: Asked
    lines: tuple[Line, ...]
    all: Line


def read(sent: Mapping[str, str], hall: Published, now: datetime) -> Asked:
    """From an address; what is no day or no queue is left out, and too long a stretch is cut at its beginning."""
    today = hall.day(now)
    last = min(_day(sent.get("to", ""), today), today)
    first = min(_day(sent.get("from", ""), last - FIRST), last)
    way = sent.get("by", "")
    queue = sent.get("queue", "")
    return Asked(
        max(first, last - LONGEST), last, way if way in WAYS else "day", queue if queue in hall.by_code else ""
    )


def report(hall: Published, asked: Asked, limits: Limits, now: datetime) -> Report:
    """Count it."""
    dated = [one for one in cases_between(hall, asked.first, asked.last, now) if asked.queue in ("", one.case.queue)]
    return summed_up(hall, dated, asked, limits, now)


def summed_up(hall: Published, dated: Sequence[Dated], asked: Asked, limits: Limits, now: datetime) -> Report:
    """The same over cases that were read already."""
    groups: dict[str, list[Case]] = {code: [] for code in _always(hall, asked)}
    names = _names_of(hall, asked.way)
    for one in dated:
        for code in _codes(one, asked.way):
            groups.setdefault(code, []).append(one.case)
    opened = open_minutes(hall, asked.first, asked.last, now) if asked.way == "window" else {}
    lines = [
        Line(code, names(code), _figures(cases, limits), opened.get(code, 0.0) if asked.way == "window" else None)
        for code, cases in groups.items()
    ]
    lines.sort(key=_order(asked.way))
    whole = Line("", said("合计", "All"), _figures([one.case for one in dated], limits))
    return Report(asked, tuple(lines), whole)


def words(measure: Measure, value: float | None) -> str:
    """A figure for a table: "12", "85.0%", "12.5"; "–" when there is nothing to measure."""
    if value is None:
        return "–"
    if isinstance(measure, Share):
        return f"{value * 100:.1f}%"
    return f"{value:.0f}" if isinstance(measure, Count) else f"{value:.1f}"


def _figures(cases: Iterable[Case], limits: Limits) -> dict[str, float | None]:
    some = list(cases)
    return {word: BY_WORD[word].of(some, limits) for word in WORDS}


def _codes(one: Dated, way: str) -> Iterable[str]:
    case = one.case
    if way == "day":
        return (one.day.isoformat(),)
    if way == "hour":
        return (f"{case.hour:02d}",)
    if way == "queue":
        return (case.queue,)
    if way == "window":
        return (case.window,) if case.window else ()
    return case.matters or ("",)


def _always(hall: Published, asked: Asked) -> Iterable[str]:
    """Lines that stand there even when nothing happened."""
    if asked.way == "day":
        return ((asked.first + timedelta(days=n)).isoformat() for n in range((asked.last - asked.first).days + 1))
    if asked.way == "queue":
        return [asked.queue] if asked.queue else hall.by_code
    return ()


def _names_of(hall: Published, way: str) -> Callable[[str], str]:
    def name(code: str) -> str:
        if way == "day":
            day = date.fromisoformat(code)
            weekday = said(_WEEKDAYS_ZH[day.weekday()], day.strftime("%a"))
            return f"{code} {weekday}"
        if way == "hour":
            return f"{code}:00–{(int(code) + 1) % 24:02d}:00"
        if way == "window":
            return said(f"{code} 号窗口", f"Window {code}")
        if way == "queue":
            queue = hall.by_code.get(code)
            return _own(queue.name) if queue else code
        if not code:
            return said("未选事项", "No matter chosen")
        try:
            return _own(hall.catalogue.matter(code).name)
        except KeyError:
            return code

    return name


def _own(text: Mapping[str, str]) -> str:
    zh = text.get("zh") or text.get("zh-CN") or ""
    return said(zh, text.get("en") or zh)


def _order(way: str) -> Callable[[Line], tuple[float, str]]:
    if way in ("day", "hour"):
        return lambda line: (0.0, line.code)
    if way == "window":
        return lambda line: (float("".join(c for c in line.code if c.isdigit()) or 0), line.code)
    return lambda line: (-(line.figures["tickets"] or 0.0), line.code)


def _day(words: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return otherwise

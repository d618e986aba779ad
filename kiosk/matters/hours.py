"""Opening hours, holidays and make-up working days: the facts, and whether something is open at a given moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from kiosk.base.texts import EMPTY, Text

#: How far ahead the next opening is looked for.
HORIZON = timedelta(days=60)

MIDNIGHT = time(0, 0)
_LUNCH_BEGINS = (time(11, 0), time(14, 0))


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` to ``end`` (local time, end not included). An ``end`` of 00:00 is the end of the day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Week:
    """A week's hours: weekday (0 = Monday) → spans, in order. ``on_holidays``: special days do not touch it."""

    id: str
    days: tuple[tuple[Span, ...], ...]  # seven entries
    on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A holiday (no spans) or a day with other hours, such as a make-up working day (调休上班)."""

    day: date
    name: Text = EMPTY
    spans: tuple[Span, ...] = ()
    as_weekday: int | None = None  # make-up day: use this weekday's hours


@dataclass(frozen=True, slots=True)
class Calendar:
    """All weeks and special days of a hall."""

    weeks: dict[str, Week] = field(default_factory=dict)
    special_days: dict[date, SpecialDay] = field(default_factory=dict)


class Why(StrEnum):
    """Why something is open or closed at a moment."""

    OPEN = "open"
    UNKNOWN = "unknown"  # no hours are known: taken as open, and nothing is said about it
    BEFORE = "before"  # opens later today
    LUNCH = "lunch"
    PAUSE = "pause"  # a gap between two spans that is no lunch break
    AFTER = "after"  # closed for today
    DAY_OFF = "day_off"  # a weekday without hours
    HOLIDAY = "holiday"
    SWITCHED = "switched"  # by a switch, whatever its hours say


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether something is open at a moment, until when, and when it opens next (None = never within 60 days).

    Open with ``until`` None: open without end (24 hours). Times are aware, in the zone of the moment asked about.
    """

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None
    reason: Text = EMPTY  # the holiday's name, "lunch break" …
    why: Why = Why.OPEN


_REASONS = {
    Why.LUNCH: Text(zh="午休", en="Lunch break"),
    Why.PAUSE: Text(zh="暂停服务", en="Short break"),
}


def spans_on(calendar: Calendar, week_id: str, day: date) -> tuple[Span, ...]:
    """The hours of a week on one day, special days applied; () when closed or when the week is unknown."""
    week = calendar.weeks.get(week_id)
    if week is None:
        return ()
    special = None if week.on_holidays else calendar.special_days.get(day)
    if special is None:
        return week.days[day.weekday()]
    if special.as_weekday is not None:
        return week.days[special.as_weekday]
    return special.spans


def openness(calendar: Calendar, week_id: str, now: datetime) -> Openness:
    """How the week ``week_id`` stands at ``now`` (aware). An unknown week is taken as open (``Why.UNKNOWN``)."""
    if now.tzinfo is None:
        raise ValueError("a hall's time needs a time zone")
    if week_id not in calendar.weeks:
        return Openness(True, why=Why.UNKNOWN)
    zone, moment, until, found = now.tzinfo, now.astimezone(UTC), None, False
    for start, end in _runs(calendar, week_id, now):
        if end <= moment:
            continue
        if not found and moment < start:
            return _closed(calendar, week_id, now, start.astimezone(zone))
        if found and start > (until or start):
            break
        found, until = True, max(end, until or end)
    if not found:
        return _closed(calendar, week_id, now, None)
    endless = until is None or until > moment + HORIZON
    return Openness(True, until=None if endless or until is None else until.astimezone(zone))


def shut(calendar: Calendar, week_id: str, now: datetime, until: datetime | None, reason: Text = EMPTY) -> Openness:
    """How it stands while a switch keeps it closed ``until`` a moment (aware; None: nobody knows yet).

    It opens at ``until``, or when its hours open it next after that. A switch that is over, and one that ends while it
    would be closed anyway, change nothing.
    """
    usual = openness(calendar, week_id, now)
    if until is None:
        return Openness(False, reason=reason, why=Why.SWITCHED)
    if until <= now:
        return usual
    then = openness(calendar, week_id, until.astimezone(now.tzinfo))
    opens_at = until.astimezone(now.tzinfo) if then.is_open else then.opens_at
    if not usual.is_open and usual.opens_at == opens_at:
        return usual
    return Openness(False, opens_at=opens_at, reason=reason, why=Why.SWITCHED)


def _runs(calendar: Calendar, week_id: str, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every span from today to the horizon as instants (UTC), in order of time."""
    assert now.tzinfo is not None
    for ahead in range(HORIZON.days + 2):
        day = now.date() + timedelta(days=ahead)
        for span in spans_on(calendar, week_id, day):
            last = day + timedelta(days=1) if span.end == MIDNIGHT else day
            start, end = _instant(day, span.start, now.tzinfo, fold=0), _instant(last, span.end, now.tzinfo, fold=1)
            if start < end:
                yield start, end


def _instant(day: date, at: time, zone: tzinfo, fold: int) -> datetime:
    """The moment (UTC) of a wall-clock time. Twice on a day the clocks go back: ``fold`` says which of them.

    A wall time that the clocks skip is the moment of the change itself.
    """
    wall = datetime.combine(day, at, tzinfo=zone).replace(fold=fold)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    # Skipped: read with the offset after the change it lies before it, with the one before, behind it.
    low, high = wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC)
    while high - low > timedelta(seconds=1):  # first moment whose wall clock is past the skipped time
        middle = low + (high - low) // 2
        if middle.astimezone(zone).replace(tzinfo=None) >= wall.replace(tzinfo=None):
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def _closed(calendar: Calendar, week_id: str, now: datetime, opens_at: datetime | None) -> Openness:
    spans, moment = spans_on(calendar, week_id, now.date()), now.time()
    special = None if calendar.weeks[week_id].on_holidays else calendar.special_days.get(now.date())
    name = special.name if special is not None else EMPTY
    if not spans:
        is_holiday = special is not None and special.as_weekday is None
        return Openness(False, opens_at=opens_at, reason=name, why=Why.HOLIDAY if is_holiday else Why.DAY_OFF)
    if opens_at is None or opens_at.date() != now.date():
        return Openness(False, opens_at=opens_at, why=Why.AFTER)
    ended = [span.end for span in spans if span.end != MIDNIGHT and span.end <= moment]
    if not ended:
        return Openness(False, opens_at=opens_at, why=Why.BEFORE)
    why = Why.LUNCH if _LUNCH_BEGINS[0] <= max(ended) <= _LUNCH_BEGINS[1] else Why.PAUSE
    return Openness(False, opens_at=opens_at, reason=_REASONS[why], why=why)

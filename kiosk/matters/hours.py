"""Opening hours, holidays and make-up working days, and what they say at a given moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from kiosk.base.texts import EMPTY, Text


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` to ``end`` (local time, end not included)."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Week:
    """A week's hours: weekday (0 = Monday) → spans, in order."""

    id: str
    days: tuple[tuple[Span, ...], ...]  # seven entries


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


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether something is open at a moment, until when, and when it opens next (None = never within 60 days)."""

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None
    reason: Text = EMPTY  # the holiday's name, "lunch break" …

"""A week's hours in one line: "周一至周五 9:00–12:00、13:30–17:00；周六 9:00–12:00"."""

from __future__ import annotations

from itertools import groupby

from kiosk.base.texts import Text
from kiosk.matters.hours import MIDNIGHT, Span, Week
from kiosk.matters.hours_words import WEEKDAYS
from kiosk.matters.sentences import fill

_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOT_KNOWN = Text(zh="没有写", en="not given")
_NEVER = Text(zh="不开放", en="closed")
_THROUGH = Text(zh="{first}至{last}", en="{first}–{last}")
_HOURS = Text(zh="{days} {hours}", en="{days} {hours}")


def say_spans(spans: tuple[Span, ...]) -> str:
    """ "9:00–12:00、13:30–17:00" (the same in every language but for the comma)."""
    return "、".join(f"{s.start:%H:%M}–{'24:00' if s.end == MIDNIGHT else f'{s.end:%H:%M}'}" for s in spans)


def say_week(week: Week | None) -> Text:
    """Days with equal hours that follow each other are said together; days without hours are left out."""
    if week is None:
        return _NOT_KNOWN
    parts = [_days(list(run), spans) for spans, run in groupby(range(7), key=lambda day: week.days[day]) if spans]
    if not parts:
        return _NEVER
    return Text(zh="；".join(part["zh"] for part in parts), en="; ".join(part["en"] for part in parts))


def _days(run: list[int], spans: tuple[Span, ...]) -> Text:
    """One run of days with their hours."""
    first, last = (Text(zh=WEEKDAYS[day]["zh"], en=_SHORT[day]) for day in (run[0], run[-1]))
    days = first if len(run) == 1 else fill(_THROUGH, first=first, last=last)
    hours = say_spans(spans)
    return fill(_HOURS, days=days, hours=Text(zh=hours, en=hours.replace("、", ", ")))

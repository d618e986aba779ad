"""A week's hours in one line: "周一至周五 9:00–12:00、13:30–17:00；周六 9:00–12:00"."""

from __future__ import annotations

from itertools import groupby

from kiosk.base.texts import Text
from kiosk.matters.hours import MIDNIGHT, Span, Week
from kiosk.matters.hours_words import WEEKDAYS

_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOT_KNOWN = Text(zh="没有写", en="not given")
_NEVER = Text(zh="不开放", en="closed")


def say_spans(spans: tuple[Span, ...]) -> str:
    """ "9:00–12:00、13:30–17:00" (the same in every language but for the comma)."""
    return "、".join(f"{s.start:%H:%M}–{'24:00' if s.end == MIDNIGHT else f'{s.end:%H:%M}'}" for s in spans)


def say_week(week: Week | None) -> Text:
    """Days with equal hours that follow each other are said together; days without hours are left out."""
    if week is None:
        return _NOT_KNOWN
    zh, en = [], []
    for spans, days in groupby(range(7), key=lambda day: week.days[day]):
        if not spans:
            continue
        run = list(days)
        hours = say_spans(spans)
        zh.append(f"{_through(run, [day['zh'] for day in WEEKDAYS], '至')} {hours}")
        en.append(f"{_through(run, _SHORT, '–')} {hours.replace('、', ', ')}")
    return Text(zh="；".join(zh), en="; ".join(en)) if zh else _NEVER


def _through(days: list[int], names: tuple[str, ...] | list[str], to: str) -> str:
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}{to}{names[days[-1]]}"

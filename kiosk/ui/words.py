"""Short sentences that several screens say about places, times and matters (zh and en, no Qt)."""

from __future__ import annotations

from datetime import datetime

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.advice import compress
from kiosk.matters.hours_words import WEEKDAYS
from kiosk.matters.matters import TimeLimit
from kiosk.matters.sentences import fill
from kiosk.visit.find_way import Reach, Spot

STILL_THERE = Text(zh="您还在吗？还在的话，请碰一下屏幕。", en="Are you still there? If so, touch the screen.")

_METRES = Text(zh="{metres}米 · 约{minutes}分钟", en="{metres} m · about {minutes} min")
_LEVEL_METRES = Text(zh="{level} · {metres}米 · 约{minutes}分钟", en="{level} · {metres} m · about {minutes} min")
_WINDOW = Text(zh="{number}号窗口", en="Window {number}")
_WINDOWS = Text(zh="{numbers}号窗口", en="Windows {numbers}")
_AT_ONCE = Text(zh="当场办完", en="Done on the spot")
_UNITS = {
    "working_day": (Text(zh="{days}个工作日", en="{days} working days"), Text(zh="1个工作日", en="1 working day")),
    "day": (Text(zh="{days}天", en="{days} days"), Text(zh="1天", en="1 day")),
    "hour": (Text(zh="{days}小时", en="{days} hours"), Text(zh="1小时", en="1 hour")),
    "minute": (Text(zh="{days}分钟", en="{days} minutes"), Text(zh="1分钟", en="1 minute")),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def say_window(number: str) -> Text:
    """ "11号窗口"."""
    return fill(_WINDOW, number=number)


def say_windows(numbers: tuple[str, ...]) -> Text:
    """Runs as one: "14–20号窗口"."""
    if not numbers:
        return EMPTY
    if len(numbers) == 1:
        return say_window(numbers[0])
    runs = compress(numbers)
    return Text(zh=_WINDOWS["zh"].format(numbers="、".join(runs)), en=_WINDOWS["en"].format(numbers=", ".join(runs)))


def say_distance(spot: Spot | None, reach: Reach | None) -> Text:
    """ "1楼 · 42米 · 约1分钟"; only the floor when the way is not known."""
    if spot is None:
        return EMPTY
    if reach is None:
        return spot.level
    metres = max(1, round(reach.metres))
    if not spot.level:
        return fill(_METRES, metres=metres, minutes=reach.minutes)
    return fill(_LEVEL_METRES, level=spot.level, metres=metres, minutes=reach.minutes)


def say_way(reach: Reach | None) -> Text:
    """ "42米 · 约1分钟"; nothing when the way is not known."""
    return fill(_METRES, metres=max(1, round(reach.metres)), minutes=reach.minutes) if reach else EMPTY


def say_limit(limit: TimeLimit | None) -> Text:
    """How long until the result: "7个工作日", "当场办完"; empty when nothing is known."""
    if limit is None:
        return EMPTY
    if limit.days <= 0:
        return limit.note or _AT_ONCE
    many, one = _UNITS.get(limit.unit, _UNITS["working_day"])
    return one if limit.days == 1 else fill(many, days=limit.days)


def say_date(now: datetime) -> Text:
    """ "11月22日 周日"."""
    return Text(
        zh=f"{now.month}月{now.day}日 {WEEKDAYS[now.weekday()]['zh']}",
        en=f"{WEEKDAYS[now.weekday()]['en']} {now.day} {_MONTHS[now.month - 1]}",
    )


def say_clock(now: datetime) -> str:
    """ "09:42"."""
    return f"{now.hour:02d}:{now.minute:02d}"


def tell(language: str, *parts: str) -> str:
    """Parts as sentences one after the other, to be read aloud; empty ones are left out."""
    stop, gap = (".", " ") if language == "en" else ("。", "")
    said = (part if part[-1] in "。.！!？?…" else part + stop for part in parts if part)
    return gap.join(said)

"""Opening hours in words: the sentence a person at a closed door would like to hear."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.hours import MIDNIGHT, Openness, Why
from kiosk.matters.sentences import fill

WEEKDAYS = (
    Text(zh="周一", en="Monday"),
    Text(zh="周二", en="Tuesday"),
    Text(zh="周三", en="Wednesday"),
    Text(zh="周四", en="Thursday"),
    Text(zh="周五", en="Friday"),
    Text(zh="周六", en="Saturday"),
    Text(zh="周日", en="Sunday"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_CLOSED = {
    Why.BEFORE: Text(zh="还没开门", en="Not open yet"),
    Why.LUNCH: Text(zh="午休", en="Lunch break"),
    Why.PAUSE: Text(zh="暂停服务", en="Short break"),
    Why.AFTER: Text(zh="今天已下班", en="Closed for today"),
    Why.DAY_OFF: Text(zh="今天不上班", en="Closed today"),
    Why.SWITCHED: Text(zh="暂停服务", en="Closed for now"),
}
_SHUT = Text(zh="暂停服务到{clock}", en="Closed until {clock}")
_SHUT_DAY = Text(zh="暂停服务到{day}{clock}", en="Closed until {day} at {clock}")
_FOR_A_REASON = Text(zh="{said}（{reason}）", en="{said} ({reason})")
_HOLIDAY = Text(zh="放假", en="Closed for a holiday")
_NAMED_HOLIDAY = Text(zh="{name}放假", en="Closed for {name}")

_ENDLESS = Text(zh="24小时开放", en="Open 24 hours")
_UNTIL = Text(zh="现在开放，到{clock}", en="Open now, until {clock}")
_UNTIL_MIDNIGHT = Text(zh="现在开放，到24:00", en="Open now, until midnight")
_UNTIL_DAY = Text(zh="现在开放，到{day}{clock}", en="Open now, until {clock} {day}")

_OPENS = Text(zh="{why}，{clock}开", en="{why}, opens at {clock}")
_OPENS_AGAIN = Text(zh="{why}，{clock}再开", en="{why}, opens again at {clock}")
_OPENS_DAY = Text(zh="{why}，{day}{clock}开", en="{why}, opens {day} at {clock}")
_NEVER = Text(zh="{why}，何时再开请问工作人员", en="{why}, please ask the staff when it opens again")
_TOMORROW = Text(zh="明天（{weekday}）", en="tomorrow ({weekday})")
_DATE = Text(zh="{month}月{day}日（{weekday}）", en="{weekday} {day} {month_name}")


def say_openness(openness: Openness, now: datetime) -> Text:
    """One short sentence without a full stop, zh and en; empty when the hours are not known.

    "Open now, until 17:00", "Lunch break, opens again at 13:30", "Closed for today, opens tomorrow (Monday) at 9:00",
    "Closed for National Day, opens Thursday 8 October at 9:00".
    """
    if openness.why == Why.UNKNOWN:
        return EMPTY
    if openness.is_open:
        return _say_open(openness.until, now)
    if openness.why == Why.SWITCHED:
        return _say_shut(openness, now)
    why, opens_at = _say_closed(openness), openness.opens_at
    if opens_at is None:
        return fill(_NEVER, why=why)
    if opens_at.date() != now.date():
        return fill(_OPENS_DAY, why=why, day=say_day(opens_at.date(), now.date()), clock=say_clock(opens_at))
    again = openness.why in (Why.LUNCH, Why.PAUSE)
    return fill(_OPENS_AGAIN if again else _OPENS, why=why, clock=say_clock(opens_at))


def _say_shut(openness: Openness, now: datetime) -> Text:
    """Closed by a switch: until when, and why if that is known."""
    opens_at = openness.opens_at
    if opens_at is None:
        said = fill(_NEVER, why=_CLOSED[Why.SWITCHED])
    elif opens_at.date() == now.date():
        said = fill(_SHUT, clock=say_clock(opens_at))
    else:
        said = fill(_SHUT_DAY, day=say_day(opens_at.date(), now.date()), clock=say_clock(opens_at))
    return fill(_FOR_A_REASON, said=said, reason=openness.reason) if openness.reason else said


def _say_open(until: datetime | None, now: datetime) -> Text:
    if until is None:
        return _ENDLESS
    if until.date() == now.date():
        return fill(_UNTIL, clock=say_clock(until))
    if until.time() == MIDNIGHT and until.date() == now.date() + timedelta(days=1):
        return _UNTIL_MIDNIGHT
    return fill(_UNTIL_DAY, day=say_day(until.date(), now.date()), clock=say_clock(until))


def _say_closed(openness: Openness) -> Text:
    if openness.why != Why.HOLIDAY:
        return _CLOSED[openness.why]
    named = fill(_NAMED_HOLIDAY, name=openness.reason)
    return Text(
        {language: named[language] if language in openness.reason else _HOLIDAY[language] for language in named}
    )


def say_day(day: date, today: date) -> Text:
    """A coming day as people say it: "tomorrow (Monday)", else the date with its weekday."""
    weekday = WEEKDAYS[day.weekday()]
    if day == today + timedelta(days=1):
        return fill(_TOMORROW, weekday=weekday)
    return fill(_DATE, weekday=weekday, day=day.day, month=day.month, month_name=_MONTHS[day.month - 1])


def say_clock(moment: datetime) -> str:
    """ "9:00", "13:30"."""
    return f"{moment.hour}:{moment.minute:02d}"

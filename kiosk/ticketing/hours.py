"""May a number be given now? Opening hours, half-day quotas and holidays, and the sentence that says when to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.base.texts import EMPTY, Text
from kiosk.ticketing.queues import DeskRules, Queue
from kiosk.ticketing.tickets import TicketError

_MIDNIGHT = time(0, 0)
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_LUNCH = (time(11, 0), time(14, 0))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """One day's hours: (start, end) in local time, in order; an end of 00:00 is midnight; () = closed all day.

    ``holiday``: its name on a day that is closed for it, else empty.
    """

    day: date
    spans: tuple[tuple[time, time], ...] = ()
    holiday: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Giving:
    """Whether a number may be given. Not: ``word`` is "closed" or "full", ``again`` the moment to come (None: unknown).

    ``said`` is a whole sentence for the visitor, empty when numbers are given.
    """

    takes: bool
    word: str = ""
    said: Text = EMPTY
    again: datetime | None = None


class NotNowError(TicketError):
    """A number cannot be given now; ``again`` is the moment from which it can (None: not known)."""

    def __init__(self, word: str, text: Text, again: datetime | None) -> None:
        self.again = again
        super().__init__(word, text)


def giving(now: datetime, days: Sequence[OpenDay], queue: Queue, rules: DeskRules, taken: int) -> Giving:
    """Whether ``queue`` gives a number at ``now`` (aware, in the hall's zone).

    ``days``: today and the days after it, in order, as far as they are known. ``taken``: tickets the queue gave in
    this half-day, voids of numbers that reached nobody not counted.
    """
    spells = list(_spells(days, now, rules))
    current = next((s for s in spells if s[0] <= now < s[1]), None)
    if current is None:
        return _closed(now, days, spells, rules)
    quota = quota_of(queue, now, rules)
    if quota and taken >= quota:
        return _full(now, spells, rules)
    return Giving(True)


def must_give(now: datetime, days: Sequence[OpenDay], queue: Queue, rules: DeskRules, taken: int) -> None:
    """As ``giving``, raising ``NotNowError`` when no number may be given."""
    found = giving(now, days, queue, rules, taken)
    if not found.takes:
        raise NotNowError(found.word, found.said, found.again)


def in_morning(moment: datetime, rules: DeskRules) -> bool:
    """Which half-day a moment belongs to; ``moment`` in the hall's zone."""
    return moment.time() < rules.noon


def quota_of(queue: Queue, moment: datetime, rules: DeskRules) -> int:
    """The most tickets of the half-day of ``moment``; 0: no bound."""
    return queue.quota_am if in_morning(moment, rules) else queue.quota_pm


def half_day(moment: datetime, rules: DeskRules) -> tuple[datetime, datetime]:
    """Start and end (not included) of the half-day of ``moment``: between them the tickets of a quota are counted."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    noon = datetime.combine(day.date(), rules.noon, tzinfo=moment.tzinfo)
    return (day, noon) if moment < noon else (noon, day + timedelta(days=1))


def _spells(days: Sequence[OpenDay], now: datetime, rules: DeskRules) -> Iterator[tuple[datetime, datetime]]:
    """Stretches in which numbers are given: open spans, joined where they touch, less the last minutes of each."""
    joined: list[tuple[datetime, datetime]] = []
    for day in days:
        for start, end in day.spans:
            last = day.day + timedelta(days=1) if end == _MIDNIGHT else day.day
            spell = (datetime.combine(day.day, start, now.tzinfo), datetime.combine(last, end, now.tzinfo))
            if joined and spell[0] <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], spell[1]))
            else:
                joined.append(spell)
    for start_at, end_at in joined:
        if (ends := end_at - timedelta(minutes=rules.last_take)) > start_at:
            yield start_at, ends


def _full(now: datetime, spells: list[tuple[datetime, datetime]], rules: DeskRules) -> Giving:
    _, ends = half_day(now, rules)
    again = next((max(start, ends) for start, end in spells if end > ends), None)
    if in_morning(now, rules) and again is not None and again.date() == now.date():
        first = Text(zh="上午的号已取完", en="All numbers of this morning have been taken")
    else:
        first = Text(zh="今天的号已取完", en="All numbers of today have been taken")
    return Giving(False, "full", _sentence(first, now, again), again)


def _closed(
    now: datetime, days: Sequence[OpenDay], spells: list[tuple[datetime, datetime]], rules: DeskRules
) -> Giving:
    again = next((start for start, _ in spells if start > now), None)
    return Giving(False, "closed", _sentence(_why_closed(now, days, again, rules), now, again), again)


def _why_closed(now: datetime, days: Sequence[OpenDay], again: datetime | None, rules: DeskRules) -> Text:
    today = next((day for day in days if day.day == now.date()), OpenDay(now.date()))
    if not today.spans and today.holiday:
        name = today.holiday
        return Text(zh=f"{name.within('zh-CN')}放假", en=f"We are closed for {name.within('en')}")
    if not today.spans:
        return Text(zh="今天不上班", en="We are closed today")
    if again is None or again.date() != now.date():
        return Text(zh="今天已停止取号", en="No more numbers are given today")
    if now.time() < today.spans[0][0]:
        return Text(zh="还没到取号时间", en="It is too early for a number")
    if any(start <= now.time() < end for start, end in today.spans) and in_morning(now, rules):
        return Text(zh="上午已停止取号", en="No more numbers are given this morning")
    if _LUNCH[0] <= now.time() <= _LUNCH[1]:
        return Text(zh="现在是午休时间", en="It is the lunch break")
    return Text(zh="现在暂停取号", en="No numbers are given just now")


def _sentence(first: Text, now: datetime, again: datetime | None) -> Text:
    if again is None:
        return Text(zh=f"{first['zh']}，请到导办台询问。", en=f"{first['en']}. Please ask at the information desk.")
    when = when_words(again, now)
    return Text(zh=f"{first['zh']}，请{when['zh']}再来。", en=f"{first['en']}. Please come back {when['en']}.")


def when_words(moment: datetime, now: datetime) -> Text:
    """A moment as people say it: "下午2点", "明天9点", "11月23日（周一）9点"; English with its preposition."""
    clock = _clock_words(moment.time())
    ahead = (moment.date() - now.date()).days
    if ahead == 0:
        return Text(zh=clock["zh"], en=f"at {clock['en']}")
    if ahead == 1:
        return Text(zh=f"明天{clock['zh']}", en=f"tomorrow at {clock['en']}")
    weekday, month = moment.weekday(), moment.month
    return Text(
        zh=f"{month}月{moment.day}日（周{_WEEKDAYS_ZH[weekday]}）{clock['zh']}",
        en=f"on {_WEEKDAYS_EN[weekday]} {moment.day} {_MONTHS_EN[month - 1]} at {clock['en']}",
    )


def _clock_words(at: time) -> Text:
    minutes_zh = "" if at.minute == 0 else "半" if at.minute == 30 else f"{at.minute:02d}分"
    half_zh = "下午" if at.hour > 12 else ""
    hour = at.hour - 12 if at.hour > 12 else at.hour
    figures = f"{(at.hour - 1) % 12 + 1}" + (f":{at.minute:02d}" if at.minute else "")
    return Text(zh=f"{half_zh}{hour}点{minutes_zh}", en=f"{figures} {'am' if at.hour < 12 else 'pm'}")

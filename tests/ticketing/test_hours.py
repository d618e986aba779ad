from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import SHANGHAI

from kiosk.base.texts import EMPTY, Text
from kiosk.ticketing.hours import NotNowError, OpenDay, giving, half_day, must_give, when_words
from kiosk.ticketing.queues import DeskRules, Queue

WORKDAY = ((time(9), time(12)), (time(14), time(17)))
FRIDAY = date(2026, 11, 20)
QUEUE = Queue("a", "A", Text(zh="综合"), quota_am=3, quota_pm=3)
RULES = DeskRules()


def week(first: date = FRIDAY, spans: tuple[tuple[time, time], ...] = WORKDAY, holiday: Text = EMPTY) -> list[OpenDay]:
    """From ``first`` (with these spans) on; weekends closed."""
    days = [OpenDay(first, spans, holiday)]
    for ahead in range(1, 8):
        day = first + timedelta(days=ahead)
        days.append(OpenDay(day, WORKDAY if day.weekday() < 5 else ()))
    return days


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "taken", "word", "zh", "en"),
    [
        (at(9), 0, "", "", ""),
        (at(9), 2, "", "", ""),
        (at(10), 3, "full",
         "上午的号已取完，请下午2点再来。",
         "All numbers of this morning have been taken. Please come back at 2 pm."),
        (at(15), 3, "full", "今天的号已取完，请11月23日（周一）9点再来。",
         "All numbers of today have been taken. Please come back on Monday 23 November at 9 am."),
        (at(8), 0, "closed", "还没到取号时间，请9点再来。", "It is too early for a number. Please come back at 9 am."),
        (at(12, 30), 0, "closed", "现在是午休时间，请下午2点再来。",
         "It is the lunch break. Please come back at 2 pm."),
        (at(17), 0, "closed", "今天已停止取号，请11月23日（周一）9点再来。",
         "No more numbers are given today. Please come back on Monday 23 November at 9 am."),
    ],
)  # fmt: skip
def test_what_is_said(now: datetime, taken: int, word: str, zh: str, en: str) -> None:
    found = giving(now, week(), QUEUE, RULES, taken)
    assert (found.takes, found.word) == (not word, word)
    assert found.said == Text(zh=zh, en=en)


def test_tomorrow_is_said_as_such() -> None:
    thursday = FRIDAY - timedelta(days=1)
    found = giving(at(15, day=thursday), week(thursday), QUEUE, RULES, 3)
    assert found.said["zh"] == "今天的号已取完，请明天9点再来。"
    assert found.again == at(9, day=FRIDAY)


def test_a_holiday_is_named() -> None:
    days = week(spans=(), holiday=Text(zh="国庆节", en="National Day"))
    found = giving(at(10), days, QUEUE, RULES, 0)
    assert found.said["zh"] == "国庆节放假，请11月23日（周一）9点再来。"
    assert found.said["en"].startswith("We are closed for National Day.")


def test_no_number_in_the_last_minutes_of_each_half() -> None:
    rules = DeskRules(last_take=30)
    assert giving(at(11, 29), week(), QUEUE, rules, 0).takes
    morning, evening = (giving(moment, week(), QUEUE, rules, 0) for moment in (at(11, 30), at(16, 45)))
    assert morning.said["zh"] == "上午已停止取号，请下午2点再来。"
    assert evening.said["zh"] == "今天已停止取号，请11月23日（周一）9点再来。"


def test_spans_that_touch_are_one_and_noon_parts_the_quotas() -> None:
    days = week(spans=((time(9), time(12)), (time(12), time(17))))
    rules = DeskRules(last_take=30)
    assert giving(at(11, 45), days, QUEUE, rules, 0).takes
    full = giving(at(11, 45), days, QUEUE, rules, 3)
    assert (full.said["zh"], full.again) == ("上午的号已取完，请12点再来。", at(12))


def test_a_hall_that_never_closes() -> None:
    days = [OpenDay(FRIDAY + timedelta(days=n), ((time(0), time(0)),)) for n in range(3)]
    assert giving(at(23, 59), days, Queue("a", "A", EMPTY), RULES, 10_000).takes
    assert giving(at(23, 59), days, QUEUE, RULES, 3).again == at(0, day=FRIDAY + timedelta(days=1))


def test_nothing_known_sends_to_the_information_desk() -> None:
    with pytest.raises(NotNowError) as refused:
        must_give(at(10), [OpenDay(FRIDAY)], QUEUE, RULES, 0)
    assert (refused.value.word, refused.value.again) == ("closed", None)
    assert "导办台" in refused.value.text["zh"]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 24 * 60 - 1),
    st.integers(0, 6),
    st.integers(0, 90),
    st.sampled_from([(), WORKDAY, ((time(8), time(20)),), ((time(13), time(15)),), ((time(0), time(0)),)]),
)
def test_who_comes_back_when_told_gets_a_number(minute: int, taken: int, last_take: int, spans: tuple) -> None:
    now, rules, days = at(minute // 60, minute % 60), DeskRules(last_take=last_take), week(spans=spans)
    found = giving(now, days, QUEUE, rules, taken)
    if found.takes:
        assert found.said == EMPTY
    else:
        assert found.again is not None
        assert found.again > now
        assert giving(found.again, days, QUEUE, rules, 0).takes
        assert half_day(found.again, rules) != half_day(now, rules) or found.word == "closed"


def test_clock_words() -> None:
    now = at(7)
    said = {when_words(at(h, m), now)["zh"] for h, m in [(0, 0), (9, 5), (12, 0), (13, 30), (18, 45)]}
    assert said == {"0点", "9点05分", "12点", "下午1点半", "下午6点45分"}
    assert when_words(at(12, 30), now)["en"] == "at 12:30 pm"
    assert when_words(at(0, 5), now)["en"] == "at 12:05 am"

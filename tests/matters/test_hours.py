from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.base.texts import Text
from kiosk.matters.hours import Calendar, Span, SpecialDay, Week, Why, openness, spans_on
from kiosk.matters.hours_words import say_openness

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = (Span(time(9), time(12)), Span(time(13, 30), time(17)))
MAIN = Week("main", (DAY,) * 5 + ((), ()))
ALWAYS = Week("always", ((Span(time(0), time(0)),),) * 7, on_holidays=True)
NATIONAL_DAY = Text(zh="国庆节", en="National Day")
HOLIDAYS = {date(2026, 10, d): SpecialDay(date(2026, 10, d), NATIONAL_DAY) for d in range(1, 8)}
MAKE_UP = {date(2026, 10, 10): SpecialDay(date(2026, 10, 10), Text(zh="调休上班"), as_weekday=0)}
CALENDAR = Calendar({"main": MAIN, "always": ALWAYS}, {**HOLIDAYS, **MAKE_UP})


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-11-20T10:00", "现在开放，到12:00", "Open now, until 12:00"),
        ("2026-11-20T16:59:59", "现在开放，到17:00", "Open now, until 17:00"),
        ("2026-11-20T12:00", "午休，13:30再开", "Lunch break, opens again at 13:30"),
        ("2026-11-20T08:59", "还没开门，9:00开", "Not open yet, opens at 9:00"),
        ("2026-11-19T17:00", "今天已下班，明天（周五）9:00开", "Closed for today, opens tomorrow (Friday) at 9:00"),
        (
            "2026-11-20T17:00",
            "今天已下班，11月23日（周一）9:00开",
            "Closed for today, opens Monday 23 November at 9:00",
        ),
        ("2026-11-22T11:00", "今天不上班，明天（周一）9:00开", "Closed today, opens tomorrow (Monday) at 9:00"),
        (
            "2026-10-03T10:00",
            "国庆节放假，10月8日（周四）9:00开",
            "Closed for National Day, opens Thursday 8 October at 9:00",
        ),
        ("2026-10-10T10:00", "现在开放，到12:00", "Open now, until 12:00"),  # a Saturday people work on
    ],
)
def test_words(moment: str, zh: str, en: str) -> None:
    now = at(moment)
    assert say_openness(openness(CALENDAR, "main", now), now) == Text(zh=zh, en=en)


def test_edges_are_exact() -> None:
    tick = timedelta(microseconds=1)
    for start, end in (("09:00", "12:00"), ("13:30", "17:00")):
        opens, closes = at(f"2026-11-20T{start}"), at(f"2026-11-20T{end}")
        assert not openness(CALENDAR, "main", opens - tick).is_open
        assert openness(CALENDAR, "main", opens) == openness(CALENDAR, "main", closes - tick)
        assert openness(CALENDAR, "main", opens).until == closes
        assert not openness(CALENDAR, "main", closes).is_open


def test_open_round_the_clock_even_on_holidays() -> None:
    for moment in ("2026-10-03T03:00", "2026-11-20T00:00", "2026-11-22T23:59"):
        now = at(moment)
        found = openness(CALENDAR, "always", now)
        assert found.is_open
        assert found.until is None
        assert say_openness(found, now)["zh"] == "24小时开放"


def test_spans_that_meet_at_midnight_are_one() -> None:
    late = Week("late", ((Span(time(0), time(2)), Span(time(20), time(0))),) * 7)
    now = at("2026-11-20T23:30")
    found = openness(Calendar({"late": late}), "late", now)
    assert found.until == at("2026-11-21T02:00")
    assert say_openness(found, now)["zh"] == "现在开放，到明天（周六）2:00"


def test_open_until_midnight() -> None:
    late = Week("late", ((Span(time(20), time(0)),),) * 7)
    now = at("2026-11-20T23:30")
    assert say_openness(openness(Calendar({"late": late}), "late", now), now) == Text(
        zh="现在开放，到24:00", en="Open now, until midnight"
    )


def test_unknown_hours_are_taken_as_open_and_nothing_is_said() -> None:
    now = at("2026-11-20T03:00")
    found = openness(CALENDAR, "no such week", now)
    assert found.is_open
    assert found.why == Why.UNKNOWN
    assert not say_openness(found, now)


def test_never_open_again() -> None:
    now = at("2026-11-20T03:00")
    found = openness(Calendar({"shut": Week("shut", ((),) * 7)}), "shut", now)
    assert found.opens_at is None
    assert say_openness(found, now)["zh"] == "今天不上班，何时再开请问工作人员"


def test_a_holiday_without_an_english_name_is_still_said_in_english() -> None:
    special = {date(2026, 11, 20): SpecialDay(date(2026, 11, 20), Text(zh="建区纪念日"))}
    now = at("2026-11-20T10:00")
    said = say_openness(openness(Calendar({"main": MAIN}, special), "main", now), now)
    assert said["zh"].startswith("建区纪念日放假")
    assert said["en"].startswith("Closed for a holiday")


def test_a_short_day_before_a_holiday() -> None:
    special = {date(2026, 11, 20): SpecialDay(date(2026, 11, 20), Text(zh="除夕"), (Span(time(9), time(12)),))}
    calendar = Calendar({"main": MAIN}, special)
    assert openness(calendar, "main", at("2026-11-20T11:00")).until == at("2026-11-20T12:00")
    assert openness(calendar, "main", at("2026-11-20T14:00")).why == Why.AFTER


def test_a_naive_moment_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        openness(CALENDAR, "main", datetime(2026, 11, 20))


@pytest.mark.parametrize(
    ("moment", "hours"),
    [("2026-03-07T23:00", 5), ("2026-10-31T23:00", 7)],  # New York: clocks forward, clocks back
)
def test_a_night_with_a_change_of_clocks_is_shorter_or_longer(moment: str, hours: int) -> None:
    new_york = ZoneInfo("America/New_York")
    week = Week("night", ((Span(time(0), time(5)), Span(time(23), time(0))),) * 7)
    now = at(moment, new_york)
    found = openness(Calendar({"night": week}), "night", now)
    assert found.until is not None
    assert found.until.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=hours)
    assert found.until.time() == time(5)


def test_a_time_the_clocks_skip_is_the_moment_of_the_change() -> None:
    new_york = ZoneInfo("America/New_York")
    week = Week("odd", ((Span(time(2, 30), time(5)),),) * 7)
    found = openness(Calendar({"odd": week}), "odd", at("2026-03-08T01:00", new_york))
    assert found.opens_at == datetime(2026, 3, 8, 3, 0, tzinfo=new_york)


minutes = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(minutes, max_size=6)))
    return tuple(Span(edges[i], edges[i + 1]) for i in range(0, len(edges) - 1, 2))


calendars = st.builds(
    lambda days, special: Calendar(
        {"w": Week("w", tuple(days))},
        {date(2026, 3, 1) + timedelta(days=n): SpecialDay(date(2026, 3, 1), spans=s) for n, s in special.items()},
    ),
    st.lists(spans(), min_size=7, max_size=7),
    st.dictionaries(st.integers(0, 20), spans(), max_size=4),
)
zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]).map(ZoneInfo)
tick = timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(calendars, st.integers(0, 14 * 24 * 60), zones)
@example(CALENDAR, 0, SHANGHAI)
def test_what_is_promised_comes_true(calendar: Calendar, minute: int, zone: ZoneInfo) -> None:
    week_id = next(iter(calendar.weeks))
    now = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone)
    found = openness(calendar, week_id, now)

    def is_open(moment: datetime) -> bool:
        return openness(calendar, week_id, moment.astimezone(UTC).astimezone(zone)).is_open

    edge = found.until if found.is_open else found.opens_at
    said = say_openness(found, now)
    assert said["zh"]
    assert said["en"]
    if edge is None:
        return
    edge_utc = edge.astimezone(UTC)
    assert edge_utc > now.astimezone(UTC)
    assert edge.tzinfo == now.tzinfo
    assert is_open(edge_utc) != found.is_open
    assert is_open(edge_utc - tick) == found.is_open
    middle = now.astimezone(UTC) + (edge_utc - now.astimezone(UTC)) / 2
    assert is_open(middle) == found.is_open


@settings(max_examples=60, deadline=None)
@given(calendars, st.integers(0, 14 * 24 * 60 - 1))
def test_open_means_that_the_wall_clock_is_within_a_span(calendar: Calendar, minute: int) -> None:
    now = datetime(2026, 3, 1, tzinfo=SHANGHAI) + timedelta(minutes=minute)
    inside = any(span.start <= now.time() < span.end for span in spans_on(calendar, "w", now.date()))
    assert openness(calendar, "w", now).is_open == inside

"""The days on which a queue gives numbers: its own hours, else the hall's; holidays; and a hall without hours."""

from __future__ import annotations

from datetime import date, time, timedelta

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall
from kiosk.matters.hours import Calendar, Span, SpecialDay, Week
from kiosk.store.queue_hours import open_days
from kiosk.ticketing.hours import OpenDay
from kiosk.ticketing.queues import Queue

NAME = Text(zh="综合", en="General")
MONDAY = date(2026, 9, 28)
HOLIDAY = Text(zh="国庆节", en="National Day")
MORNINGS, NIGHTS = Span(time(9), time(12)), Span(time(20), time(0))
WORK = Week("work", tuple((MORNINGS,) if day < 5 else () for day in range(7)))
ALWAYS = Week("always", ((NIGHTS,),) * 7, on_holidays=True)
SPECIAL = {
    date(2026, 10, 1): SpecialDay(date(2026, 10, 1), HOLIDAY),
    date(2026, 10, 2): SpecialDay(date(2026, 10, 2), HOLIDAY, (Span(time(10), time(11)),)),
    date(2026, 10, 3): SpecialDay(date(2026, 10, 3), Text(zh="调休上班", en="Working day"), as_weekday=0),
}


def hall(hours_id: str) -> Catalogue:
    return Catalogue(Hall("h", NAME, hours_id=hours_id), calendar=Calendar({"work": WORK, "always": ALWAYS}, SPECIAL))


def test_a_week_with_its_special_days() -> None:
    days = open_days(hall("work"), Queue("a", "A", NAME), MONDAY, 7)
    morning, short = ((time(9), time(12)),), ((time(10), time(11)),)
    assert [day.day for day in days] == [MONDAY + timedelta(days=number) for number in range(7)]
    assert [day.spans for day in days] == [morning, morning, morning, (), short, morning, ()]
    assert [day.holiday for day in days] == [EMPTY, EMPTY, EMPTY, HOLIDAY, EMPTY, EMPTY, EMPTY]


def test_hours_of_its_own_that_holidays_do_not_touch() -> None:
    days = open_days(hall("work"), Queue("a", "A", NAME, hours_id="always"), MONDAY, 7)
    assert [(day.spans, day.holiday) for day in days] == [(((time(20), time(0)),), EMPTY)] * 7


def test_no_queue_means_the_hall() -> None:
    assert open_days(hall("always"), None, MONDAY) == open_days(hall("always"), Queue("a", "A", NAME), MONDAY)
    assert len(open_days(hall("always"), None, MONDAY)) == 21


def test_open_all_day_where_nothing_is_known() -> None:
    assert open_days(hall("lost"), None, MONDAY, 1) == [OpenDay(MONDAY, ((time(0), time(0)),))]

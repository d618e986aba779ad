from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from hub.desk.halls import QUEUES, opened

from kiosk.hub.desk import authority
from kiosk.hub.insight.models import Alarm, Telling
from kiosk.hub.insight.thresholds import keep_rule, rules_of
from kiosk.hub.insight.watching import EVERY_S, NO_WINDOW, look, look_everywhere
from kiosk.hub.live.models import Event
from kiosk.hub.reviews import reviewing
from kiosk.ticketing.alarms import AlarmKind, AlarmRule, Level


def kinds(**wanted: Any) -> list[tuple[str, str, int]]:
    found = Alarm.objects.filter(ended=None, **wanted).order_by("kind", "subject")
    return list(found.values_list("kind", "subject", "level"))


def only(hall_id: str, *wanted: AlarmKind) -> None:
    """Switch all other kinds off."""
    for kind, rule in rules_of(hall_id).items():
        keep_rule(hall_id, AlarmRule(kind, rule.thresholds, 15, rule.receivers, kind in wanted))


def test_raised_said_again_worse_and_ended(desk: Any, day: Any, manager: Any) -> None:
    today = day("4")
    only(desk.hall_id, AlarmKind.WAIT)
    ticket = today.come("land")
    heard = []
    for minutes in (14, 1, 10, 5, 15, 2):
        today.later(minutes)
        look(desk.hall_id, today.now)
        heard.append([(one.said, one.level) for one in Telling.objects.order_by("id")])
    # at 14, 15, 25, 30, 45, 47 minutes of waiting
    assert heard[0] == []
    assert heard[-1] == [("raised", 1), ("worse", 2), ("worse", 3)]
    assert {name for one in Telling.objects.all() for name in one.receivers} == {"manager"}
    today.later(15)
    look(desk.hall_id, today.now)
    assert Telling.objects.order_by("id").last().said == "again"
    assert today.next("4") == ticket
    today.later(1)
    look(desk.hall_id, today.now)
    (alarm,) = Alarm.objects.all()
    assert (alarm.ended, alarm.worst, alarm.peak) == (today.now, 3, 62)
    assert Telling.objects.order_by("id").last().said == "ended"
    assert Event.objects.filter(audience=f"console:{desk.hall_id}", kind="alarm").count() == 5


def test_what_somebody_has_noted_is_not_said_again_unless_it_gets_worse(desk: Any, day: Any, manager: Any) -> None:
    today = day()
    only(desk.hall_id, AlarmKind.WAIT)
    today.come("land")
    today.later(16)
    look(desk.hall_id, today.now)
    Alarm.objects.update(seen_by="manager", seen_at=today.now)
    for minutes in (10, 3):
        today.later(minutes)
        look(desk.hall_id, today.now)
    assert [one.said for one in Telling.objects.order_by("id")] == ["raised"]
    today.later(5)
    look(desk.hall_id, today.now)
    assert [one.said for one in Telling.objects.order_by("id")] == ["raised", "worse"]
    assert Alarm.objects.get().seen_at is None


def test_when_the_hall_has_closed_nobody_is_disturbed(desk: Any, day: Any, hall: Any, manager: Any) -> None:
    today = day("4")
    only(desk.hall_id, AlarmKind.BAD_REVIEWS)
    ticket = today.come("land")
    today.next("4")
    today.later(5)
    today.done("4")
    reviewing.give(desk.hall_id, ticket, "4", 1, (), "", "window", today.now)
    look(desk.hall_id, today.now)
    today.later(16)
    look(desk.hall_id, today.now)
    assert [one.said for one in Telling.objects.order_by("id")] == ["raised", "again"]
    authority.close_seat(desk.hall_id, "4", today.seats["4"].user, today.now)
    today.later(16)
    look(desk.hall_id, today.now)
    assert Telling.objects.count() == 2
    assert kinds() == [("bad-reviews", "", 1)]
    today.later(24 * 60)
    look(desk.hall_id, today.now)
    assert kinds() == []


def test_people_and_no_window(desk: Any, day: Any) -> None:
    today = day()
    only(desk.hall_id, AlarmKind.WINDOW_SATURATION)
    today.come("land")
    look(desk.hall_id, today.now)
    assert kinds() == [("window-saturation", "land", 3)]
    assert Alarm.objects.get().value == NO_WINDOW


def test_who_is_named_is_told_and_nobody_else(desk: Any, day: Any, manager: Any, reviewer: Any) -> None:
    today = day()
    keep_rule(
        desk.hall_id, AlarmRule(AlarmKind.WAIT, (1, 2, 300), 15, {Level.ORANGE: ("reviewer",), Level.YELLOW: ("x",)})
    )
    today.come("land")
    today.later(5)
    look(desk.hall_id, today.now)
    assert Telling.objects.get(alarm__kind="wait").receivers == ["x", "reviewer"]
    # No window is open, which is another kind, and nobody is named there: managers hear of it.
    assert Telling.objects.get(alarm__kind="window-saturation").receivers == ["manager"]


def test_few_cases_make_no_rate(desk: Any, day: Any) -> None:
    today = day()
    only(desk.hall_id, AlarmKind.WAIT_RATE)
    for _ in range(9):
        today.come("land")
    today.later(20)
    look(desk.hall_id, today.now)
    assert kinds() == []
    today.come("land")
    today.later(1)
    look(desk.hall_id, today.now)
    assert kinds() == [("wait-rate", "", 3)]


def test_work_without_a_pause(desk: Any, day: Any) -> None:
    today = day("1", "4")
    only(desk.hall_id, AlarmKind.LONG_WORK)
    today.later(60)
    authority.pause_seat(desk.hall_id, "1", today.seats["1"].user, today.now, "")
    authority.open_seat(desk.hall_id, "1", today.seats["1"].user, today.now)
    today.later(61)
    look(desk.hall_id, today.now)
    assert kinds() == [("long-work", "4", 1)]
    authority.close_seat(desk.hall_id, "4", today.seats["4"].user, today.now)
    today.later(1)
    look(desk.hall_id, today.now)
    assert kinds() == []


def test_a_queue_that_is_gone_ends_its_alarm(desk: Any, day: Any) -> None:
    today = day()
    today.come("land")
    today.later(50)
    look(desk.hall_id, today.now)
    assert ("wait", "land", 3) in kinds()
    opened(desk.hall_id, QUEUES[:2])
    today.later(1)
    look(desk.hall_id, today.now)
    assert not Alarm.objects.filter(ended=None, subject="land").exists()


def test_one_look_at_a_time(desk: Any, day: Any) -> None:
    today = day()
    today.come("land")
    today.later(20)
    assert look(desk.hall_id, today.now) > 0
    today.later(20)
    Telling.objects.all().delete()
    assert look(desk.hall_id, today.now - timedelta(minutes=20) + timedelta(seconds=EVERY_S - 1)) == 0
    assert not Telling.objects.exists()
    assert look_everywhere(today.now) > 0


@pytest.mark.django_db(transaction=True)
def test_several_processes_say_it_once(desk: Any, day: Any) -> None:
    from django.db import connection

    today = day()
    today.come("land")
    today.later(20)
    start, faults = threading.Barrier(3), []

    def run() -> None:
        try:
            start.wait(10)
            look(desk.hall_id, today.now)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert Telling.objects.filter(alarm__kind="wait").count() == 1


def test_a_hall_that_has_published_nothing_is_left_alone(other_hall: Any) -> None:
    from django.utils import timezone

    assert look(other_hall.pk, timezone.now()) == 0

"""What follows from a queue as it stands for the wait of those in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.ticketing.estimate import Wait
from kiosk.ticketing.outlook import Outlook
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.service_times import Served
from kiosk.ticketing.tickets import Kind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
#: Quick ones take about two minutes, long ones about thirty.
TURNS = [
    Served(matter, "1", NOON - timedelta(minutes=3 * n), minutes + n % 3)
    for n in range(60)
    for matter, minutes in (("quick", 1.0), ("long", 29.0))
]


def seen(front=(), windows=("1", "2"), busy=(1.0, 1.0), recent=(), share=None) -> Outlook:
    return Outlook(
        front, float(len(windows)) if share is None else share, windows, busy, TURNS, 10, recent, DeskRules()
    )


def mean(wait: Wait | None) -> float:
    assert wait is not None
    return wait.mean


def test_it_is_the_people_in_front_whose_matters_take_their_time():
    quick, long = seen(["quick"] * 6), seen(["long"] * 6)
    assert mean(quick.wait(6)) < mean(long.wait(6)) / 4
    mixed = seen(["quick", "quick", "long", "long"])
    assert mean(mixed.wait(2)) < mean(mixed.wait(4)) / 4
    assert mean(seen().wait(0)) > 0, "nobody in front, all windows busy"


def test_free_windows_take_who_is_first():
    for busy, waits in (((), [0, 0, 1]), ((5.0,), [0, 1, 1]), ((5.0, 5.0), [1, 1, 1])):
        found = [mean(seen(["quick"] * 3, busy=busy).wait(ahead)) > 0 for ahead in range(3)]
        assert found == [bool(one) for one in waits]
    shared = seen(["quick"], windows=("1", "2", "3"), busy=(5.0, 5.0), share=1.5)
    assert mean(shared.wait(0)) == 0, "the third is free, whoever else it works for"


def test_who_goes_first_later_lengthens_the_wait():
    plain, some = [Kind.ORDINARY] * 20, [Kind.ORDINARY, Kind.PRIORITY] * 10
    front = ["quick"] * 8
    assert mean(seen(front, recent=some).wait(8)) > mean(seen(front, recent=plain).wait(8))
    for kind, overtaken in ((Kind.GREEN, 0), (Kind.PRIORITY, 0), (Kind.ORDINARY, DeskRules().overtakes)):
        assert mean(seen(front, recent=some).wait(8, kind, overtaken)) == mean(seen(front, recent=plain).wait(8))


def test_no_window_no_promise():
    assert seen(windows=(), busy=()).wait(3) is None
    assert seen().wait(-1) is None


def test_a_visit_that_has_just_begun_takes_longer_than_one_that_is_nearly_over():
    alone = ("1",)
    turns = [Served("", "1", NOON, 10.0 + n % 2) for n in range(60)]
    new, old = (Outlook([], 1.0, alone, [at], turns, 10, (), DeskRules()).wait(0) for at in (0.0, 9.0))
    assert mean(new) > mean(old) + 5
    assert mean(new) == pytest.approx(10.5, abs=1.5)

from __future__ import annotations

import math
from typing import Any

from kiosk.hub.desk import authority
from kiosk.hub.insight.live import band, hall_live
from kiosk.hub.insight.thresholds import HallLimits, limits_of
from kiosk.ticketing.cases import Limits


def test_who_waits_where(desk: Any, day: Any) -> None:
    today = day("1", "4")
    today.come("tax")
    today.later(20)
    today.come("tax")
    today.come("police")
    today.come("land")
    today.later(2)
    today.next("4")
    today.later(3)
    live = hall_live(desk, HallLimits(Limits(15, 30), 10), today.now)
    tax, police, land = live.queues
    assert (tax.waiting, tax.longest, tax.overdue, tax.open_windows, tax.saturation) == (2, 25, 1, ("1",), 2)
    assert (police.waiting, police.open_windows, police.saturation, police.estimate) == (1, (), math.inf, None)
    assert (land.waiting, land.longest, land.windows.serving, land.saturation) == (0, None, 1, 0)
    assert (live.waiting, live.longest, live.in_time, live.present, live.full) == (3, 25, 2 / 3, 4, 0.4)
    assert (live.counts.total, live.counts.open, live.counts.serving, live.saturation) == (4, 2, 1, 1.5)
    assert (live.today["people"], live.today["called"]) == (4, 1)
    assert live.hours == ((9, 4, 2.0),)
    window = live.windows[-1]
    assert (window.number, window.state, window.label, window.minutes, window.unbroken) == ("4", "busy", "C001", 3, 25)
    assert [one.state for one in live.windows[:3]] == ["open", "closed", "closed"]


def test_one_more_window_is_proposed_when_it_helps(desk: Any, day: Any) -> None:
    today = day("1")
    for _ in range(12):
        today.come("tax")
    tax = hall_live(desk, limits_of(desk.hall_id), today.now).queues[0]
    assert tax.per_hour == 12
    assert tax.hint is not None
    assert tax.hint.more == 1
    authority.close_seat(desk.hall_id, "1", None, today.now)
    assert hall_live(desk, limits_of(desk.hall_id), today.now).queues[2].hint is None


def test_bands() -> None:
    assert [band(value)[0] for value in (None, 0, 4.9, 5, 8, 12, math.inf)] == [
        "未饱和", "未饱和", "未饱和", "饱和", "非常饱和", "极度饱和", "极度饱和",
    ]  # fmt: skip

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import NINE, minutes

from kiosk.base.texts import Text
from kiosk.ticketing.alarms import (
    CALM,
    DEFAULTS,
    HYSTERESIS,
    AlarmKind,
    AlarmRule,
    Level,
    Said,
    Standing,
    default_rule,
    sentence,
    step,
    value_words,
)
from kiosk.ticketing.tickets import TicketError

RULE = AlarmRule(AlarmKind.WAIT, (15, 30, 45), 15, {Level.YELLOW: ("an",), Level.RED: ("bo", "an")})


def run(values: list[float | None], rule: AlarmRule = RULE, every: float = 5) -> list[tuple[Level, Said]]:
    standing, found = CALM, []
    for n, value in enumerate(values):
        taken = step(rule, standing, value, NINE + minutes(every * n))
        standing = taken.standing
        found.append((standing.level, taken.said))
    return found


def test_up_at_once_down_late() -> None:
    assert run([14.9, 15, 46, 36.1, 35.9, 24.1, 23.9, 12.1, 11.9, 14]) == [
        (Level.NONE, Said.NOTHING),
        (Level.YELLOW, Said.RAISED),
        (Level.RED, Said.WORSE),
        (Level.RED, Said.NOTHING),
        (Level.ORANGE, Said.EASED),
        (Level.ORANGE, Said.NOTHING),
        (Level.YELLOW, Said.EASED),
        (Level.YELLOW, Said.NOTHING),
        (Level.NONE, Said.ENDED),
        (Level.NONE, Said.NOTHING),
    ]


def test_said_again_while_it_stands() -> None:
    assert [said for _, said in run([20] * 8)] == [
        Said.RAISED, Said.NOTHING, Said.NOTHING, Said.AGAIN, Said.NOTHING, Said.NOTHING, Said.AGAIN, Said.NOTHING,
    ]  # fmt: skip
    once = AlarmRule(AlarmKind.WAIT, (15, 30, 45), 0)
    assert [said for _, said in run([20] * 8, once)] == [Said.RAISED] + [Said.NOTHING] * 7


def test_nothing_to_measure_or_switched_off_ends_it() -> None:
    assert run([50, None]) == [(Level.RED, Said.RAISED), (Level.NONE, Said.ENDED)]
    up = step(RULE, CALM, 50, NINE).standing
    off = AlarmRule(AlarmKind.WAIT, (15, 30, 45), enabled=False)
    assert step(off, up, 50, NINE).said is Said.ENDED


def test_who_is_told_of_a_level_is_told_of_all_above() -> None:
    assert step(RULE, CALM, 16, NINE).receivers == ("an",)
    assert step(RULE, CALM, 46, NINE).receivers == ("an", "bo")
    up = step(RULE, CALM, 46, NINE).standing
    assert step(RULE, up, 0, NINE).receivers == ("an", "bo")  # who heard of it hears of its end
    assert step(RULE, up, 46, NINE).receivers == ()


def test_who_heard_of_the_worst_hears_of_the_end() -> None:
    up = step(RULE, CALM, 46, NINE).standing
    eased = step(RULE, up, 16, NINE + minutes(5))
    assert (eased.standing.level, eased.receivers) == (Level.YELLOW, ("an",))
    assert step(RULE, eased.standing, 0, NINE + minutes(6)).receivers == ("an", "bo")


def test_the_worst_is_remembered() -> None:
    standing = step(RULE, CALM, 60, NINE).standing
    standing = step(RULE, standing, 16, NINE + minutes(5)).standing
    assert (standing.level, standing.worst, standing.peak, standing.since) == (Level.YELLOW, Level.RED, 60, NINE)


@pytest.mark.parametrize("wrong", [(15, 15, 30), (30, 15, 45), (0, 1, 2), (-1, 1, 2), (math.nan, 1, 2)])
def test_thresholds_rise(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(TicketError):
        AlarmRule(AlarmKind.WAIT, wrong)


def test_all_nine_kinds_have_a_rule_and_words() -> None:
    assert len(AlarmKind) == 9 == len(DEFAULTS)
    for kind in AlarmKind:
        rule = default_rule(kind)
        assert rule.level(rule.thresholds[1]) is Level.ORANGE
        said = sentence(kind, Standing(Level.ORANGE), rule.thresholds[1], Text(zh="综合", en="General"))
        assert said["zh"].startswith("橙色：")
        assert "综合" in said["zh"]
    assert value_words(AlarmKind.WINDOW_SATURATION, math.inf)["zh"] == "没有窗口开放"
    assert value_words(AlarmKind.ABANDONED, 0.12)["zh"] == "12%"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.floats(0, 100) | st.just(math.inf), max_size=40), st.floats(0.5, 10))
def test_every_step_makes_sense(values: list[float | None], every: float) -> None:
    standing, heard = CALM, None
    for n, value in enumerate(values):
        now, before = NINE + minutes(every * n), standing
        taken = step(RULE, before, value, now)
        standing, found = taken.standing, value or 0.0
        assert standing.level >= RULE.level(found)
        if standing.level > RULE.level(found):
            assert standing.level <= before.level
            assert found >= HYSTERESIS * RULE.thresholds[standing.level - 1]
        assert (taken.said in (Said.RAISED, Said.WORSE)) == (standing.level > before.level)
        assert (taken.said in (Said.EASED, Said.ENDED)) == (standing.level < before.level)
        assert (standing.level is Level.NONE) == (standing.since is None)
        if taken.said is not Said.NOTHING:
            heard = now
        elif standing.level is not Level.NONE and heard is not None:
            assert now - heard < timedelta(minutes=RULE.repeat_min)

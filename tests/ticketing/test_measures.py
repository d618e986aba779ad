from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import NINE, made, minutes

from kiosk.ticketing import moves
from kiosk.ticketing.cases import Case, Limits, case_of
from kiosk.ticketing.measures import BY_WORD, MEASURES, Share, Windows, figures, hall_saturation
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import State, Voided

LIMITS = Limits(wait=15, service=30)
RULES = DeskRules()
CASES = st.builds(
    lambda stands, waited, service, level, matters, abandoned: Case(
        "A",
        matters=matters,
        is_waiting=stands == "waiting",
        is_called=stands in ("called", "done"),
        is_done=stands == "done",
        is_abandoned=abandoned and stands == "void",
        waited=waited,
        service=service if stands == "done" else None,
        level=level if stands == "done" else None,
    ),
    st.sampled_from(["waiting", "called", "done", "void"]),
    st.none() | st.floats(0, 200),
    st.none() | st.floats(0, 200),
    st.none() | st.integers(1, 5),
    st.sampled_from([(), ("a",), ("a", "b")]),
    st.booleans(),
)
LISTS = st.lists(CASES, max_size=20)


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_shares_are_shares_and_none_without_a_denominator(cases: list[Case]) -> None:
    found = figures(cases, LIMITS)
    for measure in MEASURES:
        value = found[measure.word]
        if isinstance(measure, Share):
            asked = sum(measure.whole.counted(case, LIMITS) for case in cases)
            assert all(measure.whole.counted(c, LIMITS) for c in cases if measure.part.counted(c, LIMITS))
            assert value is None or value == found[measure.part.word] / found[measure.whole.word]
            assert measure.formula["zh"] == f"{measure.part.name['zh']} ÷ {measure.whole.name['zh']}"
            assert (value is None) == (asked == 0)
            assert value is None or 0 <= value <= 1
            assert value is None or math.isclose(value * asked, round(value * asked), abs_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_what_completes_each_other_adds_up(cases: list[Case]) -> None:
    found = figures(cases, LIMITS)
    for one, other in (("overdue-rate", "in-time-rate"), ("late-rate", "on-time-rate")):
        a, b = found[one], found[other]
        assert (a is None) == (b is None)
        assert a is None or b is None or a + b == pytest.approx(1)
    assert found["rated"] + found["unrated"] == found["served"]
    if found["timed"]:
        assert found["late-rate"] == found["late"] / found["timed"]
    if found["served"]:
        assert found["unrated-rate"] == found["unrated"] / found["served"]
    if found["tickets"]:
        assert found["abandoned-rate"] == found["abandoned"] / found["tickets"]
        assert found["called-rate"] == found["called"] / found["tickets"]
    if found["rated"]:
        assert found["satisfied-rate"] == pytest.approx((found["rated"] - found["bad"]) / found["rated"])


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS)
def test_counts_add_up_over_parts_and_means_lie_between(one: list[Case], other: list[Case]) -> None:
    a, b, both = (figures(cases, LIMITS) for cases in (one, other, [*one, *other]))
    for measure in MEASURES:
        x, y, z = (f[measure.word] for f in (a, b, both))
        kind = type(measure).__name__
        if kind == "Count":
            assert x + y == z
        elif x is None or y is None:
            assert z == (x if y is None else y)
        elif kind == "Longest":
            assert z == max(x, y)
        else:
            assert min(x, y) - 1e-9 <= z <= max(x, y) + 1e-9


def test_one_known_day() -> None:
    cases = [
        Case("A", is_called=True, is_done=True, waited=10, service=5, level=5, matters=("a", "b")),
        Case("A", is_called=True, is_done=True, waited=20, service=40, level=1),
        Case("A", is_called=True, is_done=True, waited=30, service=15),
        Case("A", is_waiting=True, waited=16),
        Case("A", is_waiting=True, waited=2, is_further=True),
        Case("A", is_waiting=True, waited=3),
        Case("A", is_waiting=True, waited=4),
        Case("A", is_abandoned=True, waited=50),
    ]
    found = figures(cases, LIMITS)
    expected = {
        "people": 7, "tickets": 8,
        "waiting": 4, "called": 3, "called-rate": 3 / 8, "served": 3, "several": 1, "abandoned": 1,
        "abandoned-rate": 1 / 8, "wait-mean": 20, "wait-longest": 50, "wait-now": 16, "overdue": 4, "overdue-now": 1,
        "overdue-rate": 1 / 4, "in-time-rate": 3 / 4, "called-in-time-rate": 1 / 3, "service-mean": 20,
        "service-longest": 40, "late": 1, "timed": 3, "late-rate": 1 / 3, "on-time-rate": 2 / 3, "rated": 2,
        "unrated": 1, "unrated-rate": 1 / 3, "bad": 1, "satisfied": 1, "on-time": 2, "in-time-now": 3,
        "called-in-time": 1, "satisfied-rate": 1 / 2, "missed": 0,
    }  # fmt: skip
    assert found == pytest.approx(expected)
    assert set(BY_WORD) == set(expected)


def test_only_the_two_lowest_levels_are_bad() -> None:
    found = figures([Case("A", is_done=True, level=level) for level in (1, 2, 3, 4, 5)], LIMITS)
    assert (found["rated"], found["bad"], found["satisfied"], found["satisfied-rate"]) == (5, 2, 3, 0.6)


def test_a_figure_without_cases() -> None:
    found = figures([], LIMITS)
    assert {word for word, value in found.items() if value == 0} == {
        m.word for m in MEASURES if type(m).__name__ == "Count"
    }
    assert all(value in (None, 0) for value in found.values())


def test_a_ticket_as_a_case() -> None:
    now = NINE + minutes(61)
    called = moves.call(made(1), "3", NINE + minutes(21), RULES)
    done = moves.finish(moves.begin(called, NINE + minutes(22)), NINE + minutes(30))
    case = case_of(replace(done, matters=("a",)), now, level=4)
    assert case == Case(
        "A", window="3", matters=("a",), hour=9, is_called=True, is_done=True, waited=20, service=8, level=4
    )
    waiting = case_of(made(1), now)
    assert waiting is not None
    assert (waiting.is_waiting, waiting.is_called, waiting.waited) == (True, False, 60)
    back = moves.return_missed(moves.miss(called, now, RULES), now, RULES)
    again = case_of(back, now, first_called=called.called_at)
    assert again is not None
    assert (again.is_waiting, again.was_missed, again.waited) == (True, True, 60)


def test_a_visit_that_began_and_ended_at_once_has_no_length() -> None:
    called = moves.call(made(1), "3", NINE, RULES)
    case = case_of(moves.finish(moves.begin(called, NINE + minutes(5)), NINE + minutes(5)), NINE + minutes(9))
    assert case is not None
    assert (case.is_done, case.service) == (True, None)


def test_numbers_nobody_held_are_no_cases_and_staff_voids_are_no_abandonment() -> None:
    issued = made(1, state=State.ISSUED, confirmed=False)
    assert case_of(moves.withdraw(issued, NINE, Voided.NO_PAPER), NINE) is None
    for why, abandoned in ((Voided.WITHDRAWN, True), (Voided.BY_STAFF, False)):
        case = case_of(moves.withdraw(made(1), NINE + minutes(9), why), NINE + minutes(90))
        assert case is not None
        assert (case.is_abandoned, case.waited) == (abandoned, 8)
    over = case_of(moves.end_day(made(1), NINE + timedelta(hours=8)), NINE + timedelta(hours=9))
    assert over is not None
    assert over.is_abandoned


def test_windows_and_the_hall() -> None:
    assert Windows(10, 4, 3).open_rate == 0.4
    assert Windows(0, 0, 0).open_rate is None
    assert Windows(10, 4, 3).saturation(10) == 2.5
    assert Windows(10, 0, 0).saturation(1) == math.inf
    assert Windows(10, 0, 0).saturation(0) is None
    assert hall_saturation(60, 100) == 0.6
    assert hall_saturation(60, 0) is None

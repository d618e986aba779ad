from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import NINE

from kiosk.base.texts import EMPTY
from kiosk.ticketing.estimate import Estimate, Wait, expect, shown, window_shares, words
from kiosk.ticketing.service_times import LAST, LEAN, SPREAD, UNFORESEEN, Served, ServiceTime, blend, learn

#: facts/hall.md §4.3: ahead, windows, mean → mean, P50, P80, P90.
TABLE = [
    (6, 3, 8, 18.7, 17.8, 24.2, 28.1),
    (0, 1, 10, 10.0, 6.9, 16.1, 23.0),
    (3, 1, 8, 32.0, 29.4, 44.1, 53.4),
    (20, 5, 6, 25.2, 24.8, 29.7, 32.5),
    (40, 8, 12, 61.5, 61.0, 69.4, 74.1),
]


@pytest.mark.parametrize(("ahead", "windows", "mean", "expected", "p50", "p80", "p90"), TABLE)
def test_the_table_of_the_facts(
    ahead: int, windows: int, mean: float, expected: float, p50: float, p80: float, p90: float
) -> None:
    wait = expect(ahead, windows, ServiceTime(mean))
    assert wait is not None
    found = (wait.mean, wait.quantile(0.5), wait.quantile(0.8), wait.quantile(0.9))
    assert found == pytest.approx((expected, p50, p80, p90), abs=0.06)


def test_memoryless_visits_have_no_past() -> None:
    young, old = expect(6, 3, ServiceTime(8), [0, 0, 0]), expect(6, 3, ServiceTime(8), [5, 7, 90])
    assert young is not None
    assert old is not None
    assert (old.mean, old.variance) == pytest.approx((young.mean, young.variance))
    assert young.mean == pytest.approx(56 / 3)


def test_regular_visits_that_have_lasted_long_are_soon_over() -> None:
    time = ServiceTime(10, 0.3)
    new, old = expect(0, 1, time, [0.0]), expect(0, 1, time, [9.0])
    assert new is not None
    assert old is not None
    assert new.mean == pytest.approx(10, abs=0.01)
    assert 0 < old.mean < 3


def test_a_free_window_is_no_wait() -> None:
    assert expect(0, 2, ServiceTime(8), [3.0]) == Wait(0.0, 0.0)
    assert expect(1, 3, ServiceTime(8), [3.0]) == Wait(0.0, 0.0)
    waiting = expect(2, 3, ServiceTime(8), [3.0])
    assert waiting is not None
    assert waiting.mean > 0


def test_who_goes_to_a_free_window_first_keeps_it_for_a_whole_visit() -> None:
    time = ServiceTime(10, 0.3)
    wait, alone = expect(1, 2, time, [9.0]), expect(0, 1, time, [9.0])
    assert wait is not None
    assert alone is not None
    assert wait.mean == pytest.approx((alone.mean + 10) / 2 / 2)


def test_nothing_is_said_when_no_window_is_open() -> None:
    assert expect(3, 0, ServiceTime(8)) is None
    assert shown(None) is None
    assert words(None) == EMPTY


def test_what_is_shown() -> None:
    estimate = shown(expect(6, 3, ServiceTime(8)))
    assert estimate == Estimate(20, 30)
    assert estimate.words["zh"] == "大约20分钟，最多30分钟"
    assert estimate.words["en"] == "About 20 minutes, at most 30"
    assert shown(Wait(0.0, 0.0)) == Estimate(5, 5)
    assert Estimate(5, 5).words["zh"] == "最多5分钟"


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 60), st.integers(1, 12), st.floats(0.5, 40), st.floats(0.1, 1.5), st.floats(0, 0.4),
    st.none() | st.lists(st.floats(0, 120), min_size=12, max_size=12),
)  # fmt: skip
def test_a_wait_is_always_a_wait(
    ahead: int, windows: int, mean: float, spread: float, doubt: float, busy: list[float] | None
) -> None:
    time = ServiceTime(mean, spread, doubt)
    wait, longer, quicker = (
        expect(n, s, time, busy) for n, s in ((ahead, windows), (ahead + 1, windows), (ahead + 1, windows + 1))
    )
    assert wait is not None
    assert longer is not None
    assert quicker is not None
    assert math.isfinite(wait.mean)
    assert wait.variance >= 0
    assert wait.mean < longer.mean
    assert quicker.mean < longer.mean
    assert 0 <= wait.quantile(0.5) <= wait.quantile(0.9)
    estimate = shown(wait)
    assert estimate is not None
    assert estimate.p50 % 5 == 0 == estimate.p90 % 5
    assert 0 <= estimate.p90 - wait.quantile(0.9) <= 5 + 1e-6
    assert estimate.p50 <= estimate.p90


def visits(minutes: list[float], matter: str = "m", window: str = "1", hour: int = 9) -> list[Served]:
    start = NINE.replace(hour=hour)
    return [Served(matter, window, start + timedelta(seconds=n), m) for n, m in enumerate(minutes)]


def test_without_history_the_table_of_the_hall_counts() -> None:
    assert learn([], 12) == ServiceTime(12, SPREAD, pytest.approx(math.hypot(SPREAD / math.sqrt(LEAN), UNFORESEEN)))
    assert learn(visits([0.05, 600]), 12).mean == 12


def test_few_visits_lean_on_the_prior_and_many_do_not() -> None:
    assert learn(visits([20]), 10).mean == pytest.approx((20 + 10 * 10) / 11)
    assert learn(visits([20.0] * 60), 10).mean == pytest.approx((60 * 20 + 100) / 70)
    assert learn(visits([20.0] * 60), 10).doubt < learn(visits([20]), 10).doubt


def test_only_the_last_ones_count() -> None:
    assert learn(visits([200.0] * 50 + [6.0] * LAST), 6) == learn(visits([6.0] * LAST), 6)


def test_matter_windows_and_hour_narrow_it_down() -> None:
    long, short = visits([30.0] * 40, "long"), visits([5.0] * 40, "short", "2")
    both = [*long, *short]
    general = learn(both, 10).mean
    assert learn(both, 10, matter="long").mean > general > learn(both, 10, matter="short").mean
    assert learn(both, 10, windows=["2"]).mean == learn(both, 10, matter="short").mean
    assert learn(both, 10, matter="unknown") == learn(both, 10)
    slow = visits([20.0] * 40, "short", "2", hour=11)
    assert learn([*both, *slow], 10, matter="short", hour=11).mean > learn([*both, *slow], 10, matter="short").mean


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.2, 240), max_size=80), st.floats(1, 60))
def test_what_is_learned_lies_between_prior_and_history(minutes: list[float], prior: float) -> None:
    time = learn(visits(minutes), prior)
    assert min([prior, *minutes]) - 1e-9 <= time.mean <= max([prior, *minutes]) + 1e-9
    assert time.spread >= 0
    assert 0 <= time.doubt <= 1.5


def test_a_line_of_different_visits() -> None:
    assert blend([ServiceTime(8, 0.5, 0.1)] * 3) == ServiceTime(8, pytest.approx(0.5), 0.1)
    mixed = blend([ServiceTime(2, 0.0), ServiceTime(10, 0.0)])
    assert (mixed.mean, mixed.spread) == (6, 0)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(1, 9).map(str), st.sets(st.sampled_from("ABC"), min_size=1).map(sorted), max_size=6),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 30)),
)
def test_windows_are_shared_by_who_waits(windows: dict[str, list[str]], waiting: dict[str, int]) -> None:
    shares = window_shares(windows, waiting)
    for queue in "ABC":
        serving = sum(queue in queues for queues in windows.values())
        assert 0 <= shares.get(queue, 0) <= serving + 1e-9
        assert (shares.get(queue, 0) > 0) == (serving > 0)
    busy = sum(shares.get(queue, 0) for queue, count in waiting.items() if count)
    assert busy <= len(windows) + 1e-9

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ticketing.staffing import chance_of_longer, chance_of_waiting, hint, mean_wait


@pytest.mark.parametrize(
    ("per_hour", "windows", "chance", "wait"),
    [(20, 3, 0.7975, 19.14), (20, 4, 0.3784, 2.27), (60, 9, 0.6533, 5.23), (60, 10, 0.4092, 1.64)],
)
def test_the_checks_of_the_facts(per_hour: float, windows: int, chance: float, wait: float) -> None:
    assert chance_of_waiting(per_hour, 8, windows) == pytest.approx(chance, abs=5e-5)
    assert mean_wait(per_hour, 8, windows) == pytest.approx(wait, abs=0.005)


def test_the_tail() -> None:
    assert chance_of_longer(60, 8, 10, 15) == pytest.approx(0.0096, abs=5e-5)
    assert chance_of_longer(90, 8, 10, 15) == 1.0


def test_one_window_more() -> None:
    found = hint(20, 8, 3, 6)
    assert found is not None
    assert found.words["zh"] == "增开1个窗口：19 → 2 分钟"
    assert found.words["en"] == "Open 1 more window: 19 → 2 min"


def test_at_the_edge_no_number_is_made_up() -> None:
    found = hint(22.4, 8, 3, 6)
    assert found is not None
    assert found.before > 300
    assert found.words["zh"] == "增开1个窗口：2小时以上 → 4 分钟"


def test_as_many_as_keep_up() -> None:
    found = hint(30, 8, 3, 8)
    assert found is not None
    assert (found.more, found.before) == (2, math.inf)
    assert found.words["zh"].endswith("增开2个窗口：平均等候降到4分钟")


def test_no_hint_when_it_helps_nobody_or_nobody_is_left() -> None:
    assert hint(5, 8, 3, 6) is None
    assert hint(20, 8, 3, 3) is None
    assert hint(0, 8, 0, 5) is None


def test_when_not_even_all_windows_keep_up_that_is_said() -> None:
    some, none = hint(60, 8, 3, 7), hint(60, 8, 7, 7)
    assert some is not None
    assert none is not None
    assert "其余4个窗口全开" in some.words["zh"]
    assert none.words["zh"].startswith("窗口已全开")


def direct(load: float, windows: int) -> float:
    """Erlang C by its definition."""
    last = load**windows / math.factorial(windows) * windows / (windows - load)
    return last / (sum(load**k / math.factorial(k) for k in range(windows)) + last)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.floats(0.01, 0.99), st.floats(1, 60))
def test_the_recursion_is_the_formula(windows: int, used: float, minutes: float) -> None:
    load = windows * used
    assert chance_of_waiting(load * 60 / minutes, minutes, windows) == pytest.approx(direct(load, windows), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 500), st.floats(1, 60), st.integers(0, 300))
def test_more_windows_never_wait_longer(per_hour: float, minutes: float, windows: int) -> None:
    assert mean_wait(per_hour, minutes, windows + 1) <= mean_wait(per_hour, minutes, windows)
    assert 0 <= chance_of_waiting(per_hour, minutes, windows) <= 1

"""What a person notices of a drawn line: corners, stretches, U-turns and the last bend at the goal."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.guidance.turns import distance_to_edge, heading_of_bearing, turn_between, walk_of

NORTH = math.pi / 2


def turns(points: list[tuple[float, float]], facing: float | None = NORTH) -> list[int | None]:
    return [None if s.turn_deg is None else round(s.turn_deg) for s in walk_of(points, facing).stretches]


@pytest.mark.parametrize(
    ("bearing", "heading"), [(0.0, NORTH), (90.0, 0.0), (180.0, -NORTH), (270.0, -math.pi), (360.0, -1.5 * math.pi)]
)
def test_a_compass_bearing_as_a_heading(bearing: float, heading: float) -> None:
    assert heading_of_bearing(bearing) == pytest.approx(heading)


@pytest.mark.parametrize(("before", "after", "turn"), [(0, 90, 90), (0, 270, -90), (350, 10, 20), (0, 180, 180)])
def test_a_turn_is_positive_to_the_left(before: float, after: float, turn: float) -> None:
    assert turn_between(math.radians(before), math.radians(after)) == pytest.approx(turn)


def test_a_corner() -> None:
    assert turns([(0, 0), (0, 10), (10, 10)]) == [0, -90]
    assert turns([(0, 0), (0, 10), (-10, 10)]) == [0, 90]


def test_a_rounded_corner_is_one_corner() -> None:
    arc = [(10 - 4 * math.cos(a), 10 + 4 * math.sin(a)) for a in (0.0, 0.4, 0.8, 1.2, math.pi / 2)]
    walk = walk_of([(6, 0), *arc, (25, 14)], NORTH)
    assert [round(s.turn_deg or 0) for s in walk.stretches] == [pytest.approx(0, abs=12), pytest.approx(-90, abs=20)]


def test_a_wobble_and_a_jog_are_no_turns() -> None:
    assert turns([(0, 0), (0.4, 5), (-0.4, 10), (0, 20)]) == [0]
    assert turns([(0, 0), (0, 10), (1.8, 10.5), (1.8, 20)]) == [pytest.approx(-5, abs=5)]


@pytest.mark.parametrize(("side", "way"), [(1, "left"), (-1, "right")])
def test_turning_right_back_says_which_way_round(side: int, way: str) -> None:
    walk = walk_of([(0, 0), (0, 10), (-1.5 * side, 10), (-1.5 * side, 0)], NORTH)
    assert len(walk.stretches) == 2
    turn = walk.stretches[1].turn_deg
    assert turn is not None
    assert abs(turn) > 150
    assert (turn > 0) == (way == "left")


def test_the_last_bend_is_the_goals_side_and_not_a_turn() -> None:
    walk = walk_of([(0, 0), (0, 10), (2.5, 10)], NORTH)
    assert [s.end for s in walk.stretches] == [(0, 10)]
    assert walk.approach == (2.5, 10)
    assert walk_of([(0, 0), (0, 10), (6, 10)], NORTH).approach is None


def test_with_unknown_facing_only_the_first_turn_is_unknown() -> None:
    assert turns([(0, 0), (0, 10), (10, 10)], None) == [None, -90]


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (1, 1)], [(1, 1), (1.001, 1)]])
def test_a_standing_line_has_no_stretch(points: list[tuple[float, float]]) -> None:
    assert walk_of(points, NORTH).stretches == ()


def test_the_distance_to_an_edge() -> None:
    assert distance_to_edge((0, 3), (-1, 0), (1, 0)) == pytest.approx(3)
    assert distance_to_edge((4, 4), (-1, 0), (1, 0)) == pytest.approx(5)
    assert distance_to_edge((3, 4), (0, 0), (0, 0)) == pytest.approx(5)


SPOT = st.tuples(st.floats(-60, 60), st.floats(-60, 60))


@settings(max_examples=150, deadline=None)
@given(st.lists(SPOT, min_size=2, max_size=25), st.floats(-3, 3))
def test_stretches_follow_the_line_from_its_start_to_its_end(points: list[tuple[float, float]], facing: float) -> None:
    walk = walk_of(points, facing)
    if not walk.stretches:
        return
    assert math.dist(walk.stretches[0].start, points[0]) < 0.1
    end = walk.approach or walk.stretches[-1].end
    assert math.dist(end, points[-1]) < 0.1
    assert all(abs(s.turn_deg or 0) >= 30 for s in walk.stretches[1:])
    for before, after in pairwise(walk.stretches):
        assert before.end == after.start
        assert math.dist(before.line[-1], after.line[0]) < 1e-6
    for stretch in walk.stretches:
        length = sum(math.dist(a, b) for a, b in pairwise(stretch.line))
        assert length == pytest.approx(stretch.length_m, abs=1e-6)

"""Walkways: what is free to walk on, where walls are, and the medial axis in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from conftest import shared_plan
from guidance.random_plans import FRAME, one_room, random_venue, venues
from hypothesis import given, settings
from shapely.geometry import LineString, Point, box

from kiosk.base.texts import EMPTY
from kiosk.guidance.clearance import clearance_field
from kiosk.guidance.freespace import Footing, footing, free_space
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.roadmap import NARROWEST_M, medial_axis
from kiosk.guidance.routes import Guide, NoWay
from kiosk.guidance.venue import Fixture, Level, Opening, Panel, Unit, Venue
from kiosk.guidance.walkways import build_walkways


def two_units(
    first: str, second: str, *openings: LineString, restriction: str | None = None, gap: float = 0.0
) -> Venue:
    """Two units of 6 x 6 m side by side, the second with a window "goal" in its middle; the panel is in the first."""
    one, two = box(0, 0, 6, 6), box(6 + gap, 0, 12 + gap, 6)
    return Venue(
        "venue",
        EMPTY,
        FRAME,
        (Level("L0", 0, EMPTY, EMPTY, box(0, 0, 12 + gap, 6)),),
        units=(Unit("one", "L0", first, one), Unit("two", "L0", second, two, restriction=restriction)),
        openings=tuple(Opening(f"door{i}", "L0", "pedestrian", line) for i, line in enumerate(openings)),
        panels=(Panel("panel", "L0", (2.0, 3.0)), Panel("goal", "L0", (9.0 + gap, 3.0))),
    )


def goes(venue: Venue) -> bool:
    return "goal" in Guide(venue).reachable("panel")


def door(x: float, width: float = 1.0) -> LineString:
    return LineString([(x, 3 - width / 2), (x, 3 + width / 2)])


def test_units_without_an_opening_meet_at_a_wall() -> None:
    assert not goes(two_units("walkway", "room"))
    assert not goes(two_units("room", "room"))


def test_an_opening_leads_through_the_wall() -> None:
    assert goes(two_units("walkway", "room", door(6)))
    assert goes(two_units("room", "room", door(6)))


def test_walkways_that_touch_are_one_walkway() -> None:
    assert goes(two_units("walkway", "walkway"))
    assert goes(two_units("walkway", "walkway", gap=0.1))
    assert not goes(two_units("walkway", "walkway", gap=0.5))


def test_a_border_with_a_door_of_its_own_is_passed_at_the_door_only() -> None:
    venue = two_units("walkway", "walkway", LineString([(6, 0.2), (6, 1.4)]))
    (leg,) = Guide(venue).route("panel", "goal").legs
    crossing = LineString(leg.points).intersection(LineString([(6, 0), (6, 6)]))
    assert 0.2 < crossing.y < 1.4


@pytest.mark.parametrize(("away", "snapped"), [(0.0, True), (0.14, True), (0.4, False)])
def test_openings_are_snapped_to_unit_edges(away: float, snapped: bool) -> None:
    assert goes(two_units("walkway", "room", door(6 + away))) is snapped


def test_a_door_in_a_thick_wall_joins_both_sides() -> None:
    assert goes(two_units("walkway", "room", door(6.1), gap=0.2))


def test_nobody_walks_in_units_that_are_unknown_restricted_or_solid() -> None:
    for category, restriction in (("teleporter", None), ("room", "employeesonly"), ("column", None)):
        venue = two_units("walkway", category, door(6), restriction=restriction)
        (level,) = venue.levels
        assert not free_space(venue, level).area.intersects(Point(9, 3))


def test_the_front_of_its_door_is_where_one_is_led_for_a_unit_that_is_not_walked_in() -> None:
    venue = two_units("walkway", "room", door(6), restriction="employeesonly")
    route = Guide(venue).route("panel", "two")
    end = route.legs[-1].points[-1]
    assert 5.3 < end[0] < 5.8
    assert abs(end[1] - 3) < 0.1


def test_a_connectors_unit_is_a_shaft_whatever_its_category_says() -> None:
    unit = Unit("u", "L0", "room", box(0, 0, 2, 2))
    assert footing(unit) is Footing.ROOM
    assert footing(unit, frozenset({"u"})) is Footing.SHAFT


def test_outdoors_the_ground_between_units_is_walked_on_and_indoors_it_is_not() -> None:
    venue = two_units("walkway", "walkway", gap=2.0)
    assert not goes(venue)
    (level,) = venue.levels
    assert goes(replace(venue, levels=(replace(level, outdoor=True),)))


@settings(max_examples=12, deadline=None)
@given(venues(levels=1))
def test_the_medial_axis_keeps_clear_and_reaches_every_room(venue: Venue) -> None:
    (level,) = venue.levels
    space = free_space(venue, level)
    axis = medial_axis(space)
    lines = shapely.linestrings(np.stack((axis.xy[axis.ends[:, 0]], axis.xy[axis.ends[:, 1]]), axis=1))
    gaps = shapely.distance(lines, space.obstacles)
    # the axis is sampled: it may be off by what lies between two samples
    assert gaps.min() > NARROWEST_M - 0.05
    assert np.abs(gaps - axis.narrowest).max() < 0.05
    shapely.prepare(space.area)
    assert shapely.covers(space.area, lines).all()
    assert Guide(venue).reachable("panel") == {thing.id for thing in venue.destinations()}


@settings(max_examples=10, deadline=None)
@given(venues(levels=1))
def test_the_field_knows_the_clearance_to_a_cell(venue: Venue) -> None:
    (level,) = venue.levels
    space = free_space(venue, level)
    field = clearance_field(space.obstacles)
    dice = np.random.default_rng(1)
    x0, y0, x1, y1 = space.area.bounds
    spots = dice.uniform((x0, y0), (x1, y1), (300, 2))
    exact = shapely.distance(shapely.points(spots), space.obstacles)
    assert np.abs(field.at(spots) - exact).max() < 2 * field.cell
    assert np.abs(field.slope(spots)[0] - exact).max() < 2 * field.cell


def test_a_switch_changes_no_walkways() -> None:
    venue = random_venue(5, levels=2)
    walkways = build_walkways(venue)
    guide = Guide(venue, walkways)
    assert guide.walkways is walkways


def test_a_level_without_floor_and_a_plan_without_units_lead_nowhere_but_do_not_fail() -> None:
    bare = replace(one_room(), units=(), fixtures=())
    assert Guide(bare).reachable("panel") == frozenset()
    with pytest.raises(NoWay) as refused:
        Guide(bare).route("panel", "w1")
    assert refused.value.reason == "unreachable"


def test_a_hall_full_of_one_fixture_has_no_floor() -> None:
    full = replace(one_room(), fixtures=(Fixture("f", "L0", "furniture", box(-1, -1, 13, 9)),))
    assert Guide(full).reachable("panel") == frozenset()


@pytest.mark.parametrize("name", ["synthetic-hall"])
def test_everything_in_a_shared_plan_is_reached(name: str) -> None:
    venue = read_plan(shared_plan(name)).venue
    assert Guide(venue).reachable(venue.panels[0].id) == {thing.id for thing in venue.destinations()}

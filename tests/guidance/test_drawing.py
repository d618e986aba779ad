"""The floor as a drawing: the turn, the order, the doors in the walls, what a finger means, whose tint a room has."""

from __future__ import annotations

import math

import pytest
from conftest import ROOT, shared_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from kiosk.base.texts import Text
from kiosk.guidance.drawing import Page, SpotKind, draw_floor, hit, page_for
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.inks import Ink, Layer
from kiosk.guidance.tints import department_tints
from kiosk.guidance.venue import (
    Amenity,
    Fixture,
    Level,
    LocalFrame,
    Occupant,
    Opening,
    Panel,
    Unit,
    Venue,
    Zone,
)

FRAME = LocalFrame(113.0, 23.0)


def small_hall() -> Venue:
    """A hall of 20 x 10 m with an office behind two windows, a toilet, a counter and one door each."""
    level = Level("g", 0, Text(zh="1楼"), Text(zh="1"), box(0, 0, 20, 10))
    return Venue(
        id="v",
        name=Text(zh="厅"),
        frame=FRAME,
        levels=(level, Level("f", 1, Text(zh="2楼"), Text(zh="2"), box(0, 0, 20, 10))),
        units=(
            Unit("hall", "g", "walkway", box(0, 0, 20, 7)),
            Unit("office", "g", "office", box(0, 7, 12, 10), Text(zh="户政")),
            Unit("wc", "g", "restroom.male", box(12, 7, 20, 10)),
            Unit("above", "f", "room", box(0, 0, 20, 10), Text(zh="楼上")),
        ),
        openings=(Opening("door", "g", "pedestrian", LineString([(15, 7.1), (16.2, 7.1)])),),
        fixtures=(Fixture("desk", "g", "desk", box(1, 6, 11, 6.6)),),
        amenities=(Amenity("wc-a", "g", "restroom.male", (16, 8.5), unit_ids=("wc",)),),
        occupants=(
            Occupant("w1", "g", "governmentoffice", (3, 5.8), Text(zh="1号窗口"), "1", "hall", 180.0),
            Occupant("w2", "g", "governmentoffice", (9, 5.8), Text(zh="2号窗口"), "2", "hall", 180.0),
        ),
        panels=(Panel("p", "g", (10, 1), bearing_deg=0.0),),
    )


@given(
    st.floats(0, 360),
    st.floats(-200, 200),
    st.floats(-200, 200),
    st.floats(0.5, 80),
)
@settings(max_examples=60, deadline=None)
def test_what_stands_before_the_visitor_is_above_the_visitor(bearing: float, x: float, y: float, far: float) -> None:
    page = Page(bearing)
    ahead = (x + far * math.sin(math.radians(bearing)), y + far * math.cos(math.radians(bearing)))
    right = (x + far * math.cos(math.radians(bearing)), y - far * math.sin(math.radians(bearing)))
    here, before, beside = page.at((x, y)), page.at(ahead), page.at(right)
    assert before[0] == pytest.approx(here[0], abs=1e-6)
    assert before[1] == pytest.approx(here[1] - far, abs=1e-6)
    assert beside[0] == pytest.approx(here[0] + far, abs=1e-6)
    assert page.venue_at(here) == pytest.approx((x, y), abs=1e-6)


def test_a_shape_turns_like_its_points() -> None:
    page = Page(37.0)
    turned = page.shape(Point(3, 4))
    assert (turned.x, turned.y) == pytest.approx(page.at((3, 4)))
    assert page.angle(37.0) == 0.0
    assert page.angle(127.0) == pytest.approx(90.0)


def test_without_a_bearing_the_long_side_lies_across_and_north_is_not_below() -> None:
    venue = small_hall()
    assert page_for(venue, "g", None).up_deg == pytest.approx(0.0)
    assert page_for(venue, "g", 200.0).up_deg == 200.0
    tall = Venue("t", Text(), FRAME, (Level("g", 0, Text(), Text(), box(0, 0, 10, 30)),))
    page = page_for(tall, "g", None)
    picture = draw_floor(tall, "g", page)
    assert picture.box[2] - picture.box[0] == pytest.approx(30.0)
    north = page.at((0.0, 1.0))
    assert north[1] <= 1e-9


def test_shapes_come_in_drawing_order_and_only_from_this_floor() -> None:
    picture = draw_floor(small_hall(), "g", Page())
    layers = [shape.layer for shape in picture.shapes]
    assert layers == sorted(layers)
    assert layers[0] is Layer.GROUND
    assert layers[-1] is Layer.WALL
    assert {shape.id for shape in picture.shapes} >= {"hall", "office", "wc", "desk"}
    assert "above" not in {shape.id for shape in picture.shapes}
    inks = {shape.id: shape.ink for shape in picture.shapes}
    assert (inks["hall"], inks["wc"], inks["desk"]) == (Ink.OPEN, Ink.TOILET, Ink.COUNTER)


def test_a_door_is_a_gap_in_the_wall_and_open_floors_have_no_wall() -> None:
    venue = small_hall()
    picture = draw_floor(venue, "g", Page())
    walls = next(shape.form for shape in picture.shapes if shape.ink is Ink.WALL)
    assert walls.distance(Point(Page().at((15.6, 7.0)))) > 0.5
    assert walls.distance(Point(Page().at((13.0, 7.0)))) < 1e-6
    edge = next(shape.form for shape in picture.shapes if shape.ink is Ink.EDGE)
    assert walls.distance(Point(Page().at((10.0, 0.0)))) > 1.0
    assert edge.distance(Point(Page().at((10.0, 0.0)))) < 1e-6


def test_a_rooms_only_tenant_and_its_own_amenity_are_spoken_for_by_the_room() -> None:
    picture = draw_floor(small_hall(), "g", Page())
    assert {spot.id for spot in picture.spots if spot.kind is SpotKind.WINDOW} == {"w1", "w2"}
    assert "wc-a" not in {spot.id for spot in picture.spots}
    toilet = next(room for room in picture.rooms if room.id == "wc")
    assert toilet.holds == ("wc-a",)


def test_the_room_behind_a_row_of_windows_has_their_tint() -> None:
    venue = small_hall()
    tints = department_tints(venue, {"w1": "GAHZ", "w2": "GAHZ"})
    assert tints["office"] == tints["w1"] == tints["w2"] == 0
    assert "wc" not in tints
    assert department_tints(venue, {})["office"] == 0
    split = department_tints(venue, {"w1": "A", "w2": "B"})
    assert (split["w1"], split["w2"]) == (0, 1)
    assert "office" not in split


def test_a_zone_has_the_tint_of_most_of_its_windows() -> None:
    hall = small_hall()
    zone = Zone("z", "g", "section", box(0, 4, 12, 7), Text(zh="户政区"))
    venue = Venue("v", hall.name, FRAME, hall.levels, hall.units, occupants=hall.occupants, zones=(zone,))
    tints = department_tints(venue, {"w1": "B", "w2": "B"})
    picture = draw_floor(venue, "g", Page(), tints)
    drawn = next(shape for shape in picture.shapes if shape.id == "z")
    assert drawn.tint == tints["w1"]


def test_a_finger_finds_the_nearest_spot_else_the_room_else_nothing() -> None:
    venue = small_hall()
    page = Page(90.0)
    picture = draw_floor(venue, "g", page)
    assert hit(picture, page.at((3.3, 5.8)), 1.0) == "w1"
    assert hit(picture, page.at((18.0, 9.0)), 1.0) == "wc"
    assert hit(picture, page.at((6.0, 9.0)), 1.0) == "office"
    assert hit(picture, page.at((40.0, 40.0)), 1.0) is None


def test_an_unknown_floor_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        draw_floor(small_hall(), "cellar", Page())


@pytest.mark.parametrize("plan", ["demo-hall", "synthetic-hall", "polymap-spbstu"])
def test_real_floors_are_drawn_whole(plan: str) -> None:
    folder = ROOT / "floorplans" / plan if plan == "demo-hall" else shared_plan(plan)
    venue = read_plan(folder).venue
    tints = department_tints(venue, {})
    for level in venue.levels:
        picture = draw_floor(venue, level.id, page_for(venue, level.id, None), tints)
        units = [unit for unit in venue.units if unit.level_id == level.id]
        assert len([s for s in picture.shapes if s.layer in {Layer.OPEN, Layer.ROOM}]) == len(units)
        drawn = sum(shape.form.area for shape in picture.shapes if shape.layer in {Layer.OPEN, Layer.ROOM})
        assert drawn == pytest.approx(sum(unit.area.area for unit in units), rel=1e-6)
        assert picture.box[2] - picture.box[0] > 0

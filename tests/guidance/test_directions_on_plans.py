"""Directions on whole plans: every side said is the side in the plan, from the panel to every destination."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, shared_plan
from guidance.random_plans import random_venue
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point
from shapely.ops import substring

from kiosk.guidance.directions import describe
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.journey import PROFILES, Leg, Route, Step, Turn
from kiosk.guidance.places import Place, find_place
from kiosk.guidance.routes import Guide, NoWay
from kiosk.guidance.venue import Occupant, Panel, Switches, Venue


@lru_cache(maxsize=4)
def guide_to(folder: Path) -> Guide:
    return Guide(read_plan(folder).venue)


def routes_from(guide: Guide, panel: Panel, every: int = 1) -> Iterator[tuple[Route, tuple[Step, ...]]]:
    for thing in list(guide.venue.destinations())[::every]:
        try:
            way = guide.route(panel.id, thing.id)
        except NoWay:
            continue
        yield way, describe(guide.venue, way, panel.bearing_deg)


def demo() -> tuple[Guide, tuple[Panel, ...]]:
    folder = ROOT / "floorplans" / "demo-hall"
    if not folder.is_dir():
        pytest.skip("the demo hall is not here")
    guide = guide_to(folder)
    return guide, guide.venue.panels


def synthetic() -> tuple[Guide, tuple[Panel, ...]]:
    guide = guide_to(shared_plan("synthetic-hall"))
    return guide, guide.venue.panels


def assert_sides(venue: Venue, way: Route, steps: tuple[Step, ...], bearing: float | None) -> None:
    """Every left and right of these steps, checked against the drawn line alone."""
    for n, step in enumerate(steps):
        leg = next(leg for leg in way.legs if leg.level_id == step.level_id)
        line = LineString(leg.points)
        if line.length < 2.0:
            continue
        check_passed(venue, step, line)
        if step.turn in (Turn.LEFT, Turn.RIGHT) and n and steps[n - 1].level_id == step.level_id:
            check_turn(step, line, steps[n - 1].distance_m, step.distance_m)
    if bearing is not None and steps[0].turn in (Turn.LEFT, Turn.RIGHT) and way.legs[0].level_id == steps[0].level_id:
        line = LineString(way.legs[0].points)
        ahead = line.interpolate(min(max(3.0, steps[0].distance_m), line.length))
        start = Point(way.legs[0].points[0])
        looks = (math.sin(math.radians(bearing)), math.cos(math.radians(bearing)))
        cross = looks[0] * (ahead.y - start.y) - looks[1] * (ahead.x - start.x)
        assert (cross > 0) == (steps[0].turn is Turn.LEFT)


def check_passed(venue: Venue, step: Step, line: LineString) -> None:
    said = re.search(r"passing (.+) on your (left|right)", step.text["en"])
    if said is None:
        return
    window = re.fullmatch(r"Window (.+)", said[1])
    if window is None:
        return
    at = [o.at for o in venue.occupants if o.number == window[1] and o.level_id == step.level_id]
    assert at, said[0]
    here = line.project(Point(step.at))
    line = substring(line, max(0.0, here - 1.0), here + step.distance_m + 1.0)
    along = line.project(Point(at[0]))
    a, b = line.interpolate(max(0.0, along - 0.3)), line.interpolate(along + 0.3)
    cross = (b.x - a.x) * (at[0][1] - a.y) - (b.y - a.y) * (at[0][0] - a.x)
    assert (cross > 0) == (said[2] == "left"), said[0]
    assert line.distance(Point(at[0])) < 5.5


def check_turn(step: Step, line: LineString, before_m: float, after_m: float) -> None:
    """The way some metres before the corner and some after it: the turn between them has the said sign."""
    here = line.project(Point(step.at))
    back, on = min(before_m, 6.0), min(after_m, 6.0)
    p, q, r = (line.interpolate(x) for x in (max(0.0, here - back), here, min(line.length, here + on)))
    cross = (q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x)
    assert (cross > 0) == (step.turn is Turn.LEFT), step.text["en"]


def assert_readable(venue: Venue, way: Route, steps: tuple[Step, ...]) -> None:
    assert steps[-1].turn is Turn.ARRIVE
    floors = [step.level_id for step in steps]
    for level in set(floors):
        assert floors.count(level) <= 7
    for step in steps:
        for text in (step.text["zh"], step.text["en"]):
            assert not re.search(r"None|nan|\{|\}|  |，，|,,", text)
            assert len(text) < 170
        assert step.text["zh"].endswith("。")
        assert step.text["en"].endswith(".")


@pytest.mark.parametrize("number", range(4))
def test_every_route_of_the_demo_hall_says_the_sides_of_the_plan(number: int) -> None:
    guide, panels = demo()
    if number >= len(panels):
        pytest.skip("no such panel")
    panel, count = panels[number], 0
    for way, steps in routes_from(guide, panel, every=2):
        assert_sides(guide.venue, way, steps, panel.bearing_deg)
        assert_readable(guide.venue, way, steps)
        count += 1
    assert count > 60


def test_every_window_of_the_demo_hall_is_on_the_side_that_is_said() -> None:
    guide, panels = demo()
    sides = {"left": 0, "right": 0, "ahead": 0}
    for window in guide.venue.windows():
        way = guide.route(panels[0].id, window.id)
        steps = describe(guide.venue, way, panels[0].bearing_deg)
        said = re.search(r"on your (left|right)|straight (ahead)", steps[-1].text["en"])
        assert said, steps[-1].text["en"]
        side = said[1] or said[2]
        sides[side] += 1
        assert_window_side(window, way.legs[-1], steps[-2], side)
    assert sides["left"] > 3
    assert sides["right"] > 3


def assert_window_side(window: Occupant, leg: Leg, last: Step, side: str) -> None:
    """The counter lies opposite to where the window faces; the walker comes along the last step's stretch."""
    assert window.facing_deg is not None
    counter = np.array([-math.sin(math.radians(window.facing_deg)), -math.cos(math.radians(window.facing_deg))])
    line = LineString(leg.points)
    here = line.project(Point(last.at))
    goes = np.array(leg.points[-1]) - np.array(line.interpolate(here).coords[0])
    angle = math.degrees(math.atan2(goes[0] * counter[1] - goes[1] * counter[0], goes @ counter))
    if side == "ahead":
        assert abs(angle) < 60
    else:
        assert 20 < abs(angle) < 165
        assert (angle > 0) == (side == "left")


def test_the_routes_of_the_synthetic_hall() -> None:
    guide, panels = synthetic()
    for way, steps in routes_from(guide, panels[0], every=9):
        assert_sides(guide.venue, way, steps, panels[0].bearing_deg)
        assert_readable(guide.venue, way, steps)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
@example(168)  # the drawn line bends away from the coarse stretch, and from what stands beside it
def test_random_halls_out_of_the_lift_and_along_the_windows(seed: int) -> None:
    venue = random_venue(seed, levels=2)
    guide = Guide(venue)
    panel = venue.panels[0]
    for way, steps in routes_from(guide, panel, every=3):
        assert_sides(venue, way, steps, panel.bearing_deg)
        assert_readable(venue, way, steps)
        for n, step in enumerate(steps[:-1]):
            if step.turn in (Turn.ELEVATOR, Turn.STAIRS, Turn.ESCALATOR) and steps[n + 1].turn in (
                Turn.LEFT,
                Turn.RIGHT,
            ):
                check_way_out(venue, way, step, steps[n + 1])


def check_way_out(venue: Venue, way: Route, ride: Step, first: Step) -> None:
    """Left or right out of a connector: by its door's own direction, as the plan draws it."""
    connector = next(c for c in venue.connectors if c.id == ride.landmark_id)
    stop = next(s for s in connector.stops if s.level_id == first.level_id)
    doors = [o.line for o in venue.openings if o.level_id == first.level_id and o.line.distance(stop.area) < 0.2]
    leg = next(leg for leg in way.legs if leg.level_id == first.level_id)
    line = LineString(leg.points)
    door = min(doors, key=line.distance)
    (ax, ay), (bx, by) = door.coords[0], door.coords[-1]
    out = np.array([by - ay, ax - bx])
    middle = np.array([(ax + bx) / 2, (ay + by) / 2])
    if stop.area.contains(Point(middle + out / np.hypot(*out) * 0.3)):
        out = -out
    goes = np.array(line.interpolate(min(line.length, first.distance_m)).coords[0]) - np.array(leg.points[0])
    angle = math.degrees(math.atan2(out[0] * goes[1] - out[1] * goes[0], out @ goes))
    assert (angle > 0) == (first.turn is Turn.LEFT), first.text["en"]


def test_a_plan_without_chinese_names_gives_chinese_sentences() -> None:
    guide = guide_to(shared_plan("polymap-spbstu"))
    origin = guide.venue.amenities[0]
    heard = 0
    for thing in list(guide.venue.destinations())[::23]:
        try:
            way = guide.route(origin.id, thing.id)
        except NoWay:
            continue
        steps = describe(guide.venue, way, None)
        assert_readable(guide.venue, way, steps)
        for step in steps:
            assert not re.search(r"Classroom|Stairs|Level \d", step.text["zh"]), step.text["zh"]
            heard += 1
    assert heard > 20


@pytest.mark.parametrize("hall", [demo, synthetic])
def test_a_distance_by_the_portals_is_what_a_whole_search_finds(hall: Callable[[], tuple[Guide, object]]) -> None:
    """Between levels two tables answer; a guide that has searched everything from the start must say the same."""
    known, _ = hall()
    quick = Guide(known.venue, known.walkways)
    connectors = [connector.id for connector in known.venue.connectors]
    everywhere = [thing.id for thing in known.venue.destinations()]
    closings = [Switches(), Switches(frozenset(connectors[:1])), Switches(frozenset(connectors))]
    between = 0
    for number, (profile, closed) in enumerate(itertools.product(PROFILES.values(), closings)):
        for start in everywhere[number :: len(everywhere) // 4]:
            known.reachable(start, profile, closed)  # keeps the whole tree of this start
            for goal in everywhere[number::7]:
                slow, fast = (guide.distance(start, goal, profile, closed) for guide in (known, quick))
                assert slow == fast or math.isclose(slow, fast, abs_tol=1e-5), (start, goal, profile.id)
                between += fast < math.inf and place(known, start).level_id != place(known, goal).level_id
    assert between > 50


def place(guide: Guide, key: str) -> Place:
    return find_place(guide.venue, key)

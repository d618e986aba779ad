"""A walker who knows nothing but the words obeys them, and comes to the goal on its right side; mirrors swap the sides.

The walker reads the sentences (Chinese and English, each on its own) with patterns written here, never with the code
that wrote them.
"""

from __future__ import annotations

import math
import re

import pytest
from guidance.halls import LEVEL, Scene, scenes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from kiosk.guidance.directions import describe
from kiosk.guidance.journey import Step, Turn

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TURNS_ZH = (  # first match counts; degrees to the left
    ("请转身，再向左前方走", 180 + 45),
    ("请转身，再向右前方走", 180 - 45),
    ("请转身", 180),
    ("请向左前方走", 45),
    ("请向右前方走", -45),
    ("请向左走", 90),
    ("请向右走", -90),
    ("请往前走", 0),
    ("向左掉头", 180),
    ("向右掉头", -180),
    ("向左后方转", 135),
    ("向右后方转", -135),
    ("向左前方走", 45),
    ("向右前方走", -45),
    ("左转", 90),
    ("右转", -90),
    ("直走", 0),
)
TURNS_EN = (
    ("turn around, then walk ahead to your left", 180 + 45),
    ("turn around, then walk ahead to your right", 180 - 45),
    ("turn around", 180),
    ("walk ahead to your left", 45),
    ("walk ahead to your right", -45),
    ("go to your left", 90),
    ("go to your right", -90),
    ("turn left, double back", 180),
    ("turn right, double back", -180),
    ("turn sharp left", 135),
    ("turn sharp right", -135),
    ("bear left", 45),
    ("bear right", -45),
    ("turn left", 90),
    ("turn right", -90),
    ("straight", 0),
)
ARRIVALS = {
    "zh": (("左手边", "left"), ("右手边", "right"), ("正前方", "ahead")),
    "en": (("on your left", "left"), ("on your right", "right"), ("straight ahead", "ahead")),
}


def obey(steps: tuple[Step, ...], language: str, start: tuple[float, float], looks: float) -> tuple:
    """Where the words lead: (position, heading in degrees, side on which the goal is announced)."""
    x, y = start
    for step in steps[:-1]:
        words = step.text[language]
        plain = words.lower()
        action = re.split("，经过|, passing", plain)[0]
        looks += next(deg for pattern, deg in (TURNS_ZH if language == "zh" else TURNS_EN) if pattern in action)
        metres = re.search(r"约(\d+)米|about (\d+) metres", plain)
        distance = float(metres[1] or metres[2]) if metres else 2.0
        x, y = x + distance * math.cos(math.radians(looks)), y + distance * math.sin(math.radians(looks))
    said = next((side for pattern, side in ARRIVALS[language] if pattern in steps[-1].text[language]), None)
    return (x, y), looks, said


@FEW
@given(scenes(), st.sampled_from(["zh", "en"]))
def test_who_obeys_the_words_comes_to_the_goal_and_finds_it_on_that_side(scene: Scene, language: str) -> None:
    points = scene.route.legs[0].points
    steps = describe(scene.venue, scene.route, scene.bearing_deg)
    facing = 90 - scene.bearing_deg
    # The visitor turns by the words' multiples of 45 degrees; the scene may be up to 9 degrees off.
    first = math.degrees(math.atan2(points[3][1] - points[0][1], points[3][0] - points[0][0]))
    facing += (first - facing + 22.5) % 45 - 22.5
    position, looks, said = obey(steps, language, points[0], facing)
    assert math.dist(position, points[-1]) < 2.5
    window = scene.venue.occupants[0]
    counter = math.radians(90 - (window.facing_deg + 180))
    relative = (math.degrees(counter) - looks + 180) % 360 - 180
    assert said == ("ahead" if abs(relative) < 45 else "left" if relative > 0 else "right")


@FEW
@given(scenes())
def test_each_landmark_is_on_the_side_that_is_said(scene: Scene) -> None:
    line = LineString(scene.route.legs[0].points)
    for step in describe(scene.venue, scene.route, scene.bearing_deg):
        said = re.search(r"经过(左|右)手边的(desk \d)台", step.text["zh"])
        english = re.search(r"passing (?:the )?(desk \d) on your (left|right)", step.text["en"])
        assert (said is None) == (english is None)
        if said is None or english is None:
            continue
        assert said[2] == english[1]
        assert {"左": "left", "右": "right"}[said[1]] == english[2]
        desk = next(f for f in scene.venue.fixtures if f.id == said[2])
        here = line.project(Point(step.at))
        part = [line.interpolate(here + metres) for metres in range(int(step.distance_m) + 1)]
        near = min(part, key=desk.area.distance)
        assert near.distance(desk.area) <= 4.6
        for corner in desk.area.exterior.coords:
            along = line.project(Point(corner))
            if not here < along < here + step.distance_m:
                continue
            a, b = line.interpolate(along - 0.05), line.interpolate(along + 0.05)
            cross = (b.x - a.x) * (corner[1] - a.y) - (b.y - a.y) * (corner[0] - a.x)
            assert (cross > 0) == (english[2] == "left")


@FEW
@given(scenes(), st.floats(1, 359))
def test_turning_the_whole_hall_changes_no_word(scene: Scene, degrees: float) -> None:
    other = scene.turned(degrees)
    assert texts(scene) == texts(other)


SWAPPED = {"左": "右", "右": "左", "left": "right", "right": "left"}


@FEW
@given(scenes())
def test_the_mirrored_hall_has_left_and_right_swapped(scene: Scene) -> None:
    swapped = [re.sub("左|右|left|right", lambda found: SWAPPED[found[0]], text) for text in texts(scene)]
    assert swapped == texts(scene.mirrored())


@FEW
@given(scenes())
def test_without_a_bearing_the_first_step_claims_no_side_and_no_turn(scene: Scene) -> None:
    first = describe(scene.venue, scene.route, None)[0].text
    assert not re.search("请向|转身|左转|右转", first["zh"])
    assert not re.search(r"[Tt]urn|[Gg]o to your|bear", first["en"])
    assert "沿橙色路线" in first["zh"] or "的方向走" in first["zh"]


@FEW
@given(scenes())
def test_the_steps_are_few_and_whole(scene: Scene) -> None:
    steps = describe(scene.venue, scene.route, scene.bearing_deg)
    assert 2 <= len(steps) <= 6
    assert steps[-1].turn is Turn.ARRIVE
    assert steps[-1].landmark_id == "goal"
    walked = sum(step.distance_m for step in steps)
    assert walked == pytest.approx(scene.route.length_m, abs=0.1)
    for step in steps:
        assert step.level_id == LEVEL
        assert re.fullmatch(r"[^。]+。", step.text["zh"])
        assert re.fullmatch(r"[A-Z][^.]+\.", step.text["en"])
        assert not re.search(r"  |,,|，，| ,|None|nan", step.text["zh"] + step.text["en"])


def texts(scene: Scene) -> list[str]:
    steps = describe(scene.venue, scene.route, scene.bearing_deg)
    return [step.text[language] for step in steps for language in ("zh", "en")]

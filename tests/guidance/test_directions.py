"""The sentences of known routes, word for word: corners, sides, lifts, stairs, escalators and what has no name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from guidance.halls import LEVEL, desk, hall, route, window
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.directions import describe, summary
from kiosk.guidance.journey import Leg, Route, Turn
from kiosk.guidance.venue import (
    XY,
    Amenity,
    Connector,
    ConnectorKind,
    Level,
    Opening,
    Panel,
    Stop,
    Unit,
    Venue,
    Zone,
)

UP = "floor-2"


def zh(venue: Venue, way: Route, bearing: float | None = 0.0) -> list[str]:
    return [step.text["zh"] for step in describe(venue, way, bearing)]


def en(venue: Venue, way: Route, bearing: float | None = 0.0) -> list[str]:
    return [step.text["en"] for step in describe(venue, way, bearing)]


def test_behind_the_visitor_past_a_desk_to_a_window_on_the_right() -> None:
    venue = hall((desk("填表", (2.0, -7.0)),), (window((0.0, -15.0), 90.0),))
    way = route(((0.0, 0.0), (0.0, -15.0)))
    assert zh(venue, way) == ["请转身，直走约15米，经过左手边的填表台。", "社保 · 11号窗口就在您右手边。"]
    assert en(venue, way)[1] == "Social security, Window 11 is on your right."


def test_a_corner_at_a_desk() -> None:
    venue = hall((desk("desk 3", (-2.0, 11.5)),), (window((12.0, 10.0), 270.0),))
    way = route(((0.0, 0.0), (0.0, 10.0), (12.0, 10.0)))
    assert zh(venue, way) == ["请往前走约10米。", "在desk 3台处右转，走约10米。", "社保 · 11号窗口就在您正前方。"]
    assert en(venue, way) == [
        "Walk straight ahead for about 10 metres.",
        "At desk 3 turn right and walk about 10 metres.",
        "Social security, Window 11 is straight ahead.",
    ]


def test_two_desks_of_one_name_do_not_mark_a_corner() -> None:
    twins = (desk("A", (-2.0, 11.5)), replace(desk("A", (2.5, 5.0)), id="other"))
    venue = hall(twins, (window((12.0, 10.0), 270.0),))
    assert "然后右转" in zh(venue, route(((0.0, 0.0), (0.0, 10.0), (12.0, 10.0))))[1]


def test_desks_of_one_name_on_both_sides_are_not_said_to_be_on_one() -> None:
    twins = (desk("A", (-2.5, 9.0)), replace(desk("A", (2.5, 11.0)), id="other"))
    venue = hall(twins, (window((0.0, 20.0), 180.0),))
    assert zh(venue, route(((0.0, 0.0), (0.0, 20.0))))[0] == "请往前走约20米。"


def test_what_stands_behind_a_wall_is_no_landmark() -> None:
    venue = hall((desk("A", (2.5, 10.0)),), (window((0.0, 20.0), 180.0),))
    room = Unit("room", LEVEL, "office", box(1.5, 5.0, 8.0, 15.0))
    assert "经过" in zh(venue, route(((0.0, 0.0), (0.0, 20.0))))[0]
    walled = replace(venue, units=(*venue.units, room))
    assert "经过" not in zh(walled, route(((0.0, 0.0), (0.0, 20.0))))[0]


def test_the_goal_and_things_without_a_name_are_no_landmarks() -> None:
    nameless = replace(desk("A", (2.5, 10.0)), name=EMPTY)
    toilets = Amenity("wc", LEVEL, "restroom", (-2.0, 8.0))
    venue = replace(hall((nameless,), (window((0.5, 12.0), 270.0),)), amenities=(toilets,))
    way = route(((0.0, 0.0), (0.0, 12.0)))
    assert zh(venue, way)[0] == "请往前走约10米，经过左手边的卫生间。"
    assert zh(venue, replace(way, target_id="wc"))[0] == "请往前走约10米。"


def test_walking_into_a_named_zone_is_said() -> None:
    zone = Zone("z", LEVEL, "section", box(-5.0, 15.0, 5.0, 25.0), Text(zh="社保区", en="Social security area"))
    venue = replace(hall((), (window((0.0, 20.0), 180.0),)), zones=(zone, replace(zone, id="nameless", name=EMPTY)))
    way = route(((0.0, 0.0), (0.0, 20.0)))
    assert zh(venue, way)[0] == "请往前走约20米，进入社保区。"
    assert en(venue, way)[0] == "Walk straight ahead for about 20 metres, into the social security area."
    inside = route(((0.0, 16.0), (0.0, 24.0)))
    assert zh(venue, inside)[0] == "请往前走约10米。"


@pytest.mark.parametrize(
    ("end", "facing", "said"),
    [
        ((3.0, 20.0), None, "右手边"),  # the drawn line's last bend
        ((0.0, 20.0), None, "正前方"),
        ((0.0, 20.0), 270.0, "右手边"),  # the window's own facing
        ((0.0, 20.0), 90.0, "左手边"),
    ],
)
def test_the_side_of_the_goal(end: XY, facing: float | None, said: str) -> None:
    venue = hall((), (window(end, facing),))
    points = ((0.0, 0.0), (0.0, 20.0)) if end == (0.0, 20.0) else ((0.0, 0.0), (0.0, 20.0), end)
    assert zh(venue, route(points))[-1] == f"社保 · 11号窗口就在您{said}。"


def test_without_a_facing_the_desk_beside_the_spot_tells_the_side() -> None:
    venue = hall((desk("A", (-1.4, 20.0)),), (window((0.0, 20.0), None),))
    assert zh(venue, route(((0.0, 0.0), (0.0, 20.0))))[-1].endswith("就在您左手边。")


def test_one_who_is_there_already() -> None:
    venue = hall((), (window((0.0, 0.0), 180.0),))
    assert zh(venue, route(((0.0, 0.0), (0.0, 0.0))), None) == ["您就在社保 · 11号窗口旁边。"]
    assert zh(venue, route(((0.0, 0.0),)), 0.0) == ["社保 · 11号窗口就在您正前方。"]


def test_from_a_panel_straight_on_is_past_the_panel() -> None:
    panel = Panel("panel", LEVEL, (0.0, 0.0))
    venue = hall((), (window((0.0, 20.0), 180.0),), (panel,))
    assert zh(venue, route(((0.0, 0.0), (0.0, 20.0)), origin="panel"))[0] == "请从屏幕旁边往前走约20米。"


def test_with_unknown_facing_one_walks_toward_what_is_seen() -> None:
    venue = hall((desk("咨询", (1.0, 14.0)),), (window((8.0, 12.0), 270.0),))
    way = route(((0.0, 0.0), (0.0, 12.0), (8.0, 12.0)))
    assert zh(venue, way, None)[0] == "请朝咨询台的方向走约10米。"
    assert zh(hall((), venue.occupants), way, None)[0] == "请沿橙色路线走约10米。"


def test_another_thing_of_the_goals_name_is_no_landmark() -> None:
    other = replace(desk("A", (-2.0, 8.0)), id="other")
    venue = hall((desk("A", (0.0, 21.0)), other))
    goal = Amenity("goal", LEVEL, "unspecified", (0.0, 20.0), other.name)
    way = route(((0.0, 0.0), (0.0, 20.0)))
    assert "经过" in zh(venue, way)[0]
    assert "经过" not in zh(replace(venue, amenities=(goal,)), way)[0]


def test_an_unknown_goal_is_still_a_goal() -> None:
    assert zh(hall(), route(((0.0, 0.0), (0.0, 20.0)), target="nobody"))[-1] == "目的地就在您正前方。"


def two_floors(kind: ConnectorKind, door: bool = True, name: Text = EMPTY) -> Venue:
    """A connector in (0..3, 20..23); its door, where it has one, in the middle of its south edge, on both floors."""
    shaft = box(0.0, 20.0, 3.0, 23.0)
    base = hall((), (replace(window((12.0, 17.0), 270.0), level_id=UP),))
    levels = (*base.levels, Level(UP, 1, Text(zh="2楼", en="2F"), Text(en="2"), base.levels[0].area))
    units = [replace(base.units[0], id=f"floor-{n}", level_id=level.id) for n, level in enumerate(levels)]
    units += [Unit(f"shaft-{level.id}", level.id, kind.value, shaft) for level in levels]
    line = LineString([(1.0, 20.0), (2.0, 20.0)])
    openings = tuple(Opening(f"door-{level.id}", level.id, "pedestrian", line) for level in levels) if door else ()
    stops = tuple(Stop(level.id, f"shaft-{level.id}", shaft) for level in levels)
    return replace(
        base, levels=levels, units=tuple(units), openings=openings, connectors=(Connector("c", kind, stops, name=name),)
    )


def ride(kind: ConnectorKind, second: tuple[XY, ...] = ((1.5, 20.5), (1.5, 17.0), (12.0, 17.0))) -> Route:
    first = Leg(LEVEL, ((1.5, 0.0), (1.5, 20.5)), "c", kind)
    return Route(None, "goal", "walk", (first, Leg(UP, second)), 40.0, 70.0, 0.5)


@pytest.mark.parametrize(
    ("kind", "take", "leave"),
    [
        (ConnectorKind.ELEVATOR, "请乘正前方的电梯到2楼。", "出电梯后左转，走约15米。"),
        (ConnectorKind.STAIRS, "请走正前方的楼梯上到2楼。", "上楼后左转，走约15米。"),
        (ConnectorKind.ESCALATOR, "请乘正前方的扶梯到2楼。", "下扶梯后左转，走约15米。"),
        (ConnectorKind.RAMP, "请沿正前方的坡道上到2楼。", "走完坡道后左转，走约15米。"),
    ],
)
def test_up_by_every_kind_of_connector(kind: ConnectorKind, take: str, leave: str) -> None:
    venue = two_floors(kind)
    steps = describe(venue, ride(kind), 0.0)
    assert [step.text["zh"] for step in steps] == [
        "请往前走约20米。",
        take,
        leave,
        "社保 · 11号窗口就在您正前方。",
    ]
    assert steps[1].turn is Turn(kind.value if kind is not ConnectorKind.RAMP else "ramp")
    assert [step.level_id for step in steps] == [LEVEL, LEVEL, UP, UP]


def test_english_names_the_connector_and_the_floor() -> None:
    venue = two_floors(ConnectorKind.ELEVATOR, name=Text(zh="西侧电梯", en="West lift"))
    assert en(venue, ride(ConnectorKind.ELEVATOR))[1:3] == [
        "Take the west lift straight ahead to 2F.",
        "When you leave the lift, turn left and walk about 15 metres.",
    ]


def test_down_the_stairs() -> None:
    venue = two_floors(ConnectorKind.STAIRS)
    venue = replace(venue, levels=(replace(venue.levels[0], ordinal=3), venue.levels[1]))
    assert zh(venue, ride(ConnectorKind.STAIRS))[1:3] == ["请走正前方的楼梯下到2楼。", "下楼后左转，走约15米。"]


def test_where_the_way_out_is_not_known_no_side_is_claimed() -> None:
    venue = two_floors(ConnectorKind.ELEVATOR)
    inside = ((1.5, 21.0), (1.5, 22.0), (2.5, 22.5), (2.5, 21.0))  # the line never leaves the lift
    said = zh(venue, ride(ConnectorKind.ELEVATOR, inside))
    assert "出电梯后沿橙色路线走" in said[2]


def test_several_flights_of_stairs_are_one_ride() -> None:
    venue = two_floors(ConnectorKind.STAIRS)
    top = Level("floor-3", 2, Text(zh="3楼", en="3F"), EMPTY, venue.levels[0].area)
    stops = (*venue.connectors[0].stops, Stop("floor-3", "shaft-3", box(0.0, 20.0, 3.0, 23.0)))
    venue = replace(venue, levels=(*venue.levels, top), connectors=(replace(venue.connectors[0], stops=stops),))
    legs = (
        Leg(LEVEL, ((1.5, 0.0), (1.5, 20.5)), "c", ConnectorKind.STAIRS),
        Leg(UP, ((1.5, 20.5), (1.8, 21.0)), "c", ConnectorKind.STAIRS),
        Leg("floor-3", ((1.5, 20.5), (1.5, 17.0), (12.0, 17.0))),
    )
    said = zh(venue, Route(None, "goal", "walk", legs, 40.0, 80.0, 0.5))
    assert said[1:3] == ["请走正前方的楼梯上到3楼。", "上楼后左转，走约15米。"]


@pytest.mark.parametrize(
    ("metres", "seconds", "profile", "zh_said", "en_said"),
    [
        (42.3, 55.0, "walk", "约42米，步行1分钟", "About 42 m, 1 minute on foot"),
        (131.0, 190.0, "slow", "约130米，步行3分钟", "About 130 m, 3 minutes on foot"),
        (3.0, 3.0, "wheelchair", "约3米，大约1分钟", "About 3 m, 1 minute"),
    ],
)
def test_the_summary(metres: float, seconds: float, profile: str, zh_said: str, en_said: str) -> None:
    said = summary(Route(None, "goal", profile, (), metres, seconds, 0.5))
    assert (said["zh"], said["en"]) == (zh_said, en_said)


SPOTS = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), max_size=8)
KINDS = st.sampled_from([None, *ConnectorKind])
CONNECTORS = st.sampled_from([None, "c", "gone"])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([LEVEL, UP, "nowhere"]), SPOTS, KINDS, CONNECTORS), max_size=4),
    st.one_of(st.none(), st.floats(-720, 720)),
    st.sampled_from(["goal", "gone", ""]),
)
def test_any_route_has_words_and_never_an_error(
    legs: list[tuple[str, list[XY], ConnectorKind | None, str | None]], bearing: float | None, target: str
) -> None:
    venue = two_floors(ConnectorKind.ELEVATOR)
    route_ = Route(None, target, "walk", tuple(Leg(a, tuple(b), d, c) for a, b, c, d in legs), 1.0, 1.0, 0.1)
    for step in describe(venue, route_, bearing):
        assert step.text["zh"].endswith("。")
        assert step.text["en"].endswith(".")

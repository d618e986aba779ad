"""Small halls built in code for tests: one plain room, and random halls with rooms, cores, counters and benches.

A random hall, before it is turned: a counter with windows along the south, an open hall, a corridor north of it, a row
of rooms and cores (stairs, lift, escalators) along the corridor, and an inner room behind another room.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import Text
from kiosk.guidance.venue import (
    Amenity,
    Connector,
    ConnectorKind,
    Direction,
    Fixture,
    Level,
    LocalFrame,
    Occupant,
    Opening,
    Panel,
    Stop,
    Unit,
    Venue,
    Zone,
)

FRAME = LocalFrame(116.4, 39.9)
_CORES = (
    ("stairs", Direction.BOTH),
    ("elevator", Direction.BOTH),
    ("escalator", Direction.UP),
    ("escalator", Direction.DOWN),
)
_CELL, _CORRIDOR, _ROOM, _INNER, _COUNTER = 5.0, 2.4, 5.0, 4.0, 2.4


def one_room(
    width_m: float = 12.0, depth_m: float = 8.0, fixtures: tuple[Polygon, ...] = (), bearing_deg: float = 0.0
) -> Venue:
    """One hall with its corner at (0, 0): panel "panel" in the middle of the south, window "w1" of the north."""
    hall = box(0, 0, width_m, depth_m)
    return Venue(
        "venue",
        Text(zh="一间大厅", en="One room"),
        FRAME,
        (Level("L0", 0, Text(zh="一层", en="Floor 1"), Text(zh="1", en="1"), hall),),
        units=(Unit("hall", "L0", "walkway", hall, Text(zh="大厅", en="Hall")),),
        fixtures=tuple(Fixture(f"f{i}", "L0", "furniture", area) for i, area in enumerate(fixtures)),
        occupants=(
            Occupant(
                "w1", "L0", "professionalservices", (width_m / 2, depth_m - 0.5), Text(zh="1号窗口"), "1", "hall", 180.0
            ),
        ),
        panels=(Panel("panel", "L0", (width_m / 2, 1.0), Text(zh="导引屏", en="Panel"), bearing_deg),),
    )


@dataclass
class _Hall:
    """What is collected while a random hall is drawn, before it is turned into its final place."""

    dice: random.Random
    turn_deg: float
    shift: tuple[float, float]
    levels: list[Level] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    fixtures: list[Fixture] = field(default_factory=list)
    occupants: list[Occupant] = field(default_factory=list)
    amenities: list[Amenity] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    stops: dict[int, list[Stop]] = field(default_factory=dict)

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        turned = affinity.rotate(shape, self.turn_deg, origin=(0, 0))
        return affinity.translate(turned, *self.shift)

    def spot(self, x: float, y: float) -> tuple[float, float]:
        point = self.place(Point(x, y))
        return (point.x, point.y)

    def bearing(self, degrees: float) -> float:
        return (degrees - self.turn_deg) % 360.0


def random_venue(
    seed: int = 0, levels: int = 1, rooms: int = 5, fixtures: int = 8, turn_deg: float | None = None, windows: int = 6
) -> Venue:
    """A hall with ``rooms`` rooms, at most ``fixtures`` benches and ``windows`` windows a floor; same seed, same hall.

    Ids: level "L0", units "L0-hall", "L0-corridor", "L0-room3", "L0-inner", "L0-core1"; openings "L0-door-room3";
    windows "L0-w2" with number "2" (floor 0), "102" (floor 1); amenity "L0-toilet" (in the last room), zone "L0-zone"
    (the west third of the hall), panel "panel"; connectors "stairs", "lift", "escalator-up0", "escalator-down0"
    (between floors 0 and 1). Room doors are 0.7 to 1.6 m wide.
    """
    dice = random.Random(seed)
    turn = dice.uniform(0, 360) if turn_deg is None else turn_deg
    hall = _Hall(dice, turn, (dice.uniform(-30, 30), dice.uniform(-30, 30)) if turn_deg is None else (0.0, 0.0))
    depth = dice.uniform(9, 15)
    order = ["room"] * rooms + ([f"core{i}" for i in range(len(_CORES))] if levels > 1 else [])
    dice.shuffle(order)
    for number in range(levels):
        _draw_floor(hall, number, levels, depth, order, fixtures, windows)
    return Venue(
        f"random-{seed}",
        Text(zh="随机大厅", en="Random hall"),
        FRAME,
        tuple(hall.levels),
        tuple(hall.units),
        tuple(hall.openings),
        tuple(hall.fixtures),
        tuple(hall.amenities),
        tuple(hall.occupants),
        tuple(hall.panels),
        _connectors(hall, levels),
        tuple(hall.zones),
    )


def venues(levels: int | None = None, max_fixtures: int = 14) -> st.SearchStrategy[Venue]:
    """Random halls for Hypothesis; of one to three floors when ``levels`` is not given."""
    return st.builds(
        random_venue,
        seed=st.integers(0, 10_000),
        levels=st.integers(1, 3) if levels is None else st.just(levels),
        rooms=st.integers(2, 7),
        fixtures=st.integers(0, max_fixtures),
    )


def _draw_floor(
    hall: _Hall, number: int, levels: int, depth: float, order: list[str], fixtures: int, windows: int
) -> None:
    level, dice, width = f"L{number}", hall.dice, len(order) * _CELL
    north = depth + _CORRIDOR
    outline = box(0, 0, width, north + _ROOM + _INNER)
    hall.levels.append(
        Level(
            level,
            number,
            Text(zh=f"{number + 1}层", en=f"Floor {number + 1}"),
            Text(zh=str(number + 1)),
            hall.place(outline),
        )
    )

    def unit(name: str, category: str, shape: Polygon, zh: str, en: str) -> None:
        hall.units.append(Unit(f"{level}-{name}", level, category, hall.place(shape), Text(zh=zh, en=en)))

    def door(name: str, x: float, y: float, width_m: float) -> None:
        line = LineString([(x - width_m / 2, y), (x + width_m / 2, y)])
        hall.openings.append(Opening(f"{level}-door-{name}", level, "pedestrian", hall.place(line)))

    unit("hall", "walkway", box(0, 0, width, depth), "大厅", "Hall")
    unit("corridor", "walkway", box(0, depth, width, north), "走廊", "Corridor")
    room_number, doors = 0, []
    for cell, kind in enumerate(order):
        x0 = cell * _CELL
        if kind == "room":
            name, category = f"room{room_number}", "room"
            unit(name, category, box(x0, north, x0 + _CELL, north + _ROOM), f"{room_number}室", f"Room {room_number}")
            room_number += 1
        else:
            name, category = kind, _CORES[int(kind[4:])][0]
            shape = box(x0, north, x0 + _CELL, north + _ROOM)
            unit(name, category, shape, "电梯" if category == "elevator" else "楼梯", category)
            hall.stops.setdefault(int(kind[4:]), []).append(Stop(level, f"{level}-{name}", hall.place(shape)))
        x = x0 + dice.uniform(1.0, _CELL - 1.0)
        doors.append((x, north))
        door(name, x, north, dice.choice([0.7, 0.8, 0.95, 1.2, 1.6]) if kind == "room" else 1.2)
    outer = order.index("room") * _CELL
    unit("inner", "room", box(outer, north + _ROOM, outer + _CELL, north + _ROOM + _INNER), "里间", "Inner room")
    door("inner", outer + dice.uniform(1.0, _CELL - 1.0), north + _ROOM, 1.0)
    _furnish(hall, level, number, width, depth, fixtures, windows)
    toilet = max(i for i, kind in enumerate(order) if kind == "room") * _CELL + _CELL / 2
    unit_ids = (f"{level}-room{room_number - 1}",)
    hall.amenities.append(
        Amenity(
            f"{level}-toilet",
            level,
            "restroom",
            hall.spot(toilet, north + 3.0),
            Text(zh="卫生间", en="Toilet"),
            unit_ids=unit_ids,
        )
    )
    hall.zones.append(
        Zone(f"{level}-zone", level, "zone", hall.place(box(0, 0, width / 3, depth)), Text(zh="西区", en="West"))
    )


def _furnish(hall: _Hall, level: str, number: int, width: float, depth: float, fixtures: int, windows: int) -> None:
    """The counter and its windows, the benches (0.9 m from everything else) and, on the ground floor, the panel."""
    dice = hall.dice
    counter = box(1.5, _COUNTER - 0.8, width - 1.5, _COUNTER)
    hall.fixtures.append(Fixture(f"{level}-counter", level, "desk", hall.place(counter)))
    for i in range(windows):
        x = 1.5 + (width - 3) * (i + 0.5) / windows
        hall.occupants.append(
            Occupant(
                f"{level}-w{i + 1}",
                level,
                "professionalservices",
                hall.spot(x, _COUNTER + 0.4),
                Text(zh=f"{i + 1}号窗口", en=f"Window {i + 1}"),
                str(100 * number + i + 1),
                f"{level}-hall",
                hall.bearing(0.0),
            )
        )
    panel = (width / 2, depth - 1.5)
    if number == 0:
        body = box(panel[0] - 0.4, panel[1] + 0.6, panel[0] + 0.4, panel[1] + 0.8)
        hall.panels.append(
            Panel("panel", level, hall.spot(*panel), Text(zh="导引屏", en="Panel"), hall.bearing(0.0), hall.place(body))
        )
    placed: list[BaseGeometry] = [Point(panel).buffer(1.0)]
    for _ in range(fixtures * 4):
        if len(placed) > fixtures:
            return
        long, short = dice.uniform(0.5, 3.0), dice.uniform(0.4, 0.9)
        x, y = dice.uniform(1.5, width - 1.5), dice.uniform(_COUNTER + 2.0, depth - 1.2)
        bench = affinity.rotate(
            box(x - long / 2, y - short / 2, x + long / 2, y + short / 2), dice.choice([0, 0, 90, 30, 77])
        )
        inside = box(0.9, _COUNTER + 1.4, width - 0.9, depth - 0.9).contains(bench)
        if inside and all(bench.distance(other) > 0.9 for other in placed):
            hall.fixtures.append(Fixture(f"{level}-bench{len(placed)}", level, "furniture", hall.place(bench)))
            placed.append(bench)


def _connectors(hall: _Hall, levels: int) -> tuple[Connector, ...]:
    if levels < 2:
        return ()
    found = []
    for core, (category, direction) in enumerate(_CORES):
        stops, kind = hall.stops[core], ConnectorKind(category)
        if kind is not ConnectorKind.ESCALATOR:
            name = "lift" if kind is ConnectorKind.ELEVATOR else category
            found.append(
                Connector(name, kind, tuple(stops), direction, Text(zh="电梯" if name == "lift" else "楼梯", en=name))
            )
            continue
        for i in range(levels - 1):
            found.append(
                Connector(
                    f"escalator-{direction}{i}",
                    kind,
                    (stops[i], stops[i + 1]),
                    direction,
                    Text(zh="扶梯", en="escalator"),
                )
            )
    return tuple(found)


def heading_deg(origin: tuple[float, float], target: tuple[float, float]) -> float:
    """The bearing from one spot to another: degrees clockwise from north."""
    return math.degrees(math.atan2(target[0] - origin[0], target[1] - origin[1])) % 360.0

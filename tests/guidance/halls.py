"""Halls and routes made by hand for the tests of directions: one open floor, a drawn line, things beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import Text
from kiosk.guidance.journey import Leg, Route
from kiosk.guidance.venue import XY, Fixture, Level, LocalFrame, Occupant, Panel, Unit, Venue

LEVEL = "floor-1"
FLOOR = box(-300, -300, 300, 300)


def hall(
    fixtures: tuple[Fixture, ...] = (), occupants: tuple[Occupant, ...] = (), panels: tuple[Panel, ...] = ()
) -> Venue:
    """One large open floor with these things on it."""
    return Venue(
        "hall",
        Text(zh="大厅", en="Hall"),
        LocalFrame(116.4, 39.9),
        (Level(LEVEL, 0, Text(zh="1楼", en="1F"), Text(zh="1", en="1"), FLOOR),),
        units=(Unit("floor", LEVEL, "walkway", FLOOR),),
        fixtures=fixtures,
        occupants=occupants,
        panels=panels,
    )


def desk(name: str, centre: XY, half: float = 0.6) -> Fixture:
    """A square desk with a name in both languages."""
    x, y = centre
    return Fixture(name, LEVEL, "desk", box(x - half, y - half, x + half, y + half), Text(zh=f"{name}台", en=name))


def window(at: XY, facing_deg: float | None, number: str = "11") -> Occupant:
    return Occupant(
        "goal", LEVEL, "governmentoffice", at, Text(zh="社保", en="Social security"), number, None, facing_deg
    )


def route(points: tuple[XY, ...], target: str = "goal", origin: str | None = None) -> Route:
    """A route on the one floor along these points."""
    length = sum(math.dist(a, b) for a, b in pairwise(points))
    return Route(origin, target, "walk", (Leg(LEVEL, points),), length, length, 0.5)


@dataclass(frozen=True)
class Scene:
    """A hall, a route in it and where the visitor looks; may be turned and mirrored as a whole."""

    venue: Venue
    route: Route
    bearing_deg: float

    def turned(self, degrees: float) -> Scene:
        """Turned by ``degrees`` counter-clockwise around the origin, the visitor with it."""
        return self._moved(lambda shape: affinity.rotate(shape, degrees, origin=(0, 0)), lambda b: b - degrees)

    def mirrored(self) -> Scene:
        """West and east exchanged."""
        return self._moved(lambda shape: affinity.scale(shape, -1, 1, origin=(0, 0)), lambda b: -b)

    def _moved(self, move, bearing) -> Scene:
        def spot(at: XY) -> XY:
            moved = move(box(at[0], at[1], at[0], at[1]).centroid)
            return (moved.x, moved.y)

        def looks(degrees: float | None) -> float | None:
            return None if degrees is None else bearing(degrees) % 360

        venue = replace(
            self.venue,
            units=tuple(replace(u, area=_area(move(u.area))) for u in self.venue.units),
            fixtures=tuple(replace(f, area=_area(move(f.area))) for f in self.venue.fixtures),
            occupants=tuple(replace(o, at=spot(o.at), facing_deg=looks(o.facing_deg)) for o in self.venue.occupants),
        )
        legs = tuple(replace(leg, points=tuple(spot(p) for p in leg.points)) for leg in self.route.legs)
        return Scene(venue, replace(self.route, legs=legs), bearing(self.bearing_deg) % 360)


def _area(shape: BaseGeometry) -> Polygon:
    assert isinstance(shape, Polygon)
    return shape


@st.composite
def scenes(draw: st.DrawFn, drawn_by_hand: bool = True) -> Scene:
    """A walk of 5-metre multiples with turns of 45, 90 or 135 degrees, drawn with a trembling hand, desks around it.

    The goal is a window whose desk is left, right or ahead of the last stretch; desks stand anywhere near.
    """
    turns = draw(st.lists(st.sampled_from([45, -45, 90, -90, 90, -90, 135, -135]), max_size=4))
    # Two slight turns within a few metres are one turn to anybody: slight turns stand apart.
    short = [] if 45 in map(abs, turns) else [5]
    metres = st.sampled_from([*short, 10, 15, 20, 25, 30])
    lengths = draw(st.lists(metres, min_size=len(turns) + 1, max_size=len(turns) + 1))
    heading = draw(st.floats(0, 359))
    facing = heading + draw(st.sampled_from([0, 45, -45, 90, -90, 135, -135, 180])) + draw(st.floats(-9, 9))
    corners: list[XY] = [(0.0, 0.0)]
    for turn, length in zip([0, *turns], lengths, strict=True):
        heading += turn
        x, y = corners[-1]
        corners.append((x + length * math.cos(math.radians(heading)), y + length * math.sin(math.radians(heading))))
    side = draw(st.sampled_from([90, -90, 0]))
    end = corners[-1]
    points = _trembling(draw, corners) if drawn_by_hand else tuple(corners)
    goal = window(end, (90 - (heading + side + 180)) % 360)
    return Scene(hall(_desks(draw, points), (goal,)), route(points), (90 - facing) % 360)


def _trembling(draw: st.DrawFn, corners: list[XY]) -> tuple[XY, ...]:
    points: list[XY] = [corners[0]]
    for a, b in pairwise(corners):
        ux, uy = (b[0] - a[0]) / math.dist(a, b), (b[1] - a[1]) / math.dist(a, b)
        for share in (0.35, 0.65):
            off = draw(st.floats(-0.35, 0.35))
            points.append((a[0] + share * (b[0] - a[0]) - off * uy, a[1] + share * (b[1] - a[1]) + off * ux))
        points.append(b)
    return tuple(points)


def _desks(draw: st.DrawFn, points: tuple[XY, ...]) -> tuple[Fixture, ...]:
    spots = draw(st.lists(st.tuples(st.floats(0.05, 0.95), st.floats(-5, 5)), max_size=8))
    out = []
    for n, (share, off) in enumerate(spots):
        i = int(share * (len(points) - 1))
        a, b = points[i], points[i + 1]
        length = math.dist(a, b)
        x = (a[0] + b[0]) / 2 - off * (b[1] - a[1]) / length
        y = (a[1] + b[1]) / 2 + off * (b[0] - a[0]) / length
        out.append(desk(f"desk {n + 1}", (x, y)))
    return tuple(out)

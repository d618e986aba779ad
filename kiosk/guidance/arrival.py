"""Where the goal is for somebody who has walked there, and where one looks on leaving a lift or stairs: geometry only.

Nothing is guessed: where no side follows from the plan, the answer is None.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from shapely import get_coordinates
from shapely.geometry import LineString, Point
from shapely.ops import nearest_points

from kiosk.guidance.naming import Thing
from kiosk.guidance.sightings import Side
from kiosk.guidance.turns import Walk, distance_to_edge, heading, heading_of_bearing, turn_between
from kiosk.guidance.venue import XY, Amenity, Area, Occupant, Stop, Unit

#: Within this angle of one's way something is ahead, not at a side (degrees).
AHEAD_DEG = 35.0
_BEHIND_DEG = 150.0


def goal_side(
    walk: Walk, facing: float | None, thing: Thing | None, end: XY, desks: Sequence[Area] = ()
) -> Side | None:
    """On which side the goal is at the end of the walk; None when the plan does not say.

    In this order: a window's facing; the drawn line's last bend; the desk beside the spot; the place itself.
    """
    if not walk.stretches:
        if facing is None:
            return None
        spot, ahead = end, facing
    else:
        spot, ahead = walk.stretches[-1].end, walk.stretches[-1].heading
    goal = _goal_point(walk, thing, end, spot, desks)
    if goal is None or math.dist(goal, spot) < 0.25:
        return Side.AHEAD if walk.stretches else None
    return side_at(spot, ahead, goal)


def side_at(spot: XY, ahead: float, goal: XY) -> Side | None:
    """Whether ``goal`` is ahead, left or right of somebody at ``spot`` who looks ``ahead`` (a heading)."""
    turn = turn_between(ahead, heading(spot, goal))
    if abs(turn) <= AHEAD_DEG:
        return Side.AHEAD
    if abs(turn) > _BEHIND_DEG:
        return None
    return Side.LEFT if turn > 0 else Side.RIGHT


def _goal_point(walk: Walk, thing: Thing | None, end: XY, spot: XY, desks: Sequence[Area]) -> XY | None:
    """A point inside the goal, as seen from the end of the walk."""
    if isinstance(thing, Occupant) and thing.facing_deg is not None:
        looks = heading_of_bearing(thing.facing_deg)
        return (thing.at[0] - 0.8 * math.cos(looks), thing.at[1] - 0.8 * math.sin(looks))
    if walk.approach is not None:
        return walk.approach
    if isinstance(thing, Occupant | Amenity):
        if math.dist(thing.at, spot) > 0.5:
            return thing.at
        if desks:
            here = Point(spot)
            near = nearest_points(min(desks, key=here.distance), here)[0]
            return (near.x, near.y)
    if isinstance(thing, Unit) and not thing.area.covers(Point(end)):
        near = nearest_points(thing.area, Point(end))[0]
        return (near.x, near.y)
    return None


def stop_side(walk: Walk, stop: Stop) -> Side | None:
    """On which side the connector is at the end of the walk to it."""
    if not walk.stretches:
        return None
    spot, ahead = walk.stretches[-1].end, walk.stretches[-1].heading
    if walk.approach is not None:
        return side_at(spot, ahead, walk.approach)
    if stop.area.covers(Point(spot)):
        return Side.AHEAD
    near = nearest_points(stop.area, Point(spot))[0]
    if near.distance(Point(spot)) < 0.25:
        centre = stop.area.centroid
        return side_at(spot, ahead, (centre.x, centre.y))
    return side_at(spot, ahead, (near.x, near.y))


def exit_heading(stop: Stop, line: Sequence[XY]) -> float | None:
    """Where one looks on stepping out of a connector: straight out of the edge the drawn line leaves through.

    None when the line does not leave the stop's area, or leaves it at a corner so that "straight out" means nothing.
    """
    points = [p for i, p in enumerate(line) if i == 0 or math.dist(p, line[i - 1]) > 1e-6]
    if len(points) < 2:
        return None
    drawn = LineString(points)
    crossing = drawn.intersection(stop.area.boundary)
    if crossing.is_empty:
        if stop.area.covers(Point(points[0])) or stop.area.distance(Point(points[0])) > 2.5:
            return None
        door = nearest_points(stop.area.boundary, Point(points[0]))[0]
    else:
        spots = [Point(xy) for xy in get_coordinates(crossing)]
        door = max(spots, key=drawn.project)
    return _outward(stop.area, door)


def _outward(area: Area, door: Point) -> float | None:
    """The heading square to the edge at ``door``, away from the area; None at a corner."""
    found: list[float] = []
    for ring in _rings(area):
        for a, b in pairwise(ring):
            if math.dist(a, b) > 0.05 and distance_to_edge((door.x, door.y), a, b) < 0.1:
                normal = math.atan2(b[1] - a[1], b[0] - a[0]) - math.pi / 2
                probe = Point(door.x + 0.05 * math.cos(normal), door.y + 0.05 * math.sin(normal))
                found.append(normal + math.pi if area.covers(probe) else normal)
    if not found or any(abs(turn_between(found[0], other)) > 20.0 for other in found):
        return None
    return found[0]


def _rings(area: Area) -> list[list[XY]]:
    parts = area.geoms if hasattr(area, "geoms") else (area,)
    return [
        [(float(x), float(y)) for x, y in ring.coords] for part in parts for ring in (part.exterior, *part.interiors)
    ]

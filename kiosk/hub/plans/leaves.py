"""Doors of a drawing: from the arcs their leaves draw, or from plain lines, to clear widths on the walls."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from kiosk.hub.plans.strokes import DOOR_M, WALL_M, XY, Array, Stroke, Swing, bearing

_SWEEP_DEG = (50.0, 130.0)


def doors_of(
    swings: Sequence[Swing], strokes: Sequence[Stroke], walls: Array, outlines: Sequence[Polygon]
) -> tuple[list[LineString], int]:
    """Clear widths across the walls' gaps, from arcs and from plain lines; how many arcs could not be placed."""
    edges = shapely.linestrings(walls) if len(walls) else np.array([])
    edges = np.concatenate([edges, np.array([area.boundary for area in outlines], dtype=object)])
    tree = shapely.STRtree(edges)
    found, lost = [], 0
    for swing in swings:
        line = _closed_leaf(swing, tree)
        if line is not None:
            found.append(line)
        elif DOOR_M[0] <= math.dist(swing.hinge, swing.start) <= DOOR_M[1]:
            lost += 1
    if not found:  # a drawing without arcs: its door lines are the doors
        for stroke in strokes:
            for a, b in itertools.pairwise(stroke.points):
                line = LineString([a, b])
                if DOOR_M[0] <= line.length <= 2 * DOOR_M[1] and _reach(tree, a) < 0.3 and _reach(tree, b) < 0.3:
                    found.append(line)
    return _single(_joined(found)), lost


def _closed_leaf(swing: Swing, tree: shapely.STRtree) -> LineString | None:
    """Where a door's leaf lies when it is shut: of both ends of its way, the one that meets a wall."""
    radius = math.dist(swing.hinge, swing.start)
    sweep = abs(bearing(swing.hinge, swing.start) - bearing(swing.hinge, swing.end)) % 360
    if not DOOR_M[0] <= radius <= DOOR_M[1] or not _SWEEP_DEG[0] <= min(sweep, 360 - sweep) <= _SWEEP_DEG[1]:
        return None
    best = min((swing.start, swing.end), key=lambda end: _reach(tree, end))
    return LineString([swing.hinge, best]) if _reach(tree, best) < 0.5 else None


def _reach(tree: shapely.STRtree, at: XY) -> float:
    if not len(tree.geometries):
        return math.inf
    _, distance = tree.query_nearest(Point(at), return_distance=True, all_matches=False)
    return float(distance[0])


def _joined(lines: Sequence[LineString]) -> list[LineString]:
    """The two leaves of a double door are one opening."""
    left, made = list(lines), []
    while left:
        line = left.pop()
        for other in left:
            both = _as_one(line, other)
            if both is not None:
                left.remove(other)
                line = both
                break
        made.append(line)
    return made


def _as_one(a: LineString, b: LineString) -> LineString | None:
    ends = [*a.coords, *b.coords]
    first, last = max(itertools.combinations(ends, 2), key=lambda pair: math.dist(*pair))
    whole = LineString([first, last])
    inner = [end for end in ends if end not in (first, last)]
    straight = all(whole.distance(Point(end)) < 0.1 for end in inner)
    return whole if straight and abs(whole.length - a.length - b.length) < 0.1 and a.distance(b) < 0.1 else None


def _single(lines: Sequence[LineString]) -> list[LineString]:
    kept: list[LineString] = []
    for line in lines:
        middle = line.interpolate(0.5, normalized=True)
        if all(middle.distance(other.interpolate(0.5, normalized=True)) > 0.4 for other in kept):
            kept.append(line)
    return kept


def onto_walls(line: LineString, rooms: Sequence[Polygon]) -> LineString:
    """A door set onto the room edge it runs along, when one is within the thickness of a wall."""
    middle = line.interpolate(0.5, normalized=True)
    best, least = line, WALL_M
    for room in rooms:
        if room.distance(middle) >= WALL_M:
            continue
        for ring in (room.exterior, *room.interiors):
            for a, b in itertools.pairwise(ring.coords):
                edge = LineString([a, b])
                away = edge.distance(middle)
                turn = abs(bearing(a, b) - bearing(line.coords[0], line.coords[-1])) % 180
                if away < least and min(turn, 180 - turn) < 20 and edge.length > 0.6 * line.length:
                    ends = [edge.interpolate(edge.project(Point(end))) for end in (line.coords[0], line.coords[-1])]
                    if ends[0].distance(ends[1]) > DOOR_M[0]:
                        best, least = LineString(ends), away
    return best

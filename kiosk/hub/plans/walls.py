"""Lines of a drawing → rooms, doors and things: ends snap, doors close their walls, faces become rooms. Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

XY = tuple[float, float]
Array = NDArray[np.float64]

#: Ends of walls nearer than this (metres) are meant to meet.
SNAP_M = 0.15
_DOOR_M = (0.5, 2.2)
_SWEEP_DEG = (50.0, 130.0)
_ROOM_M2, _THIN_M, _THICK_M = 1.0, 0.45, 1.2
#: Between walls of the outside, glass may fill gaps twice as wide as this.
_FACADE_GAP_M = 3.2
#: Walls between rooms up to this thick are shared out between them, in steps.
_WALL_M, _STEP_M = 0.5, 0.05
_MOST_SEGMENTS, _MOST_ROOMS, _MOST_THINGS = 120_000, 2_000, 2_000


@dataclass(frozen=True, slots=True)
class Stroke:
    """A chain of points in metres; ``closed``: it was drawn as an outline."""

    points: tuple[XY, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Swing:
    """A door's arc: its hinge and both ends of the leaf's way."""

    hinge: XY
    start: XY
    end: XY


@dataclass(frozen=True, slots=True)
class Writing:
    """A text and where it stands."""

    at: XY
    text: str


def build_rooms(
    strokes: Mapping[str, Sequence[Stroke]], swings: Sequence[Swing], writings: Sequence[Writing]
) -> dict[str, Any]:
    """``{rooms: [{shape, name}], openings: [line], fixtures: [shape], outline, counts}`` in metres from the lower left.

    ``strokes`` by role: wall, glass (closes rooms like a wall), door, room (outlines), fixture (outlines).
    """
    walls = _segments([*strokes.get("wall", ()), *strokes.get("glass", ())])
    outlines = [area for stroke in strokes.get("room", ()) if (area := _area(stroke)) is not None]
    doors, lost = _doors(swings, strokes.get("door", ()), walls, outlines)
    solids = _solids(strokes.get("wall", ()))
    faces, wall_parts = _between(solids, walls, doors) if solids else _faces(walls, doors)
    faces = [face for face in faces if not _covered(face, outlines)]
    rooms = [*outlines, *(grown(faces, outlines) if solids else faces)][:_MOST_ROOMS]
    doors = [onto_walls(line, rooms) for line in doors]
    fixtures = [
        area for stroke in strokes.get("fixture", ()) if (area := _area(stroke)) is not None and area.area > 0.02
    ]
    whole = shapely.union_all([shapely.buffer(area, SNAP_M, join_style="mitre") for area in [*rooms, *wall_parts]])
    outline = _outline(whole)
    x, y = (0.0, 0.0) if outline is None else (round(outline.bounds[0], 3), round(outline.bounds[1], 3))
    named = _named(rooms, writings)
    return {
        "rooms": [{"shape": _written(area, x, y), "name": named.get(i, "")} for i, area in enumerate(rooms)],
        "openings": [_written(line, x, y) for line in doors],
        "fixtures": [_written(area, x, y) for area in fixtures[:_MOST_THINGS]],
        "outline": _written(outline, x, y) if outline is not None else None,
        "counts": {"walls": len(walls), "doors": len(doors), "doors_lost": lost, "rooms": len(rooms)},
    }


def _segments(strokes: Sequence[Stroke]) -> Array:
    """(n, 2, 2) wall pieces longer than a centimetre."""
    pairs = [pair for stroke in strokes for pair in itertools.pairwise(stroke.points) if math.dist(*pair) > 0.01]
    return np.array(pairs[:_MOST_SEGMENTS], dtype=float).reshape(-1, 2, 2)


def _area(stroke: Stroke) -> Polygon | None:
    points = stroke.points
    if len(points) < 4 or (not stroke.closed and math.dist(points[0], points[-1]) > SNAP_M):
        return None
    area = shapely.make_valid(Polygon(points))
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    best = max(parts, key=lambda part: float(part.area), default=None)
    return best if best is not None and best.area > 0.01 else None


def _doors(
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
        elif _DOOR_M[0] <= math.dist(swing.hinge, swing.start) <= _DOOR_M[1]:
            lost += 1
    if not found:  # a drawing without arcs: its door lines are the doors
        for stroke in strokes:
            for a, b in itertools.pairwise(stroke.points):
                line = LineString([a, b])
                if _DOOR_M[0] <= line.length <= 2 * _DOOR_M[1] and _reach(tree, a) < 0.3 and _reach(tree, b) < 0.3:
                    found.append(line)
    return _single(_joined(found)), lost


def _closed_leaf(swing: Swing, tree: shapely.STRtree) -> LineString | None:
    """Where a door's leaf lies when it is shut: of both ends of its way, the one that meets a wall."""
    radius = math.dist(swing.hinge, swing.start)
    sweep = abs(_bearing(swing.hinge, swing.start) - _bearing(swing.hinge, swing.end)) % 360
    if not _DOOR_M[0] <= radius <= _DOOR_M[1] or not _SWEEP_DEG[0] <= min(sweep, 360 - sweep) <= _SWEEP_DEG[1]:
        return None
    best = min((swing.start, swing.end), key=lambda end: _reach(tree, end))
    return LineString([swing.hinge, best]) if _reach(tree, best) < 0.5 else None


def _bearing(a: XY, b: XY) -> float:
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


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


def _faces(walls: Array, doors: Sequence[LineString]) -> tuple[list[Polygon], list[Polygon]]:
    """What the walls enclose, doors shut: rooms, and the thin faces that are walls themselves."""
    if not len(walls):
        return [], []
    closing = np.array([line.coords[:] for line in doors], dtype=float).reshape(-1, 2, 2)
    lines = shapely.linestrings(_met(np.concatenate([walls, _stretched(closing)])))
    network = shapely.union_all(lines[shapely.length(lines) > 1e-6], grid_size=0.001)
    faces = [face for face in shapely.get_parts(shapely.polygonize([network])) if face.area > 0.01]
    rooms = [face for face in faces if face.area >= _ROOM_M2 and 2 * face.area / face.length > _THIN_M]
    chosen = {id(face) for face in rooms}
    kept = sorted(rooms, key=lambda face: -face.area)
    return [shapely.simplify(face, 0.01) for face in kept], [face for face in faces if id(face) not in chosen]


def _solids(strokes: Sequence[Stroke]) -> list[Polygon]:
    """Walls that were drawn as thick outlines; none when most walls are plain lines."""
    areas = [(stroke, _area(stroke)) for stroke in strokes]
    thick = [area for _, area in areas if area is not None and 2 * area.area / area.length < _THICK_M]
    drawn = sum(LineString(stroke.points).length for stroke in strokes if len(stroke.points) > 1)
    return thick if sum(area.length for area in thick) > 0.5 * drawn else []


def _between(
    solids: Sequence[Polygon], walls: Array, doors: Sequence[LineString]
) -> tuple[list[Polygon], list[Polygon]]:
    """What lies between thick walls, inside the building, doors shut; and the walls themselves."""
    lines = shapely.buffer(shapely.multilinestrings(list(walls)), 0.01)
    solid = shapely.union_all([*solids, lines])
    spread = shapely.buffer(solid, _FACADE_GAP_M, join_style="mitre")
    hull = shapely.buffer(shapely.union_all(_filled(spread)), -_FACADE_GAP_M, join_style="mitre")
    leaves = [shapely.buffer(line, 0.05, cap_style="square") for line in _lengthened(doors)]
    free = shapely.difference(hull, shapely.union_all([solid, *leaves]))
    free = shapely.buffer(shapely.buffer(free, -0.2, join_style="mitre"), 0.2, join_style="mitre")
    parts = [part for part in shapely.get_parts(free) if part.geom_type == "Polygon" and part.area >= _ROOM_M2]
    rooms = [part for part in parts if 2 * part.area / part.length > _THIN_M / 2]
    return [shapely.simplify(room, 0.02) for room in sorted(rooms, key=lambda room: -room.area)], list(solids)


def grown(rooms: Sequence[Polygon], others: Sequence[Polygon]) -> list[Polygon]:
    """Rooms that share the walls between them: each grows into the wall, step by step, until it meets its neighbour."""
    made = list(rooms)
    fixed = shapely.union_all(list(others))
    for _ in range(round(_WALL_M / 2 / _STEP_M)):
        tree = shapely.STRtree(made)
        before = list(made)
        for i, room in enumerate(before):
            wide = shapely.buffer(room, _STEP_M, join_style="mitre")
            near = [made[int(k)] for k in tree.query(wide, predicate="dwithin", distance=_STEP_M) if int(k) != i]
            free = shapely.difference(wide, shapely.union_all([*near, fixed], grid_size=0.001), grid_size=0.001)
            parts = [part for part in shapely.get_parts(free) if part.geom_type == "Polygon"]
            made[i] = max(parts, key=lambda part: float(part.area), default=room)
    return made


def onto_walls(line: LineString, rooms: Sequence[Polygon]) -> LineString:
    """A door set onto the room edge it runs along, when one is within the thickness of a wall."""
    middle = line.interpolate(0.5, normalized=True)
    best, least = line, _WALL_M
    for room in rooms:
        if room.distance(middle) >= _WALL_M:
            continue
        for ring in (room.exterior, *room.interiors):
            for a, b in itertools.pairwise(ring.coords):
                edge = LineString([a, b])
                away = edge.distance(middle)
                turn = abs(_bearing(a, b) - _bearing(line.coords[0], line.coords[-1])) % 180
                if away < least and min(turn, 180 - turn) < 20 and edge.length > 0.6 * line.length:
                    ends = [edge.interpolate(edge.project(Point(end))) for end in (line.coords[0], line.coords[-1])]
                    if ends[0].distance(ends[1]) > _DOOR_M[0]:
                        best, least = LineString(ends), away
    return best


def _filled(shape: BaseGeometry) -> list[Polygon]:
    return [Polygon(part.exterior) for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _lengthened(doors: Sequence[LineString]) -> list[LineString]:
    return [LineString(ends) for ends in _stretched(np.array([line.coords[:] for line in doors]).reshape(-1, 2, 2))]


def _stretched(doors: Array) -> Array:
    """Closing lines a little longer than the doors, so that they cross the wall's faces."""
    if not len(doors):
        return doors
    along = doors[:, 1] - doors[:, 0]
    along = along / np.maximum(np.hypot(*along.T), 1e-9)[:, None] * SNAP_M
    return np.stack([doors[:, 0] - along, doors[:, 1] + along], axis=1)


def _met(segments: Array) -> Array:
    """Segments whose ends, nearer than SNAP_M, meet: first with each other, then with what they nearly touch."""
    ends = segments.reshape(-1, 2).copy()
    pairs = cKDTree(ends).query_pairs(SNAP_M, output_type="ndarray")
    home = np.arange(len(ends))
    for a, b in pairs:
        ra, rb = _root(home, int(a)), _root(home, int(b))
        if ra != rb:
            home[max(ra, rb)] = min(ra, rb)
    roots = np.array([_root(home, i) for i in range(len(ends))])
    ends = ends[roots]  # the first end of each cluster stands for all: straight walls stay straight
    met = ends.reshape(-1, 2, 2)
    lines = shapely.linestrings(met)
    tree = shapely.STRtree(lines)
    for i, end in enumerate(ends):
        near = [k for k in tree.query(Point(end), predicate="dwithin", distance=SNAP_M) if k != i // 2]
        touching = [lines[k] for k in near if not np.any(np.all(np.isclose(met[k], end), axis=1))]
        if touching and len(near) == len(touching):
            line = min(touching, key=lambda other: float(other.distance(Point(end))))
            spot = line.interpolate(line.project(Point(end)))
            ends[i] = (spot.x, spot.y)
    made: Array = ends.reshape(-1, 2, 2)
    return made


def _root(home: NDArray[np.intp], i: int) -> int:
    while home[i] != i:
        home[i] = home[home[i]]
        i = int(home[i])
    return i


def _covered(face: Polygon, outlines: Sequence[Polygon]) -> bool:
    return any(face.intersection(outline).area > 0.5 * face.area for outline in outlines)


def _outline(whole: BaseGeometry) -> BaseGeometry | None:
    """The floor: everything, small holes filled, back by what was added."""
    filled = shapely.buffer(shapely.union_all(_filled(whole)), -SNAP_M, join_style="mitre")
    filled = shapely.simplify(filled, 0.01)
    return None if filled.is_empty else filled


def _named(rooms: Sequence[Polygon], writings: Sequence[Writing]) -> dict[int, str]:
    """The texts that stand in each room, the topmost first."""
    tree = shapely.STRtree(rooms)
    texts: dict[int, list[Writing]] = {}
    for writing in writings:
        for index in tree.query(Point(writing.at), predicate="intersects")[:1]:
            texts.setdefault(int(index), []).append(writing)
    return {
        index: " ".join(w.text for w in sorted(found, key=lambda w: -w.at[1])[:2])[:120]
        for index, found in texts.items()
    }


def _written(shape: BaseGeometry, x: float, y: float) -> dict[str, Any]:
    moved = shapely.transform(shape, lambda xy: np.round(xy - (x, y), 3) + 0.0)
    return json_of(moved)


def json_of(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as GeoJSON made of lists."""
    given = shapely.geometry.mapping(shape)
    return {"type": given["type"], "coordinates": _lists(given["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value

"""What walls enclose: rooms between thin lines, or between walls drawn as thick outlines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.hub.plans.strokes import SNAP_M, WALL_M, Array, Stroke, outline_area

_ROOM_M2, _THIN_M, _THICK_M = 1.0, 0.45, 1.2
#: Between walls of the outside, glass may fill gaps twice as wide as this.
_FACADE_GAP_M = 3.2
_STEP_M = 0.05


def enclosed(walls: Array, doors: Sequence[LineString]) -> tuple[list[Polygon], list[Polygon]]:
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


def thick_walls(strokes: Sequence[Stroke]) -> list[Polygon]:
    """Walls that were drawn as thick outlines; none when most walls are plain lines."""
    areas = [(stroke, outline_area(stroke)) for stroke in strokes]
    thick = [area for _, area in areas if area is not None and 2 * area.area / area.length < _THICK_M]
    drawn = sum(LineString(stroke.points).length for stroke in strokes if len(stroke.points) > 1)
    return thick if sum(area.length for area in thick) > 0.5 * drawn else []


def between(
    solids: Sequence[Polygon], walls: Array, doors: Sequence[LineString]
) -> tuple[list[Polygon], list[Polygon]]:
    """What lies between thick walls, inside the building, doors shut; and the walls themselves."""
    lines = shapely.buffer(shapely.multilinestrings(list(walls)), 0.01)
    solid = shapely.union_all([*solids, lines])
    spread = shapely.buffer(solid, _FACADE_GAP_M, join_style="mitre")
    hull = shapely.buffer(shapely.union_all(filled(spread)), -_FACADE_GAP_M, join_style="mitre")
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
    for _ in range(round(WALL_M / 2 / _STEP_M)):
        tree = shapely.STRtree(made)
        before = list(made)
        for i, room in enumerate(before):
            wide = shapely.buffer(room, _STEP_M, join_style="mitre")
            near = [made[int(k)] for k in tree.query(wide, predicate="dwithin", distance=_STEP_M) if int(k) != i]
            free = shapely.difference(wide, shapely.union_all([*near, fixed], grid_size=0.001), grid_size=0.001)
            parts = [part for part in shapely.get_parts(free) if part.geom_type == "Polygon"]
            made[i] = max(parts, key=lambda part: float(part.area), default=room)
    return made


def filled(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of a shape without their holes."""
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

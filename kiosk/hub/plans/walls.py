"""Lines of a drawing → rooms, doors and things: ends snap, doors close their walls, faces become rooms. Pure."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.hub.plans.faces import between, enclosed, filled, grown, thick_walls
from kiosk.hub.plans.leaves import doors_of, onto_walls
from kiosk.hub.plans.strokes import SNAP_M, Array, Stroke, Swing, Writing, json_of, outline_area

_MOST_SEGMENTS, _MOST_ROOMS, _MOST_THINGS = 120_000, 2_000, 2_000


def build_rooms(
    strokes: Mapping[str, Sequence[Stroke]], swings: Sequence[Swing], writings: Sequence[Writing]
) -> dict[str, Any]:
    """``{rooms: [{shape, name}], openings: [line], fixtures: [shape], outline, counts}`` in metres from the lower left.

    ``strokes`` by role: wall, glass (closes rooms like a wall), door, room (outlines), fixture (outlines).
    """
    walls = _segments([*strokes.get("wall", ()), *strokes.get("glass", ())])
    outlines = [area for stroke in strokes.get("room", ()) if (area := outline_area(stroke)) is not None]
    doors, lost = doors_of(swings, strokes.get("door", ()), walls, outlines)
    solids = thick_walls(strokes.get("wall", ()))
    faces, wall_parts = between(solids, walls, doors) if solids else enclosed(walls, doors)
    faces = [face for face in faces if not _covered(face, outlines)]
    rooms = [*outlines, *(grown(faces, outlines) if solids else faces)][:_MOST_ROOMS]
    doors = [onto_walls(line, rooms) for line in doors]
    fixtures = [
        area for stroke in strokes.get("fixture", ()) if (area := outline_area(stroke)) is not None and area.area > 0.02
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


def _covered(face: Polygon, outlines: Sequence[Polygon]) -> bool:
    return any(face.intersection(outline).area > 0.5 * face.area for outline in outlines)


def _outline(whole: BaseGeometry) -> BaseGeometry | None:
    """The floor: everything, small holes filled, back by what was added."""
    back = shapely.buffer(shapely.union_all(filled(whole)), -SNAP_M, join_style="mitre")
    outline = shapely.simplify(back, 0.01)
    return None if outline.is_empty else outline


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

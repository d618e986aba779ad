"""What is read from a drawing before it means anything: chains of points, door arcs, texts, in metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

XY = tuple[float, float]
Array = NDArray[np.float64]

#: Ends of walls nearer than this (metres) are meant to meet.
SNAP_M = 0.15
#: How wide a door's leaf is, at least and at most.
DOOR_M = (0.5, 2.2)
#: Walls between rooms up to this thick are shared out between them.
WALL_M = 0.5


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


def outline_area(stroke: Stroke) -> Polygon | None:
    """What a stroke encloses, made valid; None when it is open or encloses next to nothing."""
    points = stroke.points
    if len(points) < 4 or (not stroke.closed and math.dist(points[0], points[-1]) > SNAP_M):
        return None
    area = shapely.make_valid(Polygon(points))
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    best = max(parts, key=lambda part: float(part.area), default=None)
    return best if best is not None and best.area > 0.01 else None


def bearing(a: XY, b: XY) -> float:
    """The direction from a to b in degrees, counted as the axes of a drawing are."""
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


def json_of(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as GeoJSON made of lists."""
    given = shapely.geometry.mapping(shape)
    return {"type": given["type"], "coordinates": _lists(given["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value

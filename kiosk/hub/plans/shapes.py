"""What the drawing hand leaves to exact geometry: halls make room, rooms join, what is left becomes a hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from kiosk.hub.plans.faults import refuse

#: Floor that makes room for what is drawn on it (IMDF unit categories one walks on freely).
GROUNDS = ("walkway", "lobby", "unenclosedarea", "waitingroom", "unspecified")
_GRID_M = 0.001
_SLIVER_M2, _SLIVER_WIDTH_M = 0.02, 0.02
_LEAST_BORDER_M = 0.2
_MOST = 2_000

Shape = Mapping[str, Any]


def make_room(given: Mapping[str, Any]) -> dict[str, Any]:
    """How the grounds of one level change when things are ``placed`` on it and places are ``freed``.

    ``given``: ``level`` (shape or null), ``grounds`` (id → shape), ``others`` (shapes of the units that stay),
    ``placed`` and ``freed`` (shapes). Returns ``{"grounds": {id: shape or null}}`` of those that change; null: nothing
    is left of it.
    """
    grounds = {str(key): _read(value) for key, value in _table(given, "grounds").items()}
    placed, others = _union(given, "placed"), _union(given, "others")
    freed = _minus(_union(given, "freed"), shapely.union_all([placed, others, *grounds.values()], grid_size=_GRID_M))
    if given.get("level"):
        freed = shapely.intersection(freed, _read(given["level"]), grid_size=_GRID_M)
    made = {key: _minus(shape, placed) for key, shape in grounds.items()}
    for part in _areas(freed):
        heir = _heir(part, made)
        if heir is not None:
            made[heir] = shapely.union(made[heir], part, grid_size=_GRID_M)
    changed = {key: shape for key, shape in made.items() if not shape.equals(grounds[key])}
    return {"grounds": {key: _written(shape) for key, shape in changed.items()}}


def _heir(part: BaseGeometry, grounds: Mapping[str, BaseGeometry]) -> str | None:
    """The ground with which a freed place shares the longest border; None when none does."""
    borders = {
        key: float(shapely.intersection(shapely.buffer(part, 0.02), shape.boundary).length)
        for key, shape in grounds.items()
        if not shape.is_empty
    }
    best = max(borders, key=lambda key: borders[key], default=None)
    return best if best is not None and borders[best] >= _LEAST_BORDER_M else None


def rest(given: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of ``level`` that none of ``others`` covers, thin ones left aside: ``{"shapes": [shape, …]}``."""
    left = _minus(_read(given.get("level")), _union(given, "others"))
    parts = [part for part in _areas(left) if shapely.buffer(part, -0.15, join_style="mitre").area > 0.3]
    return {"shapes": [_written(part) for part in parts]}


def join(given: Mapping[str, Any]) -> dict[str, Any]:
    """The union of ``shapes``; DraftError when they do not touch along a border."""
    joined = _union(given, "shapes")
    if joined.geom_type != "Polygon":
        raise refuse("这些区域没有共同的边，不能合并。", "These areas share no border and cannot be joined.")
    return {"shape": _written(joined)}


def _table(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping) or len(value) > _MOST:
        raise refuse("请求不正确。", "The request is not right.")
    return value


def _read(value: object) -> BaseGeometry:
    try:
        shape = shape_of(value)
        bounded = shapely.get_num_coordinates(shape) <= 100_000
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError):
        raise refuse("图形不正确。", "A shape is not right.") from None
    if not bounded or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise refuse("图形不正确。", "A shape is not right.")
    return shape if shape.is_valid else shapely.make_valid(shape)


def _union(given: Mapping[str, Any], key: str) -> BaseGeometry:
    values = given.get(key) or []
    if not isinstance(values, Sequence) or len(values) > _MOST:
        raise refuse("请求不正确。", "The request is not right.")
    return shapely.union_all([_read(value) for value in values], grid_size=_GRID_M)


def _minus(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    return shapely.union_all(_areas(shapely.difference(shape, other, grid_size=_GRID_M)))


def _areas(shape: BaseGeometry) -> list[BaseGeometry]:
    """The polygons of a shape that are more than slivers."""
    return [
        part
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        and part.area > _SLIVER_M2
        and not shapely.buffer(part, -_SLIVER_WIDTH_M / 2, join_style="mitre").is_empty
    ]


def _written(shape: BaseGeometry) -> dict[str, Any] | None:
    if shape.is_empty:
        return None
    given = mapping(shape)
    return {"type": given["type"], "coordinates": _lists(given["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else round(float(value), 3) + 0.0

"""The venue's and the building's outlines follow the floors: they grow where a floor was drawn beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry import shape as shape_of

from kiosk.hub.plans.folder import Folder
from kiosk.hub.plans.items import Item
from kiosk.hub.plans.sheet import Sheet, moved

_AROUND_M = 5.0
_SLIVER_M2 = 0.5


def grow_outlines(folder: Folder, sheet: Sheet, levels: Sequence[Item]) -> None:
    """Let venue (with a margin) and footprints cover the shapes of these levels; shapes nobody understands stay."""
    shapes = [shape_of(level["shape"]) for level in levels if level.get("shape") is not None]
    if not shapes:
        return
    floors = shapely.union_all(shapes)
    ground = shapely.union_all(
        [shape_of(level["shape"]) for level in levels if level.get("shape") is not None and level["ordinal"] == 0]
    )
    for identity, feature in folder.of_type("venue"):
        _grow(folder, sheet, identity, feature, shapely.buffer(shapely.convex_hull(floors), _AROUND_M, join_style=2))
    for identity, feature in folder.of_type("footprint"):
        kind = (feature.get("properties") or {}).get("category")
        _grow(folder, sheet, identity, feature, ground if kind == "ground" else floors)


def _grow(folder: Folder, sheet: Sheet, identity: str, feature: dict[str, Any], needed: Any) -> None:
    if needed.is_empty:
        return
    try:
        drawn = shape_of(moved(feature["geometry"], sheet.from_earth))
        if shapely.area(shapely.difference(needed, drawn)) <= _SLIVER_M2:
            return
        grown = shapely.union(drawn, needed)
    except (ValueError, TypeError, KeyError, IndexError, shapely.errors.ShapelyError):
        return
    if grown.geom_type in ("Polygon", "MultiPolygon") and grown.is_valid:
        coordinates = mapping(grown)
        folder.set_geometry(identity, moved(_lists(coordinates), sheet.to_earth))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {"type": value["type"], "coordinates": _lists(value["coordinates"])}
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value

"""The door for documents from a browser: bounded, of known kinds, every reference leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.items import KINDS, Item
from kiosk.hub.plans.sheet import Sheet

#: What one document may hold; real plans of whole campuses stay far below.
MOST_ITEMS, MOST_POINTS = 20_000, 300_000
_FARTHEST_M = 50_000.0
_TAG = re.compile(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8}){0,3}")
#: Kinds with a shape, and which shapes each may have (None: it may lack one).
SHAPES: Mapping[str, tuple[str | None, ...]] = {
    "level": ("Polygon", "MultiPolygon", None),
    "unit": ("Polygon", "MultiPolygon"),
    "opening": ("LineString", "MultiLineString"),
    "fixture": ("Polygon", "MultiPolygon"),
    "amenity": ("Point",),
    "occupant": ("Point",),
    "panel": ("Polygon", "MultiPolygon", "Point", None),
    "zone": ("Polygon", "MultiPolygon"),
    "detail": ("LineString", "MultiLineString", "Polygon", "MultiPolygon", "Point", "MultiPoint"),
}
_NEEDED = {
    "level": ("ordinal", "name"),
    **dict.fromkeys(("unit", "opening", "fixture", "amenity", "occupant", "zone"), ("level", "category", "name")),
    "panel": ("level", "name", "bearing_deg"),
    "detail": ("level",),
    "connector": ("category", "direction", "stops"),
}


def accepted(given: object) -> dict[str, Any]:
    """``given`` as a document: known kinds, ids used once, numbers that are numbers; raises DraftError.

    Values are looked at only where something changed (``soundness``): a plan that came with strange names or broken
    shapes can still be drawn on, and keeps them.
    """
    if not isinstance(given, Mapping) or given.get("format") != 1:
        raise refuse("这不是平面图文档。", "This is not a plan document.")
    try:
        sheet = Sheet.of_json(given.get("sheet"))
    except ValueError:
        raise refuse("平面图在地球上的位置不正确。", "The plan's place on the earth is not right.") from None
    items = given.get("items")
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise refuse(f"平面图最多 {MOST_ITEMS} 项。", f"A plan holds at most {MOST_ITEMS} things.")
    seen: set[str] = set()
    kept = [_item(item, seen) for item in items]
    _check_references(kept)
    if sum(_points(item.get("shape")) for item in kept) > MOST_POINTS:
        raise refuse("平面图的点太多。", f"A plan has at most {MOST_POINTS} points.")
    language = given.get("language")
    language = language if isinstance(language, str) and _TAG.fullmatch(language) else "zh"
    return {"format": 1, "sheet": sheet.as_json(), "language": language, "items": kept}


def _item(given: object, seen: set[str]) -> Item:
    if not isinstance(given, Mapping):
        raise refuse("平面图中有一项无法识别。", "Something in the plan is not understood.")
    identity, kind = given.get("id"), given.get("kind")
    if not isinstance(identity, str) or not 1 <= len(identity) <= 200 or not isinstance(kind, str) or kind not in KINDS:
        raise refuse("平面图中有一项没有编号或类型。", "Something in the plan has no id or is of no known kind.")
    if identity in seen:
        raise refuse("两项用了同一个编号。", "Two things have the same id.", identity)
    seen.add(identity)
    item = dict(given)
    missing = [key for key in _NEEDED.get(kind, ()) if key not in item]
    if missing:
        raise refuse(f"有一项缺少 {missing[0]}。", f"Something lacks its {missing[0]}.", identity)
    if kind in SHAPES:
        _check_shape(item)
    return item


def _check_shape(item: Item) -> None:
    given = item.get("shape")
    kind = given.get("type") if isinstance(given, Mapping) else None
    if not (isinstance(kind, str) or given is None) or kind not in SHAPES[item["kind"]]:
        raise refuse("图形的种类不对。", "This kind of shape does not fit.", item["id"])
    if isinstance(given, Mapping):
        array = np.array(list(positions(given.get("coordinates"))), dtype=float)
        if not len(array) or not np.isfinite(array).all() or float(np.abs(array).max()) > _FARTHEST_M:
            raise refuse("图形没有点，或离平面图太远。", "A shape has no points, or lies far off.", item["id"])


def positions(value: object, depth: int = 0) -> Iterator[list[float]]:
    """Every position in nested coordinates; DraftError for what is none."""
    if not isinstance(value, list) or depth > 4:
        raise refuse("图形的坐标不正确。", "The coordinates of a shape are not right.")
    if value and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
        if len(value) != 2:
            raise refuse("图形的坐标不正确。", "The coordinates of a shape are not right.")
        yield value
        return
    for part in value:
        yield from positions(part, depth + 1)


def _points(shape: object) -> int:
    return sum(1 for _ in positions(shape["coordinates"])) if isinstance(shape, Mapping) else 0


def _check_references(items: list[Item]) -> None:
    levels = {item["id"] for item in items if item["kind"] == "level"}
    units = {item["id"] for item in items if item["kind"] == "unit"}
    if not levels:
        raise refuse("平面图至少要有一层。", "A plan has at least one floor.")
    for item in items:
        level, stops = item.get("level"), item.get("stops")
        if "level" in _NEEDED.get(item["kind"], ()) and not (isinstance(level, str) and level in levels):
            raise refuse("有一项所在的楼层不存在。", "Something lies on a floor that is not there.", item["id"])
        if item["kind"] == "connector":
            known = isinstance(stops, list) and all(isinstance(stop, str) and stop in units for stop in stops)
            if not known or not 2 <= len(set(stops or ())) <= 64:
                zh, en = (
                    "电梯或楼梯应连接两个以上现有的单元。",
                    "A lift or stairs joins two or more rooms that are there.",
                )
                raise refuse(zh, en, item["id"])

"""What may be written into a plan: each changed value of an item, cleaned, or one sentence that says why not."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

import shapely
from shapely.geometry import shape as shape_of

from kiosk.guidance.findings import printable
from kiosk.hub.plans.acceptance import positions
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.items import Item
from kiosk.hub.plans.sheet import SHEET_DECIMALS

#: Farther from the sheet's origin nothing is drawn (metres): guidance leaves it out.
FARTHEST_M = 1_990.0
MOST_POINTS_OF_ONE = 5_000
_LONGEST_NAME, _MOST_LANGUAGES = 300, 16
_TAG = re.compile(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8}){0,3}")
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


def is_uuid(value: str) -> bool:
    """Whether a text is a UUID as IMDF writes ids."""
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def sound(item: Item, changed: Collection[str]) -> Item:
    """The item with the values under ``changed`` cleaned and its shape in millimetres; raises DraftError."""
    clean = dict(item)
    for key in changed:
        if key in _CHECKS and key in item:
            clean[key] = _CHECKS[key](item[key], item["id"])
    if "shape" in changed and item.get("shape") is not None:
        clean["shape"] = _sound_shape(item["shape"], item["id"])
    return clean


def _sound_shape(given: Mapping[str, Any], identity: str) -> dict[str, Any]:
    rounded = {"type": given["type"], "coordinates": _in_millimetres(given["coordinates"])}
    try:
        shape = shape_of(rounded)
    except (ValueError, TypeError, IndexError, AttributeError, shapely.errors.ShapelyError):
        raise refuse("图形的点不够或不正确。", "A shape has too few points or wrong ones.", identity) from None
    if shape.is_empty or max(map(abs, shape.bounds)) > FARTHEST_M:
        raise refuse("图形离平面图太远。", "A shape lies too far from the plan.", identity)
    if shapely.get_num_coordinates(shape) > MOST_POINTS_OF_ONE:
        raise refuse("图形的点太多。", "A shape has too many points.", identity)
    if shape.geom_type.endswith("Polygon") and (not shape.is_valid or shape.area < 0.01):
        zh, en = "图形的边互相交叉，或几乎没有面积。", "A shape crosses itself or has hardly any area."
        raise refuse(zh, en, identity)
    if shape.geom_type.endswith("LineString") and shape.length < 0.05:
        raise refuse("线太短。", "A line is too short.", identity)
    return rounded


def _in_millimetres(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_millimetres(part) for part in value]
    return round(float(value), SHEET_DECIMALS) + 0.0  # + 0.0: never "-0.0"


def _labels(value: object, identity: str) -> dict[str, str]:
    fits = isinstance(value, Mapping) and len(value) <= _MOST_LANGUAGES
    if not isinstance(value, Mapping) or not fits:
        raise refuse("名称应按语言填写。", "A name is written by language.", identity)
    if not all(isinstance(k, str) and isinstance(v, str) and _TAG.fullmatch(k) for k, v in value.items()):
        raise refuse("名称应按语言填写。", "A name is written by language.", identity)
    if any(len(v) > _LONGEST_NAME for v in value.values()):
        raise refuse(f"名称最多 {_LONGEST_NAME} 个字。", f"A name has at most {_LONGEST_NAME} characters.", identity)
    cleaned = {str(tag): printable(text, _LONGEST_NAME) for tag, text in value.items()}
    return {tag: text for tag, text in cleaned.items() if text}


def _bearing(value: object, identity: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(round(value % 360, 2) % 360)
    raise refuse("朝向应为 0–360 度。", "A bearing is 0–360 degrees.", identity)


def _one_of(*allowed: object) -> Callable[[object, str], object]:
    def check(value: object, identity: str) -> object:
        if any(type(value) is type(choice) and value == choice for choice in allowed):
            return value
        raise refuse("有一个值不在可选范围内。", "A value is not one of those possible.", identity)

    return check


def _category(value: object, identity: str) -> str:
    if isinstance(value, str) and _CATEGORY.fullmatch(value):
        return value
    raise refuse("类别不正确。", "A category is not right.", identity)


def _ordinal(value: object, identity: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 200:
        return value
    raise refuse("楼层序号应为整数。", "A floor's ordinal is a whole number.", identity)


def _number(value: object, identity: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and 1 <= len(value.strip()) <= 12 and value == printable(value, 40):
        return value.strip()
    raise refuse("窗口号应为 1–12 个字符。", "A window's number has 1–12 characters.", identity)


def _matters(value: object, identity: str) -> list[str]:
    fits = isinstance(value, list) and len(value) <= 500
    if isinstance(value, list) and fits and all(isinstance(v, str) and 0 < len(v) <= 100 for v in value):
        return [printable(code, 100) for code in value]
    raise refuse("事项编码列表不正确。", "The list of matter codes is not right.", identity)


def _code(value: object, identity: str) -> str:
    if isinstance(value, str) and value == printable(value, 40):
        return value
    raise refuse("编码应为 40 个字符以内的文本。", "A code is a text of at most 40 characters.", identity)


def _restriction(value: object, identity: str) -> str | None:
    return None if value is None else _code(value, identity) or None


def _reference(value: object, identity: str) -> str | None:
    if value is None or (isinstance(value, str) and 0 < len(value) <= 200):
        return value
    raise refuse("引用不正确。", "A reference is not right.", identity)


def _spot(value: object, identity: str) -> list[float] | None:
    if value is None:
        return None
    given = list(positions(value))
    if len(given) != 1 or not all(math.isfinite(v) and abs(v) <= FARTHEST_M for v in given[0]):
        raise refuse("站立位置不正确。", "Where people stand is not right.", identity)
    return [round(float(v), SHEET_DECIMALS) + 0.0 for v in given[0]]


def _mounting(value: object, identity: str) -> dict[str, Any]:
    if isinstance(value, Mapping) and len(value) <= 12:
        plain = {
            k: v
            for k, v in value.items()
            if isinstance(k, str) and len(k) <= 40 and isinstance(v, str | int | float | None)
        }
        if len(plain) == len(value) and all(len(v) <= 100 for v in plain.values() if isinstance(v, str)):
            return plain
    raise refuse("屏幕安装信息不正确。", "How the screen is mounted is not right.", identity)


_CHECKS: dict[str, Callable[[Any, str], Any]] = {
    "name": _labels,
    "short_name": _labels,
    "category": _category,
    "ordinal": _ordinal,
    "outdoor": _one_of(True, False),
    "restriction": _restriction,
    "department": _code,
    "direction": _one_of("both", "up", "down"),
    "confirmed": _one_of(True, False),
    "matters": _matters,
    "number": _number,
    "facing_deg": _bearing,
    "bearing_deg": _bearing,
    "anchor": _reference,
    "spot": _spot,
    "mounting": _mounting,
}

"""A new plan from nothing: one building, one floor, one empty hall on it; valid IMDF from the first moment."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.guidance.findings import printable
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.sheet import Sheet, moved

#: Where a plan lies when nobody says: routes and signs do not depend on it.
DEFAULT_PLACE = (113.264, 23.129)
_SMALLEST_M, _LARGEST_M = 4.0, 1_000.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is asked for: the hall's names, its place on the earth, and the size of its first floor in metres."""

    zh: str
    en: str
    width_m: float
    depth_m: float
    longitude: float = DEFAULT_PLACE[0]
    latitude: float = DEFAULT_PLACE[1]


def checked(given: Mapping[str, Any]) -> Beginning:
    """A Beginning from a form's values; raises DraftError with the sentence for the form."""
    zh, en = (printable(str(given.get(key) or "").strip(), 120) for key in ("zh", "en"))
    if not zh:
        raise refuse("请填写大厅的名称。", "Give the hall a name.")
    width = _number(given, "width_m", "宽度", "The width", 40.0)
    depth = _number(given, "depth_m", "进深", "The depth", 25.0)
    if not all(_SMALLEST_M <= side <= _LARGEST_M for side in (width, depth)):
        raise refuse("一层的长宽应在 4–1000 米之间。", "A floor measures 4 to 1,000 m each way.")
    longitude = _number(given, "longitude", "经度", "The longitude", DEFAULT_PLACE[0])
    latitude = _number(given, "latitude", "纬度", "The latitude", DEFAULT_PLACE[1])
    if abs(longitude) > 180 or abs(latitude) > 85:
        raise refuse("经度应在 ±180 以内，纬度应在 ±85 以内。", "Longitude lies within ±180, latitude within ±85.")
    return Beginning(zh, en or zh, width, depth, longitude, latitude)


def _number(given: Mapping[str, Any], key: str, zh: str, en: str, default: float) -> float:
    text = str(given.get(key) or "").strip().replace(",", ".")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) == float("inf"):
        raise refuse(f"{zh}应为数字。", f"{en} is a number.")
    return value


def begin(wanted: Beginning) -> dict[str, str]:
    """The files of a plan with one empty hall on its ground floor, the origin at its lower left corner."""
    sheet = Sheet(wanted.longitude, wanted.latitude)
    ids = {kind: str(uuid.uuid4()) for kind in ("address", "venue", "building", "footprint", "level", "unit")}
    w, d = wanted.width_m, wanted.depth_m
    floor, around = _box(sheet, 0, 0, w, d), _box(sheet, -5, -5, w + 5, d + 5)
    middle = moved({"type": "Point", "coordinates": [w / 2, d / 2]}, sheet.to_earth)
    name = {"zh": wanted.zh, "en": wanted.en}
    address = {"address_id": ids["address"]}
    properties: dict[str, tuple[Any, dict[str, Any]]] = {
        "address": (None, {"address": wanted.zh, "unit": None, "locality": "-", "province": None, "country": "CN",
                           "postal_code": None, "postal_code_ext": None}),
        "venue": (around, {"category": "governmentfacility", "restriction": None, "name": name, "alt_name": None,
                           "hours": None, "phone": None, "website": None, "display_point": middle, **address}),
        "building": (None, {"category": "unspecified", "restriction": None, "name": name, "alt_name": None,
                            "display_point": middle, **address}),
        "footprint": (floor, {"category": "ground", "name": None, "building_ids": [ids["building"]]}),
        "level": (floor, {"category": "unspecified", "restriction": None, "outdoor": False, "ordinal": 0,
                          "name": {"zh": "1楼", "en": "1F"}, "short_name": {"zh": "1楼", "en": "1F"},
                          "display_point": middle, "building_ids": [ids["building"]], **address}),
        "unit": (floor, {"category": "walkway", "restriction": None, "accessibility": None,
                         "name": {"zh": "一楼大厅", "en": "Main hall"}, "alt_name": None, "level_id": ids["level"],
                         "display_point": middle}),
    }  # fmt: skip
    files = {
        f"{kind}.geojson": _text({"type": "FeatureCollection", "name": kind, "features": [
            {"id": ids[kind], "type": "Feature", "feature_type": kind, "geometry": geometry, "properties": said}
        ]})
        for kind, (geometry, said) in properties.items()
    }  # fmt: skip
    extension = {"version": 1, "panels": {}, "windows": {}, "connectors": {}, "amenities": {}, "departments": {},
                 "editor": {"sheet": sheet.as_json()}}  # fmt: skip
    manifest = {"version": "1.0.0", "created": "2026-01-01T00:00:00Z", "generated_by": "hall-kiosk", "language": "zh",
                "extensions": None}  # fmt: skip
    return {**files, "manifest.json": _text(manifest), "hall-extension.json": _text(extension)}


def _box(sheet: Sheet, x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    return moved({"type": "Polygon", "coordinates": [ring]}, sheet.to_earth)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

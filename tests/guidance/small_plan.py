"""A small whole plan as plain JSON documents: two floors of 20 × 12 m, a lift, stairs, rooms, windows and a panel.

Tests change the documents and write them to a folder or zip. Metres are turned into degrees at 116.4 E, 39.9 N.
"""

from __future__ import annotations

import json
import math
import uuid
import zipfile
from pathlib import Path
from typing import Any

LON, LAT = 116.4, 39.9
_M_PER_LAT, _M_PER_LON = 111_035.0, 111_320.0 * math.cos(math.radians(LAT)) * 1.0017
Documents = dict[str, Any]


def uid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def lonlat(x: float, y: float) -> list[float]:
    return [LON + x / _M_PER_LON, LAT + y / _M_PER_LAT]


def rectangle(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    ring = [lonlat(*p) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
    return {"type": "Polygon", "coordinates": [ring]}


def line(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [lonlat(x0, y0), lonlat(x1, y1)]}


def point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": lonlat(x, y)}


def feature(kind: str, name: str, geometry: Any, /, **properties: Any) -> dict[str, Any]:
    return {
        "id": uid(name),
        "type": "Feature",
        "feature_type": kind,
        "geometry": geometry,
        "properties": properties,
    }


def label(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _floor(n: int) -> list[dict[str, Any]]:
    level = {"level_id": uid(f"level{n}")}
    return [
        feature(
            "level",
            f"level{n}",
            rectangle(0, 0, 20, 12),
            ordinal=n,
            name=label(f"{n + 1}楼", f"{n + 1}F"),
            short_name=label(str(n + 1), str(n + 1)),
            category="unspecified",
            outdoor=False,
            building_ids=[uid("building")],
            address_id=None,
        ),
        feature("unit", f"hall{n}", rectangle(0, 0, 20, 8), category="walkway", name=label("大厅", "Hall"), **level),
        feature(
            "unit", f"room{n}", rectangle(0, 8, 12, 12), category="office", name=label("办公室", "Office"), **level
        ),
        feature("unit", f"lift{n}", rectangle(12, 8, 15, 12), category="elevator", name=None, **level),
        feature("unit", f"stairs{n}", rectangle(15, 8, 20, 12), category="stairs", name=None, **level),
        feature("opening", f"door{n}", line(4, 8, 5, 8), category="pedestrian", **level),
        feature("opening", f"liftdoor{n}", line(13, 8, 14.1, 8), category="pedestrian", **level),
        feature("opening", f"stairdoor{n}", line(16, 8, 18, 8), category="pedestrian", **level),
        feature("fixture", f"desk{n}", rectangle(6, 1, 14, 2), category="desk", name=None, **level),
    ]


def _window(number: int, floor: int, x: float, y: float) -> list[dict[str, Any]]:
    name = label(f"{number}号窗口", f"Window {number}")
    return [
        feature("anchor", f"anchor{number}", point(x, y), unit_id=uid(f"hall{floor}"), address_id=None),
        feature(
            "occupant",
            f"window{number}",
            None,
            name=name,
            category="professionalservices",
            anchor_id=uid(f"anchor{number}"),
        ),
    ]


def small_plan() -> Documents:
    """file name → JSON document; a plan without a single finding."""
    features = [
        feature(
            "venue", "venue", rectangle(0, 0, 20, 12), name=label("小厅", "Small hall"), category="governmentfacility"
        ),
        feature("building", "building", None, name=label("楼", "Building"), category="unspecified"),
        *_floor(0),
        *_floor(1),
        *_window(1, 0, 8, 2.4),
        *_window(2, 0, 12, 2.4),
        *_window(11, 1, 8, 2.4),
        feature("opening", "entrance", line(0, 3, 0, 5), category="pedestrian.principal", level_id=uid("level0")),
        feature(
            "amenity",
            "toilet",
            point(18, 6),
            category="restroom",
            name=label("卫生间", "Toilets"),
            unit_ids=[uid("hall1")],
        ),
        feature("kiosk", "kiosk", rectangle(3, 0.2, 4, 0.7), name=label("导览机", "Panel"), level_id=uid("level0")),
        *(
            feature(
                "relationship",
                f"{kind}-joined",
                None,
                category=category,
                direction="undirected",
                origin={"id": uid(f"{kind}0"), "feature_type": "unit"},
                destination={"id": uid(f"{kind}1"), "feature_type": "unit"},
            )
            for kind, category in (("lift", "elevator"), ("stairs", "stairs"))
        ),
    ]
    documents: Documents = {}
    for each in features:
        name = f"{each['feature_type']}.geojson"
        documents.setdefault(name, {"type": "FeatureCollection", "name": each["feature_type"], "features": []})
        documents[name]["features"].append(each)
    documents["manifest.json"] = {"version": "1.0.0", "created": "2026-01-01T00:00:00Z", "language": "zh"}
    documents["hall-extension.json"] = {
        "version": 1,
        "panels": {uid("kiosk"): {"bearing_deg": 180, "mounting": {"diagonal_in": 55}}},
        "windows": {uid(f"window{n}"): {"number": str(n), "facing_deg": 0} for n in (1, 2, 11)},
    }
    return documents


def found_in(documents: Documents, name: str) -> dict[str, Any]:
    """The feature called ``name`` in the documents, to be changed."""
    for document in documents.values():
        for each in document.get("features", []):
            if each["id"] == uid(name):
                return each
    raise KeyError(name)


def removed(documents: Documents, name: str) -> None:
    """Take the feature called ``name`` out of the documents."""
    for document in documents.values():
        if "features" in document:
            document["features"] = [each for each in document["features"] if each["id"] != uid(name)]


def as_folder(documents: Documents, folder: Path) -> Path:
    """Write the documents (bytes as they are, anything else as JSON) to a new folder."""
    folder.mkdir()
    for name, document in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(as_bytes(document))
    return folder


def as_zip(documents: Documents, path: Path) -> Path:
    """Pack the documents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in documents.items():
            archive.writestr(name, as_bytes(document))
    return path


def as_bytes(document: Any) -> bytes:
    if isinstance(document, bytes):
        return document
    try:
        return json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(document).encode()

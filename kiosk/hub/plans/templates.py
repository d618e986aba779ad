"""The properties that IMDF 1.0 asks of a new feature of each type, before anything is said about it."""

from __future__ import annotations

from typing import Any

from kiosk.hub.plans.folder import Folder
from kiosk.hub.plans.items import Item

_NOTHING: dict[str, tuple[str, ...]] = {
    "level": ("restriction", "display_point"),
    "unit": ("restriction", "accessibility", "name", "alt_name", "display_point"),
    "opening": ("accessibility", "access_control", "door", "name", "alt_name", "display_point"),
    "fixture": ("name", "alt_name", "anchor_id", "display_point"),
    "amenity": ("name", "alt_name", "accessibility", "hours", "phone", "website", "address_id", "correlation_id"),
    "occupant": ("name", "hours", "phone", "website", "validity", "correlation_id"),
    "panel": ("name", "alt_name", "anchor_id", "display_point"),
    "zone": ("restriction", "accessibility", "name", "alt_name", "display_point", "address_id", "correlation_id",
             "parents"),
    "detail": (),
    "anchor": (),
}  # fmt: skip


def new_properties(kind: str, folder: Folder, item: Item) -> dict[str, Any]:
    """Every property of the type, null where nothing is known yet."""
    properties: dict[str, Any] = dict.fromkeys(_NOTHING.get(kind, ()))
    if kind == "anchor":
        return {"address_id": _first(folder, "address"), "unit_id": None}
    if kind == "level":
        properties.update(category="unspecified", outdoor=False, address_id=_first(folder, "address"),
                          building_ids=_buildings(folder))  # fmt: skip
    elif kind == "opening":
        properties["accessibility"] = ["wheelchair"] if item.get("category") == "pedestrian.principal" else None
    elif kind == "amenity":
        properties["unit_ids"] = []
    return properties


def _first(folder: Folder, kind: str) -> str | None:
    return next((identity for identity, _ in folder.of_type(kind)), None)


def _buildings(folder: Folder) -> list[str]:
    """A new floor belongs to the building of the floors that are there."""
    for _, feature in folder.of_type("level"):
        given = (feature.get("properties") or {}).get("building_ids")
        if isinstance(given, list) and given:
            return [str(identity) for identity in given]
    first = _first(folder, "building")
    return [first] if first else []

"""Points find the room they lie in, anchors their place; nothing refers to what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from shapely.geometry import Point
from shapely.geometry import shape as shape_of

from kiosk.hub.plans.folder import Folder
from kiosk.hub.plans.items import Item, own_id
from kiosk.hub.plans.sheet import Sheet, moved
from kiosk.hub.plans.soundness import is_uuid
from kiosk.hub.plans.templates import new_properties


class Settler:
    """The end of one saving: who stands where, by the units as they are now."""

    def __init__(
        self,
        folder: Folder,
        sheet: Sheet,
        before: Mapping[str, Item],
        after: Mapping[str, Item],
        changed: Mapping[str, set[str]],
    ) -> None:
        self.folder, self.sheet, self.before, self.after, self.changed = folder, sheet, before, after, changed
        self.units: dict[str, list[tuple[str, Any]]] = {}
        for item in after.values():
            if item["kind"] == "unit":
                self.units.setdefault(item["level"], []).append((item["id"], shape_of(item["shape"])))

    def _on_earth(self, shape: Any) -> dict[str, Any]:
        return moved(shape, self.sheet.to_earth)

    def settle(self) -> None:
        """House amenities, put anchors where their people stand, drop those that stand for nobody."""
        gone = self.before.keys() - self.after.keys()
        for item in self.after.values():
            moved_here = self.changed.get(item["id"], set()) & {"shape", "level", "spot", "anchor"}
            if item["kind"] == "amenity":
                properties = (self.folder.feature(item["id"]) or {}).get("properties") or {}
                units = properties.get("unit_ids")
                if moved_here or (isinstance(units, list) and gone & {u for u in units if isinstance(u, str)}):
                    self._house_amenity(item)
        self._settle_anchors(gone)

    def _house_amenity(self, item: Item) -> None:
        properties = self.folder.properties(item["id"])
        unit = self._unit_under(item["level"], item["shape"]["coordinates"])
        properties["unit_ids"] = [unit] if unit else []
        _level_without_unit(properties, item["level"], unit)

    def _settle_anchors(self, gone: Set[str]) -> None:
        held: dict[str, list[float]] = {}
        for item in self.after.values():
            if item["kind"] == "occupant" and self._anchor_moves(item, gone, {"shape", "level", "anchor"}):
                held[self._anchor(item, item["shape"]["coordinates"], held)] = item["shape"]["coordinates"]
                self.folder.set_geometry(item["id"], None)
            elif item["kind"] == "panel" and self._anchor_moves(item, gone, {"shape", "level", "spot"}):
                self._stand(item, held)
        self._drop_anchors(gone)

    def _anchor_moves(self, item: Item, gone: Set[str], keys: set[str]) -> bool:
        if self.changed.get(item["id"], set()) & keys:
            return True
        anchor = self._anchor_of(item["id"])
        feature = self.folder.feature(anchor) if anchor else None
        return feature is not None and (feature.get("properties") or {}).get("unit_id") in gone

    def _anchor_of(self, identity: str) -> str | None:
        value = ((self.folder.feature(identity) or {}).get("properties") or {}).get("anchor_id")
        return value if isinstance(value, str) else None

    def _anchor(self, item: Item, at: list[float], held: Mapping[str, list[float]]) -> str:
        """The item's anchor, put at ``at``; one of its own when others stand elsewhere on it."""
        wanted = item.get("anchor") or self._anchor_of(item["id"]) or own_id("anchor", item["id"])
        feature = self.folder.feature(wanted)
        taken = feature is not None and feature.get("feature_type", "anchor") != "anchor"
        if taken or held.get(wanted, at) != at or self._others_stay(item, wanted):
            wanted = own_id("anchor", item["id"])
        if self.folder.feature(wanted) is None:
            if not is_uuid(wanted):
                wanted = own_id("anchor", item["id"])
            if self.folder.feature(wanted) is None:
                self.folder.add(wanted, "anchor", None, new_properties("anchor", self.folder, item))
        self.folder.set_geometry(wanted, self._on_earth({"type": "Point", "coordinates": at}))
        properties = self.folder.properties(wanted)
        properties["unit_id"] = self._unit_under(item["level"], at)
        _level_without_unit(properties, item["level"], properties["unit_id"])
        if self._anchor_of(item["id"]) != wanted:
            self.folder.properties(item["id"])["anchor_id"] = wanted
        return wanted

    def _others_stay(self, item: Item, anchor: str) -> bool:
        """Whether somebody else uses the anchor and is not moved along."""
        return any(
            other["id"] != item["id"]
            and other["kind"] in ("occupant", "panel")
            and self._anchor_of(other["id"]) == anchor
            and other["id"] not in self.changed
            for other in self.after.values()
        )

    def _stand(self, item: Item, held: dict[str, list[float]]) -> None:
        """Where the visitor of a panel stands; without a spot of its own, guidance finds it from the bearing."""
        spot = item.get("spot")
        properties = self.folder.properties(item["id"])
        if spot is not None and properties.get("anchor_id"):
            held[self._anchor({**item, "anchor": None}, spot, held)] = spot
        elif spot is None:
            properties["anchor_id"] = None
        if spot is None and item.get("shape") is not None:
            middle = shape_of(item["shape"]).centroid
            spot = [middle.x, middle.y]
        properties["display_point"] = self._on_earth({"type": "Point", "coordinates": spot}) if spot else None

    def _drop_anchors(self, gone: Set[str]) -> None:
        """Anchors that stood for what is gone, and that nothing else refers to."""
        used = {
            (feature.get("properties") or {}).get("anchor_id")
            for _, feature in self.folder.everything()
            if isinstance(feature.get("properties"), dict)
        }
        for item in [*self.before.values()]:
            anchor = item.get("anchor")
            if anchor and anchor not in used and (item["id"] in gone or item["id"] in self.changed):
                self.folder.remove(anchor)
        for identity, feature in self.folder.of_type("anchor"):
            if identity not in used and (feature.get("properties") or {}).get("unit_id") in gone:
                self.folder.remove(identity)

    def _unit_under(self, level: str, at: list[float]) -> str | None:
        """The smallest unit of a level that covers a point, else the one within a hand's breadth."""
        point = Point(at)
        under = [(shape.area, identity) for identity, shape in self.units.get(level, ()) if shape.intersects(point)]
        if not under:
            near = [(shape.distance(point), identity) for identity, shape in self.units.get(level, ())]
            under = [pair for pair in near if pair[0] <= 0.1]
        return min(under)[1] if under else None


def _level_without_unit(properties: dict[str, Any], level: str, unit: str | None) -> None:
    """A point in no room can say its floor in one way only."""
    if unit:
        properties.pop("level_id", None)
    else:
        properties["level_id"] = level

"""Changed items → changed features: only what differs is written, references stay whole, new ids are UUIDs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely.geometry import Point
from shapely.geometry import shape as shape_of

from kiosk.guidance.connectors import KINDS as CONNECTOR_KINDS
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.folder import Folder
from kiosk.hub.plans.items import KINDS, Item, own_id
from kiosk.hub.plans.outlines import grow_outlines
from kiosk.hub.plans.sheet import Sheet, moved
from kiosk.hub.plans.soundness import is_uuid, sound
from kiosk.hub.plans.templates import new_properties

_PLAIN = {
    "level": {"ordinal": "ordinal", "name": "name", "short_name": "short_name", "outdoor": "outdoor"},
    "venue": {"name": "name"},
    "unit": {"name": "name", "category": "category", "restriction": "restriction", "level": "level_id"},
    "opening": {"name": "name", "category": "category", "level": "level_id"},
    "fixture": {"name": "name", "category": "category", "level": "level_id", "anchor": "anchor_id"},
    "amenity": {"name": "name"},
    "occupant": {"name": "name", "category": "category"},
    "panel": {"name": "name", "level": "level_id"},
    "zone": {"name": "name", "category": "category", "level": "level_id"},
    "detail": {"level": "level_id"},
}


class Weaver:
    """One saving: the items as they were and as they are to be, and the folder they go into."""

    def __init__(self, folder: Folder, sheet: Sheet, before: Mapping[str, Item], after: Mapping[str, Item]) -> None:
        self.folder, self.sheet, self.before = folder, sheet, before
        self.changed = {
            identity: {key for key in {*item, *before.get(identity, {})} if _differs(before.get(identity), item, key)}
            for identity, item in after.items()
            if before.get(identity) != item
        }
        self.after = {
            identity: sound(item, self.changed[identity]) if identity in self.changed else item
            for identity, item in after.items()
        }
        self.units: dict[str, list[tuple[str, Any]]] = {}
        for item in self.after.values():
            if item["kind"] == "unit":
                self.units.setdefault(item["level"], []).append((item["id"], shape_of(item["shape"])))

    def weave(self) -> None:
        """Write everything that differs."""
        for identity, keys in self.changed.items():
            self._check_identity(identity)
            self._write(self.after[identity], keys)
        for identity in self.before.keys() - self.after.keys():
            self._remove(self.before[identity])
        self._connectors()
        self._settle()
        self._say_windows()
        grow_outlines(self.folder, self.sheet, [self.after[i] for i in self.changed if self._is_level_shape(i)])

    def _is_level_shape(self, identity: str) -> bool:
        return self.after[identity]["kind"] == "level" and "shape" in self.changed[identity]

    def _check_identity(self, identity: str) -> None:
        old = self.before.get(identity)
        if old is not None and old["kind"] != self.after[identity]["kind"]:
            raise refuse("一项不能变成另一种。", "A thing cannot become one of another kind.", identity)
        if old is None and (not is_uuid(identity) or self.folder.feature(identity) is not None):
            raise refuse("新的一项需要一个没有用过的 UUID。", "A new thing needs a UUID that nothing has.", identity)

    def _write(self, item: Item, keys: set[str]) -> None:
        identity, kind = item["id"], item["kind"]
        if kind == "connector":
            return
        if identity not in self.before:
            properties = new_properties(kind, self.folder, item)
            self.folder.add(identity, KINDS[kind], None, properties)
        for key, name in _PLAIN[kind].items():
            if key in keys:
                self._set_plain(identity, name, item.get(key))
        if "shape" in keys and kind not in ("occupant",):
            self._set_shape(item)
        if kind in ("unit", "zone") and "department" in keys:
            _put(self.folder.extension("departments"), identity, item.get("department"))
        if kind == "amenity" and "category" in keys:
            self._set_amenity_category(item)
        if kind == "occupant" and keys & {"number", "facing_deg", "matters"}:
            self._set_window(item)
        if kind == "panel" and keys & {"bearing_deg", "mounting"}:
            self._set_panel(item)

    def _set_plain(self, identity: str, name: str, value: Any) -> None:
        if name in ("name", "short_name"):
            value = value or None
        self.folder.properties(identity)[name] = value
        if name == "level_id":  # a section may lie on several floors
            properties = self.folder.properties(identity)
            if isinstance(properties.get("level_ids"), list):
                properties["level_ids"] = [value]

    def _set_shape(self, item: Item) -> None:
        geometry = self._on_earth(item.get("shape"))
        self.folder.set_geometry(item["id"], geometry)
        if geometry is not None and item["kind"] in ("level", "unit", "opening", "fixture"):
            self.folder.properties(item["id"])["display_point"] = self._inner_point(item)

    def _on_earth(self, shape: Any) -> dict[str, Any] | None:
        return None if shape is None else moved(shape, self.sheet.to_earth)

    def _inner_point(self, item: Item) -> dict[str, Any] | None:
        shape = shape_of(item["shape"])
        line = item["kind"] == "opening" and shape.geom_type == "LineString"
        inner = shape.interpolate(0.5, normalized=True) if line else shape.representative_point()
        return self._on_earth({"type": "Point", "coordinates": [inner.x, inner.y]})

    def _set_amenity_category(self, item: Item) -> None:
        """Ours ("x.help") are said in the extension; IMDF readers get the nearest category of theirs."""
        ours = item["category"].startswith("x.")
        table = self.folder.extension("amenities")
        entry = {**_entry(table, item["id"]), "category": item["category"]}
        _put(table, item["id"], entry if ours else None)
        self.folder.properties(item["id"])["category"] = "unspecified" if ours else item["category"]

    def _set_window(self, item: Item) -> None:
        table = self.folder.extension("windows")
        entry = _entry(table, item["id"])
        for key, name in (("number", "number"), ("facing_deg", "facing_deg"), ("matters", "matters")):
            _put(entry, name, item.get(key))
        _put(table, item["id"], entry if item.get("number") else None)

    def _set_panel(self, item: Item) -> None:
        table = self.folder.extension("panels")
        entry = _entry(table, item["id"])
        _put(entry, "bearing_deg", item.get("bearing_deg"))
        _put(entry, "mounting", item.get("mounting") or None)
        _put(table, item["id"], entry or None)

    def _say_windows(self) -> None:
        """The extension names all windows or none: once it names one, it has to name every other too."""
        every = [item for item in self.after.values() if item["kind"] == "occupant"]
        touched = any(self.changed.get(i["id"], set()) & {"number", "facing_deg", "matters"} for i in every)
        if touched and any(item.get("number") for item in every):
            named = self.folder.extension("windows")
            for item in every:
                if item.get("number") and item["id"] not in named:
                    self._set_window(item)

    def _removed(self) -> list[Item]:
        return [self.before[identity] for identity in self.before.keys() - self.after.keys()]

    def _remove(self, item: Item) -> None:
        identity = item["id"]
        if item["kind"] == "connector":
            return
        self.folder.remove(identity)
        for table in ("panels", "windows", "connectors", "amenities", "departments"):
            if identity in self._said(table):
                self.folder.extension(table).pop(identity, None)
        if item["kind"] == "level":
            self._empty_level(identity)

    def _said(self, table: str) -> Mapping[str, Any]:
        for document in self.folder.documents.values():
            if isinstance(document, dict) and isinstance(document.get(table), dict):
                return document[table]  # type: ignore[no-any-return]
        return {}

    def _empty_level(self, level_id: str) -> None:
        """What the editor could not show on a floor goes with the floor."""
        for identity, feature in self.folder.everything():
            properties = feature.get("properties")
            if isinstance(properties, dict) and properties.get("level_id") == level_id and identity not in self.after:
                self.folder.remove(identity)

    def _connectors(self) -> None:
        old = {i: item for i, item in self.before.items() if item["kind"] == "connector"}
        new = {i: item for i, item in self.after.items() if item["kind"] == "connector"}
        for identity, item in old.items():
            if new.get(identity) != item:
                self._forget_connector(item)
        for identity, item in new.items():
            if old.get(identity) != item:
                self._say_connector(item)

    def _forget_connector(self, item: Item) -> None:
        stops = set(item["stops"])
        for identity, feature in self.folder.of_type("relationship"):
            properties = feature.get("properties") or {}
            if properties.get("category") == item["category"] and set(related(properties)) & stops:
                self.folder.remove(identity)
                self.folder.extension("connectors").pop(identity, None)

    def _say_connector(self, item: Item) -> None:
        """One relationship for all floors, from where people enter to where they leave."""
        ordinals = {i["id"]: i["ordinal"] for i in self.after.values() if i["kind"] == "level"}
        if item["category"] not in CONNECTOR_KINDS:
            raise refuse("这种连接不存在。", "Nothing joins floors in this way.", item["id"])
        for stop in item["stops"]:
            if self.after[stop]["category"] != item["category"]:
                zh, en = "电梯、楼梯等连接的单元类别不一致。", "A connector and its rooms are of different categories."
                raise refuse(zh, en, item["id"])
        stops = sorted(dict.fromkeys(item["stops"]), key=lambda stop: ordinals[self.after[stop]["level"]])
        if item["direction"] == "down":
            stops.reverse()
        references = [{"id": stop, "feature_type": "unit"} for stop in stops]
        one_way = item["direction"] != "both"
        self.folder.add(item["id"], "relationship", None, {
            "category": item["category"], "direction": "directed" if one_way else "undirected",
            "origin": references[0], "intermediary": references[1:-1] or None, "destination": references[-1],
            "hours": None,
        })  # fmt: skip
        table = self.folder.extension("connectors")
        kept: dict[str, Any] = {}
        for stop in stops:
            known = table.pop(stop, None)
            kept = {**known, **kept} if isinstance(known, dict) else kept
        kept.pop("direction", None)
        kept.pop("confirmed", None)
        table[item["id"]] = {**kept, "direction": item["direction"], "confirmed": True}

    def _settle(self) -> None:
        """Points find the room they lie in, anchors their place; nothing refers to what is gone."""
        gone = {item["id"] for item in self._removed()}
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

    def _settle_anchors(self, gone: set[str]) -> None:
        held: dict[str, list[float]] = {}
        for item in self.after.values():
            if item["kind"] == "occupant" and self._anchor_moves(item, gone, {"shape", "level", "anchor"}):
                held[self._anchor(item, item["shape"]["coordinates"], held)] = item["shape"]["coordinates"]
                self.folder.set_geometry(item["id"], None)
            elif item["kind"] == "panel" and self._anchor_moves(item, gone, {"shape", "level", "spot"}):
                self._stand(item, held)
        self._drop_anchors(gone)

    def _anchor_moves(self, item: Item, gone: set[str], keys: set[str]) -> bool:
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

    def _drop_anchors(self, gone: set[str]) -> None:
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


def related(properties: Mapping[str, Any]) -> list[str]:
    """The ids a relationship joins."""
    middle = properties.get("intermediary")
    ends = [
        properties.get("origin"),
        *(middle if isinstance(middle, list) else []),
        properties.get("destination"),
    ]
    return [end["id"] for end in ends if isinstance(end, dict) and isinstance(end.get("id"), str)]


def _differs(before: Item | None, after: Item, key: str) -> bool:
    return before is None or (key in before) != (key in after) or before.get(key) != after.get(key)


def _entry(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    known = table.get(key)
    return dict(known) if isinstance(known, dict) else {}


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    """Set a value; nothing, "" and [] are not said at all."""
    if value is None or value == "" or value == []:
        table.pop(key, None)
    else:
        table[key] = value


def _level_without_unit(properties: dict[str, Any], level: str, unit: str | None) -> None:
    """A point in no room can say its floor in one way only."""
    if unit:
        properties.pop("level_id", None)
    else:
        properties["level_id"] = level

"""Changed items → changed features: only what differs is written, references stay whole, new ids are UUIDs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely.geometry import shape as shape_of

from kiosk.guidance.connectors import KINDS as CONNECTOR_KINDS
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.folder import Folder
from kiosk.hub.plans.items import KINDS, Item
from kiosk.hub.plans.outlines import grow_outlines
from kiosk.hub.plans.settling import Settler
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

    def weave(self) -> None:
        """Write everything that differs."""
        for identity, keys in self.changed.items():
            self._check_identity(identity)
            self._write(self.after[identity], keys)
        for identity in self.before.keys() - self.after.keys():
            self._remove(self.before[identity])
        self._connectors()
        Settler(self.folder, self.sheet, self.before, self.after, self.changed).settle()
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
        if item["kind"] == "panel" and geometry is not None and geometry["type"] == "Point":
            geometry = None  # IMDF knows kiosks with an outline or without; the point is its display point
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

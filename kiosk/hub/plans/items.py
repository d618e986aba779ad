"""What the editor draws: every feature it knows as one flat *item* in metres on the sheet (docs/hub/plan-editor.md)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kiosk.guidance.imdf import Plan
from kiosk.guidance.imdf_features import Raw
from kiosk.guidance.venue import Amenity, Connector, Occupant, Panel, Venue
from kiosk.hub.plans.sheet import Array, Sheet, moved

Item = dict[str, Any]

#: Kinds of items and the IMDF feature types they come from.
KINDS = {
    "venue": "venue",
    "level": "level",
    "unit": "unit",
    "opening": "opening",
    "fixture": "fixture",
    "amenity": "amenity",
    "occupant": "occupant",
    "panel": "kiosk",
    "zone": "section",
    "detail": "detail",
    "connector": "relationship",
}
_OWN = uuid.UUID("b1c7e5a2-6a0c-4f0e-8a57-1f6f3b7d9c11")


def own_id(*parts: str) -> str:
    """The UUID of something that follows from other things: the same for the same parts, always."""
    return str(uuid.uuid5(_OWN, "/".join(parts)))


class ItemReader:
    """Reads the items of one plan onto one sheet."""

    def __init__(self, plan: Plan, sheet: Sheet, language: str) -> None:
        self._venue, self._sheet, self._language = plan.venue, sheet, language
        self._extension = plan.extension
        self._raws: dict[str, Raw] = {}
        for raw in plan.raws:
            self._raws.setdefault(raw.id, raw)

    def read(self) -> list[Item]:
        """All items: the venue, its levels, then what is on them, connectors last."""
        return [*self._places(), *self._drawn(), *self._points(), *self._connectors()]

    def _labels(self, raw: Raw, key: str = "name") -> dict[str, str]:
        value = raw.properties.get(key)
        if isinstance(value, str):
            return {self._language: value}
        if not isinstance(value, Mapping):
            return {}
        return {str(tag): text for tag, text in value.items() if isinstance(text, str)}

    def _shape(self, geometry: object) -> dict[str, Any] | None:
        if not isinstance(geometry, Mapping):
            return None
        return moved(geometry, self._sheet.from_earth)

    def _places(self) -> Iterator[Item]:
        venue = self._raws.get(self._venue.id)
        if venue is not None:
            yield {"id": venue.id, "kind": "venue", "name": self._labels(venue)}
        for level in self._venue.levels:
            raw = self._raws[level.id]
            yield {
                "id": level.id,
                "kind": "level",
                "ordinal": level.ordinal,
                "name": self._labels(raw),
                "short_name": self._labels(raw, "short_name"),
                "outdoor": level.outdoor,
                "shape": self._shape(raw.geometry) if level.area is not None else None,
            }

    def _drawn(self) -> Iterator[Item]:
        venue = self._venue
        for unit in venue.units:
            item = self._common("unit", unit.id, unit.level_id)
            item["restriction"], item["department"] = unit.restriction, unit.department_code
            yield item
        for opening in venue.openings:
            yield self._common("opening", opening.id, opening.level_id)
        for fixture in venue.fixtures:
            item = self._common("fixture", fixture.id, fixture.level_id)
            item["anchor"] = self._text(fixture.id, "anchor_id")
            yield item
        seen: set[str] = set()
        for zone in venue.zones:  # a section on many levels is one item, shown on its first
            if zone.id not in seen:
                seen.add(zone.id)
                yield {**self._common("zone", zone.id, zone.level_id), "department": zone.department_code}
        for drawing in venue.drawings:
            yield {
                "id": drawing.id,
                "kind": "detail",
                "level": drawing.level_id,
                "shape": self._shape(self._raws[drawing.id].geometry),
            }

    def _common(self, kind: str, identity: str, level_id: str) -> Item:
        raw = self._raws[identity]
        category = raw.properties.get("category")
        return {
            "id": identity,
            "kind": kind,
            "level": level_id,
            "category": category if isinstance(category, str) and category else "unspecified",
            "name": self._labels(raw),
            "shape": self._shape(raw.geometry),
        }

    def _text(self, identity: str, key: str) -> str | None:
        value = self._raws[identity].properties.get(key)
        return value if isinstance(value, str) and value else None

    def _points(self) -> Iterator[Item]:
        for amenity in self._venue.amenities:
            yield self._amenity(amenity)
        for occupant in self._venue.occupants:
            yield self._occupant(occupant)
        for panel in self._venue.panels:
            yield self._panel(panel)

    def _amenity(self, amenity: Amenity) -> Item:
        item = self._common("amenity", amenity.id, amenity.level_id)
        item["category"] = self._extension.amenities.get(amenity.id, item["category"])
        item["shape"] = self._point(amenity.at)
        return item

    def _occupant(self, occupant: Occupant) -> Item:
        item = self._common("occupant", occupant.id, occupant.level_id)
        item["shape"] = self._point(occupant.at)
        item["anchor"] = self._text(occupant.id, "anchor_id")
        item["number"], item["facing_deg"] = occupant.number, occupant.facing_deg
        item["matters"] = list(occupant.matter_codes)
        return item

    def _panel(self, panel: Panel) -> Item:
        raw = self._raws[panel.id]
        return {
            "id": panel.id,
            "kind": "panel",
            "level": panel.level_id,
            "name": self._labels(raw),
            "shape": self._shape(raw.geometry) or self._point(panel.at),
            "spot": self._spot(raw),
            "bearing_deg": panel.bearing_deg,
            "mounting": dict(panel.mounting),
        }

    def _spot(self, raw: Raw) -> list[float] | None:
        """Where the file says that the visitor stands: the anchor, else the display point; None: it does not."""
        anchor = self._raws.get(str(raw.properties.get("anchor_id")))
        geometry = anchor.geometry if anchor is not None else raw.properties.get("display_point")
        if not isinstance(geometry, Mapping) or geometry.get("type") != "Point":
            return None
        return self._sheet.from_earth(np.array([geometry["coordinates"][:2]], dtype=float))[0].tolist()  # type: ignore[no-any-return]

    def _point(self, at: Sequence[float]) -> dict[str, Any]:
        xy = frame_to_sheet(self._venue, self._sheet, np.array([at]))[0]
        return {"type": "Point", "coordinates": xy.tolist()}

    def _connectors(self) -> Iterator[Item]:
        for connector in self._venue.connectors:
            yield {
                "id": connector_id(connector, self._raws),
                "kind": "connector",
                "category": connector.kind.value,
                "direction": connector.direction.value,
                "stops": [stop.unit_id for stop in connector.stops],
                "confirmed": not connector.to_be_confirmed,
            }


def connector_id(connector: Connector, raws: Mapping[str, Raw]) -> str:
    """A connector's id: its first relationship's, or one that follows from its first unit where none says it."""
    raw = raws.get(connector.id)
    return connector.id if raw is not None and raw.type == "relationship" else own_id("connector", connector.id)


def frame_to_sheet(venue: Venue, sheet: Sheet, xy: Array) -> Array:
    """(n, 2) metres of guidance's frame of this version of the plan → on the sheet."""
    return sheet.from_earth(venue.frame.to_lonlat(xy))

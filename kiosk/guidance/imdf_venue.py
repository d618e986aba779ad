"""Raw IMDF features → the Venue of guidance: levels, units, doors and things first, then who is where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from kiosk.base.texts import EMPTY
from kiosk.guidance.archive import PlanError
from kiosk.guidance.connectors import KINDS, Relation, build_connectors
from kiosk.guidance.extension import Extension
from kiosk.guidance.findings import printable
from kiosk.guidance.geometry_repair import GeometryError, read_outline
from kiosk.guidance.imdf_features import Notes, Raw, text_of
from kiosk.guidance.imdf_floors import FAR_M, FloorReader
from kiosk.guidance.imdf_places import Ground, read_amenities, read_occupants, read_panels
from kiosk.guidance.venue import (
    ConnectorKind,
    LocalFrame,
    Unit,
    Venue,
)

_MOST_RELATED = 64
#: Tables of the extension and the feature types whose ids they may use.
_SPOKEN_OF = {
    "panels": ("kiosk",),
    "windows": ("occupant",),
    "connectors": ("unit", "relationship"),
    "amenities": ("amenity",),
    "departments": ("unit", "section", "geofence"),
}


def build_venue(raws: Sequence[Raw], extension: Extension, language: str, notes: Notes) -> Venue:
    """The venue in ``raws``; raises :class:`PlanError` when no level can be placed."""
    by_type: dict[str, list[Raw]] = defaultdict(list)
    for raw in _single(raws, notes):
        by_type[raw.type].append(raw)
    frame = _frame(by_type)
    reader = FloorReader(frame, language, notes)
    levels = reader.levels(by_type["level"])
    units = reader.units(by_type["unit"])
    openings, fixtures = reader.openings(by_type["opening"]), reader.fixtures(by_type["fixture"])
    relations = _relations(by_type["relationship"], units, notes)
    connectors, findings = build_connectors(levels, units, relations, extension)
    notes.findings += findings
    _check_ids(extension, by_type, notes)
    ground = Ground(frame, tuple(levels), tuple(units), tuple(fixtures), language, notes)
    ground.learn_anchors(by_type["anchor"])
    named = by_type["venue"][0] if by_type["venue"] else None
    venue = Venue(
        id=named.id if named else "venue",
        name=notes.name(named, "name", language) if named else EMPTY,
        frame=frame,
        levels=tuple(levels),
        units=tuple(units),
        openings=tuple(openings),
        fixtures=tuple(fixtures),
        amenities=tuple(read_amenities(ground, by_type["amenity"])),
        occupants=tuple(read_occupants(ground, by_type["occupant"], extension)),
        panels=tuple(read_panels(ground, by_type["kiosk"], extension)),
        connectors=tuple(connectors),
        zones=tuple(reader.zones([*by_type["section"], *by_type["geofence"]])),
        drawings=tuple(reader.drawings(by_type["detail"])),
    )
    return _extended(venue, extension)


def _extended(venue: Venue, extension: Extension) -> Venue:
    """The venue with our own amenity categories and the departments of units and zones."""
    codes, categories = extension.departments, extension.amenities
    return replace(
        venue,
        units=tuple(replace(u, department_code=codes[u.id]) if u.id in codes else u for u in venue.units),
        zones=tuple(replace(z, department_code=codes[z.id]) if z.id in codes else z for z in venue.zones),
        amenities=tuple(replace(a, category=categories[a.id]) if a.id in categories else a for a in venue.amenities),
    )


def _check_ids(extension: Extension, by_type: Mapping[str, Sequence[Raw]], notes: Notes) -> None:
    """The extension speaks only of features that are there."""
    for table, kinds in _SPOKEN_OF.items():
        known = {raw.id for kind in kinds for raw in by_type.get(kind, ())}
        for unknown in sorted(set(getattr(extension, table)) - known):
            shown = printable(unknown, 60)
            zh = f"hall-extension.json 的 {table} 提到了图纸中没有的 {shown}。"
            en = f"In hall-extension.json, {table} names {shown}, which the plan does not have."
            notes.add("extension-wrong", zh, en)


def _single(raws: Sequence[Raw], notes: Notes) -> list[Raw]:
    """Each id once; a later feature with a known id is left out, with a finding."""
    known: dict[str, Raw] = {}
    for raw in raws:
        if raw.id in known:
            other, shown = known[raw.id], printable(raw.id, 60)
            zh = f"id {shown} 重复：{other.zh} 与 {raw.zh} 共用，后者未采用。"
            en = f"The id {shown} is used twice, by one {other.type} and one {raw.type}; the second was left out."
            notes.add("id-duplicate", zh, en, raw)
        else:
            known[raw.id] = raw
    return list(known.values())


def _frame(by_type: dict[str, list[Raw]]) -> LocalFrame:
    """The frame around the middle of the levels (their units when no level has a shape), strays left aside."""
    for kind in ("level", "unit"):
        boxes = []
        for raw in by_type[kind]:
            try:
                points = read_outline(raw.geometry).coordinates()
            except GeometryError:
                continue
            boxes.append((*points.min(axis=0), *points.max(axis=0)))
        if boxes:
            array = np.array(boxes)
            middles = (array[:, :2] + array[:, 2:]) / 2
            rough = LocalFrame(*(float(v) for v in np.median(middles, axis=0)))
            near = np.hypot(*rough.to_local(middles).T) <= FAR_M
            kept = array[near] if near.any() else array[:1]
            low, high = kept[:, :2].min(axis=0), kept[:, 2:].max(axis=0)
            return LocalFrame(*(float(v) for v in (low + high) / 2))
    raise PlanError("No level and no unit has a usable geometry.", remedy="Export the plan again with its outlines.")


def _relations(raws: Sequence[Raw], units: Sequence[Unit], notes: Notes) -> list[Relation]:
    by_id = {unit.id: unit for unit in units}
    relations = []
    for raw in raws:
        category = text_of(raw, "category") or ""
        if category not in KINDS:
            continue
        middle = raw.properties.get("intermediary")
        ends = [
            raw.properties.get("origin"),
            *(middle if isinstance(middle, list) else []),
            raw.properties.get("destination"),
        ]
        ids = [end["id"] for end in ends[:_MOST_RELATED] if isinstance(end, dict) and isinstance(end.get("id"), str)]
        unit_ids = tuple(dict.fromkeys(unit_id for unit_id in ids if unit_id in by_id))
        if len(unit_ids) < 2:
            zh = f"relationship（{category}）没有连接两个现有单元，未采用。"
            en = f"This relationship ({category}) does not join two existing units and was left out."
            notes.add("relationship-unusable", zh, en, raw)
            continue
        relations.append(
            Relation(raw.id, ConnectorKind(category), raw.properties.get("direction") == "directed", unit_ids)
        )
    return relations

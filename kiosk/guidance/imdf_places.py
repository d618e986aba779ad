"""Who and what is where: anchors, occupants, amenities and kiosks become places on a level."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import cast

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import Text
from kiosk.guidance.extension import Extension, WindowExtra
from kiosk.guidance.findings import Severity, printable
from kiosk.guidance.imdf_features import Notes, Raw, point_of, text_of, texts_of
from kiosk.guidance.imdf_floors import FAR_M
from kiosk.guidance.signs import plain_number, window_number
from kiosk.guidance.venue import XY, Amenity, Area, Fixture, Level, LocalFrame, Occupant, Panel, Unit

#: A visitor stands this far in front of the glass (metres from the machine's outline).
STANDING_M = 0.6

_MOST_AT_A_SPOT = 256


class Ground:
    """The floors of the venue, and where a point lies on them."""

    def __init__(
        self,
        frame: LocalFrame,
        levels: tuple[Level, ...],
        units: tuple[Unit, ...],
        fixtures: tuple[Fixture, ...],
        language: str,
        notes: Notes,
    ) -> None:
        self.frame, self.levels, self.fixtures, self.language, self.notes = frame, levels, fixtures, language, notes
        self.units = {unit.id: unit for unit in units}
        self.level_ids = {level.id for level in levels}
        self._order = {level.id: index for index, level in enumerate(levels)}
        self._unit_list = units
        self.anchors: dict[str, tuple[XY, str, str | None]] = {}
        self.addresses: dict[str, set[str]] = defaultdict(set)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree([unit.area for unit in self._unit_list])

    @cached_property
    def _fixture_tree(self) -> shapely.STRtree:
        return shapely.STRtree([fixture.area for fixture in self.fixtures])

    def units_at(self, at: XY) -> list[Unit]:
        """The units that cover a point, lowest level first."""
        hits = np.sort(self._tree.query(Point(at), predicate="intersects"))[:_MOST_AT_A_SPOT]
        return sorted((self._unit_list[i] for i in hits), key=lambda unit: self._order[unit.level_id])

    def fixtures_near(self, at: XY, level_id: str, radius: float) -> list[Fixture]:
        """The fixtures of a level within ``radius`` metres."""
        hits = self._fixture_tree.query(Point(at).buffer(radius), predicate="intersects")
        return [self.fixtures[i] for i in hits if self.fixtures[i].level_id == level_id]

    def point(self, raw: Raw, geometry: object) -> XY | None:
        """A geometry's point (an area's inner point), with a finding when it cannot be used."""
        shape = self.notes.shape(raw, geometry, self.frame)
        if shape is None or self._too_far(raw, shape):
            return None
        inner = shape if isinstance(shape, Point) else shape.representative_point()
        return (float(inner.x), float(inner.y))

    def display_point(self, raw: Raw) -> XY | None:
        """The feature's display point in metres, or None."""
        outline = point_of(raw, "display_point")
        if outline is None:
            return None
        x, y = self.frame.to_local(outline.coordinates())[0]
        return None if max(abs(x), abs(y)) > FAR_M else (float(x), float(y))

    def _too_far(self, raw: Raw, shape: BaseGeometry) -> bool:
        if float(np.abs(shape.bounds).max()) <= FAR_M:
            return False
        zh = f"{raw.zh} 距离建筑超过 {FAR_M / 1000:g} 公里，未采用。"
        en = f"This {raw.type} lies more than {FAR_M / 1000:g} km from the building and was left out."
        self.notes.add("geometry-far", zh, en, raw)
        return True

    def learn_anchors(self, raws: Sequence[Raw]) -> None:
        """Remember where each anchor is, on which level and in which unit."""
        for raw in raws:
            at = self.point(raw, raw.geometry)
            if at is None:
                continue
            place = self.placed(raw, at, text_of(raw, "unit_id"))
            if place is not None:
                self.anchors[raw.id] = (at, *place)
                address = text_of(raw, "address_id")
                if address is not None:
                    self.addresses[address].add(place[0])

    def placed(self, raw: Raw, at: XY, unit_id: str | None) -> tuple[str, str | None] | None:
        """Level and unit of a point: by its unit, by its level, else by what lies under it; findings when guessed."""
        if unit_id in self.units:
            unit = self.units[unit_id]
            return unit.level_id, unit.id
        if unit_id is not None:
            shown = printable(unit_id, 60)
            zh, en = (
                f"{raw.zh} 指向不存在的单元 {shown}。",
                f"This {raw.type} refers to the unit {shown}, which is not there.",
            )
            self.notes.add("reference-dangling", zh, en, raw)
        level_id = text_of(raw, "level_id")
        under = [unit for unit in self.units_at(at) if level_id is None or unit.level_id == level_id]
        if level_id in self.level_ids:
            return level_id, under[0].id if under else None
        if under:
            self._say_guessed(raw, under)
            return under[0].level_id, under[0].id
        zh, en = (
            f"无法确定 {raw.zh} 所在的楼层，未采用。",
            f"Which level this {raw.type} is on cannot be told; it was left out.",
        )
        self.notes.add("place-unknown", zh, en, raw)
        return None

    def _say_guessed(self, raw: Raw, under: Sequence[Unit]) -> None:
        floors = len({unit.level_id for unit in under})
        severity = Severity.NOTE if floors == 1 else Severity.WARNING
        zh = f"{raw.zh} 的楼层是按位置推断的（该处有 {floors} 层）。"
        en = f"The level of this {raw.type} was inferred from its position (levels there: {floors})."
        self.notes.add("place-guessed", zh, en, raw, severity=severity)

    def name(self, raw: Raw, key: str = "name") -> Text:
        """A feature's name or alternative name."""
        return self.notes.name(raw, key, self.language)

    def anchored(self, raw: Raw) -> tuple[XY, str, str | None] | None:
        """The place of a feature's anchor; None when it has none, or (with a finding) one that is not there."""
        anchor_id = text_of(raw, "anchor_id")
        if anchor_id is None:
            return None
        place = self.anchors.get(anchor_id)
        if place is None:
            shown = printable(anchor_id, 60)
            zh = f"{raw.zh} 指向不存在或无效的锚点 {shown}。"
            en = f"This {raw.type} refers to the anchor {shown}, which is not there or has no place."
            self.notes.add("reference-dangling", zh, en, raw)
        return place


def read_occupants(ground: Ground, raws: Sequence[Raw], extension: Extension) -> Iterator[Occupant]:
    """Occupants at their anchors; a numbered one is a window."""
    taken: dict[str, str] = {}
    for raw in raws:
        place = ground.anchored(raw) or _own_place(ground, raw)
        if place is None:
            continue
        at, level_id, unit_id = place
        name, extra = ground.name(raw), extension.windows.get(raw.id, WindowExtra())
        number = extra.number if extension.windows else window_number(name)
        if number is not None and taken.setdefault(plain_number(number), raw.id) != raw.id:
            zh, en = f"窗口号 {number} 用于两个窗口。", f"The number {number} is on two windows."
            ground.notes.add("window-number-shared", zh, en, raw)
        category = printable(text_of(raw, "category") or "unspecified", 60)
        yield Occupant(raw.id, level_id, category, at, name, number, unit_id, extra.facing_deg, extra.matter_codes)


def _own_place(ground: Ground, raw: Raw) -> tuple[XY, str, str | None] | None:
    """A place without an anchor: the feature's own geometry or display point."""
    at = ground.point(raw, raw.geometry) if raw.geometry is not None else ground.display_point(raw)
    if at is None:
        if text_of(raw, "anchor_id") is None and raw.geometry is None:
            zh, en = f"{raw.zh} 没有锚点，未采用。", f"This {raw.type} has no anchor and was left out."
            ground.notes.add("place-unknown", zh, en, raw)
        return None
    place = ground.placed(raw, at, text_of(raw, "unit_id"))
    return None if place is None else (at, *place)


def read_amenities(ground: Ground, raws: Sequence[Raw]) -> Iterator[Amenity]:
    """Amenities on the level of their units, their address, or of what lies under them."""
    for raw in raws:
        given = texts_of(raw, "unit_ids")
        unit_ids = tuple(unit_id for unit_id in given if unit_id in ground.units)
        for lost in given:
            if lost not in ground.units:
                shown = printable(lost, 60)
                zh, en = (
                    f"设施指向不存在的单元 {shown}。",
                    f"The amenity refers to the unit {shown}, which is not there.",
                )
                ground.notes.add("reference-dangling", zh, en, raw)
        at = ground.point(raw, raw.geometry)
        if at is None:
            continue
        level_id = _amenity_level(ground, raw, at, unit_ids)
        if level_id is not None:
            category = printable(text_of(raw, "category") or "unspecified", 60)
            yield Amenity(raw.id, level_id, category, at, ground.name(raw), ground.name(raw, "alt_name"), unit_ids)


def _amenity_level(ground: Ground, raw: Raw, at: XY, unit_ids: Sequence[str]) -> str | None:
    if unit_ids:
        return ground.units[unit_ids[0]].level_id
    floors = ground.addresses.get(text_of(raw, "address_id") or "", set())
    if len(floors) == 1:
        return next(iter(floors))
    place = ground.placed(raw, at, None)
    return place[0] if place else None


def read_panels(ground: Ground, raws: Sequence[Raw], extension: Extension) -> Iterator[Panel]:
    """Kiosks with the spot where their visitor stands."""
    for raw in raws:
        shape = ground.notes.shape(raw, raw.geometry, ground.frame) if raw.geometry is not None else None
        area = cast(Area, shape) if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") else None
        place = ground.anchored(raw)
        at = place[0] if place else ground.display_point(raw)
        if at is None and shape is not None:
            inner = shape.representative_point()
            at = (float(inner.x), float(inner.y))
        if at is None:
            zh, en = "导览机没有位置，未采用。", "This kiosk has no place and was left out."
            ground.notes.add("place-unknown", zh, en, raw)
            continue
        if max(map(abs, at)) > FAR_M:
            zh, en = "导览机远离建筑，未采用。", "This kiosk is far from the building and was left out."
            ground.notes.add("geometry-far", zh, en, raw)
            continue
        placed = ground.placed(raw, at, place[2] if place else None)
        if placed is None:
            continue
        extra = extension.panels.get(raw.id)
        bearing = extra.bearing_deg if extra else None
        if bearing is None:
            zh, en = "导览机没有注明朝向。", "The panel does not say which way its visitor looks."
            ground.notes.add("panel-bearing-missing", zh, en, raw)
        spot = standing_spot(ground, at, placed[0], area, bearing)
        yield Panel(raw.id, placed[0], spot, ground.name(raw), bearing, area, extra.mounting if extra else {})


def standing_spot(ground: Ground, at: XY, level_id: str, area: Area | None, bearing_deg: float | None) -> XY:
    """Where the visitor of a machine at ``at`` stands: ``at`` itself when it is outside the machine, else before it.

    The visitor looks along the bearing, so stands on the other side; without a bearing, on the side with most room.
    """
    if area is None or not area.intersects(Point(at)):
        return at
    if bearing_deg is not None:
        return _before(area, at, math.radians(bearing_deg + 180))
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    edges = np.diff(box, axis=0)
    sides = [math.atan2(-edge[1], edge[0]) for edge in edges if np.hypot(*edge) > 0] or [0.0]
    spots = [_before(area, at, side) for side in sides]
    return max(spots, key=lambda spot: round(_room(ground, spot, level_id), 2))


def _before(area: Area, at: XY, direction: float) -> XY:
    """From ``at`` along a compass direction (radians) until STANDING_M beyond the outline."""
    step = np.array([math.sin(direction), math.cos(direction)])
    reach = float(max((shapely.get_coordinates(area) - at) @ step))
    x, y = np.array(at) + step * (max(reach, 0.0) + STANDING_M)
    return (float(x), float(y))


def _room(ground: Ground, spot: XY, level_id: str) -> float:
    """Metres from a spot to the next wall or fixture on its level, at most 5; negative off the floor."""
    point = Point(spot)
    units = [unit for unit in ground.units_at(spot) if unit.level_id == level_id]
    if not units:
        return -1.0
    nearest: float = min(unit.area.boundary.distance(point) for unit in units)
    near = [5.0, nearest, *(f.area.distance(point) for f in ground.fixtures_near(spot, level_id, 5.0))]
    return float(min(near))

"""Features that have a shape on a level: levels, units, openings, fixtures, zones and drawn lines, in local metres."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from kiosk.base.texts import Text
from kiosk.guidance.archive import PlanError
from kiosk.guidance.findings import printable
from kiosk.guidance.imdf_features import Notes, Raw, text_of, texts_of
from kiosk.guidance.venue import Area, Drawing, Fixture, Level, LocalFrame, Opening, Unit, Zone

#: A feature farther than this from the levels (metres) is a slip of the pen, not a part of the building.
FAR_M = 2_000.0
_MOST_LEVELS = 400
_HIGHEST_ORDINAL = 999


class FloorReader:
    """Reads them one type after the other, levels first; what cannot be used becomes a note."""

    def __init__(self, frame: LocalFrame, language: str, notes: Notes) -> None:
        self._frame, self._language, self._notes = frame, language, notes
        self._levels: dict[str, Level] = {}

    def levels(self, raws: Sequence[Raw]) -> list[Level]:
        for raw in raws:
            ordinal = self._ordinal(raw)
            if ordinal is None:
                zh, en = "楼层没有有效的 ordinal，未采用。", "This level has no usable ordinal and was left out."
                self._notes.add("level-ordinal", zh, en, raw)
                continue
            self._levels[raw.id] = Level(
                raw.id,
                ordinal,
                self._name(raw, "name"),
                self._name(raw, "short_name"),
                self._area(raw) if raw.geometry is not None else None,
                texts_of(raw, "building_ids"),
                raw.properties.get("outdoor") is True,
            )
        if not self._levels:
            raise PlanError("No level of the plan has an ordinal.", remedy="Give each level a whole number as ordinal.")
        if len(self._levels) > _MOST_LEVELS:
            raise PlanError(f"The plan is too big: more than {_MOST_LEVELS} levels.")
        levels = sorted(self._levels.values(), key=lambda level: level.ordinal)
        self._check_ordinals(levels)
        return levels

    def _ordinal(self, raw: Raw) -> int | None:
        value = raw.properties.get("ordinal")
        if isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,3}", value):
            zh, en = "楼层的 ordinal 写成了文本。", "The ordinal of this level is written as a text."
            self._notes.add("property-wrong", zh, en, raw)
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value) if abs(value) <= _HIGHEST_ORDINAL and value == int(value) else None

    def _check_ordinals(self, levels: Sequence[Level]) -> None:
        for index, level in enumerate(levels):
            for other in levels[:index]:
                same_building = set(level.building_ids) & set(other.building_ids) or not (
                    level.building_ids and other.building_ids
                )
                if level.ordinal == other.ordinal and same_building:
                    zh = f"同一座楼有两个楼层的 ordinal 都是 {level.ordinal}。"
                    en = f"Two levels of one building have the ordinal {level.ordinal}."
                    self._notes.add("level-ordinal-shared", zh, en, Raw(level.id, "level", {}, None))

    def units(self, raws: Sequence[Raw]) -> list[Unit]:
        units = []
        for raw in raws:
            level_id, area = self._level(raw), self._area(raw)
            if level_id is not None and area is not None:
                units.append(
                    Unit(
                        raw.id,
                        level_id,
                        self._category(raw),
                        area,
                        self._name(raw, "name"),
                        self._name(raw, "alt_name"),
                        text_of(raw, "restriction"),
                        texts_of(raw, "accessibility"),
                    )
                )
        return units

    def openings(self, raws: Sequence[Raw]) -> list[Opening]:
        openings = []
        for raw in raws:
            level_id, line = self._level(raw), self._line(raw)
            door = raw.properties.get("door")
            if level_id is not None and line is not None:
                openings.append(
                    Opening(
                        raw.id,
                        level_id,
                        self._category(raw),
                        line,
                        self._name(raw, "name"),
                        texts_of(raw, "accessibility"),
                        door if isinstance(door, dict) else None,
                    )
                )
        return openings

    def fixtures(self, raws: Sequence[Raw]) -> list[Fixture]:
        fixtures = []
        for raw in raws:
            level_id, area = self._level(raw), self._area(raw)
            if level_id is not None and area is not None:
                fixtures.append(Fixture(raw.id, level_id, self._category(raw), area, self._name(raw, "name")))
        return fixtures

    def zones(self, raws: Sequence[Raw]) -> list[Zone]:
        zones = []
        for raw in raws:
            level_ids: list[str | None] = [i for i in texts_of(raw, "level_ids") if i in self._levels]
            area = self._area(raw)
            for level_id in level_ids or [self._level(raw)]:
                if level_id is not None and area is not None:
                    zones.append(Zone(raw.id, level_id, self._category(raw), area, self._name(raw, "name")))
        return zones

    def drawings(self, raws: Sequence[Raw]) -> list[Drawing]:
        drawings = []
        for raw in raws:
            level_id = text_of(raw, "level_id")
            if level_id in self._levels:  # lines of the outdoors have no level and are not drawn
                shape = self._near(raw)
                if shape is not None:
                    drawings.append(Drawing(raw.id, str(level_id), shape))
        return drawings

    def _name(self, raw: Raw, key: str) -> Text:
        return self._notes.name(raw, key, self._language)

    def _category(self, raw: Raw) -> str:
        return printable(text_of(raw, "category") or "unspecified", 60)

    def _level(self, raw: Raw) -> str | None:
        level_id = text_of(raw, "level_id")
        if level_id in self._levels:
            return level_id
        zh, en = (
            f"{raw.zh} 的 level_id 不指向任何楼层，未采用。",
            f"The level_id of this {raw.type} names no level; it was left out.",
        )
        self._notes.add("reference-dangling" if level_id else "place-unknown", zh, en, raw)
        return None

    def _near(self, raw: Raw) -> BaseGeometry | None:
        shape = self._notes.shape(raw, raw.geometry, self._frame)
        if shape is not None and float(np.abs(shape.bounds).max()) > FAR_M:
            zh = f"{raw.zh} 距离建筑超过 {FAR_M / 1000:g} 公里，未采用。"
            en = f"This {raw.type} lies more than {FAR_M / 1000:g} km from the building and was left out."
            self._notes.add("geometry-far", zh, en, raw)
            return None
        return shape

    def _area(self, raw: Raw) -> Area | None:
        shape = self._near(raw)
        if shape is None or shape.geom_type in ("Polygon", "MultiPolygon"):
            return shape
        zh, en = f"{raw.zh} 应为面，未采用。", f"This {raw.type} must be an area; it was left out."
        self._notes.add("geometry-type", zh, en, raw)
        return None

    def _line(self, raw: Raw) -> LineString | None:
        shape = self._near(raw)
        if isinstance(shape, MultiLineString):
            merged = linemerge(shape)
            longest = merged if isinstance(merged, LineString) else max(shape.geoms, key=lambda part: part.length)
            zh, en = (
                "门是多段线（MultiLineString），已按一条线读取。",
                "This opening is a MultiLineString; it was read as one line.",
            )
            self._notes.add("opening-geometry-type", zh, en, raw)
            return longest
        if shape is None or isinstance(shape, LineString):
            return shape
        zh, en = "门不是线，未采用。", "This opening is not a line and was left out."
        self._notes.add("geometry-type", zh, en, raw)
        return None

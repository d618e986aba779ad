"""Where a finding is, in words: the floor, the nearest thing with a name, and the spot in metres."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from kiosk.base.texts import Text
from kiosk.guidance.findings import Finding
from kiosk.guidance.naming import floor_name, noun
from kiosk.guidance.venue import XY, Amenity, Fixture, Occupant, Panel, Unit, Venue, Zone

_NEAR_M = 40.0


class Whereabouts:
    """Finds places for findings in one venue."""

    def __init__(self, venue: Venue) -> None:
        self._floors = {level.id: floor_name(level) for level in venue.levels}
        self._spots = _spots(venue)
        self._named: dict[str, list[tuple[str, Text]]] = defaultdict(list)
        points: dict[str, list[XY]] = defaultdict(list)
        for thing in venue.destinations():
            name = noun(thing) if thing.name or isinstance(thing, Panel) else None
            if name:
                self._named[thing.level_id].append((thing.id, name))
                points[thing.level_id].append(self._spots[thing.id][1])
        self._trees = {level_id: cKDTree(np.array(xy)) for level_id, xy in points.items()}

    def placed(self, finding: Finding) -> Finding:
        """The same finding with level, point and words for its place, as far as they can be told."""
        level_id, at = finding.level_id, finding.at
        known = self._spots.get(finding.feature_id or "")
        if known is not None:
            level_id, at = level_id or known[0], at or known[1]
        if level_id not in self._floors:
            return replace(finding, level_id=None, at=None)
        at = None if at is None else (round(at[0], 1) + 0.0, round(at[1], 1) + 0.0)  # + 0.0: never "-0.0"
        return replace(finding, level_id=level_id, at=at, place=self._words(level_id, at, finding.feature_id))

    def _words(self, level_id: str, at: XY | None, feature_id: str | None) -> Text:
        floor = self._floors[level_id]
        if at is None:
            return floor
        near = self._nearest(level_id, at, feature_id)
        zh = f"，近{near['zh']}" if near and near.get("zh") else ""
        en = f", near {near['en']}" if near and near.get("en") else ""
        return Text(
            zh=f"{floor['zh']}{zh}（x {at[0]:.1f}，y {at[1]:.1f} 米）",
            en=f"{floor['en']}{en} (x {at[0]:.1f}, y {at[1]:.1f} m)",
        )

    def _nearest(self, level_id: str, at: XY, feature_id: str | None) -> Text | None:
        if level_id not in self._trees:
            return None
        named = self._named[level_id]
        distances, indices = self._trees[level_id].query(at, k=min(2, len(named)))
        for distance, index in zip(np.atleast_1d(distances), np.atleast_1d(indices), strict=True):
            thing_id, name = named[int(index)]
            if thing_id != feature_id and distance <= _NEAR_M:
                return name
        return None


def _spots(venue: Venue) -> dict[str, tuple[str, XY]]:
    spots: dict[str, tuple[str, XY]] = {}
    things: tuple[Amenity | Occupant | Panel, ...] = (*venue.amenities, *venue.occupants, *venue.panels)
    for thing in things:
        spots[thing.id] = (thing.level_id, thing.at)
    areas: tuple[Unit | Fixture | Zone, ...] = (*venue.units, *venue.fixtures, *venue.zones)
    for drawn in areas:
        inner = drawn.area.representative_point()
        spots[drawn.id] = (drawn.level_id, (float(inner.x), float(inner.y)))
    for opening in venue.openings:
        middle = opening.line.interpolate(0.5, normalized=True)
        spots[opening.id] = (opening.level_id, (float(middle.x), float(middle.y)))
    for level in venue.levels:
        if level.area is not None:
            inner = level.area.representative_point()
            spots[level.id] = (level.id, (float(inner.x), float(inner.y)))
    return spots

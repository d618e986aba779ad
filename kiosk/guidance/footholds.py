"""Where one stands for a place: in front of a window, inside a room, before a lift; and how that joins the walkways."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from kiosk.guidance.freespace import Footing
from kiosk.guidance.places import Place
from kiosk.guidance.portals import fronts
from kiosk.guidance.roadmap import NARROWEST_M
from kiosk.guidance.venue import XY, Amenity, Area, Occupant, Panel, Unit, Venue
from kiosk.guidance.walkways import Floor, Links, Walkways

#: Clearances that one would like to stand with, best first (metres): a wheelchair's, a person's, a squeezed person's.
_STANDING_M = (0.5, 0.44, 0.27, 0.16, 0.06)
#: How much farther (metres) one goes for each better standing place in that list.
_WORTH_M = 0.35
#: A place that is not on free floor is reached from the nearest spot within this distance (metres).
_REACH_M = 4.0

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Foothold:
    """A spot to start from or to arrive at; ``clearance`` is exact; ``gates`` must be open for it to be of use."""

    level_id: str
    at: XY
    clearance: float
    links: Links


class Footholds:
    """Finds footholds on the walkways of one venue. They do not depend on profile or switches and are kept."""

    def __init__(self, venue: Venue, walkways: Walkways) -> None:
        self._venue, self._walkways = venue, walkways
        self._things: dict[str, Panel | Occupant | Amenity | Unit] = {t.id: t for t in venue.destinations()}
        self._units = {unit.id: unit for unit in venue.units}
        self._kept: dict[tuple[str, str, XY], tuple[Foothold, ...]] = {}

    def of(self, place: Place) -> tuple[Foothold, ...]:
        """The spots that are as good as being at ``place``; none when no floor is near."""
        key = (place.id, place.level_id, place.at)
        if key not in self._kept:
            self._kept[key] = self._find(place)
        return self._kept[key]

    def _find(self, place: Place) -> tuple[Foothold, ...]:
        floor = self._walkways.floors.get(place.level_id)
        if floor is None:
            return ()
        thing = self._things.get(place.id)
        unit = thing if isinstance(thing, Unit) else self._unit_of(floor, thing, place.at)
        if unit is not None and self._footing(floor, unit) in (Footing.SHAFT, Footing.CLOSED):
            before = () if isinstance(thing, Occupant) and thing.is_window else self._before(floor, unit)
            if before:
                return before
        inside = unit.area if unit is not None and self._is_walked(floor, unit) else None
        facing = thing.facing_deg if isinstance(thing, Occupant) else None
        at = stand(floor, place.at, self._good_regions(floor), inside, facing, isinstance(thing, Occupant))
        return () if at is None else (self._foothold(floor, at),)

    def _foothold(self, floor: Floor, at: XY) -> Foothold:
        clearance = floor.clearance(at)
        links = floor.links(at, min(0.25, clearance))
        if not len(links.nodes):
            links = floor.links(at, min(NARROWEST_M, clearance))
        return Foothold(floor.level.id, at, clearance, links)

    def _before(self, floor: Floor, unit: Unit) -> tuple[Foothold, ...]:
        """In front of the doors of a unit that is not walked through."""
        spots = fronts(floor.space, floor.field, unit.area, self._venue.openings)
        return tuple(self._foothold(floor, front.at) for front in spots)

    def _unit_of(self, floor: Floor, thing: object, at: XY) -> Unit | None:
        """The unit a place belongs to: as the plan says, else as it lies."""
        named: Sequence[str | None] = ()
        if isinstance(thing, Occupant):
            named = (thing.unit_id,)
        elif isinstance(thing, Amenity):
            named = thing.unit_ids
        for unit_id in named:
            unit = self._units.get(unit_id or "")
            if unit is not None and unit.level_id == floor.level.id and unit.area.dwithin(Point(at), 0.5):
                return unit
        found = int(floor.space.unit_at(np.array([at]))[0])
        return floor.space.units[found] if found >= 0 else None

    @staticmethod
    def _footing(floor: Floor, unit: Unit) -> Footing | None:
        for other, footing in zip(floor.space.units, floor.space.footings, strict=True):
            if other.id == unit.id:
                return footing
        return None

    def _is_walked(self, floor: Floor, unit: Unit) -> bool:
        return self._footing(floor, unit) in (Footing.OPEN, Footing.ROOM)

    def _good_regions(self, floor: Floor) -> frozenset[int]:
        """The raster regions of a level that belong to the bulk of the network, not to some closed pocket."""
        pieces = self._walkways.piece[floor.first : floor.first + len(floor.map.xy)]
        good = np.isin(pieces, list(self._walkways.main_pieces))
        return frozenset(np.unique(floor.node_region[good]).tolist()) - {0}


def stand(
    floor: Floor, at: XY, good: frozenset[int], inside: Area | None, facing_deg: float | None, served: bool
) -> XY | None:
    """The best spot to stand on for a place at ``at``: near, with room, on the floor one can reach.

    ``inside`` keeps it in a unit; ``facing_deg`` keeps it on the side a window faces; ``served`` lets it be on the
    other side of a counter when the place itself lies in a pocket that nobody can walk to.
    """
    regions, walked = floor.regions
    field, cell = floor.field, floor.field.cell
    column, row = ((np.array(at) - field.origin) / cell).round().astype(int)
    span = math.ceil(_REACH_M / cell)
    left, low = max(0, column - span), max(0, row - span)
    window = (slice(low, max(0, row + span + 1)), slice(left, max(0, column + span + 1)))
    values, region = field.values[window], regions[window]
    if not values.size:
        return None
    here = int(regions[row, column]) if 0 <= row < regions.shape[0] and 0 <= column < regions.shape[1] else 0
    on_floor = here in walked and floor.space.area.contains(Point(at))
    if on_floor and (here in good or not served):
        allowed: Iterable[int] = (here,)
    else:
        allowed = good if served else walked
    rows, columns = np.nonzero(np.isin(region, list(allowed)) & (values >= _STANDING_M[-1]))
    spots = np.stack((columns + left, rows + low), axis=1) * cell + field.origin
    room = values[rows, columns]
    kept = _fitting(spots, np.array(at), inside, facing_deg)
    spots, room = spots[kept], room[kept]
    if not len(spots):
        return None
    apart = np.hypot(*(spots - at).T)
    # never trust the raster closer than half a cell
    grade = np.searchsorted(-np.array(_STANDING_M), -(room - 0.6 * cell), side="left")
    best = int(np.argmin(apart + _WORTH_M * grade))
    exact = floor.clearance(at)
    own_grade = int(np.searchsorted(-np.array(_STANDING_M), -exact, side="left"))
    if on_floor and here in allowed and _WORTH_M * own_grade <= apart[best] + _WORTH_M * grade[best]:
        return at
    return (float(spots[best, 0]), float(spots[best, 1]))


def _fitting(spots: Array, at: Array, inside: Area | None, facing_deg: float | None) -> NDArray[np.bool_]:
    kept: NDArray[np.bool_] = np.hypot(*(spots - at).T) <= _REACH_M
    if facing_deg is not None:
        ahead = np.array([math.sin(math.radians(facing_deg)), math.cos(math.radians(facing_deg))])
        before = kept & ((spots - at) @ ahead >= 0)
        beside = np.abs((spots - at) @ np.array([ahead[1], -ahead[0]])) <= 0.6
        kept = before & beside if (before & beside).any() else (before if before.any() else kept)
    if inside is not None:
        shapely.prepare(inside)
        within = kept.copy()
        within[kept] = shapely.contains_xy(inside, spots[kept])
        kept = within if within.any() else kept
    return kept

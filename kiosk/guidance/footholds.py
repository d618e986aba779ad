"""Where one stands for a place: in front of a window, inside a room, before a lift; and how that joins the walkways."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import label as label_regions
from shapely.geometry import Point

from kiosk.guidance.freespace import WALKED, Footing
from kiosk.guidance.places import Place
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

_BARRED = (Footing.SHAFT, Footing.CLOSED)


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
        self._good: dict[str, frozenset[int]] = {}
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
        footing = floor.footings.get(unit.id) if unit is not None else None
        barred = unit is not None and (footing in _BARRED or (footing is Footing.LANDING and thing is not None))
        if unit is not None and barred and not (isinstance(thing, Occupant) and thing.is_window):
            return self._before(floor, unit)
        inside = unit.area if unit is not None and footing in WALKED else None
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
        """In front of the doors of a unit that is not walked through; of those around it, when it has none there."""
        ring, seen = [unit], {unit.id}
        while ring:
            spots = [front.at for one in ring for front in floor.fronts(one.area)]
            if spots:
                return tuple(self._foothold(floor, at) for at in spots)
            beyond = {other.id: other for one in ring for other in floor.joined(one)}
            ring = [other for key, other in beyond.items() if key not in seen]
            seen.update(beyond)
        return ()

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

    def _good_regions(self, floor: Floor) -> frozenset[int]:
        """The raster regions of a level that belong to the bulk of the network, not to some closed pocket."""
        if floor.level.id not in self._good:
            pieces = self._walkways.piece[floor.first : floor.first + len(floor.map.xy)]
            good = np.isin(pieces, list(self._walkways.main_pieces))
            self._good[floor.level.id] = frozenset(np.unique(floor.node_region[good]).tolist()) - {0}
        return self._good[floor.level.id]


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
    here = int(regions[row, column]) if 0 <= row < regions.shape[0] and 0 <= column < regions.shape[1] else 0
    stays = here > 0 and floor.space.area.contains(Point(at)) and (here in good or not served)
    allowed = frozenset((here,)) if stays else (good if served else walked)
    own_grade = _grade(np.array([floor.clearance(at)]))[0] if stays else math.inf
    if own_grade == 0:
        return at
    for reach in (1.2, _REACH_M):
        span = math.ceil(reach / cell)
        left, low = max(0, column - span), max(0, row - span)
        window = (slice(low, max(0, row + span + 1)), slice(left, max(0, column + span + 1)))
        values = field.values[window]
        free = (values >= _STANDING_M[-1]) & np.isin(regions[window], list(allowed))
        if stays:  # not to the other side of a wall, though both sides belong to one floor
            near, _ = label_regions(free)
            free = near == near[row - low, column - left]
        rows, columns = np.nonzero(free)
        spots = np.stack((columns + left, rows + low), axis=1) * cell + field.origin
        # the raster is not trusted closer than about half a cell
        room = values[rows, columns] - 0.6 * cell
        kept = _fitting(spots, np.array(at), inside, facing_deg, served, reach)
        spots, price = spots[kept], np.hypot(*(spots[kept] - at).T) + _WORTH_M * _grade(room[kept])
        if len(spots) and price.min() <= max(reach, _WORTH_M * own_grade if stays else 0.0):
            best = int(price.argmin())
            return at if _WORTH_M * own_grade <= price[best] else (float(spots[best, 0]), float(spots[best, 1]))
    return at if stays else None


def _grade(room: NDArray[np.floating[Any]]) -> Array:
    """How far down the list of standing clearances each of these comes (0 is best)."""
    return np.searchsorted(-np.array(_STANDING_M), -room, side="left").astype(float)


def _fitting(
    spots: Array, at: Array, inside: Area | None, facing_deg: float | None, served: bool, reach: float
) -> NDArray[np.bool_]:
    kept: NDArray[np.bool_] = np.hypot(*(spots - at).T) <= reach
    if facing_deg is not None:
        ahead = np.array([math.sin(math.radians(facing_deg)), math.cos(math.radians(facing_deg))])
        before = kept & ((spots - at) @ ahead >= 0)
        beside = np.abs((spots - at) @ np.array([ahead[1], -ahead[0]])) <= 0.6
        kept = before & beside if (before & beside).any() else (before if before.any() else kept)
    if inside is not None:
        shapely.prepare(inside)
        within = kept.copy()
        within[kept] = shapely.contains_xy(inside, spots[kept])
        kept = within if within.any() or not served else kept
    return kept

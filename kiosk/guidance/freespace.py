"""Where one may walk on one level: the free area, the walls and things around it, and the passages between its units.

Units that meet without an opening meet at a wall. Openings are snapped to unit edges; borders between walkways are
passable ("virtual openings"); fixtures, panels, shafts, restricted and unknown units are not walked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, substring

from kiosk.guidance.venue import Area, Level, Opening, Unit, Venue
from kiosk.guidance.vocabulary import known

#: How far an opening may lie from the edge it belongs to. Source: trials on real plans, 5 mm to 35 cm; 15 cm was best.
SNAP_M = 0.15
#: Ends of an opening that are left to the wall, so that a wall which starts right at the jamb is not cut.
_JAMB_M = 0.005
_SHORTEST_BORDER_M = 0.5

_OPEN = {"walkway", "lobby", "unenclosedarea", "footbridge", "platform", "terrace", "movingwalkway", "ramp", "steps"}
_OPEN |= {"waitingroom", "concourse", "parking"}
_SHAFTS = ("stairs", "escalator", "elevator")
_SOLID = {"brick", "column", "concrete", "drywall", "glass", "wood", "structure", "vegetation", "opentobelow", "road"}
_SOLID |= {"nonpublic", "serverroom"}


class Footing(StrEnum):
    """How one walks in a unit: freely, through its doors, only from floor to floor, or not at all."""

    OPEN = "open"
    ROOM = "room"
    SHAFT = "shaft"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Passage:
    """A way through a wall or border: an opening, or a border between walkways (``opening`` is None there)."""

    id: str
    line: LineString
    width_m: float
    unit_ids: tuple[str, ...]
    rooms: int
    opening: Opening | None = None


@dataclass(frozen=True)
class FreeSpace:
    """One level to walk on. ``obstacles`` are all lines that one must not touch: walls, fixtures, outer edges."""

    level_id: str
    area: Area
    obstacles: MultiLineString
    passages: tuple[Passage, ...]
    units: tuple[Unit, ...]
    footings: tuple[Footing, ...]

    def unit_at(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        """(n, 2) points → (n,) index of the unit each lies in, -1 outside all; the smallest where units overlap."""
        found = np.full(len(points), -1, dtype=np.intp)
        if not self.units or not len(points):
            return found
        tree = shapely.STRtree([unit.area for unit in self.units])
        which, unit = tree.query(shapely.points(points), predicate="intersects")
        sizes = np.array([u.area.area for u in self.units])
        order = np.argsort(-sizes[unit], kind="stable")
        found[which[order]] = unit[order]
        return found


def footing(unit: Unit, shafts: frozenset[str] = frozenset()) -> Footing:
    """How one walks in ``unit``; ``shafts`` are the ids of the units that connectors stop at."""
    kind = unit.category.split(".", 1)[0]
    if unit.id in shafts or kind in _SHAFTS:
        return Footing.SHAFT
    if unit.restriction or kind in _SOLID or not (kind in _OPEN or known(unit.category)):
        return Footing.CLOSED
    return Footing.OPEN if kind in _OPEN else Footing.ROOM


def free_space(venue: Venue, level: Level) -> FreeSpace:
    """What one may walk on at ``level``. Geometry in the venue's local metres."""
    shafts = frozenset(stop.unit_id for connector in venue.connectors for stop in connector.stops)
    units = [unit for unit in venue.units if unit.level_id == level.id and not unit.area.is_empty]
    if level.outdoor and level.area is not None:
        rest = _polygonal(shapely.difference(level.area, shapely.union_all([unit.area for unit in units])))
        if not rest.is_empty:
            units.append(Unit(level.id, level.id, "unenclosedarea", rest))
    footings = [footing(unit, shafts) for unit in units]
    passages = _passages(units, footings, [o for o in venue.openings if o.level_id == level.id])
    doorways = shapely.union_all([_doorway(passage) for passage in passages])
    walls = shapely.difference(shapely.union_all([unit.area.boundary for unit in units]), doorways)
    walked = [u.area for u, f in zip(units, footings, strict=True) if f in (Footing.OPEN, Footing.ROOM)]
    blocked = [u.area for u, f in zip(units, footings, strict=True) if f in (Footing.SHAFT, Footing.CLOSED)]
    blocked += [fixture.area for fixture in venue.fixtures if fixture.level_id == level.id]
    blocked += [panel.area for panel in venue.panels if panel.level_id == level.id and panel.area is not None]
    area = shapely.union_all([*walked, doorways])
    area = _polygonal(shapely.difference(area, shapely.union_all(blocked)))
    obstacles = shapely.union_all([area.boundary, shapely.intersection(walls, area)])
    return FreeSpace(level.id, area, _lineal(obstacles), tuple(passages), tuple(units), tuple(footings))


def _passages(units: Sequence[Unit], footings: Sequence[Footing], openings: Iterable[Opening]) -> list[Passage]:
    walked = [i for i, f in enumerate(footings) if f in (Footing.OPEN, Footing.ROOM)]
    if not walked:
        return []
    edges = [units[i].area.boundary for i in walked]
    tree = shapely.STRtree(edges)
    found = []
    with_doors: set[tuple[int, int]] = set()
    for opening in openings:
        near = [walked[i] for i in tree.query(opening.line, predicate="dwithin", distance=SNAP_M)]
        sides = [i for i in near if _lies_along(opening.line, units[i].area)]
        if len(sides) < 2:
            continue
        with_doors.update((a, b) for a in sides for b in sides if a != b)
        rooms = sum(footings[i] is Footing.ROOM for i in sides)
        ids = tuple(units[i].id for i in sides)
        found.append(Passage(opening.id, opening.line, opening.width_m, ids, rooms, opening))
    return found + _borders(units, footings, walked, with_doors)


def _lies_along(line: LineString, area: Area) -> bool:
    """Whether an opening belongs to the edge of ``area``: its middle and most of its length are close to it."""
    inner = _trimmed(line, line.length * 0.1)
    return bool(shapely.intersection(inner, shapely.buffer(area.boundary, SNAP_M)).length >= 0.7 * inner.length)


def _borders(
    units: Sequence[Unit], footings: Sequence[Footing], walked: Sequence[int], with_doors: set[tuple[int, int]]
) -> list[Passage]:
    """Borders between open units that have no opening of their own: one walks across them anywhere."""
    free = [i for i in walked if footings[i] is Footing.OPEN]
    areas = [units[i].area for i in free]
    pairs = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=SNAP_M)
    found = []
    for a, b in sorted((free[i], free[j]) for i, j in pairs.T if i < j):
        if (a, b) in with_doors:
            continue
        shared = shapely.intersection(units[a].area.boundary, shapely.buffer(units[b].area, SNAP_M, join_style="mitre"))
        for number, line in enumerate(_pieces(shared)):
            # the buffer's corner makes stubs as long as the tolerance along the side walls
            if line.length >= _SHORTEST_BORDER_M + 2 * SNAP_M:
                ids = (units[a].id, units[b].id)
                inner = line if line.is_ring else _trimmed(line, SNAP_M)
                found.append(Passage(f"{ids[0]}|{ids[1]}#{number}", inner, inner.length, ids, 0))
    return found


def _pieces(shape: BaseGeometry) -> list[LineString]:
    lines = [part for part in shapely.get_parts(shape) if isinstance(part, LineString) and part.length > 0]
    merged = linemerge(lines) if len(lines) > 1 else shapely.union_all(lines)
    return [part for part in shapely.get_parts(merged) if isinstance(part, LineString)]


def _doorway(passage: Passage) -> Any:
    """The floor that a passage adds: its line, made as thick as the snapping allows."""
    line = _trimmed(passage.line, _JAMB_M) if passage.opening is not None else passage.line
    return shapely.buffer(line, SNAP_M + 0.01, cap_style="flat", join_style="mitre")


def _trimmed(line: LineString, by: float) -> LineString:
    return substring(line, by, line.length - by) if line.length > 2 * by else line


def _polygonal(shape: BaseGeometry) -> Area:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 1e-4]
    return MultiPolygon(parts)


def _lineal(shape: BaseGeometry) -> MultiLineString:
    return MultiLineString([part for part in shapely.get_parts(shape) if isinstance(part, LineString)])

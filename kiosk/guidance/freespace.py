"""Where one may walk on one level: the free area, the walls and things around it, and the passages between its units.

Units that meet without an opening meet at a wall. Openings are snapped to unit edges; borders between walkways are
passable ("virtual openings"); fixtures, panels, shafts, restricted and unknown units are not walked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, substring

from kiosk.guidance import overlay
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
    """How one walks in a unit: freely, through its doors, only from floor to floor, or not at all.

    A landing is a stairwell with several doors: one walks across it, but only if there is no better way.
    """

    OPEN = "open"
    ROOM = "room"
    LANDING = "landing"
    SHAFT = "shaft"
    CLOSED = "closed"


#: Footings that one walks on within a level.
WALKED = (Footing.OPEN, Footing.ROOM, Footing.LANDING)
#: As how many rooms a unit counts that one only crosses.
_ROOMS = {Footing.ROOM: 1, Footing.LANDING: 2}


@dataclass(frozen=True, slots=True)
class Passage:
    """A way through a wall or border: an opening, or a border between walkways (``opening`` is None there).

    ``rooms`` says how unwelcome it is to cross: one for each room it leads into or out of.
    """

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
        tree, sizes = self._unit_tree
        which, unit = tree.query(shapely.points(points), predicate="intersects")
        order = np.argsort(-sizes[unit], kind="stable")
        found[which[order]] = unit[order]
        return found

    @cached_property
    def _unit_tree(self) -> tuple[shapely.STRtree, NDArray[np.float64]]:
        return shapely.STRtree([unit.area for unit in self.units]), np.array([unit.area.area for unit in self.units])


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
        rest = _polygonal(overlay.cut(level.area, overlay.joined([unit.area for unit in units])))
        if not rest.is_empty:
            units.append(Unit(level.id, level.id, "unenclosedarea", rest))
    openings = [opening for opening in venue.openings if opening.level_id == level.id]
    footings = _with_landings(units, [footing(unit, shafts) for unit in units], openings)
    passages = _passages(units, footings, openings)
    doorways = overlay.joined([_doorway(passage) for passage in passages])
    walls = overlay.cut(overlay.joined([unit.area.boundary for unit in units]), doorways)
    walked = [u.area for u, f in zip(units, footings, strict=True) if f in WALKED]
    blocked = [u.area for u, f in zip(units, footings, strict=True) if f not in WALKED]
    blocked += [fixture.area for fixture in venue.fixtures if fixture.level_id == level.id]
    blocked += [panel.area for panel in venue.panels if panel.level_id == level.id and panel.area is not None]
    area = overlay.joined([*walked, doorways])
    area = _polygonal(overlay.cut(area, overlay.joined(blocked)))
    # walls are not clipped to the area: the overlay loses lines that the area's parts share
    obstacles = _lineal([area.boundary, walls])
    return FreeSpace(level.id, area, obstacles, tuple(passages), tuple(units), tuple(footings))


def _with_landings(units: Sequence[Unit], footings: list[Footing], openings: Sequence[Opening]) -> list[Footing]:
    """Stairwells with two doors or more are landings."""
    stairwells = [i for i, unit in enumerate(units) if footings[i] is Footing.SHAFT and unit.category == "stairs"]
    found = list(footings)
    for i in stairwells:
        edge = units[i].area.boundary
        if sum(_lies_along(opening.line, edge) for opening in openings if opening.line.dwithin(edge, SNAP_M)) > 1:
            found[i] = Footing.LANDING
    return found


def _passages(units: Sequence[Unit], footings: Sequence[Footing], openings: Iterable[Opening]) -> list[Passage]:
    walked = [i for i, f in enumerate(footings) if f in WALKED]
    if not walked:
        return []
    edges = [units[i].area.boundary for i in walked]
    tree = shapely.STRtree(edges)
    found = []
    with_doors: set[tuple[int, int]] = set()
    for opening in openings:
        near = [walked[i] for i in tree.query(opening.line, predicate="dwithin", distance=SNAP_M)]
        sides = [i for i in near if _lies_along(opening.line, units[i].area.boundary)]
        if len(sides) < 2:
            continue
        with_doors.update((a, b) for a in sides for b in sides if a != b)
        rooms = sum(_ROOMS.get(footings[i], 0) for i in sides)
        ids = tuple(units[i].id for i in sides)
        found.append(Passage(opening.id, opening.line, opening.width_m, ids, rooms, opening))
    return found + _borders(units, footings, walked, with_doors)


def _lies_along(line: LineString, edge: BaseGeometry) -> bool:
    """Whether an opening belongs to an edge: two thirds of it, or enough to walk through, lies close to it."""
    spots = shapely.line_interpolate_point(line, np.linspace(0.02, 0.98, 17), normalized=True)
    share = float(shapely.dwithin(spots, edge, SNAP_M).mean())
    return share >= 0.66 or share * line.length >= _SHORTEST_BORDER_M


def _borders(
    units: Sequence[Unit], footings: Sequence[Footing], walked: Sequence[int], with_doors: set[tuple[int, int]]
) -> list[Passage]:
    """Borders between open units that have no opening of their own: one walks across them anywhere."""
    free = [i for i in walked if footings[i] is Footing.OPEN]
    if not free:
        return []
    areas = [units[i].area for i in free]
    pairs = shapely.STRtree(areas).query(areas, predicate="dwithin", distance=SNAP_M)
    found = []
    for a, b in sorted((free[i], free[j]) for i, j in pairs.T if i < j):
        if (a, b) in with_doors:
            continue
        shared = overlay.shared(units[a].area.boundary, shapely.buffer(units[b].area, SNAP_M, join_style="mitre"))
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


def _lineal(shapes: Sequence[BaseGeometry]) -> MultiLineString:
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    return MultiLineString([part for part in parts if isinstance(part, LineString) and part.length])

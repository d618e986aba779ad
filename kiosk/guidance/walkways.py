"""All ways through a venue: a medial-axis roadmap per level with clearances, joined by portals. Built once per plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import label as label_regions
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from kiosk.guidance.clearance import ClearanceField, chord_costs, clearance_field
from kiosk.guidance.freespace import SNAP_M, Footing, FreeSpace, free_space
from kiosk.guidance.portals import Front, Passing, fronts, passings
from kiosk.guidance.roadmap import NARROWEST_M, Gates, Roadmap, roadmap
from kiosk.guidance.venue import XY, Area, Level, Opening, Unit, Venue

#: Going through a room that is neither start nor goal counts as this many metres more: one does not cross an office.
ROOM_DETOUR_M = 6.0
#: Doors that are not meant for visitors, and what using one counts (metres): only when there is no other way.
_UNWELCOME = {"emergencyexit": 300.0, "service": 60.0}
_NEAREST, _LINKS = 32, 8
#: Nobody asks for more clearance than this (metres): there the raster is exact enough.
_ROOMY_M = 0.5

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Links:
    """Straight stretches from a spot to nodes of the network: comfort cost, length, least clearance, gates.

    ``room`` is the clearance of the spot itself, in metres.
    """

    nodes: Index
    soft: Array
    length: Array
    narrowest: Array
    gates: tuple[tuple[int, ...], ...]
    room: float


@dataclass(frozen=True)
class Floor:
    """One level of the walkways. Its nodes are ``first`` to ``first + len(map.xy)`` of the network; gates likewise."""

    level: Level
    space: FreeSpace
    field: ClearanceField
    gates: Gates
    map: Roadmap
    first: int
    first_gate: int
    openings: tuple[Opening, ...]

    def fronts(self, area: Area) -> tuple[Front, ...]:
        """The spots from which one enters a shaft or a room that is not walked through."""
        near = self._openings.query(area, predicate="dwithin", distance=SNAP_M)
        return fronts(self.space, self.field, area, tuple(self.openings[i] for i in sorted(near)))

    def joined(self, unit: Unit) -> Iterator[Unit]:
        """The units behind the doors of ``unit``."""
        for number in self._openings.query(unit.area.boundary, predicate="dwithin", distance=SNAP_M):
            door = self.openings[number].line.centroid
            yield from (other for other in self.space.units if other.area.boundary.dwithin(door, SNAP_M))

    @cached_property
    def _openings(self) -> shapely.STRtree:
        return shapely.STRtree([opening.line for opening in self.openings])

    @cached_property
    def footings(self) -> Mapping[str, Footing]:
        """How one walks in each unit, by its id."""
        return {unit.id: footing for unit, footing in zip(self.space.units, self.space.footings, strict=True)}

    @cached_property
    def edges(self) -> shapely.STRtree:
        """Every straight piece of every obstacle, to measure exact distances."""
        return shapely.STRtree(straight_pieces(self.space.obstacles))

    @cached_property
    def regions(self) -> tuple[NDArray[np.int32], frozenset[int]]:
        """Connected regions of the raster that are wide enough to walk, and which of them have a roadmap."""
        wide = self.field.values >= NARROWEST_M
        regions, _ = label_regions(wide, structure=np.ones((3, 3)))
        return regions.astype(np.int32), frozenset(np.unique(self._cells(regions, self.map.xy)).tolist()) - {0}

    @cached_property
    def node_region(self) -> Index:
        """The raster region of each node."""
        return self._cells(self.regions[0], self.map.xy)

    def _cells(self, raster: NDArray[np.int32], points: Array) -> Index:
        height, width = raster.shape
        spots = np.rint((points - self.field.origin) / self.field.cell).astype(np.intp)
        found: Index = raster[np.clip(spots[:, 1], 0, height - 1), np.clip(spots[:, 0], 0, width - 1)].astype(np.intp)
        return found

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self.map.xy)

    def clearance(self, at: XY, to: XY | None = None) -> float:
        """Exact distance from ``at`` (or the straight line to ``to``) to the nearest obstacle, in metres."""
        shape = shapely.Point(at) if to is None or to == at else LineString([at, to])
        found = self.edges.query_nearest(shape, return_distance=True, all_matches=False)[1]
        return float(found[0]) if len(found) else math.inf

    def links(self, at: XY, room_m: float) -> Links:
        """The nodes that can be seen from ``at``, best first; ``room_m`` is the clearance that the stretches keep."""
        spot = np.array([at])
        _, near = self._tree.query(spot[0], k=min(_NEAREST, len(self.map.xy)))
        near = np.atleast_1d(near)
        ends = self.map.xy[near]
        length, soft, narrowest = chord_costs(self.field, np.repeat(spot, len(near), axis=0), ends)
        # the raster errs by up to two cells: what it says is clear for sure is taken first
        error = 2 * self.field.cell
        seen = narrowest >= room_m + error
        if not seen.any():
            seen = narrowest >= room_m - error
        doubtful = np.flatnonzero(seen & (narrowest < _ROOMY_M + error))
        narrowest[doubtful] = self._exact(spot, ends[doubtful])
        seen &= narrowest >= room_m - 1e-6
        order = np.flatnonzero(seen)[np.argsort(soft[seen], kind="stable")]
        chosen = order[_spread(ends[order] - spot[0])]
        widest = order[narrowest[order].argmax()] if len(order) else -1
        order = chosen if widest in chosen or not len(order) else np.append(chosen, widest)
        near, ends = near[order], ends[order]
        gates = self.gates.of_lines(np.repeat(spot, len(near), axis=0), ends).all()
        shifted = tuple(tuple(self.first_gate + gate for gate in some) for some in gates)
        return Links(near + self.first, soft[order], length[order], narrowest[order], shifted, self.clearance(at))

    def _exact(self, spot: Array, ends: Array) -> Array:
        """(n,) exact least clearance of the straight lines from one spot (1, 2) to ``ends`` (n, 2)."""
        lines = shapely.linestrings(np.stack((np.repeat(spot, len(ends), axis=0), ends), axis=1))
        least = np.full(len(ends), math.inf)
        (which, _), gap = self.edges.query_nearest(lines, return_distance=True, all_matches=False)
        least[which] = gap
        return least


def _spread(offsets: Array) -> list[int]:
    """At most _LINKS of the offsets (best first), in different directions before more of the same."""
    bearing = np.floor(np.arctan2(offsets[:, 1], offsets[:, 0]) / (math.pi / 4)).astype(int)
    rank = np.empty(len(offsets), dtype=int)
    count: dict[int, int] = {}
    for i, sector in enumerate(bearing.tolist()):
        rank[i] = count[sector] = count.get(sector, -1) + 1
    return sorted(np.argsort(rank, kind="stable")[:_LINKS].tolist())


def straight_pieces(shape: shapely.Geometry) -> list[LineString]:
    """A geometry's lines as single straight pieces."""
    pieces = []
    for part in shapely.get_parts(shape):
        points = shapely.get_coordinates(part)
        pieces.append(np.stack((points[:-1], points[1:]), axis=1))
    return list(shapely.linestrings(np.concatenate(pieces))) if pieces else []


@dataclass(frozen=True)
class Gate:
    """Something that can be closed: a passage with its width and what it counts (metres), a unit, a zone.

    ``shape`` is what nobody may cross while it is closed: the passage's line, the edge of the unit or zone.
    """

    id: str
    width_m: float = math.inf
    toll_m: float = 0.0
    steps: bool = False
    shape: shapely.Geometry | None = None
    level_id: str = ""


@dataclass(frozen=True)
class Portal:
    """One stop of a connector: its network node (in front of it), and how one gets there from the roadmap."""

    node: int
    front: Front
    connector_id: str
    stop: int
    links: Links


@dataclass(frozen=True)
class Walkways:
    """The network of a venue. Nodes of all floors come first, then one node per portal."""

    floors: Mapping[str, Floor]
    gates: tuple[Gate, ...]
    portals: tuple[Portal, ...]
    passings: tuple[tuple[Portal, Portal, Passing], ...]
    node_xy: Array
    node_level: tuple[str, ...]

    @cached_property
    def gates_by_id(self) -> Mapping[str, tuple[int, ...]]:
        """The gates that an id switches (a zone may lie on several levels)."""
        found: dict[str, tuple[int, ...]] = {}
        for number, gate in enumerate(self.gates):
            found[gate.id] = (*found.get(gate.id, ()), number)
        return found

    @cached_property
    def lines(self) -> tuple[Array, ...]:
        """The line of every stretch, from its first end to its second: floor by floor, then the portals' links."""
        found = [line for floor in self.floors.values() for line in floor.map.lines]
        for portal in self.portals:
            found += [np.array([self.node_xy[node], portal.front.at]) for node in portal.links.nodes]
        return tuple(found)

    @cached_property
    def piece(self) -> Index:
        """(nodes,) which connected piece of the network each node belongs to, switches and profiles aside."""
        ends = [floor.map.ends + floor.first for floor in self.floors.values()]
        ends += [np.stack((np.full(len(p.links.nodes), p.node), p.links.nodes), axis=1) for p in self.portals]
        ends += [np.array([[a.node, b.node]]) for a, b, _ in self.passings]
        flat = np.concatenate(ends) if ends else np.empty((0, 2), dtype=np.intp)
        count = len(self.node_xy)
        graph = coo_array((np.ones(len(flat)), flat.T), shape=(count, count))
        found: Index = connected_components(graph, directed=False)[1].astype(np.intp)
        return found

    @cached_property
    def main_pieces(self) -> frozenset[int]:
        """The pieces that people are in: the largest of each level, and all of a tenth of the largest of all."""
        if not self.floors:
            return frozenset()
        sizes = np.bincount(self.piece)
        found = set(np.flatnonzero(sizes * 10 >= sizes.max()).tolist())
        for floor in self.floors.values():
            found.add(int(np.bincount(self.piece[floor.first : floor.first + len(floor.map.xy)]).argmax()))
        return frozenset(found)


def build_walkways(venue: Venue) -> Walkways:
    """The walkways of a plan: once per plan; outages and closed doors are switches of a route, not a rebuild."""
    floors: dict[str, Floor] = {}
    gates: list[Gate] = []
    nodes = 0
    for level in venue.levels:
        space = free_space(venue, level)
        if space.area.is_empty:
            continue
        zones = tuple((zone.id, zone.area) for zone in venue.zones if zone.level_id == level.id)
        field, level_gates = clearance_field(space.obstacles), Gates(space, zones)
        doors = tuple(opening for opening in venue.openings if opening.level_id == level.id)
        streets = roadmap(space, field, level_gates)
        floor = Floor(level, space, field, level_gates, streets, nodes, len(gates), doors)
        gates += _gates(space, zones)
        nodes += len(floor.map.xy)
        if len(floor.map.xy):
            floors[level.id] = floor
    portals = _portals(venue, floors, gates, nodes)
    joined = _passings(venue, portals)
    xy = [floor.map.xy for floor in floors.values()] + [np.array([p.front.at for p in portals]).reshape(-1, 2)]
    levels = [level_id for level_id, floor in floors.items() for _ in range(len(floor.map.xy))]
    levels += [portal.front.level_id for portal in portals]
    return Walkways(floors, tuple(gates), portals, joined, np.concatenate(xy), tuple(levels))


def _gates(space: FreeSpace, zones: tuple[tuple[str, Area], ...]) -> list[Gate]:
    """One Gate per number of the level's gates: passages, zones, units."""
    found = []
    for passage in space.passages:
        toll = ROOM_DETOUR_M / 2 * passage.rooms
        if passage.opening is not None:
            toll += _UNWELCOME.get(passage.opening.category, 0.0)
        found.append(Gate(passage.id, passage.width_m, toll, False, passage.line, space.level_id))
    found += [Gate(key, shape=area.boundary, level_id=space.level_id) for key, area in zones]
    for unit in space.units:
        found.append(Gate(unit.id, steps=_has_steps(unit), shape=unit.area.boundary, level_id=space.level_id))
    return found


def _has_steps(unit: Unit) -> bool:
    return unit.category.split(".", 1)[0] in ("steps", "stairs")


def _portals(venue: Venue, floors: Mapping[str, Floor], gates: list[Gate], nodes: int) -> tuple[Portal, ...]:
    found: list[Portal] = []
    numbers: dict[str, int] = {}

    def gate(key: str, width_m: float = math.inf) -> int:
        if key not in numbers:
            numbers[key] = len(gates)
            gates.append(Gate(key, width_m))
        return numbers[key]

    for connector in venue.connectors:
        for stop_number, stop in enumerate(connector.stops):
            floor = floors.get(stop.level_id)
            if floor is None:
                continue
            for front in floor.fronts(stop.area):
                links = floor.links(front.at, min(NARROWEST_M, floor.clearance(front.at)))
                own = [gate(connector.id), gate(stop.unit_id)]
                if front.opening is not None:
                    own.append(gate(front.opening.id, front.opening.width_m))
                through = tuple((*some, *own) for some in links.gates)
                links = replace(links, gates=through)
                found.append(Portal(nodes + len(found), front, connector.id, stop_number, links))
    return tuple(found)


def _passings(venue: Venue, portals: tuple[Portal, ...]) -> tuple[tuple[Portal, Portal, Passing], ...]:
    by_stop: dict[tuple[str, int], list[Portal]] = {}
    for portal in portals:
        by_stop.setdefault((portal.connector_id, portal.stop), []).append(portal)
    return tuple(
        (a, b, passing)
        for passing in passings(venue)
        for a in by_stop.get((passing.connector.id, passing.start), ())
        for b in by_stop.get((passing.connector.id, passing.end), ())
    )

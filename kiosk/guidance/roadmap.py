"""The medial axis of a level's free space as a graph: ways in the middle between the things that stand around.

The Voronoi diagram of points along all obstacles is cut down to the ridges that keep clear of all obstacles: the medial
axis. Its chains are cut into stretches between stations, and straight shortcuts join stations that see each other.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, QhullError, cKDTree

from kiosk.guidance.clearance import ClearanceField, chord_costs, discomfort
from kiosk.guidance.freespace import FreeSpace

#: Half the narrowest gap that is a way at all: a person turned sideways (0.3 m).
NARROWEST_M = 0.15
#: Points along obstacles; twice the narrowest clearance would let the axis leak between two neighbours.
_SAMPLING_M = 0.2
_STATION_M = 2.0
_SIGHT_M = 9.0
_NEIGHBOURS = 14
_SHORTCUT_ROOM_M = 0.25
#: A shortcut is worth its place when it saves this share of the way along the axis.
_WORTH = 0.93

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Axis:
    """The fine medial axis: nodes with their clearance (metres) and edges with their length and least clearance."""

    xy: Array
    clearance: Array
    ends: Index
    length: Array
    narrowest: Array


def medial_axis(space: FreeSpace) -> Axis:
    """The medial axis of a level's free space, wherever the clearance is at least NARROWEST_M."""
    # a millimetre's grid, for sampling only: walls that two units share would be sampled twice
    lines = shapely.union_all(space.obstacles, grid_size=0.001)
    samples = shapely.get_coordinates(shapely.segmentize(lines, _SAMPLING_M))
    samples = np.unique(np.round(samples, 3), axis=0)
    if len(samples) < 4:
        return _no_axis()
    middle = samples.mean(axis=0)
    points = samples - middle
    try:
        mesh = Delaunay(points)
    except QhullError:  # all samples on one line
        return _no_axis()
    centres = _circumcentres(points[mesh.simplices])
    # ridges that leave the outline of everything are of no use, and far away the arithmetic is not exact
    near = ((centres >= mesh.min_bound) & (centres <= mesh.max_bound)).all(axis=1)
    ridges, pairs = _ridges(mesh)
    bounded = near[ridges].all(axis=1)
    ridges, pairs = ridges[bounded], pairs[bounded]
    a, b = centres[ridges[:, 0]], centres[ridges[:, 1]]
    p, q = points[pairs[:, 0]], points[pairs[:, 1]]
    room = np.hypot(*(a - p).T), np.hypot(*(b - p).T)
    narrowest = np.minimum(*room)
    # between the two ends a ridge is nearest to its points where it crosses the line that joins them
    half = (p + q) / 2
    across = ((half - a) * (b - half)).sum(axis=1) > 0
    narrowest = np.where(across, np.minimum(narrowest, np.hypot(*(q - p).T) / 2), narrowest)
    kept = narrowest >= NARROWEST_M
    # triangles on one circle share a centre: one node
    spots = np.concatenate((a[kept], b[kept]))
    key = np.rint((spots - mesh.min_bound) * 1e5).astype(np.int64) @ np.array([1 << 31, 1])
    _, first, flat = np.unique(key, return_index=True, return_inverse=True)
    ends = flat.reshape(2, -1).T
    clearance = np.concatenate((room[0][kept], room[1][kept]))[first]
    joined = ends[:, 0] != ends[:, 1]
    return _inside(space, spots[first] + middle, clearance, ends[joined], narrowest[kept][joined])


def _circumcentres(corners: Array) -> Array:
    """(n, 3, 2) triangles → (n, 2) the middle of the circle through their corners; inf where they are flat."""
    b, c = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    twice = np.where(np.abs(twice) < 1e-12, np.inf, twice)
    bb, cc = (b * b).sum(axis=1), (c * c).sum(axis=1)
    x, y = (c[:, 1] * bb - b[:, 1] * cc) / twice, (b[:, 0] * cc - c[:, 0] * bb) / twice
    found = corners[:, 0] + np.stack((x, y), axis=1)
    return np.where(np.isinf(twice)[:, None], np.inf, found)


def _ridges(mesh: Delaunay) -> tuple[Index, Index]:
    """The ridges of the Voronoi diagram: the two triangles each joins, and the two points it runs between."""
    triangle, side = np.nonzero(mesh.neighbors > np.arange(len(mesh.neighbors))[:, None])
    across = mesh.neighbors[triangle, side]
    pairs = np.stack((mesh.simplices[triangle, (side + 1) % 3], mesh.simplices[triangle, (side + 2) % 3]), axis=1)
    return np.stack((triangle, across), axis=1).astype(np.intp), pairs.astype(np.intp)


def _inside(space: FreeSpace, xy: Array, clearance: Array, ends: Index, narrowest: Array) -> Axis:
    """Only what lies on walkable floor."""
    if not len(xy):
        return _no_axis()
    shapely.prepare(space.area)
    walkable = shapely.contains_xy(space.area, xy)
    number = np.cumsum(walkable) - 1
    kept = walkable[ends].all(axis=1)
    ends = number[ends[kept]]
    xy, clearance = xy[walkable], clearance[walkable]
    length = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T)
    return Axis(xy, clearance, ends, length, narrowest[kept])


def _no_axis() -> Axis:
    return Axis(np.empty((0, 2)), np.empty(0), np.empty((0, 2), dtype=np.intp), np.empty(0), np.empty(0))


@dataclass(frozen=True)
class Roadmap:
    """A level's graph: ``ends`` (m, 2) are node numbers; an edge has length, cost, least clearance, line and gates.

    ``gates`` of an edge are numbers of the level's gates (passages it goes through, units and zones it touches).
    """

    xy: Array
    ends: Index
    length: Array
    soft: Array
    narrowest: Array
    lines: tuple[Array, ...]
    gates: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class GateLists:
    """The gates of n lines: those of line i are ``gates[first[i] : first[i + 1]]``."""

    first: Index
    gates: Index

    def of(self, line: int) -> tuple[int, ...]:
        return tuple(self.gates[self.first[line] : self.first[line + 1]].tolist())

    def all(self) -> tuple[tuple[int, ...], ...]:
        return tuple(self.of(line) for line in range(len(self.first) - 1))

    def labels(self) -> list[int]:
        """A number per line; lines with the same gates have the same."""
        words = np.random.default_rng(0).integers(1, 1 << 62, int(self.gates.max(initial=0)) + 1, dtype=np.uint64)
        sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(words[self.gates])))
        found: list[int] = (sums[self.first[1:]] - sums[self.first[:-1]]).tolist()
        return found


class Gates:
    """What can be switched off or be too narrow on a level: passages, units and zones, found by geometry."""

    def __init__(self, space: FreeSpace, zones: tuple[tuple[str, shapely.Geometry], ...]) -> None:
        self.space = space
        self.ids = [*(p.id for p in space.passages), *(z for z, _ in zones), *(u.id for u in space.units)]
        self._first_zone = len(space.passages)
        self._first_unit = self._first_zone + len(zones)
        self._passages = shapely.STRtree([p.line for p in space.passages])
        self._zones = shapely.STRtree([area for _, area in zones])
        shapely.prepare(self._zones.geometries)

    def of_lines(self, starts: Array, ends: Array, units: tuple[Index, Index] | None = None) -> GateLists:
        """The gates of straight lines, given by their (n, 2) starts and ends (and the units these lie in, if known)."""
        lines = shapely.linestrings(np.stack((starts, ends), axis=1))
        pairs = [self._passages.query(lines, predicate="intersects")]
        zone_pairs = self._zones.query(lines, predicate="intersects")
        pairs.append(zone_pairs + np.array([[0], [self._first_zone]]))
        for unit in units or (self.space.unit_at(starts), self.space.unit_at(ends)):
            some = np.flatnonzero(unit >= 0)
            pairs.append(np.stack((some, unit[some] + self._first_unit)))
        count = max(1, len(self.ids))
        line, gate = np.divmod(np.unique(np.concatenate([p[0] * count + p[1] for p in pairs])), count)
        return GateLists(np.searchsorted(line, np.arange(len(starts) + 1)), gate)


def roadmap(space: FreeSpace, field: ClearanceField, gates: Gates) -> Roadmap:
    """The level's graph: the medial axis in stations, with shortcuts."""
    axis = medial_axis(space)
    if not len(axis.ends):
        return Roadmap(axis.xy, axis.ends, axis.length, axis.length, axis.narrowest, (), ())
    units, (a, b) = space.unit_at(axis.xy), axis.ends.T
    lists = gates.of_lines(axis.xy[a], axis.xy[b], (units[a], units[b]))
    chains = _chains(axis, lists.labels())
    base = _stations(axis, chains, lists)
    return _with_shortcuts(base, field, gates)


def _chains(axis: Axis, labels: list[int]) -> list[tuple[list[int], list[int]]]:
    """Runs of edges with the same gates through nodes of degree two, as (nodes, edges); spurs into corners left out."""
    around: list[list[tuple[int, int]]] = [[] for _ in range(len(axis.xy))]
    for edge, (a, b) in enumerate(axis.ends.tolist()):
        around[a].append((b, edge))
        around[b].append((a, edge))

    is_end = [len(links) != 2 or labels[links[0][1]] != labels[links[1][1]] for links in around]
    seen = [False] * len(axis.ends)
    found = []

    def follow(node: int, edge: int, start: int) -> None:
        nodes, edges = [start], []
        while True:
            seen[edge] = True
            nodes.append(node)
            edges.append(edge)
            if node == start or is_end[node]:
                break
            one, other = around[node]
            node, edge = other if one[1] == edge else one
        found.append((nodes, edges))

    for start in np.flatnonzero(is_end).tolist():
        for node, edge in around[start]:
            if not seen[edge]:
                follow(node, edge, start)
    for start in range(len(around)):  # rings without any junction
        for node, edge in around[start]:
            if not seen[edge]:
                follow(node, edge, start)
    kept = [chain for chain in found if not _is_spur(axis, around, chain)]
    spurs = [chain for chain in found if _is_spur(axis, around, chain)]
    used = {node for nodes, _ in kept for node in nodes}
    # a square room is nothing but spurs: it keeps them
    return kept + [chain for chain in spurs if not used.intersection(chain[0])]


def _is_spur(axis: Axis, around: list[list[tuple[int, int]]], chain: tuple[list[int], list[int]]) -> bool:
    """A branch from a junction into a corner: no longer than the way from the middle to a right-angled corner."""
    nodes, edges = chain
    first, last = len(around[nodes[0]]), len(around[nodes[-1]])
    if (first == 1) == (last == 1):
        return False
    inner = nodes[-1] if first == 1 else nodes[0]
    return len(around[inner]) > 2 and float(axis.length[edges].sum()) <= 1.5 * float(axis.clearance[inner])


def _stations(axis: Axis, chains: list[tuple[list[int], list[int]]], lists: GateLists) -> Roadmap:
    """The chains cut into stretches of about two metres."""
    weight = discomfort(axis.clearance)
    soft = axis.length * (weight[axis.ends[:, 0]] + weight[axis.ends[:, 1]]) / 2
    number: dict[int, int] = {}
    ends, totals, lines, gates = [], [], [], []
    for nodes, edges in chains:
        for i, j in _cuts(axis.length[edges], nodes[0] == nodes[-1]):
            part = edges[i:j]
            ends.append([number.setdefault(nodes[k], len(number)) for k in (i, j)])
            totals.append((axis.length[part].sum(), soft[part].sum(), axis.narrowest[part].min()))
            lines.append(axis.xy[nodes[i : j + 1]])
            gates.append(lists.of(edges[i]))
    sums = np.array(totals)
    return Roadmap(
        axis.xy[list(number)],
        np.array(ends, dtype=np.intp),
        sums[:, 0],
        sums[:, 1],
        sums[:, 2],
        tuple(lines),
        tuple(gates),
    )


def _cuts(lengths: Array, ring: bool) -> list[tuple[int, int]]:
    """The stretches of a chain, as first and last node."""
    along = lengths.cumsum()
    count = max(3 if ring else 1, round(float(along[-1]) / _STATION_M))
    count = min(count, len(lengths))
    if count == 1:
        return [(0, len(lengths))]
    inner = along.searchsorted(along[-1] / count * np.arange(1, count)) + 1
    marks = sorted({0, *inner.tolist(), len(lengths)})
    return list(itertools.pairwise(marks))


def _with_shortcuts(base: Roadmap, field: ClearanceField, gates: Gates) -> Roadmap:
    """Straight ways between stations that see each other and lie much nearer than the axis makes them."""
    tree = cKDTree(base.xy)
    far, near = tree.query(base.xy, k=min(len(base.xy), _NEIGHBOURS * 3), distance_upper_bound=_SIGHT_M)
    a = np.repeat(np.arange(len(base.xy)), near.shape[1])
    b, gap = near.ravel(), far.ravel()
    fine = np.isfinite(gap) & (gap > 0.5) & (a < b)
    a, b = a[fine], b[fine]
    length, soft, narrowest = chord_costs(field, base.xy[a], base.xy[b])
    # the raster errs by up to two cells
    narrowest = narrowest - 2 * field.cell
    fine = narrowest >= _SHORTCUT_ROOM_M
    a, b, length, soft, narrowest = a[fine], b[fine], length[fine], soft[fine], narrowest[fine]
    fine = soft < _WORTH * _detours(base, a, b)
    a, b, length, soft, narrowest = a[fine], b[fine], length[fine], soft[fine], narrowest[fine]
    pairs = np.stack((base.xy[a], base.xy[b]), axis=1)
    return Roadmap(
        base.xy,
        np.vstack((base.ends, np.stack((a, b), axis=1))),
        np.concatenate((base.length, length)),
        np.concatenate((base.soft, soft)),
        np.concatenate((base.narrowest, narrowest)),
        (*base.lines, *pairs),
        (*base.gates, *gates.of_lines(base.xy[a], base.xy[b]).all()),
    )


def _detours(base: Roadmap, a: Index, b: Index) -> Array:
    """What each pair costs along the axis (at most three times the sight)."""
    count = len(base.xy)
    graph = coo_array((base.soft, base.ends.T), shape=(count, count)).tocsr()
    found = np.empty(len(a))
    for start in range(0, count, 512):
        rows = np.arange(start, min(count, start + 512))
        here = np.flatnonzero((a >= rows[0]) & (a <= rows[-1]))
        if len(here):
            costs = dijkstra(graph, directed=False, indices=rows, limit=3 * _SIGHT_M)
            found[here] = costs[a[here] - rows[0], b[here]]
    return found

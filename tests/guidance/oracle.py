"""The exact shortest way on a floor, by the visibility graph of its free space: what routes are judged against.

Nodes are the reflex corners of the area that keeps ``radius_m`` from every obstacle; edges are the taut (bitangent)
lines that stay inside it. The offset is cut inside the true one (round corners become chords), so that the length is a
lower bound of every line with that clearance.
"""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from kiosk.guidance.freespace import FreeSpace
from kiosk.guidance.venue import XY

_BLOCK = 400_000


def open_floor(space: FreeSpace, radius_m: float, corner_segments: int = 2) -> shapely.Geometry:
    """Where the middle of a disc of ``radius_m`` may be."""
    kept_off = shapely.buffer(space.obstacles, radius_m, quad_segs=corner_segments)
    return shapely.difference(space.area, kept_off, grid_size=1e-6)


class VisibilityGraph:
    """Exact shortest ways inside a polygonal area."""

    def __init__(self, area: shapely.Geometry) -> None:
        self.area = area
        # lines along the area's own edges must count as inside in spite of rounding
        self._inside = shapely.buffer(area, 1e-6, join_style="mitre")
        shapely.prepare(self._inside)
        self.nodes, self._before, self._after = _reflex_corners(area)
        a, b = self._taut_pairs()
        seen = self._visible(self.nodes[a], self.nodes[b])
        self.ends = np.stack((a[seen], b[seen]), axis=1)
        self.lengths = np.hypot(*(self.nodes[self.ends[:, 0]] - self.nodes[self.ends[:, 1]]).T)

    def _visible(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        if not len(starts):
            return np.zeros(0, dtype=bool)
        return shapely.covers(self._inside, shapely.linestrings(np.stack((starts, ends), axis=1)))

    def _taut_pairs(self) -> tuple[np.ndarray, np.ndarray]:
        count, found = len(self.nodes), []
        rows = max(1, _BLOCK // max(1, count))
        for first in range(0, count, rows):
            a, b = np.meshgrid(np.arange(first, min(count, first + rows)), np.arange(count), indexing="ij")
            a, b = a.ravel(), b.ravel()
            kept = a < b
            a, b = a[kept], b[kept]
            kept = self._taut_at(a, self.nodes[b]) & self._taut_at(b, self.nodes[a])
            found.append((a[kept], b[kept]))
        if not found:
            return np.empty(0, dtype=int), np.empty(0, dtype=int)
        return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])

    def _taut_at(self, corner: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Whether a line from ``other`` may bend at ``corner``: both edges of the corner lie on one side of it."""
        along = other - self.nodes[corner]
        one, two = self._before[corner] - self.nodes[corner], self._after[corner] - self.nodes[corner]
        return _cross(along, one) * _cross(along, two) >= -1e-9

    def attached(self, at: XY) -> tuple[np.ndarray, np.ndarray]:
        """The nodes that ``at`` sees, and how far they are."""
        spot = np.array([at])
        numbers = np.arange(len(self.nodes))
        numbers = numbers[self._taut_at(numbers, np.repeat(spot, len(numbers), axis=0))]
        numbers = numbers[self._visible(np.repeat(spot, len(numbers), axis=0), self.nodes[numbers])]
        return numbers, np.hypot(*(self.nodes[numbers] - spot[0]).T)

    def sees(self, start: XY, end: XY) -> bool:
        return bool(self._visible(np.array([start]), np.array([end]))[0])

    def length(self, start: XY, end: XY) -> float:
        """Metres of the shortest way; inf when there is none."""
        if self.sees(start, end):
            return math.dist(start, end)
        graph, count = self._graph, len(self.nodes)
        (first, near), (last, far) = self.attached(start), self.attached(end)
        if not len(first) or not len(last):
            return math.inf
        wide = coo_array(
            (
                np.concatenate((graph.data, near)),
                (
                    np.concatenate((graph.row, np.full(len(first), count))),
                    np.concatenate((graph.col, first)),
                ),
            ),
            shape=(count + 1, count + 1),
        )
        costs = dijkstra(csr_array(wide), indices=count)
        return float((costs[last] + far).min())

    @property
    def _graph(self) -> coo_array:
        ends, count = self.ends, len(self.nodes)
        both = np.concatenate((ends, ends[:, ::-1]))
        return coo_array((np.tile(self.lengths, 2), (both[:, 0], both[:, 1])), shape=(count, count))

    def networkx(self) -> nx.Graph:
        """The same graph for networkx, with "weight" in metres."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.nodes)))
        pairs = self.ends.tolist()
        graph.add_weighted_edges_from((a, b, w) for (a, b), w in zip(pairs, self.lengths.tolist(), strict=True))
        return graph


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _reflex_corners(area: shapely.Geometry) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The corners of an area's rings that poke into it, with the corner before and after each."""
    corners, befores, afters = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty((0, 2))]
    for polygon in shapely.get_parts(area):
        rings = [(polygon.exterior, 1.0), *((hole, -1.0) for hole in polygon.interiors)]
        for ring, side in rings:
            points = np.asarray(ring.coords)[:-1]
            if not ring.is_ccw:
                points = points[::-1]
            before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
            into, out = points - before, after - points
            turn = side * _cross(into, out) / (np.hypot(*into.T) * np.hypot(*out.T))
            kept = turn < -1e-9
            corners.append(points[kept])
            befores.append(before[kept])
            afters.append(after[kept])
    return np.concatenate(corners), np.concatenate(befores), np.concatenate(afters)

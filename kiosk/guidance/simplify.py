"""From a way along the roadmap to the line that is drawn: straightened where it may be, rounded, clear of all.

Dynamic programming picks the vertices with least comfort cost, an elastic band rounds the corners; what is handed out
has been measured exactly against every wall, fixture and closed door.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.linalg.lapack import dgtsv

from kiosk.guidance.clearance import COMFORTABLE_M, DISCOMFORT, ClearanceField, chord_costs, discomfort

#: A vertex more counts as this many metres: fewer, longer stretches are easier to follow.
_VERTEX_M = 0.12
_LONGEST_CHORD_M = 16.0
_MOST_POINTS = 90
#: What the band keeps beyond the walker's radius, since it is pushed, not held: tried one after the other.
_MARGINS_M = (0.06, 0.1, 0.15)
_SAFETY_M = 0.03
#: Pressure on stretches that are nearer than the walker's radius, per metre of missing clearance.
_PRESSURE = 8.0

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Surroundings:
    """What a line is drawn among: a level's field, and every straight piece of its obstacles (an STRtree)."""

    field: ClearanceField
    edges: shapely.STRtree
    barriers: shapely.STRtree

    def clearance(self, line: Array) -> float:
        """Exact least distance of a line (n, 2) to walls, fixtures and closed doors, in metres."""
        shape = shapely.linestrings(line) if len(line) > 1 else shapely.points(line[0])
        least = math.inf
        for tree in (self.edges, self.barriers):
            if len(tree):
                least = min(least, float(tree.query_nearest(shape, return_distance=True, all_matches=False)[1][0]))
        return least

    def crossed(self, line: Array) -> bool:
        """Whether a line touches a wall, a fixture or a closed door."""
        return self.clearance(line) <= 0.0


def drawn_line(around: Surroundings, raw: Array, radius_m: float) -> Array:
    """A comfortable line (n, 2) from the first to the last point of ``raw`` (n, 2), which must be free itself.

    It keeps ``radius_m`` clear if ``raw`` does; else it never comes nearer to anything than ``raw`` does.
    """
    if len(raw) < 2 or math.dist(raw[0], raw[-1]) < 0.05:
        return raw[[0, -1]]
    points = _even(raw, max(0.5, _length(raw) / _MOST_POINTS))
    if len(points) < 3:
        return points
    room = np.minimum(around.field.at(points), radius_m + _SAFETY_M)
    corners = points[_best_vertices(around.field, points, room)]
    least = min(around.clearance(raw), radius_m)
    for margin in _MARGINS_M:
        line = _without_idle_points(_banded(around.field, corners, radius_m + margin))
        if around.clearance(line) >= least - 1e-6:
            return line
    for line in (_without_idle_points(corners), points):
        if around.clearance(line) >= least - 1e-6:
            return line
    return raw


def _even(line: Array, step: float) -> Array:
    """The line with points every ``step`` metres, its ends kept."""
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    if along[-1] < 1e-6:
        return line[:1]
    count = max(2, math.ceil(along[-1] / step) + 1)
    at = np.linspace(0.0, along[-1], count)
    return np.stack((np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])), axis=1)


def _length(line: Array) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _best_vertices(field: ClearanceField, points: Array, room: Array) -> list[int]:
    """The subset of points (ends included) whose chords cost least; a chord keeps the room of the way it replaces."""
    count = len(points)
    reach = max(2, int(_LONGEST_CHORD_M / max(1e-6, _length(points) / (count - 1))))
    start, end = np.triu_indices(count, 1)
    near = end - start <= reach
    start, end = start[near], end[near]
    _, cost, narrowest = chord_costs(field, points[start], points[end], 0.15)
    least = _least_between(room, reach)[start, end - start]
    fine = (narrowest >= least - 0.02) | (end - start == 1)
    cost = np.where(fine, cost + _VERTEX_M, math.inf)
    table = np.full((count, reach), math.inf)
    table[end, end - start - 1] = cost
    total, before = np.zeros(count), np.zeros(count, dtype=np.intp)
    for i in range(1, count):
        width = min(i, reach)
        options = total[i - width : i][::-1] + table[i, :width]
        best = int(options.argmin())
        total[i], before[i] = options[best], i - 1 - best
    chosen = [count - 1]
    while chosen[-1] > 0:
        chosen.append(int(before[chosen[-1]]))
    return chosen[::-1]


def _least_between(room: Array, reach: int) -> Array:
    """table[i, n] = the least room from point i to point i + n."""
    table = np.empty((len(room), reach + 1))
    table[:, 0] = room
    for n in range(1, reach + 1):
        table[:, n] = table[:, n - 1]
        table[:-n, n] = np.minimum(table[:-n, n - 1], room[n:])
    return table


def _banded(field: ClearanceField, corners: Array, radius_m: float, rounds: int = 14) -> Array:
    """An elastic band along the corners: drawn tight against the comfort cost, its ends held."""
    band = _even(corners, max(0.3, _length(corners) / 150))
    if len(band) < 4:
        return band
    pace = 0.5
    for _ in range(rounds):
        band = _pulled(field, band, radius_m, pace)
        pace *= 0.9
    return band


def _pulled(field: ClearanceField, band: Array, radius_m: float, pace: float) -> Array:
    """One step downhill: tension between neighbours taken implicitly, the push away from things explicitly."""
    middle = (band[1:] + band[:-1]) / 2
    gaps = np.maximum(np.hypot(*(band[1:] - band[:-1]).T), 1e-3)
    clearance, slope = field.slope(middle)
    weight = discomfort(clearance)
    steep = np.where(clearance < COMFORTABLE_M, -DISCOMFORT / COMFORTABLE_M, 0.0)
    missing = radius_m - clearance
    weight = weight + _PRESSURE * np.maximum(0.0, missing)
    steep = steep - np.where(missing > 0, _PRESSURE, 0.0)
    tension = weight / gaps
    push = (gaps * steep)[:, None] * slope
    force = (push[1:] + push[:-1]) / 2
    inner = len(band) - 2
    diagonal = 1 + pace * (tension[1:] + tension[:-1])
    off = -pace * tension[1:-1]
    right = band[1:-1] - pace * force
    right[0] += pace * tension[0] * band[0]
    right[-1] += pace * tension[-1] * band[-1]
    solved = right / diagonal[:, None] if inner == 1 else dgtsv(off, diagonal, off.copy(), right)[3]
    return np.concatenate((band[:1], solved, band[-1:]))


def _without_idle_points(line: Array) -> Array:
    """The line without points that do not bend it (2 cm)."""
    found: Array = shapely.get_coordinates(shapely.simplify(shapely.linestrings(line), 0.02, preserve_topology=False))
    return found

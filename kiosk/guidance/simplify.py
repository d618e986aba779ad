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
_LONGEST_CHORD_M = 14.0
_MOST_POINTS = 80
#: What the band keeps beyond the walker's radius, since it is pushed, not held: tried one after the other.
_MARGINS_M = (0.06, 0.13, 0.2)
_ROUNDS, _REPAIRS, _NUDGES = 8, 4, 8
_HELD_STEP_M = 0.12
_SAFETY_M = 0.03
#: Pressure on stretches that are nearer than the walker's radius, per metre of missing clearance.
_PRESSURE = 20.0
_LARGEST_PUSH_M = 0.12

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Surroundings:
    """What a line is drawn among: a level's field, and every straight piece of its obstacles (an STRtree)."""

    field: ClearanceField
    edges: shapely.STRtree
    barriers: shapely.STRtree

    def clearance(self, line: Array) -> float:
        """Exact least distance of a line (n, 2) to walls, fixtures and closed doors, in metres."""
        a, b = (line[:-1], line[1:]) if len(line) > 1 else (line, line)
        # the field tells which pieces may be the nearest; only those are measured exactly
        rough, half = self.field.at((a + b) / 2), np.hypot(*(b - a).T) / 2
        error = 2 * self.field.cell
        near = rough - half - error <= (rough + error).min()
        return float(self._exact(a[near], b[near]).min(initial=math.inf))

    def tight(self, line: Array, least: float) -> Index:
        """The numbers of the pieces of a line that are nearer than ``least`` to something."""
        a, b = line[:-1], line[1:]
        rough, half = self.field.at((a + b) / 2), np.hypot(*(b - a).T) / 2
        doubtful = np.flatnonzero(rough - half - 2 * self.field.cell < least)
        return doubtful[self._exact(a[doubtful], b[doubtful]) < least]

    def away(self, starts: Array, ends: Array, room_m: float) -> Array:
        """(n, 2) how straight pieces must move to be ``room_m`` from what is nearest to them."""
        pieces = shapely.linestrings(np.stack((starts, ends), axis=1))
        moves = np.zeros_like(starts)
        for tree in (self.edges, self.barriers):
            if not len(tree):
                continue
            (which, edge), gap = tree.query_nearest(pieces, return_distance=True, all_matches=False)
            bridge = shapely.get_coordinates(shapely.shortest_line(tree.geometries[edge], pieces[which])).reshape(
                -1, 2, 2
            )
            missing = np.clip(room_m - gap, 0.0, None) / np.maximum(gap, 1e-6)
            moves[which] += (bridge[:, 1] - bridge[:, 0]) * missing[:, None]
        return moves

    def _exact(self, starts: Array, ends: Array) -> Array:
        pieces = shapely.linestrings(np.stack((starts, ends), axis=1))
        least = np.full(len(pieces), math.inf)
        for tree in (self.edges, self.barriers):
            if len(tree) and len(pieces):
                found, distance = tree.query_nearest(pieces, return_distance=True, all_matches=False)
                least[found[0]] = np.minimum(least[found[0]], distance)
        return least


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
    least = min(around.clearance(raw), radius_m) - 1e-6
    line = _rounded(around, raw, corners, radius_m, least)
    for candidate in (line, corners, points):
        if candidate is not None and not len(around.tight(candidate, least)):
            return candidate
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
    _, cost, narrowest = chord_costs(field, points[start], points[end], 0.25)
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


def _rounded(around: Surroundings, raw: Array, corners: Array, radius_m: float, least: float) -> Array | None:
    """An elastic band along the corners, drawn tight against the comfort cost; None when it does not come clear.

    Where it comes too near to something it is put back on the middle of the way (``raw``) and held there.
    """
    band = _even(corners, max(0.35, _length(corners) / 110))
    held = _only_ends(band)
    for margin in _MARGINS_M:
        band = _settled(around.field, band, held, radius_m + margin, _ROUNDS)
        band, tight = _nudged(around, band, least)
        if not len(tight):
            return _clear_without_idle_points(around, band, least)
    for _ in range(_REPAIRS):
        band, held = _put_back(raw, band, held, tight)
        band = _settled(around.field, band, held, radius_m + _MARGINS_M[0], _ROUNDS // 2)
        tight = around.tight(band, least)
        if not len(tight):
            # the axis has corners of its own: from there the band often comes clear without being held
            freed = _settled(around.field, band, _only_ends(band), radius_m + _MARGINS_M[0], _ROUNDS // 2)
            freed, tight = _nudged(around, freed, least)
            return _clear_without_idle_points(around, band if len(tight) else freed, least)
    return None


def _nudged(around: Surroundings, band: Array, least: float) -> tuple[Array, Index]:
    """The band with its tight pieces moved away from what is nearest, by what is missing; and what is tight still.

    The raster is not exact enough for gaps that are hardly wider than the walker; this is.
    """
    tight = around.tight(band, least)
    for _ in range(_NUDGES):
        if not len(tight):
            break
        away = around.away(band[tight], band[tight + 1], least + 0.01)
        moves, shares = np.zeros_like(band), np.zeros(len(band))
        for end in (tight, tight + 1):
            np.add.at(moves, end, away)
            np.add.at(shares, end, 1.0)
        moves[[0, -1]] = 0.0
        band = band + moves / np.maximum(shares, 1.0)[:, None]
        tight = around.tight(band, least)
    return band, tight


def _only_ends(band: Array) -> NDArray[np.bool_]:
    held = np.zeros(len(band), dtype=bool)
    held[[0, -1]] = True
    return held


def _settled(field: ClearanceField, band: Array, held: NDArray[np.bool_], room_m: float, rounds: int) -> Array:
    for pace in 0.5 * 0.85 ** np.arange(rounds):
        band = _pulled(field, band, held, room_m, float(pace))
    return band


def _put_back(raw: Array, band: Array, held: NDArray[np.bool_], tight: Index) -> tuple[Array, NDArray[np.bool_]]:
    """The band with its tight pieces replaced by the way itself, held there; never back along the way."""
    middle = shapely.linestrings(raw)
    parts, marks, done = [], [], 0
    reached = 0.0
    for run in np.split(tight, np.flatnonzero(np.diff(tight) > 2) + 1):
        first, last = int(run[0]), int(run[-1]) + 1
        begin, end = shapely.line_locate_point(middle, shapely.points(band[[first, last]]))
        begin = max(reached, begin)
        reached = end = max(begin, end)
        count = max(3, math.ceil(abs(end - begin) / _HELD_STEP_M) + 1)
        way = shapely.get_coordinates(shapely.line_interpolate_point(middle, np.linspace(begin, end, count)))
        parts += [band[done : first + 1], way]
        marks += [held[done : first + 1], np.ones(count, dtype=bool)]
        done = last
    parts.append(band[done:])
    marks.append(held[done:])
    line, fixed = np.concatenate(parts), np.concatenate(marks)
    apart = np.concatenate(([True], np.hypot(*np.diff(line, axis=0).T) > 1e-4))
    apart[-1] = True
    fixed[[0, -1]] = True
    return line[apart], fixed[apart]


def _pulled(field: ClearanceField, band: Array, held: NDArray[np.bool_], radius_m: float, pace: float) -> Array:
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
    right = band.copy()
    right[1:-1] -= np.clip(pace * force, -_LARGEST_PUSH_M, _LARGEST_PUSH_M)
    right[held] = band[held]
    pull = pace * tension
    diagonal = np.ones(len(band))
    diagonal[1:] += pull
    diagonal[:-1] += pull
    diagonal[held] = 1.0
    solved: Array = dgtsv(np.where(held[1:], 0.0, -pull), diagonal, np.where(held[:-1], 0.0, -pull), right)[3]
    return solved


def _clear_without_idle_points(around: Surroundings, line: Array, least: float) -> Array:
    """The line without points that do not bend it (2 cm), unless it needs them to keep clear."""
    found: Array = shapely.get_coordinates(shapely.simplify(shapely.linestrings(line), 0.02, preserve_topology=False))
    return line if len(around.tight(found, least)) else found

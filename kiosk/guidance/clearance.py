"""How far the nearest wall or thing is, anywhere on a level, and how comfortable a stretch of way is.

Comfort cost J of a line = integral of 1 + k · max(0, 1 - clearance / soft) along it, in metres; people hug no walls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt
from shapely.geometry.base import BaseGeometry

#: k: a metre right at a wall counts as much as 1 + k metres in the open. Source: trials, a hall with 126 routes.
DISCOMFORT = 1.0
#: soft: from this clearance on (metres) a way is as comfortable as in the open. Source: the same trials.
COMFORTABLE_M = 0.8

_FINEST_M, _COARSEST_M, _CELLS = 0.08, 0.25, 1_000_000

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ClearanceField:
    """A raster of clearances: ``values[row, column]`` metres at ``origin + cell · (column, row)``, to half a cell."""

    origin: tuple[float, float]
    cell: float
    values: NDArray[np.float32]

    def at(self, points: Array) -> Array:
        """(n, 2) points → (n,) clearance of the nearest raster point, in metres."""
        columns = ((points[:, 0] - self.origin[0]) * (1 / self.cell) + 0.5).astype(np.intp)
        rows = ((points[:, 1] - self.origin[1]) * (1 / self.cell) + 0.5).astype(np.intp)
        found: Array = self.values.ravel().take(rows * self.values.shape[1] + columns, mode="clip").astype(float)
        return found

    def slope(self, points: Array) -> tuple[Array, Array]:
        """(n, 2) points → (n,) clearance between raster points and (n, 2) its gradient."""
        height, width = self.values.shape
        spot = (points - self.origin) * (1 / self.cell)
        low = np.clip(spot.astype(np.intp), 0, (width - 2, height - 2))
        part = spot - low
        flat, first = self.values.ravel(), low[:, 1] * width + low[:, 0]
        a, b = flat.take(first, mode="clip"), flat.take(first + 1, mode="clip")
        c, d = flat.take(first + width, mode="clip"), flat.take(first + width + 1, mode="clip")
        u, v = part[:, 0], part[:, 1]
        south, north = a + (b - a) * u, c + (d - c) * u
        gradient = np.empty((len(points), 2))
        gradient[:, 0] = ((b - a) * (1 - v) + (d - c) * v) / self.cell
        gradient[:, 1] = (north - south) / self.cell
        return south + (north - south) * v, gradient

    def with_barriers(self, barriers: Iterable[BaseGeometry]) -> ClearanceField:
        """The same field with more things in the way, such as closed doors."""
        values = self.values.copy()
        height, width = values.shape
        for barrier in barriers:
            x0, y0, x1, y1 = barrier.bounds
            left, right = self._span(x0, x1, self.origin[0], width)
            low, high = self._span(y0, y1, self.origin[1], height)
            if left >= right or low >= high:
                continue
            xs, ys = np.meshgrid(np.arange(left, right), np.arange(low, high))
            points = shapely.points(self.origin[0] + xs * self.cell, self.origin[1] + ys * self.cell)
            nearest = shapely.distance(points, barrier).astype(np.float32)
            window = values[low:high, left:right]
            np.minimum(window, nearest, out=window)
        return ClearanceField(self.origin, self.cell, values)

    def _span(self, low: float, high: float, origin: float, count: int) -> tuple[int, int]:
        reach = COMFORTABLE_M + 2 * self.cell
        return (
            max(0, math.floor((low - reach - origin) / self.cell)),
            min(count, math.ceil((high + reach - origin) / self.cell) + 1),
        )


def clearance_field(obstacles: BaseGeometry) -> ClearanceField:
    """The field around ``obstacles`` (lines, metres); the cell is chosen by their bounding box, 5 to 25 cm."""
    x0, y0, x1, y1 = obstacles.bounds
    cell = min(_COARSEST_M, max(_FINEST_M, math.sqrt((x1 - x0) * (y1 - y0) / _CELLS)))
    margin = 4 * cell
    origin = np.array([x0 - margin, y0 - margin])
    shape = (math.ceil((y1 - y0 + 2 * margin) / cell) + 1, math.ceil((x1 - x0 + 2 * margin) / cell) + 1)
    marks = shapely.get_coordinates(shapely.segmentize(obstacles, cell * 0.7))
    spots = np.rint((marks - origin) / cell).astype(np.intp)
    clear = np.ones(shape, dtype=bool)
    clear[spots[:, 1], spots[:, 0]] = False
    # the distance to the point that marked the cell, not to the cell's middle
    mark_at = np.zeros((*shape, 2), dtype=np.float32)
    mark_at[spots[:, 1], spots[:, 0]] = (marks - origin) / cell
    rows, columns = distance_transform_edt(clear, return_distances=False, return_indices=True)
    nearest = mark_at[rows, columns]
    x = nearest[..., 0] - np.arange(shape[1], dtype=np.float32)[None, :]
    y = nearest[..., 1] - np.arange(shape[0], dtype=np.float32)[:, None]
    values = np.sqrt(x * x + y * y) * np.float32(cell)
    return ClearanceField((float(origin[0]), float(origin[1])), cell, values.astype(np.float32))


def discomfort(clearance: Array) -> Array:
    """What a metre counts at these clearances: 1 in the open, 1 + DISCOMFORT at a wall."""
    return 1 + DISCOMFORT * np.maximum(0.0, 1 - clearance / COMFORTABLE_M)


def chord_costs(
    field: ClearanceField, starts: Array, ends: Array, spacing_m: float = 0.2
) -> tuple[Array, Array, Array]:
    """Straight stretches (n, 2) → (n, 2): their lengths, comfort costs and least clearances, sampled on the field."""
    if not len(starts):
        return np.empty(0), np.empty(0), np.empty(0)
    lengths = np.hypot(ends[:, 0] - starts[:, 0], ends[:, 1] - starts[:, 1])
    counts = (lengths * (1 / spacing_m)).astype(np.intp) + 2
    firsts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    step = (ends - starts) / (counts - 1)[:, None]
    number = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
    samples = np.repeat(starts, counts, axis=0) + number[:, None] * np.repeat(step, counts, axis=0)
    clearance = field.at(samples)
    narrowest = np.minimum.reduceat(clearance, firsts)
    weight = discomfort(clearance)
    # trapezoid: the two ends count half
    total = np.add.reduceat(weight, firsts) - 0.5 * (weight[firsts] + weight[firsts + counts - 1])
    return lengths, lengths * total / (counts - 1), narrowest

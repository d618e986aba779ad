"""Upright boxes: whether they overlap, and where a card finds room beside a point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from kiosk.guidance.venue import XY

#: Left, top, right, bottom: metres on a page, or pixels where a page was scaled.
Box: TypeAlias = tuple[float, float, float, float]


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class Taken:
    """The boxes that are taken, found by the cells they touch."""

    def __init__(self, cell: float) -> None:
        self._cell = max(cell, 1.0)
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        c = self._cell
        for i in range(math.floor(box[0] / c), math.floor(box[2] / c) + 1):
            for j in range(math.floor(box[1] / c), math.floor(box[3] / c) + 1):
                yield i, j

    def free(self, box: Box, gap: float) -> bool:
        wide = (box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap)
        return not any(overlap(wide, other) for cell in self._touched(wide) for other in self._cells.get(cell, ()))

    def take(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)


_ASIDE = ((0, -1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (1, 1), (-1, 1))


def callout(
    size: tuple[float, float], point: XY, view: Box, avoid: Sequence[Box], gap: float, *, below: bool = False
) -> Box:
    """Where a card of ``size`` stands near ``point`` (all px): inside the view, off the point, least over ``avoid``.

    Of equally good places the first above the point is taken, or the first ``below``.
    """
    aside = tuple((x, -y) for x, y in _ASIDE) if below else _ASIDE
    w, h = size
    x, y = point
    best: tuple[float, Box] | None = None
    for reach in (gap, gap * 2.5, gap * 5):
        for mx, my in aside:
            middle = (x + mx * (w / 2 + reach), y + my * (h / 2 + reach))
            box = _kept_inside((middle[0] - w / 2, middle[1] - h / 2, middle[0] + w / 2, middle[1] + h / 2), view)
            covered = sum(_shared(box, other) for other in avoid)
            off = 1e6 if box[0] <= x <= box[2] and box[1] <= y <= box[3] else 0.0
            cost = off + covered + reach * 0.01
            if best is None or cost < best[0] - 1e-9:
                best = (cost, box)
        if best is not None and best[0] < 1.0:
            break
    assert best is not None
    return best[1]


def _kept_inside(box: Box, view: Box) -> Box:
    dx = max(view[0] - box[0], 0.0) or min(view[2] - box[2], 0.0)
    dy = max(view[1] - box[1], 0.0) or min(view[3] - box[3], 0.0)
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _shared(a: Box, b: Box) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def pad(box: Box, by: float) -> Box:
    """A box grown on every side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)

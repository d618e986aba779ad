"""The line of a walk on the glass: corners rounded a little, and the place along it (no Qt)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from kiosk.guidance.venue import XY

_ARC_STEPS = 5


def rounded(points: Sequence[XY], radius: float) -> tuple[XY, ...]:
    """The same walk with corners cut by at most ``radius`` along each side and bent round."""
    walk = _without_repeats(points)
    if len(walk) < 3:
        return tuple(walk)
    out: list[XY] = [walk[0]]
    for before, corner, after in zip(walk, walk[1:], walk[2:], strict=False):
        one, other = math.dist(before, corner), math.dist(corner, after)
        cut = min(radius, one / 2, other / 2)
        start, end = _towards(corner, before, cut / one), _towards(corner, after, cut / other)
        for i in range(_ARC_STEPS + 1):
            t = i / _ARC_STEPS
            out.append(_towards(_towards(start, corner, t), _towards(corner, end, t), t))
    out.append(walk[-1])
    return tuple(out)


def _without_repeats(points: Sequence[XY]) -> list[XY]:
    out: list[XY] = []
    for point in points:
        if not out or math.dist(point, out[-1]) > 1e-6:
            out.append((float(point[0]), float(point[1])))
    return out


def _towards(a: XY, b: XY, t: float) -> XY:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def along(points: Sequence[XY], every: float) -> list[XY]:
    """Points each ``every`` px along a walk, its ends included."""
    if not points:
        return []
    out, left = [points[0]], every
    for a, b in pairwise(points):
        length, done = math.dist(a, b), 0.0
        while length - done >= left > 0:
            done += left
            out.append(_towards(a, b, done / length))
            left = every
        left -= length - done
    out.append(points[-1])
    return out


def length_of(points: Sequence[XY]) -> float:
    """How long a walk is, in its own unit."""
    return sum(math.dist(a, b) for a, b in pairwise(points))

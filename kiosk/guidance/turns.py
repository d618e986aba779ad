"""The few stretches and turns a person notices on a drawn line: coarser than the drawing, in metres and degrees.

Angles: headings are radians counter-clockwise from east; turns are degrees, positive to the left. Why coarser: the
drawn line keeps its distance from furniture and bends often, while people remember two to four turns a floor.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from kiosk.guidance.venue import XY

#: How far the line may be from the walked stretch before it counts as another stretch (metres).
TOLERANCE_M = 1.3
#: Turns below this are not noticed (degrees).
NOTICED_DEG = 38.0
#: Stretches below this are part of the turn (metres).
SHORT_M = 2.2
#: A last bend this close to the end is not a turn: the goal is then simply at one's side (metres).
APPROACH_M = 3.6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part walked without a noticed turn. ``turn_deg`` is made at its start; None when one's facing is unknown.

    ``line`` is the drawn line from start to end; ``length_m`` is measured along it.
    """

    start: XY
    end: XY
    turn_deg: float | None
    line: tuple[XY, ...]
    length_m: float

    @property
    def heading(self) -> float:
        """Radians counter-clockwise from east."""
        return heading(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Walk:
    """A leg as a person walks it; ``approach`` is the end of a last bend too short to be a turn."""

    stretches: tuple[Stretch, ...]
    approach: XY | None = None


@dataclass(frozen=True, slots=True)
class _Corner:
    at: XY
    along: float
    bend: float = 0.0  # the drawn turns swallowed here, degrees: tells left from right when one turns right back


def heading(origin: XY, goal: XY) -> float:
    """The direction from one point to another, radians counter-clockwise from east."""
    return math.atan2(goal[1] - origin[1], goal[0] - origin[0])


def heading_of_bearing(bearing_deg: float) -> float:
    """A compass bearing (degrees clockwise from north) as a heading."""
    return math.radians(90.0 - bearing_deg)


def turn_between(before: float, after: float) -> float:
    """The turn from one heading to another in degrees, in (-180, 180], positive to the left."""
    turn = math.degrees(after - before) % 360.0
    return turn - 360.0 if turn > 180.0 else turn


def length_of(points: Sequence[XY]) -> float:
    """The length of a line in metres."""
    return sum(math.dist(a, b) for a, b in pairwise(points))


def walk_of(points: Sequence[XY], facing: float | None, most: int = 5, first_short: float = SHORT_M) -> Walk:
    """The stretches of a drawn line for somebody who faces ``facing`` (a heading) at its start.

    At most about ``most`` stretches: where the line has more noticed turns, it is looked at more coarsely first.
    ``first_short`` is how short a first stretch is part of the first turn. A standing line has no stretch.
    """
    line = _without_repeats(points)
    if len(line) < 2:
        return Walk(())
    corners: list[_Corner] = []
    along = [0.0, *accumulate(math.dist(a, b) for a, b in pairwise(line))]
    for factor in (1.0, 1.4, 1.9):
        corners = _corners(line, along, TOLERANCE_M * factor, SHORT_M * factor, max(first_short, SHORT_M * factor))
        if len(corners) - 1 <= most:
            break
    approach = None
    if len(corners) > 2:
        bend = _turn_at(corners, len(corners) - 2)
        if corners[-1].along - corners[-2].along <= APPROACH_M and abs(bend) < 150.0:
            approach = corners.pop().at
    return Walk(_stretches(line, along, corners, facing), approach)


def _without_repeats(points: Sequence[XY]) -> list[XY]:
    line: list[XY] = []
    for x, y in points:
        if not line or math.dist(line[-1], (x, y)) > 0.01:
            line.append((float(x), float(y)))
    return line


def _corners(line: list[XY], along: list[float], tolerance: float, short: float, first_short: float) -> list[_Corner]:
    kept = _generalised(line, tolerance)
    corners = [_Corner(line[i], along[i]) for i in kept]
    for n in range(1, len(corners) - 1):
        corners[n] = replace(corners[n], bend=_bend(line, kept[n - 1], kept[n], kept[n + 1]))
    while _merge_shortest(corners, short) or _drop_slightest(corners):
        pass
    if len(corners) > 2 and corners[1].along < first_short and abs(_turn_at(corners, 1)) < 140.0:
        del corners[1]
    return corners


def _bend(line: list[XY], before: int, here: int, after: int) -> float:
    return turn_between(heading(line[before], line[here]), heading(line[here], line[after]))


def _generalised(line: list[XY], tolerance: float) -> list[int]:
    """Indices that Douglas and Peucker keep; the part of the line between two of them stays within ``tolerance``."""
    kept = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        away = _away(line, first, last)
        distance = max(away)
        if distance > tolerance:
            worst = first + 1 + away.index(distance)
            kept.add(worst)
            parts += [(first, worst), (worst, last)]
    return sorted(kept)


def _away(line: list[XY], first: int, last: int) -> list[float]:
    """How far the points between two points of the line are from the straight way between those (metres)."""
    (ax, ay), (bx, by) = line[first], line[last]
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    if length < 1e-9:
        return [math.hypot(x - ax, y - ay) for x, y in line[first + 1 : last]]
    ux, uy = dx / length, dy / length
    away = []
    for x, y in line[first + 1 : last]:
        along = (x - ax) * ux + (y - ay) * uy
        if along < 0.0:
            away.append(math.hypot(x - ax, y - ay))
        elif along > length:
            away.append(math.hypot(x - bx, y - by))
        else:
            away.append(abs((y - ay) * ux - (x - ax) * uy))
    return away


def distance_to_edge(p: XY, a: XY, b: XY) -> float:
    """How far ``p`` is from the straight line between two points (metres)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = 0.0 if square == 0.0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def _turn_at(corners: list[_Corner], n: int) -> float:
    """The turn at corner ``n``; where one turns right back, the bends it swallowed say which way round."""
    before, here, after = (corners[i] for i in (n - 1, n, n + 1))
    turn = turn_between(heading(before.at, here.at), heading(here.at, after.at))
    if abs(turn) > 140.0 and here.bend * turn < 0:
        return turn + math.copysign(360.0, here.bend)
    return turn


def _merge_shortest(corners: list[_Corner], short: float) -> bool:
    """Swallow the shortest stretch below ``short``; False when there is none."""
    last = len(corners) - 2
    for length, i in sorted((math.dist(a.at, b.at), i) for i, (a, b) in enumerate(pairwise(corners))):
        if length >= short or last < 1:
            return False
        if i == 0:
            del corners[1]
        elif i < last:
            corners[i : i + 2] = [_joined(corners, i)]
        elif abs(_turn_at(corners, i)) < NOTICED_DEG:
            del corners[i]
        else:
            continue  # a noticed bend just before the end stays: it becomes the approach
        return True
    return False


def _joined(corners: list[_Corner], i: int) -> _Corner:
    """One corner for the two ends of a short stretch: where its neighbours would meet, or its middle."""
    a, b, c, d = (corners[n].at for n in (i - 1, i, i + 1, i + 2))
    middle = ((b[0] + c[0]) / 2, (b[1] + c[1]) / 2)
    met = _crossing(a, b, c, d)
    at = met if met is not None and math.dist(met, middle) <= 3.0 else middle
    return _Corner(at, (corners[i].along + corners[i + 1].along) / 2, corners[i].bend + corners[i + 1].bend)


def _crossing(a: XY, b: XY, c: XY, d: XY) -> XY | None:
    """Where the lines a→b and d→c meet, prolonged beyond b and c; None when they do not."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - d[0], c[1] - d[1]
    cross = ux * vy - uy * vx
    if abs(cross) < 1e-9:
        return None
    t = ((d[0] - a[0]) * vy - (d[1] - a[1]) * vx) / cross
    s = ((d[0] - a[0]) * uy - (d[1] - a[1]) * ux) / cross
    return (a[0] + t * ux, a[1] + t * uy) if t >= 1.0 and s >= 1.0 else None


def _drop_slightest(corners: list[_Corner]) -> bool:
    """Forget the slightest turn that nobody notices; False when all are noticed."""
    turns = [(abs(_turn_at(corners, n)), n) for n in range(1, len(corners) - 1)]
    if not turns or min(turns)[0] >= NOTICED_DEG:
        return False
    del corners[min(turns)[1]]
    return True


def _stretches(line: list[XY], along: list[float], corners: list[_Corner], facing: float | None) -> tuple[Stretch, ...]:
    turns: list[float | None] = [
        None if facing is None else turn_between(facing, heading(corners[0].at, corners[1].at))
    ]
    turns += [_turn_at(corners, n) for n in range(1, len(corners) - 1)]
    out = []
    for turn, a, b in zip(turns, corners, corners[1:], strict=False):
        drawn = _part(line, along, a.along, b.along)
        out.append(Stretch(a.at, b.at, turn, drawn, b.along - a.along))
    return tuple(out)


def _part(line: list[XY], along: list[float], start: float, end: float) -> tuple[XY, ...]:
    """The drawn line between two distances along it."""
    inner = line[bisect_right(along, start + 1e-6) : bisect_left(along, end - 1e-6)]
    return (_spot(line, along, start), *inner, _spot(line, along, end))


def _spot(line: list[XY], along: list[float], at: float) -> XY:
    i = min(max(bisect_right(along, at) - 1, 0), len(line) - 2)
    a, b = line[i], line[i + 1]
    t = min(1.0, max(0.0, (at - along[i]) / (along[i + 1] - along[i])))
    return (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))

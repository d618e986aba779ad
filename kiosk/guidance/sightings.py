"""Which landmark a walker sees where, and on which side of the way it is: proven by geometry.

A side is only claimed when every point of the landmark's outline lies on it, seen from the coarse stretch and from the
drawn line. A landmark is only used when nothing stands between it and the walker.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, distance, linestrings, points
from shapely.geometry import Point

from kiosk.guidance.landmarks import Landmark, landmarks_of, screens_of
from kiosk.guidance.turns import Stretch, heading, length_of
from kiosk.guidance.venue import XY, Area, Venue, Zone

#: How far a landmark may be (metres): from the coarse stretch, and from the drawn line, which may bend away from it.
REACH_M = 4.0
_DRAWN_REACH_M = 5.0
_CLEAR_M = 0.3


class Side(Enum):
    """Where something is, for somebody who walks or stands."""

    LEFT = "left"
    RIGHT = "right"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Passed:
    """A landmark beside a stretch."""

    landmark: Landmark
    side: Side


@dataclass
class _Floor:
    landmarks: list[Landmark] = field(default_factory=list)
    screens: list[Area] = field(default_factory=list)

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        return np.array([mark.at for mark in self.landmarks], dtype=float).reshape(-1, 2)

    @cached_property
    def radii(self) -> NDArray[np.float64]:
        return np.array([np.hypot(*(mark.outline - mark.at).T).max() for mark in self.landmarks], dtype=float)

    @cached_property
    def names(self) -> NDArray[np.int64]:
        """The same number for the same name."""
        known: dict[str, int] = {}
        return np.array([known.setdefault(mark.name["zh"], len(known)) for mark in self.landmarks], dtype=np.int64)

    @cached_property
    def walls(self) -> STRtree:
        return STRtree(self.screens)

    def sees(self, eye: XY, mark: Landmark) -> bool:
        """Whether nothing closed stands between ``eye`` and the landmark."""
        far = math.dist(eye, mark.at)
        if far < 0.6:
            return True
        t = max(0.0, 1.0 - 0.45 / far)
        look = linestrings([eye, (eye[0] + t * (mark.at[0] - eye[0]), eye[1] + t * (mark.at[1] - eye[1]))])
        crossed = self.walls.query(look, predicate="intersects")
        return not len(crossed) or all(self.screens[int(i)].covers(points(*eye)) for i in crossed)


class Sights:
    """What can be seen on every floor of a venue; built once, asked for every route."""

    def __init__(self, venue: Venue) -> None:
        marks, screens = landmarks_of(venue), screens_of(venue)
        self._floors = {level.id: _Floor(marks.get(level.id, []), screens.get(level.id, [])) for level in venue.levels}
        self._zones: dict[str, list[Zone]] = {}
        for zone in sorted(venue.zones, key=lambda zone: float(zone.area.area)):
            if zone.name:
                self._zones.setdefault(zone.level_id, []).append(zone)

    def _floor(self, level_id: str) -> _Floor:
        return self._floors.get(level_id) or _Floor()

    def passed(self, level_id: str, stretch: Stretch, but: frozenset[str] = frozenset()) -> Passed | None:
        """The best landmark beside the middle of a stretch; never one of ``but`` (feature ids and Chinese names)."""
        floor = self._floor(level_id)
        chord = math.dist(stretch.start, stretch.end)
        if chord < 6.0 or not floor.landmarks:
            return None
        along, across = _frame(stretch, floor.centres)
        near = (along > max(2.5, 0.15 * chord)) & (along < chord - 2.0) & (np.abs(across) - floor.radii < REACH_M)
        for i in _best_first(floor, near, np.abs(across)):
            mark = floor.landmarks[i]
            if mark.is_any_of(but):
                continue
            side = self.side(stretch, mark) if abs(across[i]) > _CLEAR_M or floor.radii[i] > 0 else None
            if side is None:
                continue
            twins = np.flatnonzero(near & (floor.names == floor.names[i]))
            if any(n != i and self.side(stretch, floor.landmarks[int(n)]) is not side for n in twins):
                continue
            if floor.sees(_foot(stretch, float(along[i]) - 1.5), mark):
                return Passed(mark, side)
        return None

    def side(self, stretch: Stretch, mark: Landmark) -> Side | None:
        """The side of the whole landmark, when the coarse stretch and the drawn line agree and it is within reach."""
        _, across = _frame(stretch, mark.outline)
        near = float(np.abs(across).min())
        if near > REACH_M or near < _CLEAR_M or (across.min() < 0 < across.max()):
            return None
        drawn = side_of_line(stretch.line, mark.outline)
        coarse = Side.LEFT if across[0] > 0 else Side.RIGHT
        return coarse if drawn is coarse and _gap(stretch.line, mark.outline) < _DRAWN_REACH_M else None

    def at_corner(
        self, level_id: str, before: Stretch, corner: XY, but: frozenset[str] = frozenset()
    ) -> Landmark | None:
        """What stands at a turn and is seen on the way to it, unlike anything of the same name passed before."""
        floor = self._floor(level_id)
        if not floor.landmarks:
            return None
        away = np.hypot(*(floor.centres - corner).T) - np.minimum(floor.radii, 2.0)
        chord = math.dist(before.start, before.end)
        along, across = _frame(before, floor.centres)
        ahead = along - chord
        near = (away < REACH_M) & (ahead > -2.5) & (ahead < REACH_M) & (floor.radii < 6.0)
        for i in _best_first(floor, near, away):
            mark = floor.landmarks[i]
            if mark.is_any_of(but):
                continue
            same = floor.names == floor.names[i]
            same[i] = False
            if (same & (along > 0) & (along < along[i] + 4.0) & (np.abs(across) < 7.0)).any():
                continue
            if floor.sees(_foot(before, max(0.0, chord - 4.0)), mark):
                return mark
        return None

    def entered(self, level_id: str, stretch: Stretch) -> Zone | None:
        """The named zone that one walks into: the end of the stretch lies in it and its start does not."""
        for zone in self._zones.get(level_id, ()):
            if zone.area.covers(Point(stretch.end)) and not zone.area.covers(Point(stretch.start)):
                return zone
        return None

    def toward(self, level_id: str, stretch: Stretch, but: frozenset[str] = frozenset()) -> Landmark | None:
        """Something to walk toward when one's facing is unknown: seen from the start, near the stretch's end."""
        floor = self._floor(level_id)
        if not floor.landmarks:
            return None
        away = np.hypot(*(floor.centres - stretch.end).T) - np.minimum(floor.radii, 2.0)
        along, _ = _frame(stretch, floor.centres)
        for i in _best_first(floor, (away < REACH_M) & (along > 3.0), away):
            mark = floor.landmarks[i]
            alone = np.count_nonzero(floor.names == floor.names[i]) == 1
            if alone and not mark.is_any_of(but) and floor.sees(stretch.start, mark):
                return mark
        return None


def _gap(line: tuple[XY, ...], outline: NDArray[np.float64]) -> float:
    """Metres from a drawn line to the nearest corner of an outline."""
    return float(distance(linestrings(line), points(outline)).min())


def side_of_line(line: tuple[XY, ...], outline: NDArray[np.float64]) -> Side | None:
    """The side of a drawn line on which the whole outline lies (cross product with the nearest part); None if both."""
    a = np.array(line[:-1], dtype=float)
    d = np.array(line[1:], dtype=float) - a
    to = outline[:, None, :] - a[None, :, :]
    squares = np.maximum((d * d).sum(1), 1e-12)
    t = np.clip((to * d).sum(2) / squares, 0.0, 1.0)
    gap = to - t[:, :, None] * d
    nearest = np.argmin((gap * gap).sum(2), axis=1)
    rows = np.arange(len(outline))
    cross = d[nearest, 0] * to[rows, nearest, 1] - d[nearest, 1] * to[rows, nearest, 0]
    if (cross > 0).all():
        return Side.LEFT
    return Side.RIGHT if (cross < 0).all() else None


def _frame(stretch: Stretch, at: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres along the stretch's chord and across it (positive to the left)."""
    angle = heading(stretch.start, stretch.end)
    c, s = math.cos(angle), math.sin(angle)
    dx, dy = at[:, 0] - stretch.start[0], at[:, 1] - stretch.start[1]
    return dx * c + dy * s, dy * c - dx * s


def _foot(stretch: Stretch, along: float) -> XY:
    """The point of the drawn line as far along it as ``along`` is on the chord."""
    share = min(1.0, max(0.0, along / max(math.dist(stretch.start, stretch.end), 1e-9)))
    rest = share * length_of(stretch.line)
    for a, b in pairwise(stretch.line):
        step = math.dist(a, b)
        if step >= rest and step > 0.0:
            return (a[0] + rest / step * (b[0] - a[0]), a[1] + rest / step * (b[1] - a[1]))
        rest -= step
    return stretch.line[-1]


def _best_first(floor: _Floor, near: NDArray[np.bool_], away: NDArray[np.float64]) -> Iterator[int]:
    some = [int(i) for i in np.flatnonzero(near)]
    return iter(sorted(some, key=lambda i: (max(0.0, float(away[i])) * 0.6 - floor.landmarks[i].salience, i)))

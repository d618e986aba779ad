"""Rules 5 and 7: units share no floor and leave no gaps; a window has floor in front of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point

from kiosk.guidance import overlay
from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding, printable
from kiosk.guidance.footholds import Footholds
from kiosk.guidance.freespace import Footing, footing
from kiosk.guidance.places import place_of
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import XY, Occupant, Unit

_OVERLAP_M2 = 0.05
_GAP_M2, _WALL_M = 1.0, 0.15
_FROM_FLOOR_M = 1.0
#: People are led to the front of a counter at most this far (metres) from its anchor.
_AWAY_M = 2.0
#: More overlaps than this on one level mean that it is drawn twice: no need to list every one.
_MOST_OVERLAPS = 200
_ROWS, _PAIRS = 16, 2_000
_MOST_AT_A_SPOT = 64


def overlaps(subject: Subject) -> Iterator[Finding]:
    """Rule 5: no two units of a level share more than 0.05 m² of floor."""
    for level_id, units in subject.units.items():
        areas = np.array([unit.area for unit in units])
        count = 0
        for ours, theirs in _touching(subject.unit_trees[level_id], areas):
            shared = overlay.shared(areas[ours], areas[theirs])
            for k in np.flatnonzero(shapely.area(shared) > _OVERLAP_M2):
                inner = shared[k].representative_point()
                spot = (float(inner.x), float(inner.y))
                yield _overlap(units[int(ours[k])], units[int(theirs[k])], float(shared[k].area), spot)
                count += 1
            if count > _MOST_OVERLAPS:
                zh, en = (
                    "本层重叠的单元太多，未全部列出。",
                    "This level has too many overlapping units to list them all.",
                )
                yield found(
                    "unit-overlap", zh, en, feature_id=level_id, feature_type="level", level_id=level_id, count=count
                )
                break


def _touching(tree: shapely.STRtree, areas: NDArray[Any]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Pairs (a < b) of areas that meet, a bounded number at a time."""
    for start in range(0, len(areas), _ROWS):
        a, b = tree.query(areas[start : start + _ROWS], predicate="intersects")
        a = a + start
        keep = np.flatnonzero(a < b)
        for begin in range(0, len(keep), _PAIRS):
            some = keep[begin : begin + _PAIRS]
            yield a[some], b[some]


def _overlap(one: Unit, other: Unit, area: float, at: XY) -> Finding:
    first, second = _called(one), _called(other)
    return found(
        "unit-overlap",
        f"单元{first[0]}与{second[0]}重叠 {area:.2f} 平方米。",
        f"The units {first[1]} and {second[1]} overlap by {area:.2f} m².",
        feature_id=one.id,
        feature_type="unit",
        level_id=one.level_id,
        at=at,
    )


def _called(unit: Unit) -> tuple[str, str]:
    category = printable(unit.category, 40)
    zh, en = unit.name.within("zh"), unit.name.within("en")
    return (f"“{zh}”" if zh else f"（{category}）", en or category)


def gaps(subject: Subject) -> Iterator[Finding]:
    """Rule 5: what of a level no unit covers, walls left aside."""
    for level in subject.venue.levels:
        units = subject.units.get(level.id, ())
        if level.area is None or level.outdoor:
            continue
        rest = overlay.cut(level.area, overlay.joined([unit.area for unit in units]))
        rooms = shapely.buffer(rest, -_WALL_M, join_style="mitre")
        holes = [part for part in shapely.get_parts(rooms) if part.area > _GAP_M2]
        if holes:
            largest = max(holes, key=lambda part: part.area)
            inner = largest.representative_point()
            total = sum(part.area for part in holes)
            yield found(
                "level-gap",
                f"本层有 {len(holes)} 处（共 {total:.0f} 平方米）没有单元，最大的 {largest.area:.0f} 平方米。",
                f"No unit covers {total:.0f} m² of this level ({len(holes)} parts, the largest {largest.area:.0f} m²).",
                feature_id=level.id,
                feature_type="level",
                level_id=level.id,
                at=(float(inner.x), float(inner.y)),
                count=len(holes),
            )


def windows(subject: Subject) -> Iterator[Finding]:
    """Rule 7: a window's anchor stands on walkable floor, or within a metre of it."""
    shafts = frozenset(stop.unit_id for connector in subject.venue.connectors for stop in connector.stops)
    if subject.guide is None:  # rule 1 says so
        return
    walkways = subject.guide.walkways
    footholds = Footholds(subject.venue, walkways)
    for window in subject.venue.windows():
        floor = walkways.floors[window.level_id].space.area
        distance = float(floor.distance(Point(window.at))) if not floor.is_empty else float("inf")
        if distance > _FROM_FLOOR_M:
            far = f"{distance:.1f}" if np.isfinite(distance) else "?"
            zh = f"窗口 {window.number} 距可通行地面 {far} 米。"
            en = f"Window {window.number} is {far} m from walkable floor."
            yield _about(window, "window-off-floor", zh, en)
        elif distance > 0:
            what = _what_is_there(window, subject, shafts)
            if what is not None:
                zh = f"窗口 {window.number} 的锚点在{what[0]}内，离可通行地面 {distance:.2f} 米。"
                en = f"The anchor of window {window.number} is inside {what[1]}, {distance:.2f} m from walkable floor."
                yield _about(window, "window-blocked", zh, en)
        away = _led_away(window, footholds)
        if distance <= _FROM_FLOOR_M and away > _AWAY_M:
            zh = f"窗口 {window.number} 处无法走到，只能引导到相距 {away:.1f} 米的地方。"
            en = f"Nobody can walk up to window {window.number}; people would be led to a spot {away:.1f} m from it."
            yield _about(window, "window-behind-wall", zh, en)


def _led_away(window: Occupant, footholds: Footholds) -> float:
    """Metres between a window and the spot that people would be led to; 0 when there is no such spot."""
    spots = footholds.of(place_of(window))
    return min((math.dist(spot.at, window.at) for spot in spots), default=0.0)


def _what_is_there(window: Occupant, subject: Subject, shafts: frozenset[str]) -> tuple[str, str] | None:
    point = Point(window.at)
    obstacles = subject.obstacles.get(window.level_id, ())
    for index in subject.obstacle_trees[window.level_id].query(point, predicate="intersects")[:1]:
        word = printable(getattr(obstacles[index], "category", "kiosk"), 40)
        return f"设施（{word}）", f"a fixture ({word})"
    units: Sequence[Unit] = subject.units.get(window.level_id, ())
    tree = subject.unit_trees.get(window.level_id)
    for index in tree.query(point, predicate="intersects")[:_MOST_AT_A_SPOT] if tree is not None else ():
        if footing(units[index], shafts) not in (Footing.OPEN, Footing.ROOM):
            word = printable(units[index].category, 40)
            return f"不可通行的单元（{word}）", f"a unit that is not walked through ({word})"
    return None


def _about(window: Occupant, rule: str, zh: str, en: str) -> Finding:
    return found(rule, zh, en, feature_id=window.id, feature_type="occupant", level_id=window.level_id, at=window.at)

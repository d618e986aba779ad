"""Rules 2, 3, 8 and 9 about doors: on a wall, between two units, of the right kind and width, not blocked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from kiosk.guidance import overlay
from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding, Severity, printable
from kiosk.guidance.freespace import SNAP_M
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import XY, Fixture, Opening, Panel, Unit

#: Openings people walk through (IMDF 1.0, "Opening Category").
_ON_FOOT = {"pedestrian", "pedestrian.principal", "pedestrian.transit", "emergencyexit", "service"}
_NARROWEST_M, _WIDEST_M, _WIDEST_ENTRANCE_M = 0.7, 6.0, 12.0
#: What a wheelchair needs, and what anybody needs (metres).
WHEELCHAIR_DOOR_M, PERSON_M = 0.9, 0.6
_SWING_M = 0.6
_ALONG = 0.7
_EDGE_M = 0.5
_MOST_NEAR, _MOST_BEFORE_A_DOOR = 64, 16


def boundaries(subject: Subject) -> Iterator[Finding]:
    """Rule 2: an opening lies on the edge of a unit, and between two of them unless it is a way out."""
    for level_id, openings in subject.openings.items():
        units = subject.units.get(level_id, ())
        outline = _outline(subject, level_id)
        tree = subject.unit_trees.get(level_id, shapely.STRtree([]))
        for opening in openings:
            near = tree.query(opening.line, predicate="dwithin", distance=SNAP_M)[:_MOST_NEAR]
            sides = [units[i] for i in near if _along(opening.line, units[i].area.boundary)]
            if not sides:
                yield _off_boundary(opening, units)
            elif len(sides) == 1 and not shapely.dwithin(opening.line, outline, _EDGE_M):
                zh, en = "门只与一个单元相接。", "The opening touches only one unit."
                yield _about(opening, "opening-one-side", zh, en)


def _outline(subject: Subject, level_id: str) -> BaseGeometry:
    level = subject.venue.level(level_id)
    if level.area is not None:
        return level.area.boundary
    return overlay.joined([unit.area for unit in subject.units.get(level_id, ())]).boundary


def _along(line: LineString, edge: BaseGeometry) -> bool:
    """Whether at least ``_ALONG`` of a line lies within the snapping distance of an edge."""
    near = overlay.shared(line, shapely.buffer(edge, SNAP_M))
    return bool(near.length >= _ALONG * line.length)


def _off_boundary(opening: Opening, units: Sequence[Unit]) -> Finding:
    if not units:
        zh, en = "门所在楼层没有单元。", "The opening's level has no units."
        return _about(opening, "opening-off-boundary", zh, en)
    edges = [unit.area.boundary for unit in units]
    distance = float(shapely.distance(edges, opening.line.interpolate(0.5, normalized=True)).min())
    if distance <= SNAP_M:
        zh, en = "门没有沿着单元边界。", "The opening does not run along the edge of a unit."
    else:
        zh, en = f"门距最近的墙线 {distance:.2f} 米。", f"The opening is {distance:.2f} m from the nearest unit edge."
    return _about(opening, "opening-off-boundary", zh, en)


def kinds_and_widths(subject: Subject) -> Iterator[Finding]:
    """Rule 3: openings are for people on foot and neither too narrow nor too wide to be doors."""
    categories = Counter(opening.category for opening in subject.venue.openings)
    first = {opening.category: opening for opening in reversed(subject.venue.openings)}
    for category, count in sorted(categories.items()):
        if category not in _ON_FOOT:
            shown = printable(category, 60)
            zh, en = f"门的类别为“{shown}”（{count} 个）。", f"Openings of category {shown}: {count}."
            yield _about(first[category], "opening-category", zh, en, count=count)
    for opening in subject.venue.openings:
        width = opening.width_m
        widest = _WIDEST_ENTRANCE_M if opening.category == "pedestrian.principal" else _WIDEST_M
        if not _NARROWEST_M <= width <= widest:
            zh, en = f"门宽 {width:.2f} 米。", f"The opening is {width:.2f} m wide."
            yield _about(opening, "opening-width", zh, en)


def blocked(subject: Subject) -> Iterator[Finding]:
    """Rule 8: no fixture leaves less than 0.9 m (or less than the door's own width) clear in front of a door."""
    for level_id, openings in subject.openings.items():
        obstacles = subject.obstacles.get(level_id, ())
        tree = subject.obstacle_trees[level_id]
        for opening in openings:
            reach = shapely.buffer(opening.line, _SWING_M, cap_style="flat")
            standing = [obstacles[i] for i in tree.query(reach, predicate="intersects")[:_MOST_BEFORE_A_DOOR]]
            if standing:
                yield from _blocked_by(opening, standing, reach)


def _area(obstacle: Fixture | Panel) -> BaseGeometry:
    return obstacle.area if obstacle.area is not None else shapely.Point()


def _blocked_by(opening: Opening, obstacles: Sequence[Fixture | Panel], reach: BaseGeometry) -> Iterator[Finding]:
    clear = clear_width(opening.line, overlay.shared([_area(obstacle) for obstacle in obstacles], reach))
    needed = min(WHEELCHAIR_DOOR_M, opening.width_m)
    if clear >= needed - 0.01:
        return
    severity = Severity.ERROR if clear < min(PERSON_M, needed) else Severity.WARNING
    word = printable(obstacles[0].category if isinstance(obstacles[0], Fixture) else "kiosk", 40)
    zh = f"设施（{word}）挡门，门前净宽只剩 {clear:.2f} 米。"
    en = f"A fixture ({word}) stands in front of the door: {clear:.2f} m stay clear."
    yield _about(opening, "door-blocked", zh, en, severity=severity)


def clear_width(line: LineString, things: Sequence[BaseGeometry]) -> float:
    """The longest stretch of a door's line (metres) that no thing stands before, seen straight onto the door."""
    ends = shapely.get_coordinates(line)[[0, -1]]
    along, length = ends[1] - ends[0], float(np.hypot(*(ends[1] - ends[0])))
    if length == 0:
        return 0.0
    points, owner = shapely.get_coordinates(things, return_index=True)
    places = np.clip((points - ends[0]) @ along / length, 0, length)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    if not len(starts):
        return length
    low, high = np.minimum.reduceat(places, starts), np.maximum.reduceat(places, starts)
    order = np.argsort(low)
    free_from = np.concatenate([[0.0], np.maximum.accumulate(high[order])])
    free_to = np.concatenate([low[order], [length]])
    return float(max((free_to - free_from).max(), 0.0))


def narrow(subject: Subject) -> Iterator[Finding]:
    """Rule 9, doors: a door people use is at least 0.9 m wide."""
    for opening in subject.venue.openings:
        if _NARROWEST_M <= opening.width_m < WHEELCHAIR_DOOR_M - 0.005:
            zh = f"门宽 {opening.width_m:.2f} 米，轮椅无法通过。"
            en = f"The door is {opening.width_m:.2f} m wide, too narrow for a wheelchair."
            yield _about(opening, "door-narrow", zh, en)


def middle(line: LineString) -> XY:
    """The point halfway along a line."""
    point = line.interpolate(0.5, normalized=True)
    return (float(point.x), float(point.y))


def _about(
    opening: Opening, rule: str, zh: str, en: str, *, severity: Severity | None = None, count: int = 1
) -> Finding:
    return found(
        rule,
        zh,
        en,
        feature_id=opening.id,
        feature_type="opening",
        level_id=opening.level_id,
        at=middle(opening.line),
        severity=severity,
        count=count,
    )

"""Where floors are joined: the spots before stairs, lifts, escalators and ramps, and what going through takes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from kiosk.guidance import overlay
from kiosk.guidance.clearance import ClearanceField
from kiosk.guidance.freespace import SNAP_M, FreeSpace
from kiosk.guidance.journey import Profile
from kiosk.guidance.venue import XY, Area, Connector, ConnectorKind, Direction, Opening, Venue

#: Waiting for a lift, and its ride per floor. Source: half a lift's usual interval, as ArcGIS Indoors counts it.
LIFT_WAIT_S, LIFT_FLOOR_S = 30.0, 6.0
#: A floor of stairs (about 24 steps, 8 m of way at a third of walking speed: ArcGIS Indoors counts stairs three times).
STAIRS_FLOOR_M, STAIRS_SLOWNESS = 8.0, 3.0
#: An escalator: 4 m of height at 30 degrees and 0.5 m/s (EN 115-1), plus getting on.
ESCALATOR_FLOOR_S, ESCALATOR_WAIT_S = 16.0, 2.0
#: What a slow walker would rather wait than climb a floor of stairs, seconds; counts when choosing, not as time.
CLIMB_RELUCTANCE_S = 45.0

#: How far from the door of a shaft one stands, best first (metres).
_STANDS_M = (0.5, 0.45, 0.35, 0.27, 0.2)
_SHORTEST_SIDE_M = 0.6
_MOST_FRONTS = 3


@dataclass(frozen=True, slots=True)
class Front:
    """A spot in front of a shaft on its level: where one calls the lift or sets foot on the stairs."""

    level_id: str
    at: XY
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """One way through a connector: between two of its stops, ``floors`` apart (negative: down)."""

    connector: Connector
    start: int
    end: int
    floors: int


def fronts(space: FreeSpace, field: ClearanceField, area: Area, openings: tuple[Opening, ...]) -> tuple[Front, ...]:
    """Where one enters ``area``, a shaft or a room not walked through: before its doors, else along its open sides."""
    edge = area.boundary
    found = []
    for opening in openings:
        if shapely.dwithin(opening.line.centroid, edge, SNAP_M):
            at = _stand(space, field, area, opening.line)
            if at is not None:
                found.append(Front(space.level_id, at, opening))
    if found or space.area.is_empty:
        return tuple(found)
    sides = overlay.shared(edge, shapely.buffer(space.area, SNAP_M))
    lines = [s for s in _straight(sides) if s.length >= _SHORTEST_SIDE_M]
    for line in sorted(lines, key=lambda side: -side.length)[:_MOST_FRONTS]:
        at = _stand(space, field, area, line)
        if at is not None:
            found.append(Front(space.level_id, at))
    return tuple(found)


def _straight(shape: shapely.Geometry) -> Iterator[LineString]:
    for part in shapely.get_parts(shape):
        if isinstance(part, LineString):
            points = np.asarray(part.coords)
            yield from (LineString(pair) for pair in itertools.pairwise(points))


def _stand(space: FreeSpace, field: ClearanceField, area: Area, line: LineString) -> XY | None:
    """A spot outside ``area`` before the middle of ``line``, clear of everything."""
    middle = line.interpolate(0.5, normalized=True)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    across = np.array([y0 - y1, x1 - x0]) / (line.length or 1.0)
    options = []
    for distance in _STANDS_M:
        for sign in (1, -1):
            spot = np.array([middle.x, middle.y]) + sign * distance * across
            if space.area.contains(Point(spot)) and not area.contains(Point(spot)):
                clearance = float(field.at(spot[None])[0])
                options.append((min(clearance, distance), float(spot[0]), float(spot[1])))
    best = max(options, default=None, key=lambda option: option[0])
    return (best[1], best[2]) if best is not None and best[0] > 0.05 else None


def passings(venue: Venue) -> Iterator[Passing]:
    """Every pair of stops that some connector joins, in the direction it takes people."""
    ordinals = {level.id: level.ordinal for level in venue.levels}
    for connector in venue.connectors:
        for start, here in enumerate(connector.stops):
            for end, there in enumerate(connector.stops):
                if start == end or here.level_id not in ordinals or there.level_id not in ordinals:
                    continue
                floors = ordinals[there.level_id] - ordinals[here.level_id]
                up, down = connector.direction is Direction.UP, connector.direction is Direction.DOWN
                if not (up and floors < 0) and not (down and floors > 0):
                    yield Passing(connector, start, end, floors)


def allowed(connector: Connector, profile: Profile) -> bool:
    """Whether people of this profile may use ``connector`` at all."""
    return not profile.step_free or connector.kind in (ConnectorKind.ELEVATOR, ConnectorKind.RAMP)


def seconds(passing: Passing, profile: Profile) -> float:
    """How long it takes to go through, with waiting."""
    floors = abs(passing.floors)
    match passing.connector.kind:
        case ConnectorKind.ELEVATOR:
            return LIFT_WAIT_S + LIFT_FLOOR_S * floors
        case ConnectorKind.ESCALATOR:
            return ESCALATOR_WAIT_S + ESCALATOR_FLOOR_S * floors
        case ConnectorKind.STAIRS:
            return STAIRS_FLOOR_M * STAIRS_SLOWNESS * floors / profile.speed_mps
        case ConnectorKind.RAMP:
            return _ramp_length(passing) / profile.speed_mps


def effort(passing: Passing, profile: Profile) -> float:
    """Seconds one would rather walk than climb: added when ways are compared."""
    slow = profile.speed_mps < 0.9 and passing.connector.kind is ConnectorKind.STAIRS
    return CLIMB_RELUCTANCE_S * abs(passing.floors) if slow else 0.0


def _ramp_length(passing: Passing) -> float:
    """The long side of the ramp's footprint."""
    area = passing.connector.stops[passing.start].area
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    return float(np.hypot(*np.diff(corners, axis=0).T).max())

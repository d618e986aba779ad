"""Which department's pale tone a room, a zone or a window has on the drawn floor."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from shapely.geometry import Point

from kiosk.guidance.inks import Ink, unit_ink
from kiosk.guidance.venue import Occupant, Venue


def department_tints(venue: Venue, department_of: Mapping[str, str]) -> dict[str, int]:
    """Department numbers by id of window, zone and room. ``department_of``: occupant id → department code, if known.

    Departments are numbered in the order of their first window, so that neighbours differ. A zone, or the room behind
    a row of windows, has the number of the department that has most of them; where no code is known, the room itself
    is taken for a department.
    """
    order: dict[str, int] = {}
    votes: dict[str, list[int]] = {}
    tints: dict[str, int] = {}
    for window in venue.windows():
        places = list(_places_of(venue, window))
        code = department_of.get(window.id) or next(iter(places), None)
        if code is not None:
            tints[window.id] = order.setdefault(code, len(order))
            for place_id in places:
                votes.setdefault(place_id, []).append(tints[window.id])
    for place_id, those in votes.items():
        most = max(set(those), key=lambda tint: (those.count(tint), -tint))
        if those.count(most) * 2 > len(those):
            tints[place_id] = most
    return tints


def _places_of(venue: Venue, window: Occupant) -> Iterable[str]:
    """The zones a window stands in and the room behind it."""
    x, y = window.at
    for zone in venue.zones:
        if zone.level_id == window.level_id and zone.area.covers(Point(x, y)):
            yield zone.id
    facing = math.radians(window.facing_deg or 0.0)
    steps = [k * 0.5 for k in range(9)] if window.facing_deg is not None else [0.0]
    behind = [Point(x - math.sin(facing) * step, y - math.cos(facing) * step) for step in steps]
    rooms = [u for u in venue.units if u.level_id == window.level_id and unit_ink(u.category) in {Ink.ROOM, Ink.STAFF}]
    for point in behind:
        for room in rooms:
            if room.area.covers(point):
                yield room.id
                return

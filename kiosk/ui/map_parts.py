"""What the map's screens bring along: the pictures of the floors, kept, and the way from this panel to a place.

What draws and describes is loaded when it is asked for: a home screen needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from kiosk.base.errors import KioskError
from kiosk.guidance.journey import PROFILES, WALK, Profile, Route, Step
from kiosk.guidance.places import Place, PlaceError, find_place
from kiosk.guidance.venue import Level, Panel, Switches, Venue
from kiosk.ui.panel import Panel as ScreenPanel

if TYPE_CHECKING:
    from kiosk.guidance.drawing import FloorPicture, Page


@dataclass(frozen=True, slots=True)
class Way:
    """A route from this panel and what to do on it."""

    route: Route
    steps: tuple[Step, ...]


class Ways(Protocol):
    """The way from this panel to a place for a way of walking; raises KioskError when there is none."""

    def way(self, target_id: str, profile: str) -> Way: ...


class NoWays:
    """The absent twin: a panel that has no plan to walk on."""

    def way(self, target_id: str, profile: str) -> Way:
        raise KioskError("this panel has no floor plan to walk on", where=target_id)


class Guiding(Protocol):
    """``kiosk.guidance.routes.Guide``, as far as the screens ask it; raises KioskError (NoWay)."""

    def route(self, origin: Place | str, target: Place | str, profile: Profile, switches: Switches) -> Route: ...


class PlanWays:
    """The real ways: a guide through the plan, seen from one panel, with what is closed right now."""

    def __init__(
        self, venue: Venue, guide: Guiding, panel_id: str, switches: Callable[[], Switches] = Switches
    ) -> None:
        self._venue, self._guide, self._switches = venue, guide, switches
        self._panel = next(panel for panel in venue.panels if panel.id == panel_id)

    def way(self, target_id: str, profile: str) -> Way:
        chosen = PROFILES.get(profile, WALK)
        from kiosk.guidance.directions import describe

        route = self._guide.route(self._panel.id, target_id, chosen, self._switches())
        return Way(route, describe(self._venue, route, self._panel.bearing_deg))


class MapParts:
    """The floors of one venue as pictures, turned for one panel, and the ways that start there."""

    def __init__(
        self, venue: Venue, panel_id: str | None, ways: Ways, department_of: Mapping[str, str] | None = None
    ) -> None:
        self.venue = venue
        self.ways = ways
        self.panel: Panel | None = next((p for p in venue.panels if p.id == panel_id), None)
        self._department_of = department_of or {}
        self._pictures: dict[str, FloorPicture] = {}
        self._places: dict[str, Place | None] = {}

    @cached_property
    def tints(self) -> Mapping[str, int]:
        from kiosk.guidance.tints import department_tints

        return department_tints(self.venue, self._department_of)

    @property
    def home_level(self) -> Level | None:
        """The floor this panel stands on; else the ground floor."""
        if self.panel is not None:
            return self.venue.level(self.panel.level_id)
        return min(self.venue.levels, key=lambda level: abs(level.ordinal), default=None)

    def page(self, level_id: str) -> Page:
        """The turn of a floor: up is where this panel's visitor looks, on every floor."""
        from kiosk.guidance.drawing import page_for

        return page_for(self.venue, level_id, self.panel.bearing_deg if self.panel is not None else None)

    def picture(self, level_id: str) -> FloorPicture:
        """A floor as a picture, made once."""
        if level_id not in self._pictures:
            from kiosk.guidance.drawing import draw_floor

            self._pictures[level_id] = draw_floor(self.venue, level_id, self.page(level_id), self.tints)
        return self._pictures[level_id]

    def place(self, place_id: str) -> Place | None:
        """The place with this id or window number; None when the plan does not know it."""
        if place_id not in self._places:
            try:
                self._places[place_id] = find_place(self.venue, place_id)
            except PlaceError:
                self._places[place_id] = None
        return self._places[place_id]


def parts_of(panel: ScreenPanel) -> MapParts:
    """The map's parts that this panel was given; without them, the plan alone: floors are shown, ways are not found."""
    parts = panel.more.get("map")
    return parts if isinstance(parts, MapParts) else MapParts(panel.way.venue, panel.way.panel_id, NoWays())

"""What the map shows of a route at one moment: a leg with its ends, the lift's floor, the destination (no Qt)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.guidance.journey import Leg, Step
from kiosk.guidance.places import Place
from kiosk.guidance.venue import XY
from kiosk.ui import map_words as say
from kiosk.ui.map_parts import MapParts
from kiosk.ui.map_signs import Mark, Scene, Wanted
from kiosk.visit.find_way import FindWay

_SAME_SPOT_M = 1.0


@dataclass(frozen=True)
class Moment:
    """A route as it is looked at: which leg, which step. No ``legs``: there is no way; no ``place``: no goal."""

    parts: MapParts
    way: FindWay
    language: str
    place: Place | None
    name: Text
    legs: Sequence[Leg] = ()
    steps: Sequence[Step] = ()
    leg: int = 0
    step: int = 0

    def scene(self) -> Scene | None:
        """The scene of the map; None for a venue without a floor."""
        if self.place is None:
            home = self.parts.home_level
            return Scene(home.id, self.language, Wanted(here=self._here(home.id))) if home is not None else None
        if not self.legs:
            level_id = self.place.level_id
            wanted = Wanted(here=self._here(level_id), goal=self._goal(self.place))
            return Scene(level_id, self.language, wanted, targets=self._targets(self.place))
        return self._of_leg(self.place, self.legs[self.leg])

    def _of_leg(self, place: Place, leg: Leg) -> Scene:
        first, last = self.leg == 0, self.leg == len(self.legs) - 1
        panel = self.parts.panel
        wanted = Wanted(
            walk=leg.points if len(leg.points) > 1 else (),
            here=self._here(leg.level_id) if first else None,
            here_bearing=panel.bearing_deg if panel is not None and first else None,
            goal=self._goal(place) if last else None,
            gates=self._gates(leg),
            step=self._step_at(leg),
        )
        targets = self._targets(place) if last else frozenset[str]()
        return Scene(leg.level_id, self.language, wanted, leg.points, targets, muted=True)

    def _step_at(self, leg: Leg) -> XY | None:
        """Where the step of the moment is done; no second mark where something stands already."""
        if self.step >= len(self.steps):
            return None
        step = self.steps[self.step]
        ends = (leg.points[0], leg.points[-1])
        apart = all(math.dist(step.at, end) > _SAME_SPOT_M for end in ends)
        return step.at if step.level_id == leg.level_id and apart else None

    def _goal(self, place: Place) -> Mark:
        """The destination with its name, its department and its number."""
        spot = self.way.spot(place.id)
        number = spot.number if spot is not None and spot.number is not None else ""
        window = self.way.window(number) if number else None
        code = window.department_codes[0] if window is not None and window.department_codes else None
        department = self.way.department(code) if code is not None else None
        detail = (department.short_name or department.name) if department is not None else Text()
        return Mark(place.at, self.name.within(self.language), detail.within(self.language), number=number)

    def _targets(self, place: Place) -> frozenset[str]:
        """The destination, and the room that is nothing else."""
        rooms = self.parts.picture(place.level_id).rooms
        return frozenset({place.id, *(room.id for room in rooms if place.id in room.holds)})

    def _here(self, level_id: str) -> Mark | None:
        panel = self.parts.panel
        return Mark(panel.at, say.HERE.within(self.language)) if panel and panel.level_id == level_id else None

    def _gates(self, leg: Leg) -> tuple[Mark, ...]:
        """The lift or stairs this leg enters, with the floor they take one to, and the ones it comes out of."""
        out = []
        if self.leg + 1 < len(self.legs):
            level = self.parts.venue.level(self.legs[self.leg + 1].level_id)
            words = say.to_floor(leg.connector_kind, level).within(self.language)
            out.append(Mark(leg.points[-1], words, icon=say.connector_icon(leg.connector_kind)))
        if self.leg > 0:
            kind = self.legs[self.leg - 1].connector_kind
            out.append(Mark(leg.points[0], say.COME_OUT.within(self.language), icon=say.connector_icon(kind)))
        return tuple(out)

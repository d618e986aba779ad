"""The words for a route: few steps from where the visitor looks, with what they see, in Chinese and English."""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from shapely import distance
from shapely.geometry import Point

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.arrival import exit_heading, goal_side, stop_side
from kiosk.guidance.journey import Leg, Route, Step, Turn
from kiosk.guidance.naming import Thing, floor_name, noun, sign
from kiosk.guidance.sightings import Sights
from kiosk.guidance.turns import SHORT_M, Stretch, Walk, heading_of_bearing, length_of, walk_of
from kiosk.guidance.venue import XY, Area, Connector, ConnectorKind, Panel, Stop, Venue
from kiosk.guidance.wording import (
    OTHER_FLOOR,
    THEN,
    YOUR_GOAL,
    already_there,
    arriving,
    at_landmark,
    left_behind,
    move_at_corner,
    move_at_start,
    riding,
    setting_off,
)

_RIDES = {
    ConnectorKind.ELEVATOR: Turn.ELEVATOR,
    ConnectorKind.STAIRS: Turn.STAIRS,
    ConnectorKind.ESCALATOR: Turn.ESCALATOR,
    ConnectorKind.RAMP: Turn.RAMP,
}
#: Between two flights of stairs or two escalators one walks less than this, and it is one ride (metres).
_LANDING_M = 10.0
#: The first steps out of a lift or stairs belong to the turn after them (metres).
_LOBBY_M = 4.0
_MOST_KEPT = 4096


def describe(venue: Venue, route: Route, bearing_deg: float | None) -> tuple[Step, ...]:
    """The steps of ``route`` for a visitor who looks toward ``bearing_deg`` (degrees clockwise from north).

    None when it is unknown where they look: then nothing is called left or right before they walk. The last step is
    always the arrival. Takes about a millisecond, and none when asked again; a venue's landmarks are collected at its
    first route.
    """
    return _Guidebook.of(venue).steps(route, bearing_deg)


def summary(route: Route) -> Text:
    """How far and how long: "约42米，步行1分钟"."""
    metres = int(route.length_m + 0.5) if route.length_m < 100 else int(route.length_m / 5 + 0.5) * 5
    minutes = max(1, int(route.seconds / 60 + 0.5))
    on_wheels = route.profile == "wheelchair"
    zh = f"约{metres}米，{'大约' if on_wheels else '步行'}{minutes}分钟"
    en = f"About {metres} m, {minutes} {'minute' if minutes == 1 else 'minutes'}{'' if on_wheels else ' on foot'}"
    return Text(zh=zh, en=en)


@dataclass(frozen=True, slots=True)
class _Entry:
    """How one comes onto a floor by a connector."""

    connector: Connector
    stop: Stop | None
    up: bool


class _Guidebook:
    """What describing routes of one venue needs to have looked up before."""

    _known: dict[int, tuple[weakref.ref[Venue], _Guidebook]] = {}  # noqa: RUF012 - one cache for all venues

    @classmethod
    def of(cls, venue: Venue) -> _Guidebook:
        found = cls._known.get(id(venue))
        if found is not None and found[0]() is venue:
            return found[1]
        book = cls(venue)
        number = id(venue)
        cls._known[number] = (weakref.ref(venue, lambda _: cls._known.pop(number, None)), book)
        return book

    def __init__(self, venue: Venue) -> None:
        self._levels = {level.id: level for level in venue.levels}
        self._floors = {level.id: floor_name(level) for level in venue.levels}
        self._connectors = {connector.id: connector for connector in venue.connectors}
        self._things: dict[str, Thing] = {}
        for things in (venue.zones, venue.units, venue.panels, venue.connectors, venue.amenities, venue.occupants):
            self._things.update((thing.id, thing) for thing in things)
        self._desks: dict[str, list[Area]] = {}
        for fixture in venue.fixtures:
            if fixture.category.startswith(("desk", "counter")):
                self._desks.setdefault(fixture.level_id, []).append(fixture.area)
        self._sights = Sights(venue)
        self._said: dict[tuple[Route, float | None], tuple[Step, ...]] = {}

    def steps(self, route: Route, bearing_deg: float | None) -> tuple[Step, ...]:
        """The steps, worked out once for a route and a bearing."""
        key = (route, bearing_deg)
        known = self._said.get(key)
        if known is None:
            if len(self._said) >= _MOST_KEPT:
                self._said.clear()
            known = self._said[key] = self._describe(route, bearing_deg)
        return known

    def _describe(self, route: Route, bearing_deg: float | None) -> tuple[Step, ...]:
        steps: list[Step] = []
        legs = [leg for leg in route.legs if leg.points]
        facing = None if bearing_deg is None else heading_of_bearing(bearing_deg)
        entry: _Entry | None = None
        i = 0
        while i < len(legs):
            leg = legs[i]
            if i > 0 and entry is not None:
                facing = None if entry.stop is None else exit_heading(entry.stop, leg.points)
            walk = walk_of(leg.points, facing, first_short=_LOBBY_M if i else SHORT_M)
            if leg.connector_id is None or i == len(legs) - 1:
                steps += self._walking(route, leg, walk, entry, i == 0)
                steps.append(self._arrival(route, leg, walk, facing))
                break
            last = self._last_of_ride(legs, i)
            steps += self._walking(route, leg, walk, entry, i == 0)
            steps.append(self._ride(legs, i, last, walk))
            entry = self._entry(legs, last)
            i = last + 1
        return tuple(steps)

    def _walking(self, route: Route, leg: Leg, walk: Walk, entry: _Entry | None, first: bool) -> list[Step]:
        steps: list[Step] = []
        but = self._not_landmarks(route, leg, entry)
        for n, stretch in enumerate(walk.stretches):
            before = walk.stretches[n - 1] if n else None
            step, seen = self._stretch(route, leg, stretch, before, entry, first, but)
            but |= seen
            steps.append(step)
        return steps

    def _stretch(
        self,
        route: Route,
        leg: Leg,
        stretch: Stretch,
        before: Stretch | None,
        entry: _Entry | None,
        first: bool,
        but: frozenset[str],
    ) -> tuple[Step, frozenset[str]]:
        lead, toward, mark_id = EMPTY, EMPTY, None
        seen: frozenset[str] = frozenset()
        if before is not None:
            move = move_at_corner(stretch.turn_deg)
            mark = self._sights.at_corner(leg.level_id, before, stretch.start, but)
            lead = THEN if mark is None else at_landmark(mark.name)
        else:
            past_panel = isinstance(self._things.get(route.origin_id or ""), Panel)
            move = move_at_start(stretch.turn_deg, past_panel) if first else move_at_corner(stretch.turn_deg)
            lead = EMPTY if first or entry is None else left_behind(entry.connector.kind, entry.up)
            mark = self._sights.toward(leg.level_id, stretch, but) if stretch.turn_deg is None else None
            toward = mark.name if mark is not None else EMPTY
        if mark is not None:
            mark_id, seen = mark.id, mark.stands_for
        passed = self._sights.passed(leg.level_id, stretch, but | seen)
        if passed is not None:
            mark_id, seen = mark_id or passed.landmark.id, seen | passed.landmark.stands_for
        zone = self._sights.entered(leg.level_id, stretch) if passed is None else None
        into = noun(zone) if zone is not None else EMPTY
        text = setting_off(move, stretch.length_m, lead, passed, toward, into)
        return Step(text, leg.level_id, stretch.start, move.turn, round(stretch.length_m, 2), mark_id), seen

    def _not_landmarks(self, route: Route, leg: Leg, entry: _Entry | None) -> frozenset[str]:
        """What would confuse: the goal, the connectors of this floor's leg, and all others of the same names."""
        ids = {route.target_id, leg.connector_id or "", route.origin_id or ""}
        if entry is not None:
            ids.add(entry.connector.id)
        goals = (self._things.get(route.target_id), self._connectors.get(leg.connector_id or ""))
        return frozenset(ids | {noun(thing).get("zh", "") for thing in goals if thing is not None})

    def _last_of_ride(self, legs: list[Leg], i: int) -> int:
        """The last leg that ends in the same ride: stairs or escalators taken floor after floor are one ride."""
        kind = legs[i].connector_kind
        last = i
        while (
            last + 2 < len(legs)
            and kind is not ConnectorKind.RAMP
            and legs[last + 1].connector_kind is kind
            and length_of(legs[last + 1].points) < _LANDING_M
        ):
            last += 1
        return last

    def _ride(self, legs: list[Leg], first: int, last: int, walk: Walk) -> Step:
        leg = legs[first]
        connector = self._connectors.get(leg.connector_id or "")
        kind = leg.connector_kind or (connector.kind if connector else ConnectorKind.STAIRS)
        name = noun(connector) if connector else noun(Connector("", kind, ()))
        floors = tuple(self._floors.get(legs[n + 1].level_id, OTHER_FLOOR) for n in range(first, last + 1))
        stop = self._stop(connector, leg.level_id)
        side = stop_side(walk, stop) if stop is not None else None
        text = riding(kind, name, side, floors, self._up(leg.level_id, legs[last + 1].level_id))
        return Step(text, leg.level_id, leg.points[-1], _RIDES[kind], 0.0, leg.connector_id)

    def _entry(self, legs: list[Leg], last: int) -> _Entry | None:
        connector = self._connectors.get(legs[last].connector_id or "")
        if connector is None:
            kind = legs[last].connector_kind
            connector = Connector("", kind, ()) if kind else None
        if connector is None:
            return None
        above = self._up(legs[last].level_id, legs[last + 1].level_id)
        return _Entry(connector, self._stop(connector, legs[last + 1].level_id), above)

    def _up(self, origin: str, goal: str) -> bool:
        levels = self._levels
        return origin in levels and goal in levels and levels[goal].ordinal > levels[origin].ordinal

    def _stop(self, connector: Connector | None, level_id: str) -> Stop | None:
        stops = connector.stops if connector is not None else ()
        return next((stop for stop in stops if stop.level_id == level_id), None)

    def _desks_beside(self, level_id: str, spot: XY) -> list[Area]:
        desks = self._desks.get(level_id, [])
        here = Point(spot)
        return [desk for desk, away in zip(desks, distance(desks, here), strict=True) if away < 1.6] if desks else []

    def _arrival(self, route: Route, leg: Leg, walk: Walk, facing: float | None) -> Step:
        thing = self._things.get(route.target_id)
        name = (sign(thing) if thing is not None else EMPTY) or YOUR_GOAL
        end = leg.points[-1]
        if not walk.stretches and facing is None:
            text = already_there(name)
        else:
            text = arriving(name, goal_side(walk, facing, thing, end, self._desks_beside(leg.level_id, end)))
        return Step(text, leg.level_id, end, Turn.ARRIVE, 0.0, route.target_id)

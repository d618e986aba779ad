"""The floor as a drawing: what lies on what, turned so that up is where the visitor looks (no colours, no Qt).

A *page* is the plan turned and seen from above as a screen is: metres, x to the right, y down. Colours, pixels and
words are chosen above; here is only which shape lies on which, what it stands for, and where walls leave doors open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance import overlay
from kiosk.guidance.boxes import Box
from kiosk.guidance.inks import Ink, Layer, fixture_ink, unit_ink
from kiosk.guidance.venue import XY, Amenity, Occupant, Unit, Venue

# A door may lie this far beside the wall it opens (facts/maps.md §5: snap openings at 0.15 m; walls have two faces).
_DOOR_REACH_M = 0.25
_TREAD_M = 0.7


class SpotKind(StrEnum):
    """What stands at a point."""

    WINDOW = "window"
    CONNECTOR = "connector"
    AMENITY = "amenity"
    OCCUPANT = "occupant"
    PANEL = "panel"


_STEPPED = {"stairs", "escalator", "steps"}

_Units: TypeAlias = "list[tuple[Unit, BaseGeometry]]"


@dataclass(frozen=True, slots=True)
class Page:
    """The turn from the venue's local frame (east, north) to a page on which bearing ``up_deg`` points up."""

    up_deg: float = 0.0

    def _matrix(self) -> tuple[float, float]:
        angle = math.radians(self.up_deg)
        return math.cos(angle), math.sin(angle)

    def at(self, xy: XY) -> XY:
        """A point of the venue, on the page."""
        c, s = self._matrix()
        return (xy[0] * c - xy[1] * s, -xy[0] * s - xy[1] * c)

    def venue_at(self, page_xy: XY) -> XY:
        """A point of the page, in the venue."""
        c, s = self._matrix()
        return (page_xy[0] * c - page_xy[1] * s, -page_xy[0] * s - page_xy[1] * c)

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A geometry of the venue, on the page."""
        c, s = self._matrix()
        return affine_transform(shape, [c, -s, -s, -c, 0.0, 0.0])

    def angle(self, bearing_deg: float) -> float:
        """A bearing as degrees clockwise from up on the page."""
        return (bearing_deg - self.up_deg) % 360.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One area or bundle of lines on the page; ``tint`` is a department's number, drawn as a pale colour."""

    layer: Layer
    ink: Ink
    form: BaseGeometry
    id: str = ""
    tint: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point people look for. ``room`` is the area its label must stay in."""

    id: str
    kind: SpotKind
    category: str
    at: XY
    name: Text = EMPTY
    number: str | None = None
    room: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A named area whose label must stay inside it; ``zone`` is a part of a floor rather than a room.

    ``holds``: ids of occupants and amenities that the room's own label speaks for.
    """

    id: str
    area: BaseGeometry
    name: Text
    short_name: Text = EMPTY
    category: str = ""
    zone: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class FloorPicture:
    """A whole floor on its page: shapes in drawing order, and the spots and rooms that may be labelled."""

    level_id: str
    page: Page
    box: Box
    ground: BaseGeometry
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...]
    rooms: tuple[Room, ...]


def page_for(venue: Venue, level_id: str, bearing_deg: float | None) -> Page:
    """Up is where the visitor looks; where that is unknown, the long side lies across and north is not below."""
    if bearing_deg is not None:
        return Page(bearing_deg % 360.0)
    ground = _ground(venue, level_id)
    if ground.is_empty:
        return Page()
    corners = list(shapely.minimum_rotated_rectangle(ground).exterior.coords) if ground.area > 0 else []
    sides = [(math.dist(a, b), math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))) for a, b in pairwise(corners)]
    if not sides:
        return Page()
    across = max(sides, key=lambda side: round(side[0], 3))[1]
    up = (across + 90.0) % 180.0
    return Page(up if up <= 90.0 else up + 180.0)


def draw_floor(venue: Venue, level_id: str, page: Page, tints: Mapping[str, int] | None = None) -> FloorPicture:
    """The picture of one level. ``tints``: department numbers by feature id. KeyError where there is no such level."""
    venue.level(level_id)
    tints = tints or {}
    ground = page.shape(_ground(venue, level_id))
    units = [(unit, page.shape(unit.area)) for unit in venue.units if unit.level_id == level_id]
    shapes = [
        Shape(Layer.GROUND, Ink.GROUND, ground, level_id),
        *_unit_shapes(units, tints),
        *_zone_shapes(venue, level_id, page, tints),
        *_lines(venue, level_id, page, units),
        *_fixtures(venue, level_id, page, tints),
        *_walls(venue, level_id, page, units, ground),
    ]
    holdings = _holdings(venue, level_id, units)
    connecting = {stop.unit_id for c in venue.connectors for stop in c.stops if stop.level_id == level_id}
    # A lift that the plan says twice, as a connector and as an amenity, is drawn once.
    twice = {a.id for a in venue.amenities if connecting.intersection(a.unit_ids)}
    held = twice.union(*({place.id for place in those} for those in holdings.values()))
    spots = tuple(_spots(venue, level_id, page, units, ground, held))
    rooms = tuple(_rooms(venue, level_id, page, units, holdings))
    bounds = ground.bounds if not ground.is_empty else (0.0, 0.0, 1.0, 1.0)
    left, top, right, bottom = (float(v) for v in bounds)
    ordered = tuple(sorted((s for s in shapes if not s.form.is_empty), key=lambda s: s.layer))
    return FloorPicture(level_id, page, (left, top, right, bottom), ground, ordered, spots, rooms)


def hit(picture: FloorPicture, at: XY, reach_m: float) -> str | None:
    """What a finger at ``at`` (page metres) means: the nearest spot in reach, else the smallest room, else nothing."""
    near = [(math.dist(spot.at, at), spot.id) for spot in picture.spots if spot.kind is not SpotKind.PANEL]
    near = [pair for pair in near if pair[0] <= reach_m]
    if near:
        return min(near)[1]
    point = Point(at)
    around = [(room.area.area, room.id) for room in picture.rooms if not room.zone and room.area.covers(point)]
    return min(around)[1] if around else None


def _ground(venue: Venue, level_id: str) -> BaseGeometry:
    area = venue.level(level_id).area
    if area is not None and not area.is_empty:
        return area
    return overlay.joined([unit.area for unit in venue.units if unit.level_id == level_id])


def _unit_shapes(units: _Units, tints: Mapping[str, int]) -> Iterable[Shape]:
    # The larger first, so that a kiosk inside a lobby is not painted over.
    for unit, area in sorted(units, key=lambda pair: -pair[1].area):
        ink = unit_ink(unit.category)
        yield Shape(Layer.OPEN if ink is Ink.OPEN else Layer.ROOM, ink, area, unit.id, tints.get(unit.id))


def _zone_shapes(venue: Venue, level_id: str, page: Page, tints: Mapping[str, int]) -> Iterable[Shape]:
    for zone in sorted(venue.zones, key=lambda z: -z.area.area):
        if zone.level_id == level_id and zone.id in tints:
            yield Shape(Layer.ZONE, Ink.ZONE, page.shape(zone.area), zone.id, tints[zone.id])


def _fixtures(venue: Venue, level_id: str, page: Page, tints: Mapping[str, int]) -> Iterable[Shape]:
    for fixture in venue.fixtures:
        if fixture.level_id == level_id:
            ink = fixture_ink(fixture.category)
            yield Shape(Layer.FIXTURE, ink, page.shape(fixture.area), fixture.id, tints.get(fixture.id))


def _lines(venue: Venue, level_id: str, page: Page, units: _Units) -> Iterable[Shape]:
    for drawing in venue.drawings:
        if drawing.level_id == level_id:
            yield Shape(Layer.LINE, Ink.LINE, page.shape(drawing.shape), drawing.id)
    for unit, area in units:
        if unit.category.split(".")[0] in _STEPPED:
            yield Shape(Layer.LINE, Ink.TREAD, _treads(area), unit.id)


def _treads(area: BaseGeometry) -> BaseGeometry:
    """Lines across the long side of a flight, so that stairs look like stairs."""
    frame = shapely.minimum_rotated_rectangle(area)
    if not isinstance(frame, Polygon):
        return MultiLineString()
    a, b, c = (frame.exterior.coords[i] for i in range(3))
    if math.dist(a, b) < math.dist(b, c):
        a, b, c = b, c, frame.exterior.coords[3]
    length, across = math.dist(a, b), (c[0] - b[0], c[1] - b[1])
    count = int(length / _TREAD_M)
    rungs = []
    for i in range(1, count):
        t = i / count
        x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
        rungs.append(LineString([(x, y), (x + across[0], y + across[1])]))
    return overlay.shared(MultiLineString(rungs), area)


def _walls(venue: Venue, level_id: str, page: Page, units: _Units, ground: BaseGeometry) -> Iterable[Shape]:
    """Borders of enclosed units and of the level, cut open where an opening lies."""
    doors = [page.shape(o.line) for o in venue.openings if o.level_id == level_id]
    gaps = overlay.joined([door.buffer(_DOOR_REACH_M, cap_style="flat") for door in doors]) if doors else Polygon()
    enclosed = [area for unit, area in units if unit_ink(unit.category) not in {Ink.OPEN, Ink.VOID}]
    walls = overlay.cut(overlay.joined([area.boundary for area in enclosed]), gaps) if enclosed else MultiLineString()
    yield Shape(Layer.WALL, Ink.EDGE, ground if ground.is_empty else overlay.cut(ground.boundary, gaps), level_id)
    yield Shape(Layer.WALL, Ink.WALL, walls)


def _room_of(at: XY, units: _Units, ground: BaseGeometry) -> BaseGeometry:
    point = Point(at)
    around = [area for _, area in units if area.covers(point)]
    return min(around, key=lambda area: float(area.area), default=ground)


def _spots(
    venue: Venue, level_id: str, page: Page, units: _Units, ground: BaseGeometry, held: set[str]
) -> Iterable[Spot]:
    for panel in venue.panels:
        if panel.level_id == level_id:
            yield Spot(panel.id, SpotKind.PANEL, "panel", page.at(panel.at), panel.name, room=ground)
    areas = {unit.id: area for unit, area in units}
    for connector in venue.connectors:
        for stop in connector.stops:
            if stop.level_id == level_id:
                room = areas.get(stop.unit_id, page.shape(stop.area))
                middle = room.centroid if room.covers(room.centroid) else room.representative_point()
                kind = connector.kind.value
                yield Spot(connector.id, SpotKind.CONNECTOR, kind, (middle.x, middle.y), connector.name, room=room)
    places: tuple[Amenity | Occupant, ...] = (*venue.amenities, *venue.occupants)
    for place in places:
        if place.level_id != level_id or place.id in held:
            continue
        at = page.at(place.at)
        if isinstance(place, Amenity):
            kind, number = SpotKind.AMENITY, None
        else:
            kind, number = (SpotKind.WINDOW if place.is_window else SpotKind.OCCUPANT), place.number
        yield Spot(place.id, kind, place.category, at, place.name, number, _room_of(at, units, ground))


def _holdings(venue: Venue, level_id: str, units: _Units) -> dict[str, tuple[Amenity | Occupant, ...]]:
    """What a room's own label speaks for, by unit id: its only occupant, or an amenity that says what the room is."""
    held: dict[str, list[Amenity | Occupant]] = {}
    kinds = {unit.id: unit for unit, _ in units if unit_ink(unit.category) is not Ink.OPEN}
    for amenity in venue.amenities:
        for unit in (kinds[i] for i in amenity.unit_ids if i in kinds):
            same_kind = unit.category.split(".")[0] == amenity.category.split(".")[0]
            if same_kind or (unit.name and unit.name == amenity.name):
                held.setdefault(unit.id, []).append(amenity)
    tenants: dict[str, list[Occupant]] = {}
    for occupant in venue.occupants:
        if occupant.level_id == level_id and occupant.unit_id in kinds:
            tenants.setdefault(occupant.unit_id, []).append(occupant)
    for unit_id, those in tenants.items():
        if len(those) == 1 and not those[0].is_window:
            held.setdefault(unit_id, []).append(those[0])
    return {unit_id: tuple(those) for unit_id, those in held.items()}


def _rooms(
    venue: Venue, level_id: str, page: Page, units: _Units, holdings: Mapping[str, tuple[Amenity | Occupant, ...]]
) -> Iterable[Room]:
    for zone in venue.zones:
        if zone.level_id == level_id and zone.name:
            yield Room(zone.id, page.shape(zone.area), zone.name, category=zone.category, zone=True)
    climbing = {stop.unit_id for c in venue.connectors for stop in c.stops if stop.level_id == level_id}
    for unit, area in units:
        if unit.id not in climbing:
            held = holdings.get(unit.id, ())
            name = unit.name or next((place.name for place in held if place.name), EMPTY)
            ids = tuple(place.id for place in held)
            yield Room(unit.id, area, name, unit.alt_name, unit.category, holds=ids)

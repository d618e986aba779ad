"""What a visitor may see in a hall: desks, windows, lifts, toilets, doors with a name, each with its words and place.

Unnamed things are landmarks only when their kind is recognised by anybody. A closed room is seen at its doors.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, get_coordinates, points
from shapely.prepared import prep

from kiosk.base.texts import Text
from kiosk.guidance.naming import noun
from kiosk.guidance.venue import XY, Area, ConnectorKind, Fixture, Opening, Unit, Venue
from kiosk.guidance.vocabulary import known, term

_OPEN_CATEGORIES = (
    "walkway walkway.island lobby waitingroom unenclosedarea footbridge terrace platform lounge road opentobelow "
    "recreation unspecified"
)
_OPEN = frozenset(_OPEN_CATEGORIES.split())
_CONNECTORS = frozenset(kind.value for kind in ConnectorKind)
_TELLING_FIXTURES = frozenset({"desk.forms", "kiosk", "reception", "stage", "locker", "water"})
_SALIENCE = {
    "information": 10.0,
    "reception": 10.0,
    "entry": 9.0,
    "elevator": 9.0,
    "escalator": 9.0,
    "stairs": 8.0,
    "restroom": 8.0,
    "window": 7.0,
    "defibrillator": 4.0,
    "powerchargingstation": 4.0,
    "handsanitizerstation": 3.0,
    "fireextinguisher": 2.0,
    "firealarmpullstation": 2.0,
    "mailbox": 4.0,
    "desk": 6.5,
    "counter": 6.5,
    "furniture": 4.0,
    "obstruction": 4.0,
    "vegetation": 2.5,
    "office": 2.0,
}


@dataclass(frozen=True, slots=True)
class Landmark:
    """One thing that is seen; ``name`` is ready for a sentence, ``stands_for`` are the ids of the features it means."""

    id: str
    name: Text
    salience: float
    at: XY
    outline: NDArray[np.float64]
    stands_for: frozenset[str]

    def is_any_of(self, but: frozenset[str]) -> bool:
        """Whether it stands for one of these features or has one of these names (Chinese)."""
        return bool(self.stands_for & but) or self.name["zh"] in but


def landmarks_of(venue: Venue) -> dict[str, list[Landmark]]:
    """Every landmark, by level id."""
    floors: dict[str, list[Landmark]] = {}
    for level_id, mark in _collected(venue, _Doors(venue)):
        floors.setdefault(level_id, []).append(mark)
    return {level_id: _telling_apart(_without_doubles(marks)) for level_id, marks in floors.items()}


def screens_of(venue: Venue) -> dict[str, list[Area]]:
    """What hides things from view, by level id: closed rooms and walls (open stairs hide nothing)."""
    doors = _Doors(venue)
    floors: dict[str, list[Area]] = {}
    for unit in venue.units:
        if unit.category not in _OPEN and (unit.category not in _CONNECTORS or doors.of(unit)):
            floors.setdefault(unit.level_id, []).append(unit.area)
    for fixture in venue.fixtures:
        if fixture.category == "wall":
            floors.setdefault(fixture.level_id, []).append(fixture.area)
    return floors


def _collected(venue: Venue, doors: _Doors) -> Iterator[tuple[str, Landmark]]:
    yield from _connector_marks(venue, doors)
    for occupant in venue.occupants:
        salience = 7.0 if occupant.is_window else 6.0
        if occupant.is_window or occupant.name:
            spots = [occupant.at] if occupant.is_window else doors.seen_at(occupant.level_id, occupant.at)
            ids = [occupant.id] if occupant.is_window or occupant.unit_id is None else [occupant.id, occupant.unit_id]
            yield from _marks(occupant.level_id, noun(occupant), salience, spots, ids)
    for amenity in venue.amenities:
        if amenity.category not in _CONNECTORS:
            spots = doors.seen_at(amenity.level_id, amenity.at, amenity.category)
            ids = [amenity.id, *amenity.unit_ids]
            yield from _marks(amenity.level_id, noun(amenity), _salience(amenity.category, 6.0), spots, ids)
    for fixture in venue.fixtures:
        if _telling(fixture):
            at = fixture.area.representative_point()
            salience = _salience(fixture.category, 5.0)
            outline = get_coordinates(fixture.area.convex_hull)
            yield fixture.level_id, _mark(noun(fixture), salience, (at.x, at.y), outline, [fixture.id])
    for unit in venue.units:
        if _has_a_sign(unit):
            salience = _salience(unit.category, 3.0)
            yield from _marks(unit.level_id, noun(unit), salience, doors.of(unit), [unit.id])


def _connector_marks(venue: Venue, doors: _Doors) -> Iterator[tuple[str, Landmark]]:
    units = {unit.id: unit for unit in venue.units}
    for connector in venue.connectors:
        for stop in connector.stops:
            unit = units.get(stop.unit_id)
            spots = doors.of(unit) if unit is not None else []
            salience = _salience(connector.kind.value, 8.0)
            centre = stop.area.representative_point()
            ids = [connector.id, stop.unit_id]
            yield from _marks(stop.level_id, noun(connector), salience, spots or [(centre.x, centre.y)], ids)


def _marks(
    level_id: str, name: Text, salience: float, spots: Iterable[XY], ids: list[str]
) -> Iterator[tuple[str, Landmark]]:
    for at in spots:
        if name:
            yield level_id, _mark(name, salience, at, np.array([at], dtype=float), ids)


def _mark(name: Text, salience: float, at: XY, outline: NDArray[np.float64], ids: list[str]) -> Landmark:
    return Landmark(ids[0], name, salience, at, outline, frozenset(ids))


def _salience(category: str, otherwise: float) -> float:
    name = category
    while name:
        if name in _SALIENCE:
            return _SALIENCE[name]
        name = name.rpartition(".")[0]
    return otherwise


def _telling(fixture: Fixture) -> bool:
    return bool(fixture.name) or fixture.category in _TELLING_FIXTURES


def _has_a_sign(unit: Unit) -> bool:
    if unit.category in _OPEN or unit.category in _CONNECTORS:
        return False
    if unit.category in {"nonpublic", "structure", "column", "serverroom", "storage"}:
        return False
    return bool(unit.name) or (known(unit.category) and term(unit.category).icon.startswith("toilet"))


def _without_doubles(marks: list[Landmark]) -> list[Landmark]:
    """One landmark where several features mean the same thing at the same place (an amenity and its fixture)."""
    kept: list[Landmark] = []
    for mark in sorted(marks, key=lambda m: (-m.salience, -len(m.outline))):
        for i, other in enumerate(kept):
            if other.name["zh"] == mark.name["zh"] and math.dist(other.at, mark.at) < 3.0:
                outline = max(other.outline, mark.outline, key=len)
                both = other.stands_for | mark.stands_for
                kept[i] = Landmark(other.id, other.name, other.salience, other.at, outline, both)
                break
        else:
            kept.append(mark)
    return kept


def _telling_apart(marks: list[Landmark]) -> list[Landmark]:
    """Without seats and plants that stand everywhere: they tell nobody where they are."""
    often = Counter(mark.name["zh"] for mark in marks)
    return [mark for mark in marks if mark.salience >= 5.0 or often[mark.name["zh"]] <= 2]


class _Doors:
    """Where the openings of closed units are: there a room is seen."""

    def __init__(self, venue: Venue) -> None:
        self._closed: dict[str, list[Unit]] = {}
        for unit in venue.units:
            if unit.category not in _OPEN:
                self._closed.setdefault(unit.level_id, []).append(unit)
        self._openings: dict[str, list[Opening]] = {}
        for opening in venue.openings:
            self._openings.setdefault(opening.level_id, []).append(opening)
        self._trees = {level: STRtree([unit.area for unit in units]) for level, units in self._closed.items()}
        self._door_trees = {
            level: STRtree([opening.line for opening in openings]) for level, openings in self._openings.items()
        }
        self._known: dict[str, list[XY]] = {}

    def of(self, unit: Unit) -> list[XY]:
        """The middles of the unit's openings."""
        if unit.id not in self._known:
            tree = self._door_trees.get(unit.level_id)
            found: list[XY] = []
            if tree is not None:
                ring = unit.area.boundary
                near = prep(ring.buffer(0.25))
                for i in tree.query(unit.area.buffer(0.25)):
                    middle = self._openings[unit.level_id][int(i)].line.interpolate(0.5, normalized=True)
                    if near.covers(middle):
                        found.append((middle.x, middle.y))
            self._known[unit.id] = found
        return self._known[unit.id]

    def seen_at(self, level_id: str, at: XY, category: str | None = None) -> list[XY]:
        """Where something at ``at`` is seen: there, and at the doors of its closed room if the room is what it means.

        A room means an amenity when it has its category (toilets); it means any occupant (``category`` None).
        """
        tree = self._trees.get(level_id)
        if tree is None:
            return [at]
        for i in tree.query(points([at])[0], predicate="intersects"):
            room = self._closed[level_id][int(i)]
            if category is None or category.split(".")[0] == room.category.split(".")[0]:
                return [at, *self.of(room)]
        return [at]

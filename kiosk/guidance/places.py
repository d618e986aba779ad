"""From what someone writes ("11", "kiosk id", "3.5,2,1F") to a place one can stand on."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry import Point

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.guidance.findings import printable
from kiosk.guidance.signs import number_asked, plain_number
from kiosk.guidance.venue import XY, Amenity, Area, Level, Occupant, Panel, Unit, Venue

_LONGEST_REFERENCE = 200
_POLE_TOLERANCE_M = 0.05
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_COORDINATES = re.compile(rf"^\s*({_NUMBER})\s*[,，]\s*({_NUMBER})\s*[,，]\s*(\S.*?)\s*$")


class PlaceError(KioskError):
    """Nobody knows this place; ``possible`` holds references that come near."""

    def __init__(self, what: str, *, possible: Iterable[str] = (), where: str = "", remedy: str = "") -> None:
        self.possible = tuple(possible)
        super().__init__(what, where=where, remedy=remedy)


@dataclass(frozen=True, slots=True)
class At:
    """A point on a level: metres in the venue's local frame."""

    xy: XY
    level_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """Something one can be led to. ``kind``: panel, window, occupant, amenity, unit or point.

    ``at`` is in metres; a unit's is the point inside it farthest from its walls. A point's id is "X,Y,LEVEL".
    """

    id: str
    kind: str
    level_id: str
    at: XY
    name: Text

    @property
    def spot(self) -> At:
        """Where it is, on which level."""
        return At(self.at, self.level_id)


def parse_reference(reference: str) -> tuple[XY, str] | None:
    """The point and the level's name in "X,Y,LEVEL" (metres); None when it is written otherwise or not finite."""
    match = _COORDINATES.match(reference[:_LONGEST_REFERENCE])
    if match is None:
        return None
    x, y = float(match[1]), float(match[2])
    return ((x, y), match[3]) if math.isfinite(x) and math.isfinite(y) else None


def find_place(venue: Venue, reference: str) -> Place:
    """The place meant by an id, a window number or "X,Y,LEVEL"; raises :class:`PlaceError`, saying what is near.

    LEVEL is a level's id, its ordinal or its short name.
    """
    wanted = reference[:_LONGEST_REFERENCE].strip()
    for thing in venue.destinations():
        if thing.id == wanted:
            return place_of(thing)
    number = number_asked(wanted)
    if number is not None:
        for window in venue.windows():
            if window.number is not None and plain_number(window.number) == plain_number(number):
                return place_of(window)
    parsed = parse_reference(wanted)
    if parsed is not None:
        xy, word = parsed
        level = find_level(venue, word, xy)
        return Place(f"{xy[0]:.2f},{xy[1]:.2f},{level.id}", "point", level.id, xy, level.name)
    raise _unknown(venue, wanted)


def place_of(thing: Panel | Occupant | Amenity | Unit) -> Place:
    """The place of a panel, occupant, amenity or unit."""
    if isinstance(thing, Unit):
        return Place(thing.id, "unit", thing.level_id, inner_point(thing.area), thing.name or thing.alt_name)
    if isinstance(thing, Occupant):
        return Place(thing.id, "window" if thing.is_window else "occupant", thing.level_id, thing.at, thing.name)
    kind = "panel" if isinstance(thing, Panel) else "amenity"
    return Place(thing.id, kind, thing.level_id, thing.at, thing.name)


def inner_point(area: Area) -> XY:
    """The point in an area farthest from its edge (of its largest part): its pole of inaccessibility."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    pole = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=_POLE_TOLERANCE_M))[0]
    return (float(pole[0]), float(pole[1]))


def find_level(venue: Venue, word: str, xy: XY | None = None) -> Level:
    """The level of this id, ordinal or short name; of several, the one whose floor holds ``xy``."""
    for level in venue.levels:
        if level.id == word:
            return level
    fitting = [level for level in venue.levels if str(level.ordinal) == word.removeprefix("+")]
    fitting = fitting or [level for level in venue.levels if _called(level, word)]
    if len(fitting) > 1 and xy is not None:
        under = [level for level in fitting if level.area is not None and level.area.intersects(Point(xy))]
        fitting = under or fitting
    if len(fitting) == 1:
        return fitting[0]
    shown = printable(word, 40)
    if fitting:
        raise PlaceError(
            f"Several levels are called {shown}.",
            possible=(level.id for level in fitting),
            remedy=f"Name one by its id: {', '.join(level.id for level in fitting)}.",
        )
    known = [f"{level.ordinal} ({level.short_name.within('en') or level.name.within('en')})" for level in venue.levels]
    raise PlaceError(
        f"There is no level {shown}.", possible=known, remedy=f"Levels here, by ordinal: {', '.join(known[:20])}."
    )


def _called(level: Level, word: str) -> bool:
    names = {*level.short_name.values(), *level.name.values()}
    return word.casefold() in {name.casefold() for name in names}


def _unknown(venue: Venue, wanted: str) -> PlaceError:
    shown = printable(wanted, 60)
    near = _near_misses(venue, wanted)
    if near:
        names = {thing.id: thing.name.within("en") for thing in venue.destinations()}
        words = ", ".join(f"{key} ({printable(names[key], 40)})" if names.get(key) else key for key in near)
        return PlaceError(f"There is no place {shown}.", possible=near, remedy=f"Do you mean one of these: {words}?")
    numbers = [window.number for window in venue.windows() if window.number]
    if numbers:
        remedy = f"Write an id, a window number ({numbers[0]} … {numbers[-1]}) or X,Y,LEVEL."
    else:
        remedy = "Write the id of a panel, occupant, amenity or unit, or X,Y,LEVEL in metres."
    return PlaceError(f"There is no place {shown}.", remedy=remedy)


def _near_misses(venue: Venue, wanted: str) -> list[str]:
    """Up to five references that look like ``wanted``: window numbers, ids, and ids of things with a like name."""
    references: dict[str, str] = {}
    for thing in venue.destinations():
        for name in thing.name.values():
            references.setdefault(name.casefold(), thing.id)
        if isinstance(thing, Occupant) and thing.number:
            references.setdefault(thing.number.casefold(), thing.number)
    references |= {thing.id.casefold(): thing.id for thing in venue.destinations()}
    asked = wanted.casefold()
    inside = [key for key in references if len(asked) >= 2 and asked in key]
    close = difflib.get_close_matches(asked, references, 5, 0.7) if asked else []
    return list(dict.fromkeys(references[key] for key in [*close, *inside]))[:5]

"""From a visitor's words to a matter, its window and the way there: catalogue, finder, plan and guide tied together.

It only asks and joins; it decides nothing that a feature has already decided, and it remembers nothing about anybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.finding.entries import Kind
from kiosk.guidance.journey import PROFILES, WALK
from kiosk.guidance.venue import Amenity, Level, Occupant, Panel, Unit, Venue
from kiosk.guidance.vocabulary import term
from kiosk.matters.catalogue import Advice, Catalogue, Hall
from kiosk.matters.hours import Openness
from kiosk.matters.matters import Department, Matter
from kiosk.matters.windows import Closure, Window
from kiosk.policy.blocks import Block, in_language
from kiosk.policy.wall import Standing, Wall
from kiosk.visit.posted import NothingPosted, Posted

#: Of so many places of one name it is asked whether one can walk there: a way may have to be worked out for each.
_MOST_COMPARED = 6


class Hit(Protocol):
    """What the finder says about one thing it found (``kiosk.finding.find.Hit``)."""

    @property
    def kind(self) -> Kind: ...
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def window(self) -> str | None: ...
    @property
    def level(self) -> Text | None: ...
    @property
    def spans(self) -> Sequence[tuple[int, int]]: ...


class Finds(Protocol):
    """A visitor's words → hits, best first (``kiosk.finding.find.Finder``)."""

    def find(self, query: str, limit: int = 20, language: str = "zh-CN", *, floor: int = 0) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a place is from this panel: metres along the floor and seconds with waits."""

    metres: float
    seconds: float

    @property
    def minutes(self) -> int:
        return max(1, math.ceil(self.seconds / 60))


class Walks(Protocol):
    """The way from this panel (a thin shell around ``kiosk.guidance.routes.Guide``); raises KioskError: no way."""

    def reach(self, target_id: str, profile: str) -> Reach: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place one can be led to. ``here``: on this panel's floor."""

    id: str
    name: Text
    level: Text
    here: bool
    number: str | None = None
    icon: str = "place"  # a key of guidance.vocabulary


@dataclass(frozen=True, slots=True)
class MatterPage:
    """All that the matter's screen says: the matter, whose it is, where to go now, and that window's spot."""

    matter: Matter
    department: Department | None
    advice: Advice
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Facility:
    """A kind of amenity with the nearest spot of it and how many there are."""

    name: Text
    icon: str
    nearest: Spot
    count: int


@dataclass(frozen=True, slots=True)
class Floor:
    """One floor of the directory: its name and the departments on it with their window numbers, in order."""

    level: Level
    here: bool
    rows: tuple[tuple[Department, tuple[str, ...]], ...]


class NoWalks:
    """The absent twin: no plan to walk on."""

    def reach(self, target_id: str, profile: str) -> Reach:
        raise KioskError("this panel has no floor plan to walk on")


class FindWay:
    """What the screens may ask about matters and places, seen from one panel."""

    def __init__(
        self,
        catalogue: Catalogue,
        venue: Venue,
        finder: Finds,
        walks: Walks,
        panel_id: str | None,
        clock: Clock,
        posted: Posted | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.venue = venue
        self.clock = clock
        self.panel_id = panel_id
        self._finder = finder
        self._walks = walks
        self._posted: Posted = posted or NothingPosted()
        self._reached: dict[tuple[str, str], Reach | None] = {}
        self._closures: dict[str, Closure] = {}

    @property
    def hall(self) -> Hall:
        return self.catalogue.hall

    def find(self, words: str, limit: int = 40, language: str = "zh-CN") -> Sequence[Hit]:
        """What these words may mean, best first, underlined in ``language``; nothing for nothing.

        Of places that are called the same, those that nobody can walk to come last.
        """
        if not words.strip():
            return ()
        hits = self._finder.find(words, limit, language, floor=self._floor)
        return self._reachable_first(self._posted_today(hits))

    def _posted_today(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The same hits; notices that are over come last, and of those to come nobody knows yet."""
        if not any(hit.kind is Kind.NOTICE for hit in hits):
            return hits
        wall = self.wall()
        found = [(hit, wall.notice(hit.id) if hit.kind is Kind.NOTICE else None) for hit in hits]
        known = [(hit, notice) for hit, notice in found if hit.kind is not Kind.NOTICE or notice is not None]
        known.sort(key=lambda pair: pair[1] is not None and pair[1][1] is not Standing.SHOWN)
        return [hit for hit, _ in known]

    def wall(self) -> Wall:
        """What is posted today."""
        return Wall(self._posted.columns, self._posted.notices, self.clock.now())

    def words_of_notice(self, code: str, language: str) -> tuple[Block, ...]:
        """A notice's words for a visitor who reads ``language``."""
        return in_language(self._posted.words(code), language)

    def medium(self, name: str) -> str:
        """Where a posted picture lies; "" when there is none that can be trusted."""
        return self._posted.medium(name) if name else ""

    def _reachable_first(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The same hits; places of one name change seats among themselves."""
        seats: dict[Text, list[int]] = {}
        for seat, hit in enumerate(hits):
            if hit.kind is Kind.PLACE and hit.id in self._spots:
                seats.setdefault(hit.title, []).append(seat)
        ordered = list(hits)
        for same in (some[:_MOST_COMPARED] for some in seats.values() if len(some) > 1):
            there = sorted(same, key=lambda seat: self.reach(self._spots[hits[seat].id]) is None)
            for seat, taken in zip(same, there, strict=True):
                ordered[seat] = hits[taken]
        return ordered

    def hall_hours(self) -> Openness:
        return self.catalogue.hours_of_hall(self.clock.now())

    def advice(self, matter_code: str) -> Advice:
        """Where to go for a matter now; KeyError for a matter that is not there."""
        return self.catalogue.where(matter_code, self.clock.now(), closures=self._closures)

    def matter_page(self, code: str) -> MatterPage | None:
        """Everything about a matter; None when this hall does not know it."""
        try:
            matter = self.catalogue.matter(code)
        except KeyError:
            return None
        advice = self.advice(code)
        spot = self.spot_of_window(advice.best.window.number) if advice.best else None
        return MatterPage(matter, self.department(matter.department_code), advice, spot)

    def department(self, code: str) -> Department | None:
        try:
            return self.catalogue.department(code)
        except KeyError:
            return None

    def popular(self, count: int) -> tuple[Matter, ...]:
        """The matters most asked for."""
        return self.catalogue.popular_matters(count)

    def window(self, number: str) -> Window | None:
        try:
            return self.catalogue.window(number)
        except KeyError:
            return None

    def window_hours(self, window: Window) -> Openness:
        return self.catalogue.hours_of_window(window, self.clock.now(), self._closures.get(window.number))

    def close_windows(self, closures: Mapping[str, Closure]) -> None:
        """From now on these windows, by number, are closed by a switch; all others go by their hours."""
        self._closures = dict(closures)

    def spot_of_window(self, number: str) -> Spot | None:
        """Where a window is; None when the plan does not show it."""
        window = self.window(number)
        if window is not None and window.place_id in self._spots:
            return self._spots[window.place_id]
        return self._windows.get(number)

    def spot(self, place_id: str) -> Spot | None:
        """The place with this id (window, amenity, room, panel)."""
        return self._spots.get(place_id)

    def reach(self, spot: Spot | None, profile: str = WALK.id) -> Reach | None:
        """How far a spot is for a way of walking; None when there is no way, or no plan."""
        if spot is None or profile not in PROFILES:
            return None
        key = (spot.id, profile)
        if key not in self._reached:
            try:
                self._reached[key] = self._walks.reach(spot.id, profile)
            except KioskError:
                self._reached[key] = None
        return self._reached[key]

    def forget_distances(self) -> None:
        """A connector, door or zone was switched: distances are measured anew when asked for."""
        self._reached.clear()

    def facilities(self, profile: str = WALK.id) -> tuple[Facility, ...]:
        """The kinds of amenities in this building, each with the one that is nearest to this panel; nearest first."""
        kinds: dict[tuple[str, Text], list[Amenity]] = {}
        for amenity in self.venue.amenities:
            kinds.setdefault(_kind(amenity), []).append(amenity)
        found = []
        for (icon, name), amenities in kinds.items():
            spots = [spot for a in amenities if (spot := self._spots.get(a.id)) is not None]
            nearest = min(spots, key=lambda spot: self._seconds(spot, profile))
            found.append(Facility(name, icon, nearest, len(spots)))
        return tuple(sorted(found, key=lambda f: self._seconds(f.nearest, profile)))

    @cached_property
    def directory(self) -> tuple[Floor, ...]:
        """Every floor with its departments and their windows, the highest floor first, as on a board in a lobby."""
        floors: dict[str, dict[str, list[str]]] = {}
        for window in self.catalogue.windows:
            occupant = self._occupant(window)
            if occupant is not None:
                for code in window.department_codes[:1]:
                    floors.setdefault(occupant.level_id, {}).setdefault(code, []).append(window.number)
        levels = sorted((lv for lv in self.venue.levels if lv.id in floors), key=lambda lv: -lv.ordinal)
        return tuple(
            Floor(
                level,
                level.id == self._here,
                tuple(
                    (department, tuple(numbers))
                    for code, numbers in floors[level.id].items()
                    if (department := self.department(code)) is not None
                ),
            )
            for level in levels
        )

    def _seconds(self, spot: Spot, profile: str) -> float:
        reach = self.reach(spot, profile)
        return reach.seconds if reach else math.inf

    def _occupant(self, window: Window) -> Occupant | None:
        return self._occupants.get(window.place_id) or self._by_number.get(window.number)

    @cached_property
    def _occupants(self) -> dict[str, Occupant]:
        return {occupant.id: occupant for occupant in self.venue.occupants}

    @cached_property
    def _by_number(self) -> dict[str, Occupant]:
        return {o.number: o for o in self.venue.occupants if o.number is not None}

    @cached_property
    def _floor(self) -> int:
        """The number of this panel's floor, 1 on the ground floor; 0 when it is not known."""
        ordinal = next((level.ordinal for level in self.venue.levels if level.id == self._here), None)
        return 0 if ordinal is None else ordinal + 1 if ordinal >= 0 else ordinal

    @cached_property
    def _here(self) -> str | None:
        return next((panel.level_id for panel in self.venue.panels if panel.id == self.panel_id), None)

    @cached_property
    def _level_names(self) -> dict[str, Text]:
        return {level.id: level.name or level.short_name for level in self.venue.levels}

    @cached_property
    def _spots(self) -> dict[str, Spot]:
        return {place.id: self._spot_of(place) for place in self.venue.destinations()}

    @cached_property
    def _windows(self) -> dict[str, Spot]:
        return {spot.number: spot for spot in self._spots.values() if spot.number is not None}

    def _spot_of(self, place: Panel | Occupant | Amenity | Unit) -> Spot:
        level = self._level_names.get(place.level_id, EMPTY)
        here = place.level_id == self._here
        if isinstance(place, Occupant) and place.number is not None:
            return Spot(place.id, place.name, level, here, place.number, "window")
        if isinstance(place, Panel):
            return Spot(place.id, place.name, level, here, None, "machine")
        words = term(place.category)
        return Spot(place.id, place.name or words.name, level, here, None, words.icon)


def _kind(amenity: Amenity) -> tuple[str, Text]:
    """What makes two amenities the same kind: the category's words; for a category without words, its own name."""
    words = term(amenity.category)
    if amenity.category == "unspecified" or words.icon == "place":
        return words.icon, amenity.name or words.name
    return words.icon, words.name

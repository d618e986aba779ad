"""The places of a building by kind, for the map's keys: windows, toilets, lifts, copiers … rooms (no Qt)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.inks import Ink, unit_ink
from kiosk.guidance.labels import in_chinese_too
from kiosk.guidance.naming import floor_name
from kiosk.guidance.places import inner_point
from kiosk.guidance.venue import XY, Level, Panel, Venue
from kiosk.guidance.vocabulary import term

_FLOOR_M = 60.0  # one floor up or down counts like this walk when the nearest is asked for
_FIRST = ("window", "toilet", "lift", "copier", "forms", "info", "machine", "photo", "water", "baby", "stairs")
_LAST = ("room",)
ROOMS = Text(zh="房间", en="Rooms")
WINDOWS = Text(zh="窗口", en="Windows")
TOILETS = Text(zh="卫生间", en="Toilets")


@dataclass(frozen=True, slots=True)
class Item:
    """A place of a kind. ``sign``: a window's number; ``at`` in metres of the venue."""

    id: str
    name: Text
    level_id: str
    at: XY
    sign: str = ""


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place with everything of it in the building; ``icon``: a key of the vocabulary."""

    key: str
    name: Text
    icon: str
    items: tuple[Item, ...] = field(default=())


def kinds_of(venue: Venue) -> tuple[PlaceKind, ...]:
    """Every kind this building has, the ones that are asked for most first."""
    found: dict[str, PlaceKind] = {}
    for kind, item in (*_windows(venue), *_connectors(venue), *_amenities(venue), *_rooms(venue)):
        known = found.get(kind.key, kind)
        found[kind.key] = replace(known, items=(*known.items, item))
    order = {key: i for i, key in enumerate(_FIRST)}

    def rank(kind: PlaceKind) -> tuple[int, int]:
        place = order.get(kind.icon if kind.icon in order else kind.key, len(order))
        return (place + len(order) * (kind.key in _LAST), -len(kind.items))

    return tuple(sorted(found.values(), key=rank))


def by_name(items: Iterable[Item]) -> tuple[Item, ...]:
    """The same places, as people count: Room 9 before Room 10."""

    def counted(item: Item) -> list[tuple[int, str]]:
        parts = re.findall(r"\d+|\D+", item.sign or item.name.within("en"))
        return [(int(part), "") if part.isdigit() else (0, part) for part in parts]

    return tuple(sorted(items, key=counted))


def nearest(items: Iterable[Item], venue: Venue, panel: Panel | None) -> tuple[Item, ...]:
    """The same places, the nearest to the panel first: as the crow flies, other floors later."""
    if panel is None:
        return tuple(items)
    ordinals = {level.id: level.ordinal for level in venue.levels}
    here = ordinals[panel.level_id]

    def far(item: Item) -> float:
        return math.dist(item.at, panel.at) + abs(ordinals[item.level_id] - here) * _FLOOR_M

    return tuple(sorted(items, key=far))


def floors_of(venue: Venue) -> tuple[tuple[Level, Text], ...]:
    """Every floor with its name, the highest first; where several buildings share a height, building by building."""
    buildings = list(dict.fromkeys(level.building_ids for level in venue.levels))
    shared = len({level.ordinal for level in venue.levels}) < len(venue.levels)
    out: list[tuple[Level, Text]] = []
    for number, building in enumerate(buildings if shared else [None], 1):
        levels = [level for level in venue.levels if building is None or level.building_ids == building]
        for level in sorted(levels, key=lambda level: -level.ordinal):
            name = floor_name(level)
            out.append((level, _in_building(number, name) if shared and len(buildings) > 1 else name))
    return tuple(out)


def _in_building(number: int, name: Text) -> Text:
    """A floor's name behind its building's number."""
    zh, en = name.within("zh-CN"), name.within("en")
    return Text(zh=f"{number}号楼 {zh}", en=f"Building {number}, {en}")


def _windows(venue: Venue) -> Iterable[tuple[PlaceKind, Item]]:
    kind = PlaceKind("window", WINDOWS, "window")
    for window in venue.windows():
        yield (
            kind,
            Item(
                window.id, in_chinese_too(window.name, window.category), window.level_id, window.at, window.number or ""
            ),
        )


def _connectors(venue: Venue) -> Iterable[tuple[PlaceKind, Item]]:
    for connector in venue.connectors:
        words = term(connector.kind.value)
        for stop in connector.stops:
            unit = next((u.name for u in venue.units if u.id == stop.unit_id), EMPTY)
            name = in_chinese_too(connector.name or unit, connector.kind.value) or words.name
            at = inner_point(stop.area)
            yield PlaceKind(words.icon, words.name, words.icon), Item(stop.unit_id, name, stop.level_id, at)


def _amenities(venue: Venue) -> Iterable[tuple[PlaceKind, Item]]:
    connecting = {stop.unit_id for connector in venue.connectors for stop in connector.stops}
    for amenity in venue.amenities:
        if connecting.intersection(amenity.unit_ids):
            continue
        kind = _kind(amenity.category, amenity.name)
        name = in_chinese_too(amenity.name, amenity.category) or term(amenity.category).name
        yield kind, Item(amenity.id, name, amenity.level_id, amenity.at)


def _kind(category: str, name: Text) -> PlaceKind:
    words = term(category)
    if category.startswith("restroom"):
        return PlaceKind("toilet", TOILETS, "toilet")
    if category == "unspecified" or words.icon == "place":
        return PlaceKind(f"own:{name.within('zh-CN')}", name or words.name, "place")
    return PlaceKind(words.icon, words.name, words.icon)


def _rooms(venue: Venue) -> Iterable[tuple[PlaceKind, Item]]:
    """Named rooms, and toilets that the plan knows as rooms only; an occupant of a room counts as the room."""
    spoken = {unit_id for amenity in venue.amenities for unit_id in amenity.unit_ids}
    spoken |= {stop.unit_id for connector in venue.connectors for stop in connector.stops}
    for unit in venue.units:
        ink = unit_ink(unit.category)
        if ink is Ink.TOILET and unit.id not in spoken:
            words = term(unit.category)
            item = Item(
                unit.id, in_chinese_too(unit.name, unit.category) or words.name, unit.level_id, inner_point(unit.area)
            )
            yield _kind(unit.category, unit.name), item
        elif ink is Ink.ROOM and unit.name and unit.name.within("zh-CN").rstrip()[-1:] not in {"", "-", "–"}:
            name = in_chinese_too(unit.name, unit.category)
            yield PlaceKind("room", ROOMS, "room"), Item(unit.id, name, unit.level_id, inner_point(unit.area))
    for occupant in venue.occupants:
        if not occupant.is_window and occupant.unit_id is None and occupant.name:
            name = in_chinese_too(occupant.name, occupant.category)
            yield PlaceKind("room", ROOMS, "room"), Item(occupant.id, name, occupant.level_id, occupant.at)

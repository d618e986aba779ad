"""What can be switched off without a release: lifts, stairs, escalators, windows, doors and zones, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from kiosk.base.texts import Text
from kiosk.guidance.naming import floor_name, noun, window_sign
from kiosk.guidance.venue import Opening, Unit, Venue
from kiosk.guidance.vocabulary import term
from kiosk.matters.catalogue import Catalogue, number_order

_BESIDE_M = 0.3
_DOOR = Text(zh="门", en="Door")


def switchable(venue: Venue | None, catalogue: Catalogue) -> list[dict[str, Any]]:
    """``{kind, group, id, zh, en, floor_zh, floor_en, category}``; group: connectors, windows, doors, zones."""
    found = [_window(number, venue, catalogue) for number in _numbers(catalogue)]
    if venue is None:
        return found
    return [*_connectors(venue), *found, *_doors(venue), *_zones(venue)]


def _entry(kind: str, group: str, id_: str, name: Text, floor: Text, category: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "group": group,
        "id": id_,
        "zh": name.within("zh-CN"),
        "en": name.within("en"),
        "floor_zh": floor.within("zh-CN"),
        "floor_en": floor.within("en"),
        "category": category,
    }


def _numbers(catalogue: Catalogue) -> list[str]:
    return sorted({window.number for window in catalogue.windows}, key=number_order)


def _window(number: str, venue: Venue | None, catalogue: Catalogue) -> dict[str, Any]:
    places = {o.id: o.level_id for o in venue.occupants} if venue else {}
    window = catalogue.window(number)
    level_id = places.get(window.place_id)
    floor = floor_name(venue.level(level_id)) if venue and level_id else Text()
    names = {d.code: d.short_name or d.name for d in catalogue.departments}
    department = names.get(window.department_codes[0], Text()) if window.department_codes else Text()
    sign = window_sign(number)
    if department:
        sign = Text(zh=f"{sign['zh']} {department.within('zh-CN')}", en=f"{sign['en']}, {department.within('en')}")
    return _entry("window", "windows", number, sign, floor, "window")


def _connectors(venue: Venue) -> Iterator[dict[str, Any]]:
    for connector in venue.connectors:
        floors = [floor_name(venue.level(stop.level_id)) for stop in connector.stops]
        words = Text(zh="、".join(f["zh"] for f in floors), en=", ".join(f["en"] for f in floors))
        name = connector.name or term(connector.kind.value).name
        yield _entry("place", "connectors", connector.id, name, words, connector.kind.value)


def _doors(venue: Venue) -> Iterator[dict[str, Any]]:
    """Doors have no names of their own: they are called by the rooms on their two sides."""
    levels = sorted(venue.levels, key=lambda level: level.ordinal)
    for level in levels:
        units = [unit for unit in venue.units if unit.level_id == level.id]
        tree = shapely.STRtree([unit.area for unit in units])
        for opening in venue.openings:
            if opening.level_id == level.id:
                beside = [units[i] for i in tree.query(opening.line, predicate="dwithin", distance=_BESIDE_M)]
                yield _entry("place", "doors", opening.id, _door(opening, beside), floor_name(level), opening.category)


def _door(opening: Opening, beside: list[Unit]) -> Text:
    if opening.name:
        return opening.name
    names = [Text({tag: words for tag, words in _called(unit).items() if words}) for unit in beside]
    told = list(dict.fromkeys(name for name in names if name))[:2]
    if not told:
        return _DOOR
    if len(told) == 1:
        outside = Text(zh=f"大门（{told[0].within('zh-CN')}）", en=f"Entrance ({told[0].within('en')})")
        inside = Text(zh=f"门（{told[0].within('zh-CN')}）", en=f"Door ({told[0].within('en')})")
        return outside if "principal" in opening.category else inside
    one, two = told
    return Text(zh=f"{one.within('zh-CN')} ↔ {two.within('zh-CN')}", en=f"{one.within('en')} ↔ {two.within('en')}")


def _called(unit: Unit) -> Text:
    return unit.name or term(unit.category).name or noun(unit)


def _zones(venue: Venue) -> Iterator[dict[str, Any]]:
    for zone in venue.zones:
        name = zone.name or term(zone.category).name
        yield _entry("place", "zones", zone.id, name, floor_name(venue.level(zone.level_id)), zone.category)

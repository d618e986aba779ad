"""What on a drawn floor wants a name, in a visitor's language, and who gives way to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import Text
from kiosk.guidance.drawing import FloorPicture, Room, Spot, SpotKind
from kiosk.guidance.inks import Ink, unit_ink
from kiosk.guidance.naming import chinese_name
from kiosk.guidance.venue import XY
from kiosk.guidance.vocabulary import term


class Rank(IntEnum):
    """Who is placed first; what comes later gives way."""

    DESTINATION = 0
    HERE = 1
    CONNECTOR = 2
    TOILET = 3
    WINDOW = 4
    AMENITY = 5
    ZONE = 6
    ROOM = 7


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that wants a label. ``texts``: the full name, then shorter ones. ``at``: its place, if it has one."""

    id: str
    rank: Rank
    texts: tuple[str, ...]
    room: BaseGeometry
    at: XY | None = None
    icon: str = ""
    plate: bool = False
    ids: tuple[str, ...] = ()


_PICTURED_ROOMS = {"restroom", "foodservice", "firstaid", "mothersroom", "smokingarea", "library", "shower", "security"}


def candidates(picture: FloorPicture, language: str, hidden: Iterable[str] = ()) -> tuple[Candidate, ...]:
    """Everything on a floor that wants a label, in a visitor's language, but for the ``hidden`` ids."""
    silent = set(hidden)
    found = [_of_spot(spot, language) for spot in picture.spots if spot.kind is not SpotKind.PANEL]
    found += [_of_room(room, language) for room in picture.rooms if not silent.intersection(room.holds)]
    return tuple(c for c in found if c is not None and c.id not in silent)


def _of_spot(spot: Spot, language: str) -> Candidate | None:
    room = spot.room
    if room is None or room.is_empty:
        return None
    words = term(spot.category)
    if spot.kind is SpotKind.WINDOW:
        return Candidate(spot.id, Rank.WINDOW, (spot.number or "",), room, spot.at, plate=True, ids=(spot.id,))
    name = named(spot.name, spot.category, language)
    if spot.kind is SpotKind.CONNECTOR:
        texts = _different(name, words.name.within(language))
        return Candidate(spot.id, Rank.CONNECTOR, texts, room, spot.at, words.icon, ids=(spot.id,))
    if spot.kind is SpotKind.AMENITY:
        rank = Rank.TOILET if spot.category.startswith("restroom") else Rank.AMENITY
        texts = _different(name, words.name.within(language))
        return Candidate(spot.id, rank, texts, room, spot.at, words.icon, ids=(spot.id,))
    texts = _different(name)
    return Candidate(spot.id, Rank.ROOM, texts, room, spot.at, ids=(spot.id,)) if texts else None


def _of_room(room: Room, language: str) -> Candidate | None:
    if room.zone:
        texts = _different(named(room.name, room.category, language))
        return Candidate(room.id, Rank.ZONE, texts, room.area, ids=(room.id,)) if texts else None
    ink = unit_ink(room.category)
    name, short = named(room.name, room.category, language), room.short_name.within(language)
    words = term(room.category)
    head = room.category.split(".")[0]
    pictured = head in _PICTURED_ROOMS or ink is Ink.CONNECTOR
    if ink in {Ink.SOLID, Ink.VOID} or (not name and (ink is Ink.OPEN or not (pictured or ink is Ink.ROOM))):
        return None
    if not name and head in {"room", "unspecified"}:
        return None
    rank = Rank.CONNECTOR if ink is Ink.CONNECTOR else Rank.TOILET if ink is Ink.TOILET else Rank.ROOM
    texts = _different(name or words.name.within(language), short, words.name.within(language) if pictured else "")
    ids = (room.id, *room.holds)
    if not texts and not pictured:
        return None
    return Candidate(room.id, rank, texts, room.area, icon=words.icon if pictured else "", ids=ids)


def _different(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.strip(" -–") for t in texts if any(letter.isalnum() for letter in t)))


def named(name: Text, category: str, language: str) -> str:
    """A place's name as a reader of ``language`` knows it."""
    return in_chinese_too(name, category).within(language)


def in_chinese_too(name: Text, category: str) -> Text:
    """A plan's name with the Chinese its visitors know: "Classroom 110" → 教室110; a toilet is called what it is."""
    if not name or any(tag.startswith("zh") for tag in name):
        return name
    zh = chinese_name(name, category)
    if category.startswith("restroom") and zh == name.within("en"):
        zh = term(category).name["zh"]
    return Text({**name, "zh": zh})

"""What can be drawn: kinds of rooms, things and places in the order a hall needs them, with names and pictograms."""

from __future__ import annotations

from typing import Any

from kiosk.guidance.vocabulary import AMENITY_CATEGORIES, TERMS, UNIT_CATEGORIES, term
from kiosk.hub.records.models import Row

_UNITS = (
    "walkway", "lobby", "waitingroom", "room", "office", "conferenceroom", "nonpublic", "restroom", "restroom.male",
    "restroom.female", "restroom.unisex.wheelchair", "restroom.family", "mothersroom", "storage", "elevator", "stairs",
    "escalator", "ramp", "opentobelow", "structure",
)  # fmt: skip
_FIXTURES = ("desk", "furniture", "bench", "column", "vegetation", "equipment", "obstruction", "wall")
_AMENITIES = (
    "restroom", "restroom.male", "restroom.female", "restroom.unisex.wheelchair", "mothersroom", "copymachine",
    "x.formsdesk", "x.help", "information", "defibrillator", "x.ticketmachine", "x.selfservice", "drinkingfountain",
    "atm", "x.photo", "x.print", "powerchargingstation", "wheelchairassist", "x.glasses", "x.umbrella", "coinlocker",
    "mailbox", "seating", "lostandfound", "firstaid", "smokingarea", "entry", "x.exit", "x.emergencyexit",
    "fireextinguisher", "security", "vendingmachine", "foodservice", "childplayarea", "parking", "landmark",
)  # fmt: skip
_OPENINGS = (
    ("pedestrian", "门", "Door"),
    ("pedestrian.principal", "主要出入口", "Main entrance"),
    ("emergencyexit", "安全出口", "Emergency exit"),
    ("service", "内部通道门", "Service door"),
    ("automobile", "车行门", "Vehicle gate"),
)
_FIXTURE_WORDS = {
    "desk": ("柜台、桌子", "Counter or desk"),
    "furniture": ("座椅、家具", "Seats, furniture"),
    "column": ("立柱", "Column"),
    "vegetation": ("绿植", "Plant"),
    "equipment": ("设备、自助机", "Machine"),
    "obstruction": ("障碍物", "Obstruction"),
    "wall": ("墙体", "Wall"),
}
_ZONES = (("waitingroom", "等候区", "Waiting area"), ("unspecified", "部门区域", "Department area"),
          ("walkway", "通道区域", "Passage"))  # fmt: skip


def catalogue() -> dict[str, Any]:
    """Entries ``{category, zh, en, icon}`` by kind of item; the usual ones first, then all others."""
    return {
        "unit": _entries(_UNITS, UNIT_CATEGORIES),
        "fixture": [_entry(category, *_FIXTURE_WORDS.get(category, ())) for category in _FIXTURES],
        "amenity": _entries(_AMENITIES, AMENITY_CATEGORIES | {key for key in TERMS if key.startswith("x.")}),
        "opening": [_entry(*words) for words in _OPENINGS],
        "zone": [_entry(*words) for words in _ZONES],
        "common": {"unit": len(_UNITS), "amenity": len(_AMENITIES)},
    }


def _entries(usual: tuple[str, ...], every: frozenset[str]) -> list[dict[str, str]]:
    others = sorted((_entry(category) for category in every - set(usual)), key=lambda entry: entry["en"])
    return [*(_entry(category) for category in usual), *others]


def _entry(category: str, zh: str = "", en: str = "") -> dict[str, str]:
    known = term(category)
    return {
        "category": category,
        "zh": zh or known.name.within("zh"),
        "en": en or known.name.within("en"),
        "icon": known.icon,
    }


def departments(hall_id: str) -> list[dict[str, str]]:
    """The hall's departments, to choose from."""
    rows = Row.objects.filter(hall_id=hall_id, table="departments").order_by("place", "pk")
    return [
        {
            "code": str(row.data.get("code") or row.key),
            "zh": str(row.data.get("name_zh") or row.data.get("name") or row.key),
            "en": str(row.data.get("name_en") or row.data.get("name_zh") or row.key),
        }
        for row in rows
    ]

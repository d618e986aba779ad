"""What a shape on the drawn floor stands for, and the order in which shapes lie on each other."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Layer(IntEnum):
    """The order of drawing, lowest first."""

    GROUND = 0
    OPEN = 1
    ROOM = 2
    ZONE = 3
    LINE = 4
    FIXTURE = 5
    WALL = 6


class Ink(StrEnum):
    """What a shape stands for; a palette gives each its colour."""

    GROUND = "ground"
    OPEN = "open"
    ROOM = "room"
    STAFF = "staff"
    TOILET = "toilet"
    CONNECTOR = "connector"
    VOID = "void"
    ZONE = "zone"
    COUNTER = "counter"
    FURNITURE = "furniture"
    PLANT = "plant"
    SOLID = "solid"
    LINE = "line"
    TREAD = "tread"
    WALL = "wall"
    EDGE = "edge"


_OPEN = {
    "walkway",
    "walkway.island",
    "lobby",
    "unenclosedarea",
    "platform",
    "terrace",
    "footbridge",
    "openarea",
    "road",
}
_STAFF = {"nonpublic", "office", "storage", "serverroom", "kitchen", "mailroom", "structure", "unspecified"}
_SOLID = {"column", "brick", "concrete", "drywall", "glass", "wall", "obstruction"}
_CLIMBING = {"elevator", "stairs", "escalator", "ramp", "steps", "movingwalkway"}


def unit_ink(category: str) -> Ink:
    """What a unit of this IMDF category is drawn as; an unknown category is a room."""
    head = category.split(".")[0]
    if category in _OPEN or head in _OPEN:
        return Ink.OPEN
    if head in _CLIMBING:
        return Ink.CONNECTOR
    if head == "restroom":
        return Ink.TOILET
    if head in _SOLID:
        return Ink.SOLID
    if head == "opentobelow":
        return Ink.VOID
    return Ink.STAFF if head in _STAFF else Ink.ROOM


def fixture_ink(category: str) -> Ink:
    """What a fixture of this IMDF category is drawn as; an unknown one is furniture."""
    if category in {"desk", "counter"} or "counter" in category:
        return Ink.COUNTER
    if category in {"vegetation", "plant", "water"}:
        return Ink.PLANT
    return Ink.SOLID if category in _SOLID else Ink.FURNITURE

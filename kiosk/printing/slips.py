"""A slip (号票小票): what stands on the paper, as facts without a person in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.base.texts import EMPTY, Text

#: A point on the slip's map in metres: x to the right, y down, as the visitor looks at the panel.
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MapMark:
    """A named point of the map. ``is_sign``: the name stands at the point itself, as on a sign."""

    at: XY
    name: Text
    is_sign: bool = False


@dataclass(frozen=True, slots=True)
class SlipMap:
    """A part of a floor in black lines, in metres (x right, y down; up is where the visitor looks).

    ``rooms`` are outlines (closed by themselves), ``walls`` open lines, ``walk`` the way from here to the window (or to
    the lift that leads on), ``here`` and ``goal`` its ends with their names, ``marks`` what one passes. ``floor``:
    which floor this is.
    """

    walk: tuple[XY, ...]
    here: MapMark
    goal: MapMark
    walls: tuple[tuple[XY, ...], ...] = ()
    rooms: tuple[tuple[XY, ...], ...] = ()
    marks: tuple[MapMark, ...] = ()
    floor: Text = EMPTY


@dataclass(frozen=True, slots=True)
class SlipMaterial:
    """A paper to bring. ``detail``: copies, remarks, for whom. ``required`` False: only if it applies."""

    name: Text
    detail: Text = EMPTY
    required: bool = True


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip says, in the language of who asked.

    ``label`` as it will be called ("A012", "AK3-001"); ``ahead`` −1 and minutes 0: not known, then they are left out.
    ``windows`` are numbers as on the signs; ``then`` names what follows on the same ticket (一次取号). ``said``: why
    this ticket goes first, that it is an appointment, that it was given without the hub. ``route``: steps in words;
    ``route_facts``: how far ("约42米，步行1分钟"). ``code``: the text of the QR to follow the ticket, "" for none.
    """

    label: str
    hall: Text
    taken: datetime
    language: str = "zh-CN"
    queue: Text = EMPTY
    matters: tuple[Text, ...] = ()
    windows: tuple[str, ...] = ()
    then: tuple[Text, ...] = ()
    ahead: int = -1
    p50_min: int = 0
    p90_min: int = 0
    said: Text = EMPTY
    route: tuple[Text, ...] = ()
    route_facts: Text = EMPTY
    map: SlipMap | None = None
    materials: tuple[SlipMaterial, ...] = ()
    code: str = ""
    footer: Text = EMPTY

"""What a route is made of, and the words for it: the facts that walkways, routes, directions and screens share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.base.texts import Text
from kiosk.guidance.venue import XY, ConnectorKind


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of walking. ``min_door_m`` is the narrowest door it may take; step-free means lifts and ramps only."""

    id: str
    name: Text
    speed_mps: float
    step_free: bool
    min_door_m: float
    radius_m: float


WALK = Profile("walk", Text(zh="步行", en="Walking"), 1.0, False, 0.6, 0.25)
SLOW = Profile("slow", Text(zh="慢行", en="Slow walker"), 0.7, False, 0.6, 0.25)
WHEELCHAIR = Profile("wheelchair", Text(zh="轮椅、婴儿车", en="Wheelchair or pram"), 0.7, True, 0.9, 0.42)
PROFILES = {profile.id: profile for profile in (WALK, SLOW, WHEELCHAIR)}


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a route on one level; ``connector_id`` is what it enters at its end (None on the last leg)."""

    level_id: str
    points: tuple[XY, ...]
    connector_id: str | None = None
    connector_kind: ConnectorKind | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A way from one place to another for one profile. Metres along the floor, seconds with waits."""

    origin_id: str | None
    target_id: str
    profile: str
    legs: tuple[Leg, ...]
    length_m: float
    seconds: float
    min_clearance_m: float


class Turn(StrEnum):
    """What a step tells the legs to do; also the name of its pictogram."""

    AROUND = "around"
    STRAIGHT = "straight"
    LEFT = "left"
    RIGHT = "right"
    SLIGHT_LEFT = "slight_left"
    SLIGHT_RIGHT = "slight_right"
    ELEVATOR = "elevator"
    STAIRS = "stairs"
    ESCALATOR = "escalator"
    RAMP = "ramp"
    ARRIVE = "arrive"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the words (zh, en), where it is done, how far it leads (metres) and the pictogram."""

    text: Text
    level_id: str
    at: XY
    turn: Turn
    distance_m: float = 0.0
    landmark_id: str | None = None

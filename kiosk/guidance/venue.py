"""The building as the panel knows it: IMDF features in metres, plus what IMDF lacks (facts, no behaviour of walking).

All geometry is shapely, in the venue's local frame: metres, x to the east, y to the north, origin near the venue's
middle. Bearings are degrees clockwise from true north. Source: IMDF 1.0 (OGC 20-094); see docs/plan-format.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text

Area: TypeAlias = Polygon | MultiPolygon
XY: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LocalFrame:
    """A flat east/north frame in metres around one place on the WGS 84 ellipsoid (error < 1 mm per 100 m in a hall)."""

    longitude: float
    latitude: float

    def _metres_per_degree(self) -> tuple[float, float]:
        # WGS 84: radii of the parallel and of the meridian at this latitude.
        a, e2 = 6378137.0, 6.69437999014e-3
        phi = math.radians(self.latitude)
        w = math.sqrt(1 - e2 * math.sin(phi) ** 2)
        return math.radians(a / w * math.cos(phi)), math.radians(a * (1 - e2) / w**3)

    def to_local(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) longitude/latitude in degrees → (n, 2) metres."""
        kx, ky = self._metres_per_degree()
        out = np.asarray(lonlat, dtype=float)[:, :2] - (self.longitude, self.latitude)
        return out * (kx, ky)

    def to_lonlat(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 2) metres → (n, 2) longitude/latitude in degrees."""
        kx, ky = self._metres_per_degree()
        return np.asarray(xy, dtype=float)[:, :2] / (kx, ky) + (self.longitude, self.latitude)


class ConnectorKind(StrEnum):
    """What joins floors (IMDF relationship categories)."""

    STAIRS = "stairs"
    ESCALATOR = "escalator"
    ELEVATOR = "elevator"
    RAMP = "ramp"


class Direction(StrEnum):
    """Which way a connector takes people."""

    BOTH = "both"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Level:
    """A floor. ``ordinal`` 0 is the ground floor; several levels may share one (two buildings)."""

    id: str
    ordinal: int
    name: Text
    short_name: Text
    area: Area | None
    building_ids: tuple[str, ...] = ()
    outdoor: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A room, walkway, stairwell, lift shaft … ``category`` as IMDF says it ("walkway", "room", "elevator" …)."""

    id: str
    level_id: str
    category: str
    area: Area
    name: Text = EMPTY
    alt_name: Text = EMPTY
    restriction: str | None = None
    accessibility: tuple[str, ...] = ()
    department_code: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A door or passage: a line on a unit's edge whose length is its clear width (IMDF)."""

    id: str
    level_id: str
    category: str
    line: LineString
    name: Text = EMPTY
    accessibility: tuple[str, ...] = ()
    door: Mapping[str, Any] | None = None

    @property
    def width_m(self) -> float:
        return float(self.line.length)


@dataclass(frozen=True, slots=True)
class Fixture:
    """A thing that stands in the way: counter, desk, bench, plant, column, wall piece."""

    id: str
    level_id: str
    category: str
    area: Area
    name: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Amenity:
    """A place people ask for: toilet, copier, forms desk, AED … ``category`` as IMDF says it, or "x." + ours."""

    id: str
    level_id: str
    category: str
    at: XY
    name: Text = EMPTY
    alt_name: Text = EMPTY
    unit_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occupant:
    """Who is found at a place: a window, an office, a shop. ``number`` is what the sign over a window says ("11")."""

    id: str
    level_id: str
    category: str
    at: XY
    name: Text = EMPTY
    number: str | None = None
    unit_id: str | None = None
    facing_deg: float | None = None
    matter_codes: tuple[str, ...] = ()

    @property
    def is_window(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Panel:
    """One of our machines (IMDF kiosk). ``at``: where its visitor stands; ``bearing_deg``: where that visitor looks."""

    id: str
    level_id: str
    at: XY
    name: Text = EMPTY
    bearing_deg: float | None = None
    area: Area | None = None
    mounting: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a connector touches a floor: its unit there and the area one steps into."""

    level_id: str
    unit_id: str
    area: Area


@dataclass(frozen=True, slots=True)
class Connector:
    """Stairs, an escalator, a lift or a ramp, with every floor it serves, lowest first.

    ``to_be_confirmed`` says it was inferred from overlapping footprints and nobody has confirmed it yet.
    """

    id: str
    kind: ConnectorKind
    stops: tuple[Stop, ...]
    direction: Direction = Direction.BOTH
    name: Text = EMPTY
    to_be_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A named part of a floor (IMDF section or geofence): a department's area, a waiting area."""

    id: str
    level_id: str
    category: str
    area: Area
    name: Text = EMPTY
    department_code: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lines or areas that are only drawn (IMDF detail and the like)."""

    id: str
    level_id: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Switches:
    """What is out of use right now. A switch, never a rebuild: ids of connectors, openings, units and zones."""

    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Venue:
    """A whole building (or several) read from one plan."""

    id: str
    name: Text
    frame: LocalFrame
    levels: tuple[Level, ...]
    units: tuple[Unit, ...] = ()
    openings: tuple[Opening, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    amenities: tuple[Amenity, ...] = ()
    occupants: tuple[Occupant, ...] = ()
    panels: tuple[Panel, ...] = ()
    connectors: tuple[Connector, ...] = ()
    zones: tuple[Zone, ...] = ()
    drawings: tuple[Drawing, ...] = ()

    def level(self, level_id: str) -> Level:
        """The level with this id; KeyError when there is none."""
        for level in self.levels:
            if level.id == level_id:
                return level
        raise KeyError(level_id)

    def windows(self) -> tuple[Occupant, ...]:
        """The occupants that are numbered windows, in the order of the plan."""
        return tuple(o for o in self.occupants if o.is_window)

    def destinations(self) -> Iterable[Panel | Occupant | Amenity | Unit]:
        """Everything one may be led to: panels, windows and other occupants, amenities, units."""
        yield from self.panels
        yield from self.occupants
        yield from self.amenities
        yield from self.units

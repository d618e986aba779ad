"""The sheet a plan is drawn on: metres, turned with the building, so that its walls run along the paper's edges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kiosk.guidance.venue import LocalFrame

Array = NDArray[np.float64]

#: Metres on the sheet are whole millimetres; degrees in the files have a tenth of one.
SHEET_DECIMALS, EARTH_DECIMALS = 3, 9
#: A building that stands less than this off north is drawn north up (degrees).
_STRAIGHT_DEG = 0.05


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the sheet's origin lies on the earth, and where its upper edge looks (degrees clockwise from north)."""

    longitude: float
    latitude: float
    turn_deg: float = 0.0

    @property
    def frame(self) -> LocalFrame:
        """The same place as guidance's frame, north up."""
        return LocalFrame(self.longitude, self.latitude)

    def _axes(self) -> Array:
        t = math.radians(self.turn_deg)
        return np.array([[math.cos(t), math.sin(t)], [-math.sin(t), math.cos(t)]])

    def from_earth(self, lonlat: Array) -> Array:
        """(n, 2) degrees → (n, 2) metres on the sheet, in millimetres."""
        return self.from_north_up(self.frame.to_local(lonlat))

    def from_north_up(self, xy: Array) -> Array:
        """(n, 2) metres east and north of the origin → on the sheet."""
        turned = np.asarray(xy, dtype=float)[:, :2] @ self._axes()
        return np.round(turned, SHEET_DECIMALS) + 0.0  # + 0.0: never "-0.0"

    def to_earth(self, xy: Array) -> Array:
        """(n, 2) metres on the sheet → (n, 2) degrees."""
        north_up = np.asarray(xy, dtype=float)[:, :2] @ self._axes().T
        return np.round(self.frame.to_lonlat(north_up), EARTH_DECIMALS)

    def as_json(self) -> dict[str, float]:
        """The three numbers by name."""
        return {"longitude": self.longitude, "latitude": self.latitude, "turn_deg": self.turn_deg}

    @classmethod
    def of_json(cls, value: object) -> Sheet:
        """The reverse; ValueError when the numbers are none of a sheet."""
        if not isinstance(value, Mapping):
            raise ValueError("no sheet")
        numbers = [value.get(key) for key in ("longitude", "latitude", "turn_deg")]
        if not all(isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in numbers):
            raise ValueError("a sheet is three numbers")
        longitude, latitude, turn = (float(n) for n in numbers if n is not None)
        if abs(longitude) > 180 or abs(latitude) > 89 or abs(turn) > 360:
            raise ValueError("a sheet lies on the earth")
        return cls(longitude, latitude, turn)


def building_turn(edges: Iterable[Array]) -> float:
    """How far (degrees, -45…45) a building is turned from north: the direction most of its walls share.

    ``edges``: (n, 2) vectors of wall pieces, metres east and north.
    """
    vectors = np.concatenate([*edges, np.zeros((0, 2))])
    length = np.hypot(*vectors.T)
    angle = np.arctan2(vectors[:, 1], vectors[:, 0]) * 4  # a quarter turn is the same wall direction
    sine, cosine = float((length * np.sin(angle)).sum()), float((length * np.cos(angle)).sum())
    if math.hypot(sine, cosine) < 0.2 * float(length.sum()):  # no direction prevails
        return 0.0
    turn = -math.degrees(math.atan2(sine, cosine) / 4)
    return 0.0 if abs(turn) < _STRAIGHT_DEG else round(turn, 6)


def moved(geometry: Mapping[str, Any], convert: Any) -> dict[str, Any]:
    """A GeoJSON geometry with every position passed through ``convert`` ((n, 2) → (n, 2)); heights are dropped."""
    return {"type": geometry["type"], "coordinates": _moved(geometry["coordinates"], convert)}


def _moved(coordinates: Any, convert: Any) -> Any:
    if not coordinates:
        return []
    if not isinstance(coordinates[0], list | tuple):
        return [float(v) for v in convert(np.array([coordinates[:2]], dtype=float))[0]]
    if not isinstance(coordinates[0][0], list | tuple):
        return convert(np.array([position[:2] for position in coordinates], dtype=float)).tolist()
    return [_moved(part, convert) for part in coordinates]

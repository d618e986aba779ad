"""The same place in two versions of a plan, whose local frames need not have the same middle."""

from __future__ import annotations

import numpy as np
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.venue import XY, Venue


def same_spot(was: Venue, at: XY, now: Venue) -> XY:
    """A point of the older plan in the frame of the newer one (metres), by way of the globe."""
    there = now.frame.to_local(was.frame.to_lonlat(np.array([at])))[0]
    return float(there[0]), float(there[1])


def shift(was: Venue, now: Venue) -> XY:
    """What a shape of the older plan is moved by to lie in the frame of the newer one (metres)."""
    return same_spot(was, (0.0, 0.0), now)


def shifted(shape: BaseGeometry, by: XY) -> BaseGeometry:
    """A shape of the older plan in the newer frame."""
    return translate(shape, *by)

"""The map on a slip: the floor around the way, in black lines, out of the pictures and routes of the screens."""

from __future__ import annotations

import math
from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.boxes import Box
from kiosk.guidance.drawing import FloorPicture, SpotKind
from kiosk.guidance.inks import Ink, Layer
from kiosk.guidance.journey import Leg
from kiosk.guidance.naming import floor_name
from kiosk.printing.slips import XY, MapMark, SlipMap
from kiosk.ui import map_words as say
from kiosk.ui.map_parts import MapParts, Way

_AROUND_M = 12.0  # of the floor on each side of the way: more than a slip shows
_FINE_M = 0.1  # corners finer than that are not seen on paper
_NEAR_M, _SAME_M = 12.0, 1.6
_LEAST_M = 0.8  # shorter pieces of wall are dust


def slip_map(parts: MapParts, way: Way, goal: Text) -> SlipMap | None:
    """The first floor of the way, up is where the visitor looks; None where there is nothing to walk.

    Its goal is the destination, or the lift or stairs that lead on to it.
    """
    legs = way.route.legs
    if not legs or len(legs[0].points) < 2:
        return None
    leg = legs[0]
    picture = parts.picture(leg.level_id)
    walk = tuple(picture.page.at(point) for point in leg.points)
    if len(legs) > 1:
        goal = say.to_floor(leg.connector_kind, parts.venue.level(legs[1].level_id))
    around = _around(walk)
    return SlipMap(
        walk=walk,
        here=MapMark(walk[0], say.HERE),
        goal=MapMark(walk[-1], goal),
        walls=tuple(_walls(picture, around)),
        rooms=tuple(_counters(picture, around)),
        marks=(*_landmarks(picture, leg, way), *_windows(picture, walk[-1])),
        floor=floor_name(parts.venue.level(leg.level_id)),
    )


def _around(walk: tuple[XY, ...]) -> Box:
    xs, ys = [x for x, _ in walk], [y for _, y in walk]
    return min(xs) - _AROUND_M, min(ys) - _AROUND_M, max(xs) + _AROUND_M, max(ys) + _AROUND_M


def _walls(picture: FloorPicture, around: Box) -> Iterable[tuple[XY, ...]]:
    for shape in picture.shapes:
        if shape.layer is Layer.WALL:
            yield from _lines(shape.form, around)


def _counters(picture: FloorPicture, around: Box) -> Iterable[tuple[XY, ...]]:
    """Counters tell people that they have arrived; they are closed outlines, those that are cut off too."""
    for shape in picture.shapes:
        if shape.layer is Layer.FIXTURE and shape.ink is Ink.COUNTER:
            yield from _lines(shape.form.boundary, around)


def _lines(form: BaseGeometry, around: Box) -> Iterable[tuple[XY, ...]]:
    near = shapely.clip_by_rect(form, *around).simplify(_FINE_M)
    for line in getattr(near, "geoms", (near,)):
        if line.geom_type in ("LineString", "LinearRing") and line.length >= _LEAST_M:
            yield tuple((float(x), float(y)) for x, y, *_ in line.coords)


def _landmarks(picture: FloorPicture, leg: Leg, way: Way) -> Iterable[MapMark]:
    """What the words of this floor name."""
    ids = {step.landmark_id for step in way.steps if step.level_id == leg.level_id and step.landmark_id}
    for spot in picture.spots:
        if spot.id in ids and (spot.name or spot.number):
            yield MapMark(spot.at, spot.name or say.window_name(spot.number or ""))
    for room in picture.rooms:
        if room.id in ids and room.name and not room.area.is_empty:
            inside = room.area.representative_point()
            yield MapMark((inside.x, inside.y), room.short_name or room.name or EMPTY)


def _windows(picture: FloorPicture, goal: XY) -> Iterable[MapMark]:
    """The numbers of the windows around the end of the way, the nearest first: there one looks for one's own."""
    windows = [spot for spot in picture.spots if spot.kind is SpotKind.WINDOW and spot.number]
    near = sorted((distance, spot.number or "") for spot in windows if (distance := math.dist(spot.at, goal)) < _NEAR_M)
    at = {spot.number: spot.at for spot in windows}
    for distance, number in near:
        if distance > _SAME_M:
            yield MapMark(at[number], Text(zh=number), is_sign=True)

"""A floor as an SVG drawing for the console, with the places of findings marked by numbered pins. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.drawing import FloorPicture, SpotKind, draw_floor, page_for
from kiosk.guidance.inks import Ink, Layer
from kiosk.guidance.venue import XY, Venue

#: Colours of what lies on the floor; lines and areas alike (the look of the panel's map, calmer).
_FILLS = {
    Ink.GROUND: "#f7fafd",
    Ink.OPEN: "#ffffff",
    Ink.ROOM: "#eef3f9",
    Ink.STAFF: "#e3e9f1",
    Ink.TOILET: "#e2f0f8",
    Ink.CONNECTOR: "#dbe6f5",
    Ink.VOID: "#e9eff6",
    Ink.ZONE: "#e3eefc",
    Ink.COUNTER: "#cfdceb",
    Ink.FURNITURE: "#dde5ee",
    Ink.PLANT: "#dcefe4",
    Ink.SOLID: "#b8c5d4",
}
_INK, _WALL, _LINE, _BAD, _WARN = "#0c2038", "#4a5d75", "#b8c5d4", "#c02618", "#b25e00"
_MARGIN_M = 2.0
_MOST_POINTS = 60_000


@dataclass(frozen=True, slots=True)
class Pin:
    """A place to be marked: ``label`` is written on it, ``words`` are what a screen reader says of it."""

    at: XY
    label: str
    words: str
    error: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One floor drawn. ``box``: left, top, width, height in metres of the page; ``pins``: where they are on it."""

    body: str
    box: tuple[float, float, float, float]
    pins: tuple[tuple[float, float], ...]


def draw_sheet(venue: Venue, level_id: str, pins: Sequence[Pin] = (), language: str = "zh-CN") -> Sheet:
    """The floor with its walls, windows' numbers and names of rooms, pins on top. KeyError: no such level."""
    bearing = next((p.bearing_deg for p in venue.panels if p.level_id == level_id and p.bearing_deg is not None), None)
    picture = draw_floor(venue, level_id, page_for(venue, level_id, bearing))
    left, top, right, bottom = picture.box
    box = (left - _MARGIN_M, top - _MARGIN_M, right - left + 2 * _MARGIN_M, bottom - top + 2 * _MARGIN_M)
    unit = max(box[2], box[3]) / 100  # what reads well: a hundredth of the drawing
    places = tuple(picture.page.at(pin.at) for pin in pins)
    parts = [
        *_shapes(picture, unit),
        *_names(picture, unit, language),
        *_spots(picture, unit),
        *(_pin(pin, at, unit) for pin, at in _stacked(pins, places, unit)),
    ]
    return Sheet("".join(parts), tuple(round(v, 2) for v in box), places)  # type: ignore[arg-type]


def _stacked(pins: Sequence[Pin], places: Sequence[XY], unit: float) -> list[tuple[Pin, XY]]:
    """In drawing order, the first finding on top; of those at one place only the first, marked with a plus."""
    kept: list[tuple[Pin, XY]] = []
    for pin, at in zip(pins, places, strict=True):
        same = next((n for n, (_, other) in enumerate(kept) if math.dist(at, other) < unit), None)
        if same is None:
            kept.append((pin, at))
        else:
            first, place = kept[same]
            label = first.label if first.label.endswith("+") else f"{first.label}+"
            kept[same] = (replace(first, label=label, words=f"{first.words} / {pin.words}"), place)
    return kept[::-1]


def view_box(box: Sequence[float], around: XY | None = None, width_m: float = 24.0) -> str:
    """The viewBox attribute: the whole sheet, or the part ``width_m`` wide around a point."""
    left, top, width, height = box
    if around is not None and width > width_m:
        part = width_m / width
        left, top = around[0] - width_m / 2, around[1] - height * part / 2
        width, height = width_m, max(height * part, width_m * 0.6)
    return f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}"


def _shapes(picture: FloorPicture, unit: float) -> Iterable[str]:
    left = _MOST_POINTS
    for shape in picture.shapes:
        path = _path(shape.form)
        left -= path.count(" ")
        if left < 0:
            return
        if shape.layer in (Layer.WALL, Layer.LINE):
            colour, thick = (_WALL, 0.22) if shape.layer is Layer.WALL else (_LINE, 0.08)
            width = max(thick * unit, 0.05)
            yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.2f}"/>'
        else:
            yield f'<path d="{path}" fill="{_FILLS.get(shape.ink, "#ffffff")}" fill-rule="evenodd"/>'


def _path(form: BaseGeometry) -> str:
    if isinstance(form, Polygon):
        return "".join(f"{_line(ring.coords)}Z" for ring in (form.exterior, *form.interiors) if not ring.is_empty)
    if isinstance(form, LineString):
        return _line(form.coords)
    if isinstance(form, MultiPolygon | MultiLineString) or hasattr(form, "geoms"):
        return "".join(_path(part) for part in form.geoms)
    return ""


def _line(points: Iterable[Sequence[float]]) -> str:
    return "M" + " ".join(f"{point[0]:.2f},{point[1]:.2f}" for point in points)


def _text(at: XY, size: float, words: str, *, bold: bool = False, colour: str = _INK) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{at[0]:.2f}" y="{at[1]:.2f}" font-size="{size:.2f}" fill="{colour}"{weight} '
        f'text-anchor="middle" dominant-baseline="central">{escape(words)}</text>'
    )


def _names(picture: FloorPicture, unit: float, language: str) -> Iterable[str]:
    """Rooms' names where they fit."""
    size = 1.5 * unit
    for room in picture.rooms:
        words = room.name.within(language)
        if not words or room.zone or room.area.is_empty:
            continue
        left, _, right, _ = room.area.bounds
        wide = sum(1.0 if ord(letter) > 0x2E80 else 0.55 for letter in words) * size
        if wide <= right - left:
            middle = room.area.representative_point()
            yield _text((middle.x, middle.y), size, words, colour="#4a5d75")


def _spots(picture: FloorPicture, unit: float) -> Iterable[str]:
    for spot in picture.spots:
        if spot.kind is SpotKind.WINDOW and spot.number:
            x, y = spot.at
            half = (0.55 + 0.42 * len(spot.number)) * unit
            yield (
                f'<rect x="{x - half:.2f}" y="{y - 1.05 * unit:.2f}" width="{2 * half:.2f}" height="{2.1 * unit:.2f}" '
                f'rx="{0.5 * unit:.2f}" fill="#ffffff" stroke="{_WALL}" stroke-width="{0.12 * unit:.2f}"/>'
            )
            yield _text(spot.at, 1.4 * unit, spot.number, bold=True)
        elif spot.kind is SpotKind.PANEL:
            (x, y), rim = spot.at, 0.3 * unit
            circle = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{0.9 * unit:.2f}" fill="#d92d20"'
            yield f'{circle} stroke="#ffffff" stroke-width="{rim:.2f}"/>'


def _pin(pin: Pin, at: XY, unit: float) -> str:
    """A drop with its point on the place; larger than anything else, never by colour alone: it has a number."""
    x, y, r = at[0], at[1], 1.9 * unit
    colour = _BAD if pin.error else _WARN
    side, top = 0.8 * r, y - 1.6 * r
    drop = f"M{x:.2f},{y:.2f}L{x - side:.2f},{top:.2f}A{r:.2f},{r:.2f} 0 1 1 {x + side:.2f},{top:.2f}Z"
    return (
        f'<g role="img" aria-label="{escape(pin.words, quote=True)}"><title>{escape(pin.words)}</title>'
        f'<path d="{drop}" fill="{colour}" stroke="#ffffff" stroke-width="{0.3 * unit:.2f}"/>'
        f"{_text((x, y - 2.2 * r), 1.9 * unit, pin.label, bold=True, colour='#ffffff')}</g>"
    )

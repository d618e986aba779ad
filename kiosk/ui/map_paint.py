"""The floor in colour: paints one sheet (picture, frame, labels, tones) with QPainter, on an item or an image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.boxes import Box
from kiosk.guidance.drawing import FloorPicture, Shape
from kiosk.guidance.inks import Ink, Layer
from kiosk.guidance.placing import Label
from kiosk.ui.map_colours import EVERYDAY_MAP, MapColours
from kiosk.ui.map_frame import Frame
from kiosk.ui.map_icons import pictogram
from kiosk.ui.pictograms import place_icon
from kiosk.ui.theme import FONT_FAMILY


@dataclass(frozen=True)
class Sheet:
    """All that one painting needs. ``unit``: px of a millimetre; ``targets``: ids drawn in full colour."""

    picture: FloorPicture
    frame: Frame
    labels: tuple[Label, ...] = ()
    colours: MapColours = EVERYDAY_MAP
    unit: float = 2.0
    targets: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    fixture_outlines: bool = True
    extra: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=64)
def letters(px: int, bold: bool) -> QFont:
    """The panel's face at an em of ``px``."""
    font = QFont(FONT_FAMILY)
    font.setPixelSize(max(px, 1))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font


@lru_cache(maxsize=64)
def _metrics(px: int, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(letters(px, bold))


@lru_cache(maxsize=16384)
def measured(text: str, px: float, bold: bool) -> tuple[float, float]:
    """Width and height of one line, in px: the port that label placing measures through."""
    metrics = _metrics(round(px), bold)
    return (metrics.horizontalAdvance(text), px * 1.24)


def path_of(form: BaseGeometry) -> QPainterPath:
    """A shapely geometry as a path in the same coordinates; rings are closed, holes stay open by the odd-even rule."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in shapely.get_parts(form):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                path.addPolygon(_polygon(ring))
                path.closeSubpath()
        elif part.geom_type in {"LineString", "LinearRing"}:
            path.addPolygon(_polygon(part))
        elif part.geom_type in {"GeometryCollection", "MultiLineString", "MultiPolygon"}:
            path.addPath(path_of(part))
    return path


def _polygon(line: BaseGeometry) -> QPolygonF:
    return QPolygonF([QPointF(float(x), float(y)) for x, y in shapely.get_coordinates(line)])


class _Paths:
    """Paths of a picture, made once: a picture is painted at many frames."""

    def __init__(self) -> None:
        self._picture: FloorPicture | None = None
        self._paths: dict[int, QPainterPath] = {}

    def of(self, picture: FloorPicture, shape: Shape) -> QPainterPath:
        if picture is not self._picture:
            self._picture, self._paths = picture, {}
        key = id(shape)
        if key not in self._paths:
            self._paths[key] = path_of(shape.form)
        return self._paths[key]


_paths = _Paths()


def paint_sheet(painter: QPainter, sheet: Sheet) -> None:
    """Ground, rooms, furniture, walls, then plates, pictograms and names; px of the frame."""
    frame, colours = sheet.frame, sheet.colours
    painter.fillRect(QRectF(0, 0, frame.width, frame.height), QColor(colours.outside))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    dx, dy = frame.shift()
    painter.translate(dx, dy)
    painter.scale(frame.scale, frame.scale)
    for shape in sheet.picture.shapes:
        _paint_shape(painter, sheet, shape)
    painter.restore()
    painter.save()
    painter.translate(dx, dy)
    for label in sheet.labels:
        _paint_label(painter, sheet, label)
    painter.restore()


def _pen(colour: str, mm: float, sheet: Sheet) -> QPen:
    pen = QPen(QColor(colour), max(mm * sheet.unit, 1.0))
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _paint_shape(painter: QPainter, sheet: Sheet, shape: Shape) -> None:
    colours, path = sheet.colours, _paths.of(sheet.picture, shape)
    if shape.ink in {Ink.WALL, Ink.EDGE}:
        edge = shape.ink is Ink.EDGE
        pen = _pen(colours.edge if edge else colours.wall, 1.5 if edge else 1.0, sheet)
        painter.strokePath(path, pen)
    elif shape.ink in {Ink.LINE, Ink.TREAD}:
        painter.strokePath(path, _pen(colours.thin, 0.4, sheet))
    elif shape.id in sheet.targets | sheet.chosen and shape.layer is not Layer.GROUND:
        target = shape.id in sheet.targets
        painter.fillPath(path, QColor(colours.target if target else colours.chosen))
        painter.strokePath(path, _pen(colours.target_line if target else colours.chosen_line, 1.4, sheet))
    else:
        painter.fillPath(path, QColor(_fill(sheet, shape)))
        if shape.layer is Layer.FIXTURE and sheet.fixture_outlines:
            painter.strokePath(path, _pen(colours.thin, 0.4, sheet))


def _fill(sheet: Sheet, shape: Shape) -> str:
    tints = sheet.colours.tints
    if shape.tint is not None and shape.ink in {Ink.ZONE, Ink.ROOM, Ink.STAFF, Ink.GROUND}:
        return tints[shape.tint % len(tints)]
    return sheet.colours.fills.get(shape.ink, sheet.colours.fills[Ink.ROOM])


def _paint_label(painter: QPainter, sheet: Sheet, label: Label) -> None:
    if label.plate:
        _paint_plate(painter, sheet, label)
        return
    left, top, right, _ = label.box
    middle = (left + right) / 2
    if label.icon:
        side = round(label.icon_px)
        image = pictogram(place_icon(label.icon), sheet.colours.icon, side)
        painter.drawImage(QPointF(round(middle - side / 2), round(top)), image)
        top += label.icon_px + (label.box[3] - top - label.icon_px - _height(label)) if label.lines else 0.0
    painter.setFont(letters(round(label.text_px), False))
    for line in label.lines:
        width, height = measured(line, label.text_px, False)
        _write(painter, sheet, line, QRectF(middle - width / 2, top, width, height), label.text_px)
        top += height


def _height(label: Label) -> float:
    return sum(measured(line, label.text_px, False)[1] for line in label.lines)


def _write(painter: QPainter, sheet: Sheet, line: str, box: QRectF, px: float) -> None:
    """One line with a halo of the ground's tone, so that a line beneath does not cut the letters."""
    ascent = _metrics(round(px), painter.font().bold()).ascent()
    height = _metrics(round(px), painter.font().bold()).height()
    baseline = QPointF(box.left(), box.top() + (box.height() - height) / 2 + ascent)
    painter.setPen(QColor(sheet.colours.text))
    painter.drawText(baseline, line)


def _paint_plate(painter: QPainter, sheet: Sheet, label: Label) -> None:
    colours = sheet.colours
    target = bool(sheet.targets.intersection(label.ids))
    chosen = bool(sheet.chosen.intersection(label.ids))
    left, top, right, bottom = label.box
    box = QRectF(left, top, right - left, bottom - top)
    radius = box.height() * 0.25
    painter.setPen(_pen(colours.target_line if target else colours.plate_line, 0.9 if target or chosen else 0.4, sheet))
    painter.setBrush(QColor(colours.target_line if target else colours.plate))
    painter.drawRoundedRect(box, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(letters(round(label.text_px), True))
    painter.setPen(QColor(colours.plate_text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), label.lines[0])


def label_boxes(sheet: Sheet) -> list[Box]:
    """Where the labels stand, in px of the frame."""
    dx, dy = sheet.frame.shift()
    return [(b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy) for b in (label.box for label in sheet.labels)]

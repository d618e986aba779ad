"""The small map on a slip: rooms in hairlines, the way as a broad line with an arrow, names that hide it least."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from kiosk.printing.blocks import Map
from kiosk.printing.paper import Paper
from kiosk.printing.slips import XY, MapMark, SlipMap
from kiosk.ui.slip_text import Paragraph, font, paragraph

_INK, _PAPER = QColor("#000000"), QColor("#FFFFFF")
_AROUND_M = 5.0  # of the floor around what must be seen
_LEAST_M = 18.0  # a map of less tells nobody where they are
_EDGE_MM = 0.25


def map_height(block: Map, paper: Paper) -> float:
    """How high the map is: as its part of the floor, at most ``most_mm``, at least half of that."""
    left, top, right, bottom = _extent(block.map)
    natural = paper.dots * (bottom - top) / (right - left)
    most = paper.dots_of(block.most_mm)
    return float(round(min(most, max(natural, most / 2))))


def _extent(plan: SlipMap) -> tuple[float, float, float, float]:
    points = [*plan.walk, plan.here.at, plan.goal.at]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide = max(0.0, _LEAST_M - (right - left)) / 2
    high = max(0.0, _LEAST_M * 0.6 - (bottom - top)) / 2
    return left - _AROUND_M - wide, top - _AROUND_M - high, right + _AROUND_M + wide, bottom + _AROUND_M + high


def paint_map(painter: QPainter, block: Map, paper: Paper, height: float) -> None:
    """Paint it at the painter's origin, as wide as the paper."""
    _Sketch(painter, block, paper, height).paint()


class _Sketch:
    """One map being painted."""

    def __init__(self, painter: QPainter, block: Map, paper: Paper, height: float) -> None:
        self._painter, self._block, self._plan = painter, block, block.map
        self._mm = paper.dots_per_mm
        self._frame = QRectF(0, 0, paper.dots, height)
        left, top, right, bottom = _extent(block.map)
        self._scale = min(paper.dots / (right - left), height / (bottom - top))
        self._shift = (
            paper.dots / 2 - self._scale * (left + right) / 2,
            height / 2 - self._scale * (top + bottom) / 2,
        )
        self._walk = [self._at(point) for point in block.map.walk]
        self._taken: list[QRectF] = []

    def _at(self, xy: XY) -> QPointF:
        return QPointF(xy[0] * self._scale + self._shift[0], xy[1] * self._scale + self._shift[1])

    def paint(self) -> None:
        self._painter.setClipRect(self._frame)
        self._floor()
        self._way()
        here, goal = self._at(self._plan.here.at), self._at(self._plan.goal.at)
        self._start(here)
        self._taken += [self._around(here, 1.8), self._around(goal, 1.8)]
        self._name(self._plan.goal.name.within(self._block.language), goal, on_black=True)
        self._name(self._plan.here.name.within(self._block.language), here, on_black=False)
        for mark in self._plan.marks:
            self._mark(mark)
        if self._plan.floor:
            self._floor_name(self._plan.floor.within(self._block.language))
        self._painter.setPen(QPen(_INK, max(1.0, _EDGE_MM * self._mm)))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(self._frame.adjusted(1, 1, -1, -1))

    def _floor(self) -> None:
        self._painter.setPen(QPen(_INK, max(1.0, 0.18 * self._mm)))
        for room in self._plan.rooms:
            self._painter.drawPolygon(QPolygonF([self._at(point) for point in room]))
        pen = QPen(_INK, max(1.5, 0.3 * self._mm))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        for wall in self._plan.walls:
            self._painter.drawPolyline(QPolygonF([self._at(point) for point in wall]))

    def _way(self) -> None:
        if len(self._walk) < 2:
            return
        tip, back = self._walk[-1], self._before_tip(2.6 * self._mm)
        path = QPainterPath(self._walk[0])
        for point in self._walk[1:-1]:
            path.lineTo(point)
        path.lineTo(back)
        for colour, thick in ((_PAPER, 2.6), (_INK, 1.2)):
            pen = QPen(colour, thick * self._mm)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            self._painter.strokePath(path, pen)
        self._arrow(back, tip)

    def _before_tip(self, length: float) -> QPointF:
        last, tip = self._walk[-2], self._walk[-1]
        whole = math.dist((last.x(), last.y()), (tip.x(), tip.y()))
        share = max(0.0, 1 - length / whole) if whole > 0 else 0.0
        return last + (tip - last) * share

    def _arrow(self, back: QPointF, tip: QPointF) -> None:
        angle = math.atan2(tip.y() - back.y(), tip.x() - back.x())
        length, half = 3.4 * self._mm, 1.9 * self._mm
        base = QPointF(tip.x() - length * math.cos(angle), tip.y() - length * math.sin(angle))
        side = QPointF(-math.sin(angle) * half, math.cos(angle) * half)
        self._painter.setPen(QPen(_PAPER, 0.8 * self._mm))
        self._painter.setBrush(_INK)
        self._painter.drawPolygon(QPolygonF([tip, base + side, base - side]))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.drawPolygon(QPolygonF([tip, base + side, base - side]))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _start(self, at: QPointF) -> None:
        self._painter.setPen(QPen(_INK, 0.9 * self._mm))
        self._painter.setBrush(_PAPER)
        self._painter.drawEllipse(at, 1.5 * self._mm, 1.5 * self._mm)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _around(self, at: QPointF, mm: float) -> QRectF:
        reach = mm * self._mm
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def _name(self, name: str, at: QPointF, on_black: bool) -> None:
        """Where it hides the way least; the goal's name white on black, the start's black on white."""
        if not name:
            return
        body = paragraph(name, font(self._block.name_mm * self._mm, True), self._frame.width() * 0.6)
        pad = 0.8 * self._mm
        box = min(self._places(at, body.text_width + 2 * pad, body.height + pad, 2.6), key=self._hidden)
        self._label(box, body, pad, on_black)

    def _label(self, box: QRectF, body: Paragraph, pad: float, on_black: bool) -> None:
        self._taken.append(box)
        around = 0.35 * self._mm
        self._painter.fillRect(box.adjusted(-around, -around, around, around), _PAPER)
        if on_black:
            self._painter.fillRect(box, _INK)
        self._painter.setPen(_PAPER if on_black else _INK)
        body.paint(self._painter, box.left() + pad, box.top() + pad / 2)

    def _mark(self, mark: MapMark) -> None:
        """What is passed or stands around: left out where there is no room for it."""
        name, at = mark.name.within(self._block.language), self._at(mark.at)
        if not name or not self._frame.contains(at):
            return
        body = paragraph(name, font(self._block.name_mm * 0.88 * self._mm), self._frame.width() * 0.5)
        pad = 0.4 * self._mm
        width, height = body.text_width + 2 * pad, body.height
        if mark.is_sign:
            box = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
            if self._hidden(box) == 0:
                self._label(box, body, pad, False)
            return
        for box in self._places(at, width, height, 1.0):
            if self._hidden(box) == 0 and not box.contains(at):
                self._label(box, body, pad, False)
                self._painter.setBrush(_INK)
                self._painter.drawEllipse(at, 0.6 * self._mm, 0.6 * self._mm)
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                return

    def _floor_name(self, name: str) -> None:
        body = paragraph(name, font(self._block.name_mm * self._mm, True), self._frame.width())
        pad = 1.0 * self._mm
        width, height = body.text_width + 2 * pad, body.height + pad
        corners = [
            QRectF(x, y, width, height)
            for y in (0.0, self._frame.bottom() - height)
            for x in (0.0, self._frame.right() - width)
        ]
        self._label(min(corners, key=self._hidden), body, pad, False)

    def _places(self, at: QPointF, width: float, height: float, gap_mm: float) -> Iterator[QRectF]:
        """Beside a point in eight directions, then pushed into the frame."""
        gap = gap_mm * self._mm
        for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            x = at.x() + dx * gap - (width if dx < 0 else width / 2 if dx == 0 else 0)
            y = at.y() + dy * gap - (height if dy < 0 else height / 2 if dy == 0 else 0)
            edge = 0.8 * self._mm
            x = min(max(x, edge), self._frame.right() - width - edge)
            y = min(max(y, edge), self._frame.bottom() - height - edge)
            yield QRectF(x, y, width, height)

    def _hidden(self, box: QRectF) -> float:
        """How much a label would hide: parts of the way (dots), and other labels a hundredfold."""
        hidden = sum(_length_within(a, b, box) for a, b in pairwise(self._walk))
        for other in self._taken:
            shared = box.intersected(other)
            hidden += 100 * max(0.0, shared.width()) * max(0.0, shared.height())
        return hidden + (0.0 if self._frame.contains(box) else 1e6)


def _length_within(a: QPointF, b: QPointF, box: QRectF, steps: int = 24) -> float:
    inside = sum(box.contains(a + (b - a) * ((i + 0.5) / steps)) for i in range(steps))
    return inside / steps * math.dist((a.x(), a.y()), (b.x(), b.y()))

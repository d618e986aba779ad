"""Draws a slip's blocks as black and white dots: text and lines by Qt, cut at a grey value, never dithered.

Grey glyphs without hinting, cut at one threshold, give strokes of even weight and the same dots on every machine that
has the same typeface; Qt's own one-bit text would depend on the font engine's hints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from kiosk.printing.blocks import Block, Code, Fact, Facts, Heading, Map, Note, Rule, Words
from kiosk.printing.paper import Paper, Picture
from kiosk.ui.slip_map import map_height, paint_map
from kiosk.ui.slip_text import Paragraph, font, paragraph, sign

_INK = QColor("#000000")
#: Grey values below this are black: a little over the half, since 0.3 mm strokes lose at their edges.
_BLACK_BELOW = 144
_QUIET = 4  # modules of white around a code (ISO/IEC 18004)
_LEAST_MODULE = 3  # dots; below this cameras of old phones fail
_VALUE_SHARES = (1.0, 0.86, 0.75)
_TOP_MM, _BOTTOM_MM = 2.0, 4.0

Paint = Callable[[QPainter, float], None]


@dataclass(frozen=True)
class _Placed:
    """A block made ready: white above it, its height (dots), and what paints it at a height of the sheet."""

    above: float
    height: float
    paint: Paint


def draw_slip(blocks: Sequence[Block], paper: Paper) -> Picture:
    """The blocks as a picture as wide as the print head and as long as they need. Needs a QGuiApplication."""
    sheet = _Sheet(paper)
    placed = [sheet.place(block) for block in blocks]
    top, bottom = paper.dots_of(_TOP_MM), paper.dots_of(_BOTTOM_MM)
    length = top + sum(round(p.above) + round(p.height) for p in placed) + bottom
    image = QImage(paper.dots, length, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setPen(_INK)
    y = float(top)
    for block in placed:
        y += round(block.above)
        painter.save()
        block.paint(painter, y)
        painter.restore()
        y += round(block.height)
    painter.end()
    return _cut(image)


def _cut(image: QImage) -> Picture:
    grey = np.asarray(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    bits = np.packbits(grey[:, : image.width()] < _BLACK_BELOW, axis=1)
    return Picture(image.width(), image.height(), bits.tobytes())


class _Sheet:
    """Makes each kind of block ready for one roll."""

    def __init__(self, paper: Paper) -> None:
        self._paper, self._width = paper, float(paper.dots)

    def place(self, block: Block) -> _Placed:
        """How high a block is, and what paints it."""
        height, paint = self._placing(block)
        return _Placed(self._mm(block.above_mm), height, paint)

    def _placing(self, block: Block) -> tuple[float, Paint]:
        match block:
            case Words():
                return self._words(block)
            case Heading():
                return self._heading(block)
            case Rule():
                return self._rule(block)
            case Facts():
                return self._facts(block)
            case Note():
                return self._note(block)
            case Map():
                return self._map(block)
            case Code():
                return self._code(block)

    def _mm(self, mm: float) -> float:
        return float(self._paper.dots_of(mm))

    def _paragraph(self, words: Words, width: float) -> Paragraph:
        return paragraph(words.text, font(self._mm(words.size_mm), words.bold), width, words.centred)

    def _sign(self, block: Words) -> tuple[float, Paint]:
        body = sign(block.text, self._mm(block.size_mm), self._width)
        left = (self._width - body.width) / 2 if block.centred else 0.0
        return body.height, lambda painter, y: body.paint(painter, left, y)

    def _words(self, block: Words) -> tuple[float, Paint]:
        if block.fit:
            return self._sign(block)
        indent = self._mm(block.indent_mm)
        width = self._width - indent
        body = self._paragraph(block, width)
        added, at = self._added(block, body, width)

        def paint(painter: QPainter, y: float) -> None:
            if block.mark == "□":
                self._tick_box(painter, y, block)
            elif block.mark:
                self._paragraph(Words(block.mark, block.size_mm, bold=True), indent).paint(painter, 0.0, y)
            body.paint(painter, indent, y)
            if added is not None:
                added.paint(painter, indent + at.x(), y + at.y())

        return max(body.height, at.y() + added.height if added is not None else 0.0), paint

    def _added(self, block: Words, body: Paragraph, width: float) -> tuple[Paragraph | None, QPointF]:
        """The remark and where it stands: behind the last word where there is room, else under it."""
        if not block.added:
            return None, QPointF()
        added = paragraph(block.added, font(self._mm(block.added_mm)), width)
        behind = body.last_width + self._mm(block.added_mm * 0.7)
        if added.lines == 1 and behind + added.text_width <= width:
            return added, QPointF(behind, body.last_baseline - added.baseline)
        return added, QPointF(0.0, body.height + self._mm(0.3))

    def _tick_box(self, painter: QPainter, y: float, block: Words) -> None:
        side = self._mm(block.size_mm * 0.95)
        top = y + (self._mm(block.size_mm) * 1.28 - side) / 2
        painter.setPen(QPen(_INK, self._mm(0.35)))
        painter.drawRoundedRect(QRectF(self._mm(0.4), top, side, side), self._mm(0.5), self._mm(0.5))

    def _heading(self, block: Heading) -> tuple[float, Paint]:
        pad = self._mm(1.2)
        body = paragraph(block.text, font(self._mm(block.size_mm), True), self._width - 4 * pad, False)
        height = body.height + pad

        def paint(painter: QPainter, y: float) -> None:
            painter.fillRect(QRectF(0, y, self._width, height), _INK)
            painter.setPen(QColor("#FFFFFF"))
            body.paint(painter, 2 * pad, y + pad / 2)

        return height, paint

    def _rule(self, block: Rule) -> tuple[float, Paint]:
        thick = max(1.0, self._mm(block.thick_mm))
        dash, step = self._mm(2.0), self._mm(3.5)

        def paint(painter: QPainter, y: float) -> None:
            if not block.dashed:
                painter.fillRect(QRectF(0, y, self._width, thick), _INK)
                return
            for i in range(int(self._width // step) + 1):
                painter.fillRect(QRectF(i * step, y, dash, thick), _INK)

        return thick, paint

    def _facts(self, block: Facts) -> tuple[float, Paint]:
        """Label and value share a baseline; what is added to a value stands behind it, or under it."""
        labels = [self._paragraph(Words(fact.label, block.label_mm), self._width) for fact in block.facts]
        column = max(label.text_width for label in labels) + self._mm(3.5)
        words = [self._value(fact, block, column) for fact in block.facts]
        values = [self._words(value) for value in words]
        bases = [self._paragraph(value, self._width).baseline for value in words]
        gap = self._mm(1.2)

        def paint(painter: QPainter, y: float) -> None:
            for label, (height, value), base in zip(labels, values, bases, strict=True):
                label.paint(painter, 0.0, y + base - label.baseline)
                value(painter, y)
                y += height + gap

        return sum(height for height, _ in values) + gap * (len(values) - 1), paint

    def _value(self, fact: Fact, block: Facts, column: float) -> Words:
        """The value in the largest size in which it stays in one line; in the smallest it wraps."""
        indent = column / self._paper.dots_per_mm
        sizes = [block.value_mm * share for share in _VALUE_SHARES]
        fitting = (
            size
            for size in sizes
            if self._paragraph(Words(fact.value, size, bold=True), self._width - column).lines == 1
        )
        size = next(fitting, sizes[-1])
        return Words(fact.value, size, bold=True, indent_mm=indent, added=fact.added, added_mm=block.label_mm)

    def _note(self, block: Note) -> tuple[float, Paint]:
        pad = self._mm(2.0)
        body = paragraph(block.text, font(self._mm(block.size_mm), True), self._width - 2 * pad)
        height = body.height + pad * 1.4

        def paint(painter: QPainter, y: float) -> None:
            thick = self._mm(0.4)
            painter.setPen(QPen(_INK, thick))
            frame = QRectF(thick / 2, y + thick / 2, self._width - thick, height - thick)
            painter.drawRoundedRect(frame, self._mm(1.5), self._mm(1.5))
            painter.setPen(_INK)
            body.paint(painter, pad, y + pad * 0.7)

        return height, paint

    def _map(self, block: Map) -> tuple[float, Paint]:
        height = map_height(block, self._paper)

        def paint(painter: QPainter, y: float) -> None:
            painter.translate(0, y)
            paint_map(painter, block, self._paper, height)

        return height, paint

    def _code(self, block: Code) -> tuple[float, Paint]:
        count = len(block.modules) + 2 * _QUIET
        pitch = max(_LEAST_MODULE, int(self._mm(block.most_mm)) // count)
        side = float(pitch * count)
        # The white margin of the code is margin of the slip too: words stand close to it.
        gap = self._mm(1.0)
        beside = block.beside and self._width - side - gap >= self._mm(26.0)
        width = self._width - side - gap if beside else self._width
        bodies = [(self._mm(words.above_mm), self._paragraph(words, width)) for words in block.words]
        text_height = sum(above + body.height for above, body in bodies)
        height = max(side, text_height) if beside else side + text_height

        def paint(painter: QPainter, y: float) -> None:
            left = 0 if beside else (int(self._width) - pitch * count) // 2
            top = int(y) + (int(height - side) // 2 if beside else 0)
            _paint_modules(painter, block.modules, left + _QUIET * pitch, top + _QUIET * pitch, pitch)
            y += (height - text_height) / 2 if beside else side
            for above, body in bodies:
                body.paint(painter, side + gap if beside else 0.0, round(y + above))
                y += above + body.height

        return height, paint


def _paint_modules(painter: QPainter, modules: Sequence[Sequence[bool]], left: int, top: int, pitch: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for j, row in enumerate(modules):
        for i, module in enumerate(row):
            if module:
                painter.fillRect(QRect(left + i * pitch, top + j * pitch, pitch, pitch), _INK)

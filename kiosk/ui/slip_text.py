"""Paragraphs on a slip: wrapped as Chinese and English wrap, lines at an even pitch, in dots of the print head."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QRawFont, QTextLayout, QTextOption, QTransform

from kiosk.ui.icons import ASSETS
from kiosk.ui.theme import FONT_FAMILY

_PITCH = 1.28  # line to line, in heights of a full-width character
_ABOVE_BASELINE = 0.88  # of that character's square
_CAPITAL = 0.733  # height of digits and capitals of this typeface
_LAST_LINE = 2.6  # characters of full width
_NARROWER = (0.96, 0.92, 0.88, 0.84, 0.8)
_UNITS = 1000  # of the typeface in one size


def font(size: float, bold: bool = False) -> QFont:
    """The panel's typeface, ``size`` dots high, drawn the same everywhere: outlines only, no hints."""
    chosen = QFont(FONT_FAMILY)
    chosen.setPixelSize(max(6, round(size)))
    chosen.setBold(bold)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    chosen.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return chosen


@dataclass(frozen=True)
class Paragraph:
    """Lines made ready. Lengths in dots; baselines from the top; ``last_width``: of the last line."""

    layout: QTextLayout
    height: float
    baseline: float
    last_baseline: float
    lines: int
    text_width: float
    last_width: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """With its upper left corner here, in the painter's pen."""
        self.layout.draw(painter, QPointF(x, y))


def paragraph(text: str, chosen: QFont, width: float, centred: bool = False) -> Paragraph:
    """``text`` within ``width`` dots. A last line of one or two characters gets company from the line before."""
    whole = _wrapped(text, chosen, width, width, centred)
    if whole.lines < 2 or whole.last_width >= _LAST_LINE * chosen.pixelSize():
        return whole
    for share in _NARROWER:
        narrower = _wrapped(text, chosen, width, width * share, centred)
        if narrower.lines > whole.lines:
            break
        if narrower.last_width >= _LAST_LINE * chosen.pixelSize():
            return narrower
    return whole


def _wrapped(text: str, chosen: QFont, width: float, most: float, centred: bool) -> Paragraph:
    """In lines of at most ``most`` dots, centred in ``width``."""
    size = chosen.pixelSize()
    layout = QTextLayout(text, chosen)
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    pitch = size * _PITCH
    baseline = (pitch - size) / 2 + size * _ABOVE_BASELINE
    count, widest, last = 0, 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(most)
        line.setPosition(
            QPointF((width - most) / 2 if centred else 0.0, round(count * pitch + baseline) - line.ascent())
        )
        last = line.naturalTextWidth()
        widest = max(widest, last)
        count += 1
    layout.endLayout()
    ending = round(max(0, count - 1) * pitch + baseline)
    height = round(max(1, count) * pitch)
    return Paragraph(layout, float(height), float(round(baseline)), float(ending), count, widest, last)


@dataclass(frozen=True)
class Sign:
    """One line of capitals and digits as an outline, its baseline at y = 0; lengths in dots."""

    outline: QPainterPath
    width: float
    height: float
    baseline: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """With its upper left corner here, in the painter's pen."""
        painter.fillPath(self.outline.translated(x, y + self.baseline), painter.pen().color())


def sign(text: str, size: float, width: float) -> Sign:
    """``text`` in bold, ``size`` dots high, or as much smaller as ``width`` asks for.

    Its outlines are taken at the typeface's own size: Qt scales those of large glyphs from the size it drew last,
    so that the same number would have other edges each time.
    """
    face = _bold_face()
    glyphs = face.glyphIndexesForString(text)
    outline, right = QPainterPath(), 0.0
    outline.setFillRule(Qt.FillRule.WindingFill)  # strokes of a letter overlap
    for glyph, advance in zip(glyphs, face.advancesForGlyphIndexes(glyphs), strict=True):
        outline.addPath(face.pathForGlyph(glyph).translated(right, 0))
        right += advance.x()
    scale = min(size, size if right <= 0 else width * _UNITS / right) / _UNITS
    size = scale * _UNITS
    return Sign(
        QTransform.fromScale(scale, scale).map(outline),
        right * scale,
        float(round(size * (_CAPITAL + 0.16))),
        float(round(size * (_CAPITAL + 0.08))),
    )


_faces = threading.local()  # a raw font belongs to the thread that made it


def _bold_face() -> QRawFont:
    face: QRawFont | None = getattr(_faces, "bold", None)
    if face is None:
        file = str(ASSETS / "fonts" / "NotoSansSC-Bold.ttf")
        face = _faces.bold = QRawFont(file, _UNITS, QFont.HintingPreference.PreferNoHinting)
    return face

"""Paragraphs on a slip: wrapped as Chinese and English wrap, lines at an even pitch, in dots of the print head."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QTextLayout, QTextOption

from kiosk.ui.theme import FONT_FAMILY

_PITCH = 1.28  # line to line, in heights of a full-width character
_ABOVE_BASELINE = 0.88  # of that character's square
_CAPITAL = 0.733  # height of digits and capitals of this typeface
_LEAST_SHARE = 0.3  # a line that must fit is never made smaller than this


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


def paragraph(text: str, chosen: QFont, width: float, centred: bool = False, fit: bool = False) -> Paragraph:
    """``text`` within ``width`` dots; with ``fit`` one line of capitals and digits, made smaller until it fits."""
    if fit:
        chosen = _fitting(text, chosen, width)
    size = chosen.pixelSize()
    layout = QTextLayout(text, chosen)
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    pitch = size * (_CAPITAL + 0.16) if fit else size * _PITCH
    baseline = size * (_CAPITAL + 0.08) if fit else (pitch - size) / 2 + size * _ABOVE_BASELINE
    count, widest, last = 0, 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, round(count * pitch + baseline) - line.ascent()))
        last = line.naturalTextWidth()
        widest = max(widest, last)
        count += 1
    layout.endLayout()
    ending = round(max(0, count - 1) * pitch + baseline)
    height = round(max(1, count) * pitch)
    return Paragraph(layout, float(height), float(round(baseline)), float(ending), count, widest, last)


def _fitting(text: str, chosen: QFont, width: float) -> QFont:
    probe = QTextLayout(text, chosen)
    probe.beginLayout()
    line = probe.createLine()
    line.setLineWidth(1e6)
    probe.endLayout()
    natural = line.naturalTextWidth()
    if natural <= width:
        return chosen
    smaller = QFont(chosen)
    smaller.setPixelSize(max(round(chosen.pixelSize() * _LEAST_SHARE), int(chosen.pixelSize() * width / natural)))
    return smaller

"""A QR code as a QML item: plain text for a phone, drawn in whole pixels so that cameras read it."""

from __future__ import annotations

import segno
from PySide6.QtCore import Property, QRect, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.made_by_qml import empty_when_gone

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

QUIET = 4  # modules of white around the code (ISO/IEC 18004)
_MOST_BYTES = 1200  # beyond this the modules become too small for old phones


def modules(text: str) -> list[list[bool]]:
    """The code's modules, dark is True; a text that is too long loses its last lines, never a part of a line."""
    lines = text.splitlines()
    while len(lines) > 1 and len("\n".join(lines).encode()) > _MOST_BYTES:
        lines.pop()
    kept = "\n".join(lines).encode()[:_MOST_BYTES].decode(errors="ignore")
    code = segno.make(kept, error="l", micro=False, boost_error=False, encoding="utf-8", eci=False)
    return [[bool(module) for module in row] for row in code.matrix]


@QmlElement
class QrCode(QQuickPaintedItem):
    """Draws ``text``; nothing for an empty one. Always dark on white, whatever the theme."""

    textChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        empty_when_gone(self)
        self._text = ""
        self._modules: list[list[bool]] = []
        self.setAntialiasing(False)

    @Property(str, notify=textChanged)
    def text(self) -> str:
        return self._text

    @text.setter  # type: ignore[no-redef]
    def text(self, text: str) -> None:
        if text != self._text:
            self._text, self._modules = text, modules(text) if text else []
            self.textChanged.emit()
            self.update()

    def paint(self, painter: QPainter) -> None:
        matrix = self._modules
        if not matrix:
            return
        count = len(matrix) + 2 * QUIET
        side = int(min(self.width(), self.height()))
        pitch = max(1, side // count)
        edge_x, edge_y = (int(self.width()) - pitch * count) // 2, (int(self.height()) - pitch * count) // 2
        painter.fillRect(QRect(edge_x, edge_y, pitch * count, pitch * count), QColor("#FFFFFF"))
        dark = QColor("#000000")
        for j, row in enumerate(matrix):
            for i, module in enumerate(row):
                if module:
                    x, y = edge_x + (i + QUIET) * pitch, edge_y + (j + QUIET) * pitch
                    painter.fillRect(QRect(x, y, pitch, pitch), dark)

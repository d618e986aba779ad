"""What the camera sees, as a QML item: filled to the edges, with a frame to aim by."""

from __future__ import annotations

from PySide6.QtCore import Property, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.made_by_qml import empty_when_gone

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_AIM = 0.66  # side of the frame over the shorter side of the picture


@QmlElement
class CameraPicture(QQuickPaintedItem):
    """Draws ``picture`` cut to this item's shape; corners ``radius`` px round."""

    pictureChanged = Signal()
    radiusChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        empty_when_gone(self)
        self._picture = QImage()
        self._radius = 0.0

    @Property(QImage, notify=pictureChanged)
    def picture(self) -> QImage:
        return self._picture

    @picture.setter  # type: ignore[no-redef]
    def picture(self, picture: QImage) -> None:
        self._picture = picture
        self.pictureChanged.emit()
        self.update()

    @Property(float, notify=radiusChanged)
    def radius(self) -> float:
        return self._radius

    @radius.setter  # type: ignore[no-redef]
    def radius(self, radius: float) -> None:
        if radius != self._radius:
            self._radius = radius
            self.radiusChanged.emit()
            self.update()

    def paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 0, self.width(), self.height())
        shape = QPainterPath()
        shape.addRoundedRect(room, self._radius, self._radius)
        painter.setClipPath(shape)
        painter.fillRect(room, QColor("#000000"))
        picture = self._picture
        if not picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, picture, _cut(picture, room))
        _draw_aim(painter, room)


def _cut(picture: QImage, room: QRectF) -> QRectF:
    """The middle of the picture that has the room's shape."""
    wide, high = float(picture.width()), float(picture.height())
    scale = max(room.width() / wide, room.height() / high)
    part_wide, part_high = room.width() / scale, room.height() / scale
    return QRectF((wide - part_wide) / 2, (high - part_high) / 2, part_wide, part_high)


def _draw_aim(painter: QPainter, room: QRectF) -> None:
    """Four corners around the place for the code, white with a dark edge: they stand out of any picture."""
    side = min(room.width(), room.height()) * _AIM
    box = QRectF(room.center().x() - side / 2, room.center().y() - side / 2, side, side)
    arm, path = side * 0.2, QPainterPath()
    for x, y, dx, dy in (
        (box.left(), box.top(), arm, arm),
        (box.right(), box.top(), -arm, arm),
        (box.left(), box.bottom(), arm, -arm),
        (box.right(), box.bottom(), -arm, -arm),
    ):
        path.moveTo(x + dx, y)
        path.lineTo(x, y)
        path.lineTo(x, y + dy)
    for colour, width in (("#000000", 0.042), ("#FFFFFF", 0.026)):
        pen = QPen(QColor(colour), side * width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)

"""The painted floor: one QML item that is painted once for each floor and frame, and then only moved."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtGui import QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.made_by_qml import empty_when_gone
from kiosk.ui.map_paint import paint_sheet
from kiosk.ui.map_scene import MapScene

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class FloorPlanItem(QQuickPaintedItem):
    """Paints ``scene``'s floor; with ``past`` the floor that was shown before, for a cross-fade."""

    sceneChanged = Signal()
    pastChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        empty_when_gone(self)
        self._scene: MapScene | None = None
        self._past = False
        self.paints = 0
        self.setOpaquePainting(True)

    @Property(QObject, notify=sceneChanged)
    def scene(self) -> QObject | None:
        return self._scene

    @scene.setter  # type: ignore[no-redef]
    def scene(self, scene: QObject | None) -> None:
        before, after = self._scene, scene if isinstance(scene, MapScene) else None
        if after is before:
            return
        if before is not None:
            before.repainted.disconnect(self._repaint)
        self._scene = after
        if after is not None:
            after.repainted.connect(self._repaint)
        self.sceneChanged.emit()
        self._repaint()

    @Property(bool, notify=pastChanged)
    def past(self) -> bool:
        return self._past

    @past.setter  # type: ignore[no-redef]
    def past(self, past: bool) -> None:
        if past != self._past:
            self._past = past
            self.pastChanged.emit()
            self._repaint()

    def _repaint(self) -> None:
        self.update()

    def paint(self, painter: QPainter) -> None:
        scene = self._scene
        sheet = None if scene is None else scene.past_sheet if self._past else scene.sheet
        if sheet is not None:
            self.paints += 1
            paint_sheet(painter, sheet)

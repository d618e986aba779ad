"""What an item showed is gone with it, though its Python half is not."""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQml import QQmlComponent, QQmlEngine
from ui.visitor import Visitor, visitor  # noqa: F401

from kiosk.ui.camera_picture import CameraPicture
from kiosk.ui.floor_plan_item import FloorPlanItem  # noqa: F401
from kiosk.ui.map_qr import QrCode


def test_a_code_and_a_picture_go_with_their_items(qapp: object) -> None:
    code, picture = QrCode(), CameraPicture()
    code.setProperty("text", "https://example.org/t/secret")
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    picture.setProperty("picture", image)
    assert code.property("text") == "https://example.org/t/secret"
    assert picture.property("picture").pixelColor(0, 0) == QColor("red")
    kept = [vars(code), vars(picture)]  # as the wrappers do, which PySide does not let go
    assert all(kept)
    for item in (code, picture):
        item.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert kept == [{}, {}]


def test_an_item_that_qml_made_leaves_next_to_nothing(qapp: object) -> None:
    """Each that stayed whole would keep more than forty blocks: ten thousand screen changes are twenty megabytes."""
    engine = QQmlEngine()
    component = QQmlComponent(engine)
    component.setData(
        b"import QtQuick\nimport Kiosk\nItem { FloorPlanItem {} QrCode {} CameraPicture {} }", QUrl("x.qml")
    )

    def made(count: int) -> None:
        for _ in range(count):
            item = component.create()
            assert item is not None, component.errorString()
            item.deleteLater()
            del item
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()

    made(50)
    before = sys.getallocatedblocks()
    made(100)
    assert (sys.getallocatedblocks() - before) / 300 < 12


def test_a_map_that_was_left_holds_no_floor(visitor: Visitor) -> None:  # noqa: F811
    from kiosk.ui.map_scene import MapScene

    def scenes() -> int:
        gc.collect()
        return sum(isinstance(thing, MapScene) for thing in gc.get_objects())

    seen = []
    for _ in range(4):
        visitor.screens.navigator.go("map")
        visitor.wait()
        visitor.screens.navigator.startOver()
        visitor.wait()
        for _ in range(3):
            visitor.screens.beat()
        seen.append(scenes())
    assert seen[-1] == seen[0], seen

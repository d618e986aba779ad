"""What an item showed is gone with it, though its Python half is not."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QColor, QImage
from ui.visitor import Visitor, visitor  # noqa: F401

from kiosk.ui.camera_picture import CameraPicture
from kiosk.ui.map_qr import QrCode


def test_a_code_and_a_picture_go_with_their_items(qapp: object) -> None:
    code, picture = QrCode(), CameraPicture()
    code.setProperty("text", "https://example.org/t/secret")
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    picture.setProperty("picture", image)
    assert code.property("text") == "https://example.org/t/secret"
    assert picture.property("picture").pixelColor(0, 0) == QColor("red")
    kept = [vars(code)["_code"], vars(picture)["_picture"]]  # as the wrappers do, which PySide does not let go
    for item in (code, picture):
        item.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert kept[0].now == ("", [])
    assert kept[1].now.isNull()


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

"""Pictograms for QML: ``image://icon/NAME/RRGGBB`` draws assets/icons/NAME.svg in that colour, at any size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

ASSETS = Path(__file__).resolve().parent.parent.parent / "assets"
PROVIDER = "icon"


def icon_svg(name: str, colour: str, folder: Path = ASSETS / "icons") -> bytes:
    """The pictogram's SVG filled with "RRGGBB"; an unknown name gives the sign for information, never nothing."""
    path = folder / f"{Path(name).name}.svg"
    if not path.is_file():
        path = folder / "info.svg"
    return path.read_bytes().replace(b"<path ", b'<path fill="#' + colour.encode() + b'" ')


class Icons(QQuickImageProvider):
    """Draws pictograms for QML's image cache."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        name, _, colour = id.partition("/")
        side = max(requestedSize.width(), requestedSize.height(), 1)
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(icon_svg(name, colour or "000000"))).render(painter, QRectF(0, 0, side, side))
        painter.end()
        return image

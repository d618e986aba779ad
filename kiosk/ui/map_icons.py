"""Pictograms on the map, drawn once for each symbol, size and colour."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from kiosk.ui.icons import icon_svg


@lru_cache(maxsize=256)
def pictogram(name: str, colour: str, side: int) -> QImage:
    """The symbol assets/icons/``name``.svg, ``side`` px square, in "#RRGGBB"."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(icon_svg(name, colour.lstrip("#")))).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image

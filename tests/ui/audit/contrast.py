"""Contrast as the eye gets it: measured from the pixels that were drawn, not from the colours that were meant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

Pixels = NDArray[np.uint8]
LARGE_PX = 30_000
#: What a window without holes is drawn in: four bytes a pixel, blue, green, red, and one that says nothing.
OPAQUE = (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied)


def pixels_of(image: QImage) -> Pixels:
    """(height, width, 3) red, green, blue; a copy that outlives the image."""
    if image.format() not in OPAQUE:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine()).copy()
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 2::-1]


def luminance(colors: NDArray[np.floating | np.uint8]) -> NDArray[np.float64]:
    """WCAG relative luminance of sRGB colours (…, 3) in 0–255."""
    c = np.asarray(colors, dtype=np.float64) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722), dtype=np.float64)


def contrast_in(pixels: Pixels, box: QRectF, ink: tuple[int, int, int] | None = None) -> float | None:
    """The contrast of the writing in ``box``; None where nothing is drawn.

    The ground is the commonest colour. The writing is the tone farthest from the ground that still fills at least
    2 % as many pixels as all that is not ground: the cores of the strokes, not their soft edges.
    """
    x0, y0 = max(0, int(box.left())), max(0, int(box.top()))
    x1, y1 = min(pixels.shape[1], int(box.right()) + 1), min(pixels.shape[0], int(box.bottom()) + 1)
    # Of a large one every other pixel of every other row: strokes are many pixels wide there.
    step = 2 if (y1 - y0) * (x1 - x0) > LARGE_PX else 1
    patch = pixels[y0:y1:step, x0:x1:step].reshape(-1, 3)
    if len(patch) < 12:
        return None
    coarse = (patch >> 2).astype(np.int32)
    keys = (coarse[:, 0] << 12) | (coarse[:, 1] << 6) | coarse[:, 2]
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    tones = luminance(patch[first])
    ground = tones[np.argmax(counts)]
    ratios = (np.maximum(tones, ground) + 0.05) / (np.minimum(tones, ground) + 0.05)
    drawn = ratios > 1.15
    total = int(counts[drawn].sum())
    if total < 6:
        return None
    order = np.argsort(-ratios)
    filled = np.cumsum(np.where(drawn[order], counts[order], 0))
    enough = np.searchsorted(filled, max(3, 0.02 * total))
    return float(ratios[order][min(enough, len(order) - 1)])

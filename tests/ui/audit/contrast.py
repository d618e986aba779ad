"""Contrast as the eye gets it: measured from the pixels that were drawn, not from the colours that were meant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

Pixels = NDArray[np.uint8]
LARGE_PX = 30_000


def pixels_of(image: QImage) -> Pixels:
    """(height, width, 3) red, green, blue."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def luminance(colors: NDArray[np.floating | np.uint8]) -> NDArray[np.float64]:
    """WCAG relative luminance of sRGB colours (…, 3) in 0–255."""
    c = np.asarray(colors, dtype=np.float64) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ (0.2126, 0.7152, 0.0722), dtype=np.float64)


def ratio(one: float, other: float) -> float:
    """WCAG contrast of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


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
    ratios = np.array([ratio(tone, ground) for tone in tones])
    drawn = ratios > 1.15
    total = int(counts[drawn].sum())
    if total < 6:
        return None
    order = np.argsort(-ratios)
    filled = np.cumsum(np.where(drawn[order], counts[order], 0))
    enough = np.searchsorted(filled, max(3, 0.02 * total))
    return float(ratios[order][min(enough, len(order) - 1)])

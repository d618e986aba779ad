"""The ways a picture is prepared when a code in it could not be read as it is, each with the way back for corners."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
#: 3 × 3: a point of the prepared picture → the same point of the picture it was made of.
Back = NDArray[np.float64]
Prepared = tuple[Grey, Back]

_WARPED, _QUIET = 400, 0.12
_MOST_CODES = 4


def _scaled(factor: float) -> Back:
    """Pixel centres: x of the prepared picture is (x + 0.5) / factor − 0.5 of the other."""
    shift = 0.5 / factor - 0.5
    return np.array([[1 / factor, 0, shift], [0, 1 / factor, shift], [0, 0, 1]])


def _resized(grey: Grey, factor: float, how: int) -> Prepared:
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8), _scaled(factor)


def as_is(grey: Grey) -> list[Prepared]:
    """The picture itself."""
    return [(grey, np.eye(3))]


def halved(grey: Grey) -> list[Prepared]:
    """Blurred, then half as large: the blur comes first, it takes the pixel grid off a photographed screen."""
    return [_resized(np.asarray(cv2.GaussianBlur(grey, (5, 5), 0)), 0.5, cv2.INTER_AREA)]


def quartered(grey: Grey) -> list[Prepared]:
    """The same twice: coarse grids, strong blur."""
    (half, back), *_ = halved(grey)
    (quarter, again), *_ = halved(half)
    return [(quarter, back @ again)]


def blurred(grey: Grey) -> list[Prepared]:
    """Blurred at its size: noise, fine grids, outlined modules."""
    return [(np.asarray(cv2.GaussianBlur(grey, (5, 5), 0), dtype=np.uint8), np.eye(3))]


def evened(grey: Grey) -> list[Prepared]:
    """Black and white by its surroundings: glare and shadow."""
    mean = cv2.ADAPTIVE_THRESH_MEAN_C
    return [(np.asarray(cv2.adaptiveThreshold(grey, 255, mean, cv2.THRESH_BINARY, 51, 5), dtype=np.uint8), np.eye(3))]


def doubled(grey: Grey) -> list[Prepared]:
    """Twice as large: modules of two pixels and fewer."""
    return [_resized(grey, 2.0, cv2.INTER_CUBIC)]


def inverted(grey: Grey) -> list[Prepared]:
    """Light on dark, halved: ZBar reads dark on light only."""
    (half, back), *_ = halved(grey)
    return [(255 - half, back)]


def turned(grey: Grey) -> list[Prepared]:
    """Turned by 45°: ZBar's finder looks along rows and columns."""
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 45, 1)
    picture = cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return [(np.asarray(picture, dtype=np.uint8), np.linalg.inv(np.vstack([turn, [0, 0, 1]])))]


class Straightened:
    """Every code whose corners OpenCV finds, pulled to a square with a quiet zone of what is around it: tilt."""

    def __init__(self) -> None:
        self._finder = cv2.QRCodeDetectorAruco()

    def __call__(self, grey: Grey) -> list[Prepared]:
        try:
            is_found, corners = self._finder.detectMulti(grey)
        except cv2.error:  # degenerate quadrangles
            return []
        if not is_found or corners is None:
            return []
        return [self._square(grey, np.asarray(four, dtype=np.float32)) for four in corners[:_MOST_CODES]]

    def _square(self, grey: Grey, corners: NDArray[np.float32]) -> Prepared:
        low, high = _QUIET * _WARPED, (1 - _QUIET) * _WARPED
        square = np.array([[low, low], [high, low], [high, high], [low, high]], dtype=np.float32)
        there = cv2.getPerspectiveTransform(corners, square)
        picture = cv2.warpPerspective(grey, there, (_WARPED, _WARPED), borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(picture, dtype=np.uint8), np.asarray(np.linalg.pinv(there), dtype=np.float64)

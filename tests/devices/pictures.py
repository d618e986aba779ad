"""Pictures with codes in them for tests: drawn here, so that what stands in them and where is known."""

from __future__ import annotations

import cv2
import numpy as np
import segno


def qr_picture(payload: bytes, scale: int = 6, border: int = 4, error: str = "m") -> np.ndarray:
    """A QR code in byte mode without a declared encoding, as most writers in the field make them."""
    matrix = segno.make(payload, mode="byte", error=error, micro=False, boost_error=False).matrix
    cells = np.where(np.array([[bool(cell) for cell in row] for row in matrix]), 0, 255).astype(np.uint8)
    return np.kron(np.pad(cells, border, constant_values=255), np.ones((scale, scale), np.uint8))


def on_frame(code: np.ndarray, x: int = 300, y: int = 100, size: tuple[int, int] = (720, 1280), ground: int = 140):
    """The code on a grey frame, its upper left pixel at (x, y)."""
    frame = np.full(size, ground, np.uint8)
    frame[y : y + code.shape[0], x : x + code.shape[1]] = code
    return frame


def tilted(code: np.ndarray, size: tuple[int, int] = (720, 1280), lean: float = 0.25) -> np.ndarray:
    """The code seen from the side, in perspective."""
    height, width = code.shape
    inset = lean * height / 2
    there = np.float32(
        [[400, 120], [400 + width, 120 + inset], [400 + width, 120 + height - inset], [400, 120 + height]]
    )
    here = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    map_ = cv2.getPerspectiveTransform(here, there)
    return cv2.warpPerspective(code, map_, size[::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=140)


def as_screen(code: np.ndarray, pitch: int = 4, depth: float = 0.75) -> np.ndarray:
    """A photographed screen: the dark lines between its pixels stand in the picture."""
    grid = np.ones(code.shape)
    grid[::pitch, :] -= depth
    grid[:, ::pitch] -= depth
    return np.clip(code * np.clip(grid, 0, 1), 0, 255).astype(np.uint8)


def save(path, picture: np.ndarray) -> None:
    assert cv2.imwrite(str(path), picture)

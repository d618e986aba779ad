"""Codes on curled slips, cloth and crumpled paper: laid flat by a mesh that is fitted to the picture.

The code is pulled to a square by its corners; for each size it may have, the modules that every code has (finders,
timing, alignment: ISO/IEC 18004) say how well that size fits. For the best ones a mesh is moved, from 2 × 2 to 7 × 7
nodes, until those modules are found where they belong and all others are clearly dark or clearly light. What lies under
the module centres then is drawn as a plain code. Whether it is one, its own error correction decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.devices.qr_steps import Grey, Prepared

Floats = NDArray[np.float32]

#: The square a code is pulled to, and the margin around it (pixels).
_SIDE, _MARGIN = 600, 60
_SIZES = range(21, 98, 4)
_MOST_CODES, _MOST_SIZES = 3, 3
#: Mean agreement of the known modules (−1 to 1) from which a fit is worth reading.
_GOOD = 0.6
#: … and the least after so many nodes a side for which finer ones are worth trying.
_HOPE, _DECIDES = 0.35, 3
#: Nodes a side, and how far they move, in modules.
_STAGES = ((2, (1.0, 0.5, 0.25)), (3, (1.0, 0.5, 0.25)), (5, (0.5, 0.25)), (7, (0.4, 0.2)))
_SWEEPS = 3
_PIXELS, _QUIET = 4, 4
_ALIGNMENT = np.full((5, 5), -1, np.float32)
_ALIGNMENT[1:4, 1:4] = 1
_ALIGNMENT[2, 2] = -1
#: How far from its place on a plane an alignment pattern is looked for, and how like it must be.
_FAR, _LIKE = 4.0, 0.6


class Flattened:
    """A step of the cascade: every code whose corners OpenCV finds, as plain codes of the sizes that fit best."""

    def __init__(self) -> None:
        self._finders = (cv2.QRCodeDetectorAruco(), cv2.QRCodeDetector())

    def __call__(self, grey: Grey) -> Iterator[Prepared]:
        for corners in self._corners(grey):
            yield from _flat(grey, corners)

    def _corners(self, grey: Grey) -> list[Floats]:
        for finder in self._finders:
            try:
                is_found, corners = finder.detectMulti(grey)
            except cv2.error:  # degenerate quadrangles
                continue
            if is_found and corners is not None:
                return [np.asarray(four, dtype=np.float32) for four in corners[:_MOST_CODES]]
        return []


def _flat(grey: Grey, corners: Floats) -> Iterator[Prepared]:
    low, high = float(_MARGIN), float(_SIDE - _MARGIN)
    square = np.array([[low, low], [high, low], [high, high], [low, high]], dtype=np.float32)
    there = cv2.getPerspectiveTransform(corners, square)
    pulled = cv2.warpPerspective(grey, there, (_SIDE, _SIDE), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    light = _evened(np.asarray(pulled, dtype=np.uint8))
    fits = sorted(((_agreement(light, size), size) for size in _SIZES), reverse=True)
    for _, size in fits[:_MOST_SIZES]:
        modules, agreement = _fitted(light, size)
        if agreement >= _GOOD:
            yield _drawn(modules), np.linalg.pinv(there) @ _from_drawn(size)


def _evened(pulled: Grey) -> Floats:
    """Lightness from −1 to 1, between the darkest and the lightest around."""
    soft = cv2.GaussianBlur(pulled, (0, 0), 2.0)
    small = cv2.resize(soft, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    around = np.ones((15, 15), np.uint8)
    top, bottom = (
        cv2.resize(cv2.GaussianBlur(far(small, around), (0, 0), 5), soft.shape[::-1]).astype(np.float32)
        for far in (cv2.dilate, cv2.erode)
    )
    soft = soft.astype(np.float32)
    evened = (soft - (top + bottom) / 2) / np.maximum((top - bottom) / 2, 12)
    return np.clip(evened, -1, 1).astype(np.float32)


@lru_cache(maxsize=len(_SIZES))
def _known(size: int) -> Floats:
    """The modules that every code of this size has: −1 dark, 1 light, 0 for those that hold data."""
    known = np.zeros((size, size), np.float32)
    finder = np.full((8, 8), 1, np.float32)
    finder[:7, :7] = -1
    finder[1:6, 1:6] = 1
    finder[2:5, 2:5] = -1
    known[:8, :8] = finder
    known[:8, -8:] = finder[:, ::-1]
    known[-8:, :8] = finder[::-1]
    timing = np.where(np.arange(8, size - 8) % 2, 1, -1)
    known[6, 8:-8] = known[8:-8, 6] = timing
    for row, column in _alignments(size):
        known[row - 2 : row + 3, column - 2 : column + 3] = _ALIGNMENT
    return known


@lru_cache(maxsize=len(_SIZES))
def _alignments(size: int) -> tuple[tuple[int, int], ...]:
    """The middles of the alignment patterns, as (row, column); evenly spread from 6 to the far side (Annex E)."""
    version = (size - 17) // 4
    if version < 2:
        return ()
    number = version // 7 + 2
    step = (version * 4 + number * 2 + 1) // (number * 2 - 2) * 2
    places = [6, *sorted(size - 7 - step * n for n in range(number - 1))]
    finders = {(6, 6), (6, size - 7), (size - 7, 6)}
    return tuple((row, column) for row in places for column in places if (row, column) not in finders)


def _centres(size: int) -> tuple[Floats, Floats]:
    """Where the middles of the modules would be on a plane: x and y, each (size, size)."""
    places = _MARGIN + (np.arange(size, dtype=np.float32) + 0.5) * ((_SIDE - 2 * _MARGIN) / size)
    x, y = np.meshgrid(places, places)
    return x.astype(np.float32), y.astype(np.float32)


def _seen(light: Floats, x: Floats, y: Floats) -> Floats:
    return np.asarray(cv2.remap(light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), dtype=np.float32)


def _agreement(light: Floats, size: int) -> float:
    known = _known(size)
    return float((known * _seen(light, *_centres(size))).sum()) / float(np.abs(known).sum())


def _bent(light: Floats, size: int) -> tuple[Floats, Floats]:
    """The middles of the modules, bent as the alignment patterns are found to lie; as on a plane without any."""
    x, y = _centres(size)
    module = (_SIDE - 2 * _MARGIN) / size
    found = [(row, column, *moved) for row, column in _alignments(size) if (moved := _moved(light, x, y, row, column))]
    if len(found) < 2:
        return x, y
    rows, columns, dx, dy = np.array(found, dtype=np.float64).T
    bends = _bends(2 * columns / (size - 1) - 1, 2 * rows / (size - 1) - 1)
    kept = np.ones(len(found), dtype=bool)
    for _ in range(2):
        stiff = bends[kept].T @ bends[kept] + 0.02 * np.eye(bends.shape[1])
        way = np.linalg.solve(stiff, bends[kept].T @ np.stack([dx, dy], 1)[kept])
        off = np.hypot(*(bends @ way - np.stack([dx, dy], 1)).T)
        kept = off < 1.5 * module
        if not kept.any():
            return x, y
    across, down = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    field = (_bends(across.ravel(), down.ravel()) @ way).reshape(size, size, 2)
    return (x + field[..., 0]).astype(np.float32), (y + field[..., 1]).astype(np.float32)


def _bends(across: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.float64]:
    """(points, 5): the low ways to bend a square whose corners stay."""
    u, v = 1 - across**2, 1 - down**2
    return np.stack([u, v, u * down, v * across, u * v], 1)


def _moved(light: Floats, x: Floats, y: Floats, row: int, column: int) -> tuple[float, float] | None:
    """How far an alignment pattern lies from its place, in pixels; None when it is not seen."""
    module = (_SIDE - 2 * _MARGIN) / x.shape[0]
    side = round(5 * module)
    pattern = cv2.resize(_ALIGNMENT, (side, side), interpolation=cv2.INTER_NEAREST)
    pattern = cv2.GaussianBlur(pattern, (0, 0), 2.0)
    reach = _FAR * module + side / 2
    left, top = max(0, round(float(x[row, column]) - reach)), max(0, round(float(y[row, column]) - reach))
    part = light[top : round(float(y[row, column]) + reach), left : round(float(x[row, column]) + reach)]
    if min(part.shape) < side:
        return None
    _, likeness, _, place = cv2.minMaxLoc(cv2.matchTemplate(part, pattern, cv2.TM_CCOEFF_NORMED))
    if likeness < _LIKE:
        return None
    middle = (side - 1) / 2
    return left + place[0] + middle - float(x[row, column]), top + place[1] + middle - float(y[row, column])


def _fitted(light: Floats, size: int) -> tuple[Floats, float]:
    """Lightness of every module on the mesh that fits best, and how well the known ones agree."""
    x, y = _bent(light, size)
    known = _known(size)
    weight = 2 * size * size / float(np.abs(known).sum())
    module = (_SIDE - 2 * _MARGIN) / size
    for nodes, moves in _STAGES:
        hats = _hats(size, nodes)
        for move in moves:
            for _ in range(_SWEEPS):
                if not _sweep(light, x, y, known * weight, hats, move * module):
                    break
        if nodes == _DECIDES and float((known * _seen(light, x, y)).sum()) < _HOPE * float(np.abs(known).sum()):
            break
    seen = _seen(light, x, y)
    return seen, float((known * seen).sum()) / float(np.abs(known).sum())


@lru_cache(maxsize=128)
def _hats(size: int, nodes: int) -> Floats:
    """(size, nodes): how far each row of modules goes with each row of nodes."""
    at, mine = np.linspace(0, nodes - 1, size), np.arange(nodes)
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, None] - mine)), dtype=np.float32)


def _sweep(light: Floats, x: Floats, y: Floats, known: Floats, hats: Floats, far: float) -> bool:
    """Move every node, in x and in y, where that helps; whether any moved. Every second node of every second row moves
    at once: no module goes with two of them."""
    nodes = hats.shape[1]
    near = (hats > 0).astype(np.float32)
    has_moved = False
    for first in range(4):
        turn = np.zeros((nodes, nodes), np.float32)
        turn[first // 2 :: 2, first % 2 :: 2] = 1
        push = far * (hats @ turn @ hats.T)
        for axis in (x, y):
            now = _worth(_seen(light, x, y), known)
            gains = []
            for sign in (1, -1):
                axis += sign * push
                gains.append(near.T @ (_worth(_seen(light, x, y), known) - now) @ near)
                axis -= sign * push
            forth, back = gains
            chosen = turn * np.where(np.maximum(forth, back) > 1e-3, np.where(forth >= back, 1, -1), 0)
            if chosen.any():
                axis += far * (hats @ chosen.astype(np.float32) @ hats.T)
                has_moved = True
    return has_moved


def _worth(seen: Floats, known: Floats) -> Floats:
    """How good it is to see this there: known modules as they must be, all others clearly one or the other."""
    return np.asarray(np.abs(seen) + known * seen, dtype=np.float32)


def _drawn(modules: Floats) -> Grey:
    cells = np.pad(np.where(modules > 0, 255, 0).astype(np.uint8), _QUIET, constant_values=255)
    return np.kron(cells, np.ones((_PIXELS, _PIXELS), np.uint8))


def _from_drawn(size: int) -> NDArray[np.float64]:
    """A point of the plain code → the same of the pulled square."""
    scale = (_SIDE - 2 * _MARGIN) / (size * _PIXELS)
    shift = _MARGIN - _QUIET * _PIXELS * scale + (scale - 1) / 2
    return np.array([[scale, 0, shift], [0, scale, shift], [0, 0, 1]])

"""Simulated pictures of phone screens and slips for bench_scan: what stands in each is known, each fault has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import segno

SIZE = (720, 1280)

PAYLOADS = (
    b"https://hub.example.org/t/" + b"AbCd-_01" * 15 + b"wxyz",
    "龙岗区政务服务中心 A012 请到3号窗口".encode(),
    "预约码：王伟 上午9:00".encode("gb18030"),
    b"1234567890123456789012345678",
    b"HTTPS://EXAMPLE.GOV.CN/Q?" + b"0123456789abcdef" * 16,
)

Grey = np.ndarray
Drawn = np.random.Generator


def code_picture(payload: bytes, scale: float, dark: int = 0, light: int = 255) -> Grey:
    """A code in byte mode, ``scale`` pixels a module, drawn large and brought down: edges between pixels are grey."""
    matrix = segno.make(payload, mode="byte", error="m", micro=False, boost_error=False).matrix
    cells = np.where(np.array([[bool(cell) for cell in row] for row in matrix]), dark, light).astype(np.uint8)
    large = np.kron(np.pad(cells, 4, constant_values=light), np.ones((12, 12), np.uint8))
    side = round(large.shape[0] / 12 * scale)
    return cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)


def framed(code: Grey, drawn: Drawn, ground: int = 90) -> Grey:
    """The code somewhere on a frame with soft things around it."""
    rough = drawn.integers(ground - 50, ground + 60, (9, 16)).astype(np.float32)
    frame = np.clip(cv2.resize(rough, SIZE[::-1], interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8)
    height, width = code.shape
    y, x = drawn.integers(0, SIZE[0] - height), drawn.integers(0, SIZE[1] - width)
    frame[y : y + height, x : x + width] = code
    return frame


def grid(picture: Grey, pitch: float, depth: float, angle: float) -> Grey:
    """The pixel grid of a screen, seen at an angle, with its beat."""
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    turn = np.deg2rad(angle)
    u, v = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    dark = np.maximum(np.cos(2 * np.pi * u / pitch) ** 8, np.cos(2 * np.pi * v / pitch) ** 8)
    beat = 1 + 0.15 * np.sin(2 * np.pi * (u + v) / (pitch * 17.3))
    return np.clip(picture * (1 - depth * dark) * beat, 0, 255).astype(np.uint8)


def glare(picture: Grey, strength: float, drawn: Drawn) -> Grey:
    """A lamp in the glass."""
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    cy, cx = drawn.uniform(0.25, 0.75, 2) * picture.shape
    spot = np.exp(-(((x - cx) / (0.22 * picture.shape[1])) ** 2 + ((y - cy) / (0.12 * picture.shape[0])) ** 2))
    return np.clip(picture + 255 * strength * spot, 0, 255).astype(np.uint8)


def tilt(code: Grey, degrees: float, ground: int = 90) -> Grey:
    """Seen from the side, from a hand's width away."""
    side = code.shape[0]
    turn, far = np.deg2rad(degrees), 2.2 * side
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2
    depth = far + corners[:, 0] * np.sin(turn)
    seen = np.stack([corners[:, 0] * np.cos(turn) * far / depth, corners[:, 1] * far / depth], 1)
    seen -= seen.min(0)
    here = np.float32([[0, 0], [side, 0], [side, side], [0, side]])
    size = tuple(int(value) for value in np.ceil(seen.max(0)))
    there = cv2.getPerspectiveTransform(here, seen.astype(np.float32))
    return cv2.warpPerspective(code, there, size, flags=cv2.INTER_AREA, borderValue=ground)


def curl(code: Grey, degrees: float, drawn: Drawn, ground: int = 90) -> Grey:
    """A slip on a roll: a cylinder across which the code spans twice these degrees, its axis anyhow, seen from near."""
    side = code.shape[0]
    half, arc, far = side / 2, np.deg2rad(degrees), 2.5 * side
    y, x = np.mgrid[-half:half, -half:half].astype(np.float64)
    turn = drawn.uniform(0, np.pi)
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    radius = half / arc
    angle = np.zeros_like(across)
    for _ in range(12):  # where the ray through this pixel meets the paper
        near = far / (far + radius * (1 - np.cos(angle)))
        angle = np.arcsin(np.clip(across / near / radius, -1, 1))
    near = far / (far + radius * (1 - np.cos(angle)))
    bent, straight = radius * angle, along / near
    u, v = straight * np.cos(turn) - bent * np.sin(turn), straight * np.sin(turn) + bent * np.cos(turn)
    where = (u + half - 0.5).astype(np.float32), (v + half - 0.5).astype(np.float32)
    return cv2.remap(code, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=ground)


def shaken(picture: Grey, length: int, drawn: Drawn) -> Grey:
    """Moved while the shutter was open."""
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), drawn.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def noisy(picture: Grey, sigma: float, drawn: Drawn) -> Grey:
    return np.clip(picture + drawn.normal(0, sigma, picture.shape), 0, 255).astype(np.uint8)


def packed(picture: Grey, quality: int) -> Grey:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)


def _blur(sigma: float) -> Callable[[Grey, Drawn], Grey]:
    return lambda picture, drawn: cv2.GaussianBlur(picture, (0, 0), sigma)


#: name → (what is done to the code, what is done to the frame)
CONDITIONS: dict[str, tuple[Callable[[Grey, Drawn], Grey], Callable[[Grey, Drawn], Grey]]] = {}


def _condition(name: str, code: object = None, frame: object = None) -> None:
    same = lambda picture, drawn: picture  # noqa: E731
    CONDITIONS[name] = (code or same, frame or same)  # type: ignore[assignment]


_condition("clean")
_condition("blur 1.5", frame=_blur(1.5))
_condition("blur 2", frame=_blur(2.0))
_condition("blur 2.5", frame=_blur(2.5))
_condition("shaken 7", frame=lambda p, d: shaken(p, 7, d))
_condition("shaken 11", frame=lambda p, d: shaken(p, 11, d))
_condition("screen grid 3", lambda c, d: grid(c, 3.1, 0.6, 7))
_condition("screen grid 5", lambda c, d: grid(c, 5.3, 0.7, 4))
_condition("screen grid 5, blur", lambda c, d: grid(c, 5.3, 0.7, 4), _blur(1.2))
_condition("glare .6", lambda c, d: glare(c, 0.6, d))
_condition("glare 1", lambda c, d: glare(c, 1.0, d))
_condition("tilt 20", lambda c, d: tilt(c, 20))
_condition("tilt 40", lambda c, d: tilt(c, 40))
_condition("curled 35", lambda c, d: curl(c, 35, d))
_condition("curled 50", lambda c, d: curl(c, 50, d))
_condition("curled 65", lambda c, d: curl(c, 65, d))
_condition("inverted", lambda c, d: 255 - c)
_condition("inverted, grid", lambda c, d: grid(255 - c, 5.3, 0.7, 4))
_condition("dim, noise", lambda c, d: (c * 0.35 + 20).astype(np.uint8), lambda p, d: noisy(p, 10, d))
_condition("pale", lambda c, d: (c * 0.22 + 190).astype(np.uint8), lambda p, d: noisy(p, 4, d))
_condition("jpeg 25", frame=lambda p, d: packed(p, 25))
_condition("grid, tilt, glare", lambda c, d: tilt(glare(grid(c, 4.2, 0.6, 9), 0.6, d), 25), _blur(0.8))


def frames(each: int = 4) -> Iterator[tuple[str, Grey, bytes]]:
    """(condition, frame, payload); the same ones every time."""
    drawn = np.random.default_rng(20261122)
    for name, (on_code, on_frame) in CONDITIONS.items():
        for payload in PAYLOADS:
            for number in range(each):
                code = code_picture(payload, scale=(3.0, 4.3, 5.0, 6.2)[number % 4])
                yield name, on_frame(framed(on_code(code, drawn), drawn), drawn), payload

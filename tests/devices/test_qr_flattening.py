"""Codes that do not lie flat are laid flat by a mesh; what is no code stays none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from devices.pictures import on_frame, qr_picture

from kiosk.devices import qr_flattening
from kiosk.devices.qr_flattening import Flattened
from kiosk.devices.qr_reading import CodeReader, _moved

TICKET = b"https://hub.example.org/t/" + b"Ab3_" * 31


def waved(picture: np.ndarray, modules: float, pixels: int, waves: float = 1.0) -> np.ndarray:
    """Cloth: rows and columns swing by so many modules of so many pixels."""
    height, width = picture.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    far = modules * pixels
    there_x = x + far * np.sin(waves * np.pi * y / height).astype(np.float32)
    there_y = y + far * np.sin(waves * 1.3 * np.pi * x / width + 0.4).astype(np.float32)
    return cv2.remap(picture, there_x, there_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize(
    ("payload", "modules"), [(b"A012", 1.0), ("龙岗区政务服务中心 A012".encode("gb18030"), 1.0), (TICKET, 0.8)]
)
def test_a_code_on_cloth_is_laid_flat(payload, modules):
    frame = on_frame(waved(qr_picture(payload, scale=8), modules, 8, 1.4), 300, 60)
    found = [code for plain, _ in Flattened()(frame) for code in zxingcpp.read_barcodes(plain)]
    assert payload in {code.bytes for code in found}


def test_the_chain_reads_what_neither_reader_can():
    payload = "龙岗区政务服务中心 A012".encode("gb18030")
    frame = on_frame(waved(qr_picture(payload, scale=8), 1.0, 8, 1.4), 300, 60)
    assert not zxingcpp.read_barcodes(frame)
    reader = CodeReader()
    found = reader.read(frame, 60.0)
    assert [(code.payload, code.step) for code in found] == [(payload, "flattened")]
    expected = [(332, 92), (532, 92), (532, 292), (332, 292)]
    assert np.abs(np.array(found[0].corners) - expected).max() <= 24
    reader.close()


def test_corners_lead_back_to_the_picture():
    code = qr_picture(b"A012", scale=10)
    made = list(Flattened()(on_frame(code, 500, 200)))
    assert made
    plain, back = made[0]
    side = plain.shape[0]
    first, last = 4 * 4 - 0.5, side - 4 * 4 - 0.5
    moved = _moved(((first, first), (last, last)), back)
    edge = code.shape[0] - 40
    assert np.abs(np.array(moved) - [(540, 240), (500 + edge, 200 + edge)]).max() <= 6


@pytest.mark.parametrize("version", range(1, 21))
def test_what_every_code_has_stands_in_every_code(version):
    matrix = segno.make("A", version=version, micro=False).matrix
    cells = np.where(np.array([[bool(cell) for cell in row] for row in matrix]), -1, 1)
    known = qr_flattening._known(4 * version + 17)
    assert known.shape == cells.shape
    assert (known[known != 0] == cells[known != 0]).all()
    assert (known != 0).sum() >= 200


@pytest.mark.parametrize("kind", ["empty", "noise", "stripes"])
def test_nothing_is_made_of_nothing(kind):
    picture = {
        "empty": np.full((360, 640), 128, np.uint8),
        "noise": np.random.default_rng(5).integers(0, 255, (360, 640), dtype=np.uint8),
        "stripes": np.tile(np.repeat(np.array([0, 255], np.uint8), 5), (360, 64)),
    }[kind]
    found = [code for plain, _ in Flattened()(picture) for code in zxingcpp.read_barcodes(plain)]
    assert found == []


def test_a_square_that_is_no_code_is_not_drawn():
    """Corners may be found in anything: what does not agree with any size is left."""
    noise = np.random.default_rng(5).integers(0, 255, (60, 60), dtype=np.uint8)
    picture = cv2.resize(noise, (400, 400), interpolation=cv2.INTER_NEAREST)
    corners = np.array([[20, 20], [380, 20], [380, 380], [20, 380]], np.float32)
    assert list(qr_flattening._flat(picture, corners)) == []

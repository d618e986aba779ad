"""Codes in pictures: the bytes that stand there, where they stand, within a budget, by whichever reader can."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from conftest import SHARED
from devices.pictures import as_screen, on_frame, qr_picture, tilted

from kiosk.devices import qr_cascade, qr_reading
from kiosk.devices.picture_files import read_picture
from kiosk.devices.qr_reading import CodeReader, Reading, fitted
from kiosk.devices.zbar_reader import ZbarError, ZbarReader
from kiosk.scanning.decoding import text_of

TICKET = b"https://hub.example.org/t/" + b"Ab3_" * 31


@pytest.fixture
def reader():
    reader = CodeReader()
    assert reader.fault is None
    yield reader
    reader.close()


def payloads(readings):
    return {reading.payload for reading in readings}


@pytest.mark.parametrize("text", ["王伟", "龙岗区政务服务中心", "预约：A012，上午9:00", "A012"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_both_readers_give_the_bytes_that_stand_there(text, encoding):
    payload = text.encode(encoding)
    picture = qr_picture(payload)
    zbar, zxing = ZbarReader(), CodeReader()
    assert [code for code, _ in zbar.read(picture)] == [payload]
    assert payloads(zxing.read(picture)) == {payload}
    zbar.close()
    zxing.close()


def test_bytes_that_are_no_text_come_through():
    payload = bytes(range(256))
    picture = qr_picture(payload, error="l")
    zbar = ZbarReader()
    assert [code for code, _ in zbar.read(picture)] == [payload]
    zbar.close()
    with pytest.raises(ZbarError):
        zbar.read(picture)


@pytest.mark.parametrize("turn", [None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_corners_begin_at_the_code_s_own_top_left(turn, reader):
    code = qr_picture(TICKET, scale=5, border=4)
    frame = on_frame(code)
    low, high = 20, code.shape[0] - 20
    expected = [(300 + x, 100 + y) for x, y in ((low, low), (high, low), (high, high), (low, high))]
    if turn is not None:
        frame = cv2.rotate(frame, turn)
        width, height = 1280, 720
        move = {
            cv2.ROTATE_90_CLOCKWISE: lambda x, y: (height - 1 - y, x),
            cv2.ROTATE_180: lambda x, y: (width - 1 - x, height - 1 - y),
            cv2.ROTATE_90_COUNTERCLOCKWISE: lambda x, y: (y, width - 1 - x),
        }[turn]
        expected = [move(x, y) for x, y in expected]
    zbar = ZbarReader()
    for corners in (reader.read(frame)[0].corners, zbar.read(frame)[0][1]):
        assert np.abs(np.array(corners) - np.array(expected)).max() <= 8
    zbar.close()


@pytest.mark.parametrize("step", qr_cascade.cascade(), ids=lambda step: step.name)
def test_every_step_leads_its_corners_back(step):
    code = qr_picture(b"A012", scale=10)
    picture = on_frame(code, 500, 200)
    if step.name == "inverted":
        picture = 255 - picture
    made = list(step.make(picture))
    assert made
    zbar = ZbarReader()
    found = [(corners, back) for prepared, back in made for _, corners in zbar.read(prepared)]
    zbar.close()
    assert found
    edge = code.shape[0] - 40
    expected = [(500 + x, 200 + y) for x, y in ((40, 40), (edge, 40), (edge, edge), (40, edge))]
    assert np.abs(np.array(qr_reading._moved(*found[0])) - np.array(expected)).max() <= 14


def test_a_photographed_screen_is_read_by_halving(reader):
    screen = as_screen(qr_picture(TICKET, scale=8))
    assert not zxingcpp.read_barcodes(screen, try_downscale=False)
    found = reader.read(screen)
    assert payloads(found) == {TICKET}


def test_dark_mode_blur_and_tilt_are_read(reader):
    frame = on_frame(qr_picture(TICKET, scale=6))
    assert payloads(reader.read(255 - frame)) == {TICKET}
    assert payloads(reader.read(cv2.GaussianBlur(frame, (0, 0), 2.0))) == {TICKET}
    assert payloads(reader.read(tilted(qr_picture(TICKET, scale=7)))) == {TICKET}


def test_zbar_reads_an_inverted_code_by_the_inverted_step(reader, monkeypatch):
    monkeypatch.setattr(qr_reading, "_by_zxing", lambda picture, reader, is_raw: [])
    found = reader.read(255 - on_frame(qr_picture(TICKET, scale=6)))
    assert [(code.payload, code.step) for code in found] == [(TICKET, "inverted")]


def test_several_codes_are_all_told(reader):
    frame = on_frame(qr_picture(b"A012"), 40, 100)
    frame[100 : 100 + 150, 700 : 700 + 150] = cv2.resize(qr_picture(b"A013"), (150, 150))
    assert payloads(reader.read(frame)) == {b"A012", b"A013"}


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        (zxingcpp.BarcodeFormat.Code128, "AK3-001"),
        (zxingcpp.BarcodeFormat.EAN13, "6901234567892"),
        (zxingcpp.BarcodeFormat.Code39, "K3 001"),
        (zxingcpp.BarcodeFormat.DataMatrix, "A012 号票"),
        (zxingcpp.BarcodeFormat.PDF417, "A012 window 3"),
        (zxingcpp.BarcodeFormat.Aztec, "A012"),
    ],
    ids=str,
)
def test_other_codes_are_read_and_named(reader, format_, text):
    code = np.array(zxingcpp.create_barcode(text, format_).to_image(scale=4, add_quiet_zones=True))
    found = reader.read(on_frame(code, 100, 100))
    assert [(one.format, one.payload.decode()) for one in found] == [(str(format_), text)]
    assert found[0].is_matrix is (format_ in qr_reading._MATRIX)
    assert len(found[0].corners) == 4


def test_a_bar_code_counts_only_in_the_picture_as_it_is():
    code = np.array(zxingcpp.create_barcode("AK3-001", zxingcpp.BarcodeFormat.Code128).to_image(scale=4))
    assert qr_reading._by_zxing(on_frame(code, 100, 100), "zxing", is_raw=True)
    assert not qr_reading._by_zxing(on_frame(code, 100, 100), "zxing", is_raw=False)


def test_a_reading_does_not_print_what_it_read():
    assert "secret" not in repr(Reading("QR Code", b"secret", ()))


class Ticking:
    """A clock that is a second later each time somebody looks."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        self.at += 1.0
        return self.at


def recorded(monkeypatch):
    tried = []

    def one(name):
        def make(grey):
            tried.append(name)
            return [(grey, np.eye(3))]

        return qr_cascade.Step(name, make, ("zxing",))

    monkeypatch.setattr(qr_reading, "cascade", lambda: tuple(one(name) for name in "0123"))
    return tried


def test_no_step_begins_after_the_budget(monkeypatch):
    tried = recorded(monkeypatch)
    reader = CodeReader(now=Ticking())
    assert reader.read(np.full((64, 64), 200, np.uint8), budget_s=2.0) == ()
    assert tried == ["0", "1"]
    reader.read(np.full((64, 64), 200, np.uint8), budget_s=100.0)
    assert tried[2:] == ["0", "1", "2", "3"]
    reader.close()


def test_frames_share_the_steps_between_them(monkeypatch):
    tried = recorded(monkeypatch)
    reader = CodeReader(now=Ticking())
    for _ in range(4):
        assert reader.glance(np.full((64, 64), 200, np.uint8), budget_s=1.5) == ()
    assert tried == ["0", "1", "0", "2", "0", "3", "0", "1"]
    assert reader.glance(qr_picture(b"A012"), budget_s=1.5)
    reader.glance(np.full((64, 64), 200, np.uint8), budget_s=1.5)
    assert tried[-2:] == ["0", "1"]
    reader.close()


@pytest.mark.parametrize("shape", [(1, 1), (1, 1280), (15, 15), (720, 1280)])
@pytest.mark.parametrize("value", [0, 255])
def test_nothing_is_read_into_nothing(reader, shape, value):
    picture = np.full(shape, value, np.uint8)
    assert reader.read(picture) == ()
    assert reader.glance(picture, 1.0) == ()


def test_noise_holds_no_code(reader):
    drawn = np.random.default_rng(3)
    for _ in range(3):
        noise = drawn.integers(0, 255, (240, 320), dtype=np.uint8)
        assert reader.read(noise) == ()
        assert reader.read(cv2.GaussianBlur(noise, (0, 0), 3)) == ()


def test_without_zbar_zxing_reads_alone(monkeypatch):
    def absent():
        raise ZbarError("ZBar cannot be loaded.")

    monkeypatch.setattr(qr_reading, "ZbarReader", absent)
    reader = CodeReader()
    assert reader.fault is not None
    assert payloads(reader.read(qr_picture(b"A012"))) == {b"A012"}


def test_large_pictures_are_fitted():
    small, factor = fitted(np.zeros((3000, 4000), np.uint8))
    assert (small.shape, factor) == ((960, 1280), 3.125)
    same = np.zeros((100, 1280), np.uint8)
    assert fitted(same)[0] is same


def test_the_shared_photos_are_read_and_none_wrongly(reader):
    """The bar itself is kept by tests/benchmarks/bench_scan.py, in one run with the readers alone."""
    folder = SHARED / "data" / "qr"
    if not folder.is_dir():
        pytest.skip("the shared photos are not here")
    read, wrong, photos = 0, [], [path for path in sorted(folder.rglob("*")) if path.with_suffix(".txt") != path]
    for path in photos:
        if path.is_dir():
            continue
        expected = path.with_suffix(".txt").read_bytes().decode()
        texts = {text_of(code.payload) for code in reader.read(fitted(read_picture(path))[0])}
        read += expected in texts
        if texts and expected not in texts:
            wrong.append(path.name)
    assert wrong == []
    assert read >= 190

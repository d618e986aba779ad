"""Bytes for the printer and bytes from it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from devices.printer_server import Engine
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.printing import escpos
from kiosk.printing.escpos import Heard, Listener, Said
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.png import png_of

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def picture_of(dots: np.ndarray) -> Picture:
    return Picture(dots.shape[1], dots.shape[0], np.packbits(dots, axis=1).tobytes())


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """White runs, text-like noise, and the bytes that must not be sent."""
    width = draw(st.sampled_from([1, 3, 48, 72]))
    rows = draw(
        st.lists(
            st.one_of(
                st.just(bytes(width)),
                st.just(b"\x10\x04\x10\x05\x10\x14\x10\x10\x04"[:width].ljust(width, b"\0")),
                st.integers(0, 2**32).map(lambda seed: np.random.default_rng(seed).bytes(width)),
            ).flatmap(lambda row: st.integers(1, 90).map(lambda times: row * times)),
            max_size=6,
        )
    )
    bits = b"".join(rows)
    return Picture(width * 8, len(bits) // width, bits)


@settings(max_examples=60)
@given(pictures())
def test_what_is_sent_prints_as_it_was_drawn_and_is_never_taken_for_a_command(picture: Picture) -> None:
    engine = Engine(width=picture.width)
    for band in escpos.bands(picture):
        assert len(band) <= escpos.BAND_BYTES + 8
        assert not REAL_TIME.search(band)
        engine.receive(band)
    engine.receive(escpos.mark(1, "gs-r"))
    engine.turn()
    assert not engine.unknown
    assert not engine.held
    printed = engine.papers[0].dots().reshape(-1, picture.width)
    drawn = np.unpackbits(np.frombuffer(picture.bits, np.uint8)).astype(bool).reshape(-1, picture.width)
    assert printed.shape == drawn.shape
    assert not (drawn & ~printed).any()
    wider = np.packbits(printed, axis=1) != np.packbits(drawn, axis=1)
    assert set(np.packbits(drawn, axis=1)[wider].tolist()) <= {0x10}
    assert set(np.packbits(printed, axis=1)[wider].tolist()) <= {0x18}


def test_white_costs_next_to_nothing() -> None:
    dots = np.zeros((800, 576), bool)
    dots[400, :50] = True
    assert sum(map(len, escpos.bands(picture_of(dots)))) < 1200


def test_white_rows_feed() -> None:
    engine = Engine()
    for band in escpos.white(150):
        engine.receive(band)
    engine.turn()
    assert engine.inked == 150
    assert not engine.papers[0].dots().any()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (b"\x12", [Heard(Said.STATUS, 0x12)]),
        (b"\x1a\x32\x7e", [Heard(Said.STATUS, 0x1A), Heard(Said.STATUS, 0x32), Heard(Said.STATUS, 0x7E)]),
        (b"\x00", [Heard(Said.DONE, -1)]),
        (b"\x0f", [Heard(Said.DONE, -1)]),
        (b"\x37\x22" + b"0042\0", [Heard(Said.DONE, 42)]),
        (b"\x37\x22" + b"junk\0\x12", [Heard(Said.STATUS, 0x12)]),
        (b"\x37\x25\x00\x00", [Heard(Said.CLEARED), Heard(Said.DONE, -1)]),
        (b"\x10\x00\x0f\x00\x16", [Heard(Said.STATUS, 0x16)]),  # an unasked report before an answer
        (b"\x10\x12\x00", [Heard(Said.STATUS, 0x12), Heard(Said.DONE, -1)]),  # … cut off
        (b"\x11\x13\xff\x90\x12", [Heard(Said.STATUS, 0x12)]),  # flow control and noise
    ],
)
def test_what_a_printer_says_is_taken_apart_however_it_is_cut(said: bytes, heard: list[Heard]) -> None:
    assert list(Listener().feed(said)) == heard
    listener = Listener()
    assert [one for byte in said for one in listener.feed(bytes((byte,)))] == heard


def test_a_picture_that_is_none() -> None:
    with pytest.raises(ValueError):
        Picture(12, 1, b"\0\0")
    with pytest.raises(ValueError):
        Picture(16, 2, b"\0\0")
    with pytest.raises(ValueError):
        Paper(57)


def test_the_roll_in_dots() -> None:
    assert (Paper(58).dots, Paper(80).dots, Paper(80, 11.8).dots) == (384, 576, 848)


def test_a_png_shows_the_same_dots() -> None:
    import cv2

    dots = np.random.default_rng(3).random((37, 64)) < 0.3
    read = cv2.imdecode(np.frombuffer(png_of(picture_of(dots)), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert ((read == 0) == dots).all()

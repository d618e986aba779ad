"""Slips as they leave the printer: readable for people and phones, on both rolls, in both languages."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp
from devices.printer_server import Engine
from printing.example_slips import CODE, FULL, MAP, PLAIN
from PySide6.QtGui import QGuiApplication
from pyzbar import pyzbar

from kiosk.base.texts import Text
from kiosk.printing import escpos
from kiosk.printing.blocks import Block, Code, Facts, Heading, Map, Words
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.slip_layout import layout, modules
from kiosk.printing.slips import Slip
from kiosk.ui.fonts import load_fonts
from kiosk.ui.slip_drawing import draw_slip

ROLLS = [Paper(58), Paper(80), Paper(80, 11.8)]
SLIPS = [
    dataclasses.replace(slip, language=language) for slip in (PLAIN, FULL) for language in ("zh-CN", "zh-Hant", "en")
]


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    load_fonts()


def dots_of(picture: Picture) -> np.ndarray:
    return np.unpackbits(np.frombuffer(picture.bits, np.uint8)).reshape(picture.rows, -1).astype(bool)


def drawn(blocks: Block | list[Block], paper: Paper) -> np.ndarray:
    return dots_of(draw_slip(blocks if isinstance(blocks, list) else [blocks], paper))


def name_of(value: Any) -> str:
    if isinstance(value, Paper):
        return f"{value.width_mm}mm-{value.dots_per_mm:g}"
    return f"{value.label}-{value.language}"


@pytest.mark.parametrize("paper", ROLLS, ids=name_of)
@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_the_code_on_the_paper_is_read_by_phones(slip: Slip, paper: Paper) -> None:
    engine = Engine(paper.dots)
    for part in (*escpos.bands(draw_slip(layout(slip, paper), paper)), escpos.CUT):
        engine.receive(part)
    engine.turn()
    paper_out = engine.slips[0].grey()
    assert [code.text for code in zxingcpp.read_barcodes(paper_out)] == [CODE]
    assert [code.data.decode() for code in pyzbar.decode(paper_out, [pyzbar.ZBarSymbol.QRCODE])] == [CODE]


@pytest.mark.parametrize("paper", ROLLS, ids=name_of)
@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_every_block_is_inked_and_nothing_is_cut_off(slip: Slip, paper: Paper) -> None:
    for block in layout(slip, paper):
        dots = drawn(block, paper)
        assert dots.any(), block
        if isinstance(block, Words | Facts | Code):
            assert not dots[:, -1].any(), block  # an edge that is inked has lost what stood beyond it
        assert not dots[: paper.dots_of(1.0)].any()
        assert not dots[-paper.dots_of(1.0) :].any()


@pytest.mark.parametrize("paper", ROLLS, ids=name_of)
def test_the_number_fills_the_roll_whatever_its_length(paper: Paper) -> None:
    for label in ("A012", "AK3-001", "BQ12-1234"):
        number = next(
            b for b in layout(dataclasses.replace(PLAIN, label=label), paper) if isinstance(b, Words) and b.fit
        )
        dots = drawn(number, paper)
        columns, rows = np.flatnonzero(dots.any(axis=0)), np.flatnonzero(dots.any(axis=1))
        assert columns[-1] - columns[0] > paper.dots * 0.9
        assert (rows[-1] - rows[0]) / paper.dots_per_mm > (5 if len(label) > 7 else 7.5)


@pytest.mark.parametrize(("letter", "white_areas"), [("A", 2), ("K", 1), ("8", 3), ("0", 2), ("B", 3)])
def test_the_strokes_of_the_number_are_whole(letter: str, white_areas: int) -> None:
    dots = drawn(Words(letter, 29.0, bold=True, fit=True, centred=True), Paper(80))
    white, _ = cv2.connectedComponents((~dots).astype(np.uint8), connectivity=4)
    black, _ = cv2.connectedComponents(dots.astype(np.uint8))
    assert (white - 1, black - 1) == (white_areas, 1)


def test_what_is_read_at_arms_length_is_large_enough() -> None:
    """The smallest words are 3 mm high in Chinese, what matters 4 mm and more."""
    for paper in ROLLS:
        blocks = layout(FULL, paper)
        words = [block for block in blocks if isinstance(block, Words)]
        assert min(block.size_mm for block in words) >= 3.0
        assert all(block.size_mm >= 4.0 for block in words if block.mark or block.bold)
        assert all(block.value_mm >= 5.5 for block in blocks if isinstance(block, Facts))


@pytest.mark.parametrize("character", ["䶮", "㛃", "𬭎", "龘", "〇"])
def test_rare_characters_are_drawn_and_not_boxed(character: str) -> None:
    paper = Paper(58)
    missing = drawn(Words("\U0010fffd", 10.0), paper)
    for bold in (False, True):
        glyph = drawn(Words(character, 10.0, bold=bold), paper)
        other = drawn(Words("国", 10.0, bold=bold), paper)
        assert glyph.any()
        assert (glyph != other).any()
        assert glyph.shape != missing.shape or (glyph != missing).any()


def test_the_same_slip_is_the_same_dots_in_any_thread() -> None:
    blocks, paper = layout(FULL, Paper(80)), Paper(80)
    here = draw_slip(blocks, paper)
    with ThreadPoolExecutor(2) as pool:
        assert {picture.bits for picture in pool.map(lambda _: draw_slip(blocks, paper), range(4))} == {here.bits}


def test_a_slip_is_as_long_as_what_it_says() -> None:
    paper = Paper(80)
    bare = Slip("A012", PLAIN.hall, PLAIN.taken)
    lengths = [draw_slip(layout(slip, paper), paper).rows for slip in (bare, PLAIN, FULL)]
    assert lengths == sorted(lengths)
    assert lengths[0] / 8 < 90
    assert lengths[1] / 8 < 150
    assert lengths[2] / 8 < 360


def test_what_is_not_known_is_left_out() -> None:
    bare = Slip("A012", PLAIN.hall, PLAIN.taken)
    kinds = {type(block) for block in layout(bare, Paper(80))}
    assert not kinds & {Facts, Code, Map, Heading}


def test_the_words_of_a_slip() -> None:
    def said(slip: Slip) -> str:
        blocks = layout(slip, Paper(80))
        words = [block.text for block in blocks if isinstance(block, Words | Heading)]
        facts = [f"{f.label} {f.value} {f.added}" for block in blocks if isinstance(block, Facts) for f in block.facts]
        return "\n".join(words + facts).replace("\u00a0", " ")

    assert "窗口 11、12 号" in said(PLAIN)
    assert "前面 6 人" in said(PLAIN)
    assert "等候 约 20 分钟 最多 35 分钟" in said(PLAIN)
    assert "前面 马上到您" in said(dataclasses.replace(PLAIN, ahead=0))
    assert "Wait about 20 min at most 35 min" in said(dataclasses.replace(PLAIN, language="en"))
    assert "取号 2026-11-22 09:41 · A012" in said(PLAIN)
    assert "自助機" in said(dataclasses.replace(PLAIN, language="zh-Hant"))
    assert "完税证明" in said(FULL)


def test_modules_are_whole_dots_with_white_around() -> None:
    for paper in ROLLS:
        code = next(block for block in layout(PLAIN, paper) if isinstance(block, Code))
        dots = drawn(dataclasses.replace(code, words=()), paper)
        rows, columns = np.flatnonzero(dots.any(axis=1)), np.flatnonzero(dots.any(axis=0))
        inked = dots[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        wanted = np.array(code.modules)
        pitch = inked.shape[0] // len(wanted)
        assert pitch >= 3
        assert (inked == np.kron(wanted, np.ones((pitch, pitch), bool))).all()
        assert rows[0] - paper.dots_of(2.0) >= 4 * pitch
        assert min(columns[0], paper.dots - 1 - columns[-1]) >= 4 * pitch


def test_a_code_that_no_phone_could_read_is_refused() -> None:
    with pytest.raises(ValueError):
        modules("x" * 601)


def test_the_map_shows_the_way_and_names_its_ends() -> None:
    paper = Paper(80)
    whole = drawn(Map(MAP, "zh-CN", 48.0), paper)
    without = drawn(Map(dataclasses.replace(MAP, walk=()), "zh-CN", 48.0), paper)
    assert whole.sum() > without.sum() + 2000  # a broad line
    nameless = dataclasses.replace(MAP, goal=dataclasses.replace(MAP.goal, name=Text()))
    assert (drawn(Map(nameless, "zh-CN", 48.0), paper) != whole).any()


@pytest.mark.parametrize(
    "walk", [((0.0, 0.0),), ((0.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (0.0, 300.0)), ((5.0, 5.0), (5.2, 5.0))]
)
def test_odd_ways_are_drawn_too(walk: tuple[tuple[float, float], ...]) -> None:
    plan = dataclasses.replace(
        MAP, walk=walk, here=dataclasses.replace(MAP.here, at=walk[0]), goal=dataclasses.replace(MAP.goal, at=walk[-1])
    )
    for paper in ROLLS:
        dots = drawn(Map(plan, "en", 40.0), paper)
        assert dots.any()
        assert dots.shape[0] <= paper.dots_of(2 + 2 + 40 + 4) + 4

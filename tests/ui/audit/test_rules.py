"""The measure is measured: each fault that the audit knows is found on a made-up screen, and a sound one has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from ui.audit.rules import faults
from ui.audit.scene import PressableShown, Shown, TextShown

from kiosk.ui.glass import PROFILES

GLASS = PROFILES["55-fhd"]
REACH = GLASS.reach_line_px
MM = 1 / GLASS.mm_per_px


def box(x: float, y: float, wide_mm: float = 30, high_mm: float = 30) -> QRectF:
    return QRectF(x, y, wide_mm * MM, high_mm * MM)


KEY = PressableShown("键", box(100, REACH + 100), box(100, REACH + 100), False, True, "Button", "Key")
WORDS = TextShown(
    "字",
    box(400, 200, 40, 15),
    box(400, 200, 60, 20),
    box(400, 200, 60, 20),
    12 * MM,
    False,
    QColor("#000"),
    False,
    "Words",
)


def pixels(ink: int = 0) -> np.ndarray:
    """White glass with strokes of this grey where WORDS stand."""
    drawn = np.full((GLASS.height_px, GLASS.width_px, 3), 255, dtype=np.uint8)
    text = WORDS.box.toRect()
    drawn[text.top() : text.bottom() : 3, text.left() : text.right()] = ink
    return drawn


def found(
    pressables: tuple[PressableShown, ...] = (KEY,),
    texts: tuple[TextShown, ...] = (WORDS,),
    *,
    ink: int = 0,
    large: bool = False,
    contrast: bool = False,
) -> str:
    return "\n".join(faults(Shown(texts, pressables), pixels(ink), GLASS, large=large, high_contrast=contrast))


def test_a_sound_screen_has_no_fault() -> None:
    assert found() == ""
    assert found(large=True, contrast=True) == ""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (replace(KEY, seen=box(100, REACH + 100, 19, 30)), "too small to press"),
        (replace(KEY, name=" "), "nothing for a reader"),
        (replace(KEY, box=box(100, REACH - 60), seen=box(100, REACH - 60)), "out of reach"),
    ],
)
def test_a_faulty_key_is_found(key: PressableShown, words: str) -> None:
    assert words in found((key,))


def test_a_key_of_20_mm_is_too_small_in_large_text_and_a_shortcut_may_stand_high() -> None:
    key = replace(KEY, box=box(100, REACH + 100, 21, 21), seen=box(100, REACH + 100, 21, 21))
    assert found((key,)) == ""
    assert "too small to press" in found((key,), large=True)
    assert found((replace(KEY, box=box(100, 50), seen=box(100, 50), shortcut=True),)) == ""


def test_keys_closer_than_3_mm_are_found() -> None:
    near, far = (box(100 + (30 + gap) * MM, REACH + 100) for gap in (2.0, 3.1))
    assert "too close (2.0 mm)" in found((KEY, replace(KEY, box=near, seen=near)))
    assert found((KEY, replace(KEY, box=far, seen=far))) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (replace(WORDS, pixel_size=6 * MM), "text too small"),
        (replace(WORDS, truncated=True), "elided"),
        (replace(WORDS, room=box(400, 200, 30, 20)), "does not fit"),
        (replace(WORDS, seen=box(400, 200, 20, 20)), "clipped"),
        (replace(WORDS, box=box(1900, 200, 40, 15)), "off the glass"),
    ],
)
def test_a_faulty_text_is_found(text: TextShown, words: str) -> None:
    assert words in found(texts=(text,))


def test_texts_that_overlap_are_found() -> None:
    assert "overlap" in found(texts=(WORDS, replace(WORDS, text="别的", box=box(410, 205, 40, 15))))


def test_contrast_is_measured_from_what_was_drawn() -> None:
    assert "below 4.5" in found(ink=150)
    assert found(ink=105) == ""
    assert "below 7.0" in found(ink=105, contrast=True)
    assert "not drawn" in found(ink=255)

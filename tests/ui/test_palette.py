from __future__ import annotations

import pytest

from kiosk.ui.palette import EVERYDAY, HIGH_CONTRAST, contrast

TEXT_ON = [
    *[(tone, ground) for tone in ("ink", "ink_2", "primary", "ok", "warn") for ground in ("card", "ground", "deck")],
    ("on_primary", "primary"),
    ("on_route", "route"),
    ("on_bar", "bar_key"),
    ("bar", "on_bar"),
    ("on_banner", "banner_from"),
    ("on_banner", "banner_to"),
    ("ink", "primary_soft"),
    ("ink", "pressed"),
    ("here", "card"),
]


@pytest.mark.parametrize(("tone", "ground"), TEXT_ON)
def test_text_can_be_read_in_both_themes(tone, ground):
    assert contrast(getattr(EVERYDAY, tone), getattr(EVERYDAY, ground)) >= 4.5
    assert contrast(getattr(HIGH_CONTRAST, tone), getattr(HIGH_CONTRAST, ground)) >= 7


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)

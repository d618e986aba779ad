from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.glass import PROFILES, REACH_MM, Glass, GlassError, glass_of, measure


@pytest.mark.parametrize(
    ("name", "mm_per_px", "reach_share"),
    [("55-fhd", 0.634, 0.613), ("86-4k", 0.496, 0.392), ("43p-fhd", 0.496, 0.336), ("86p-4k", 0.496, 0.483)],
)
def test_the_known_panels(name, mm_per_px, reach_share):
    glass = PROFILES[name]
    assert glass.mm_per_px == pytest.approx(mm_per_px, abs=0.001)
    assert glass.reach_mm / glass.height_mm == pytest.approx(reach_share, abs=0.002)


glasses = st.builds(
    Glass,
    st.just("any"),
    st.floats(32, 98),
    st.sampled_from([1080, 1920, 2160, 3840]),
    st.sampled_from([1080, 1920, 2160, 3840]),
    st.floats(0, 900),
)


@given(glass=st.one_of(st.sampled_from(list(PROFILES.values())), glasses), large=st.booleans())
def test_sizes_keep_the_rules_on_any_glass(glass, large):
    sizes, mm = measure(glass, large), glass.mm_per_px
    assert sizes.press * mm >= (25 if large else 20)
    assert sizes.gap * mm >= 3
    assert sizes.ring_width * mm >= 3
    assert min(sizes.caption, sizes.body, sizes.title, sizes.look_caption, sizes.text_min) * mm >= (10 if large else 7)
    assert sizes.from_afar * 0.733 * mm >= 37 - 0.01
    assert sizes.deck_top >= glass.reach_line_px
    assert (glass.height_px - sizes.deck_top) * mm + glass.lower_edge_mm <= REACH_MM + mm
    assert sizes.deck_top + sizes.deck_height + sizes.bar_height == glass.height_px


IMPOSSIBLE = [(0, 1920, 800), (55, 10, 800), (55, 1920, 1200), (55, 1920, -1)]


@pytest.mark.parametrize(("diagonal", "width", "edge"), IMPOSSIBLE)
def test_an_impossible_panel_is_refused_in_words(diagonal, width, edge):
    with pytest.raises(GlassError) as refused:
        Glass("x", diagonal, width, 1080, edge)
    assert refused.value.remedy


def test_a_mounting_from_the_plan_and_the_defaults():
    assert glass_of({"diagonal_in": 86, "lower_edge_mm": 750}, 3840, 2160).lower_edge_mm == 750
    assert glass_of({"diagonal_in": 86}, 2160, 3840).lower_edge_mm == 300
    assert glass_of({"diagonal_in": 43}, 1080, 1920).lower_edge_mm == 900
    assert glass_of({}, 1920, 1080).lower_edge_mm == 800

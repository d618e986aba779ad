"""Pinyin as it is typed on a panel: whole, begun, initials, and as accents blur it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.finding.pinyin import SYLLABLES, Form, blur, cuts, is_whole_pinyin


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("shebaok", "she bao k"),
        ("huzhao", "hu zhao"),
        ("sbk", "s b k"),
        ("hz", "h z"),
        ("yibaokadiule", "yi bao ka diu le"),
        ("shenfz", "shen f z"),
        ("zhongg", "zhong g"),
        ("lvse", "lv se"),
    ],
)
def test_the_likeliest_cut(letters: str, first: str) -> None:
    assert " ".join(syllable.letters for syllable in cuts(letters)[0]) == first


@pytest.mark.parametrize(("letters", "also"), [("xian", "xi an"), ("fangan", "fang an"), ("sh", "s h")])
def test_what_can_be_cut_twice_is(letters: str, also: str) -> None:
    assert also in {" ".join(syllable.letters for syllable in cut) for cut in cuts(letters)}


@pytest.mark.parametrize("letters", ["iu", "v", "uvw", ""])
def test_what_is_no_pinyin_is_not_cut(letters: str) -> None:
    assert cuts(letters) == ()


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_cut_loses_and_invents_nothing(letters: str) -> None:
    for cut in cuts(letters):
        assert "".join(syllable.letters for syllable in cut) == letters
        assert all(s.letters in SYLLABLES for s in cut if s.form is Form.FULL)
        assert all(s.form is not Form.PARTIAL for s in cut[:-1])


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whole_syllables_are_whole_pinyin(syllables: list[str]) -> None:
    assert is_whole_pinyin("".join(syllables))


def test_accents_meet() -> None:
    pairs = [
        ("zhao", "zao"),
        ("shi", "si"),
        ("chang", "can"),
        ("niu", "liu"),
        ("hui", "fui"),
        ("xing", "xin"),
        ("lv", "lu"),
    ]
    assert all(blur(one) == blur(other) for one, other in pairs)
    assert blur("ren") == blur("len")
    assert blur("ma") != blur("na")


@pytest.mark.parametrize(("word", "is_it"), [("change", True), ("passport", False), ("name", True), ("lost", False)])
def test_english_words_that_are_pinyin_too(word: str, is_it: bool) -> None:
    assert is_whole_pinyin(word) is is_it

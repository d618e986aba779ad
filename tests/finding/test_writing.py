"""One plain way of writing, and the way back to where each character stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.finding.writing import latin_words, plain, write


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ＨＵＺＨＡＯ", "huzhao"),
        ("hù zhào", "hu zhao"),
        ("lǜ", "lv"),
        ("普通护照（首次）", "普通护照首次"),
        ("社保卡 挂失", "社保卡挂失"),
        ("A4 复印", "a4复印"),
        ("driver's licence", "driver s licence"),
        ("①号", "1号"),
        ("😀🚽", ""),
        ("护\u200b照\n丢了", "护照丢了"),
        ("Éntrée", "entree"),
        ("Выход 2", "выход 2"),
    ],
)
def test_plain(typed: str, expected: str) -> None:
    assert plain(typed) == expected


def test_traditional_characters_become_simple_where_they_are_known() -> None:
    assert plain("護照換發", {"護": "护", "換": "换", "發": "发"}) == "护照换发"


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    written = write(text)
    assert len(written.text) == len(written.origins)
    assert list(written.origins) == sorted(written.origins)
    assert all(0 <= origin < len(text) for origin in written.origins)


def test_words_in_latin_letters_stand_between_characters() -> None:
    assert latin_words("开ktv许可a1") == (("ktv", 1), ("a1", 6))
    assert latin_words("lost card") == (("lost", 0), ("card", 5))
    assert latin_words("护照") == ()

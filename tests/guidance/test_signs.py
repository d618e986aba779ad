"""Numbers on window signs, as people and plans write them."""

from __future__ import annotations

import pytest

from kiosk.base.texts import Text
from kiosk.guidance.signs import number_asked, number_in, plain_number, window_number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Window 1-01", "1-01"),
        ("11号窗口", "11"),
        ("１１号窗口", "11"),
        ("窗口3", "3"),
        ("窗口 A12", "A12"),
        ("综合窗口 第7", "7"),
        ("5 号窗", "5"),
        ("B03窗口", "B03"),
        ("Window No. 8 (passports)", "8"),
        ("window #21", "21"),
        ("社保 12-14号窗口", "12-14"),
        ("Windowless room 11", None),
        ("Room 101", None),
        ("服务窗口", None),
        ("窗户", None),
        ("", None),
    ],
)
def test_numbers_in_names(words: str, number: str | None) -> None:
    assert number_in(words) == number


def test_chinese_names_come_first() -> None:
    assert window_number(Text(en="Window 2 of 3", zh="9号窗口")) == "9"
    assert window_number(Text(ru="Окно", en="Window 4")) == "4"
    assert window_number(Text()) is None


@pytest.mark.parametrize("words", ["11", "11号", "No. 11", "#11", " １１ ", "011", "11号窗口", "window 11"])
def test_a_bare_number_asks_for_a_window(words: str) -> None:
    asked = number_asked(words)
    assert asked is not None
    assert plain_number(asked) == "11"


@pytest.mark.parametrize("words", ["toilet", "3.5,2,1", "28315aa4-a238-5ddb", "十一"])
def test_other_words_do_not(words: str) -> None:
    assert number_asked(words) is None


def test_numbers_are_compared_without_dress() -> None:
    assert plain_number("a 07") == plain_number("A7")
    assert plain_number("1–01") == plain_number("1-01") != plain_number("1-1")
    assert plain_number("0") == "0"

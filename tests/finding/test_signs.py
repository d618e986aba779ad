"""Window numbers and floors, however people say them."""

from __future__ import annotations

import pytest

from kiosk.finding.signs import floor_number, read_signs


@pytest.mark.parametrize(
    "typed",
    ["11号窗口", "11", "十一号", "窗口11", "window 11", "11窗", "11号", "第十一号窗口", "shiyihao", "shiyihaochuangkou",
     "11haochuangkou", "window eleven", "counter 11", "no 11 window", "十一", "11号的窗口", "一一号窗口"],
)  # fmt: skip
def test_window_eleven(typed: str) -> None:
    assert read_signs(typed).window == "11"


@pytest.mark.parametrize(
    ("typed", "number"), [("二十一号窗口", "21"), ("一百零三号窗口", "103"), ("窗口a3", "a3"), ("07号窗口", "7")]
)
def test_other_windows(typed: str, number: str) -> None:
    assert read_signs(typed).window == number


@pytest.mark.parametrize("typed", ["办护照要去几号窗口", "12345热线", "社保11", "a4复印", "24小时自助"])
def test_what_names_no_window(typed: str) -> None:
    assert read_signs(typed).window is None


@pytest.mark.parametrize(
    ("typed", "floor", "rest"),
    [
        ("二楼厕所", 2, "厕所"),
        ("3楼", 3, ""),
        ("厕所在2f", 2, "厕所在"),
        ("erloucesuo", 2, "cesuo"),
        ("负一楼停车场", -1, "停车场"),
        ("地下一层", -1, ""),
        ("2nd floor toilet", 2, "toilet"),
        ("toilet on the third floor", 3, "toilet on the"),
        ("floor 2", 2, ""),
        ("ground floor", 1, ""),
        ("一层大厅", 1, "大厅"),
    ],
)
def test_floors(typed: str, floor: int, rest: str) -> None:
    signs = read_signs(typed)
    assert (signs.floor, signs.rest) == (floor, rest)


@pytest.mark.parametrize(
    ("name", "floor"), [("2楼", 2), ("2F", 2), ("二层", 2), ("Ground floor", 1), ("负1层", -1), ("B1", -1), ("大厅", 0)]
)
def test_names_of_levels(name: str, floor: int) -> None:
    assert floor_number(name) == floor


def test_the_first_name_that_says_a_floor_counts() -> None:
    assert floor_number("Этаж", "3F") == 3

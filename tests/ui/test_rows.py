from __future__ import annotations

import pytest

from kiosk.finding.entries import Kind
from kiosk.ui.rows import Row, cut, page_of


def test_a_title_is_cut_at_its_marks():
    pieces = cut("普通护照首次申请", ((2, 4),))
    assert [(p["text"], p["marked"]) for p in pieces] == [("普通", False), ("护照", True), ("首次申请", False)]


@pytest.mark.parametrize("marks", [(), ((5, 99),), ((3, 3),), ((-1, 2),)])
def test_marks_that_do_not_fit_are_left_out(marks):
    assert "".join(p["text"] for p in cut("护照首次", marks)) == "护照首次"
    assert not any(p["marked"] for p in cut("护照首次", marks))


def test_overlapping_marks_lose_no_letter():
    assert "".join(p["text"] for p in cut("abcdef", ((0, 3), (2, 5)))) == "abcdef"


def test_what_a_row_opens():
    assert page_of(Kind.MATTER, "M1").about == {"code": "M1"}
    assert page_of(Kind.WINDOW, "11").screen == "place"
    assert page_of("help", "help").screen == "help"


def test_a_row_says_everything_to_a_reader():
    said = Row("matter", "1", "护照", aside="9号窗口", aside_detail="1楼 · 42米", state="午休，13:30再开").name()
    assert said == "护照, 9号窗口, 1楼 · 42米, 午休，13:30再开"

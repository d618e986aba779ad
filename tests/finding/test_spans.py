"""What was met in a plain name is underlined in the title as it is shown."""

from __future__ import annotations

from kiosk.finding.spans import joined, spans


def test_brackets_and_spaces_of_the_title_are_counted() -> None:
    title = "普通 护照（首次）申请"
    assert spans(title, "普通护照首次申请", 0b00111100, {}) == ((3, 5), (6, 8))


def test_traditional_titles_are_underlined_too() -> None:
    assert spans("護照", "护照", 0b11, {"護": "护"}) == ((0, 2),)


def test_another_title_is_not_underlined() -> None:
    assert spans("身份证", "护照", 0b11, {}) == ()


def test_words_of_a_latin_title() -> None:
    assert spans("Lost social security card", "lost social security card", 0b1111, {}) == ((0, 4),)


def test_neighbours_are_joined() -> None:
    assert joined([3, 1, 2, 2, 7]) == ((1, 4), (7, 8))

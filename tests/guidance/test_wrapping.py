"""Two lines of a name, broken where the script allows."""

from __future__ import annotations

import pytest

from kiosk.guidance.wrapping import wrap


def measure(text: str, px: float, bold: bool) -> tuple[float, float]:
    """A face in which a Han character is an em wide and a Latin letter a little over half of it."""
    wide = sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in text)
    return (wide * px * (1.05 if bold else 1.0), px * 1.25)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("退役军人事务", ("退役军", "人事务")),
        ("Real estate registration", ("Real estate", "registration")),
        ("“办不成事”反映室", ("“办不成", "事”反映室")),
        ("1号窗口", ("1号", "窗口")),
    ],
)
def test_lines_break_where_the_script_allows(text: str, lines: tuple[str, str]) -> None:
    assert wrap(text, measure, 20.0) == lines


def test_a_word_is_not_broken() -> None:
    assert wrap("Registration", measure, 20.0) is None

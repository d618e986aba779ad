"""Typing errors are counted as the textbook counts them; endings and beginnings of words count as they should."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.finding.likeness import distance, errors_within, likeness


def _alignment(one: str, other: str) -> int:
    """The textbook table: optimal string alignment."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            change = one[i - 1] != other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


_LETTERS = st.text("abc", min_size=1, max_size=9)


@given(_LETTERS, _LETTERS)
@settings(max_examples=150, deadline=None)
def test_distance_is_the_textbook_one(one: str, other: str) -> None:
    assert distance(one, other) == _alignment(one, other)


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", max_size=8))
@settings(max_examples=100, deadline=None)
def test_errors_within_is_the_least_over_all_stretches(typed: str, letters: str) -> None:
    stretches = [letters[a:b] for a in range(len(letters) + 1) for b in range(a, len(letters) + 1)]
    assert errors_within(typed, letters) == min(_alignment(typed, stretch) for stretch in stretches)


@pytest.mark.parametrize(
    ("typed", "word", "least"),
    [
        ("passport", "passport", 1.0),
        ("passports", "passport", 0.9),
        ("renewing", "renew", 0.9),
        ("pasport", "passport", 0.7),
    ],
)
def test_other_forms_and_errors_are_alike(typed: str, word: str, least: float) -> None:
    assert likeness(typed, word, False) >= least


def test_a_beginning_counts_only_while_it_is_typed() -> None:
    assert likeness("pass", "passport", True) > 0.7
    assert likeness("pass", "passport", False) == 0
    assert likeness("tax", "taxi", False) == 0
    assert likeness("gas", "bus", False) == 0

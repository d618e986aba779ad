"""What the check leaves out of the full product is measured: no pair of values, no worst case and no combination."""

from __future__ import annotations

from dataclasses import astuple
from itertools import combinations, product

import pytest
from ui.audit.combinations import Combination, covering, every

from kiosk.base.texts import LANGUAGES
from kiosk.ui.glass import PROFILES

FACTORS = (tuple(PROFILES), LANGUAGES, (False, True), (False, True))
#: After so many neighbours the choice begins again.
PERIOD = 8


@pytest.mark.parametrize("number", range(2 * PERIOD))
@pytest.mark.parametrize(("one", "other"), [*combinations(range(len(FACTORS)), 2)])
def test_every_exhibit_stands_in_every_pair_of_values(number: int, one: int, other: int) -> None:
    met = {(astuple(row)[one], astuple(row)[other]) for row in covering(number)}
    assert met == set(product(FACTORS[one], FACTORS[other]))


@pytest.mark.parametrize("number", range(PERIOD))
def test_the_longest_words_in_the_largest_text_are_seen_on_every_glass(number: int) -> None:
    assert {row.profile for row in covering(number) if row.language == "en" and row.large} == set(PROFILES)
    assert len(covering(number)) == 13


@pytest.mark.parametrize("number", range(PERIOD))
def test_four_neighbours_stand_on_every_glass_in_every_language_at_every_size(number: int) -> None:
    met = {(row.profile, row.language, row.large) for near in range(4) for row in covering(number + near)}
    assert met == set(product(*FACTORS[:3]))


def test_every_combination_is_drawn_by_one_of_eight_neighbours() -> None:
    assert set().union(*map(covering, range(PERIOD))) == set(every())
    assert set(every()) == {Combination(*values) for values in product(*FACTORS)}


@pytest.mark.parametrize("number", range(PERIOD))
def test_a_variant_stands_at_its_worst_on_every_glass_and_once_in_chinese(number: int) -> None:
    rows = covering(number, variant=True)
    assert len(rows) == 8
    assert {row.profile for row in rows if row.language == "en" and row.large} == set(PROFILES)
    chinese = [row for row in rows if row.language != "en"]
    assert {row.profile for row in chinese} == set(PROFILES)
    assert {(row.language, row.large) for row in chinese} == set(product(("zh-CN", "zh-Hant"), (False, True)))
    assert {row.contrast for row in rows} == {False, True}


def test_variants_that_are_neighbours_stand_in_every_pair_of_values_but_easy_english() -> None:
    met = {row for near in range(PERIOD) for row in covering(near, variant=True)}
    hard = {row for row in every() if row.language != "en" or row.large}
    for one, other in combinations(range(len(FACTORS)), 2):
        assert {(astuple(r)[one], astuple(r)[other]) for r in met} == {
            (astuple(r)[one], astuple(r)[other]) for r in hard
        }

"""The words for categories: complete, in both languages, and safe for a category nobody foresaw."""

from __future__ import annotations

import re

import pytest

from kiosk.guidance.vocabulary import AMENITY_CATEGORIES, TERMS, UNIT_CATEGORIES, common_noun, known, term


@pytest.mark.parametrize("category", sorted(UNIT_CATEGORIES | AMENITY_CATEGORIES | set(TERMS)))
def test_every_category_has_chinese_and_english_words_and_an_icon(category: str) -> None:
    found = term(category)
    assert found.category == category
    assert re.search(r"[\u4e00-\u9fff]", found.name["zh"])
    assert re.fullmatch(r"[A-Z][\w'’ ()é-]+", found.name["en"])
    assert re.fullmatch(r"[a-z_]+", found.icon)


def test_the_categories_of_the_standard_are_all_there() -> None:
    assert len(UNIT_CATEGORIES) >= 58
    assert len(AMENITY_CATEGORIES) >= 170
    assert {"walkway", "elevator", "restroom.unisex.wheelchair", "terrace", "opentobelow"} <= UNIT_CATEGORIES
    assert {"copymachine", "defibrillator", "entry", "information", "mothersroom", "seating"} <= AMENITY_CATEGORIES


def test_a_new_kind_of_toilet_is_still_a_toilet() -> None:
    assert term("restroom.robot.wheelchair").name["zh"] == "卫生间"
    assert known("restroom.robot")


@pytest.mark.parametrize("category", ["", "nonsense", "x.nonsense", ".", "a.b.c"])
def test_an_unknown_category_has_words_too(category: str) -> None:
    assert not known(category)
    assert term(category).name["zh"] == "目的地"


@pytest.mark.parametrize(
    ("sign", "noun"),
    [
        ("Form-filling desk", "form-filling desk"),
        ("ATM", "ATM"),
        ("AED", "AED"),
        ("Wi-Fi", "Wi-Fi"),
        ("Women's toilets", "women's toilets"),
        ("Muslim prayer room (men)", "Muslim prayer room (men)"),
        ("", ""),
    ],
)
def test_a_sign_becomes_a_noun(sign: str, noun: str) -> None:
    assert common_noun(sign) == noun

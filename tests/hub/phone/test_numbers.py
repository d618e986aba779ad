"""Numbers as people type them, masked, encrypted."""

from __future__ import annotations

import pytest

from kiosk.hub.phone import numbers


@pytest.mark.parametrize(
    "words",
    [
        "13912345678",
        " 139 1234 5678",
        "139-1234-5678",
        "+86 139 1234 5678",
        "008613912345678",
        "１３９１２３４５６７８",
    ],
)
def test_a_number_is_understood_as_people_type_it(words):
    assert numbers.mobile(words) == "13912345678"


@pytest.mark.parametrize(
    "words",
    ["", "12345678901", "1391234567", "139123456789", "02087654321", "+1 202 555 0101", "139123x5678", "1" * 99],
)
def test_what_is_no_mobile_number_is_refused_in_a_sentence(words):
    with pytest.raises(numbers.NumberError) as caught:
        numbers.mobile(words)
    assert "手机号码" in caught.value.text["zh"]
    assert not words or words not in caught.value.sentence()


def test_a_mask_shows_no_more_than_its_ends():
    assert numbers.masked("13912345678") == "139****5678"
    assert numbers.masked("1391") == "****"


def test_a_sealed_number_is_read_by_its_subject_alone(settings):
    one, two = numbers.sealed("13912345678", "a"), numbers.sealed("13912345678", "a")
    assert one != two
    assert "13912345678" not in one
    assert numbers.opened(one, "a") == "13912345678"
    with pytest.raises(numbers.UnsealedError):
        numbers.opened(one, "b")
    with pytest.raises(numbers.UnsealedError):
        numbers.opened(one[:-4], "a")
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(numbers.UnsealedError):
        numbers.opened(one, "a")


def test_a_mark_depends_on_the_secret(settings):
    before = numbers.mark("13912345678")
    assert before == numbers.mark("13912345678") != numbers.mark("13912345679")
    settings.SECRET_KEY = "another" * 8
    assert numbers.mark("13912345678") != before

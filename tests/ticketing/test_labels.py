from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.base.texts import Text
from kiosk.ticketing.labels import Label, label_of, parse, speakable
from kiosk.ticketing.tickets import TicketError

LABELS = st.builds(
    Label,
    st.from_regex(r"[A-Z]{1,2}", fullmatch=True),
    st.integers(0, 99_999),
    st.just("") | st.from_regex(r"K[1-9][0-9]{0,3}", fullmatch=True),
)


@settings(max_examples=60, deadline=None)
@given(LABELS, st.integers(1, 6))
def test_every_label_is_read_back_as_it_was_made(label: Label, digits: int) -> None:
    assert parse(label.printed(digits)) == label


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS)
def test_no_two_numbers_share_a_label(one: Label, other: Label) -> None:
    assert (one.printed() == other.printed()) == (one == other)


def test_examples() -> None:
    assert label_of("A", 12) == "A012"
    assert label_of("A", 1, "K3") == "AK3-001"
    assert label_of("AK", 1234, "K12") == "AKK12-1234"
    assert parse("AK12") == Label("AK", 12)
    assert parse("KK3-001") == Label("K", 1, "K3")


@pytest.mark.parametrize("typed", ["a012", " A 012 ", "Ａ０１２", "A12号", "a12"])
def test_a_typed_label_is_understood(typed: str) -> None:
    assert parse(typed) == Label("A", 12)


def test_a_typed_dash_may_be_any() -> None:
    assert parse("ak3–001") == Label("A", 1, "K3")


@pytest.mark.parametrize(
    "wrong", ["", "12", "A", "ABC1", "K3-001", "AK0-001", "A-1", "A" + "1" * 10, "A1B", "A" * 10_000]
)
def test_anything_else_is_refused_kindly(wrong: str) -> None:
    with pytest.raises(TicketError) as refused:
        parse(wrong)
    assert refused.value.word == "form"
    assert "A012" in refused.value.text["zh"]


@pytest.mark.parametrize(("prefix", "number", "series"), [("a", 1, ""), ("ABC", 1, ""), ("A", -1, ""), ("A", 1, "3")])
def test_no_label_is_made_that_cannot_be_read(prefix: str, number: int, series: str) -> None:
    with pytest.raises(TicketError):
        label_of(prefix, number, series)


def test_figures_are_said_one_by_one() -> None:
    assert speakable("A012") == Text(zh="A零一二", en="A zero one two")
    assert speakable("AK3-001")["zh"] == "AK三杠零零一"
    assert speakable("A110", one="幺")["zh"] == "A幺幺零"

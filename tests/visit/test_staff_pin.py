"""The PIN: right opens, wrong counts, too many wrong shut it even for the right one, and the hash tells nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.base.clock import SetClock
from kiosk.visit.staff_pin import Answer, PinLock, make_pin_hash

HASH = make_pin_hash("246810")


def lock(pin_hash: str = HASH) -> tuple[PinLock, SetClock]:
    clock = SetClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    return PinLock(pin_hash, clock, tries=3, lock_s=60), clock


def test_the_right_pin_opens_and_forgives() -> None:
    door, _ = lock()
    assert door.attempt("1111") is Answer.WRONG
    assert door.tries_left() == 2
    assert door.attempt("246810") is Answer.OPEN
    assert door.tries_left() == 3


def test_too_many_wrong_ones_shut_it_for_a_while_even_for_the_right_one() -> None:
    door, clock = lock()
    assert [door.attempt("0000") for _ in range(3)] == [Answer.WRONG, Answer.WRONG, Answer.LOCKED]
    assert door.attempt("246810") is Answer.LOCKED
    clock.advance(59)
    assert door.attempt("246810") is Answer.LOCKED
    clock.advance(2)
    assert door.attempt("246810") is Answer.OPEN


@pytest.mark.parametrize("broken", ["x", "scrypt:!!:??", "plain:MTIzNA==:MTIzNA==", "scrypt:MTIz"])
def test_a_broken_hash_never_opens(broken: str) -> None:
    door, _ = lock(broken)
    assert door.attempt("246810") is Answer.WRONG


def test_without_a_hash_there_is_no_way_in() -> None:
    door, _ = lock("")
    assert door.attempt("246810") is Answer.UNSET


def test_hashes_are_salted_and_hide_the_pin() -> None:
    assert make_pin_hash("246810") != HASH
    assert "246810" not in HASH


@pytest.mark.parametrize("pin", ["", "123", "1" * 13, "12a4", "１２３４", "1 23"])
def test_only_four_to_twelve_digits_are_a_pin(pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 12"):
        make_pin_hash(pin)
    door, _ = lock()
    assert door.attempt(pin) is Answer.WRONG

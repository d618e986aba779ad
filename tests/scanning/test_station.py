"""Whose scan counts: the page that shows, once a code, and nothing of an earlier visitor."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.base.clock import SetClock
from kiosk.scanning.scans import LONGEST, Scan
from kiosk.scanning.station import AGAIN_S, Station


@pytest.fixture
def clock():
    return SetClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture
def station(clock):
    return Station(clock)


def scan(clock, payload=b"A012", source="camera"):
    return Scan(payload, source, clock.monotonic())


def test_nothing_is_heard_unless_a_page_shows(station, clock):
    assert not station.hear(scan(clock))
    assert not station.is_open


def test_the_page_hears_what_was_shown(station, clock):
    heard = []
    station.open(heard.append)
    assert station.hear(scan(clock))
    assert [payload.shown for payload in heard] == ["A012"]


def test_a_code_held_still_is_one_however_long_and_by_whichever_machine(station, clock):
    heard = []
    station.open(heard.append)
    for step in range(40):
        station.hear(scan(clock, source="camera" if step % 2 else "scanner"))
        clock.advance(0.5)
    assert len(heard) == 1
    clock.advance(AGAIN_S - 0.5)
    assert station.hear(scan(clock))
    assert len(heard) == 2


def test_two_codes_in_turn_are_two(station, clock):
    heard = []
    station.open(heard.append)
    for payload in (b"A012", b"A013", b"A012", b"A013"):
        station.hear(scan(clock, payload))
        clock.advance(0.2)
    assert [payload.shown for payload in heard] == ["A012", "A013"]


def test_a_scan_from_before_the_page_is_of_somebody_else(station, clock):
    late = scan(clock)
    clock.advance(0.1)
    heard = []
    station.open(heard.append)
    assert not station.hear(late)
    assert heard == []


def test_another_page_takes_over_and_the_first_one_s_end_does_not_end_it(station, clock):
    first, second = [], []
    end_first = station.open(first.append)
    end_second = station.open(second.append)
    end_first()
    assert station.is_open
    station.hear(scan(clock))
    assert (first, len(second)) == ([], 1)
    end_second()
    assert not station.is_open
    assert not station.hear(scan(clock, b"A013"))


def test_a_new_visit_may_show_the_same_code_at_once(station, clock):
    heard = []
    station.open(heard.append)
    station.hear(scan(clock))
    station.wipe()
    station.open(heard.append)
    assert station.hear(scan(clock))
    assert len(heard) == 2


def test_a_page_may_end_while_it_hears(station, clock):
    heard = []

    def once(payload):
        heard.append(payload)
        end()

    end = station.open(once)
    assert station.hear(scan(clock))
    assert not station.hear(scan(clock, b"B001"))
    assert len(heard) == 1


def test_what_no_code_can_hold_is_dropped(station, clock):
    heard = []
    station.open(heard.append)
    assert not station.hear(scan(clock, b""))
    assert not station.hear(scan(clock, b"x" * (LONGEST + 1)))
    assert station.hear(scan(clock, b"x y" * (LONGEST // 3)))


def test_nothing_is_kept_of_what_was_seen(station, clock):
    secret = b"11010519491231002X"
    station.open(lambda payload: None)
    station.hear(scan(clock, secret))
    assert secret not in repr(vars(station)).encode()
    assert secret.decode() not in repr(scan(clock, secret))
    station.wipe()
    assert not any(vars(station)[name] for name in ("_seen", "_key", "_heard"))

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.base.clock import SetClock
from kiosk.visit.idleness import Idleness, Patience, Presence


@pytest.mark.parametrize(("slow", "quiet"), [(False, 45), (True, 90)])
def test_silence_warning_countdown_end(slow, quiet):
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    idleness = Idleness(clock)
    clock.advance(quiet - 0.1)
    assert idleness.look(slow) == (Presence.HERE, 0)
    clock.advance(0.1)
    assert idleness.look(slow) == (Presence.DOUBTFUL, 20)
    clock.advance(19.5)
    assert idleness.look(slow) == (Presence.DOUBTFUL, 1)
    clock.advance(0.5)
    assert idleness.look(slow) == (Presence.GONE, 0)


def test_a_touch_begins_anew():
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    idleness = Idleness(clock, Patience(quiet=10))
    clock.advance(29)
    assert idleness.look(False)[0] is Presence.DOUBTFUL
    idleness.touched()
    clock.advance(9)
    assert idleness.look(False) == (Presence.HERE, 0)


def test_the_countdown_is_at_least_twenty_seconds():
    assert Patience().countdown >= 20


def test_a_personal_page_waits_less_and_twice_as_long_for_those_who_need_time():
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    idleness = Idleness(clock, Patience(45, 90, 20, 20))
    clock.advance(21)
    assert idleness.look(slow=False)[0] is Presence.HERE
    assert idleness.look(slow=False, personal=True) == (Presence.DOUBTFUL, 19)
    assert idleness.look(slow=True, personal=True)[0] is Presence.HERE
    clock.advance(20)
    assert idleness.look(slow=True, personal=True)[0] is Presence.DOUBTFUL
    assert idleness.look(slow=False, personal=True) == (Presence.GONE, 0)


def test_a_personal_page_is_never_more_patient_than_the_others():
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    idleness = Idleness(clock, Patience(15, 30, 20, 40))
    clock.advance(16)
    assert idleness.look(slow=False, personal=True)[0] is Presence.DOUBTFUL

"""When things are due, and a look that counts: without a clock of their own."""

from __future__ import annotations

from kiosk.sync.duties import Duty
from kiosk.sync.messages import Report
from kiosk.sync.vigil import PART, Vigil


def test_a_duty_that_rests_after_a_failure_is_not_asked_out_of_it():
    duty = Duty(first=8.0, most=60.0)
    duty.ask(100.0)
    assert duty.is_due(100.0)
    duty.failed(100.0)
    rests_until = duty.at
    assert rests_until > 100.0
    duty.ask(100.5)
    assert duty.at == rests_until
    duty.urge(101.0)
    assert duty.is_due(101.0), "something new is worth a try"
    duty.failed(101.0)
    duty.done(150.0, again_s=60.0)
    duty.ask(151.0)
    assert duty.is_due(151.0)


def test_a_duty_that_is_begun_again_and_again_rests_longer_each_time():
    """A release that cannot be brought: each try begins with a drop."""
    duty, pauses = Duty(first=2.0, most=300.0), []
    for _ in range(6):
        duty.drop()
        duty.failed(0.0)
        pauses.append(duty.at)
    assert pauses[-1] > 4 * pauses[0], pauses
    duty.drop()
    duty.ask(9.0)
    assert duty.is_due(9.0)


def test_frozen_is_who_gave_signs_and_stopped():
    vigil, report = Vigil(), Report(release=3)
    for _ in range(100):
        vigil.look("2026-11-22T09:00:00Z")
    assert vigil.words(report) == report, "it never gave a sign"
    vigil.heard()
    looks = 0
    while not vigil.is_frozen:
        vigil.look(f"2026-11-22T09:00:{looks:02}Z")
        looks += 1
    assert 10 < looks < 18, "looks come every three seconds; a frozen panel is flagged within a minute"
    vigil.look("2026-11-22T10:00:00Z")
    (part,) = vigil.words(report).parts
    assert (part.part, part.state, part.since) == (PART, "failed", f"2026-11-22T09:00:{looks - 1:02}Z")
    vigil.heard()
    assert vigil.words(report) == report

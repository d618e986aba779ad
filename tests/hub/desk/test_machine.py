"""The desk under chance: the invariants of facts/sync.md (7–13) hold whatever the line loses."""

from __future__ import annotations

import pytest
from hub.desk.machine import DeskMachine
from hub.desk.mutants import MUTANTS, walk
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

pytestmark = pytest.mark.django_db


def test_the_desk_under_chance():
    run_state_machine_as_test(
        DeskMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )


def test_a_morning_in_which_everything_happens_once():
    walk()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found(name):
    with MUTANTS[name](), pytest.raises(Exception) as found:
        walk()
    assert not isinstance(found.value, (TypeError, NameError, AttributeError)), "the plant itself is broken"

"""The desk under chance: the invariants of facts/sync.md (7–13) hold whatever the line loses."""

from __future__ import annotations

import pytest
from hub.desk.machine import DeskMachine
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

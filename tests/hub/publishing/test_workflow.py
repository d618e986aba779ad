"""Who may do what, exhaustively: every state, number of steps, role and person."""

from __future__ import annotations

from itertools import product

import pytest

from kiosk.hub.publishing.workflow import Act, Standing, allowed, next_acts, refusal

STATES = ("building", "ready", "refused", "submitted", "reviewed", "published", "returned")
ROLES = ("editor", "reviewer", "manager", "counter", "technician", "auditor")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (1, {("ready", Act.PUBLISH, "manager")}),
        (
            2,
            {
                ("ready", Act.SUBMIT, "editor"),
                ("ready", Act.SUBMIT, "manager"),
                ("submitted", Act.PUBLISH, "manager"),
                ("submitted", Act.RETURN, "manager"),
                ("submitted", Act.RETURN, "reviewer"),
            },
        ),
        (
            3,
            {
                ("ready", Act.SUBMIT, "editor"),
                ("ready", Act.SUBMIT, "manager"),
                ("submitted", Act.REVIEW, "reviewer"),
                ("submitted", Act.RETURN, "reviewer"),
                ("submitted", Act.RETURN, "manager"),
                ("reviewed", Act.PUBLISH, "manager"),
                ("reviewed", Act.RETURN, "reviewer"),
                ("reviewed", Act.RETURN, "manager"),
            },
        ),
    ],
)
def test_a_stranger_to_the_edition_may_do_exactly_this(steps: int, expected: set) -> None:
    found = {
        (state, act, role)
        for state, act, role in product(STATES, Act, ROLES)
        if refusal(act, Standing(state, "ed", "rev"), steps, [role], "somebody") is None
    }
    if steps == 2:  # left over from a time with three steps: it can still be ended
        expected |= {("reviewed", act, role) for state, act, role in expected if state == "submitted"}
    assert found == expected


def test_a_published_or_returned_edition_is_over() -> None:
    for state, steps in product(("published", "returned", "building", "refused"), (1, 2, 3)):
        assert not allowed(Standing(state), steps, ROLES, "anybody")


def test_nobody_signs_off_their_own_work() -> None:
    standing = Standing("reviewed", "ed", "rev", frozenset({"author"}))
    everything = list(ROLES)
    for person in ("ed", "rev", "author"):
        assert Act.PUBLISH not in allowed(standing, 3, everything, person)
    assert Act.PUBLISH in allowed(standing, 3, everything, "boss")
    submitted = Standing("submitted", "ed", authors=frozenset({"author"}))
    assert Act.REVIEW not in allowed(submitted, 3, everything, "ed")
    assert Act.REVIEW not in allowed(submitted, 3, everything, "author")
    assert Act.REVIEW in allowed(submitted, 3, everything, "rev")
    assert Act.PUBLISH not in allowed(submitted, 2, everything, "ed")
    assert Act.PUBLISH not in allowed(submitted, 3, everything, "rev")  # not before the review


def test_with_one_step_the_manager_publishes_their_own_work() -> None:
    assert allowed(Standing("ready", authors=frozenset({"boss"})), 1, ["manager"], "boss") == {Act.PUBLISH}


def test_only_the_submitter_takes_back() -> None:
    standing = Standing("submitted", "ed")
    assert Act.WITHDRAW in allowed(standing, 3, ["editor"], "ed")
    assert Act.WITHDRAW not in allowed(standing, 3, ["editor"], "other")


@pytest.mark.parametrize(
    ("state", "steps", "act"), [("ready", 1, Act.PUBLISH), ("ready", 3, Act.SUBMIT), ("reviewed", 3, Act.PUBLISH)]
)
def test_errors_stand_against_it_and_are_counted(state: str, steps: int, act: Act) -> None:
    why = refusal(act, Standing(state, "a", "b", errors=3), steps, ["editor", "manager"], "c")
    assert why is not None
    assert "3" in why["zh"]
    assert "3" in why["en"]


def test_what_is_still_to_come() -> None:
    assert next_acts("ready", 3) == (Act.SUBMIT, Act.REVIEW, Act.PUBLISH)
    assert next_acts("submitted", 3) == (Act.REVIEW, Act.PUBLISH)
    assert next_acts("reviewed", 3) == (Act.PUBLISH,)
    assert next_acts("submitted", 2) == (Act.PUBLISH,)
    assert next_acts("ready", 1) == (Act.PUBLISH,)
    assert next_acts("published", 3) == ()

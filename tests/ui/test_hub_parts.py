from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.base.clock import SetClock
from kiosk.ui.enrolment_view_model import derive, grouped
from kiosk.ui.hub_parts import Asking, Standing, StandingStill, Step, hub_of, say_stale

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))


def panel(standing: Standing, language: str = "en") -> Any:
    return SimpleNamespace(
        clock=SetClock(NOW), more={"hub": StandingStill(standing)}, read=lambda text: text.within(language)
    )


def away(days: float, **more: Any) -> Standing:
    heard = NOW - timedelta(days=days)
    return Standing(Step.FOLLOWING, "https://hub", last_contact=heard, built_at=NOW - timedelta(days=40), **more)


@pytest.mark.parametrize(
    ("standing", "is_stale"),
    [
        (away(2.99), False),
        (away(3), True),
        (away(3, connected=True), False),
        (away(3, stale_days=4), False),
        (away(-5), False),  # the clock went back
        (Standing(), False),
        (Standing(Step.FOLLOWING), False),
    ],
)
def test_only_days_without_the_hub_are_told(standing: Standing, is_stale: bool) -> None:
    assert bool(say_stale(panel(standing))) is is_stale


def test_days_and_age_are_said() -> None:
    said = say_stale(panel(away(30)))
    assert said["zh"].startswith("已经30天没有连上更新，这里的内容是10月15日")
    assert "No updates for 30 days" in said["en"]
    last_year = say_stale(panel(Standing(Step.FOLLOWING, last_contact=NOW - timedelta(days=400), built_at=None)))
    assert "2025年" in last_year["zh"]


def test_a_panel_without_a_hub_follows_none() -> None:
    assert hub_of(SimpleNamespace(more={})).standing().step is Step.ALONE  # type: ignore[arg-type]


def test_a_code_is_read_in_groups_until_it_ends() -> None:
    asking = Asking("7K4M9QXP", "204816", "https://hub/x", NOW + timedelta(seconds=61))
    shown = derive(panel(Standing(Step.ASKING, asking=asking)), Standing(Step.ASKING, asking=asking))
    assert (shown.code, shown.check, shown.expiry) == ("7K4M 9QXP", "204 816", "A new code comes by itself in 2 min")
    assert grouped("", 4) == ""


@pytest.mark.parametrize("step", Step)
def test_every_step_says_what_to_do(step: Step) -> None:
    shown = derive(panel(Standing(step)), Standing(step))
    assert shown.heading
    assert shown.what_to_do or step is Step.ASKING
    assert derive(panel(Standing(step)), Standing(step, progress=0.456)).heading.endswith("45 %")

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from guidance.small_plan import as_folder, small_plan

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.compose.ways import PART, GuideWays
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.routes import Guide
from kiosk.guidance.standing import stand_in
from kiosk.guidance.venue import Switches


@pytest.fixture
def health() -> HealthBoard:
    return HealthBoard(SetClock(datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))))


@pytest.fixture
def content(tmp_path: Path) -> Any:
    venue, panel = stand_in(read_plan(as_folder(small_plan(), tmp_path / "plan")).venue)
    return SimpleNamespace(venue=venue, panel=panel, release=None)


@pytest.fixture
def ways(content: Any, health: HealthBoard) -> Iterator[GuideWays]:
    ways = GuideWays(content, health)
    yield ways
    ways.stop()


def told(health: HealthBoard) -> State:
    return next(part.state for part in health.parts() if part.part == PART)


def far(content: Any) -> str:
    """The id of a window on another floor than the panel's, else any window."""
    windows = content.venue.windows()
    return str(next((w for w in windows if w.level_id != content.panel.level_id), windows[0]).id)


def test_the_ways_are_worked_out_beside_the_screens(ways: GuideWays, content: Any, health: HealthBoard) -> None:
    called: list[str] = []
    ways.when_ready = lambda: called.append(threading.current_thread().name)
    with pytest.raises(KioskError, match="not ready"):
        ways.reach(far(content), "walk")
    ways.start()
    ways.wait()
    assert told(health) is State.OK
    assert called == ["walkways"]
    way = ways.way(far(content), "walk")
    assert way.steps
    assert ways.reach(far(content), "walk").metres == way.route.length_m


def test_somebody_who_is_too_early_waits_and_gets_the_way(ways: GuideWays, content: Any) -> None:
    ways.start()
    assert ways.way(far(content), "walk").steps


def test_a_hall_without_a_plan_says_so(health: HealthBoard, content: Any) -> None:
    ways = GuideWays(SimpleNamespace(venue=content.venue, panel=None), health)  # type: ignore[arg-type]
    ways.start()
    ways.wait()
    assert told(health) is State.FAILED
    with pytest.raises(KioskError, match="no way"):
        ways.way("anywhere", "walk")


@pytest.mark.parametrize("error", [KioskError("walls everywhere"), ValueError("a fault of ours")])
def test_a_plan_that_cannot_lead_is_a_health_note(ways: GuideWays, health: HealthBoard, error: Exception) -> None:
    with patch.object(Guide, "__init__", side_effect=error):
        ways.start()
        ways.wait()
    assert told(health) is State.FAILED
    with pytest.raises(KioskError):
        ways.way("anywhere", "walk")


def test_an_end_in_the_middle_is_heard(
    ways: GuideWays, content: Any, health: HealthBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.compose.ways._FAREWELL_S", 60.0)  # a busy machine is not a deaf worker
    asked: list[bool] = []

    def endless(guide: Guide, panel_id: str, *, switches: Switches, stopped: Any) -> int:
        while not stopped():
            asked.append(True)
        return len(asked)

    with patch.object(Guide, "prepare", endless):
        ways.start()
        ways.way(far(content), "walk")
        ways.stop()
        assert not any(thread.name == "walkways" for thread in threading.enumerate())
    assert told(health) is State.DEGRADED, "what was not finished is not called ready"


def test_what_is_switched_off_is_not_walked(ways: GuideWays, content: Any, health: HealthBoard) -> None:
    target = far(content)
    ways.start()
    ways.wait()
    used = {leg.connector_id for leg in ways.way(target, "walk").route.legs if leg.connector_id}
    assert used
    ways.switch(Switches(frozenset(used)))
    ways.wait()
    try:
        legs = ways.way(target, "walk").route.legs
    except KioskError:
        legs = ()
    assert not used & {leg.connector_id for leg in legs}
    ways.switch(Switches())
    ways.wait()
    assert used == {leg.connector_id for leg in ways.way(target, "walk").route.legs if leg.connector_id}
    assert told(health) is State.OK

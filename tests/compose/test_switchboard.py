from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from guidance.small_plan import as_folder, small_plan

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.compose.switchboard import PART, GuideSwitchboard
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.venue import Switches, Venue
from kiosk.matters.windows import Closure
from kiosk.store.state import PanelState

CLOCK = SetClock(datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture
def venue(tmp_path: Path) -> Venue:
    return read_plan(as_folder(small_plan(), tmp_path / "plan")).venue


@pytest.fixture
def state(tmp_path: Path) -> Iterator[PanelState]:
    state = PanelState(tmp_path / "state.db")
    yield state
    state.close()


class Obeyed(list[tuple[Switches, Mapping[str, Closure]]]):
    def __call__(self, switches: Switches, closures: Mapping[str, Closure]) -> None:
        self.append((switches, closures))


def test_what_either_closed_is_closed(venue: Venue, state: PanelState) -> None:
    health, obeyed = HealthBoard(CLOCK), Obeyed()
    board = GuideSwitchboard(state, health)
    board.use(venue, obeyed)
    lift = venue.connectors[0].id
    board.turn(lift, True)
    board.hear((lift, "a-door"), {"11": Closure()})
    assert obeyed[-1] == (Switches(frozenset((lift, "a-door"))), {"11": Closure()})
    board.turn(lift, False)
    assert board.closed() == board.by_hub() == {lift}
    board.hear((), {})
    assert obeyed[-1] == (Switches(), {})
    assert health.parts()[0].part == PART
    assert health.parts()[0].state is State.OK


def test_the_same_word_twice_is_obeyed_once(venue: Venue, state: PanelState) -> None:
    obeyed = Obeyed()
    board = GuideSwitchboard(state, HealthBoard(CLOCK))
    board.use(venue, obeyed)
    board.hear(("x",), {})
    count = len(obeyed)
    board.hear(("x",), {})
    assert len(obeyed) == count


def test_staff_are_remembered_the_hub_speaks_for_itself(venue: Venue, state: PanelState) -> None:
    lift = venue.connectors[0].id
    board = GuideSwitchboard(state, HealthBoard(CLOCK))
    board.use(venue, Obeyed())
    board.turn(lift, True)
    board.hear(("door",), {})
    again, obeyed = GuideSwitchboard(state, HealthBoard(CLOCK)), Obeyed()
    again.use(venue, obeyed)
    assert obeyed[-1][0] == Switches(frozenset((lift,)))
    assert json.loads(state.get("switches.closed")) == [lift]


def test_a_connector_of_another_plan_means_nothing_here_and_is_kept(venue: Venue, state: PanelState) -> None:
    state.set("switches.closed", '["old-lift"]')
    board, obeyed = GuideSwitchboard(state, HealthBoard(CLOCK)), Obeyed()
    board.use(venue, obeyed)
    assert obeyed[-1][0] == Switches()
    board.turn("old-lift", False)
    lift = venue.connectors[0].id
    board.turn(lift, True)
    assert json.loads(state.get("switches.closed")) == sorted((lift, "old-lift"))

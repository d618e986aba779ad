from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.base.clock import SetClock
from kiosk.ui.moments import PATIENCE_S, Moments
from kiosk.visit.visit import HOME, IDLE, Page, Visit


class Panel:
    def __init__(self) -> None:
        self.clock = SetClock(datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai")))
        self.visit = Visit()
        self.pressed = False
        self.moments = Moments(self.visit, self.clock, lambda: self.pressed)
        self.done: list[str] = []

    def when_nobody(self, name: str = "picture") -> bool:
        return self.moments.when_nobody_is_there(lambda: self.done.append(name))

    def between(self, name: str = "switch") -> bool:
        return self.moments.between_visits(lambda: self.done.append(name))


@pytest.fixture
def panel() -> Panel:
    return Panel()


def test_a_sleeping_panel_is_free_at_once(panel: Panel) -> None:
    assert panel.when_nobody()
    assert panel.between()
    assert panel.done == ["picture", "switch"]


def test_home_untouched_and_staff_at_work_are_between_visits(panel: Panel) -> None:
    panel.visit.open(HOME)
    assert not panel.when_nobody()
    assert panel.between()
    panel.visit.query = "z"
    assert not panel.between("later")
    panel.visit.open(Page("staff"))
    panel.moments.look()
    assert panel.done == ["switch", "later"]


def test_a_finger_on_the_glass_is_waited_for(panel: Panel) -> None:
    panel.pressed = True
    assert not panel.between()
    panel.pressed = False
    panel.moments.look()
    assert panel.done == ["switch"]


def test_a_visit_is_waited_for_but_not_for_ever(panel: Panel) -> None:
    panel.visit.open(HOME)
    panel.visit.open(Page("search"))
    assert not panel.between()
    assert not panel.when_nobody()
    panel.moments.look(page_turned=True)
    panel.clock.advance(PATIENCE_S)
    panel.moments.look()
    assert panel.done == [], "not under somebody's eyes"
    panel.moments.look(page_turned=True)
    assert panel.done == ["switch"], "a picture waits for ever"
    panel.visit.wipe()
    panel.visit.open(IDLE)
    panel.moments.look()
    assert panel.done == ["switch", "picture"]


def test_what_was_asked_for_first_is_done_first(panel: Panel) -> None:
    panel.visit.open(HOME)
    panel.visit.open(Page("search"))
    for name in ("one", "two", "three"):
        panel.between(name)
    panel.visit.wipe()
    panel.moments.look()
    assert panel.done == ["one", "two", "three"]


def test_some_things_have_time(panel: Panel) -> None:
    assert not panel.moments.when_nobody_is_there(lambda: panel.done.append("tidy"), 5.0)
    panel.clock.advance(4.9)
    panel.moments.look()
    assert panel.done == []
    panel.visit.open(HOME)
    panel.clock.advance(5)
    panel.moments.look()
    assert panel.done == [], "somebody is there"
    panel.visit.open(IDLE)
    panel.moments.look()
    assert panel.done == ["tidy"]

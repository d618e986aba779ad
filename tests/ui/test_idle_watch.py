from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from ui.small_hall import MONDAY_MORNING
from ui.visitor import Visitor
from ui.visitor import visitor as visitor

from kiosk.base.clock import Clock, SetClock
from kiosk.ui.gallery import exhibits, hang, settle
from kiosk.ui.idle_watch import IdleWatch
from kiosk.visit.idleness import Idleness

PATIENCE_MS = 60_000


class Looks:
    """How often a watch has looked at the clock."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> bool:
        self.count += 1
        return False


def watch(clock: Clock, looks: Callable[[], bool], gone: Callable[[], None] = lambda: None) -> IdleWatch:
    made = IdleWatch()
    made.use(
        Idleness(clock),
        is_slow=lambda: False,
        is_idle=looks,
        on_gone=gone,
        on_key=lambda by_keys: None,
        on_doubt=lambda: None,
    )
    return made


@pytest.fixture
def looks() -> Iterator[Looks]:
    """Counts the looks of a watch that is not held: so many ticks have passed for the other one too."""
    counted = Looks()
    beside = watch(SetClock(MONDAY_MORNING), counted)
    yield counted
    beside.stop()


def test_a_warning_for_pictures_stands_however_long_the_picture_takes(
    qapp: QGuiApplication, qtbot: QtBot, looks: Looks
) -> None:
    clock, own, gone = SetClock(MONDAY_MORNING), Looks(), []
    held = watch(clock, own, lambda: gone.append(1))
    held.warn()
    clock.advance(1000)
    qtbot.waitUntil(lambda: looks.count >= 4, timeout=PATIENCE_MS)  # a second, or a minute where nothing moves
    assert (held.property("secondsLeft"), own.count, gone) == (20, 0, [])
    held.touched()
    assert not held.property("doubtful")
    qtbot.waitUntil(lambda: own.count >= 1, timeout=PATIENCE_MS)
    assert not held.property("doubtful")
    clock.advance(1000)
    held.tick()
    assert gone == [1]
    held.stop()


def test_the_gallery_hangs_the_warning_for_good_and_takes_it_down_again(
    visitor: Visitor, qtbot: QtBot, looks: Looks
) -> None:
    screens = visitor.screens
    screens.idle_watch._timer.start()
    shown = {exhibit.name: exhibit for exhibit in exhibits(screens.panel.way)}
    hang(screens, shown["idle-warning"], "zh-CN", large_text=False, high_contrast=False)
    settle(screens)
    first = screens.window.grabWindow()
    qtbot.waitUntil(lambda: looks.count >= 4, timeout=PATIENCE_MS)
    settle(screens)
    assert screens.idle_watch.property("secondsLeft") == 20
    assert screens.window.grabWindow() == first
    hang(screens, shown["home"], "zh-CN", large_text=False, high_contrast=False)
    settle(screens)
    assert not screens.idle_watch.property("doubtful")
    assert screens.window.grabWindow() != first

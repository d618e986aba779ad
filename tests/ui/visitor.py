"""A panel to touch: the screens over a small hall, a clock that stands, and a hand with real touch events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from ui import small_hall

from kiosk.base.clock import SetClock
from kiosk.ui.engine import Screens, build_engine
from kiosk.ui.glass import PROFILES
from kiosk.ui.panel import PanelSettings


class Ears:
    """A speaker that remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.hushed = 0
        self.level = 0.0

    def say(self, sentence: str, language: str) -> None:
        self.said.append(sentence)

    def hush(self) -> None:
        self.hushed += 1

    def set_volume(self, level: float) -> None:
        self.level = level


class Bell:
    """A help call that is answered when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[bool], None]] = []

    def call(self, answered: Callable[[bool], None]) -> None:
        self.waiting.append(answered)


class Visitor:
    """Somebody at the panel: looks, touches, presses keys."""

    device = None

    def __init__(self, screens: Screens, clock: SetClock, ears: Ears, bell: Bell) -> None:
        self.screens, self.clock, self.ears, self.bell = screens, clock, ears, bell
        if Visitor.device is None:
            Visitor.device = QTest.createTouchDevice()

    def wait(self) -> None:
        self.screens.settle(4)

    def pressables(self, shortcuts: bool = False) -> list[QQuickItem]:
        """Everything on the glass that can be pressed now."""
        found: list[QQuickItem] = []

        def walk(item: QQuickItem) -> None:
            if not item.isVisible():
                return
            # Not by metaObject(): QML's are short-lived, and PySide takes a later item at that address for one.
            shortcut = item.property("shortcut")
            if shortcut is not None and (shortcuts or not shortcut):
                found.append(item)
            for child in item.childItems():
                walk(child)

        walk(self.screens.window.contentItem())
        return found

    def find(self, name: str, shortcuts: bool = False) -> QQuickItem:
        matching = [p for p in self.pressables(shortcuts) if str(p.property("name")).startswith(name)]
        assert matching, f"no {name!r} among {[p.property('name') for p in self.pressables(shortcuts)]}"
        return matching[0]

    def centre(self, item: QQuickItem) -> QPoint:
        return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()

    def touch(self, name: str, shortcuts: bool = False) -> None:
        """A finger goes down on the thing of that name and up again."""
        self.touch_at(self.centre(self.find(name, shortcuts)))

    def touch_at(self, at: QPoint) -> None:
        self.clock.advance(1)
        window = self.screens.window
        QTest.touchEvent(window, Visitor.device).press(0, at, window).commit()
        QTest.touchEvent(window, Visitor.device).release(0, at, window).commit()
        self.wait()

    def key(self, key: Qt.Key) -> None:
        self.clock.advance(1)
        QTest.keyClick(self.screens.window, key)
        self.wait()

    def focused(self) -> str:
        item = self.screens.window.activeFocusItem()
        return str(item.property("name")) if item is not None else ""

    def let_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.screens.idle_watch.tick()
        self.screens.beat()
        self.wait()

    @property
    def screen(self) -> str:
        return self.screens.visit.page.screen


@pytest.fixture
def visitor(qapp: QGuiApplication) -> Iterator[Visitor]:
    clock, ears, bell = SetClock(small_hall.MONDAY_MORNING), Ears(), Bell()
    settings = PanelSettings(PROFILES["55-fhd"])
    screens = build_engine(settings, clock, small_hall.find_way(clock), speaker=ears, help_call=bell)
    screens.idle_watch.stop()
    screens.window.show()
    someone = Visitor(screens, clock, ears, bell)
    someone.wait()
    yield someone
    screens.close()

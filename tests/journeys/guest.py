"""Somebody at a whole panel in this process: the stage behind the screens, a clock that is set, real touch events."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from ui.audit.contrast import Pixels, pixels_of

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.compose.stage import Stage, open_stage
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import Switches
from kiosk.settings import Settings
from kiosk.ui.glass import PROFILES
from kiosk.ui.panel import Speaker
from kiosk.visit.visit import IDLE, Page

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Tuesday morning on which nothing is closed.
TUESDAY = datetime(2026, 11, 24, 9, 42, tzinfo=SHANGHAI)
ROUTE_COLOUR = (0xFF, 0x6A, 0x13)

_devices: list[QPointingDevice] = []


class HallClock(SetClock):
    """A clock that can be put to any time of day; seconds go on counting."""

    def put(self, at: datetime) -> None:
        self._at = at


class Ears:
    """A speaker that remembers what was said, for those who listen."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.level = 0.0

    def say(self, sentence: str, language: str) -> None:
        self.said.append(sentence)

    def hush(self) -> None:
        return

    def set_volume(self, level: float) -> None:
        self.level = level


@dataclass(frozen=True)
class Target:
    """Something to press: what a reader says of it, and its rectangle in pixels."""

    name: str
    box: QRectF


@dataclass
class Guest:
    """Looks, touches and waits. ``taps`` counts touches; ``complaints``: what Qt, QML and Python complained of."""

    stage: Stage
    clock: HallClock
    ears: Ears
    health: HealthBoard
    complaints: list[str] = field(default_factory=list)
    taps: int = 0

    def __post_init__(self) -> None:
        if not _devices:
            _devices.append(QTest.createTouchDevice())
        self.device = _devices[0]
        self.window = self.stage.screens.window

    @property
    def page(self) -> Page:
        return self.stage.screens.visit.page

    def state_of(self, part: str) -> State:
        """How a part of the panel says it is."""
        return next(health.state for health in self.health.parts() if health.part == part)

    @property
    def screen(self) -> str:
        return self.page.screen

    @property
    def picture(self) -> object:
        """What the shown screen's view model says (its frozen picture)."""
        return self.stage.screens.navigator.property("viewModel").shown

    def settle(self) -> None:
        """Let Qt do what it has to, deletions included: without a running loop they would wait for ever."""
        for _ in range(3):
            QGuiApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def items(self) -> Iterator[QQuickItem]:
        """Every visible item, in the order in which it is painted."""
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible() and item.opacity() > 0:
                yield item
                waiting += reversed(item.childItems())

    def glance(self) -> tuple[list[Target], list[str]]:
        """What can be pressed now (shortcuts of the look zone, which double something in the deck, left out), and
        what can be read."""
        targets, texts = [], []
        for item in self.items():
            if item.inherits("QQuickText"):
                texts.append(str(item.property("text")))
            # Not by metaObject(): QML's are short-lived, and PySide takes a later item at that address for one.
            elif item.property("shortcut") is False and item.isEnabled():
                box = item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
                targets.append(Target(str(item.property("name")), box))
        return targets, texts

    def pressables(self) -> list[Target]:
        return self.glance()[0]

    def words(self) -> str:
        """Everything that can be read now, one text a line."""
        return "\n".join(self.glance()[1])

    def find(self, name: str) -> Target:
        there = self.pressables()
        found = [p for p in there if p.name.startswith(name)]
        assert found, f"nothing called {name!r} on {self.page}: {[p.name for p in there]}"
        return found[0]

    def touch(self, *names: str) -> None:
        """A finger goes down on each of these in turn, and up again."""
        for name in names:
            self.touch_at(self.find(name).box.center().toPoint())

    def touch_at(self, at: QPoint) -> None:
        self.clock.advance(1)
        self.taps += 1
        QTest.touchEvent(self.window, self.device).press(0, at, self.window).commit()
        QTest.touchEvent(self.window, self.device).release(0, at, self.window).commit()
        self.settle()

    def come(self, at: datetime = TUESDAY) -> None:
        """Somebody new comes to a panel that sleeps."""
        self.clock.put(at)
        self.stage.ways.switches = Switches()
        self.stage.screens.panel.way.forget_distances()
        self.stage.screens.navigator.begin(IDLE)
        self.stage.screens.idle_watch.tick()
        self.ears.said.clear()
        self.settle()

    def wake(self) -> None:
        """The first touch, anywhere; taps are counted from here."""
        assert self.screen == "idle"
        self.touch_at(QPoint(self.window.width() // 2, self.window.height() // 3))
        self.taps = 0

    def type(self, letters: str) -> None:
        """Letter by letter on the panel's own keys."""
        for letter in letters:
            self.touch(letter)

    def let_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.stage.screens.idle_watch.tick()
        self.stage.screens.beat()
        self.settle()

    def look(self) -> Pixels:
        """The pixels now: height x width x (red, green, blue)."""
        self.settle()
        return pixels_of(self.window.grabWindow())

    def orange(self) -> int:
        """Pixels of the route's colour in the look zone (the bar's help button has it too)."""
        apart = np.abs(self.look()[: self.reach].astype(np.int16) - np.array(ROUTE_COLOUR)).max(axis=2)
        return int((apart < 10).sum())

    @property
    def reach(self) -> int:
        """The upper edge of the touch deck, in pixels."""
        return int(self.stage.screens.theme.property("lookHeight"))


@contextmanager
def at_panel(
    settings: Settings, at: datetime = TUESDAY, glass: str = "55-fhd", *, with_ways: bool = True, prepared: bool = False
) -> Iterator[Guest]:
    """A whole panel with somebody before it. What Qt or Python complains of during the visit fails the test.

    ``prepared``: every route is worked out before the visit, as on a panel that has stood for a minute; else each when
    it is asked for.
    """
    clock, ears = HallClock(at), Ears()
    speaker: Speaker = ears
    complaints: list[str] = []
    health = HealthBoard(clock)
    before, hook = qInstallMessageHandler(lambda kind, context, message: complaints.append(message)), sys.excepthook
    sys.excepthook = lambda kind, error, trace: complaints.append(f"{kind.__name__}: {error}")
    try:
        with open_stage(settings, clock=clock, glass=PROFILES[glass], speaker=speaker, health=health) as stage:
            stage.screens.idle_watch.stop()
            stage.screens.window.show()
            guest = Guest(stage, clock, ears, health, complaints)
            if with_ways:
                with nullcontext() if prepared else patch.object(Guide, "prepare", return_value=0):
                    stage.ways.start()
                    stage.ways.wait()
                stage.screens.panel.way.forget_distances()
            guest.settle()
            yield guest
            guest.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    finally:
        qInstallMessageHandler(before)
        sys.excepthook = hook
    assert not complaints, "\n".join(complaints)


def of_demo(release: Path, state: Path) -> Settings:
    """The settings of a panel in the demo hall, without motion."""
    plain = Settings(state=str(state))
    return replace(
        plain,
        content=replace(plain.content, source=str(release)),
        visit=replace(plain.visit, reduced_motion=True),
    )

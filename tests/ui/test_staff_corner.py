"""The hidden corner: held it opens the PIN pad, touched it is not there; by finger, mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from ui.audit.scene import read
from ui.visitor import Visitor, visitor  # noqa: F401

from kiosk.ui.glass import PROFILES, measure
from kiosk.ui.staff_corner import corners

CORNER = QPoint(12, 12)


@pytest.fixture
def someone(visitor: Visitor) -> Visitor:  # noqa: F811
    visitor.screens.window.requestActivate()
    visitor.screens.navigator.go("home")
    visitor.wait()
    visitor.clock.advance(1)
    return visitor


def press(someone: Visitor, at: QPoint) -> None:
    QTest.touchEvent(someone.screens.window, Visitor.device).press(0, at, someone.screens.window).commit()
    someone.wait()


def move(someone: Visitor, at: QPoint) -> None:
    QTest.touchEvent(someone.screens.window, Visitor.device).move(0, at, someone.screens.window).commit()
    someone.wait()


def lift(someone: Visitor, at: QPoint) -> None:
    QTest.touchEvent(someone.screens.window, Visitor.device).release(0, at, someone.screens.window).commit()
    someone.wait()


def rest(someone: Visitor, seconds: float) -> None:
    someone.clock.advance(seconds)
    someone.screens.staff_corner.tick()
    someone.wait()


def low_corner(someone: Visitor) -> QPoint:
    return corners(someone.screens.theme.sizes)[1].center().toPoint()


def test_three_seconds_open_it_and_less_does_not(someone: Visitor) -> None:
    press(someone, CORNER)
    rest(someone, 2.9)
    assert someone.screen == "home"
    rest(someone, 0.2)
    assert someone.screen == "staff"
    lift(someone, CORNER)
    assert someone.screen == "staff"
    rest(someone, 10)
    assert someone.screens.visit.trail[0].screen == "home"


def test_the_lower_corner_of_the_look_zone_is_for_those_who_sit(someone: Visitor) -> None:
    press(someone, low_corner(someone))
    rest(someone, 3)
    assert someone.screen == "staff"
    lift(someone, low_corner(someone))


def test_a_finger_that_is_lifted_or_slides_away_starts_anew(someone: Visitor) -> None:
    press(someone, CORNER)
    rest(someone, 2)
    lift(someone, CORNER)
    rest(someone, 2)
    assert someone.screen == "home"
    press(someone, CORNER)
    rest(someone, 2)
    move(someone, QPoint(600, 300))
    move(someone, CORNER)
    rest(someone, 2)
    assert someone.screen == "home"
    lift(someone, CORNER)


def test_a_second_finger_is_no_hold(someone: Visitor) -> None:
    press(someone, CORNER)
    window = someone.screens.window
    QTest.touchEvent(window, Visitor.device).stationary(0).press(1, QPoint(900, 300), window).commit()
    rest(someone, 4)
    assert someone.screen == "home"
    QTest.touchEvent(window, Visitor.device).release(0, CORNER, window).release(1, QPoint(900, 300), window).commit()


def test_it_works_from_sleep_and_the_held_finger_presses_nothing_afterwards(someone: Visitor) -> None:
    someone.screens.navigator.begin(type(someone.screens.visit.page)("idle"))
    someone.clock.advance(1)
    someone.wait()
    press(someone, CORNER)
    rest(someone, 3)
    assert someone.screen == "staff"
    lift(someone, CORNER)
    assert someone.screen == "staff"


def test_a_short_touch_is_as_if_the_corner_were_not_there(someone: Visitor) -> None:
    someone.screens.navigator.begin(type(someone.screens.visit.page)("idle"))
    someone.wait()
    someone.touch_at(CORNER)  # wakes the panel like any other place
    assert someone.screen == "home"
    someone.touch_at(CORNER)
    assert someone.screen == "home"


def test_a_mouse_can_hold_it_too(someone: Visitor) -> None:
    window = someone.screens.window
    QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, CORNER)
    rest(someone, 1)
    QTest.mouseMove(window, CORNER + QPoint(3, 2))
    rest(someone, 2)
    assert someone.screen == "staff"
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, CORNER)
    someone.screens.navigator.go("home")
    someone.wait()
    QTest.mousePress(window, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, CORNER)
    rest(someone, 4)
    assert someone.screen == "home"
    QTest.mouseRelease(window, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, CORNER)


def test_control_alt_s_opens_it_and_a_plain_s_does_not(someone: Visitor) -> None:
    someone.key(Qt.Key.Key_S)
    assert not someone.screen.startswith("staff")
    someone.screens.navigator.go("home")
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(someone.screens.window, Qt.Key.Key_S, keys)
    someone.wait()
    assert someone.screen == "staff"
    trail = someone.screens.visit.trail
    QTest.keyClick(someone.screens.window, Qt.Key.Key_S, keys)
    assert someone.screens.visit.trail == trail


def test_nothing_of_it_can_be_seen_found_or_read_aloud(someone: Visitor) -> None:
    held = corners(someone.screens.theme.sizes)
    for pressable in read(someone.screens.window).pressables:
        for corner in held:
            assert not corner.contains(pressable.box), pressable.name
    seen = set()
    for _ in range(40):
        seen.add(someone.focused())
        someone.key(Qt.Key.Key_Right)
    assert not any("员工" in name for name in seen)


@pytest.mark.parametrize("profile", list(PROFILES))
@pytest.mark.parametrize("large", [False, True])
def test_the_corners_lie_where_no_screen_has_a_key(profile: str, large: bool) -> None:
    glass = PROFILES[profile]
    sizes = measure(glass, large)
    high, low = corners(sizes)
    assert (high.x(), high.y()) == (0, 0)
    assert high.width() * glass.mm_per_px == pytest.approx(30)
    assert low.right() <= sizes.margin
    assert low.bottom() == sizes.look_height
    assert low.height() * glass.mm_per_px == pytest.approx(20)
    above_floor = glass.lower_edge_mm + (glass.height_px - low.center().y()) * glass.mm_per_px
    assert above_floor <= 1300

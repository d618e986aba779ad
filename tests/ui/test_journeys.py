"""Whole visits by touch and by keys: from sleep to a matter, in every language, and nothing left behind."""

# ruff: noqa: F811

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from ui.visitor import visitor  # noqa: F401

from kiosk.ui.glass import PROFILES


@pytest.fixture(autouse=True)
def _no_warnings(visitor):
    said: list[str] = []
    visitor.screens.engine.warnings.connect(lambda warnings: said.extend(w.toString() for w in warnings))
    yield
    assert not said


def test_the_first_touch_anywhere_goes_home(visitor):
    assert visitor.screen == "idle"
    visitor.touch_at(QPoint(700, 300))
    assert visitor.screen == "home"


def test_the_first_touch_on_the_bar_counts_as_well(visitor):
    visitor.touch("大字")
    assert visitor.screen == "home"
    assert visitor.screens.visit.large_text


def test_two_letters_lead_to_the_passport(visitor):
    visitor.touch_at(QPoint(700, 300))
    visitor.touch("找窗口")
    assert visitor.screen == "search"
    visitor.touch("h")
    visitor.touch("z")
    assert visitor.screens.visit.query == "hz"
    visitor.touch("普通护照首次申请")
    assert visitor.screen == "matter"
    assert visitor.screens.visit.page.about == {"code": "GACR01"}
    assert any("9号窗口" in said for said in visitor.ears.said)


def test_a_row_in_the_look_zone_is_a_shortcut(visitor):
    visitor.screens.navigator.go("search")
    visitor.wait()
    row = next(p for p in visitor.pressables(shortcuts=True) if p.property("shortcut"))
    visitor.touch_at(visitor.centre(row))
    assert visitor.screen == "matter"


def test_going_back_keeps_words_and_page(visitor):
    visitor.screens.navigator.go("search")
    visitor.wait()
    visitor.touch("更多")
    rows = visitor.screens.navigator.property("viewModel").property("rows")
    visitor.touch(rows[0]["title"])
    assert visitor.screen == "matter"
    visitor.touch("返回")
    assert visitor.screen == "search"
    assert visitor.screens.navigator.property("viewModel").property("page") == 1


def test_sections_of_a_matter_turn(visitor):
    visitor.screens.navigator.go("matter", {"code": "GACR01"})
    visitor.wait()
    model = visitor.screens.navigator.property("viewModel")
    assert model.property("section") == "papers"
    visitor.touch("多久 · 收费")
    assert model.property("section") == "facts"
    visitor.touch("常见问题")
    assert model.property("section") == "questions"


@pytest.mark.parametrize(
    ("language", "greeting"),
    [("zh-CN", "您要办什么事？"), ("zh-Hant", "您要辦什麼事？"), ("en", "What brings you here?")],
)
def test_every_language_from_the_bar(visitor, language, greeting):
    names = {"zh-CN": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
    visitor.touch("选择语言")
    assert visitor.screen == "language"
    visitor.touch(names[language])
    assert visitor.screen == "home"
    assert visitor.screens.navigator.property("viewModel").property("greeting") == greeting
    start_over = {"zh-CN": "重新开始", "zh-Hant": "重新開始", "en": "Start over"}[language]
    assert visitor.find(start_over)


def test_silence_warns_and_then_wipes(visitor):
    visitor.touch_at(QPoint(700, 300))
    visitor.screens.modes.speakLanguage("en")
    visitor.screens.navigator.go("search", {"query": "hz"})
    visitor.let_pass(44)
    assert visitor.screens.idle_watch.property("secondsLeft") == 0
    visitor.let_pass(2)
    assert visitor.screens.idle_watch.property("secondsLeft") == 19
    visitor.let_pass(20)
    assert visitor.screen == "idle"
    assert visitor.screens.visit.query == ""
    assert visitor.screens.visit.language == "zh-CN"
    assert visitor.ears.hushed > 0


def test_the_warning_is_said_aloud_once(visitor):
    visitor.touch_at(QPoint(700, 300))
    visitor.let_pass(46)
    visitor.let_pass(2)
    assert sum("您还在吗" in said for said in visitor.ears.said) == 1


def test_a_plugged_in_keyboard_types(visitor):
    visitor.screens.navigator.go("search")
    visitor.wait()
    visitor.key(Qt.Key.Key_H)
    visitor.key(Qt.Key.Key_Z)
    assert visitor.screens.visit.query == "hz"


def test_large_text_gets_twice_the_time(visitor):
    visitor.touch("大字")
    visitor.let_pass(89)
    assert visitor.screens.idle_watch.property("secondsLeft") == 0
    visitor.let_pass(2)
    assert visitor.screens.idle_watch.property("secondsLeft") > 0


def test_the_touch_that_says_yes_presses_nothing_beneath(visitor):
    visitor.touch_at(QPoint(700, 300))
    target = visitor.centre(visitor.find("找窗口"))
    visitor.let_pass(50)
    assert visitor.screens.idle_watch.property("doubtful")
    visitor.touch_at(target)
    assert not visitor.screens.idle_watch.property("doubtful")
    assert visitor.screen == "home"
    visitor.touch_at(target)
    assert visitor.screen == "search"


def test_a_second_finger_presses_nothing(visitor):
    visitor.screens.navigator.go("search")
    visitor.wait()
    visitor.clock.advance(1)
    window, device = visitor.screens.window, visitor.device
    one, other = visitor.centre(visitor.find("h")), visitor.centre(visitor.find("z"))
    QTest.touchEvent(window, device).press(0, one, window).commit()
    QTest.touchEvent(window, device).stationary(0).press(1, other, window).commit()
    QTest.touchEvent(window, device).stationary(0).release(1, other, window).commit()
    QTest.touchEvent(window, device).release(0, one, window).commit()
    visitor.wait()
    assert visitor.screens.visit.query == "h"


def test_a_bounce_types_once(visitor):
    visitor.screens.navigator.go("search")
    visitor.wait()
    at = visitor.centre(visitor.find("s"))
    visitor.touch_at(at)
    window, device = visitor.screens.window, visitor.device
    visitor.clock.advance(0.1)
    QTest.touchEvent(window, device).press(0, at, window).commit()
    QTest.touchEvent(window, device).release(0, at, window).commit()
    visitor.wait()
    assert visitor.screens.visit.query == "s"
    visitor.touch_at(at)
    assert visitor.screens.visit.query == "ss"


def test_start_over_forgets_everything(visitor):
    visitor.touch("高对比")
    visitor.screens.navigator.go("search", {"query": "hz"})
    visitor.wait()
    visitor.touch("重新开始")
    assert visitor.screen == "home"
    assert not visitor.screens.visit.high_contrast
    assert visitor.screens.visit.query == ""
    assert len(visitor.screens.visit.trail) == 1


def test_help_calls_once_and_says_so(visitor):
    visitor.touch("人工帮助")
    assert len(visitor.bell.waiting) == 1
    visitor.bell.waiting[0](True)
    visitor.wait()
    model = visitor.screens.navigator.property("viewModel")
    assert model.property("heading") == "已呼叫工作人员"
    visitor.screens.modes.speakLanguage("en")
    visitor.wait()
    assert model.property("heading") == "The staff have been called"
    assert len(visitor.bell.waiting) == 1
    visitor.touch("All right")
    assert visitor.screen == "home"


def test_help_that_nobody_hears_names_the_desk(visitor):
    visitor.touch("人工帮助")
    visitor.bell.waiting[0](False)
    model = visitor.screens.navigator.property("viewModel")
    assert "服务台" in model.property("heading")
    assert "010-5550 0100" in model.property("explanation")


def test_nothing_found_says_what_to_do(visitor):
    visitor.screens.navigator.go("search", {"query": "xyzxyz"})
    visitor.wait()
    visitor.touch("按部门找")
    assert visitor.screen == "departments"


@pytest.mark.parametrize(
    ("screen", "about"),
    [
        ("home", {}),
        ("search", {"query": "hz"}),
        ("departments", {}),
        ("department", {"code": "GAHZ"}),
        ("themes", {}),
        ("theme", {"code": "T1"}),
        ("facilities", {}),
        ("matter", {"code": "GACR01"}),
        ("place", {"window": "9"}),
        ("language", {}),
        ("help", {}),
    ],
)
def test_four_keys_reach_everything_and_leave(visitor, screen, about):
    visitor.screens.look(PROFILES["43p-fhd" if screen in ("search", "matter") else "55-fhd"])
    visitor.screens.navigator.go("home")
    visitor.screens.navigator.go(screen, about)
    visitor.wait()
    wanted = {str(p.property("name")) for p in visitor.pressables() if p.isEnabled() and p.property("activeFocusOnTab")}
    met = {visitor.focused()}
    for _ in range(len(wanted) + 4):
        visitor.key(Qt.Key.Key_Right)
        met.add(visitor.focused())
    assert met >= wanted
    for _ in range(3):
        visitor.key(Qt.Key.Key_Left)
    visitor.key(Qt.Key.Key_Escape)
    assert visitor.screen == "home"


def test_keys_alone_from_sleep_to_a_matter(visitor):
    visitor.key(Qt.Key.Key_Return)
    assert visitor.screen == "home"
    while not visitor.focused().startswith("普通护照首次申请"):
        visitor.key(Qt.Key.Key_Down)
    assert visitor.screens.modes.property("byKeys")
    assert visitor.ears.said[-1].startswith("普通护照首次申请")
    visitor.key(Qt.Key.Key_Return)
    assert visitor.screen == "matter"
    visitor.key(Qt.Key.Key_Backspace)
    assert visitor.screen == "home"


def test_screens_come_and_go_without_a_leak(visitor):
    def round_trip() -> int:
        for screen, about in (("matter", {"code": "GACR01"}), ("departments", {}), ("home", {})):
            visitor.screens.navigator.go(screen, about)
            visitor.wait()
        return len(visitor.screens.window.findChildren(QObject))

    things = round_trip()
    assert {round_trip() for _ in range(5)} == {things}
    assert len(visitor.screens.navigator._alive) == 1

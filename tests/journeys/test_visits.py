"""Whole visits to the demo hall by touch: what a person came for, and what they must see, hear and find afterwards."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from journeys.guest import SHANGHAI, Guest, at_panel, of_demo
from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication

from kiosk.guidance.venue import ConnectorKind, Switches
from kiosk.ui.view_model import ViewModel
from kiosk.visit.visit import Visit

#: A Tuesday at which most windows have their lunch break.
NOON = datetime(2026, 11, 24, 12, 30, tzinfo=SHANGHAI)
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
PASSPORT = "普通护照首次申请"


@pytest.fixture(scope="module")
def panel(qapp: QGuiApplication, demo_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    with at_panel(of_demo(demo_release, tmp_path_factory.mktemp("state")), prepared=True) as someone:
        yield someone


@pytest.fixture
def guest(panel: Guest) -> Iterator[Guest]:
    """Somebody new, in front of a panel that sleeps; nothing may be complained of during the visit."""
    panel.come()
    panel.complaints.clear()
    yield panel
    assert not panel.complaints, "\n".join(panel.complaints)


def kinds_used(guest: Guest) -> list[ConnectorKind]:
    """By which connectors the drawn way goes from floor to floor."""
    way = guest.stage.ways.way(str(guest.page.about["target_id"]), guest.stage.screens.visit.profile)
    return [leg.connector_kind for leg in way.route.legs if leg.connector_kind is not None]


def to_window(guest: Guest, number: str) -> None:
    guest.touch("找窗口")
    guest.type(number)
    guest.touch(f"{number}号窗口")
    guest.touch("带我去")


def test_the_passport_is_two_taps_from_the_first_touch(guest: Guest) -> None:
    guest.wake()
    assert guest.orange() == 0
    guest.touch(PASSPORT)
    assert "居民身份证" in guest.words()
    guest.touch("带我去10号窗口")
    assert guest.screen == "route"
    assert guest.taps <= 3
    assert guest.orange() > 1000
    assert "10号窗口" in guest.ears.said[-1]
    assert "米" in guest.ears.said[-1]


def test_two_letters_find_the_passport_and_its_window(guest: Guest) -> None:
    guest.wake()
    guest.touch("找窗口")
    guest.type("hz")
    assert PASSPORT in [p.name.split(",")[0] for p in guest.pressables()], "not among the first hits"
    guest.touch(PASSPORT, "带我去")
    assert guest.screen == "route"
    assert guest.orange() > 1000


def test_the_toilet_is_three_taps_from_home(guest: Guest) -> None:
    guest.wake()
    guest.touch("找设施")
    while not any("卫生间" in p.name for p in guest.pressables()):
        guest.touch("更多")
    guest.touch(next(p.name for p in guest.pressables() if "女卫生间" in p.name))
    assert guest.screen == "route"
    assert guest.taps <= 3
    assert guest.orange() > 1000
    assert "女卫生间" in guest.ears.said[-1]


def test_a_toilet_is_found_by_typing_too(guest: Guest) -> None:
    guest.wake()
    guest.touch("找窗口")
    guest.type("cesuo")
    first = next(p.name for p in guest.pressables() if p.name not in ("输入要办的事",))
    assert "卫生间" in first or "厕所" in first
    guest.touch(first)
    assert guest.orange() > 1000


def test_another_floor_shows_both_floors_and_what_takes_one_up(guest: Guest) -> None:
    guest.wake()
    to_window(guest, "53")
    assert kinds_used(guest)
    assert guest.find("1楼")
    before = guest.look()
    guest.touch("3楼")
    assert guest.orange() > 500, "the way on the other floor is drawn too"
    assert (guest.look()[: guest.reach] != before[: guest.reach]).any()


def test_a_lift_out_of_order_gives_another_way(guest: Guest) -> None:
    venue = guest.stage.content.venue
    lifts = [c for c in venue.connectors if c.kind is ConnectorKind.ELEVATOR]
    guest.wake()
    to_window(guest, "53")
    guest.touch("无台阶路线")
    first = kinds_used(guest)
    assert set(first) == {ConnectorKind.ELEVATOR}
    way = guest.stage.ways.way(str(guest.page.about["target_id"]), "wheelchair")
    taken = {leg.connector_id for leg in way.route.legs if leg.connector_id}
    guest.stage.ways.switches = Switches(frozenset(taken))
    guest.stage.screens.panel.way.forget_distances()
    guest.touch("返回", "带我去")
    assert guest.screen == "route"
    assert set(kinds_used(guest)) == {ConnectorKind.ELEVATOR}
    other = guest.stage.ways.way(str(guest.page.about["target_id"]), "wheelchair")
    assert not taken & {leg.connector_id for leg in other.route.legs}
    assert other.route.length_m != way.route.length_m
    guest.stage.ways.switches = Switches(frozenset(c.id for c in lifts))
    drawn = guest.orange()
    guest.touch("返回", "带我去")
    assert guest.orange() < drawn / 2, "the destination has the route's colour, but no way leads there"
    assert "无台阶" in guest.words()
    assert re.search("没有|找不到|关闭", guest.words())
    assert any("人工" in p.name or "工作人员" in p.name for p in guest.pressables()), "no dead end"


def test_a_window_at_lunch_names_the_next_choice_and_when_it_opens(guest: Guest) -> None:
    guest.come(NOON)
    guest.wake()
    guest.touch("找窗口")
    guest.type("crjjlcx")
    guest.touch("出入境记录查询")
    assert "9号窗口午休，13:30再开。请到10号窗口。" in guest.words()
    guest.touch("带我去10号窗口")
    assert guest.orange() > 500


def test_a_window_for_some_is_told_of_while_the_one_for_everybody_has_lunch(guest: Guest) -> None:
    guest.come(NOON)
    guest.wake()
    guest.touch("找窗口")
    guest.type("youdaizheng")
    guest.touch("退役军人、其他优抚对象优待证申领")
    words = guest.words()
    assert "53号窗口午休，14:00再开" in words
    assert "4号窗口（绿色通道）现在开放（军人、退役军人由绿色通道代收）" in words
    guest.touch("带我去53号窗口")
    assert guest.orange() > 500


def test_a_window_that_nobody_stands_in_for_says_when_it_opens(guest: Guest) -> None:
    guest.come(NOON)
    guest.wake()
    guest.touch("找窗口")
    guest.type("taiwanjumin")
    guest.touch("台湾居民来往大陆通行证（五年期）签发")
    assert "午休，13:30再开" in guest.words()
    guest.touch("带我去12号窗口")
    assert guest.orange() > 500


def test_on_a_sunday_the_day_is_named(guest: Guest) -> None:
    guest.come(SUNDAY)
    guest.wake()
    assert "今天不上班" in guest.words()
    guest.touch(PASSPORT)
    assert "周一" in guest.words()
    assert "9:00" in guest.words()


@pytest.mark.parametrize(
    ("language", "find", "passport", "lead", "start_over"),
    [
        ("English", "Find your window", "First passport application", "Take me", "Start over"),
        ("繁體中文", "找窗口", "普通護照首次申請", "帶我去", "重新開始"),
    ],
)
def test_another_language_all_the_way(
    guest: Guest, language: str, find: str, passport: str, lead: str, start_over: str
) -> None:
    guest.wake()
    guest.touch("选择语言", language)
    guest.touch(find)
    guest.type("huzhao")
    guest.touch(passport)
    guest.touch(lead)
    assert guest.screen == "route"
    assert guest.orange() > 1000
    shown = guest.words()
    if language == "English":
        own = "中文"  # the key that leads back to Chinese is named in Chinese
        assert not _han(shown.replace(own, "")), shown
    else:
        assert "窗" in shown
        assert not set(shown) & set("护证请开边经过这"), "simplified characters on a traditional screen"
    guest.touch(start_over)
    assert guest.stage.screens.visit.language == "zh-CN"


def test_an_english_voice_says_no_chinese(guest: Guest) -> None:
    guest.wake()
    guest.touch("选择语言", "English", "First passport application", "Take me")
    for said in guest.ears.said[-3:]:
        assert not _han(said), said
        assert ".  " not in said
        assert not re.search(r"[.?!][A-Z]", said), f"sentences run together: {said}"


def _han(text: str) -> str:
    return "".join(c for c in text if "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef")


def test_large_text_goes_all_the_way(guest: Guest) -> None:
    guest.wake()
    small = guest.find(PASSPORT).box.width()
    guest.touch("大字")
    assert guest.find(PASSPORT).box.width() > small
    guest.touch(PASSPORT, "带我去")
    assert guest.screen == "route"
    assert guest.orange() > 1000
    assert guest.stage.screens.visit.needs_time


def test_a_wheelchair_takes_no_step(guest: Guest) -> None:
    guest.wake()
    to_window(guest, "41")
    guest.touch("无台阶路线")
    assert guest.stage.screens.visit.profile == "wheelchair"
    assert set(kinds_used(guest)) == {ConnectorKind.ELEVATOR}
    assert "电梯" in guest.words()
    guest.touch("返回", "返回")
    guest.touch("重新开始")
    assert guest.stage.screens.visit.profile == "walk"


MARK = "zhangsan"


def leave_traces(guest: Guest) -> None:
    """A visit that leaves as much behind as a visit can."""
    guest.wake()
    guest.touch("选择语言", "English", "Large text", "High contrast", "Find your window")
    guest.type(MARK)
    assert MARK in guest.words()
    guest.touch("Back", "Find your window")
    guest.stage.screens.visit.walk_as("wheelchair")


def remains(guest: Guest, word: str) -> list[str]:
    """Everything in the screens, the visit and the view models that are alive in which the word still stands.

    Other panels of the same process, long taken down, are not asked: what they hold is gone underneath.
    """
    guest.settle()
    gc.collect()
    found = []
    for item in guest.window.findChildren(QObject):
        for name in ("text", "name", "query", "preeditText"):
            value = item.property(name)
            if isinstance(value, str) and word in value:
                found.append(f"{item.objectName()}.{name}: {value}")
    screens = guest.stage.screens
    models = [thing for thing in gc.get_objects() if isinstance(thing, ViewModel) and thing.panel is screens.panel]
    assert models, "not even the shown one is seen"
    for thing in (*models, screens.visit):
        if word in repr(getattr(thing, "shown", "")) + repr(vars(thing)):
            found.append(type(thing).__name__)
    return found


def is_fresh(guest: Guest) -> None:
    """Nothing of the visitor before remains."""
    visit, fresh = guest.stage.screens.visit, Visit(guest.stage.screens.panel.settings.defaults)
    for fact in ("language", "large_text", "high_contrast", "voice_on", "voice_was_chosen", "volume", "profile"):
        assert getattr(visit, fact) == getattr(fresh, fact), fact
    assert visit.query == ""
    assert remains(guest, MARK) == []
    assert MARK not in guest.words()


def test_silence_warns_and_then_forgets_everything(guest: Guest) -> None:
    leave_traces(guest)
    assert remains(guest, MARK), "the measure is measured: before the end, the word is there"
    guest.let_pass(89)
    assert not guest.stage.screens.idle_watch.property("doubtful")
    guest.let_pass(2)
    assert guest.stage.screens.idle_watch.property("doubtful")
    guest.let_pass(21)
    assert guest.screen == "idle"
    assert len(guest.stage.screens.visit.trail) == 1
    is_fresh(guest)


def test_a_visitor_without_large_text_has_45_seconds(guest: Guest) -> None:
    guest.wake()
    guest.touch("找窗口")
    guest.type("hz")
    guest.let_pass(43)
    assert not guest.stage.screens.idle_watch.property("doubtful")
    guest.let_pass(3)
    assert guest.stage.screens.idle_watch.property("doubtful")
    assert any("还在" in said for said in guest.ears.said[-2:])
    guest.touch_at(QPoint(900, 500))
    assert not guest.stage.screens.idle_watch.property("doubtful")
    assert guest.stage.screens.visit.query == "hz", "who says yes keeps what was typed"
    guest.let_pass(46)
    guest.let_pass(20)
    assert guest.screen == "idle"
    is_fresh(guest)


def test_start_over_forgets_everything(guest: Guest) -> None:
    leave_traces(guest)
    guest.touch("Start over")
    assert guest.screen == "home"
    assert len(guest.stage.screens.visit.trail) == 1
    is_fresh(guest)


def test_help_is_one_tap_away_on_every_screen(guest: Guest) -> None:
    guest.wake()
    for place in ("找窗口", "楼层地图", "按部门找", "一件事", "找设施"):
        guest.touch(place)
        guest.touch("人工帮助")
        assert guest.screen == "help"
        guest.touch("重新开始")

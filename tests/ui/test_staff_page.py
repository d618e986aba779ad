"""Behind the corner: the PIN, the sections, and what staff can do at a panel with a real plan and real routes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from ui.visitor import Bell, Ears, Visitor

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.commands.shots import MOMENT
from kiosk.compose.stage import Stage, open_stage
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import ConnectorKind
from kiosk.settings import ContentSettings, Settings, StaffSettings, VisitSettings
from kiosk.ui.glass import PROFILES
from kiosk.visit.staff_pin import make_pin_hash

pytestmark = pytest.mark.usefixtures("qapp")

PIN = "246810"
HASH = make_pin_hash(PIN)


@pytest.fixture(scope="module")
def release(demo_release: Path) -> Path:
    return demo_release


class Log:
    """The last lines of a log."""

    def __init__(self) -> None:
        self.all = [f"2026-11-24 09:4{i % 10}:00,000 INFO kiosk.part: line {i}" for i in range(30)]

    def lines(self) -> tuple[str, ...]:
        return tuple(self.all)


class Panel(Visitor):
    """Somebody at a panel of the demo hall, with everything behind it."""

    def __init__(self, stage: Stage, clock: SetClock, ears: Ears, bell: Bell, health: HealthBoard, log: Log) -> None:
        super().__init__(stage.screens, clock, ears, bell)
        self.stage, self.health, self.log = stage, health, log
        self.restarts: list[bool] = []

    @property
    def model(self) -> object:
        return self.screens.navigator.property("viewModel")

    def says(self, name: str) -> object:
        return self.model.property(name)  # type: ignore[attr-defined]

    def titles(self) -> list[str]:
        return [line["title"] for line in self.says("lines")]  # type: ignore[attr-defined]

    def type_pin(self, pin: str) -> None:
        for digit in pin:
            self.touch(digit)
        self.touch("确定")
        self.wait()

    def enter(self, section: str = "") -> None:
        """Go in as staff do, by touch."""
        self.screens.navigator.go("home")
        self.screens.navigator.go("staff")
        self.wait()
        self.type_pin(PIN)
        assert self.says("stage") == "open"
        if section:
            self.touch(section)


@contextmanager
def panel(
    release: Path, state: Path, *, pin_hash: str = HASH, ways: bool = False, profile: str = "55-fhd"
) -> Iterator[Panel]:
    settings = Settings(
        state=str(state),
        content=ContentSettings(source=str(release)),
        staff=StaffSettings(pin_hash=pin_hash, tries=3, lock_s=60),
        visit=VisitSettings(reduced_motion=True),
    )
    clock, ears, bell, log = SetClock(MOMENT), Ears(), Bell(), Log()
    health = HealthBoard(clock)
    restarts: list[bool] = []
    more = {"log": log, "chime": bell, "voice": ears, "restart": lambda: restarts.append(True)}
    with open_stage(settings, clock=clock, speaker=ears, help_call=bell, health=health, more=more) as stage:
        stage.screens.idle_watch.stop()
        stage.screens.window.show()
        if ways:
            with patch.object(Guide, "prepare", return_value=0):  # each route when it is asked for
                stage.ways.start()
                stage.ways.wait()
            stage.ways.way(stage.content.venue.windows()[0].id, "walk")
        someone = Panel(stage, clock, ears, bell, health, log)
        someone.restarts = restarts
        someone.wait()
        yield someone


@pytest.fixture
def staff(release: Path, tmp_path: Path) -> Iterator[Panel]:
    with panel(release, tmp_path / "state") as someone:
        yield someone


# The PIN


def test_the_right_pin_opens_by_touch(staff: Panel) -> None:
    staff.screens.navigator.go("home")
    staff.screens.navigator.go("staff")
    staff.wait()
    assert staff.says("stage") == "pin"
    staff.touch("2")
    staff.touch("4")
    assert staff.says("typed") == 2
    staff.touch("删除")
    assert staff.says("typed") == 1
    staff.touch("清空")
    assert staff.says("typed") == 0
    staff.type_pin(PIN)
    assert (staff.says("stage"), staff.says("section")) == ("open", "health")


def test_a_wrong_pin_says_how_many_tries_are_left_and_then_how_long_it_stays_shut(staff: Panel) -> None:
    staff.screens.navigator.go("staff")
    staff.wait()
    staff.type_pin("1111")
    assert staff.says("lead") == "密码不对，还可以试2次。"
    assert staff.ears.said[-1] == "密码不对，还可以试2次。"
    staff.touch("1")
    assert staff.says("lead") == "请输入员工密码"
    staff.touch("清空")
    staff.type_pin("2222")
    staff.type_pin("3333")
    assert staff.says("locked")
    assert staff.says("lead") == "输错次数太多，请等60秒再试。"
    staff.let_pass(15)
    assert staff.says("lead") == "输错次数太多，请等45秒再试。"
    assert not any(p.isEnabled() for p in staff.pressables() if p.property("name") in ("1", "确定"))
    staff.let_pass(46)
    assert not staff.says("locked")
    staff.touch_at(QPoint(700, 300))  # "are you still there?"
    staff.type_pin(PIN)
    assert staff.says("stage") == "open"


def test_leaving_and_coming_back_wins_no_tries(staff: Panel) -> None:
    for tries_left in (2, 1):
        staff.screens.navigator.go("staff")
        staff.wait()
        staff.type_pin("0000")
        assert staff.says("lead") == f"密码不对，还可以试{tries_left}次。"
        staff.touch("重新开始")
        assert staff.screen == "home"
    staff.screens.navigator.go("staff")
    staff.wait()
    staff.type_pin("0000")
    staff.touch("重新开始")
    staff.screens.navigator.go("staff")
    staff.wait()
    assert staff.says("locked")


def test_no_pin_is_said_in_one_plain_sentence(release: Path, tmp_path: Path) -> None:
    with panel(release, tmp_path / "state", pin_hash="") as someone:
        someone.screens.navigator.go("staff")
        someone.wait()
        assert someone.says("stage") == "unset"
        assert "没有设置员工密码" in str(someone.says("lead"))
        names = {str(p.property("name")) for p in someone.pressables()}
        assert "1" not in names
        someone.touch("好的，返回")
        assert someone.screen == "home"


def test_a_keyboard_types_the_pin_and_its_return_key_tries_it(staff: Panel) -> None:
    staff.screens.window.requestActivate()
    staff.screens.navigator.go("staff")
    staff.wait()
    for key in (Qt.Key.Key_9, Qt.Key.Key_Backspace, *(getattr(Qt.Key, f"Key_{d}") for d in PIN), Qt.Key.Key_Return):
        staff.key(key)
    assert staff.says("stage") == "open"


def test_four_keys_type_the_pin(staff: Panel) -> None:
    staff.screens.window.requestActivate()
    staff.screens.navigator.go("staff")
    staff.wait()
    for wanted in (*PIN, "确定"):
        for _ in range(30):
            if staff.focused() == wanted:
                break
            staff.key(Qt.Key.Key_Right)
        assert staff.focused() == wanted
        staff.key(Qt.Key.Key_Return)
    assert staff.says("stage") == "open"
    staff.key(Qt.Key.Key_Right)
    assert staff.focused() != ""
    staff.key(Qt.Key.Key_Escape)
    assert staff.screen == "home"


def test_starting_over_and_silence_close_it_again(staff: Panel) -> None:
    staff.enter()
    staff.touch("重新开始")
    staff.screens.navigator.go("staff")
    staff.wait()
    assert (staff.says("stage"), staff.says("typed")) == ("pin", 0)
    staff.touch("2")
    staff.let_pass(46)
    staff.let_pass(20)
    assert staff.screen == "idle"
    staff.screens.navigator.go("staff")
    staff.wait()
    assert (staff.says("stage"), staff.says("typed")) == ("pin", 0)


def test_nothing_can_be_done_before_the_pin(staff: Panel) -> None:
    staff.screens.navigator.go("staff")
    model = staff.model
    for call in ("turnTo", "act"):
        for word in ("switches", "program", "restart", "restart-yes", "ring", *_connectors(staff)):
            getattr(model, call)(word)
    assert staff.says("stage") == "pin"
    assert not staff.restarts
    assert not staff.bell.waiting
    assert not staff.stage.ways.switches.closed


def _connectors(staff: Panel) -> list[str]:
    return [connector.id for connector in staff.stage.content.venue.connectors]


# What it shows


def test_health_names_every_part_and_what_is_wrong_comes_first(staff: Panel) -> None:
    staff.enter()
    titles = staff.titles()
    for part in ("内容：正常", "本机记录：正常", "磁盘：正常", "时钟：正常", "屏幕：正常", "电梯和楼梯：正常"):
        assert part in titles
    assert "语音：还没有用过" in titles
    assert staff.says("lead") == "全部正常"
    staff.health.report("speech", State.FAILED, Text(zh="语音合成组件没有装好。", en="The speech engine is broken."))
    staff.let_pass(1)  # live: nobody has touched anything
    assert staff.titles()[0] == "语音：出故障"
    assert staff.says("lead") == "有1项需要看看"
    staff.health.report("chime", State.ABSENT, Text(zh="没有找到声音设备。", en="There is no sound device."))
    staff.let_pass(1)
    assert "呼叫铃：没有配备" in staff.titles()
    assert staff.says("lead") == "有1项需要看看"
    assert any(title.startswith("程序：已运行") and " MB" in title for title in staff.titles())


def test_a_picture_of_another_size_than_the_settings_say_is_reported(staff: Panel) -> None:
    staff.stage.vitals.drawn = lambda: (3840, 2160)
    staff.enter()
    line = next(line for line in staff.says("lines") if line["title"].startswith("屏幕"))
    assert line["title"] == "屏幕：需要留意"
    assert "实际画面是3840×2160，设置是1920×1080" in line["detail"]


def test_a_clock_before_the_content_was_built_is_reported(staff: Panel) -> None:
    staff.enter()
    staff.clock._at = staff.clock._at.replace(year=2020)
    staff.clock.advance(30)
    staff.screens.beat()
    assert "时钟：出故障" in staff.titles()


def test_content_is_told_by_number_sum_and_findings(staff: Panel) -> None:
    staff.enter("内容")
    info = staff.stage.content.release.info
    titles = staff.titles()
    assert titles[0] == "示例区政务服务中心"
    assert f"校验和 {info.sha256[:12]}" in titles
    assert "检查结果：错误 0 · 提醒 0 · 说明 0" in titles
    details = " ".join(line["detail"] for line in staff.says("lines"))
    built = datetime.fromisoformat(info.built_at).astimezone(MOMENT.tzinfo)
    assert f"版本1 · {built:%Y-%m-%d %H:%M}制作" in details
    assert "事项 344" in details


def test_the_log_comes_newest_first_page_by_page_and_live(staff: Panel) -> None:
    staff.enter("日志")
    assert staff.titles()[0] == "line 29"
    assert staff.titles()[-1] == "line 0"
    staff.log.all.append("2026-11-24 09:59:00,000 ERROR kiosk.content: Traceback\n  File x\nValueError")
    staff.let_pass(1)
    first = staff.says("lines")[0]
    assert (first["title"], first["detail"], first["tone"]) == (
        "Traceback…",
        "2026-11-24 09:59:00 · ERROR · kiosk.content",
        "warn",
    )
    staff.touch("更多")
    shown = [p for p in _texts(staff) if p.startswith("line ")]
    assert "line 29" not in shown
    assert shown


def _texts(staff: Panel) -> list[str]:
    found: list[str] = []

    def walk(item: object) -> None:
        if not item.isVisible():  # type: ignore[attr-defined]
            return
        text = item.property("text")  # type: ignore[attr-defined]
        if isinstance(text, str) and text:
            found.append(text)
        for child in item.childItems():  # type: ignore[attr-defined]
            walk(child)

    walk(staff.screens.window.contentItem())
    return found


def test_the_page_speaks_the_visitors_language(staff: Panel) -> None:
    staff.enter()
    staff.screens.modes.speakLanguage("en")
    for section in ("Health", "Content", "Log", "Sound test", "Screen test", "Out of order", "Program"):
        staff.touch(section)
        assert staff.says("heading") == section
        for text in _texts(staff):
            assert text == "中文" or not any("\u4e00" <= letter <= "\u9fff" for letter in text), text


# What it does


def test_sound_is_tried_in_both_languages_with_the_chime_and_louder(staff: Panel) -> None:
    staff.enter("声音测试")
    staff.screens.visit.hear(False)  # a visitor's silence does not silence the test
    staff.ears.said.clear()
    staff.touch("说一句中文")
    staff.touch("说一句英文")
    assert staff.ears.said == [
        "您好，这是声音测试。请到11号窗口。",
        "Hello, this is the sound test. Please go to window 11.",
    ]
    staff.touch("响铃")
    assert len(staff.bell.waiting) == 1
    assert any(line["title"] == "呼叫铃" and line["detail"] == "正在播放…" for line in staff.says("lines"))
    staff.touch("响铃")
    assert len(staff.bell.waiting) == 1  # it rings already
    staff.health.report("chime", State.ABSENT, Text(zh="没有找到可用的声音设备。", en="There is no sound device."))
    staff.bell.waiting[0](False)
    assert "呼叫铃：没有配备" in staff.titles()
    staff.touch("音量 2")
    assert staff.screens.visit.volume == 2
    assert staff.ears.level == pytest.approx(0.4)
    assert staff.ears.said[-1] == "现在是音量 2。"
    assert staff.screens.modes.property("volume") == 2  # the bar has heard of it
    staff.touch("重新开始")
    assert staff.screens.visit.volume != 2


def test_restarting_takes_a_second_yes(staff: Panel) -> None:
    staff.enter("程序")
    staff.touch("重新启动程序")
    assert not staff.restarts
    staff.touch("不，返回")
    staff.touch("重新启动程序")
    staff.touch("日志")
    staff.touch("程序")
    assert not any(str(p.property("name")).startswith("是，") for p in staff.pressables())
    staff.touch("重新启动程序")
    staff.touch("是，重新启动")
    assert staff.restarts == [True]
    assert staff.says("lead") == "正在重新启动…"


def test_leaving_goes_home(staff: Panel) -> None:
    staff.enter()
    staff.touch("离开")
    assert staff.screen == "home"


def test_closed_lifts_are_avoided_at_once_said_plainly_and_remembered(release: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with panel(release, state, ways=True) as someone:
        venue = someone.stage.content.venue
        lifts = [c for c in venue.connectors if c.kind is ConnectorKind.ELEVATOR]
        upstairs = next(o for o in venue.windows() if o.number == "45")
        before = someone.stage.ways.way(upstairs.id, "wheelchair").route
        someone.enter("停用设施")
        used = next(c for c in lifts if c.id == before.legs[0].connector_id)
        _turn(someone, used.name.within("zh-CN"))
        other = someone.stage.ways.way(upstairs.id, "wheelchair").route
        assert other.legs[0].connector_id != used.id
        assert someone.titles()[0] == f"{used.name.within('zh-CN')}：停用"
        for lift in lifts:
            if lift is not used:
                _turn(someone, lift.name.within("zh-CN"))
        health = {part.part: part for part in someone.health.parts()}["switches"]
        assert health.state is State.DEGRADED
        assert "西侧电梯、东侧电梯" in health.sentence.within("zh-CN")

        someone.touch("重新开始")
        someone.screens.visit.profile = "wheelchair"
        someone.screens.navigator.go("route", {"target_id": upstairs.id})
        someone.wait()
        assert someone.says("sorry") == "去45号窗口的路现在关闭了。"
        assert any("人工帮助" in text for text in _texts(someone))
        assert someone.stage.ways.way(upstairs.id, "walk").route.length_m > 0

    with panel(release, state, ways=True) as someone:
        closed = {c.id for c in lifts}
        assert someone.stage.ways.switches.closed == closed
        with pytest.raises(Exception, match="closed right now"):
            someone.stage.ways.way(upstairs.id, "wheelchair")
        someone.enter("停用设施")
        for lift in lifts:
            _turn(someone, lift.name.within("zh-CN"))
        assert someone.stage.ways.way(upstairs.id, "wheelchair").route.legs == before.legs
        assert json.loads(someone.stage.state.get("switches.closed")) == []


def _turn(someone: Panel, name: str) -> None:
    someone.touch(name)
    someone.wait()


@pytest.mark.parametrize("kept", ["not json", "{}", '["no-such-lift", 7, null]', '"x"', "[[1]]"])
def test_a_damaged_memory_of_switches_closes_nothing(release: Path, tmp_path: Path, kept: str) -> None:
    with panel(release, tmp_path / "state") as someone:
        someone.stage.state.set("switches.closed", kept)
    with panel(release, tmp_path / "state") as someone:
        assert someone.stage.ways.switches.closed == frozenset()


# The test of the glass


def test_colours_turn_and_end_by_a_big_button(staff: Panel) -> None:
    staff.enter("屏幕测试")
    staff.touch("颜色测试")
    assert staff.screen == "staff-test"
    assert not staff.screens.window.property("visible") or staff.says("caption") == "白色 1/6"
    seen = []
    for _ in range(6):
        staff.wait()
        seen.append(staff.screens.window.grabWindow().pixelColor(2, 2).name())
        staff.touch("下一个颜色")
    assert seen == ["#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#000000"]
    bottom = staff.screens.window.grabWindow()
    assert bottom.pixelColor(2, bottom.height() - 3).name() == "#ffffff"  # the bar has stepped aside
    staff.touch("结束测试")
    assert (staff.screen, staff.says("stage"), staff.says("section")) == ("staff", "open", "screen")
    assert staff.find("重新开始")


def test_a_finger_leaves_dots_and_is_measured(staff: Panel) -> None:
    staff.enter("屏幕测试")
    staff.touch("触摸测试")
    glass = PROFILES["55-fhd"]
    at = QPoint(960, 540)
    before = staff.screens.window.grabWindow().pixelColor(at)
    staff.touch_at(at)
    assert staff.screens.window.grabWindow().pixelColor(at) != before
    across, up = round(960 * glass.mm_per_px), round(800 + (1080 - 540) * glass.mm_per_px)
    assert staff.says("caption") == f"离左边{across}毫米，离地{up}毫米"
    staff.touch("擦掉")
    staff.touch("结束测试")
    assert staff.screen == "staff"


def test_a_test_nobody_touches_ends_by_itself_and_the_page_goes_to_sleep_later(staff: Panel) -> None:
    staff.enter("屏幕测试")
    staff.touch("颜色测试")
    for _ in range(59):
        staff.let_pass(1)
    assert staff.screen == "staff-test"
    assert staff.screens.idle_watch.property("secondsLeft") == 0  # no question over the colours
    staff.let_pass(1)
    assert staff.screen == "staff"
    staff.let_pass(44)
    assert staff.screens.idle_watch.property("secondsLeft") == 0
    staff.let_pass(22)
    assert staff.screen == "idle"


def test_the_back_key_ends_a_test(staff: Panel) -> None:
    staff.screens.window.requestActivate()
    staff.enter("屏幕测试")
    staff.touch("触摸测试")
    staff.key(Qt.Key.Key_Escape)
    assert staff.screen == "staff"
    QGuiApplication.processEvents()

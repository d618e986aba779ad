"""What a panel makes of what its hub says: shown in time, proven, remembered; with a child that is played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from compose.hub_child import Nursery
from compose.releases import admit, lay, of_hub, published, until
from journeys.guest import TUESDAY, Guest, HallClock, at_panel
from PySide6.QtGui import QGuiApplication, QImage

from kiosk.base.health import State
from kiosk.compose.hub_link import ALIVE_S, PART, REPORT_S, UNANSWERED, HubLink
from kiosk.settings import Settings
from kiosk.ui.hub_parts import Step
from kiosk.visit.visit import IDLE

ALARM = {"id": "a1", "text": {"zh": "请马上离开", "en": "Leave now"}, "since": "", "until": "", "level": "alarm"}
NOTICE = {"id": "n1", "text": {"zh": "今天停电", "en": "No power today"}, "since": "", "until": "", "level": "notice"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("hub"), HallClock(TUESDAY - timedelta(days=1)))


class Linked:
    """A panel, its link, and the child it made."""

    def __init__(self, guest: Guest, link: HubLink, nursery: Nursery, ends: list[str]) -> None:
        self.guest, self.link, self.nursery, self.ends = guest, link, nursery, ends

    def say(self, said: str, /, **facts: object) -> None:
        self.nursery.child.say(said, **facts)
        self.guest.settle()

    def shown(self) -> int:
        return self.guest.stage.scenery.number

    def shows(self, number: int) -> None:
        until(self.guest, lambda: self.shown() == number, f"release {number}")

    def reports(self) -> list[dict[str, object]]:
        return self.nursery.child.of("report")

    def proves(self, number: int) -> dict[str, object]:
        """Wait for the report that says this release is on the glass."""
        until(self.guest, lambda: self.reports() and self.reports()[-1]["release"] == number, f"proof of {number}")
        return self.reports()[-1]

    def let_pass(self, seconds: float) -> None:
        self.guest.let_pass(seconds)
        self.link.look()
        self.guest.settle()


@contextmanager
def linked(settings: Settings, at: datetime = TUESDAY) -> Iterator[Linked]:
    nursery, ends = Nursery(), []
    with at_panel(settings, at, with_ways=False) as guest:
        link = HubLink(
            guest.stage,
            make=nursery.make,
            recent=lambda: [f"line {n}" for n in range(700)],
            restart=lambda: ends.append("restart"),
        )
        link.start()
        number = guest.stage.scenery.number
        if number:
            until(guest, lambda: guest.stage.state.get("release") == str(number), "the shelf's pointer")
        try:
            yield Linked(guest, link, nursery, ends)
        finally:
            link.close()


def live(sequence: int, **facts: object) -> dict[str, object]:
    empty: dict[str, object] = {"closed": [], "closed_windows": [], "emergencies": [], "format": 1}
    return {"hall_id": "small", "sequence": sequence, **empty, **facts}


def test_what_is_ready_is_shown_and_proven(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1, 2)
    with linked(of_hub(state)) as panel:
        panel.shows(2)  # the newest of the shelf
        panel.say("ready", number=2, path="", activate_at="")
        assert panel.shown() == 2
        lay(out, state, 3)
        panel.guest.clock.advance(5)
        panel.say("ready", number=3, path="", activate_at="")
        panel.shows(3)
        report = panel.proves(3)
        assert datetime.fromisoformat(str(report["activated_at"])) == panel.guest.clock.now()
        assert report["waiting"] == 0
        parts = {part["part"]: part["state"] for part in report["parts"]}  # type: ignore[attr-defined]
        assert parts["switch"] == "ok"
        until(panel.guest, lambda: panel.guest.stage.state.get("release") == "3", "the shelf's pointer")
    with linked(of_hub(state), TUESDAY + timedelta(hours=3)) as panel:
        assert panel.shown() == 3
        assert panel.reports()[-1]["activated_at"] == report["activated_at"], "it outlives a restart"


def test_the_hour_of_a_release_comes_without_a_hub_and_after_a_restart(
    qapp: QGuiApplication, out: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    noon = (TUESDAY + timedelta(hours=2)).isoformat()
    with linked(of_hub(state)) as panel:
        lay(out, state, 2)
        panel.say("ready", number=2, path="", activate_at=noon)
        panel.let_pass(60)
        assert panel.shown() == 1
        assert panel.reports()[-1]["waiting"] == 2
        assert panel.link.standing().waiting_at == datetime.fromisoformat(noon)
    # The pointer was at 1: a release that only waits is not shown by a restart.
    with linked(of_hub(state), TUESDAY + timedelta(minutes=10)) as panel:
        assert panel.shown() == 1
        panel.let_pass(3600)
        assert panel.shown() == 1
        panel.guest.clock.put(TUESDAY - timedelta(days=400))  # the clock jumps back, and comes right again
        panel.let_pass(1)
        assert panel.shown() == 1
        panel.guest.clock.put(TUESDAY + timedelta(hours=2))
        panel.let_pass(1)
        panel.shows(2)
        panel.proves(2)


def test_a_release_that_cannot_be_taken_is_tried_again(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        panel.say("ready", number=2, path="", activate_at="")  # not there (yet)
        health = panel.guest.health
        until(panel.guest, lambda: any(p.part == "switch" for p in health.parts()), "a note")
        assert panel.guest.state_of("switch") is State.DEGRADED
        assert panel.shown() == 1
        lay(out, state, 2)
        panel.let_pass(1)
        assert panel.shown() == 1, "not at every second"
        panel.let_pass(20)
        panel.shows(2)
        assert panel.guest.state_of("switch") is State.OK


def test_staff_go_back_by_hand_until_something_new_comes(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1, 2)
    with linked(of_hub(state)) as panel:
        panel.say("ready", number=2, path="", activate_at="")
        assert panel.link.standing().kept == (1, 2)
        panel.link.go_back_to(1)
        panel.shows(1)
        panel.say("ready", number=2, path="", activate_at="")
        panel.let_pass(3600)
        assert panel.shown() == 1
        assert panel.reports()[-1]["waiting"] == 0
    with linked(of_hub(state)) as panel:
        panel.say("ready", number=2, path="", activate_at="")
        panel.let_pass(1)
        assert panel.shown() == 1, "after a restart too"
        lay(out, state, 3)
        panel.say("ready", number=3, path="", activate_at="")
        panel.shows(3)


def test_switches_reach_routes_and_advice_and_outlive_a_restart(
    qapp: QGuiApplication, out: Path, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        lift = panel.guest.stage.content.venue.connectors[0].id
        until_two = (TUESDAY + timedelta(hours=4, minutes=18)).isoformat()
        closed = {"number": "11", "until": until_two, "reason": {"zh": "设备维修", "en": "repairs"}}
        panel.say("live", **live(7, closed=[lift], closed_windows=[closed]))
        assert panel.guest.stage.ways.switches.closed == {lift}
        said = panel.guest.stage.scenery.way.advice("M1").sentence
        assert said["en"].startswith("Window 11: closed until 14:00 (repairs). Please go to Window 2.")
        panel.guest.stage.switchboard.turn(lift, False)
        assert panel.guest.stage.ways.switches.closed == {lift}, "only the hub opens what it closed"
        panel.let_pass(REPORT_S)
        assert panel.reports()[-1]["live"] == 7
    with linked(of_hub(state)) as panel:  # the hub is away
        assert panel.guest.stage.ways.switches.closed == {lift}
        assert "14:00" in panel.guest.stage.scenery.way.advice("M1").sentence["en"]
        panel.guest.clock.put(TUESDAY + timedelta(hours=5))
        assert "14:00" not in panel.guest.stage.scenery.way.advice("M1").sentence["en"], "it is over by itself"
        panel.say("live", **live(8))
        assert panel.guest.stage.ways.switches.closed == frozenset()


@pytest.mark.parametrize(
    "damaged", [{"closed": "x"}, {"format": 2}, {"emergencies": [{"id": 1}]}, {"closed_windows": [3]}, {"sequence": -1}]
)
def test_a_damaged_word_of_the_hub_changes_nothing(
    qapp: QGuiApplication, out: Path, tmp_path: Path, damaged: dict[str, object]
) -> None:
    lay(out, tmp_path / "state", 1)
    with linked(of_hub(tmp_path / "state")) as panel:
        panel.say("live", **live(1, emergencies=[ALARM]))
        panel.say("live", **{**live(2), **damaged})
        panel.say("ready", number="2")
        panel.say("ready", number=True)
        panel.say("nonsense")
        assert panel.guest.stage.screens.emergencies.is_alarm


def test_an_alarm_stands_over_everything_until_it_is_lifted(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        guest = panel.guest
        guest.wake()
        guest.touch("找窗口")
        panel.say("live", **live(1, emergencies=[ALARM]))
        assert "请马上离开" in guest.words()
        assert "Leave now" in guest.words()
        assert "大家常办" not in guest.words(), "the page under it is not drawn"
        assert any("请马上离开" in sentence for sentence in guest.ears.said)
        names = {target.name for target in guest.pressables()}
        assert {"人工帮助", "大字", "高对比"} <= names
        assert not {"重新开始", "返回", "知道了 · OK"} & names
        guest.touch("人工帮助")
        assert "请到服务台" in guest.words() or "呼叫" in guest.words()
        guest.let_pass(30)
        guest.let_pass(70)
        assert guest.stage.screens.visit.is_idle, "what somebody looked at does not stand for ever under an alarm"
        assert "请马上离开" in guest.words()
    with linked(of_hub(state)) as panel:
        assert "请马上离开" in panel.guest.words(), "also after a restart without the hub"
        panel.say("live", **live(2))
        assert "请马上离开" not in panel.guest.words()
        panel.guest.wake()


def test_a_notice_is_put_aside_for_one_visit(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    lay(out, tmp_path / "state", 1)
    with linked(of_hub(tmp_path / "state")) as panel:
        guest = panel.guest
        panel.say("live", **live(1, emergencies=[NOTICE]))
        guest.touch("知道了 · OK")
        assert guest.screen == "home"
        assert "今天停电" not in guest.words()
        guest.stage.screens.navigator.begin(IDLE)
        guest.settle()
        assert "今天停电" in guest.words()
        panel.say("live", **live(2, emergencies=[NOTICE, ALARM]))
        assert "今天停电" not in guest.words(), "the worst comes first"
        assert "请马上离开" in guest.words()
        panel.link.take_down("a1")
        guest.settle()
        assert "请马上离开" not in guest.words(), "staff took it down at this panel"
        panel.say("live", **live(3, emergencies=[{**ALARM, "id": "a2"}]))
        assert "请马上离开" in guest.words(), "a new one is a new one"


def test_a_message_ends_by_itself(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    lay(out, tmp_path / "state", 1)
    with linked(of_hub(tmp_path / "state")) as panel:
        until_ten = (TUESDAY + timedelta(minutes=10)).isoformat()
        panel.say("live", **live(1, emergencies=[{**ALARM, "until": until_ten}]))
        panel.let_pass(599)
        assert panel.guest.stage.screens.emergencies.is_alarm
        panel.let_pass(1)
        assert not panel.guest.stage.screens.emergencies.is_alarm


def test_a_picture_is_taken_when_nobody_is_there(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        guest, child = panel.guest, panel.nursery.child
        guest.wake()
        guest.touch("找窗口")
        guest.type("zsf")
        panel.say("order", id="one", kind="screenshot")
        guest.let_pass(5)
        assert not child.of("order-result"), "never what a visitor looks for"
        asleep = guest.stage.screens
        asleep.navigator.begin(IDLE)
        until(guest, lambda: child.of("order-result"), "the picture")
        result = child.of("order-result")[0]
        assert (result["id"], result["outcome"]) == ("one", "done")
        picture = QImage(str(result["path"]))
        assert (picture.width(), picture.height()) == (1920, 1080)
        assert picture.pixelColor(5, 5).name() == asleep.theme.property("bannerFrom").lower(), "the sleeping screen"


def test_logs_restarts_and_what_nobody_knows(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        guest, child = panel.guest, panel.nursery.child
        panel.say("order", id="two", kind="logs")
        until(guest, lambda: child.of("order-result"), "the log")
        lines = Path(str(child.of("order-result")[0]["path"])).read_text("utf-8").splitlines()
        assert (len(lines), lines[0], lines[-1]) == (500, "line 200", "line 699")
        panel.say("order", id="three", kind="format-the-disk")
        assert child.of("order-result")[-1]["outcome"] == "refused"
        panel.say("order", id="../../etc/passwd", kind="logs")
        guest.wake()
        guest.touch("找窗口")
        panel.say("order", id="four", kind="restart")
        assert not panel.ends, "not in the middle of a visit"
        guest.stage.screens.navigator.begin(IDLE)
        until(guest, lambda: panel.ends == ["restart"], "the restart")
        assert [(r["id"], r["outcome"]) for r in child.of("order-result")[2:]] == [("four", "done")]


def test_reports_come_each_minute_and_hold_no_words_of_visitors(
    qapp: QGuiApplication, out: Path, tmp_path: Path
) -> None:
    lay(out, tmp_path / "state", 1)
    with linked(of_hub(tmp_path / "state")) as panel:
        count = len(panel.reports())
        for _ in range(10):
            panel.let_pass(REPORT_S / 10)
        assert len(panel.reports()) == count + 1
        panel.guest.wake()
        panel.guest.touch("找窗口")
        panel.guest.type("zsf")
        until(panel.guest, lambda: panel.guest.stage.state.counters(TUESDAY.date()), "a counted visit")
        panel.let_pass(REPORT_S)
        report = panel.reports()[-1]
        assert report["visits_today"] == 1
        assert "zsf" not in str(report)
        assert report["program"] == ""
        panel.nursery.child.ended(1)
        panel.guest.settle()
        panel.let_pass(1)
        assert len(panel.reports()) > count + 2, "a child that was started again is told at once"


def test_a_child_that_hangs_is_replaced(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        for _ in range(2 * UNANSWERED):
            panel.let_pass(ALIVE_S)
            panel.say("alive")
        assert len(panel.nursery.child.of("alive")) >= 2 * UNANSWERED
        assert panel.nursery.child.renewed == 0
        for _ in range(UNANSWERED + 1):
            panel.let_pass(ALIVE_S)
        assert panel.nursery.child.renewed == 1
        panel.nursery.child.ended(-9)
        panel.guest.settle()
        for _ in range(UNANSWERED):
            panel.let_pass(ALIVE_S)
        assert panel.nursery.child.renewed == 1, "the new one has its time"


def test_a_panel_without_content_asks_to_be_admitted(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with linked(of_hub(state)) as panel:
        guest, child = panel.guest, panel.nursery.child
        assert len(child.of("enrol")) == 1
        assert "正在联系管理中心" in guest.words()
        panel.say("enrolment", code="7K4M9QXP", check="204816", qr="http://127.0.0.1:9/x", expires_in_s=600)
        words = guest.words()
        assert "7K4M 9QXP" in words
        assert "204 816" in words
        panel.let_pass(300)
        assert len(child.of("enrol")) == 1, "while the code counts no other is asked for"
        panel.say("enrolment-over", outcome="expired")
        panel.let_pass(1)
        assert len(child.of("enrol")) == 2
        panel.say("enrolment", code="AAAA2222", check="111222", qr="", expires_in_s=600)
        assert "AAAA 2222" in guest.words()
        admit(state)
        panel.say("enrolment-over", outcome="confirmed")
        assert "已加入" in guest.words()
        panel.say("state", state="fetching", zh="", en="", number=1, there=30, total=100)
        assert "30%" in guest.words()
        lay(out, state, 1)
        panel.say("ready", number=1, path="", activate_at="")
        panel.shows(1)
        panel.proves(1)
        guest.wake()
        assert "您要办什么事" in guest.words()


def test_a_panel_with_content_does_not_bother_visitors(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    settings = of_hub(tmp_path / "state", source=str(out / "release-1.db"))
    with linked(settings) as panel:
        panel.let_pass(600)
        assert not panel.nursery.child.of("enrol")
        assert panel.shown() == 0
        panel.link.ask_again()
        until(panel.guest, lambda: len(panel.nursery.children) == 2, "a new child")
        assert panel.nursery.children[0].is_closed
        panel.let_pass(1)
        assert panel.nursery.child.of("enrol")
        assert panel.link.standing().step is Step.ASKING
        assert "您" in panel.guest.words() or "碰一下" in panel.guest.words()


def test_thirty_days_without_the_hub(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    admit(state)
    with linked(of_hub(state)) as panel:
        guest = panel.guest
        now = TUESDAY.isoformat()
        panel.say("hub", connected=True, since=now, last_contact=now)
        panel.say("state", state="in-step", zh="内容已是最新。", en="Up to date.")
        assert guest.state_of(PART) is State.OK
        panel.say("hub", connected=False, since=now, last_contact=now)
        panel.say("state", state="hub-away", zh="联系不上。", en="Away.")
        panel.let_pass(2 * 86400)
        assert "没有连上更新" not in guest.words()
        panel.let_pass(28 * 86400)
        assert "已经30天没有连上更新，这里的内容是11月23日" in guest.words()
        guest.wake()
        assert "已经30天没有连上更新" in guest.words()
        guest.touch("找窗口")
        guest.type("hz")
        assert "护照申请1" in guest.words()
        panel.say("hub", connected=True, since=now, last_contact=guest.clock.now().isoformat())
        guest.stage.screens.navigator.begin(IDLE)
        guest.settle()
        assert "没有连上更新" not in guest.words()


def test_days_away_are_counted_over_a_restart(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        panel.say("hub", connected=True, since="", last_contact=TUESDAY.isoformat())
    with linked(of_hub(state), TUESDAY + timedelta(days=5)) as panel:
        panel.guest.let_pass(1)
        assert "已经5天" in panel.guest.words()


def test_staff_see_how_it_stands(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1, 2)
    admit(state)
    with linked(of_hub(state)) as panel:
        guest = panel.guest
        panel.say("hub", connected=True, since="", last_contact=TUESDAY.isoformat())
        panel.say("live", **live(1, emergencies=[ALARM]))
        guest.stage.screens.navigator.go("staff")
        page = guest.stage.screens.navigator.property("viewModel")
        page.admit("hub")
        guest.settle()
        words = guest.words()
        assert "请马上离开" in words, "listed on the page, not lying over it"
        assert "已连上管理中心" in words
        assert "正在显示版本2" in words
        guest.touch("退回旧版本")
        guest.touch("版本1")
        panel.shows(1)
        assert guest.screen == "staff", "staff stay where they are"
        assert "正在显示版本1" in guest.words()
        guest.touch("在本机收起通知")
        assert "请马上离开" not in guest.words()
        guest.touch("重新加入")
        assert "身份会作废" in guest.words()
        guest.touch("不，返回")
        assert len(panel.nursery.children) == 1


class Attending:
    """Another part of the panel that listens."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.looks = self.ends = 0

    def hear(self, line: Mapping[str, object]) -> None:
        self.heard.append(str(line["say"]))

    def child_ended(self) -> None:
        self.ends += 1

    def look(self) -> None:
        self.looks += 1


def test_another_part_speaks_through_the_child(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    lay(out, state, 1)
    with linked(of_hub(state)) as panel:
        desk = Attending()
        panel.link.attend(desk)
        panel.say("desk", n=1, status=200, body={})
        panel.say("hub", connected=True)
        assert desk.heard == ["desk", "hub"]
        panel.link.tell("desk", n=2)
        assert panel.nursery.child.of("desk") == [{"tell": "desk", "n": 2}]
        panel.let_pass(1)
        assert desk.looks == 1
        panel.nursery.child.ended(1)
        panel.guest.settle()
        assert desk.ends == 1

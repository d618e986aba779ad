"""Scanning by touch: where to hold the code, what it said, my ticket again, back in line, and rating the service."""

# ruff: noqa: F811

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem
from ui.test_ticket_screens import complaints, items, texts  # noqa: F401
from ui.ticket_desk import TICKET, Customer, _panel, customer  # noqa: F401

from kiosk.base.texts import EMPTY, Text
from kiosk.ticketing.reviews import Level, reasons_of
from kiosk.ticketing.tickets import State
from kiosk.ui.icons import ASSETS
from kiosk.ui.scan_arrival import admits, arrive
from kiosk.ui.ticket_words import REASONS
from kiosk.visit.desk_facts import Appointment, Found, Meaning
from kiosk.visit.take_ticket import Step

MINE = Found(Meaning.TICKET, TICKET)
FOREIGN = "<b>WIFI:S:coffee</b>\nhttp://example.com/?a=1\x07"
pytestmark = pytest.mark.usefixtures("complaints")


def reads(customer: Customer, found: Found) -> None:
    """A code comes before the camera or under the scanner."""
    customer.scans.what = found
    arrive(customer.screens)
    customer.wait()


def with_state(state: str, **facts: object) -> Found:
    return replace(MINE, ticket=replace(TICKET, state=state, **facts))


def test_the_camera_watches_only_while_the_page_stands(customer: Customer) -> None:
    assert not customer.scans.watching
    customer.touch("扫码")
    assert customer.scans.watching
    assert "把二维码对准这里" in texts(customer)
    customer.model.see()
    assert not customer.model.property("picture").isNull()
    [camera] = [item for item in items(customer) if item.objectName() == "camera"]
    corner = camera.mapToScene(camera.boundingRect().center() * 0.5).toPoint()
    assert customer.screens.window.grabWindow().pixelColor(corner).name() == "#00aa55"
    model = customer.model
    customer.touch("返回")
    assert not customer.scans.watching
    assert model.property("picture").isNull()


def test_with_a_scanner_alone_the_page_says_where_to_hold_the_code(customer: Customer) -> None:
    customer.scans.camera = False
    customer.go("scan")
    assert "扫码口" in texts(customer)
    assert not [item for item in items(customer) if item.objectName() == "camera"]


def test_a_slip_opens_my_ticket_and_back_leads_home(customer: Customer) -> None:
    customer.go("scan")
    reads(customer, MINE)
    assert customer.screen == "my-ticket"
    for words in ("B061", "14人", "45分钟", "请在1楼9、10号窗口附近等候"):
        assert words in texts(customer)
    assert "B061" in customer.ears.said[-1]
    customer.touch("返回")
    assert customer.screen == "home"


def test_a_slip_under_the_scanner_wakes_the_panel(customer: Customer) -> None:
    customer.go("idle")
    reads(customer, MINE)
    assert customer.screen == "my-ticket"
    assert "B061" in texts(customer)


@pytest.mark.parametrize("screen", ["ticket", "remind", "staff"])
def test_nobody_is_taken_away_by_the_next_slip(customer: Customer, screen: str) -> None:
    customer.desk._step(Step.PRINTED)
    customer.go(screen)
    reads(customer, MINE)
    assert customer.screen == screen
    assert customer.scans.found() is None


def test_a_foreign_code_is_plain_text_with_what_can_be_done(customer: Customer) -> None:
    customer.go("scan")
    reads(customer, Found(Meaning.OTHER, text=FOREIGN))
    [shown] = [item for item in items(customer) if "coffee" in str(item.property("text") or "")]
    assert shown.property("text") == "<b>WIFI:S:coffee</b> http://example.com/?a=1"
    plain = QQmlExpression(qmlContext(shown), shown, "textFormat === Text.PlainText").evaluate()
    assert plain in (True, (True, False)), "what is in it is no link and no tag"
    assert not any("coffee" in said for said in customer.ears.said)
    assert not customer.scans.watching
    customer.touch("再扫一次")
    assert customer.scans.watching
    assert "coffee" not in texts(customer)


def test_a_very_long_code_is_cut(customer: Customer) -> None:
    reads(customer, Found(Meaning.OTHER, text="9" * 4000))
    assert customer.screen == "scan"
    assert len(customer.model.property("text")) == 241


@pytest.mark.parametrize(("meaning", "words"), [(Meaning.OLD, "过期"), (Meaning.UNHEARD, "查不到")])
def test_what_cannot_be_told_is_said_kindly(customer: Customer, meaning: Meaning, words: str) -> None:
    customer.go("scan")
    reads(customer, Found(meaning))
    assert words in texts(customer)
    assert any(name.startswith("取号排队") for name in customer.names())


def test_an_appointment_is_checked_in(customer: Customer) -> None:
    at = customer.clock.now() + timedelta(minutes=10)
    customer.go("scan")
    reads(customer, Found(Meaning.APPOINTMENT, appointment=Appointment(at, "CRJ", TICKET.queue_name, ("GACR01",))))
    assert f"{at:%H:%M}" in texts(customer)
    customer.touch("报到取号")
    assert customer.scans.acts == ["check in"]
    assert customer.screen == "ticket"
    customer.touch("返回")
    assert customer.screen == "home"


def test_too_early_for_an_appointment(customer: Customer) -> None:
    early = Text(zh="请从9:45起来报到。", en="Please check in from 9:45 on.")
    appointment = Appointment(customer.clock.now(), "CRJ", TICKET.queue_name, (), False, early)
    reads(customer, Found(Meaning.APPOINTMENT, appointment=appointment))
    assert "9:45" in texts(customer)
    assert not any(name.startswith("报到") for name in customer.names())


def test_a_called_ticket_shows_the_window_and_leads_there(customer: Customer) -> None:
    reads(customer, MINE)
    reads(customer, with_state("called", window="10", ahead=-1))
    assert "10号窗口" in customer.model.property("window")
    assert "正在叫您" in customer.ears.said[-1]
    customer.touch("带我去窗口")
    assert customer.screens.visit.page.about["target_id"] == "w10"


def test_a_missed_ticket_comes_back_in_line(customer: Customer) -> None:
    reads(customer, with_state("missed", ahead=-1))
    customer.touch("我回来了")
    assert customer.scans.acts == ["come back"]
    reads(customer, with_state("waiting", ahead=3, said=Text(zh="叫过3个号后再叫您。", en="After 3 others.")))
    assert "叫过3个号后再叫您。" in texts(customer)


def test_a_number_is_given_back_after_one_more_question(customer: Customer) -> None:
    reads(customer, MINE)
    customer.touch("不办了，退号")
    assert "真的要退掉B061号吗？" in texts(customer)
    assert "真的要退掉B061号吗" in customer.ears.said[-1]
    assert customer.scans.acts == []
    customer.touch("不退，我继续等")
    assert "14人" in texts(customer)
    customer.touch("不办了，退号")
    customer.touch("退号")
    assert customer.scans.acts == ["give back"]
    reads(customer, replace(with_state("void", ahead=-1), given_back=True))
    assert "已经退号" in texts(customer)
    assert "已经退号" in customer.ears.said[-1]
    assert "B061" not in texts(customer)
    customer.touch("好的，回首页")
    assert customer.screen == "home"


def test_a_number_that_cannot_be_given_back_says_why(customer: Customer) -> None:
    reads(customer, MINE)
    customer.touch("不办了，退号")
    customer.touch("退号")
    reads(customer, with_state("waiting", said=Text(zh="网络暂时不通，现在退不了号。", en="Not now.")))
    assert "网络暂时不通，现在退不了号。" in texts(customer)
    assert "B061" in texts(customer)


def test_who_is_called_while_being_asked_sees_the_window(customer: Customer) -> None:
    reads(customer, MINE)
    customer.touch("不办了，退号")
    reads(customer, with_state("serving", window="10", ahead=-1))
    assert "10号窗口" in customer.model.property("window")
    reads(customer, MINE)
    assert customer.model.property("stage") == "ticket", "the question is not asked again by itself"


@pytest.mark.parametrize("state", ["serving", "held", "done", "void"])
def test_nothing_can_be_given_back_that_is_being_served_or_over(customer: Customer, state: str) -> None:
    reads(customer, with_state(state, ahead=-1))
    assert not any(name.startswith("不办了") for name in customer.names())
    customer.model.act("give-back")
    assert customer.scans.acts == []


# -- a code that is typed


def type_code(customer: Customer, code: str) -> None:
    for letter in code:
        customer.touch(letter)


def test_an_appointment_is_typed_and_checked_in(customer: Customer) -> None:
    customer.go("scan")
    customer.touch("输入预约码")
    assert customer.screen == "type-code"
    type_code(customer, "YY-20A")
    customer.touch("删除一个字")
    type_code(customer, "71")
    assert "YY-2071" in texts(customer)
    customer.touch("查预约")
    assert customer.scans.acts == [("look up", "YY-2071")]
    assert "正在查您的预约" in texts(customer)
    customer.touch("9")
    assert customer.model.property("typed") == "YY-2071", "nothing changes while it is looked up"
    reads(customer, booked(customer))
    assert customer.screen == "scan"
    assert "报到取号" in "".join(customer.names())
    customer.touch("返回")
    assert customer.screen == "scan", "where the typing began"
    customer.touch("返回")
    assert customer.screen == "home"


def booked(customer: Customer) -> Found:
    at = customer.clock.now() + timedelta(minutes=10)
    return Found(
        Meaning.APPOINTMENT, appointment=Appointment(at, "CRJ", TICKET.queue_name, ("GACR01",), code="YY-2071")
    )


@pytest.mark.parametrize("meaning", [Meaning.OTHER, Meaning.UNHEARD])
def test_a_wrong_code_is_put_right_where_it_stands(customer: Customer, meaning: Meaning) -> None:
    customer.go("type-code")
    type_code(customer, "YY207")
    customer.touch("查预约")
    reads(customer, Found(meaning, said=Text(zh="没有查到这个预约码。", en="No such appointment.")))
    assert customer.screen == "type-code"
    assert "没有查到这个预约码。" in texts(customer)
    assert "没有查到这个预约码。" in customer.ears.said[-1]
    assert not any("YY207" in said for said in customer.ears.said)
    assert customer.model.property("wrong")
    type_code(customer, "1")
    assert not customer.model.property("wrong")
    assert "YY2071" in texts(customer)


def test_a_short_code_is_not_asked_for(customer: Customer) -> None:
    customer.go("type-code")
    type_code(customer, "YY2")
    customer.model.enter()
    assert customer.scans.acts == []
    customer.touch("清空")
    assert customer.model.property("typed") == ""


def test_nothing_of_a_typed_code_is_left(customer: Customer) -> None:
    customer.go("type-code")
    type_code(customer, "YY2071")
    model = customer.model
    customer.touch("重新开始")
    assert "YY2071" not in f"{model.shown} {vars(model)}"


def test_who_has_an_appointment_finds_it_among_the_queues(customer: Customer) -> None:
    customer.go("take")
    customer.touch("我有预约")
    assert customer.screen == "scan"


def test_without_a_scanner_an_appointment_is_typed(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    customer.scans.camera = False
    monkeypatch.setattr(customer.scans, "has_scanner", lambda: False)
    customer.go("take-how", queue="SB")
    customer.touch("我有预约，去报到")
    assert customer.screen == "type-code"


# -- what is read on any screen


@pytest.mark.parametrize("screen", ["home", "search", "departments", "map", "take", "help", "language"])
def test_a_slip_opens_its_page_from_any_screen(customer: Customer, screen: str) -> None:
    customer.go(screen)
    assert admits(customer.screens)
    reads(customer, MINE)
    assert customer.screen == "my-ticket"
    customer.touch("返回")
    assert customer.screen == screen


@pytest.mark.parametrize("screen", ["ticket", "remind", "review", "staff"])
def test_nobody_is_interrupted(customer: Customer, screen: str) -> None:
    customer.desk._step(Step.PRINTED)
    customer.go(screen)
    assert not admits(customer.screens)


def test_a_slow_answer_is_said_to_be_on_its_way(customer: Customer) -> None:
    customer.ears.said.clear()
    reads(customer, Found(Meaning.LOOKING))
    assert customer.screen == "scan"
    assert "正在查，请稍等" in texts(customer)
    assert customer.ears.said == []
    assert not customer.scans.watching
    reads(customer, MINE)
    assert customer.screen == "my-ticket"
    customer.touch("返回")
    assert customer.screen == "home"


@pytest.mark.parametrize("state", [*State, "a-word-of-tomorrow"])
def test_every_state_has_words_and_a_way_on(customer: Customer, state: str) -> None:
    reads(customer, with_state(state, window="9" if state == "called" else ""))
    assert "B061" in texts(customer)
    assert customer.model.property("acts")
    assert sum(card["main"] for card in customer.model.property("acts")) <= 1


def rated(customer: Customer) -> None:
    reads(customer, with_state("done", ahead=-1, can_review=True))
    customer.touch("评价服务")
    assert customer.screen == "review"


def test_a_service_is_rated_with_official_reasons(customer: Customer) -> None:
    rated(customer)
    customer.touch("不满意")
    code, words = next(iter(reasons_of(Level.BAD).items()))
    customer.touch(words["zh"])
    customer.touch("提交评价")
    assert customer.scans.acts == [("2", (code,))]
    assert "15个工作日" in texts(customer)
    customer.let_pass(7)
    assert customer.screen == "home"
    assert len(customer.scans.acts) == 1


def test_silence_is_not_a_rating(customer: Customer) -> None:
    rated(customer)
    customer.let_pass(61)
    assert customer.screen == "home"
    assert not customer.scans.acts


def test_a_level_that_was_pressed_counts_without_more(customer: Customer) -> None:
    rated(customer)
    customer.touch("满意")
    customer.let_pass(61)
    assert customer.scans.acts == [("4", ())]


def test_a_slip_of_the_finger_is_put_right(customer: Customer) -> None:
    rated(customer)
    customer.touch("非常不满意")
    customer.touch("重新选")
    customer.touch("非常满意")
    customer.touch("提交评价")
    assert customer.scans.acts == [("5", ())]


def test_every_pictogram_of_the_cards_is_there(customer: Customer) -> None:
    customer.go("review")
    signs = {level["icon"] for level in customer.model.property("levels")} | {icon for _, _, icon in REASONS}
    for state in State:
        reads(customer, with_state(state, can_review=True))
        customer.go("my-ticket")
        signs |= {card["icon"] for card in customer.model.property("acts")}
    for step in Step:
        customer.desk._step(step)
        customer.go("ticket")
        customer.screens.navigator.refresh()
        signs |= {card["icon"] for card in customer.model.property("acts")}
    assert len(signs) > 18
    assert not [name for name in signs if not (ASSETS / "icons" / f"{name}.svg").is_file()]


def test_nobody_has_to_answer(customer: Customer) -> None:
    rated(customer)
    customer.touch("不评价")
    assert customer.screen == "home"
    assert not customer.scans.acts


def test_the_wipe_leaves_nothing_of_a_scan(customer: Customer) -> None:
    reads(customer, MINE)
    model = customer.model
    customer.touch("重新开始")
    assert customer.scans.found() is None
    assert "B061" not in str(model.shown)
    assert model.property("acts") == []
    assert EMPTY.within("zh-CN") == model.property("label")


def test_a_page_without_its_ticket_says_so(customer: Customer) -> None:
    customer.go("my-ticket")
    assert "没有查到您的号" in texts(customer)
    assert isinstance(customer.find("再扫一次"), QQuickItem)

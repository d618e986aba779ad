"""Taking a number by touch: the queues, who goes first, the paper that comes or not, and nothing left behind."""

# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from pyzbar.pyzbar import decode
from ui.ticket_desk import CLOSED, PASSPORT, SOCIAL, TICKET, Customer, _panel, customer  # noqa: F401
from ui.visitor import Visitor, visitor  # noqa: F401

from kiosk.base.texts import Text
from kiosk.ui.ticket_ports import queue_of
from kiosk.visit.take_ticket import Step

PHONE = "13812345678"


@pytest.fixture
def complaints(customer: Customer) -> Iterator[list[str]]:
    said: list[str] = []
    customer.screens.engine.warnings.connect(lambda warnings: said.extend(w.toString() for w in warnings))
    yield said
    assert not said


def items(customer: Customer) -> Iterator[QQuickItem]:
    """Everything on the glass."""
    waiting = [customer.screens.window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            yield item
            waiting += item.childItems()


def texts(customer: Customer) -> str:
    return "\n".join(str(item.property("text")) for item in items(customer) if item.inherits("QQuickText"))


def test_without_a_desk_nothing_of_it_is_offered(visitor: Visitor) -> None:
    visitor.screens.navigator.go("home")
    visitor.wait()
    home = visitor.screens.navigator.property("viewModel")
    assert not {"take", "scan"} & set(home.property("tiles"))
    assert home.property("calls") == []
    visitor.screens.navigator.go("matter", {"code": "GACR01"})
    visitor.wait()
    assert not any(str(p.property("name")) == "取号" for p in visitor.pressables())
    visitor.screens.navigator.go("take")
    visitor.wait()
    assert "服务台" in visitor.screens.navigator.property("viewModel").property("lead")


def test_home_shows_who_is_called_and_who_waits(customer: Customer, complaints: list[str]) -> None:
    assert "取号排队" in customer.names()
    shown = texts(customer)
    assert "正在叫号" in shown
    assert "2个队列 · 14人在等" in shown
    rows = customer.model.property("calls")
    assert [row["label"] for row in rows] == ["A012", "B047", ""]
    assert rows[1] == {"label": "B047", "window": "9号窗口", "name": "出入境", "waits": "14人 · 约45分", "tone": "warn"}
    assert rows[0]["waits"] == "无需等候"
    customer.desk.what = replace(customer.desk.what, calls=())
    customer.screens.navigator.refresh()
    assert {row["label"] for row in customer.model.property("calls")} == {""}


def test_three_taps_from_home_to_the_number(customer: Customer, complaints: list[str]) -> None:
    customer.touch("取号排队")
    assert "约45分钟，最多60分钟" in texts(customer)
    customer.touch("出入境")
    customer.touch("取号")
    assert customer.screen == "ticket"
    [wish] = customer.desk.wishes
    assert (wish.queue, wish.matters, wish.kind, wish.language) == ("CRJ", (), "ordinary", "zh-CN")
    assert "正在为您取号" in texts(customer)
    customer.becomes(Step.PRINTING)
    assert "正在打印" in texts(customer)
    customer.becomes(Step.PRINTED)
    for words in ("B061", "普通护照首次申请 · 9、10号窗口", "14人", "45分钟", "最多60分钟", "请取走小票"):
        assert words in texts(customer)
    assert "您的号码是B061" in customer.ears.said[-1]


def test_back_from_a_ticket_takes_no_second_one(customer: Customer, complaints: list[str]) -> None:
    customer.touch("取号排队")
    customer.touch("出入境")
    customer.touch("取号")
    customer.becomes(Step.PRINTED)
    customer.touch("返回")
    assert customer.screen == "home"
    assert len(customer.desk.wishes) == 1


def test_from_a_matter_the_number_is_for_that_matter(customer: Customer, complaints: list[str]) -> None:
    customer.go("matter", code="GACR01")
    customer.touch("取号")
    assert customer.screen == "take-how"
    assert "普通护照首次申请" in texts(customer)
    customer.touch("优先取号：孕妇")
    [wish] = customer.desk.wishes
    assert (wish.queue, wish.matters, wish.kind, wish.reason) == ("CRJ", ("GACR01",), "priority", "pregnant")
    customer.becomes(Step.PRINTED)
    customer.touch("返回")
    assert customer.screen == "matter"


def test_several_matters_share_one_ticket(customer: Customer, complaints: list[str]) -> None:
    both = replace(PASSPORT, matters=("GACR01",)), replace(customer.desk.what.queues[2], matters=("RSSB01",))
    customer.desk.what = replace(customer.desk.what, queues=both)
    customer.go("matter", code="GACR01")
    customer.touch("取号")
    customer.touch("再加一件事")
    assert customer.screen == "search"
    customer.go("matter", code="RSSB01")
    customer.touch("加到同一张号")
    assert "普通护照首次申请、社会保障卡补领" in texts(customer)
    assert "一张号办2件事，从这里开始：出入境" in texts(customer)
    customer.touch("取号")
    [wish] = customer.desk.wishes
    assert (wish.queue, wish.matters) == ("CRJ", ("GACR01", "RSSB01"))
    assert customer.screens.visit.together == ()
    customer.becomes(Step.PRINTED)
    customer.touch("返回")
    assert customer.screen == "matter"
    customer.find("取号")


def test_more_than_two_matters_are_counted(customer: Customer) -> None:
    customer.screens.visit.together = ("GACR01", "GACR02")
    customer.go("take-how", matter="GACR03")
    assert customer.model.property("title") == "普通护照首次申请等3件事"
    customer.screens.visit.together = tuple(f"M{n}" for n in range(10))
    customer.screens.navigator.refresh()
    assert "GACR03" not in customer.model._matters, "a ticket holds ten at most"


def test_home_begins_anew_with_no_matter_kept(customer: Customer) -> None:
    customer.go("take-how", matter="GACR01")
    customer.model.addMore()
    customer.go("home")
    assert customer.screens.visit.together == ()


def test_a_queue_that_is_full_says_when_to_come(customer: Customer, complaints: list[str]) -> None:
    customer.touch("取号排队")
    customer.touch("户政")
    assert "13:30" in texts(customer)
    assert "取号" not in customer.names()
    customer.model.take()
    assert not customer.desk.wishes
    customer.touch("选别的业务")
    assert customer.screen == "take"


def test_a_queue_that_closes_while_one_reads_gives_no_number(customer: Customer) -> None:
    customer.go("take-how", queue="CRJ")
    shut = replace(PASSPORT, takes=False, said=CLOSED.said)
    customer.desk.what = replace(customer.desk.what, queues=(shut,))
    customer.model.take()
    assert not customer.desk.wishes
    customer.let_pass(1)
    assert "13:30" in texts(customer)


def test_a_refusal_is_said_in_the_words_of_the_desk(customer: Customer, complaints: list[str]) -> None:
    customer.go("ticket")
    customer.becomes(Step.REFUSED, None, CLOSED.said)
    assert "13:30" in texts(customer)
    assert "13:30" in customer.ears.said[-1]
    assert any(name.startswith("选别的业务") for name in customer.names())


def qr_on_the_glass(customer: Customer) -> str:
    """What a phone reads from the pixels."""
    [code] = [item for item in items(customer) if item.objectName() == "qr"]
    corner = code.mapToScene(QPointF(0, 0)).toPoint()
    shown = customer.screens.window.grabWindow()
    cut = shown.copy(corner.x(), corner.y(), int(code.width()), int(code.height()))
    grey = cut.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    [found] = decode(cv2.resize(rows, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST))
    return found.data.decode()


def test_no_paper_and_the_number_is_photographed(customer: Customer, complaints: list[str]) -> None:
    customer.go("ticket")
    customer.becomes(Step.PRINTING)
    customer.becomes(Step.NO_PAPER, said=Text(zh="打印机没有纸了。", en="The printer is out of paper."))
    shown = texts(customer)
    assert "请用手机拍下这个号码" in shown
    assert "打印机没有纸了。拍好后请点“我拍好了”。" in shown
    assert "B061" in shown
    assert qr_on_the_glass(customer) == TICKET.address
    assert "拍下" in customer.ears.said[-1]
    customer.touch("我拍好了")
    assert customer.desk.acts == ["keep"]
    assert "请凭照片等候" in texts(customer)


def test_no_paper_and_the_number_is_given_back(customer: Customer, complaints: list[str]) -> None:
    customer.go("ticket")
    customer.becomes(Step.NO_PAPER)
    customer.touch("不要了")
    assert customer.desk.acts == ["give back"]
    assert "号码已退回" in texts(customer)
    assert "B061" not in texts(customer)


def test_the_ticket_leads_to_the_nearest_of_its_windows(customer: Customer) -> None:
    customer.go("ticket")
    customer.becomes(Step.PRINTED, replace(TICKET, windows=("13", "10", "9")))
    customer.touch("带我去窗口")
    assert customer.screen == "route"
    assert customer.screens.visit.page.about == {"target_id": "w9", "matter_code": "GACR01"}


def test_a_ticket_of_no_known_place_offers_no_way(customer: Customer) -> None:
    customer.go("ticket")
    customer.becomes(Step.PRINTED, replace(TICKET, windows=("999",), matters=("nothing",)))
    assert not any(name.startswith(("带我去", "查看要带")) for name in customer.names())
    assert "出入境 · 999号窗口" in texts(customer)


def test_a_phone_number_is_masked_at_once_and_kept_nowhere(customer: Customer, complaints: list[str]) -> None:
    customer.go("ticket")
    customer.becomes(Step.PRINTED)
    customer.touch("短信提醒我")
    assert customer.screen == "remind"
    for digit in PHONE[:-1]:
        customer.touch(digit)
    ready = customer.find("用短信提醒我")
    assert not ready.isEnabled()
    customer.touch(PHONE[-1])
    assert "138 1234 5678" in texts(customer)
    customer.touch("用短信提醒我")
    assert customer.desk.phones == [PHONE]
    assert "138 **** 5678" in texts(customer)
    model = customer.model
    assert PHONE not in str(vars(model))
    assert PHONE not in "".join(customer.ears.said)
    customer.touch("好的，返回")
    assert customer.screen == "ticket"
    assert "已设好" in "".join(customer.names())


def test_what_is_no_mobile_number_is_not_sent(customer: Customer) -> None:
    customer.go("remind")
    for digit in "10812345678":
        customer.model.type(digit)
    customer.model.enter()
    assert not customer.desk.phones
    assert "核对" in customer.model.property("lead")
    customer.model.erase()
    assert "核对" not in customer.model.property("lead")
    customer.model.type("x")
    assert customer.model.property("digits") == "108 1234 567"


def test_no_text_message_is_offered_where_the_desk_sends_none(customer: Customer) -> None:
    customer.desk.what = replace(customer.desk.what, sms=False)
    customer.go("ticket")
    customer.becomes(Step.PRINTED)
    assert not any(name.startswith("短信") for name in customer.names())


def test_a_personal_page_is_wiped_sooner_and_nothing_is_left(customer: Customer) -> None:
    customer.touch("取号排队")
    customer.touch("出入境")
    customer.touch("取号")
    customer.becomes(Step.PRINTED)
    model: QObject = customer.model
    customer.let_pass(19)
    assert not customer.screens.idle_watch.property("doubtful")
    customer.let_pass(2)
    assert customer.screens.idle_watch.property("doubtful")
    customer.let_pass(25)
    assert customer.screen == "idle"
    assert customer.desk.acts == ["leave"]
    assert "B061" not in str(model.shown)
    assert model.property("acts") == []


def test_asking_and_printing_are_not_interrupted(customer: Customer) -> None:
    customer.go("take-how", queue="CRJ")
    customer.touch("取号")
    customer.let_pass(60)
    assert customer.screen == "ticket"
    assert not customer.screens.idle_watch.property("doubtful")


def test_large_text_gives_twice_the_time(customer: Customer) -> None:
    customer.touch("大字")
    customer.go("ticket")
    customer.becomes(Step.PRINTED)
    customer.let_pass(38)
    assert not customer.screens.idle_watch.property("doubtful")
    customer.let_pass(4)
    assert customer.screens.idle_watch.property("doubtful")


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_the_ticket_speaks_the_language_of_the_visitor(customer: Customer, language: str) -> None:
    customer.screens.visit.language = language
    customer.screens.modes.announce()
    customer.go("take-how", queue="CRJ")
    customer.model.take()
    assert customer.desk.wishes[0].language == language
    customer.becomes(Step.PRINTED)
    said = customer.ears.said[-1]
    assert "B061" in said
    if language == "en":
        assert not [c for c in said if "\u3000" <= c <= "\u9fff"]
    else:
        assert "號" in said


def test_keys_alone_take_a_number(customer: Customer) -> None:
    customer.go("take-how", queue="CRJ")
    customer.screens.window.requestActivate()
    for _ in range(20):
        if customer.focused() == "取号":
            break
        customer.key(Qt.Key.Key_Right)
    customer.key(Qt.Key.Key_Return)
    assert customer.screen == "ticket"


def test_a_queue_is_known_by_its_code_or_by_a_matter(customer: Customer) -> None:
    now = customer.desk.what
    assert queue_of(now, code="SB").name["zh"] == "社保"
    assert queue_of(now, matter="GACR01").code == "CRJ"
    assert queue_of(now, matter="", code="") is None
    assert queue_of(None, code="SB") is None


@pytest.mark.parametrize("open_windows", [("20",), ()])
def test_only_an_open_window_is_good_news(customer: Customer, open_windows: tuple[str, ...]) -> None:
    customer.desk.what = replace(customer.desk.what, queues=(replace(SOCIAL, open_windows=open_windows),))
    customer.go("take-how", queue="SB")
    assert customer.model.property("minutes") == ("无需等候" if open_windows else "窗口未开")
    assert customer.model.property("free") is bool(open_windows)
    customer.desk._step(Step.PRINTED, replace(TICKET, queue="SB", ahead=0, likely=0, at_most=0))
    customer.go("ticket")
    assert customer.model.property("free") is bool(open_windows)

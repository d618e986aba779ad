"""From an alarm or a bad review to whoever must know: once each, tried again, repeated until somebody has noted it."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from hub.desk.halls import MORNING
from hub.insight.test_watching import only

from kiosk.hub.alerts.delivery import BACKOFF, claim, deliver, forget
from kiosk.hub.alerts.models import Dispatch, Robot, StaffPhone
from kiosk.hub.alerts.posting import tell_review
from kiosk.hub.insight.models import Alarm, Telling
from kiosk.hub.insight.thresholds import keep_rule
from kiosk.hub.insight.watching import look
from kiosk.hub.phone.delivery import deliver as deliver_messages
from kiosk.hub.phone.models import Number
from kiosk.hub.phone.occasions import facts
from kiosk.hub.project.errands import CLAIM
from kiosk.ticketing.alarms import AlarmKind, AlarmRule, Level

pytestmark = pytest.mark.django_db
BOSS, LI = "13912345678", "13800000002"


def told(now, sms=None):
    while deliver(lambda: now):
        pass
    while sms is not None and deliver_messages(sms, facts, lambda: now):
        pass


@pytest.fixture
def waiting(desk, day):
    """Somebody waits in a queue whose window is closed; ``on(minutes)`` looks again."""
    today = day("1")
    only(desk.hall_id, AlarmKind.WAIT)
    today.come("land")

    def on(minutes, sms=None):
        today.later(minutes)
        look(desk.hall_id, today.now)
        told(today.now, sms)
        return today

    return on


def heads(group):
    return [text.splitlines()[0] for text in group.texts]


def test_raised_worse_repeated_until_noted_and_ended(waiting, group, robot, server, sms, phone, manager):
    robot()
    phone(manager, BOSS)
    waiting(16, sms)
    assert group.texts[0].splitlines()[:2] == ["【黄色预警·发出】等候超时", "不动产 16分钟"]
    waiting(1, sms)  # nothing new
    waiting(14, sms)
    assert heads(group)[1:] == ["【橙色预警·升级】等候超时"]
    waiting(13, sms)
    assert len(group.texts) == 2
    waiting(1, sms)
    assert heads(group)[2:] == ["【红色预警·升级】等候超时"]
    waiting(15, sms)
    assert heads(group)[3:] == ["【红色预警·再次提醒】等候超时"]
    Alarm.objects.update(seen_by="manager", seen_at=MORNING)
    today = waiting(16, sms)
    assert len(group.texts) == 4  # somebody has noted it
    today.later(1)
    from kiosk.hub.desk.models import TicketRow

    TicketRow.objects.update(state="done")
    from kiosk.hub.desk import facts as desk_facts
    from kiosk.hub.desk import line

    line.forget()
    desk_facts._kept.clear()
    waiting(1, sms)
    assert heads(group)[4:] == ["【红色预警·解除】等候超时"]
    texts = [one["text"] for one in server.taken.values()]
    assert [one["phone"] for one in server.taken.values()] == [BOSS] * 4
    assert texts[0] == "【示例大厅】黄色预警（发出）：等候超时，不动产，16分钟。请到管理中心查看。"
    assert all(len(text) <= 70 for text in texts)
    assert not Number.objects.exists()
    assert StaffPhone.objects.count() == 1


def test_only_those_who_are_named_and_robots_from_their_level_on(
    waiting, group, robot, server, sms, phone, manager, person, hall, desk
):
    li = person("li", "manager", hall=hall)
    phone(manager, BOSS)
    phone(li, LI)
    robot(level=3)
    rule = AlarmRule(AlarmKind.WAIT, (15.0, 30.0, 45.0), 15, {Level.YELLOW: ("li",), Level.ORANGE: ("manager",)})
    keep_rule(desk.hall_id, rule)
    waiting(16, sms)
    assert [one["phone"] for one in server.taken.values()] == [LI]
    waiting(15, sms)
    assert sorted(one["phone"] for one in server.taken.values()) == sorted([LI, LI, BOSS])
    assert group.texts == []
    waiting(15, sms)
    assert len(group.texts) == 1


def test_what_does_not_arrive_is_tried_again_and_given_up(waiting, group, robot, caplog):
    one = robot("dingtalk")
    group.plan = ["500", "busy", "drop"]
    today = waiting(16)
    for pause in BACKOFF[:3]:
        assert group.texts == []
        assert Robot.objects.get(pk=one.pk).trouble
        today.now += pause
        told(today.now)
    assert len(group.texts) == 1
    found = Dispatch.objects.get()
    assert (found.state, found.tries) == ("sent", 4)
    assert Robot.objects.get(pk=one.pk).trouble == ""
    group.plan = ["500"] * 9
    today = waiting(15)
    for pause in BACKOFF:
        today.now += pause
        told(today.now)
    last = Dispatch.objects.order_by("-id").first()
    assert (last.state, last.why, last.tries) == ("failed", "status", 5)
    assert not [line for line in caplog.messages if "access_token" in line or "SECabc" in line]


def test_what_is_refused_is_not_tried_again(waiting, group, robot):
    robot("feishu", secret="wrong")
    waiting(16)
    waiting(1)
    assert len(group.asked) == 1
    assert Dispatch.objects.get().why == "refused"


def test_a_process_that_died_while_it_sent_leaves_it_to_the_next(desk, robot, group):
    robot()
    tell_review("shili", "review-7", "3", "不满意", MORNING)
    assert len(claim(MORNING)) == 1
    assert claim(MORNING + timedelta(seconds=59)) == []
    told(MORNING + CLAIM + timedelta(seconds=1))
    assert len(group.texts) == 1


def test_a_bad_review_reaches_every_manager_and_robot_at_once_and_once(
    desk, robot, group, server, sms, phone, manager, person, hall
):
    robot()
    robot("json", reviews=False)
    phone(manager, BOSS)
    phone(person("li", "manager", hall=hall), BOSS)  # the same number rings once
    phone(person("wang", "counter", hall=hall), LI)
    for _ in range(2):
        tell_review("shili", "review-7", "3", "不满意", MORNING)
        told(MORNING, sms)
    assert [text.splitlines()[0] for text in group.texts] == ["【差评】3号窗口收到“不满意”评价"]
    assert [one["text"] for one in server.taken.values()] == [
        "【示例大厅】3号窗口收到“不满意”评价，请到管理中心查看并处理。"
    ]
    assert not Number.objects.exists()


def test_messages_that_are_set_up_wrongly_keep_no_robot_from_hearing(
    waiting, group, robot, phone, manager, monkeypatch, caplog
):
    from kiosk.base.errors import KioskError

    def broken():
        raise KioskError("The settings of messages cannot be read.")

    monkeypatch.setattr("kiosk.hub.alerts.posting.messages", broken)
    robot()
    phone(manager, BOSS)
    waiting(16)
    assert len(group.texts) == 1
    assert Telling.objects.count() == 1


def test_what_was_sent_long_ago_is_forgotten_and_no_number_is_ever_logged(
    desk, robot, group, server, sms, phone, manager, caplog
):
    caplog.set_level(logging.DEBUG, "kiosk")
    robot()
    phone(manager, BOSS)
    server.plan = ["500"]
    tell_review("shili", "review-7", "3", "不满意", MORNING)
    told(MORNING, sms)
    forget(MORNING + timedelta(days=31))
    assert not Dispatch.objects.exists()
    assert BOSS not in caplog.text
    assert "139****5678" in caplog.text

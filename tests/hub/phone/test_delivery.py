"""From a remembered number to the provider: once, in time, with pauses, and nothing left behind."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hub.phone.gateway_server import provider
from hub.phone.on_disk import OnDisk
from hub.phone.rows import NOW, ticket

from kiosk.hub.phone import mail_box, numbers
from kiosk.hub.phone.delivery import BACKOFF, claim, deliver
from kiosk.hub.phone.http_gateway import HttpGateway
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.sms_settings import HallMessages, Messages
from kiosk.hub.phone.wording import Kind
from kiosk.hub.project.errands import CLAIM

PHONE = "13912345678"


class Clock:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def on(self, **span):
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def server():
    with provider() as known:
        yield known


@pytest.fixture
def known(server, monkeypatch):
    gateway = HttpGateway(
        url=server.url,
        body={"phone": "{number}", "text": "{text}", "ref": "{key}"},
        success='"OK"',
        refused="BAD_NUMBER",
        seconds=5.0,
        provider_id=r'"id"\s*:\s*"([^"]+)"',
    )
    found = Messages(gateway, HallMessages(signature="示例大厅", a_number=4, staff=(PHONE,)), {})
    monkeypatch.setattr(mail_box, "messages", lambda: found)
    return found


def facts(message, now):
    return message.values


def remembered(hall, clock, **row):
    made = ticket(hall, **row)
    mail_box.remember(hall.id, made.id, PHONE, clock())
    return made


def texts(server):
    return [one["text"] for one in server.taken.values()]


@pytest.mark.django_db
def test_a_taken_ticket_is_told_once(hall, known, server, clock):
    row = remembered(hall, clock)
    mail_box.remember(hall.id, row.id, "+86 " + PHONE, clock())
    assert deliver(known, facts, clock) == 1
    assert deliver(known, facts, clock) == 0
    assert server.asked == [{"phone": PHONE, "text": "【示例大厅】您的号码是A012。", "ref": f"{row.id}:taken"}]
    message = Message.objects.get()
    assert (message.state, message.provider_id, message.tries) == ("sent", "id-1", 1)
    assert Number.objects.filter(subject=row.id).exists()


@pytest.mark.django_db
def test_failures_are_tried_again_with_pauses_under_one_key(hall, known, server, clock):
    row = remembered(hall, clock)
    server.plan = ["500", "lost", "busy", "ok"]
    for pause in BACKOFF:
        assert deliver(known, facts, clock) == 1
        clock.on(seconds=pause.total_seconds() - 1)
        assert deliver(known, facts, clock) == 0
        clock.on(seconds=1)
    assert deliver(known, facts, clock) == 1
    assert [one["ref"] for one in server.asked] == [f"{row.id}:taken"] * 4
    assert len(server.taken) == 1
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db
def test_after_three_more_tries_it_is_given_up(hall, known, server, clock):
    remembered(hall, clock)
    server.plan = ["500"] * 9
    for pause in (*BACKOFF, timedelta(minutes=3)):
        deliver(known, facts, clock)
        clock.on(seconds=pause.total_seconds())
    assert deliver(known, facts, clock) == 0
    assert len(server.asked) == 4
    assert (Message.objects.get().state, Message.objects.get().why) == ("failed", "tries")


@pytest.mark.django_db
def test_a_number_the_provider_refuses_is_not_asked_again(hall, known, server, clock):
    remembered(hall, clock)
    server.plan = ["bad"]
    deliver(known, facts, clock)
    clock.on(minutes=5)
    assert deliver(known, facts, clock) == 0
    assert Message.objects.get().why == "refused"


@pytest.mark.django_db
def test_what_one_process_sends_no_other_sends(hall, known, server, clock):
    remembered(hall, clock)
    first = claim(clock())
    assert len(first) == 1
    assert deliver(known, facts, clock) == 0  # the other one has it
    assert not server.asked
    clock.on(seconds=2 * CLAIM.total_seconds() + 1)  # … and died: its try counts
    assert deliver(known, facts, clock) == 1
    assert Message.objects.get().tries == 2


@pytest.mark.django_db
def test_a_late_call_is_not_sent(hall, known, server, clock):
    row = remembered(hall, clock)
    deliver(known, facts, clock)
    row.state, row.window = "called", "3"
    row.save()
    mail_box.moved(row, "called", clock())
    clock.on(minutes=4)
    deliver(known, facts, clock)
    assert Message.objects.get(kind="called").why == "late"
    assert len(server.asked) == 1


@pytest.mark.django_db
def test_a_call_a_miss_and_another_call(hall, known, server, clock):
    row = remembered(hall, clock)
    deliver(known, facts, clock)

    def move(act, state, **changes):
        for name, value in {"state": state, **changes}.items():
            setattr(row, name, value)
        row.save()
        mail_box.moved(row, act, clock())

    move("called", "called", window="3", calls=1)
    mail_box.moved(row, "recalled", clock())
    deliver(known, facts, clock)
    move("missed", "missed", missed=1)
    deliver(known, facts, clock)
    move("returned", "waiting", resumed=1)
    move("called", "called", window="5", calls=1)
    deliver(known, facts, clock)
    assert [one.split("】")[1] for one in texts(server)] == [
        "您的号码是A012。",
        "请A012号到3号窗口办理。",
        "A012号叫号时您不在，已过号。请扫一扫小票或到导办台，还可以重新排队。",
        "请A012号到5号窗口办理。",
    ]


@pytest.mark.django_db
def test_what_is_no_longer_true_is_not_sent(hall, known, server, clock):
    row = remembered(hall, clock)
    row.state, row.window = "called", "3"
    mail_box.moved(row, "called", clock())
    assert Message.objects.get(kind="taken").why == "moved"
    row.state = "serving"
    mail_box.moved(row, "began", clock())
    assert deliver(known, facts, clock) == 0
    remembered(hall, clock, id="b" * 32, number=13, label="A013")
    deliver(known, lambda message, now: None, clock)
    assert not server.asked


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "state"), [("done", "done"), ("voided", "void")])
def test_the_number_goes_with_the_ticket(hall, known, server, clock, act, state):
    row = remembered(hall, clock)
    row.state = state
    mail_box.moved(row, act, clock())
    assert not Number.objects.exists()
    assert deliver(known, facts, clock) == 0
    assert not server.asked


@pytest.mark.django_db
def test_the_number_goes_with_the_day(hall, known, clock):
    remembered(hall, clock)
    mail_box.forget(clock())
    assert Number.objects.count() == 1
    clock.at = mail_box.end_of_day(clock())
    mail_box.forget(clock())
    assert not Number.objects.exists()
    assert Message.objects.get().why == "gone"
    clock.on(days=1, seconds=1)
    mail_box.forget(clock())
    assert Message.objects.get().mark == ""


@pytest.mark.django_db
def test_quiet_hours(hall, known, server, clock):
    clock.at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 22:30 in the hall
    remembered(hall, clock)
    mail_box.keep(hall.id, "appointed", PHONE, "zh-CN", clock(), clock() + timedelta(days=1))
    mail_box.post(hall.id, "appointed", Kind.APPOINTMENT, {"when": "11月24日09:30"}, clock())
    deliver(known, facts, clock)
    assert not server.asked
    assert Message.objects.get(kind="taken").why == "quiet"
    waiting = Message.objects.get(kind="appointment")
    assert (waiting.state, waiting.tries) == ("waiting", 0)
    clock.at = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # 7:00
    assert deliver(known, facts, clock) == 1
    assert texts(server) == ["【示例大厅】您预约了11月24日09:30办事，请提前到大厅取号。"]
    assert not Number.objects.filter(subject="appointed").exists()


@pytest.mark.django_db
def test_one_number_does_not_ring_all_day(hall, known, server, clock):
    for place in range(6):
        remembered(hall, clock, id=f"{place:032x}", number=place + 20, label=f"A{place + 20:03}")
    while deliver(known, facts, clock):
        clock.on(seconds=1)
    assert len(server.asked) == 4
    assert Message.objects.filter(why="often").count() == 2


@pytest.mark.django_db
def test_staff_are_told_once_and_at_any_hour(hall, known, server, clock):
    clock.at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    for _ in range(2):
        assert mail_box.tell_staff(hall.id, "review-7", {"window": "3", "level": "不满意"}, clock()) == 1
    while deliver(known, facts, clock):
        clock.on(seconds=1)
    assert texts(server) == ["【示例大厅】3号窗口收到“不满意”评价，请到管理中心查看并处理。"]
    assert not Number.objects.exists()
    mail_box.tell_staff(hall.id, "review-7", {"window": "3", "level": "不满意"}, clock())
    assert not Number.objects.exists()


@pytest.mark.django_db
def test_for_what_no_number_is_kept(hall, other_hall, known, clock, monkeypatch):
    row = ticket(hall)
    for hall_id, ticket_id, word in ((hall.id, "f" * 32, "unknown"), (other_hall.id, row.id, "unknown")):
        with pytest.raises(mail_box.PhoneError) as caught:
            mail_box.remember(hall_id, ticket_id, PHONE, clock())
        assert caught.value.word == word
    with pytest.raises(numbers.NumberError):
        mail_box.remember(hall.id, row.id, "12345", clock())
    ticket(hall, id="d" * 32, number=40, label="A040", state="done")
    ticket(hall, id="e" * 32, number=41, label="A041", day=NOW.date() - timedelta(days=1))
    for over in ("d", "e"):
        with pytest.raises(mail_box.PhoneError) as caught:
            mail_box.remember(hall.id, over * 32, PHONE, clock())
        assert caught.value.word == "over"
    monkeypatch.setattr(mail_box, "messages", lambda: Messages(None, HallMessages(), {}))
    with pytest.raises(mail_box.PhoneError) as caught:
        mail_box.remember(hall.id, row.id, PHONE, clock())
    assert caught.value.word == "absent"
    assert not Number.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's own files")
def test_the_number_is_in_no_file_and_in_no_log(hall, known, server, clock, caplog):
    caplog.set_level(logging.DEBUG)
    row = remembered(hall, clock)
    server.plan = ["500", "drop", "ok"]
    held = OnDisk(PHONE)
    for pause in BACKOFF:
        deliver(known, facts, clock)
        assert not held()
        clock.on(seconds=pause.total_seconds())
    row.state, row.window = "called", "3"
    row.save()
    mail_box.moved(row, "called", clock())
    deliver(known, facts, clock)
    assert len(server.taken) == 2
    row.state = "done"
    mail_box.moved(row, "done", clock())
    assert not held()
    assert PHONE not in caplog.text
    assert "139****5678" in caplog.text  # it was spoken of
    assert held.would_be_found()

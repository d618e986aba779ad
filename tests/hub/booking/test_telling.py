"""A phone number that comes with an appointment: what is sent to it, when it is gone, and that it lies nowhere."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hub.desk.halls import MORNING, after, opened, wish
from hub.phone.on_disk import OnDisk

from kiosk.hub.booking.telling import cancel, take
from kiosk.hub.desk import authority
from kiosk.hub.desk.appointments import Booked, make_key
from kiosk.hub.fleet.models import Panel
from kiosk.hub.phone.delivery import deliver
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.occasions import facts
from kiosk.hub.phone.sms_settings import HallMessages, Messages

PHONE = "13912345678"
pytestmark = pytest.mark.django_db


def told(code="YY-1", phone=PHONE, days=3, **more):
    return Booked(code, (MORNING + timedelta(days=days)).isoformat(), "tax", phone=phone, **more)


def send(sms, now):
    while deliver(sms, facts, lambda: now):
        pass


def test_made_then_the_day_before_then_nothing_is_left(desk, sms, texts):
    assert take("shili", told(), MORNING).sms == "kept"
    send(sms, MORNING)
    assert texts() == ["【示例大厅】预约成功：11月26日09:00办理税务。请提前到大厅，凭预约码取号，带好材料。"]
    assert Number.objects.count() == 1
    assert take("shili", told(), MORNING).act == "same"  # the booking system is not sure
    send(sms, after(days=1))
    assert len(texts()) == 1
    due = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # nine in the hall, the day before
    send(sms, due - timedelta(seconds=1))
    assert len(texts()) == 1
    send(sms, due)
    assert texts()[1] == "【示例大厅】您预约了11月26日09:00办理税务，请提前到大厅取号，带好材料。"
    assert not Number.objects.exists()
    assert take("shili", told(), due).sms == ""
    assert not Number.objects.exists()  # told again, it is not kept again


def test_a_moved_appointment_says_so_and_its_old_reminder_is_not_sent(desk, sms, texts):
    take("shili", told(days=3), MORNING)
    send(sms, MORNING)
    assert take("shili", told(days=5, phone=""), after(hours=1)).act == "moved"
    send(sms, after(hours=1))
    assert "改为11月28日09:00" in texts()[1]
    send(sms, after(days=2))
    assert len(texts()) == 2
    send(sms, after(days=4))
    assert "11月28日" in texts()[2]
    assert not Number.objects.exists()


def test_moved_before_anything_was_said_it_is_simply_made(desk, sms, texts):
    take("shili", told(days=3), MORNING)
    take("shili", told(days=5), MORNING)
    send(sms, MORNING)
    assert len(texts()) == 1
    assert "预约成功：11月28日" in texts()[0]


@pytest.mark.parametrize("how", ["told", "staff"])
def test_a_cancelled_one_says_so_once_and_the_number_is_gone(desk, sms, texts, how):
    kept = take("shili", told(), MORNING).appointment
    send(sms, MORNING)
    for _ in range(2):
        if how == "staff":
            cancel("shili", kept.id, MORNING)
        else:
            take("shili", told(state="cancelled"), MORNING)
        send(sms, MORNING)
    assert len(texts()) == 2
    assert texts()[1].startswith("【示例大厅】您11月26日09:00办理税务的预约已取消")
    assert not Number.objects.exists()


def test_when_the_number_is_taken_the_phone_is_forgotten(desk, sms, texts):
    panel = Panel.objects.create(id="a" * 32, hall_id="shili", name="one", public_key="a" * 64)
    take("shili", told(days=1), MORNING)
    assert Message.objects.filter(state="waiting").count() == 1  # a day before its day: that it is made says all
    opened("shili", hours_id="")
    authority.take("shili", wish("", appointment="YY-1", kind="appointment"), panel.id, after(days=1, minutes=-10))
    assert not Number.objects.exists()
    send(sms, after(days=1))
    assert texts() == []


def test_a_number_that_is_none_stops_no_appointment(desk, sms):
    taken = take("shili", told(phone="021-12345678"), MORNING)
    assert (taken.act, taken.sms) == ("made", "number")
    assert not Number.objects.exists()


def test_a_hall_without_messages_keeps_no_number(desk, monkeypatch):
    monkeypatch.setattr("kiosk.hub.phone.booked.messages", lambda: Messages(None, HallMessages(), {}))
    assert take("shili", told(), MORNING).sms == "absent"
    assert not Number.objects.exists()


def test_what_was_kept_too_long_goes_with_its_day(desk, sms):
    from kiosk.hub.phone.mail_box import forget

    take("shili", told(days=3), MORNING)
    assert Number.objects.get().until == MORNING + timedelta(days=3)
    forget(MORNING + timedelta(days=3))
    assert not Number.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into SQLite's own files")
def test_the_phone_of_an_appointment_is_in_no_file_no_log_and_no_answer(desk, sms, server, caplog, texts):
    caplog.set_level(logging.DEBUG)
    key = make_key("shili", "city", timezone.now())
    at = (timezone.now() + timedelta(days=4)).isoformat()
    body = json.dumps({"code": "YY-9", "at": at, "queue": "tax", "phone": PHONE})
    held = OnDisk(PHONE)
    answer = Client().post(
        "/api/desk/appointments", body, "application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.json()["sms"] == "kept"
    assert PHONE not in answer.content.decode()
    assert not held()
    server.plan = ["500", "ok"]
    send(sms, timezone.now())
    send(sms, timezone.now() + timedelta(seconds=30))
    send(sms, Message.objects.get(kind="appointment").due)
    assert [one["phone"] for one in server.asked] == [PHONE] * len(server.asked)
    assert len(texts()) == 2
    assert not held()
    assert not Number.objects.exists()
    assert PHONE not in caplog.text
    assert "139****5678" in caplog.text  # it was spoken of
    assert PHONE not in repr(Booked("x", at, phone=PHONE))
    assert held.would_be_found()

"""The pages of appointments and of booking keys, as a manager uses them."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kiosk.hub.audit.models import Entry
from kiosk.hub.desk.models import Appointment, BookingKey

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


def at(days=1):
    return timezone.localtime() + timedelta(days=days)


def words_of(answer):
    return html.unescape(answer.content.decode())


def test_a_key_is_shown_once_works_and_is_revoked(boss):
    made = boss.post("/halls/shili/appointments/keys/make", {"name": "市预约平台"})
    key = re.search(r'id="key" value="([^"]+)"', made.content.decode())[1]
    assert key not in words_of(boss.get("/halls/shili/appointments/keys"))
    body = json.dumps({"code": "YY-1", "at": at().isoformat(), "queue": "tax"})
    bearer = {"Authorization": f"Bearer {key}"}
    assert Client().post("/api/desk/appointments", body, "application/json", headers=bearer).status_code == 200
    kept = BookingKey.objects.get()
    assert key not in (kept.digest, kept.name)
    assert key not in str(list(Entry.objects.values()))
    boss.post(f"/halls/shili/appointments/keys/{kept.pk}/revoke")
    assert Client().post("/api/desk/appointments", body, "application/json", headers=bearer).status_code == 401
    assert boss.post(f"/halls/shili/appointments/keys/{kept.pk}/revoke").status_code == 404
    assert boss.post("/halls/shili/appointments/keys/make", {"name": " "}, follow=True).status_code == 200
    assert BookingKey.objects.count() == 1


def test_one_made_by_hand_shows_its_code_once_and_takes_a_number(boss, sms):
    given = {"day": f"{at():%Y-%m-%d}", "time": "10:30", "queue": "tax", "phone": PHONE}
    page = boss.post("/halls/shili/appointments/make", given)
    code = re.search(r"YY-[0-9A-Z]{5}-[0-9A-Z]{5}", words_of(page))[0]
    assert "data:image/svg+xml" in page.content.decode()
    assert PHONE not in page.content.decode()
    plain = words_of(boss.get("/halls/shili/appointments"))
    assert code not in plain
    assert "会发" in plain
    assert PHONE not in plain
    found = words_of(boss.post("/halls/shili/appointments/find", {"code": f" {code} "}))
    assert "找到了这个预约" in found
    assert code in found
    assert "没有这个预约码" in words_of(boss.post("/halls/shili/appointments/find", {"code": "YY-0"}, follow=True))


@pytest.mark.parametrize("wrong", [{"day": "x"}, {"time": ""}, {"day": "2020-01-01"}, {"queue": "none"}])
def test_what_cannot_be_made_is_said(boss, wrong):
    given = {"day": f"{at():%Y-%m-%d}", "time": "10:30", "queue": "tax"} | wrong
    page = boss.post("/halls/shili/appointments/make", given, follow=True)
    assert 'class="message error"' in page.content.decode()
    assert Appointment.objects.count() == 0


def test_a_file_is_reported_line_by_line_without_what_is_personal(boss, sms):
    data = f"预约码,姓名,时间,队列,电话\nY1,张三,{at():%Y-%m-%d} 9:30,税务,{PHONE}\nY2,李四,何时,税务,\n".encode()
    page = words_of(
        boss.post("/halls/shili/appointments/import", {"file": SimpleUploadedFile("a.csv", data), "cards": "yes"})
    )
    assert "收下 1 行，1 行没有收" in page
    assert "看不懂时间“何时”" in page
    assert "没有读取的列： 姓名" in page
    assert "Y1" in page  # its card
    for secret in ("张三", "李四", PHONE):
        assert secret not in page
        assert secret not in str(list(Entry.objects.values()))
    for nothing in ({}, {"file": SimpleUploadedFile("a.csv", b"\x00")}):
        page = boss.post("/halls/shili/appointments/import", nothing, follow=True)
        assert 'class="message error"' in page.content.decode()


def test_staff_call_one_off_once(boss):
    boss.post("/halls/shili/appointments/make", {"day": f"{at():%Y-%m-%d}", "time": "10:30", "queue": "tax"})
    one = Appointment.objects.get()
    for _ in range(2):
        boss.post(f"/halls/shili/appointments/{one.id}/cancel")
    one.refresh_from_db()
    assert one.state == "cancelled"
    assert "已取消" in words_of(boss.get("/halls/shili/appointments"))
    assert boss.get(f"/halls/shili/appointments?day={at():%Y-%m-%d}").status_code == 200
    assert "这一天没有预约" in words_of(boss.get("/halls/shili/appointments?day=2026-01-01"))


def test_the_sample_can_be_brought_back(boss):
    sample = boss.get("/halls/shili/appointments/sample.xlsx").content
    page = words_of(boss.post("/halls/shili/appointments/import", {"file": SimpleUploadedFile("a.xlsx", sample)}))
    assert "全部收下：1 行" in page


def test_only_managers(desk, person, hall, client_of):
    client = client_of(person("wang", "counter", hall=hall))
    for path in ("appointments", "appointments/keys", "appointments/sample.xlsx"):
        assert client.get(f"/halls/shili/{path}").status_code == 403

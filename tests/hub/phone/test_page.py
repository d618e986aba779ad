"""The visitor's page: each state in words, what can be done there, what is refused, what it costs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from hub.desk.halls import an_id

from kiosk.hub.desk.models import Appointment, TicketEvent, TicketRow
from kiosk.hub.fleet.models import Panel
from kiosk.hub.phone import pages, seen
from kiosk.scanning.codes import What

pytestmark = pytest.mark.django_db


def waiting(hall, number=12, **facts):
    now = timezone.now()
    given = {
        "id": an_id(),
        "queue": "tax",
        "day": timezone.localtime(now).date(),
        "number": number,
        "label": f"A{number:03}",
        "state": "waiting",
        "kind": "ordinary",
        "proof": "said",
        "arrived": now - timedelta(minutes=30 - number),
        "issued_at": now - timedelta(minutes=30 - number),
        "confirmed": True,
    } | facts
    return TicketRow.objects.create(hall=hall, **given)


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=True)


def shown(phone, code, **headers):
    answer = phone.get(f"/t/{code}", headers=headers)
    return answer, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_a_place_in_line_and_an_estimate(hall, desk, slip, phone):
    from kiosk.hub.desk.models import Seat

    Seat.objects.create(hall=hall, window="1", state="open")
    for number in (1, 2, 3, 4):
        waiting(hall, number)
    row = waiting(hall, 5)
    answer, words = shown(phone, slip(row.id))
    assert answer.status_code == 200
    assert "A005" in words
    assert "您前面还有 4 人" in words
    told = phone.get(f"/t/{slip(row.id)}/state").json()
    assert 0 < told["p50_min"] < told["p90_min"]
    assert f"大约等 {told['p50_min']} 分钟，最多 {told['p90_min']} 分钟" in words
    assert "税务" in words
    assert "可能叫到的窗口" in words


def test_the_browsers_language_and_the_switch(hall, desk, slip, phone):
    code = slip(waiting(hall).id)
    english, words = shown(phone, code, **{"accept-language": "en-GB,en;q=0.9,zh;q=0.8"})
    assert english.headers["Content-Language"] == "en"
    assert "You are next" in words
    assert f'href="{code}?lang=zh"' in english.content.decode()
    switched = phone.get(f"/t/{code}?lang=zh", headers={"accept-language": "en"})
    assert "下一位就是您" in switched.content.decode()
    assert f'action="{code}/leave?lang=zh"' in switched.content.decode()
    assert "下一位就是您" in shown(phone, code, **{"accept-language": "fr"})[1]
    assert not switched.cookies


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "issued", "confirmed": False}, "下一位就是您"),
        ({"state": "called", "window": "2", "calls": 1}, "请到 2号窗口"),
        ({"state": "serving", "window": "2"}, "正在 2 号窗口办理"),
        ({"state": "held", "window": "2"}, "2 号窗口为您保留"),
        ({"state": "missed", "missed": 1}, "我回来了，重新排队"),
        ({"state": "missed", "missed": 3, "resumed": 2}, "请到导办台，工作人员会帮您"),
        ({"state": "done", "window": "2"}, "已办完，谢谢您"),
        ({"state": "void", "voided": "withdrawn"}, "您已放弃这个号"),
        ({"state": "void", "voided": "day-over"}, "今天的服务已结束"),
        ({"stops": ["police"]}, "接着还有 1 项"),
    ],
)
def test_every_state_in_words(hall, desk, slip, phone, facts, words):
    answer, found = shown(phone, slip(waiting(hall, **facts).id))
    assert answer.status_code == 200
    assert words in found


def test_the_state_is_told_once_until_it_changes(hall, desk, slip, phone):
    row = waiting(hall)
    address = f"/t/{slip(row.id)}/state"
    first = phone.get(address)
    told = first.json()
    assert (told["label"], told["state"], told["view"], told["ahead"]) == ("A012", "waiting", "waiting", 0)
    assert told["poll_s"] == 4
    again = phone.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    row.state, row.window = "called", "2"
    row.save()
    seen.GLANCES.clear()
    changed = phone.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (changed.status_code, changed.json()["window"]) == (200, "2")
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_no_id_no_cookie_no_trace(hall, desk, slip, phone):
    row = waiting(hall)
    code = slip(row.id)
    for answer in (phone.get(f"/t/{code}"), phone.get(f"/t/{code}/state"), phone.get(f"/t/{code}?part")):
        assert row.id not in answer.content.decode()
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not answer.cookies
    page = phone.get(f"/t/{code}").content.decode()
    assert not re.search(r"""(?:src|href|action)=["'](?:/|https?:)""", page), "only relative addresses"
    assert "<script>" not in page
    assert " style=" not in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_it_is_small(hall, desk, slip, phone):
    row = waiting(hall, state="done", window="1")
    from kiosk.hub.reviews import reviewing

    reviewing.served(row, "done", timezone.now())
    sizes = [len(phone.get(f"/t/{slip(row.id)}").content)]
    assert b"review" in phone.get(f"/t/{slip(row.id)}").content
    for name in ("phone/phone.css", "phone/phone.js", "reviews/review.css"):
        sizes.append(len(Path(finders.find(name)).read_bytes()))
    assert sum(sizes) < 30_000, sizes


def test_leaving(hall, desk, slip, phone):
    row = waiting(hall)
    code = slip(row.id)
    assert phone.get(f"/t/{code}/leave").status_code == 405
    answer = phone.post(f"/t/{code}/leave")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"../{code}")
    row.refresh_from_db()
    assert (row.state, row.voided) == ("void", "withdrawn")
    assert TicketEvent.objects.get(ticket=row, act="voided").by == "phone"
    assert phone.post(f"/t/{code}/leave?lang=en").headers["Location"] == f"../{code}?lang=en"
    assert "您已放弃这个号" in shown(phone, code)[1]


def test_nobody_leaves_from_the_window_or_from_another_site(hall, desk, slip, phone):
    row = waiting(hall, state="serving", window="2")
    answer = phone.post(f"/t/{slip(row.id)}/leave")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert 'href="../../static/phone/phone.css' in page  # one step further down
    row.refresh_from_db()
    assert row.state == "serving"
    other = waiting(hall, 13)
    assert phone.post(f"/t/{slip(other.id)}/leave", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    other.refresh_from_db()
    assert other.state == "waiting"


def test_back_in_line_as_often_as_the_rules_allow(hall, desk, slip, phone):
    row = waiting(hall, state="missed", missed=1)
    code = slip(row.id)
    assert phone.post(f"/t/{code}/return").status_code == 303
    row.refresh_from_db()
    assert (row.state, row.resumed) == ("waiting", 1)
    TicketRow.objects.filter(id=row.id).update(state="missed", resumed=2)
    seen.GLANCES.clear()
    assert phone.post(f"/t/{code}/return").status_code == 409
    row.refresh_from_db()
    assert row.state == "missed"


@pytest.mark.parametrize("code", ["x", "a" * 124, "<script>", "javascript:alert(1)", "%00", "号"])
def test_what_is_no_code_gets_a_kind_sentence(hall, desk, panel, phone, code):
    answer = phone.get(f"/t/{code}")
    assert answer.status_code == 404
    assert "请出示小票上的二维码" in answer.content.decode() or "请重新取号" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert "javascript:" not in answer.content.decode()
    assert phone.get(f"/t/{code}/state").json()["zh"]


def test_forged_old_and_foreign_slips(hall, other_hall, desk, slip, phone, panel):
    row = waiting(hall)
    good = slip(row.id)
    forged = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    assert "核对不上" in shown(phone, forged)[1]
    old, words = shown(phone, slip(row.id, lasts=timedelta(seconds=-1)))
    assert (old.status_code, "已经过期了" in words) == (410, True)
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    assert "不是本大厅发出的" in shown(phone, slip(row.id, key=stranger))[1]
    unknown, words = shown(phone, slip(an_id()))
    assert (unknown.status_code, "号码仍然有效" in words) == (404, True)
    public = stranger.public_key().public_bytes_raw().hex()
    Panel.objects.create(id="p2", hall=other_hall, name="two", public_key=public)
    pages.DESK.forget()
    assert (
        "还没有传到这里" in shown(phone, slip(row.id, key=stranger))[1]
    )  # another hall's panel opens no ticket of ours
    assert shown(phone, good)[0].status_code == 200


def test_a_revoked_panels_slips_end_soon(hall, desk, slip, phone, panel):
    code = slip(waiting(hall).id)
    assert shown(phone, code)[0].status_code == 200
    panel.revoked_at = timezone.now()
    panel.save()
    pages.DESK._read_at -= 11  # the keys are read again after ten seconds
    assert shown(phone, code)[0].status_code == 404


def test_a_code_that_runs_out_while_it_is_known(hall, desk, slip, phone, monkeypatch):
    code = slip(waiting(hall).id, lasts=timedelta(hours=1))
    assert shown(phone, code)[0].status_code == 200
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(pages.timezone, "now", lambda: later)
    assert shown(phone, code)[0].status_code == 410


def test_an_appointment_is_named(hall, desk, slip, phone):
    at = timezone.localtime().replace(hour=9, minute=30) + timedelta(days=1)
    booked = Appointment.objects.create(id=an_id(), hall=hall, code_digest="x", queue="tax", at=at)
    code = slip(booked.id, what=What.APPOINTMENT)
    answer, words = shown(phone, code)
    assert (answer.status_code, "09:30" in words) == (200, True)
    assert phone.post(f"/t/{code}/leave").status_code == 403


def test_ten_thousand_requests_read_the_desk_once(hall, desk, slip, phone, django_assert_max_num_queries, monkeypatch):
    # All of it within one moment, however fast the machine is.
    monkeypatch.setattr(seen.GLANCES, "_clock", lambda: 0.0)
    monkeypatch.setattr(pages.ASKING, "_clock", lambda: 0.0)
    address = f"/t/{slip(waiting(hall).id)}/state"
    etag = phone.get(address).headers["ETag"]
    seen.GLANCES.clear()
    with django_assert_max_num_queries(12):
        found = [phone.get(address, headers={"if-none-match": etag}).status_code for _ in range(300)]
    with django_assert_max_num_queries(0):
        assert phone.get(address).status_code == 429
    assert found.count(304) == 39
    assert found.count(429) == 261
    slow = phone.get(address)
    assert 1 <= int(slow.headers["Retry-After"]) <= 2
    other = phone.get(f"/t/{slip(waiting(hall, 13).id)}/state")
    assert other.status_code == 200  # nobody else waits for it


def test_acts_are_bounded_too(hall, desk, slip, phone, monkeypatch):
    now = timezone.now() + timedelta(seconds=1)
    monkeypatch.setattr(pages.timezone, "now", lambda: now)
    row = waiting(hall, state="serving", window="2")
    code = slip(row.id)
    found = []
    for _ in range(23):
        pages.ASKING.clear()
        found.append(phone.post(f"/t/{code}/leave").status_code)
    assert found[:20] == [409] * 20
    assert found[-1] == 429


def test_a_review_on_the_phone(hall, desk, slip, phone):
    from kiosk.hub.reviews import reviewing
    from kiosk.hub.reviews.models import Review

    row = waiting(hall, state="done", window="2", ended_at=timezone.now())
    reviewing.served(row, "done", timezone.now())
    code = slip(row.id)
    assert "在 2 号窗口办事，您觉得怎么样？" in shown(phone, code)[1]
    assert phone.post(f"/t/{code}/review", {}).status_code == 409
    seen.GLANCES.clear()
    sent = {"level": "4", "reason": ["413", "510"], "words": "谢谢"}
    assert phone.post(f"/t/{code}/review", sent).status_code == 303
    given = Review.objects.get()
    assert (given.level, given.reasons, given.words, given.channel) == (4, ["413"], "谢谢", "phone")
    assert "谢谢您的评价" in shown(phone, code)[1]
    seen.GLANCES.clear()
    assert phone.post(f"/t/{code}/review", {"level": "1"}).status_code == 409
    assert Review.objects.count() == 1
    told = json.loads(phone.get(f"/t/{code}/state").content)
    assert told["review"]["level"] == 4

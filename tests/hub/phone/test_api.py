"""A panel tells a phone number: taken, refused in a sentence, bounded, and said to nobody again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hub.desk.halls import an_id
from hub.phone.rows import ticket

from kiosk.hub.access.models import LoginTry
from kiosk.hub.fleet import tokens
from kiosk.hub.phone.models import Message, Number

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


@pytest.fixture(autouse=True)
def _sms(tmp_path, monkeypatch):
    (tmp_path / "sms.toml").write_text('driver = "file"\n[messages]\na_panel = 12\n')
    monkeypatch.setenv("KIOSK_HUB_SMS", str(tmp_path / "sms.toml"))


@pytest.fixture
def tell(panel):
    auth = {"Authorization": f"Bearer {tokens.sealed(panel.id, timezone.now() + timedelta(hours=1))}"}

    def send(ticket_id, body, **headers):
        data = body if isinstance(body, str) else json.dumps(body)
        address = f"/api/desk/tickets/{ticket_id}/phone"
        return Client().put(address, data, content_type="application/json", headers=headers or auth)

    return send


@pytest.fixture
def at_once(monkeypatch):
    """The clock stands: however slow the machine is, everything is asked in one moment."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def today(hall, number, **facts):
    day = timezone.localdate()
    return ticket(hall, id=an_id(), number=number, label=f"A{number:03}", day=day, **facts)


def test_it_is_taken_and_not_told_again(hall, tell):
    row = today(hall, 12)
    answer = tell(row.id, {"phone": "139 1234 5678"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert tell(row.id, {"phone": PHONE}).status_code == 204
    assert Message.objects.get().kind == "taken"
    kept = Number.objects.get()
    assert PHONE not in kept.sealed
    assert kept.until <= timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"phone": 13912345678}', '{"phone": "12345"}', '{"phone": "' + "1" * 600 + '"}']
)
def test_what_is_no_number(hall, tell, body):
    answer = tell(today(hall, 12).id, body)
    assert (answer.status_code, answer.json()["error"]) == (422, "number")
    assert "手机号码" in answer.json()["zh"]
    assert not Number.objects.exists()


def test_for_which_tickets(hall, other_hall, tell):
    for row, status, word in (
        (today(other_hall, 1), 404, "unknown"),
        (today(hall, 2, state="done"), 409, "over"),
    ):
        answer = tell(row.id, {"phone": PHONE})
        assert (answer.status_code, answer.json()["error"]) == (status, word)
    assert tell("nothing", {"phone": PHONE}).status_code == 404
    assert tell(today(hall, 3).id, {"phone": PHONE}, Authorization="Bearer x").status_code == 401


def test_where_no_messages_are_sent(hall, tell, tmp_path):
    (tmp_path / "sms.toml").write_text('driver = "absent"\n#\n')
    answer = tell(today(hall, 1).id, {"phone": PHONE})
    assert (answer.status_code, answer.json()["error"]) == (409, "absent")
    assert "没有开通短信" in answer.json()["zh"]


def test_nobody_has_a_strangers_phone_ring_all_day(hall, tell, at_once):
    found = [tell(today(hall, place).id, {"phone": PHONE}).status_code for place in range(1, 12)]
    assert found[:8] == [204] * 8
    assert found[-1] == 429
    assert tell(today(hall, 40).id, {"phone": "13912345679"}).status_code == 204
    assert not LoginTry.objects.filter(key__contains=PHONE).exists()


def test_one_panel_tells_no_list_of_numbers(hall, tell, at_once):
    found = [tell(today(hall, n).id, {"phone": f"139123456{n:02}"}) for n in range(1, 16)]
    assert [one.status_code for one in found[:12]] == [204] * 12
    assert found[-1].status_code == 429
    assert int(found[-1].headers["Retry-After"]) >= 1

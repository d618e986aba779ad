"""The desk as panels and booking systems ask it: tokens, bounds, and refusals in one form."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hub.desk.halls import an_id, opened
from hub.running import device_key

from kiosk.hub.desk import api as desk_api
from kiosk.hub.desk import appointments, turns
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.desk.pace import Pace
from kiosk.hub.fleet.models import Panel
from kiosk.hub.fleet.tokens import sealed
from kiosk.scanning.codes import What, signer_of, write_code
from kiosk.sync.desk_messages import Book, BookEntry, BookTaken, DeskNow, TakeTicket, TicketFacts
from kiosk.sync.messages import packed, unpacked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_all_day(hall):
    desk_api.TAKES.clear()
    opened(hall.pk, hours_id="")


@pytest.fixture
def key():
    return device_key()


@pytest.fixture
def ask(hall, key):
    panel = Panel.objects.create(id="p1", hall=hall, name="one", public_key=key[1])
    bearer = {"Authorization": f"Bearer {sealed(panel.id, timezone.now() + timedelta(hours=1))}"}

    def make(method, path, body=None, headers=bearer):
        data = body if isinstance(body, bytes) else packed(body) if body is not None else b""
        sent = {"data": data, "content_type": "application/json"} if method == "post" else {}
        return getattr(Client(), method)(f"/api/desk/{path}", headers=headers, **sent)

    return make


def refused(answer, status, word):
    said = answer.json()
    assert (answer.status_code, said["error"]) == (status, word), said
    assert said["zh"]
    assert said["en"]
    return said


def test_a_number_from_beginning_to_end(ask):
    asked = TakeTicket(id=an_id(), queue="tax")
    facts = unpacked(TicketFacts, ask("post", "tickets", asked).content)
    assert (facts.label, facts.state) == ("A001", "issued")
    body = b'{"label":"A001","act":"printed"}'
    assert ask("post", f"tickets/{asked.id}/confirm", body).json()["state"] == "waiting"
    assert ask("get", f"tickets/{asked.id}").json()["ahead"] == 0
    gone = unpacked(TicketFacts, ask("post", f"tickets/{asked.id}/withdraw", b'{"why":"withdrawn"}').content)
    assert (gone.state, gone.ahead) == ("void", -1)
    now = unpacked(DeskNow, ask("get", "now").content)
    assert now.series == "K1"
    assert [queue.code for queue in now.queues] == ["tax", "police", "land"]


def test_nobody_without_a_token(ask):
    for method, path in (("post", "tickets"), ("get", "now"), ("post", "book"), ("post", "codes")):
        refused(ask(method, path, b"{}", {}), 401, "token")
        refused(ask(method, path, b"{}", {"Authorization": "Bearer p1.9999999999.abc"}), 401, "token")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"id":1}', b'{"id":"x"}', b"{}" + b" " * 9000, b'{"id":"%s","format":7}' % (b"a" * 32)]
)
def test_what_does_not_fit(ask, body):
    refused(ask("post", "tickets", body), 422, "form")


def test_refusals_have_one_form(ask):
    refused(ask("post", "tickets", TakeTicket(id=an_id(), queue="nothing")), 409, "queue")
    refused(ask("get", f"tickets/{an_id()}"), 404, "unknown")
    refused(ask("post", f"tickets/{an_id()}/return", b"{}"), 404, "unknown")
    asked = TakeTicket(id=an_id(), queue="tax")
    ask("post", "tickets", asked)
    refused(ask("post", "tickets", TakeTicket(id=asked.id, queue="land")), 409, "other-body")
    refused(ask("post", f"tickets/{asked.id}/confirm", b'{"label":"A001","act":"drawn"}'), 422, "form")
    refused(ask("post", f"tickets/{asked.id}/withdraw", b'{"why":"because"}'), 422, "form")
    refused(ask("post", f"tickets/{asked.id}/confirm", b'{"label":"AK9-001"}'), 409, "series")


def test_closed_says_when_to_come_again(ask, hall):
    opened(hall.pk, calendar=_always_closed_but_tomorrow(), hours_id="main")
    said = refused(ask("post", "tickets", TakeTicket(id=an_id(), queue="tax")), 409, "closed")
    assert "again" in said


def _always_closed_but_tomorrow():
    from datetime import time
    from zoneinfo import ZoneInfo

    from kiosk.matters.hours import Calendar, Span, Week

    tomorrow = (timezone.now().astimezone(ZoneInfo("Asia/Shanghai")).weekday() + 1) % 7
    days = tuple((Span(time(9), time(17)),) if day == tomorrow else () for day in range(7))
    return Calendar({"main": Week("main", days)})


def test_a_panel_run_wild_is_bounded(ask, monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr(desk_api, "TAKES", Pace(5, 1.0, clock=lambda: seconds[0]))
    answers = [ask("post", "tickets", TakeTicket(id=an_id(), queue="tax")).status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3
    seconds[0] = 1.0
    answers += [ask("post", "tickets", TakeTicket(id=an_id(), queue="tax")).status_code for _ in range(2)]
    assert answers[-2:] == [200, 429]
    assert TicketRow.objects.count() == answers.count(200)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(ask, monkeypatch):
    first = TakeTicket(id=an_id(), queue="tax")
    assert ask("post", "tickets", first).status_code == 200

    def full(*_, **__):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.hub.desk.taking.note", full)
        answer = ask("post", "tickets", TakeTicket(id=an_id(), queue="tax"))
    refused(answer, 503, "storage")
    assert answer.headers["Retry-After"]
    assert TicketRow.objects.count() == 1
    assert ask("post", "tickets", TakeTicket(id=an_id(), queue="tax")).json()["label"] == "A002"


def test_a_database_that_is_away_is_a_sentence(ask, monkeypatch):
    def away(*_, **__):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("kiosk.hub.desk.authority.desk_now", away)
    refused(ask("get", "now"), 503, "storage")
    assert turns.cannot_keep().text["zh"]


def test_a_book_is_told(ask):
    ask("get", "now")
    entry = BookEntry("1", an_id(), "offline", "AK1-001", "", "K1", 1, "tax", arrived=timezone.now().isoformat())
    book = Book(timezone.now().isoformat(), (entry,))
    for _ in range(2):
        taken = unpacked(BookTaken, ask("post", "book", book).content)
        assert (taken.taken, taken.refused) == (("1",), {})
    assert TicketRow.objects.get().label == "AK1-001"
    many = Book("", tuple(BookEntry(str(n), an_id(), "void", "A1", "") for n in range(101)))
    refused(ask("post", "book", many), 422, "form")


def test_a_slips_code_is_opened(ask, key):
    asked = TakeTicket(id=an_id(), queue="tax")
    ask("post", "tickets", asked)
    signer = signer_of(bytes.fromhex(key[1]))
    until = timezone.now() + timedelta(hours=1)
    code = write_code(What.TICKET, asked.id, until, key[0].sign, signer)
    opened_code = ask("post", "codes", json.dumps({"code": f"https://hub/t/{code}"}).encode()).json()
    assert (opened_code["what"], opened_code["ticket"]["label"]) == ("ticket", "A001")
    other = device_key()
    forged = write_code(What.TICKET, asked.id, until, other[0].sign, signer)
    refused(ask("post", "codes", json.dumps({"code": forged}).encode()), 404, "unknown")
    refused(ask("post", "codes", b'{"code":"hello"}'), 404, "unknown")


def test_a_booking_system_tells_appointments_with_its_own_key(ask, hall):
    at = (timezone.now() + timedelta(minutes=20)).isoformat()
    body = json.dumps({"code": "YY-1", "at": at, "matters": ["M3"]}).encode()
    refused(ask("post", "appointments", body), 401, "key")  # a panel's token is none
    key = {"Authorization": f"Bearer {appointments.make_key(hall.pk, 'booking', timezone.now())}"}
    kept = ask("post", "appointments", body, key).json()
    assert (kept["queue"], kept["state"]) == ("police", "booked")
    assert ask("post", "appointments", body, key).json() == kept
    found = ask("post", "codes", b'{"code":"YY-1"}').json()
    assert (found["what"], found["queue"]) == ("appointment", "police")
    taken = ask("post", "tickets", TakeTicket(id=an_id(), kind="appointment", appointment="YY-1")).json()
    assert (taken["kind"], taken["queue"], taken["label"]) == ("appointment", "police", "B001")
    refused(ask("post", "tickets", TakeTicket(id=an_id(), kind="appointment", appointment="YY-1")), 409, "used")
    assert ask("post", "codes", b'{"code":"YY-1"}').json()["what"] == "ticket"


def test_guessed_booking_keys_are_slowed_down(ask):
    answers = [ask("post", "appointments", b"{}", {"Authorization": f"Bearer {n}"}).status_code for n in range(25)]
    assert answers[0] == 401
    assert answers[-1] == 429

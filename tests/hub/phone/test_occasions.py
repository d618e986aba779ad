"""From the desk to the phone: every act of a visit and what is said about it, by the thread that sends."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from hub.desk.halls import after, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.phone import delivery, mail_box, occasions, postman
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.postman import Postman

pytestmark = pytest.mark.django_db
PHONE = "13912345678"


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """What the file of the demo holds, as it grows; the hub's clock stands at the visit's."""
    settings = tmp_path / "sms.toml"
    settings.write_text('driver = "file"\nfile = "out.jsonl"\n[messages]\nquiet = ["00:00", "00:00"]\n')
    monkeypatch.setenv("KIOSK_HUB_SMS", str(settings))

    def read():
        path = tmp_path / "out.jsonl"
        return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    return read


@pytest.fixture
def at(monkeypatch):
    """``at(minutes=3)``: the moment the postman looks."""
    moment = {"now": after()}

    class Clock:
        localtime = staticmethod(timezone.localtime)

        @staticmethod
        def now():
            return moment["now"]

    for module in (postman, delivery, mail_box):
        monkeypatch.setattr(module, "timezone", Clock)

    def move(**span):
        moment["now"] = after(**span)
        return moment["now"]

    return move


def look():
    letters = Postman(clock=lambda: 1000.0)
    while letters.look():
        letters._near_at = 0.0


def taken(hall, number, minute=0, **facts):
    """So many visitors of one queue, and the last one's ticket."""
    for place in range(number):
        found = authority.take(hall.pk, wish(matters=("M1",), **facts), "desk", after(minutes=minute, seconds=place))
    return found


def test_a_whole_visit(hall, desk, person, sent, at):
    seat = authority.open_seat(hall.pk, "1", person("clerk", "counter", hall=hall), after())
    mine = taken(hall, 6)
    mail_box.remember(hall.pk, mine.id, PHONE, at(minutes=1))
    look()
    (first,) = sent()
    assert first.startswith("【示例大厅】您的号码是A006（税务），前面5人，约等")
    for place in range(2):
        authority.call_next(seat, f"{place:032x}", at(minutes=2 + place))
        authority.begin(seat, at(minutes=2 + place))
        authority.finish(seat, at(minutes=3 + place))
        look()
    assert sent()[1:] == ["【示例大厅】A006号，您前面还有3人，请回到税务的窗口附近等候叫号。"]
    for place in range(2, 5):
        authority.call_next(seat, f"{place:032x}", at(minutes=3 + place))
        authority.begin(seat, at(minutes=3 + place))
        authority.finish(seat, at(minutes=4 + place))
        look()
    assert len(sent()) == 2  # near is said once
    authority.call_next(seat, "f" * 32, at(minutes=10))
    look()
    authority.call_again(seat, "e" * 32, at(minutes=11))
    look()
    assert sent()[2:] == ["【示例大厅】请A006号到1号窗口办理。"]
    authority.begin(seat, at(minutes=12))
    authority.finish(seat, at(minutes=20))
    look()
    assert len(sent()) == 3
    assert not Number.objects.exists()
    assert not any(PHONE in line for line in sent())


def test_missed_and_back_in_line(hall, desk, person, sent, at):
    seat = authority.open_seat(hall.pk, "1", person("clerk", "counter", hall=hall), after())
    mine = taken(hall, 1)
    mail_box.remember(hall.pk, mine.id, PHONE, at(seconds=30))
    authority.call_next(seat, "a" * 32, at(minutes=1))
    look()
    TicketRow.objects.filter(id=mine.id).update(calls=3)
    authority.miss(seat, at(minutes=3))
    look()
    authority.return_missed(hall.pk, mine.id, "phone", at(minutes=5))
    authority.call_next(seat, "b" * 32, at(minutes=6))
    look()
    said = [words.split("】")[1] for words in sent()]
    assert said == [
        "请A001号到1号窗口办理。",
        "A001号叫号时您不在，已过号。请扫一扫小票或到导办台，还可以重新排队。",
        "请A001号到1号窗口办理。",
    ]


def test_in_english_with_the_registered_signature(hall, desk, sent, at):
    mine = taken(hall, 1, language="en")
    mail_box.remember(hall.pk, mine.id, PHONE, at(seconds=10))
    look()
    assert sent() == ["【示例大厅】Your number is A001: you are next."]  # and not once more that it is near


def test_a_hall_that_breaks_the_settings_loses_no_ticket(hall, desk, sent, at, tmp_path, caplog):
    (tmp_path / "sms.toml").write_text("driver = 7")
    taken(hall, 1)
    letters = Postman(clock=lambda: 1000.0)
    assert [letters.turn() for _ in range(3)] == [False] * 3
    assert caplog.text.count("There is no driver 7") == 1
    assert TicketRow.objects.count() == 1


def test_without_settings_nothing_is_kept(hall, desk, at, monkeypatch):
    monkeypatch.delenv("KIOSK_HUB_SMS", raising=False)
    mine = taken(hall, 1)
    with pytest.raises(mail_box.PhoneError):
        mail_box.remember(hall.pk, mine.id, PHONE, at(seconds=1))
    assert Postman(clock=lambda: 1.0).look() is False


def test_a_listener_that_breaks_stops_no_ticket(hall, desk, sent, at, monkeypatch):
    mine = taken(hall, 1)
    mail_box.remember(hall.pk, mine.id, PHONE, at(seconds=1))

    def broken(*args):
        raise RuntimeError("broken")

    monkeypatch.setattr(mail_box, "drop", broken)
    from kiosk.ticketing.tickets import Voided

    authority.withdraw(hall.pk, mine.id, Voided.WITHDRAWN, "phone", at(seconds=5))
    assert TicketRow.objects.get().state == "void"


def test_what_is_near_is_found_once_for_each_wait(hall, desk, sent, at):
    mine, new = taken(hall, 3), taken(hall, 1, minute=2)
    mail_box.remember(hall.pk, mine.id, PHONE, at(minutes=1))
    mail_box.remember(hall.pk, new.id, PHONE, at(minutes=2, seconds=10))
    assert occasions.call_near(at(minutes=2, seconds=12)) == 1
    assert occasions.call_near(at(minutes=5)) == 0  # the new one heard it with its number
    TicketRow.objects.filter(id=mine.id).update(resumed=1)
    assert occasions.call_near(at(minutes=5)) == 1
    assert Message.objects.filter(kind="near", state="waiting").count() == 2
    assert timedelta(minutes=4) < Message.objects.filter(kind="near").latest("pk").not_after - after(minutes=5)

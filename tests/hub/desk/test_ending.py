"""The end of a day, a hall's content as it was released, and what the clerk does by itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from hub.desk.halls import MORNING, ZONE, after, an_id, opened, ruled, wish
from store.folders import content_folder

from kiosk.hub.desk import appointments, authority, clerk, ending, published, telling
from kiosk.hub.desk.models import Appointment, Seat, SeatSpan, TicketRow
from kiosk.hub.live.models import Event
from kiosk.ticketing.tickets import TicketError

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(desk, panel, seat):
    """One that waits, one that is called, one that is served."""
    tickets = [authority.take("shili", wish("tax"), panel.id, after(seconds=number)) for number in range(3)]
    for ticket in tickets:
        authority.confirm("shili", ticket.id, ticket.label, "printed", panel.id, after(minutes=1))
    authority.call_next(seat("1"), an_id(), after(minutes=2))
    authority.begin(Seat.objects.get(window="1"), after(minutes=3))
    authority.call_next(seat("2"), an_id(), after(minutes=3))
    return tickets


def test_a_day_ends_once(three):
    assert authority.end_day("shili", MORNING.date(), after(hours=10)) == 3
    assert authority.end_day("shili", MORNING.date(), after(hours=11)) == 0
    states = dict(TicketRow.objects.values_list("label", "state"))
    assert states == {"A001": "done", "A002": "void", "A003": "void"}
    assert set(TicketRow.objects.filter(state="void").values_list("voided", flat=True)) == {"day-over"}


def test_it_ends_by_itself_after_the_last_window_closed(three):
    assert ending.end_what_is_over("shili", after(hours=8, minutes=30)) == 0, "closed at 17:00, ended at 18:00"
    assert ending.end_what_is_over("shili", after(hours=9)) == 3
    assert not Seat.objects.exclude(state="closed").exists()
    assert not SeatSpan.objects.filter(ended=None).exists()


def test_a_hall_without_hours_ends_with_its_day(three, desk):
    opened("shili", hours_id="")
    assert ending.end_what_is_over("shili", MORNING.replace(hour=23, minute=59)) == 0
    assert ending.end_what_is_over("shili", MORNING.replace(hour=0) + timedelta(days=1)) == 3


def test_nobody_of_yesterday_is_called_and_numbers_begin_again(desk, panel, seat):
    opened("shili", hours_id="")
    authority.take("shili", wish("tax"), panel.id, MORNING)
    window, tomorrow = seat("1"), after(days=1)
    assert authority.call_next(window, an_id(), tomorrow).ticket is None
    assert authority.take("shili", wish("tax"), panel.id, tomorrow).label == "A001"
    assert authority.facts_of(TicketRow.objects.get(day=tomorrow.date()), tomorrow).ahead == 0


def test_appointments_nobody_came_for(desk):
    told = appointments.Booked("YY-1", after(hours=1).isoformat(), "tax")
    appointments.book("shili", told, MORNING)
    ending.end_what_is_over("shili", after(hours=5))
    assert Appointment.objects.get().state == "booked"
    ending.end_what_is_over("shili", after(hours=9))
    assert Appointment.objects.get().state == "no-show"


def test_an_appointment_joins_the_same_queue(desk, panel):
    at = after(minutes=20)
    appointments.book("shili", appointments.Booked("yY-1", at.isoformat(), matters=("M1",)), MORNING)
    # a panel's keys know capitals only
    facts = authority.take("shili", wish("", appointment="YY-1", kind="appointment"), panel.id, MORNING)
    assert (facts.kind, facts.queue, facts.matters) == ("appointment", "tax", ("M1",))
    row = TicketRow.objects.get()
    assert row.appointment_at == at
    appointments.book("shili", appointments.Booked("YY-2", after(hours=2).isoformat(), "tax"), MORNING)
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("", appointment="YY-2"), panel.id, MORNING)
    assert refused.value.word == "early"
    assert "10点" in refused.value.text["zh"]
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("", appointment="YY-2"), panel.id, after(days=1))
    assert refused.value.word == "day"
    appointments.book(
        "shili", appointments.Booked("YY-2", after(hours=2).isoformat(), "tax", state="cancelled"), MORNING
    )
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("", appointment="YY-2"), panel.id, after(hours=2))
    assert refused.value.word == "cancelled"
    with pytest.raises(TicketError) as refused:
        appointments.book("shili", appointments.Booked("YY-1", at.isoformat(), "police"), MORNING)
    assert refused.value.word == "used"


def test_waits_are_told_once_a_second_and_hall(desk, panel):
    panel.connected = True
    panel.save()
    now = MORNING

    def told(audience, seconds):
        telling._mark("shili")
        telling.tell_waits(now + timedelta(seconds=seconds))
        return Event.objects.filter(audience=audience, kind="waits").count()

    telling._changed.clear()
    assert [told("desk:shili", seconds) for seconds in (0, 0.5, 1.0, 1.5, 2.0)] == [1, 1, 2, 2, 3]
    assert Event.objects.filter(audience=f"panel:{panel.id}").count() == 1
    assert told(f"panel:{panel.id}", 10.5) == 2
    # What was held back is told when its time has come, without another change.
    telling._mark("shili")
    telling.tell_waits(now + timedelta(seconds=10.9))
    before = Event.objects.filter(audience="desk:shili").count()
    telling.tell_waits(now + timedelta(seconds=11.6))
    assert Event.objects.filter(audience="desk:shili").count() == before + 1


def test_the_clerk_goes_on_whatever_breaks(three, monkeypatch, caplog):
    clock = [after(hours=9)]
    one = clerk.Clerk(now=lambda: clock[0])
    one.look()
    assert not TicketRow.objects.filter(state="waiting").exists()

    def broken(now):
        raise OperationalError("away")

    monkeypatch.setattr(clerk, "tell_waits", broken)
    for _ in range(3):
        one.turn()
    assert caplog.text.count("the clerk") == 1


def test_the_clerk_outlives_what_nobody_expected(monkeypatch, caplog):
    looked, ended = [], threading.Event()

    def look(now):
        looked.append(now)
        if len(looked) == 1:
            raise ZeroDivisionError("nobody expected this")

    monkeypatch.setattr(clerk, "LOOK_S", 0.001)
    monkeypatch.setattr(clerk, "tell_waits", look)
    monkeypatch.setattr(clerk, "end_everywhere", lambda now: ended.set())
    one = clerk.Clerk(now=lambda: MORNING)
    one.start()
    assert ended.wait(10), "a day that is over is ended, although the first look broke off"
    one.stop()
    assert not any(thread.name == "clerk" for thread in threading.enumerate())
    assert "desk: the clerk: a look broke off" in caplog.text


def test_queues_and_rules_are_those_of_the_released_folder(tmp_path, hall, panel):
    folder = content_folder(tmp_path / "content")
    found = published.read_published("shili", 3, folder)
    assert [(queue.prefix, queue.windows) for queue in found.queues] == [("A", ("1", "2", "11"))]
    assert found.by_matter["M1"] == found.queues[0].code
    assert found.zone.key == "Asia/Shanghai"
    published.put(found)
    facts = authority.take("shili", wish("", matters=("M1",)), panel.id, MORNING)
    assert (facts.label, facts.queue_name["zh"]) == ("A001", "公安")
    holiday = datetime(2026, 10, 3, 10, 0, tzinfo=ZONE)
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("", matters=("M1",)), panel.id, holiday)
    assert "国庆节" in refused.value.text["zh"]


def test_desk_now_says_what_is_open_and_what_is_not(three, desk, panel):
    now = authority.desk_now("shili", panel.id, after(minutes=5))
    tax, police, land = now.queues
    assert (tax.waiting, tax.open_windows, tax.takes) == (1, ("1", "2"), True)
    assert tax.p90_min >= tax.p50_min > 0
    assert (land.open_windows, land.p50_min) == ((), 0), "no window is open: nothing is promised"
    assert [call.serial for call in now.calls] == [2, 1]
    assert now.series == "K1"
    evening = authority.desk_now("shili", panel.id, after(hours=9))
    assert not evening.queues[0].takes
    assert evening.queues[0].said["zh"]
    assert police.prefix == "B"


def test_a_place_in_line_under_all_rules(desk, panel):
    ruled(desk, overtakes=2)
    first = authority.take("shili", wish("tax"), panel.id, MORNING)
    for number in range(3):
        authority.take("shili", wish("tax", kind="green"), panel.id, after(seconds=number + 1))
    assert authority.facts_of(TicketRow.objects.get(id=first.id), after(minutes=1)).ahead == 2

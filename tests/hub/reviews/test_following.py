"""A bad review: told at once, due after fifteen working days of this hall, every step by whom and in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hub.desk.halls import WEEK, ZONE

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.audit.models import Entry
from kiosk.hub.desk import published
from kiosk.hub.live.models import Event
from kiosk.hub.phone import mail_box
from kiosk.hub.phone.gateways import FileGateway
from kiosk.hub.phone.models import Message
from kiosk.hub.phone.sms_settings import HallMessages, Messages
from kiosk.hub.reviews import following, reviewing
from kiosk.hub.reviews.models import Followup, Review
from kiosk.matters.hours import Calendar, SpecialDay, Week

pytestmark = pytest.mark.django_db


@pytest.fixture
def bad(hall, served):
    row = served()
    return reviewing.give(hall.pk, row.id, "", 2, ("213",), "没人懂", "phone", timezone.now())


def step(followup, act, user, words="做了", version=None, hall_id="shili"):
    now = timezone.now()
    return following.take_step(followup.pk, hall_id, act, words, version or followup.version, user, now)


def test_everybody_at_the_console_hears_of_it_at_once(bad, hall):
    event = Event.objects.get(audience=f"console:{hall.pk}", kind="review")
    assert event.data == {"id": bad.followup.pk, "level": 2, "window": "2"}
    assert following.open_ones(hall.pk) == 1


def test_receivers_are_told_by_message(hall, served, tmp_path, monkeypatch):
    known = Messages(FileGateway(tmp_path / "sms"), HallMessages(staff=("13912345678", "13912345679")), {})
    monkeypatch.setattr(mail_box, "messages", lambda: known)
    reviewing.give(hall.pk, served().id, "", 1, (), "", "phone", timezone.now())
    reviewing.give(hall.pk, served(number=13).id, "", 4, (), "", "phone", timezone.now())
    assert Message.objects.count() == 2
    assert Message.objects.first().values == {"window": "2", "level": "非常不满意"}


def test_no_receiver_can_break_a_review(hall, served, monkeypatch):
    def broken():
        raise KioskError("sms.toml is broken")

    monkeypatch.setattr(mail_box, "messages", broken)
    reviewing.give(hall.pk, served().id, "", 1, (), "", "phone", timezone.now())
    assert Review.objects.count() == Followup.objects.count() == 1


def weekdays(**facts):
    return Week("main", (*WEEK.days[:5], (), ()), **facts)


def test_fifteen_working_days_with_holidays_and_make_up_days(hall, desk):
    special = {date(2026, 10, day): SpecialDay(date(2026, 10, day), Text(zh="国庆节")) for day in range(1, 8)}
    special[date(2026, 9, 27)] = SpecialDay(date(2026, 9, 27), as_weekday=3)  # a Sunday that is worked
    calendar = Calendar({"main": weekdays()}, special)
    published.put(replace(desk, catalogue=replace(desk.catalogue, calendar=calendar)))
    # Wed 23 Sep: 24 25 27 28 29 30 Sep (6), 8 9 Oct (8), 12–16 (13), 19, 20 (15)
    assert following.due_from(hall.pk, date(2026, 9, 23)) == date(2026, 10, 20)


def test_without_hours_weeks_have_five_days(hall, db):
    assert following.due_from(hall.pk, date(2026, 11, 23)) == date(2026, 12, 14)


def test_to_its_end_and_back(bad, hall, manager):
    followup = step(bad.followup, "answered", manager, "我们已联系窗口，向您道歉。")
    assert (followup.state, reviewing.standing(hall.pk, bad.service.ticket_id, timezone.now())["answer"]) == (
        "answered",
        "我们已联系窗口，向您道歉。",
    )
    followup = step(followup, "answered", manager, "另外增加了一名人员。")
    followup = step(followup, "closed", manager, "已培训")
    assert followup.closed_at is not None
    assert following.open_ones(hall.pk) == 0
    due = followup.due
    followup = step(followup, "reopened", manager, "又有人反映")
    assert (followup.state, followup.closed_at, followup.reopened) == ("new", None, 1)
    assert followup.due >= due
    acts = list(followup.steps.order_by("pk").values_list("act", "by"))
    assert acts == [
        ("given", ""),
        ("answered", "manager"),
        ("answered", "manager"),
        ("closed", "manager"),
        ("reopened", "manager"),
    ]
    assert list(Entry.objects.filter(act__startswith="review.").values_list("act", flat=True).order_by("number")) == [
        "review.given",
        "review.answered",
        "review.answered",
        "review.closed",
        "review.reopened",
    ]
    assert following.answer_of(bad) == "另外增加了一名人员。"


@pytest.mark.parametrize(("act", "words"), [("closed", "x"), ("reopened", "x"), ("deleted", "x"), ("answered", "  ")])
def test_no_step_is_skipped(bad, manager, act, words):
    with pytest.raises(following.FollowupError):
        step(bad.followup, act, manager, words)
    bad.followup.refresh_from_db()
    assert (bad.followup.state, bad.followup.steps.count()) == ("new", 1)


def test_two_managers_at_once(bad, manager):
    step(bad.followup, "answered", manager)
    with pytest.raises(following.FollowupError, match="moved on"):
        step(bad.followup, "answered", manager, version=1)
    assert bad.followup.steps.count() == 2


def test_another_hall_takes_no_step(bad, other_hall, manager):
    with pytest.raises(Followup.DoesNotExist):
        step(bad.followup, "answered", manager, hall_id=other_hall.pk)


def test_due_from_the_halls_day(hall, served, monkeypatch):
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZONE)
    row = served(ended_at=late - timedelta(minutes=1))
    given = reviewing.give(hall.pk, row.id, "", 1, (), "", "phone", late)
    assert given.followup.due == following.due_from(hall.pk, date(2026, 11, 23))

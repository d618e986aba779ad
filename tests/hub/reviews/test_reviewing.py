"""One review for each case, by whom it may be given and until when; what was given stays as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hub.desk.halls import MORNING, after, wish

from kiosk.hub.audit.models import Entry
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.reviews import reviewing
from kiosk.hub.reviews.models import Followup, KeptError, Review, Service
from kiosk.ticketing.reviews import REASONS, Level, reasons_of
from kiosk.ticketing.tickets import TicketError

pytestmark = pytest.mark.django_db


def give(hall, row, level=5, reasons=(), words="", channel="phone", window="", now=None, **facts):
    return reviewing.give(hall.pk, row.id, window, level, reasons, words, channel, now or timezone.now(), **facts)


def word(call):
    with pytest.raises(TicketError) as caught:
        call()
    assert caught.value.text["zh"]
    assert caught.value.text["en"]
    return caught.value.word


def test_the_desk_opens_a_case_when_somebody_was_served(hall, desk, clerk):
    seat = authority.open_seat(hall.pk, "1", clerk, MORNING)
    taken = authority.take(hall.pk, wish(matters=("M1",)), "desk", MORNING)
    authority.call_next(seat, "c" * 32, after(minutes=2))
    authority.begin(seat, after(minutes=3))
    assert not Service.objects.exists()
    authority.finish(seat, after(minutes=9))
    authority.finish(seat, after(minutes=9))
    found = Service.objects.get()
    assert (found.ticket_id, found.window, found.queue, found.matters) == (taken.id, "1", "tax", ["M1"])
    assert (found.staff, found.began, found.ended) == (clerk, after(minutes=3), after(minutes=9))
    assert found.screen_until == after(minutes=9, seconds=60)
    assert reviewing.asked_at(hall.pk, "1", after(minutes=9, seconds=59)) == found
    assert reviewing.asked_at(hall.pk, "1", after(minutes=9, seconds=60)) is None
    assert reviewing.asked_at(hall.pk, "2", after(minutes=9, seconds=5)) is None


def test_a_ticket_for_several_windows_has_a_case_at_each(hall, desk, clerk):
    taken = authority.take(hall.pk, wish(queue="", matters=("M1", "M3")), "desk", MORNING)
    for window, minute in (("1", 1), ("3", 20)):
        seat = authority.open_seat(hall.pk, window, clerk, after(minutes=minute))
        authority.call_next(seat, window * 32, after(minutes=minute + 1))
        authority.begin(seat, after(minutes=minute + 2))
        authority.finish(seat, after(minutes=minute + 8))
    cases = list(Service.objects.order_by("turn").values_list("turn", "window", "queue", "matters"))
    assert cases == [(0, "1", "tax", ["M1"]), (1, "3", "police", ["M3"])]
    row = TicketRow.objects.get(id=taken.id)
    now = after(minutes=30)
    assert give(hall, row, 5, now=now).service.turn == 1
    assert reviewing.standing(hall.pk, row.id, now)["turn"] == 0
    assert give(hall, row, 2, now=now, turn=0).service.window == "1"
    assert word(lambda: give(hall, row, 3, now=now)) == "rated"
    assert not reviewing.standing(hall.pk, row.id, now)["open"]


def test_a_ticket_that_ended_with_the_day_is_no_case(hall, desk):
    authority.take(hall.pk, wish(), "desk", MORNING)
    authority.end_day(hall.pk, MORNING.date(), after(hours=10))
    assert not Service.objects.exists()


def test_once_for_each_case_whoever_is_first(hall, served):
    row = served()
    given = give(hall, row, 4, ("413",), " 办得  很快 ", channel="window", window="2")
    assert (given.level, given.reasons, given.words) == (4, ["413"], "办得 很快")
    again = give(hall, row, 4, ("413",), "办得 很快", channel="window", window="2")
    assert again.pk == given.pk
    for channel in ("phone", "panel"):
        assert word(lambda channel=channel: give(hall, row, 1, channel=channel)) == "rated"
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("level", "reasons", "words", "channel"),
    [
        (0, (), "", "phone"),
        (6, (), "", "phone"),
        (5, ("115",), "", "phone"),
        (1, (), "x" * 301, "phone"),
        (5, (), "", "x"),
    ],
)
def test_what_is_no_review(hall, served, level, reasons, words, channel):
    row = served()
    assert word(lambda: give(hall, row, level, reasons, words, channel)) == "form"
    assert not Review.objects.exists()


def test_every_official_reason_can_be_given(hall, served):
    for level in Level:
        row = served(number=20 + level)
        assert give(hall, row, int(level), tuple(reasons_of(level))).reasons == list(reasons_of(level))
    assert sum(len(reasons) for reasons in Review.objects.values_list("reasons", flat=True)) == len(REASONS) == 40


def test_the_windows_screen_asks_a_minute_the_slip_longer(hall, served):
    row = served(ago=timedelta(seconds=61))
    assert word(lambda: give(hall, row, channel="window", window="2")) == "over"
    assert give(hall, row, channel="phone").level == 5
    late = served(number=13, ago=timedelta(days=5, seconds=1))
    assert word(lambda: give(hall, late)) == "over"


def test_only_what_was_served_here_is_rated(hall, other_hall, served):
    row = served()
    assert word(lambda: give(other_hall, row)) == "unknown"
    assert word(lambda: give(hall, row, window="3", channel="window")) == "unknown"
    waiting = TicketRow.objects.get(id=row.id)
    waiting.id = "f" * 32
    assert word(lambda: give(hall, waiting)) == "unknown"


def test_a_review_is_never_changed(hall, served):
    given = give(hall, served(), 1, ("115",), "等了很久")
    given.level = 5
    with pytest.raises(KeptError):
        given.save()
    with pytest.raises(KeptError):
        Review.objects.filter(pk=given.pk).update(level=5)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_review SET level = 5")
    kept = Review.objects.get(pk=given.pk)
    assert (kept.level, reviewing.seal_of(kept)) == (1, kept.seal)
    kept.words = "很好"
    assert reviewing.seal_of(kept) != kept.seal
    entry = Entry.objects.get(act="review.given")
    assert (entry.actor, entry.details["seal"]) == ("visitor", kept.seal)


def test_only_a_bad_one_is_followed(hall, served):
    for number, level in enumerate((5, 4, 3, 2, 1), 20):
        give(hall, served(number=number), level)
    assert sorted(Followup.objects.values_list("review__level", flat=True)) == [1, 2]


def test_silence_is_not_rated(hall, served):
    from kiosk.hub.reviews.summary import summed_up

    served()
    row = served(number=13)
    give(hall, row, 5)
    day = row.day
    figures = summed_up(hall.pk, day, day).all.figures
    assert (figures["served"], figures["rated"], figures["unrated"]) == (2, 1, 1)
    assert (figures["unrated-rate"], figures["satisfied-rate"]) == (0.5, 1.0)

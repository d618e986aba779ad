"""Taking a number: one for each id, without a gap, refused in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hub.desk.halls import MORNING, QUEUES, after, an_id, opened, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Counter, TicketEvent, TicketRow
from kiosk.ticketing.tickets import TicketError, Voided

pytestmark = pytest.mark.django_db


def test_numbers_count_by_queue(desk, panel):
    labels = [authority.take("shili", wish(queue), panel.id, MORNING).label for queue in ("tax", "police", "tax")]
    assert labels == ["A001", "B001", "A002"]
    assert Counter.objects.get(queue="tax").last == 2


def test_the_same_id_is_the_same_ticket(desk, panel):
    asked = wish("tax", matters=("M1",))
    first = authority.take("shili", asked, panel.id, MORNING)
    again = authority.take("shili", replace(asked, asked_at=MORNING.isoformat()), panel.id, after(minutes=1))
    assert (again.id, again.label, again.arrived) == (first.id, first.label, first.arrived)
    assert TicketRow.objects.count() == 1


def test_the_same_id_with_another_body_is_refused(desk, panel, other_hall):
    asked = wish("tax")
    authority.take("shili", asked, panel.id, MORNING)
    with pytest.raises(TicketError) as refused:
        authority.take("shili", replace(asked, queue="police"), panel.id, MORNING)
    assert refused.value.word == "other-body"
    opened(other_hall.pk)
    with pytest.raises(TicketError) as refused:
        authority.take(other_hall.pk, asked, panel.id, MORNING)
    assert refused.value.word == "other-body"
    assert TicketRow.objects.count() == 1


def test_facts_say_what_stands_before_it(desk, panel, seat):
    seat("1")
    for number in range(3):
        facts = authority.take("shili", wish("tax"), panel.id, after(seconds=number))
        assert facts.ahead == number
    assert facts.state == "issued"
    assert facts.windows == ("1", "2")
    assert 0 < facts.p50_min <= facts.p90_min
    assert facts.said["zh"]
    assert facts.now == after(seconds=2).isoformat()


def test_without_a_release_a_sentence(hall, panel):
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("tax"), panel.id, MORNING)
    assert refused.value.word == "no-release"
    assert refused.value.text["zh"]


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "x" * 32},
        {"id": ""},
        {"kind": "first"},
        {"kind": "appointment"},
        {"reason": "rich"},
        {"proof": "sure"},
        {"queue": "a" * 65},
        {"queue": "a\nb"},
        {"matters": tuple(f"M{n}" for n in range(13))},
    ],
)
def test_what_does_not_fit_is_refused(desk, panel, facts):
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish(**facts), panel.id, MORNING)
    assert refused.value.word == "form"
    assert not TicketRow.objects.exists()


def test_the_queue_of_the_first_matter_and_stops_for_the_others(desk, panel):
    facts = authority.take("shili", wish("", matters=("M3", "M1", "M4", "M2")), panel.id, MORNING)
    assert (facts.queue, facts.stops) == ("police", ("tax", "land"))
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("", matters=("M99",)), panel.id, MORNING)
    assert refused.value.word == "queue"


def test_after_closing_it_says_when_to_come_and_a_retry_still_gets_its_ticket(desk, panel):
    asked = wish("tax")
    before = authority.take("shili", asked, panel.id, after(hours=7, minutes=59))
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("tax"), panel.id, after(hours=8, minutes=1))
    assert refused.value.word == "closed"
    assert "明天" in refused.value.text["zh"]
    assert authority.take("shili", asked, panel.id, after(hours=8, minutes=1)).label == before.label


def test_a_quota_bounds_the_half_day(hall, panel):
    opened("shili", (replace(QUEUES[0], quota_am=2),))
    kept = [authority.take("shili", wish("tax"), panel.id, MORNING) for _ in range(2)]
    with pytest.raises(TicketError) as refused:
        authority.take("shili", wish("tax"), panel.id, MORNING)
    assert refused.value.word == "full"
    assert Counter.objects.get().last == 2, "a refused one takes no number"
    # A number that reached nobody makes room.
    authority.withdraw("shili", kept[0].id, Voided.NO_PAPER, panel.id, MORNING)
    assert authority.take("shili", wish("tax"), panel.id, MORNING).label == "A003"
    assert authority.take("shili", wish("tax"), panel.id, after(hours=5)).label == "A004", "another half-day"


def test_a_day_begins_in_the_halls_own_zone(hall, panel):
    opened("shili", hours_id="")  # open all the time
    late = MORNING.replace(hour=23, minute=59)
    assert authority.take("shili", wish("tax"), panel.id, late).label == "A001"
    assert authority.take("shili", wish("tax"), panel.id, late + timedelta(minutes=2)).label == "A001"
    assert TicketRow.objects.values("day").distinct().count() == 2


def test_confirmed_is_waiting_and_again_changes_nothing(desk, panel):
    facts = authority.take("shili", wish("tax"), panel.id, MORNING)
    for _ in range(2):
        now = authority.confirm("shili", facts.id, facts.label, "printed", panel.id, after(seconds=3))
        assert now.state == "waiting"
    assert [event.act for event in TicketEvent.objects.order_by("id")] == ["issued", "confirmed"]


def test_withdrawn_stays_withdrawn(desk, panel):
    facts = authority.take("shili", wish("tax"), panel.id, MORNING)
    gone = authority.withdraw("shili", facts.id, Voided.WITHDRAWN, panel.id, MORNING)
    assert (gone.state, gone.ahead) == ("void", -1)
    assert authority.confirm("shili", facts.id, facts.label, "printed", panel.id, MORNING).state == "void"
    with pytest.raises(TicketError) as refused:
        authority.withdraw("shili", an_id(), Voided.WITHDRAWN, panel.id, MORNING)
    assert refused.value.word == "unknown"


def test_a_label_that_another_release_gave_to_another_queue_is_passed_over(desk, panel):
    authority.take("shili", wish("tax"), panel.id, MORNING)
    opened("shili", (replace(QUEUES[1], prefix="A"), replace(QUEUES[0], prefix="B")))
    facts = authority.take("shili", wish("police"), panel.id, after(minutes=1))
    assert facts.label == "A002"

"""A panel's book: what it printed by itself waits at its true arrival, under the label on the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hub.desk.halls import MORNING, QUEUES, after, an_id, opened, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import BookLine, Call, ManualLine, TicketRow, VoidNumber
from kiosk.hub.live.models import Event
from kiosk.sync.desk_messages import Book, BookEntry
from kiosk.ticketing.tickets import TicketError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _series(desk, panel, other_panel):
    assert authority.series_of("shili", panel.id) == "K1"
    assert authority.series_of("shili", other_panel.id) == "K2"
    assert authority.series_of("shili", panel.id) == "K1"


def entry(label="AK1-001", id="", act="offline", at=MORNING, **facts):
    return BookEntry(
        facts.pop("entry", an_id()),
        id or an_id(),
        act,
        label,
        at.isoformat(),
        queue=facts.pop("queue", "tax"),
        arrived=facts.pop("arrived", at).isoformat(),
        **facts,
    )


def tell(panel, *entries, now=None):
    now = now or after(minutes=10)
    return authority.take_book(panel, Book(now.isoformat(), tuple(entries)), now)


def test_an_offline_ticket_waits_at_its_true_arrival(panel, seat):
    online = authority.take("shili", wish("tax"), panel.id, after(minutes=5))
    authority.confirm("shili", online.id, online.label, "printed", panel.id, after(minutes=5))
    line = entry(at=after(minutes=2), matters=("M1",))
    answer = tell(panel, line)
    assert (answer.taken, dict(answer.refused)) == ((line.entry,), {})
    row = TicketRow.objects.get(id=line.id)
    assert (row.label, row.series, row.number, row.state, row.arrived) == (
        "AK1-001",
        "K1",
        1,
        "waiting",
        after(minutes=2),
    )
    assert authority.call_next(seat("1"), an_id(), after(minutes=11)).label == "AK1-001"


def test_told_twice_it_changes_nothing(panel, seat):
    line = entry()
    tell(panel, line)
    authority.call_next(seat("1"), an_id(), after(minutes=11))
    assert tell(panel, line, replace(line), now=after(minutes=12)).taken == (line.entry, line.entry)
    assert TicketRow.objects.get().state == "called"
    again = replace(line, entry=an_id())  # the same ticket by another line
    tell(panel, again, now=after(minutes=12))
    assert TicketRow.objects.get().state == "called"
    assert BookLine.objects.count() == 2


@pytest.mark.parametrize("fate", ["issued", "called", "serving", "done", "missed", "transferred", "held"])
def test_the_printed_label_wins_whatever_became_of_the_phantom(panel, seat, fate):
    asked, window = wish("tax", matters=("M1",)), seat("1")
    authority.take("shili", asked, panel.id, after(minutes=1))  # the answer is lost
    if fate != "issued":
        authority.call_next(window, an_id(), after(minutes=3))
    if fate in ("serving", "held"):
        authority.begin(window, after(minutes=4))
    if fate == "held":
        authority.hold(window, after(minutes=4))
    if fate == "done":
        authority.finish(window, after(minutes=4))
    if fate == "missed":
        authority.miss(window, after(minutes=4))
    if fate == "transferred":
        authority.transfer(window, "land", "", False, after(minutes=4))
    Event.objects.all().delete()
    arrived = after(seconds=59)
    tell(panel, entry(id=asked.id, arrived=arrived, at=after(minutes=1)))
    row = TicketRow.objects.get()
    assert (row.label, row.state, row.window, row.arrived) == ("AK1-001", "waiting", "", arrived)
    assert (row.queue, row.origin, row.calls, row.missed, row.started_at) == ("tax", "tax", 0, 0, None)
    void = VoidNumber.objects.get()
    assert (void.label, void.number, void.why, void.ticket_id) == ("A001", 1, "replaced", row.id)
    if fate in ("called", "serving", "held"):
        assert Call.objects.get().taken_back
        assert Event.objects.filter(kind="call-off").count() == 1
    call = authority.call_next(window, an_id(), after(minutes=11))
    assert (call.label, call.ticket_id) == ("AK1-001", row.id)


def test_another_label_may_come_by_a_confirmation(panel):
    given = authority.take("shili", wish("tax"), panel.id, MORNING)
    facts = authority.confirm("shili", given.id, "AK1-007", "screen", panel.id, MORNING)
    assert (facts.label, facts.number, facts.state) == ("AK1-007", 7, "waiting")
    assert VoidNumber.objects.get().label == "A001"
    again = authority.confirm("shili", given.id, "AK1-007", "screen", panel.id, MORNING)
    assert again.label == "AK1-007"


def test_the_label_of_another_series_is_refused(panel, other_panel):
    mine, theirs = entry("AK1-001"), entry("AK1-002")
    assert tell(panel, mine).taken
    assert dict(tell(other_panel, theirs).refused) == {theirs.entry: "series"}
    given = authority.take("shili", wish("tax"), panel.id, MORNING)
    with pytest.raises(TicketError) as refused:
        authority.confirm("shili", given.id, "AK2-001", "printed", panel.id, MORNING)
    assert refused.value.word == "series"
    assert TicketRow.objects.get(id=given.id).label == "A001"


def test_a_label_that_somebody_else_has_is_refused_and_can_be_told_again(panel):
    tell(panel, entry("AK1-001"))
    twice = entry("AK1-001")
    assert dict(tell(panel, twice).refused) == {twice.entry: "label"}
    assert BookLine.objects.get(entry=twice.entry).word == "label"
    assert TicketRow.objects.count() == 1
    TicketRow.objects.all().delete()  # what stood in its way was put right
    assert tell(panel, twice).taken == (twice.entry,)
    assert BookLine.objects.get(entry=twice.entry).word == ""


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"label": "hello"}, "form"),
        ({"label": "ak1-001"}, "form"),
        ({"act": "burnt"}, "form"),
        ({"id": "x"}, "form"),
        ({"queue": "gone", "label": "ZK1-001"}, "queue"),
        ({"kind": "best"}, "form"),
        ({"act": "void", "why": "because"}, "form"),
    ],
)
def test_lines_that_do_not_fit_are_refused_alone(panel, facts, word):
    bad, good = entry(**facts), entry("AK1-099")
    answer = tell(panel, bad, good)
    assert dict(answer.refused) == {bad.entry: word}
    assert answer.taken == (good.entry,)


def test_a_queue_that_a_release_took_away_is_found_by_its_matters_or_prefix(panel):
    opened("shili", QUEUES[1:])
    lines = entry("BK1-001", queue="old", matters=("M4",)), entry("BK1-002", queue="old")
    assert tell(panel, *lines).taken
    assert dict(TicketRow.objects.values_list("label", "queue")) == {"BK1-001": "land", "BK1-002": "police"}


def test_a_clock_that_was_not_believed(panel):
    counted = entry("AK1-001", at=MORNING - timedelta(days=2000), sure=False, waited_s=120.0)
    restarted = entry("AK1-002", at=MORNING - timedelta(days=2000), sure=False, waited_s=-1.0)
    future = entry("AK1-003", at=MORNING + timedelta(days=400))
    tell(panel, counted, restarted, future)
    arrived = dict(TicketRow.objects.values_list("label", "arrived"))
    assert arrived["AK1-001"] == after(minutes=8)
    assert after(minutes=8) < arrived["AK1-002"] < after(minutes=8, seconds=1), "right after the one before it"
    assert arrived["AK1-003"] <= after(minutes=10)
    assert set(TicketRow.objects.values_list("day", flat=True)) == {MORNING.date()}


def test_a_panel_heard_of_lately_cannot_have_given_it_before(panel):
    panel.left_at = after(minutes=4)
    panel.save()
    tell(panel, entry(sure=False, waited_s=-1.0, at=MORNING - timedelta(days=2000)))
    assert after(minutes=4) < TicketRow.objects.get().arrived < after(minutes=4, seconds=1)


def test_told_after_its_day_it_is_counted_and_void(panel, seat):
    line = entry()
    tell(panel, line, now=after(days=1))
    row = TicketRow.objects.get()
    assert (row.day, row.state, row.voided) == (MORNING.date(), "void", "day-over")
    assert authority.call_next(seat("1"), an_id(), after(days=1)).ticket is None


def test_around_midnight_the_panels_own_day_keeps_labels_apart(panel):
    opened("shili", hours_id="")
    night = MORNING.replace(hour=23, minute=59, second=59)
    evening = entry("AK1-001", at=night, day=str(night.date()))
    morning = entry("AK1-001", at=night, day=str((night + timedelta(minutes=1)).date()))
    answer = tell(panel, evening, morning, now=night + timedelta(minutes=5))
    assert len(answer.taken) == 2
    assert TicketRow.objects.values("day").distinct().count() == 2


def test_numbers_that_went_to_nobody(panel):
    given = authority.take("shili", wish("tax"), panel.id, MORNING)
    unheard = an_id()
    tell(
        panel,
        entry("A001", id=given.id, act="void", why="no-paper"),
        entry("AK1-001", id=unheard, act="void", why="no-paper"),
        entry("AK1-002", id=given.id, act="void", why="replaced"),
    )
    assert dict(TicketRow.objects.values_list("label", "state")) == {"A001": "void", "AK1-001": "void"}
    assert VoidNumber.objects.get().label == "AK1-002"
    # A request for it that comes late makes no ghost.
    late = authority.take("shili", replace(wish("tax"), id=unheard), panel.id, after(minutes=20))
    assert (late.label, late.state) == ("AK1-001", "void")
    assert authority.take("shili", wish("tax"), panel.id, after(minutes=20)).label == "A002"


def test_a_phantom_that_was_given_up_for_want_of_paper_lives_when_another_label_was_printed(panel):
    given = authority.take("shili", wish("tax"), panel.id, MORNING)
    tell(
        panel,
        entry("A001", id=given.id, act="void", why="no-paper"),
        entry("AK1-001", id=given.id, act="offline"),
    )
    row = TicketRow.objects.get()
    assert (row.label, row.state) == ("AK1-001", "waiting")
    assert VoidNumber.objects.get().label == "A001"


def test_a_number_that_the_desk_has_lost_is_taken_in_and_not_given_again(panel):
    tell(panel, entry("A005", act="printed"))
    assert TicketRow.objects.get().label == "A005"
    assert authority.take("shili", wish("tax"), panel.id, after(minutes=11)).label == "A006"


def test_what_a_window_did_by_hand(panel, seat):
    seat("1")
    line, other = entry("AK1-001"), entry("AK1-002")
    sheet = [
        authority.ManualEntry("1", "ak1-001", "1", after(minutes=3).isoformat(), after(minutes=6).isoformat()),
        authority.ManualEntry("2", "AK1-002", "1", after(minutes=6).isoformat(), outcome="missed"),
        authority.ManualEntry("3", "A", "1", after(minutes=6).isoformat()),
        authority.ManualEntry("4", "AK1-001", "77", after(minutes=6).isoformat()),
        authority.ManualEntry("5", "AK1-001", "1", after(days=3).isoformat()),
    ]
    tell(panel, line)
    words = authority.manual("shili", "clerk1", sheet, after(minutes=20))
    assert words == {"1": "", "2": "unknown", "3": "form", "4": "form", "5": "form"}
    row = TicketRow.objects.get(label="AK1-001")
    assert (row.state, row.window, row.started_at, row.ended_at) == ("done", "1", after(minutes=3), after(minutes=6))
    tell(panel, other, now=after(minutes=30))
    assert TicketRow.objects.get(label="AK1-002").state == "missed"
    assert ManualLine.objects.get(entry="2").word == ""
    assert authority.manual("shili", "clerk1", sheet, after(minutes=40))["1"] == ""
    assert not Call.objects.exists(), "nobody is called for what is over"

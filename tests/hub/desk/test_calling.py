"""Windows call: the right one, once for each call, one visitor a window; and what becomes of them there."""

from __future__ import annotations

import pytest
from hub.desk.halls import MORNING, after, an_id, ruled, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Call, Seat, SeatSpan, TicketEvent, TicketRow
from kiosk.hub.live.models import Event
from kiosk.ticketing.tickets import TicketError, Voided

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(desk, panel):
    """``taken("tax", 3)``: tickets that were printed, a second apart."""

    def make(queue="tax", count=1, at=0, **facts):
        found = []
        for number in range(count):
            given = authority.take("shili", wish(queue, **facts), panel.id, after(seconds=at + number))
            found.append(
                authority.confirm("shili", given.id, given.label, "printed", panel.id, after(seconds=at + number))
            )
        return found if count > 1 else found[0]

    return make


def word_of(act, *args, **kwargs):
    with pytest.raises(TicketError) as refused:
        act(*args, **kwargs)
    return refused.value.word


def test_the_earliest_is_called_and_the_same_call_again_is_the_same(seat, taken):
    first, second = taken("tax", 2)
    window, call_id = seat("1"), an_id()
    call = authority.call_next(window, call_id, after(minutes=1))
    assert (call.label, call.serial, call.window) == (first.label, 1, "1")
    assert authority.call_next(window, call_id, after(minutes=2)).pk == call.pk
    assert Call.objects.count() == 1
    assert word_of(authority.call_next, window, an_id(), after(minutes=2)) == "busy"
    assert authority.facts_of(authority.ticket("shili", first.id), MORNING).window == "1"
    assert authority.facts_of(authority.ticket("shili", second.id), MORNING).ahead == 0
    other = seat("3")
    assert word_of(authority.call_next, other, call_id, after(minutes=2)) == "other-body"


def test_nobody_waiting_is_an_answer_that_a_retry_hears_again(seat, taken):
    window, call_id = seat("4"), an_id()
    assert authority.call_next(window, call_id, MORNING).ticket is None
    taken("land")
    assert authority.call_next(window, call_id, after(minutes=1)).ticket is None
    assert authority.call_next(window, an_id(), after(minutes=1)).label == "C001"
    assert list(Call.objects.order_by("at").values_list("serial", flat=True)) == [None, 1]


def test_two_windows_never_get_the_same(seat, taken):
    taken("tax", 2)
    labels = {authority.call_next(seat(window), an_id(), after(minutes=1)).label for window in ("1", "2")}
    assert labels == {"A001", "A002"}


def test_a_window_calls_only_from_its_queues_and_as_it_was_opened(seat, taken):
    taken("police")
    taken("tax", at=5)
    assert authority.call_next(seat("1"), an_id(), after(minutes=1)).label == "A001"
    assert authority.call_next(seat("2", queues=("tax",)), an_id(), after(minutes=1)).ticket is None


def test_an_unconfirmed_one_is_called_after_a_while(seat, desk, panel):
    given = authority.take("shili", wish("tax"), panel.id, MORNING)
    window = seat("1")
    assert authority.call_next(window, an_id(), after(seconds=29)).ticket is None
    assert authority.call_next(window, an_id(), after(seconds=31)).ticket_id == given.id


def test_priority_goes_first_and_says_so(seat, taken, desk):
    ordinary, old = taken("tax"), taken("tax", at=1, kind="priority", reason="elderly", proof="card")
    assert "老年人" in old.said["zh"]
    call = authority.call_next(seat("1"), an_id(), after(minutes=10))
    assert call.ticket_id == old.id
    assert authority.ticket("shili", ordinary.id).overtaken == 1
    assert "老年人" in TicketEvent.objects.get(act="called").facts["why"]["zh"]


def test_nobody_is_overtaken_more_often_than_the_rules_say(seat, taken, desk):
    ruled(desk, overtakes=1)
    ordinary = taken("tax")
    taken("tax", 3, at=1, kind="green")
    window, labels = seat("1"), []
    for minute in range(4):
        labels.append(authority.call_next(window, an_id(), after(minutes=minute + 1)).label)
        authority.finish(window, after(minutes=minute + 1))
    assert labels.index(ordinary.label) == 1


def test_called_again_served_finished(seat, taken):
    one, window = taken("tax"), seat("1")
    authority.call_next(window, an_id(), after(minutes=1))
    again_id = an_id()
    again = authority.call_again(window, again_id, after(minutes=2))
    assert (again.again, again.serial, again.label) == (1, 2, one.label)
    assert authority.call_again(window, again_id, after(minutes=3)).pk == again.pk
    assert authority.begin(window, after(minutes=3)).state == "serving"
    assert authority.begin(window, after(minutes=4)).started_at == after(minutes=3)
    assert word_of(authority.call_again, window, an_id(), after(minutes=4)) == "state"
    assert authority.finish(window, after(minutes=9)).state == "done"
    assert authority.finish(window, after(minutes=9)).id == one.id, "a double tap means the same one"
    acts = TicketEvent.objects.order_by("id").values_list("act", flat=True)
    assert list(acts) == ["issued", "confirmed", "called", "recalled", "began", "done"]


def test_an_act_that_names_its_ticket_touches_no_other(seat, taken):
    first, second = taken("tax", 2)
    window = seat("1")
    authority.call_next(window, an_id(), after(minutes=1))
    authority.finish(window, after(minutes=2), ticket_id=first.id)
    authority.call_next(window, an_id(), after(minutes=3))
    late = authority.finish(window, after(minutes=3), ticket_id=first.id)
    assert (late.id, late.state) == (first.id, "done")
    assert authority.ticket("shili", second.id).state == "called"
    assert word_of(authority.miss, window, after(minutes=3), ticket_id=an_id()) == "unknown"


def test_missed_comes_back_behind_others_and_not_for_ever(seat, taken, desk):
    first, *others = taken("tax", 5)
    window = seat("1")
    for time in range(3):
        assert authority.call_next(window, an_id(), after(minutes=10 * time + 1)).label == first.label or time
        if time:
            while (call := Call.objects.order_by("-serial").first()).label != first.label:
                authority.finish(window, after(minutes=10 * time + 2))
                authority.call_next(window, an_id(), after(minutes=10 * time + 2))
            assert call.label == first.label
        gone = authority.miss(window, after(minutes=10 * time + 3))
        if time == 2:
            break
        assert gone.state == "missed"
        back = authority.return_missed("shili", first.id, "p", after(minutes=10 * time + 4))
        assert back.state == "waiting"
        assert authority.return_missed("shili", first.id, "p", after(minutes=10 * time + 5)).ahead == back.ahead
        assert back.ahead == min(3, TicketRow.objects.filter(state="waiting").count() - 1)
    assert (gone.state, gone.voided) == ("void", "gave-up")
    assert word_of(authority.return_missed, "shili", first.id, "p", after(hours=1)) == "resumes"
    assert len(others) == 4


def test_held_keeps_its_window_which_serves_others_meanwhile(seat, taken):
    first, second = taken("tax", 2)
    window = seat("1")
    authority.call_next(window, an_id(), after(minutes=1))
    authority.begin(window, after(minutes=1))
    held = authority.hold(window, after(minutes=2))
    assert (held.state, held.window) == ("held", "1")
    assert authority.call_next(window, an_id(), after(minutes=3)).ticket_id == second.id
    assert word_of(authority.take_back, window, first.id, an_id(), after(minutes=4)) == "busy"
    authority.finish(window, after(minutes=5))
    assert word_of(authority.take_back, seat("2"), first.id, an_id(), after(minutes=6)) == "window"
    call_id = an_id()
    back = authority.take_back(window, first.id, call_id, after(minutes=6))
    assert (back.label, back.serial) == (first.label, 3)
    assert authority.take_back(window, first.id, call_id, after(minutes=7)).pk == back.pk


def test_transfer_keeps_label_and_place_or_loses_it(seat, taken):
    first, window = taken("tax"), seat("1")
    taken("police", 2, at=10)
    authority.call_next(window, an_id(), after(minutes=1))
    moved = authority.transfer(window, "police", "", True, after(minutes=2))
    assert (moved.state, moved.queue, moved.label) == ("waiting", "police", first.label)
    assert authority.facts_of(moved, after(minutes=2)).ahead == 0
    police = seat("3")
    assert authority.call_next(police, an_id(), after(minutes=3)).ticket_id == first.id
    away = authority.transfer(police, "tax", "2", False, after(minutes=4))
    assert (away.only_window, away.arrived) == ("2", after(minutes=4))
    assert authority.call_next(window, an_id(), after(minutes=5)).ticket is None, "it goes to window 2 only"
    assert word_of(authority.transfer, police, "nothing", "", None, after(minutes=5)) == "nobody"
    authority.call_next(police, an_id(), after(minutes=5))
    assert word_of(authority.transfer, police, "nothing", "", None, after(minutes=5)) == "queue"
    assert word_of(authority.transfer, police, "", "77", None, after(minutes=5)) == "window"
    assert word_of(authority.transfer, police, "land", "1", None, after(minutes=5)) == "window"


def test_one_ticket_through_several_windows(seat, taken):
    one = taken("", matters=("M1", "M3"))
    assert one.stops == ("police",)
    tax, police = seat("1"), seat("3")
    authority.call_next(tax, an_id(), after(minutes=1))
    further = authority.finish(tax, after(minutes=2))
    assert (further.state, further.queue, further.stops) == ("waiting", "police", [])
    authority.call_next(police, an_id(), after(minutes=3))
    assert authority.finish(police, after(minutes=4)).state == "done"


def test_a_window_has_to_be_open(seat, taken, hall):
    window = seat("1")
    authority.pause_seat("shili", "1", window.user, after(minutes=1), "午饭")
    assert word_of(authority.call_next, window, an_id(), after(minutes=1)) == "paused-window"
    authority.close_seat("shili", "1", window.user, after(minutes=2))
    assert word_of(authority.call_next, window, an_id(), after(minutes=2)) == "closed-window"
    assert word_of(authority.open_seat, "shili", "99", None, MORNING) == "window"
    spans = SeatSpan.objects.order_by("began").values_list("state", "ended")
    assert list(spans) == [("open", after(minutes=1)), ("paused", after(minutes=2))]


def test_a_window_belongs_to_who_opened_it_until_it_is_taken_over(seat, person, hall):
    window, other = seat("1"), person("other", "counter", hall=hall)
    assert word_of(authority.open_seat, "shili", "1", other, MORNING) == "taken"
    assert authority.open_seat("shili", "1", other, after(minutes=1), over=True).user == other
    assert Seat.objects.get(window="1").user == other
    assert window.user != other


def test_closing_lets_go_of_whom_only_this_window_could_serve(seat, taken):
    first, second, third = taken("tax", 3)
    window = seat("1")
    authority.call_next(window, an_id(), after(minutes=1))
    assert word_of(authority.close_seat, "shili", "1", window.user, after(minutes=1)) == "busy"
    authority.begin(window, after(minutes=1))
    authority.hold(window, after(minutes=2))
    two = seat("2")
    authority.call_next(two, an_id(), after(minutes=3))
    authority.transfer(two, "", "1", True, after(minutes=4))
    authority.close_seat("shili", "1", window.user, after(minutes=5))
    labels = []
    for minute in (6, 7, 8):
        labels.append(authority.call_next(two, an_id(), after(minutes=minute)).label)
        authority.finish(two, after(minutes=minute))
    assert labels == [first.label, second.label, third.label]


def test_screens_and_panels_are_told_in_the_same_transaction(seat, taken, panel):
    one, window = taken("tax"), seat("1")
    Event.objects.all().delete()
    call = authority.call_next(window, an_id(), after(minutes=1))
    told = Event.objects.get(audience="desk:shili", kind="call").data
    assert told == {
        "serial": 1,
        "id": call.id,
        "ticket": one.id,
        "label": "A001",
        "window": "1",
        "at": after(minutes=1).isoformat(),
        "again": 0,
    }
    assert Event.objects.get(audience=f"panel:{panel.id}").data == {"id": one.id}
    Event.objects.all().delete()
    authority.miss(window, after(hours=3))
    assert not Event.objects.filter(audience=f"panel:{panel.id}").exists(), "two hours are enough"


def test_withdrawn_at_the_window_frees_it(seat, taken, panel):
    first, second = taken("tax", 2)
    window = seat("1")
    authority.call_next(window, an_id(), after(minutes=1))
    authority.withdraw("shili", first.id, Voided.WITHDRAWN, panel.id, after(minutes=2))
    assert authority.call_next(window, an_id(), after(minutes=2)).label == second.label
    assert Event.objects.filter(audience="desk:shili", kind="call-off").count() == 1
    assert [call.label for call in authority.recent_calls(_hall(), after(minutes=3))] == [second.label]


def test_a_listener_that_breaks_does_not_undo_the_act(taken, caplog):
    from kiosk.hub.desk.signals import ticket_moved

    def broken(**facts):
        TicketRow.objects.all().delete()
        raise RuntimeError("mine alone")

    ticket_moved.connect(broken, sender=TicketRow)
    try:
        assert taken("tax").state == "waiting"
    finally:
        ticket_moved.disconnect(broken, sender=TicketRow)
    assert TicketRow.objects.count() == 1


def _hall():
    from kiosk.hub.desk.published import published

    return published("shili")

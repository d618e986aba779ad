from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.desk.halls import MORNING, an_id

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.insight.history import cases_between, open_minutes, unbroken_minutes
from kiosk.hub.reviews import reviewing
from kiosk.sync.desk_messages import TakeTicket
from kiosk.ticketing.cases import Case, Limits
from kiosk.ticketing.measures import figures
from kiosk.ticketing.tickets import Voided

DATE = MORNING.date()


def cases(desk: Any, day: Any) -> list[Case]:
    found = cases_between(desk, DATE, DATE, day.now)
    assert all(dated.day == DATE for dated in found)
    return sorted((dated.case for dated in found), key=lambda case: (case.hour, case.is_further, case.queue))


def test_a_visit(desk: Any, day: Any) -> None:
    today = day("1")
    today.come("tax", matters=("M1",))
    today.later(12)
    today.next("1")
    today.later(7)
    today.done("1")
    today.later(60)
    assert cases(desk, today) == [
        Case("tax", window="1", matters=("M1",), hour=9, is_called=True, is_done=True, waited=12, service=7)
    ]


def test_who_waits_and_who_was_missed(desk: Any, day: Any) -> None:
    today = day("4")
    first = today.come("land")
    today.later(5)
    authority.call_next(today.seats["4"], an_id(), today.now)
    today.later(3)
    authority.miss(today.seats["4"], today.now)
    (missed,) = cases(desk, today)
    assert (missed.is_called, missed.was_missed, missed.is_waiting, missed.waited) == (True, True, False, 5)
    authority.return_missed(desk.hall_id, first, "desk", today.now)
    today.later(2)
    (back,) = cases(desk, today)
    assert (back.is_waiting, back.is_called, back.waited) == (True, False, 10)


def test_a_ticket_through_two_queues_is_a_turn_in_each_and_one_visitor(desk: Any, day: Any) -> None:
    today = day("1", "4")
    ticket = today.come("tax", matters=("M1", "M4"))
    today.later(4)
    today.next("1")
    today.later(10)
    today.done("1")
    today.later(6)
    today.next("4")
    today.later(20)
    today.done("4")
    reviewing.give(desk.hall_id, ticket, "1", 2, (), "", "phone", today.now, turn=0)
    reviewing.give(desk.hall_id, ticket, "4", 5, (), "", "phone", today.now, turn=1)
    one, two = cases(desk, today)
    assert (one.level, two.level) == (2, 5)
    assert (one.queue, one.window, one.waited, one.service, one.is_further) == ("tax", "1", 4, 10, False)
    assert (two.queue, two.window, two.waited, two.service, two.is_further) == ("land", "4", 6, 20, True)
    assert one.is_done
    assert two.is_done
    found = figures([one, two], Limits())
    assert (found["people"], found["tickets"], found["served"]) == (1, 2, 2)


def test_a_transfer_begins_another_wait(desk: Any, day: Any) -> None:
    today = day("1", "4")
    today.come("tax")
    today.later(2)
    today.next("1")
    today.later(3)
    authority.transfer(today.seats["1"], "land", "", None, today.now)
    today.later(8)
    one, two = cases(desk, today)
    assert (one.queue, one.is_done, one.service, one.waited) == ("tax", False, None, 2)
    assert (two.queue, two.is_waiting, two.waited, two.is_further) == ("land", True, 8, True)


def test_a_phantoms_turns_do_not_count(desk: Any, day: Any, hall: Any) -> None:
    from kiosk.hub.fleet.models import Panel

    today, panel = day("1"), Panel.objects.create(id="a" * 32, hall=hall, name="one", public_key="a" * 64)
    asked = TakeTicket(an_id(), queue="tax")
    authority.take(desk.hall_id, asked, panel.id, today.now)
    today.later(2)
    today.next("1")
    today.later(5)
    today.done("1")
    printed = f"A{authority.series_of(desk.hall_id, panel.id)}-001"
    authority.confirm(desk.hall_id, asked.id, printed, "printed", panel.id, today.now)
    (case,) = cases(desk, today)
    assert (case.is_waiting, case.is_done, case.waited) == (True, False, 7)


def test_a_number_nobody_held_is_no_case_and_one_given_back_is_abandoned(desk: Any, day: Any) -> None:
    today = day()
    nobody, left = today.come("tax"), today.come("tax")
    authority.withdraw(desk.hall_id, nobody, Voided.NO_PAPER, "desk", today.now)
    today.later(9)
    authority.withdraw(desk.hall_id, left, Voided.WITHDRAWN, "desk", today.now)
    today.later(9)
    (case,) = cases(desk, today)
    assert (case.is_abandoned, case.is_called, case.waited) == (True, False, 9)


def test_the_end_of_a_day_is_no_visits_length(desk: Any, day: Any) -> None:
    today = day("1")
    today.come("tax")
    today.come("tax")
    today.next("1")
    today.later(600)
    authority.end_day(desk.hall_id, DATE, today.now)
    done, waited = sorted(cases(desk, today), key=lambda case: not case.is_done)
    assert (done.is_done, done.service) == (True, None)
    assert (waited.is_abandoned, waited.waited) == (True, 600)


def test_a_window_is_open_only_while_it_is_open(desk: Any, day: Any) -> None:
    today = day("1", "4")
    today.later(30)
    authority.pause_seat(desk.hall_id, "1", today.seats["1"].user, today.now, "")
    today.later(10)
    assert unbroken_minutes(desk, today.now) == {"4": 40}
    assert open_minutes(desk, DATE, DATE, today.now) == {"1": 30, "4": 40}
    assert open_minutes(desk, DATE - timedelta(days=1), DATE - timedelta(days=1), today.now) == {}


def test_a_whole_day_adds_up(desk: Any, day: Any) -> None:
    today = day("1", "3", "4", seed=2)
    today.live(35, {"tax": (30, ("M1", "M2")), "police": (20, ("M3",)), "land": (15, ("M4",))}, 4)
    found = cases(desk, today)
    whole = figures(found, Limits())
    rows = TicketRow.objects.filter(hall_id=desk.hall_id)
    assert whole["people"] == rows.count()
    assert whole["served"] == rows.filter(state="done").count()
    assert whole["waiting"] == rows.filter(state__in=("waiting", "issued")).count()
    for way in ("queue", "window"):
        parts = {getattr(case, way) for case in found}
        each = [figures([c for c in found if getattr(c, way) == part], Limits()) for part in parts]
        assert sum(f["served"] or 0 for f in each) == whole["served"]
        assert sum(f["tickets"] or 0 for f in each) == whole["tickets"]

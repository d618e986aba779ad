"""The line as it is read: what estimates learn from, and for whom they are made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hub.desk.halls import MORNING, after, an_id, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.line import Line, forget, read_line
from kiosk.hub.desk.models import TicketRow
from kiosk.ticketing.tickets import Kind

pytestmark = pytest.mark.django_db


def took(panel, matter, at, **facts):
    given = authority.take("shili", wish("", matters=(matter,), **facts), panel.id, after(minutes=at))
    return authority.confirm("shili", given.id, given.label, "printed", panel.id, after(minutes=at))


def read(desk, minutes) -> Line:
    """As it stands then, nothing remembered."""
    forget()
    return read_line(desk, after(minutes=minutes))


def turn(panel, window, matter, at, minutes, missed=0):
    """A visit that is over: called at ``at``, begun a minute later."""
    ticket = took(panel, matter, at - 2)
    authority.call_next(window, an_id(), after(minutes=at))
    authority.begin(window, after(minutes=at + 1), ticket.id)
    authority.finish(window, after(minutes=at + minutes), ticket.id)
    TicketRow.objects.filter(id=ticket.id).update(missed=missed)


def test_a_turn_lasts_from_the_call_and_calls_in_vain_are_short_ones(desk, panel, seat):
    window = seat("1")
    turn(panel, window, "M1", 10, 6.0)
    turn(panel, window, "M2", 20, 9.0, missed=1)
    line = read(desk, 40)
    turns = sorted((one.matter, round(one.minutes, 1)) for one in line.turns["tax"])
    in_vain = round(desk.rules.calls * desk.rules.call_gap_s / 60, 1)
    assert turns == sorted([("M1", 6.0), ("M2", 9.0), ("M2", in_vain)])


def test_a_wait_goes_by_the_matters_of_those_in_front(desk, panel, seat):
    window = seat("1")
    for number in range(8):
        turn(panel, window, "M1", 3 + 20 * number, 1.5)
        turn(panel, window, "M2", 6 + 20 * number, 16.0)
    queue, now = desk.by_code["tax"], 165

    def told(matters):
        made = [took(panel, matter, now) for matter in matters]
        line = read(desk, now + 1)
        last = made[-1].id
        ticket = next(one for one in line.waiting["tax"] if one.id == last)
        found = line.wait(queue, line.ahead(ticket), ticket)
        assert found is not None
        TicketRow.objects.filter(id__in=[one.id for one in made]).delete()
        return found.p50

    TicketRow.objects.filter(state="done").update(day=MORNING.date() - timedelta(days=1))
    assert told(["M1"] * 5 + ["M2"]) * 2 < told(["M2"] * 5 + ["M1"])


def test_priority_that_comes_lately_is_reckoned_with(desk, panel, seat):
    window = seat("1")
    for number in range(6):
        turn(panel, window, "M1", 10 + 10 * number, 5.0)
    queue = desk.by_code["tax"]
    for _ in range(8):
        took(panel, "M1", 90)
    line = read(desk, 95)
    before = line.wait(queue, 8)
    TicketRow.objects.filter(state="done").update(kind=Kind.PRIORITY.value)
    after_all = read(desk, 95).wait(queue, 8)
    assert before is not None
    assert after_all is not None
    assert after_all.p50 > before.p50

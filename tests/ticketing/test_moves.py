from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from ticketing.made import NINE, made, minutes

from kiosk.ticketing import moves
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, State, Ticket, TicketError, Voided

RULES = DeskRules()
NOW = NINE + minutes(60)
TEN = NOW


def called(**more: object) -> Ticket:
    return replace(moves.call(made(1), "3", NOW, RULES), **more)


def served() -> Ticket:
    return moves.begin(called(), NOW + minutes(1))


def word_of(act: object, *args: object, **more: object) -> str:
    with pytest.raises(TicketError) as refused:
        act(*args, **more)  # type: ignore[operator]
    assert refused.value.text["zh"]
    assert refused.value.text["en"]
    return refused.value.word


def test_a_whole_visit() -> None:
    ticket = moves.confirm(made(1, state=State.ISSUED, confirmed=False), NINE)
    assert (ticket.state, ticket.confirmed) == (State.WAITING, True)
    ticket = moves.recall(moves.call(ticket, "3", NOW, RULES), NOW + timedelta(seconds=20))
    assert (ticket.state, ticket.window, ticket.calls, ticket.called_at) == (State.CALLED, "3", 2, NOW)
    ticket = moves.finish(moves.begin(ticket, NOW + minutes(1)), NOW + minutes(9))
    assert (ticket.state, ticket.started_at, ticket.ended_at) == (State.DONE, NOW + minutes(1), NOW + minutes(9))
    assert ticket.window == "3"


def test_said_again_changes_nothing() -> None:
    ticket = served()
    assert moves.begin(ticket, NOW + minutes(30)) == ticket
    done = moves.finish(ticket, NOW + minutes(5))
    assert moves.finish(done, NOW + minutes(50)) == done
    void = moves.withdraw(made(1), NOW, Voided.WITHDRAWN)
    assert moves.withdraw(void, NOW + minutes(1), Voided.NO_PAPER) == void
    assert moves.confirm(made(1), NOW) == made(1)


def test_an_unconfirmed_ticket_can_be_called_after_a_while() -> None:
    ticket = made(1, state=State.ISSUED, confirmed=False)
    late = ticket.arrived + timedelta(seconds=RULES.confirm_s)
    assert word_of(moves.call, ticket, "1", late - timedelta(seconds=1), RULES) == "early"
    found = moves.call(ticket, "1", late, RULES)
    assert not found.confirmed
    assert moves.confirm(found, late).state is State.CALLED
    assert moves.confirm(found, late).confirmed


def test_a_paper_that_came_out_after_all_is_a_ticket() -> None:
    void = moves.withdraw(made(1, state=State.ISSUED, confirmed=False), NOW, Voided.NO_PAPER)
    assert moves.confirm(void, NOW).state is State.WAITING
    tomorrow = moves.confirm(void, NOW + timedelta(days=1))
    assert (tomorrow.state, tomorrow.voided, tomorrow.confirmed) == (State.VOID, Voided.DAY_OVER, True)


PHANTOMS = {
    "waiting": made(1),
    "called": called(),
    "serving": served(),
    "held": moves.hold(served(), NOW),
    "missed": moves.miss(called(), NOW, RULES),
    "done": moves.finish(served(), NOW + minutes(5)),
    "gave up": moves.miss(called(resumed=2), NOW, RULES),
    "no paper": moves.withdraw(made(1), NOW, Voided.NO_PAPER),
    "by staff": moves.withdraw(called(), NOW, Voided.BY_STAFF),
}


@pytest.mark.parametrize("phantom", PHANTOMS.values(), ids=PHANTOMS.keys())
def test_the_printed_label_wins_whatever_became_of_the_phantom(phantom: Ticket) -> None:
    true = NINE - minutes(3)
    found = moves.relabel(phantom, "AK3-001", 1, NOW + minutes(10), series="K3", arrived=true)
    assert found == made(
        1, at=-3, label="AK3-001", series="K3", state=State.WAITING, confirmed=True, missed=0, resumed=0
    )


def test_a_withdrawal_stands_under_the_printed_label() -> None:
    found = moves.relabel(moves.withdraw(made(1), NOW, Voided.WITHDRAWN), "AK3-001", 1, NOW, series="K3")
    assert (found.state, found.label, found.voided) == (State.VOID, "AK3-001", Voided.WITHDRAWN)


def test_the_same_label_told_again_does_not_bring_back_who_was_served() -> None:
    done = PHANTOMS["done"]
    assert moves.relabel(done, done.label, done.number, NOW + minutes(60)) == done


def test_a_label_told_after_its_day_is_counted_but_waits_no_more() -> None:
    found = moves.relabel(called(), "AK3-001", 1, NOW + timedelta(days=1), series="K3")
    assert (found.state, found.voided, found.label) == (State.VOID, Voided.DAY_OVER, "AK3-001")


def test_missed_after_all_calls_or_by_staff() -> None:
    ticket = called()
    assert word_of(moves.miss, ticket, NOW + minutes(9), RULES, by_staff=False) == "calls"
    thrice = moves.recall(moves.recall(ticket, NOW), NOW)
    edge = NOW + timedelta(seconds=60)
    assert moves.may_miss_from(thrice, RULES) == edge
    assert word_of(moves.miss, thrice, edge - timedelta(seconds=1), RULES, by_staff=False) == "calls"
    assert moves.miss(thrice, edge, RULES, by_staff=False).state is State.MISSED
    found = moves.miss(ticket, NOW, RULES)
    assert (found.state, found.window, found.missed) == (State.MISSED, "", 1)


def test_back_in_line_twice_and_then_given_up() -> None:
    ticket = made(1)
    for time in (1, 2):
        ticket = moves.return_missed(moves.miss(moves.call(ticket, "1", NOW, RULES), NOW, RULES), NOW, RULES)
        assert (ticket.state, ticket.behind, ticket.resumed) == (State.WAITING, 3, time)
        assert (ticket.calls, ticket.called_at, ticket.arrived) == (0, None, made(1).arrived)
    assert moves.return_missed(ticket, NOW, RULES) == ticket  # scanned twice
    gone = moves.miss(moves.call(ticket, "1", NOW, RULES), NOW, RULES)
    assert (gone.state, gone.voided, gone.missed, gone.ended_at) == (State.VOID, Voided.GAVE_UP, 3, NOW)
    assert word_of(moves.return_missed, gone, NOW, RULES) == "resumes"


def test_held_and_taken_back_only_by_its_window() -> None:
    held = moves.hold(served(), NOW + minutes(2))
    assert held.window == "3"
    assert word_of(moves.take_back, held, "4", NOW) == "window"
    back = moves.take_back(held, "3", NOW + minutes(20))
    assert (back.state, back.calls) == (State.CALLED, 1)
    assert moves.begin(back, NOW + minutes(21)).started_at == NOW + minutes(1)


@pytest.mark.parametrize(
    ("keeps", "arrived", "overtaken"), [(True, made(1).arrived, 2), (False, NOW, 0), (None, made(1).arrived, 2)]
)
def test_transfer_keeps_or_loses_its_place(keeps: bool | None, arrived: object, overtaken: int) -> None:
    found = moves.transfer(replace(served(), overtaken=2), NOW, RULES, queue="B", keeps_place=keeps)
    assert (found.queue, found.state, found.window, found.arrived) == ("B", State.WAITING, "", arrived)
    assert (found.overtaken, found.calls, found.started_at, found.label) == (overtaken, 0, None, "A001")


def test_transfer_to_one_window() -> None:
    found = moves.transfer(served(), NOW, RULES, window="7")
    assert (found.queue, found.only_window) == ("A", "7")
    assert word_of(moves.call, found, "3", NOW, RULES) == "window"
    assert moves.call(found, "7", NOW, RULES).window == "7"
    assert word_of(moves.transfer, served(), NOW, RULES) == "form"


def test_one_ticket_through_several_windows() -> None:
    ticket = replace(served(), stops=("B", "C"), kind=Kind.PRIORITY)
    second = moves.finish(ticket, NOW + minutes(5))
    assert (second.state, second.queue, second.stops) == (State.WAITING, "B", ("C",))
    assert (second.arrived, second.label, second.kind) == (made(1).arrived, "A001", Kind.PRIORITY)
    third = moves.finish(moves.begin(moves.call(second, "9", NOW, RULES), NOW), NOW)
    last = moves.finish(moves.begin(moves.call(third, "8", NOW, RULES), NOW), NOW)
    assert (third.queue, last.state, last.stops) == ("C", State.DONE, ())


def test_nobody_leaves_while_being_served() -> None:
    assert word_of(moves.withdraw, served(), NOW, Voided.WITHDRAWN) == "state"
    assert moves.withdraw(served(), NOW, Voided.BY_STAFF).voided == Voided.BY_STAFF


def test_the_day_ends() -> None:
    ends = {name: moves.end_day(ticket, NOW + minutes(500)) for name, ticket in PHANTOMS.items()}
    assert {ticket.state for ticket in ends.values()} == {State.DONE, State.VOID}
    assert {name for name, ticket in ends.items() if ticket.voided == Voided.DAY_OVER} == {
        "waiting", "called", "held", "missed"
    }  # fmt: skip
    assert ends["serving"].state is State.DONE
    assert ends["done"] == PHANTOMS["done"]


ACTS = {
    "call": (lambda t: moves.call(t, "3", NOW, RULES), {"waiting"}),
    "recall": (lambda t: moves.recall(t, NOW), {"called"}),
    "begin": (lambda t: moves.begin(t, NOW), {"called", "serving"}),
    "hold": (lambda t: moves.hold(t, NOW), {"serving"}),
    "take back": (lambda t: moves.take_back(t, "3", NOW), {"held"}),
    "miss": (lambda t: moves.miss(t, NOW, RULES), {"called"}),
    "return": (lambda t: moves.return_missed(t, NOW, RULES), {"missed"}),
    "transfer": (
        lambda t: moves.transfer(t, NOW, RULES, queue="B"),
        {"waiting", "called", "serving", "held", "missed"},
    ),
    "finish": (lambda t: moves.finish(t, NOW), {"serving", "done"}),
    "withdraw": (
        lambda t: moves.withdraw(t, NOW, Voided.WITHDRAWN),
        {"waiting", "called", "held", "missed", "gave up", "no paper", "by staff"},
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", PHANTOMS)
def test_what_can_be_done_in_which_state(act: str, state: str) -> None:
    do, allowed = ACTS[act]
    if state in allowed:
        do(PHANTOMS[state])
    else:
        assert word_of(do, PHANTOMS[state]) in {"state", "resumes"}

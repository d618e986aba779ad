from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import NINE, made, minutes

from kiosk.ticketing import moves
from kiosk.ticketing.calling import Choice, call_order, next_ticket, place_in_line, still_to_pass
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, State, Ticket

RULES = DeskRules()
NOW = NINE + minutes(60)
G, P, A, N = Kind.GREEN, Kind.PRIORITY, Kind.APPOINTMENT, Kind.ORDINARY


def chosen(tickets: list[Ticket], *, recent: tuple[Kind, ...] = (), rules: DeskRules = RULES, at: float = 60) -> Choice:
    found = next_ticket(tickets, ["A"], "1", recent, NINE + minutes(at), rules)
    assert found is not None
    return found


def number(tickets: list[Ticket], **more: object) -> int:
    return chosen(tickets, **more).ticket.number  # type: ignore[arg-type]


def booked(n: int, at: float, arrived: float) -> Ticket:
    return made(n, A, at=arrived, appointment_at=NINE + minutes(at))


def test_first_come_first_served() -> None:
    assert number([made(3), made(1), made(2)]) == 1
    assert number([made(7, at=5), made(9, at=4)]) == 9  # by arrival, never by number


def test_nobody() -> None:
    assert next_ticket([], ["A"], "1", [], NOW, RULES) is None
    others = [made(1, queue="B"), made(2, state=State.HELD), made(3, only_window="2"), made(4, state=State.DONE)]
    assert next_ticket(others, ["A"], "1", [], NOW, RULES) is None


def test_a_window_with_several_queues_takes_the_earliest_of_all() -> None:
    found = next_ticket([made(2), made(1, queue="B"), made(0, queue="C")], ["A", "B"], "1", [], NOW, RULES)
    assert found is not None
    assert found.ticket.number == 1


def test_an_unconfirmed_ticket_waits_its_seconds() -> None:
    new = made(1, at=60, state=State.ISSUED, confirmed=False)
    later = made(2, at=60.1)
    assert number([new, later], at=60.2) == 2
    assert number([new, later], at=60.5) == 1


def test_minutes_of_priority_count_double() -> None:
    # 20 minutes ordinary against 2 x 9, then 2 x 11.
    assert number([made(1, at=40), made(2, P, at=51)]) == 1
    assert number([made(1, at=40), made(2, P, at=49)]) == 2


def test_green_is_first() -> None:
    found = chosen([made(1), made(2, P), made(3, G, at=59.9)])
    assert found.ticket.number == 3
    assert {t.number for t in found.passed} == {1, 2}
    assert {t.overtaken for t in found.passed} == {1}
    assert "绿色通道" in found.why["zh"]


def test_nobody_is_overtaken_more_than_the_rules_say() -> None:
    assert number([made(1, overtaken=3), made(2, G)]) == 1
    assert number([made(1, overtaken=2), made(2, G)]) == 2
    # The last time is kept for the green channel.
    assert number([made(1, overtaken=2), made(2, P)]) == 1
    assert number([made(1, overtaken=1), made(2, P)]) == 2
    assert number([made(1), made(2, G)], rules=DeskRules(overtakes=0)) == 1
    # One saturated behind the first protects nobody but itself.
    assert number([made(1), made(2, overtaken=3), made(3, P)]) == 1


def test_a_due_appointment_is_next() -> None:
    tickets = [made(1), booked(2, at=55, arrived=50)]
    assert number(tickets, at=54) == 1
    assert number(tickets, at=55) == 2


def test_appointments_get_one_call_in_three_while_others_wait() -> None:
    due = booked(2, at=55, arrived=50)
    assert number([made(1), due], recent=(A,)) == 1
    assert number([made(1), due], recent=(A, N)) == 1
    assert number([made(1), due], recent=(A, N, N)) == 2
    assert number([due, booked(3, at=55, arrived=51)], recent=(A, A)) == 2
    assert number([made(1), due], recent=(A,), rules=DeskRules(appointment_share=1)) == 2


def test_a_late_appointment_waits_with_its_weight() -> None:
    late = booked(2, at=20, arrived=45)  # 1.5 x 15 = 22.5
    assert number([made(1, at=38), late]) == 2
    assert number([made(1, at=37), late]) == 1
    assert number([made(1, at=38), late], recent=(A,)) == 2


def test_who_came_back_waits_for_three_others() -> None:
    line = [made(n) for n in range(2, 7)]
    back = moves.return_missed(moves.miss(moves.call(made(1), "1", NOW, RULES), NOW, RULES), NOW, RULES)
    called = []
    while True:
        found = next_ticket([*line, back], ["A"], "1", [], NOW, RULES)
        assert found is not None
        called.append(found.ticket.number)
        if found.ticket.id == back.id:
            break
        changed = {t.id: t for t in found.changed}
        line = [changed.get(t.id, t) for t in line if t.id != found.ticket.id]
        back = changed.get(back.id, back)
        assert back.overtaken == 0
    assert called == [2, 3, 4, 1]


def test_who_came_back_is_called_when_nobody_else_is_there() -> None:
    assert number([made(1, behind=3)]) == 1
    assert number([made(1, behind=3), made(2, behind=2)]) == 2


def test_why_says_whom_it_passes() -> None:
    found = chosen([made(1, at=40), made(2, P, at=45, reason="elderly")])
    assert found.why["zh"] == "老年人优先，等候按2倍计，已等15分钟；先于1位先到的人（每人最多让3次）。"
    assert found.why["en"].startswith("Priority for older people, minutes count 2 times, waited 15 minutes; before 1")


LINES = st.lists(
    st.tuples(
        st.sampled_from([N, N, N, P, A, G]), st.floats(0, 55), st.integers(0, 3), st.sampled_from([0, 0, 0, 1, 3]),
        st.floats(-40, 40),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


def line(facts: list[tuple[Kind, float, int, int, float]]) -> list[Ticket]:
    return [
        made(
            n, kind, at=at, overtaken=overtaken, behind=behind,
            appointment_at=NINE + minutes(at + due) if kind is A else None,
        )
        for n, (kind, at, overtaken, behind, due) in enumerate(facts)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(LINES, st.lists(st.sampled_from([N, A, P]), max_size=4), st.floats(0, 4), st.integers(0, 4))
def test_calls_reach_everybody_after_as_many_as_were_said(
    facts: list[tuple[Kind, float, int, int, float]], recent: list[Kind], pace_min: float, overtakes: int
) -> None:
    rules, pace = DeskRules(overtakes=overtakes), minutes(pace_min)
    waiting = line(facts)
    said = {t.id: place_in_line(t, waiting, recent, NOW, rules, pace) for t in waiting}
    order = call_order(waiting, recent, NOW, rules, pace)
    now, kinds, calls = NOW, list(recent), 0
    while waiting:
        found = next_ticket(waiting, {"A"}, "1", kinds, now, rules)
        assert found is not None
        assert said[found.ticket.id] == calls
        assert order[calls].id == found.ticket.id
        changed = {t.id: t for t in found.changed}
        waiting = [changed.get(t.id, t) for t in waiting if t.id != found.ticket.id]
        kinds.append(found.ticket.kind)
        now, calls = now + pace, calls + 1
    assert sorted(said.values()) == list(range(calls))


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(0, 4))
def test_one_choice_obeys_every_rule(facts: list[tuple[Kind, float, int, int, float]], overtakes: int) -> None:
    rules, waiting = DeskRules(overtakes=overtakes), line(facts)
    found = chosen(waiting, rules=rules)
    free = [t for t in waiting if t.behind == 0]
    earlier = [t for t in free if (t.arrived, t.number) < (found.ticket.arrived, found.ticket.number)]
    if found.ticket.behind == 0:
        assert {t.id for t in found.passed} == {t.id for t in earlier}
        assert not earlier or max(t.overtaken for t in earlier) < overtakes
    else:
        assert not free
        assert found.passed == ()
    assert all(t.behind == next(w for w in waiting if w.id == t.id).behind - 1 for t in found.nearer)
    if found.ticket.behind == 0 and found.ticket.kind is not A:
        assert all(t.kind is not found.ticket.kind for t in earlier)
    if any(t.kind is G for t in free) and found.ticket.kind is not G:
        green = min((t for t in free if t.kind is G), key=lambda t: t.arrived)
        assert any(t.overtaken >= overtakes for t in free if t.arrived <= green.arrived)


def test_a_ticket_that_does_not_wait_has_no_place() -> None:
    assert place_in_line(made(1, state=State.CALLED), [made(2)], [], NOW, RULES) == -1
    printing = made(3, state=State.ISSUED, confirmed=False)
    assert place_in_line(printing, [made(1), made(2)], [], NOW, RULES) == 2


def test_the_clock_of_an_arrival_may_be_ahead() -> None:
    assert number([replace(made(1), arrived=NOW + timedelta(minutes=5))]) == 1


def test_who_will_still_pass() -> None:
    half = [P, N] * 20
    assert still_to_pass(N, 0, 2, half, RULES) == 2 * 0.5 / 2  # half are priority, and pass in half of the wait
    assert still_to_pass(N, 0, 40, half, RULES) == 2  # never more than the bound allows
    assert still_to_pass(N, 2, 40, half, RULES) == 0
    assert still_to_pass(P, 0, 40, half, RULES) == 0
    assert still_to_pass(G, 0, 40, half, RULES) == 0
    assert still_to_pass(N, 0, 0, half, RULES) == still_to_pass(N, 0, 9, [], RULES) == 0
    assert still_to_pass(N, 0, 4, [A, N, N, N], RULES) == 1

from __future__ import annotations

import pytest
from ticketing.made import NINE, made, minutes

from kiosk.ticketing.appointments import check_in, on_time
from kiosk.ticketing.explaining import why_waiting
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, State, TicketError

RULES = DeskRules()
AT = NINE + minutes(90)  # 10:30


@pytest.mark.parametrize(("came", "found"), [(-30, True), (0, True), (15, True), (15.1, False), (400, False)])
def test_check_in(came: float, found: bool) -> None:
    assert check_in(AT, AT + minutes(came), RULES) is found
    ticket = made(1, Kind.APPOINTMENT, at=90 + came, appointment_at=AT)
    assert on_time(ticket, RULES) is found


def test_too_early_says_when() -> None:
    with pytest.raises(TicketError) as refused:
        check_in(AT, AT - minutes(30.1), RULES)
    assert refused.value.word == "early"
    assert refused.value.text["zh"] == "您预约的是10点半，请10点以后再来取号。"
    with pytest.raises(TicketError) as refused:
        check_in(AT + minutes(24 * 60), AT, RULES)
    assert "明天10点半" in refused.value.text["zh"]


def test_another_day_is_over() -> None:
    with pytest.raises(TicketError) as refused:
        check_in(AT, AT + minutes(24 * 60), RULES)
    assert refused.value.word == "day"


def test_an_ordinary_ticket_is_no_appointment() -> None:
    assert not on_time(made(1, appointment_at=AT), RULES)
    assert not on_time(made(1, Kind.APPOINTMENT), RULES)


def test_every_waiting_ticket_is_told_how_it_stands() -> None:
    said = [why_waiting(made(1, kind, appointment_at=AT), RULES) for kind in Kind]
    said += [
        why_waiting(made(1, behind=2), RULES),
        why_waiting(made(1, Kind.APPOINTMENT, at=200, appointment_at=AT), RULES),
    ]
    assert len({text["zh"] for text in said}) == len(said)
    assert all(text["en"] for text in said)
    assert "3次" in why_waiting(made(1), RULES)["zh"]
    assert not why_waiting(made(1, state=State.CALLED), RULES)

"""The calling board and the waits over the map: which call belongs to which queue, and what stands where."""

# ruff: noqa: F811

from __future__ import annotations

from dataclasses import replace

from ui.ticket_desk import PASSPORT, SOCIAL, Customer, _panel, customer  # noqa: F401

from kiosk.ui.calling_board import MOST_MARKS, all_waits, board_rows, marks_of_waits, waits_of_window
from kiosk.visit.desk_facts import CallNow, DeskNow


def labels(customer: Customer, now: DeskNow | None) -> dict[str, str]:
    customer.desk.what = now
    return {row["name"]: row["label"] for row in board_rows(customer.screens.panel)}


def test_a_call_belongs_to_the_queue_of_its_prefix_and_window(customer: Customer) -> None:
    doubled = replace(SOCIAL, prefix="BA", windows=("20",))
    calls = (CallNow(3, "BA004", "20"), CallNow(2, "B009", "9"), CallNow(1, "B008", "10"))
    found = labels(customer, DeskNow((PASSPORT, doubled), calls))
    assert found == {"社保": "BA004", "出入境": "B009"}


def test_a_panels_own_series_belongs_to_the_queue_too(customer: Customer) -> None:
    assert labels(customer, DeskNow((PASSPORT,), (CallNow(1, "BK3-001", "9"),))) == {"出入境": "BK3-001"}


def test_the_newest_call_stands_first_whatever_came_in_which_order(customer: Customer) -> None:
    calls = (CallNow(8, "B009", "9"), CallNow(9, "A001", "20"), CallNow(5, "B007", "9"))
    assert list(labels(customer, DeskNow((PASSPORT, SOCIAL), calls)).items()) == [("社保", "A001"), ("出入境", "B009")]


def test_a_closed_queue_with_people_in_it_still_says_how_many(customer: Customer) -> None:
    customer.desk.what = DeskNow((replace(PASSPORT, takes=False), replace(SOCIAL, takes=False)))
    waits = {row["name"]: row["waits"] for row in board_rows(customer.screens.panel)}
    assert waits == {"出入境": "14人 · 约45分", "社保": "现在不取号"}


def test_a_desk_that_rests_leaves_its_place_to_the_floors(customer: Customer) -> None:
    resting = replace(PASSPORT, takes=False, waiting=0), replace(SOCIAL, takes=False)
    customer.desk.what = DeskNow(resting)
    assert board_rows(customer.screens.panel) == []
    assert all_waits(customer.screens.panel)["zh"] == "现在不取号"
    customer.desk.what = DeskNow(resting, (CallNow(3, "B004", "9"),))
    assert len(board_rows(customer.screens.panel)) == 2, "somebody is still called"


def test_windows_that_are_not_open_are_no_good_news(customer: Customer) -> None:
    customer.desk.what = DeskNow((replace(SOCIAL, open_windows=()), replace(PASSPORT, waiting=0, likely=0)))
    tones = {row["waits"]: row["tone"] for row in board_rows(customer.screens.panel)}
    assert tones == {"窗口未开": "", "无需等候": "ok"}


def test_all_waits_count_the_queues_that_one_can_be_in(customer: Customer) -> None:
    customer.desk.what = DeskNow((PASSPORT, SOCIAL, replace(SOCIAL, takes=False)))
    assert all_waits(customer.screens.panel)["zh"] == "2个队列 · 14人在等"


def test_without_a_desk_there_is_no_board(customer: Customer) -> None:
    customer.desk.what = None
    panel = customer.screens.panel
    assert board_rows(panel) == []
    assert not all_waits(panel)
    assert not waits_of_window(panel, "9")
    assert marks_of_waits(panel, "1F", panel.way.venue) == ()


def test_a_window_says_who_waits_for_it(customer: Customer) -> None:
    panel = customer.screens.panel
    assert waits_of_window(panel, "9")["zh"] == "14人在等"
    assert waits_of_window(panel, "20")["zh"] == "无需等候"
    assert not waits_of_window(panel, "33")
    customer.go("place", window="9")
    assert "14人在等" in customer.model.property("detail")


def test_waits_stand_at_the_windows_of_their_floor_the_longest_first(customer: Customer) -> None:
    panel = customer.screens.panel
    upstairs = replace(PASSPORT, code="X", windows=("22",), waiting=3)
    many = tuple(replace(PASSPORT, code=str(n), windows=(str(n),), waiting=n) for n in range(1, 14))
    customer.desk.what = DeskNow((*many, upstairs, SOCIAL))
    venue = panel.way.venue
    marks = marks_of_waits(panel, "1F", venue)
    assert [mark.title for mark in marks] == [f"{n}人在等" for n in range(13, 13 - MOST_MARKS, -1)]
    at = {window.number: window.at for window in venue.windows()}
    assert marks[0].at == at["13"]
    assert [mark.title for mark in marks_of_waits(panel, "2F", venue)] == ["3人在等"]


def test_home_follows_the_desk_by_the_second(customer: Customer) -> None:
    customer.desk.what = DeskNow((PASSPORT,), (CallNow(11, "B050", "9"),))
    customer.let_pass(1)
    assert [row["label"] for row in customer.model.property("calls")] == ["B050"]
    customer.desk.what = None
    customer.let_pass(1)
    assert customer.model.property("calls") == []
    assert not customer.screens.navigator.is_live


def test_where_nobody_sits_nobody_is_told_that_there_is_no_waiting(customer: Customer) -> None:
    empty = replace(SOCIAL, open_windows=())
    customer.desk.what = DeskNow((PASSPORT, empty))
    panel = customer.screens.panel
    assert waits_of_window(panel, "20")["zh"] == "窗口未开"
    assert {row["name"]: row["waits"] for row in board_rows(panel)}["社保"] == "窗口未开"

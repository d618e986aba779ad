"""A clerk's page: every act by its address, once for each press, and what it shows; nobody else's business."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from hub.conftest import PASSWORD
from hub.desk.halls import MORNING, an_id

from kiosk.hub.audit.models import Entry
from kiosk.hub.desk.models import Call, Seat, TicketRow

pytestmark = pytest.mark.django_db


def test_a_visit_from_the_call_to_the_end(counter, taken):
    first, second = taken("tax", 2)
    page = counter("1")
    shown = page.state()
    assert shown["next"]["label"] == first.label
    assert "按先后顺序" in shown["next"]["why"]["zh"]
    assert [one["label"] for one in shown["line"]] == [first.label, second.label]
    called = page.does("next")
    assert (called["current"]["label"], called["current"]["state"], called["current"]["calls"]) == ("A001", "called", 1)
    assert called["current"]["why"]["en"].startswith("First come, first served")
    assert called["waiting"] == 1
    again = page.does("recall", ticket=first.id)
    assert again["current"]["calls"] == 2
    assert page.does("begin", ticket=first.id)["current"]["state"] == "serving"
    over = page.does("done", ticket=first.id)
    assert over["current"] is None
    assert TicketRow.objects.get(id=first.id).state == "done"


def test_one_press_finishes_and_calls_the_next_and_a_retry_changes_nothing(counter, taken):
    first, second, third = taken("tax", 3)
    page, call = counter("1"), an_id()
    page.does("next")
    page.does("begin", ticket=first.id)
    assert page.does("next", call=call, ticket=first.id)["current"]["label"] == second.label
    assert page.does("next", call=call, ticket=first.id)["current"]["label"] == second.label
    assert [TicketRow.objects.get(id=one.id).state for one in (first, second, third)] == ["done", "called", "waiting"]
    assert Call.objects.count() == 2


def test_a_second_press_calls_nobody_over_the_one_who_is_there(counter, taken):
    taken("tax", 2)
    page = counter("1")
    page.does("next")
    refused = page.press("next")
    assert refused.status_code == 409
    assert refused.json()["error"] == "busy"
    assert refused.json()["state"]["current"]["label"] == "A001"
    assert "A001" in refused.json()["said"]["zh"]
    assert TicketRow.objects.filter(state="called").count() == 1


def test_late_retries_touch_nobody_else(counter, taken):
    first, second = taken("tax", 2)
    page = counter("1")
    page.does("next")
    page.does("missed", ticket=first.id)
    page.does("next")
    for act in ("missed", "begin", "done", "hold", "recall"):
        page.press(act, ticket=first.id)
        assert page.state()["current"]["label"] == second.label, act
        assert page.state()["current"]["state"] == "called", act
        assert page.state()["current"]["calls"] == 1, act


def test_nobody_waiting_is_said_and_not_a_fault(counter):
    answer = counter("4").press("next")
    assert answer.status_code == 200
    assert answer.json()["said"]["zh"] == "现在没有人等候。"


def test_missed_held_and_taken_back(counter, taken):
    first, second = taken("tax", 2)
    page = counter("1")
    page.does("next")
    missed = page.does("missed", ticket=first.id)
    assert [one["label"] for one in missed["missed"]] == [first.label]
    assert missed["current"] is None
    back = page.does("return", ticket=first.id)
    assert back["missed"] == []
    assert back["waiting"] == 2
    page.does("next")
    held = page.does("hold", ticket=second.id)
    assert [one["label"] for one in held["held"]] == [second.label]
    taken_back = page.does("take-back", ticket=second.id)
    assert (taken_back["current"]["label"], taken_back["held"]) == (second.label, [])


@pytest.mark.parametrize(("keeps", "place"), [(True, 0), (False, 1)])
def test_transfer_keeps_its_place_or_loses_it(counter, taken, clock, keeps, place):
    moved, other = taken("tax"), taken("police")
    page = counter("1")
    page.does("next")
    clock.advance(minutes=5)
    assert page.does("transfer", ticket=moved.id, queue="police", keeps=keeps)["current"] is None
    line = [one["label"] for one in counter("3").state()["line"]]
    assert line.index(moved.label) == place
    assert {moved.label, other.label} == set(line)


def test_transfer_to_one_window_only_that_one_calls_it(counter, taken):
    moved = taken("tax")
    page, other = counter("1"), counter("2")
    page.does("next")
    page.does("transfer", ticket=moved.id, to="2")
    assert page.state()["next"] is None
    assert other.state()["next"]["label"] == moved.label


def test_pause_go_on_and_close(counter, taken):
    taken("tax")
    page = counter("1")
    paused = page.does("pause", reason="午休")
    assert (paused["seat"]["state"], paused["seat"]["pause"]) == ("paused", "午休")
    assert page.press("next").json()["error"] == "paused-window"
    assert page.does("go-on")["seat"]["state"] == "open"
    page.does("next")
    assert page.press("close").json()["error"] == "busy"
    page.does("done", ticket=page.state()["current"]["id"])
    assert page.does("close")["seat"]["mine"] is False
    assert page.press("close").status_code == 200, "a double tap"
    assert page.press("next").json()["error"] == "seat"


def test_a_window_is_one_persons_until_it_is_taken_over(counter, taken):
    taken("tax")
    mine, theirs = counter("1"), counter("1", name="other", opened=False)
    assert theirs.press("next").json()["error"] == "seat"
    assert theirs.press("pause").json()["error"] == "seat"
    assert theirs.press("close").json()["error"] == "seat"
    assert theirs.press("open").json()["error"] == "taken"
    assert theirs.does("open", over=True)["seat"]["mine"] is True
    assert mine.press("next").json()["error"] == "seat"
    entry = Entry.objects.get(act="counter.seat_taken_over")
    assert (entry.actor, entry.details["before"]) == ("other", "clerk1")


def test_what_to_expect_and_nothing_of_the_person(counter, taken):
    taken("tax", kind="priority", reason="elderly", language="en", matters=("M1", "M2"))
    page = counter("1")
    current = page.does("next")["current"]
    assert current["language"] == {"zh": "英文", "en": "English", "other": "yes"}
    assert [one["name"]["zh"] for one in current["matters"]] == ["M1", "M2"]
    assert current["kind"]["zh"] == "老年人优先"
    assert "老年人优先" in current["why"]["zh"]
    assert set(current) == {
        *("id", "label", "state", "calls", "called_at", "started_at", "queue", "kind", "matters"),
        *("materials", "language", "waited", "why", "stops"),
    }


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"act": "next", "window": "1"}',
        '{"act": "next", "call": "x", "window": "1"}',
        '{"act": "dance", "call": "%s", "window": "1"}' % ("0" * 32),
        '{"act": ["next"], "call": "%s", "window": "1"}' % ("0" * 32),
        '{"act": "done", "call": "%s", "window": "1", "ticket": "../etc"}' % ("0" * 32),
        '{"act": "next", "call": "%s", "window": {"a": 1}}' % ("0" * 32),
        "[" * 5000,
    ],
)
def test_what_is_no_act_is_refused(counter, body):
    page = counter("1")
    answer = page.client.post("/halls/shili/counter/act", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"] == "form"
    assert Call.objects.count() == 0


def test_who_may(counter, person, client_of, hall, other_hall, taken):
    taken("tax")
    addresses = ("/halls/shili/counter", "/halls/shili/counter/state", "/halls/shili/counter/paper")
    stranger = client_of(person("stranger", "counter", hall=other_hall))
    editor = client_of(person("writer", "editor", hall=hall))
    boss = client_of(person("boss", "manager", hall=hall))
    for address in addresses:
        assert stranger.get(address).status_code == 404
        assert editor.get(address).status_code == 403
        assert boss.get(address).status_code == 200
        assert Client().get(address).status_code == 302
    body = json.dumps({"act": "open", "call": an_id(), "window": "1"})
    for client, status in ((stranger, 404), (editor, 403), (Client(), 302), (boss, 200)):
        for path in ("act", "manual"):
            answer = client.post(f"/halls/shili/counter/{path}", body, content_type="application/json")
            assert answer.status_code == (400 if path == "manual" and status == 200 else status)
    assert Seat.objects.count() == 1


def test_an_act_needs_the_pages_token(person, hall, desk, client_of):
    client = client_of(person("clerk", "counter", hall=hall), enforce_csrf_checks=True)
    page = client.get("/halls/shili/counter").content.decode()
    body = json.dumps({"act": "open", "call": an_id(), "window": "1"})
    assert client.post("/halls/shili/counter/act", body, content_type="application/json").status_code == 403
    token = page.split('data-token="', 1)[1].split('"', 1)[0]
    headers = {"X-CSRFToken": token}
    answer = client.post("/halls/shili/counter/act", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert PASSWORD not in page


def line(label, **facts):
    called = (MORNING.replace(minute=30)).isoformat()
    return {"entry": an_id(), "label": label, "window": "1", "called": called, "ended": "", "outcome": "done"} | facts


def test_what_was_written_by_hand_is_told_once(counter, taken, clock):
    first, second = taken("tax", 2)
    page = counter("1")
    clock.advance(hours=1)
    entries = [
        line(first.label),
        line(second.label, outcome="missed"),
        line("AK7-003"),
        line("what?"),
        {"entry": 5},
        "no line",
    ]

    def told():
        body = json.dumps({"entries": entries})
        return page.client.post("/halls/shili/counter/manual", body, content_type="application/json").json()

    answer = told()
    assert answer["taken"] == [entries[0]["entry"], entries[1]["entry"], entries[2]["entry"]]
    assert list(answer["refused"]) == [entries[3]["entry"]]
    assert [TicketRow.objects.get(id=one.id).state for one in (first, second)] == ["done", "missed"]
    assert told() == answer
    assert TicketRow.objects.get(id=first.id).events.filter(act="done").count() == 1


def test_the_page_and_the_paper_form_say_what_there_is(counter, taken):
    taken("tax", 2)
    page = counter("1")
    words = page.client.get("/halls/shili/counter").content.decode()
    assert 'id="first-state"' in words
    assert "A001" in words
    paper = page.client.get("/halls/shili/counter/paper?window=1").content.decode()
    assert "<b>A001</b>" in paper
    assert paper.count("☐") == 28


def test_a_hall_that_has_published_nothing_says_so(hall, person, client_of):
    client = client_of(person("clerk", "counter", hall=hall))
    assert client.get("/halls/shili/counter").status_code == 200
    assert client.get("/halls/shili/counter/state").json()["published"] is False
    body = json.dumps({"act": "open", "call": an_id(), "window": "1"})
    answer = client.post("/halls/shili/counter/act", body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (409, "no-release")

"""A screen by its secret address: what it is shown, what it missed, what it says it showed and spoke."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from hub.desk.halls import an_id

from kiosk.hub.counter.models import ScreenReport
from kiosk.hub.counter.screen_keys import KEY, digest, new_key, screen_of, without_key
from kiosk.hub.counter.screen_stream import SCREEN_EVENTS, screen_opening
from kiosk.hub.counter.showing import CALLS
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Acknowledgement, Call, Screen, Seat, TicketRow

pytestmark = pytest.mark.django_db


def now_on(key):
    answer = Client().get(f"/screens/{key}/now")
    assert answer.status_code == 200
    return answer.json()


def labels(shown):
    return [one["label"] for one in shown["calls"]]


def test_a_key_is_long_readable_and_kept_as_a_digest(screen):
    row, key = screen()
    assert KEY.fullmatch(key)
    assert not set(key) & set("ilou")
    assert len({new_key() for _ in range(200)}) == 200
    assert key not in json.dumps(Screen.objects.values().first(), default=str)
    assert screen_of(key) == row
    assert screen_of(without_key(row)) is None
    assert screen_of(digest(key)) is None


def test_the_page_is_the_screens_and_nobody_elses(screen):
    row, key = screen(kind="window", window="3", speaks=False)
    page = Client().get(f"/screens/{key}")
    words = page.content.decode()
    assert 'data-kind="window"' in words
    assert 'id="own-number">3<' in words
    assert f"/screens/{key}/review" in words
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    for wrong in (new_key(), "x", "-" + row.id, digest(key)):
        gone = Client().get(f"/screens/{wrong}")
        assert gone.status_code == 404
    assert "停用" in gone.content.decode()


def test_newest_call_first_then_the_others_next_six_and_closed_windows(screen, counter, taken):
    taken("tax", 9)
    _, key = screen()
    counter("1").does("next")
    counter("2").does("next")
    shown = now_on(key)
    assert labels(shown) == ["A002", "A001"]
    assert [one["window"] for one in shown["calls"]] == ["2", "1"]
    assert all(one["standing"] for one in shown["calls"])
    assert [one["label"] for one in shown["next"]] == ["A003", "A004", "A005", "A006", "A007", "A008"]
    states = {one["number"]: (one["state"], one["label"]) for one in shown["windows"]}
    assert states == {"1": ("open", "A001"), "2": ("open", "A002"), "3": ("closed", ""), "4": ("closed", "")}


def test_only_its_zone(screen, counter, taken):
    taken("tax", 2)
    taken("land")
    counter("1").does("next")
    counter("4").does("next")
    _, of_one = screen(zone=["4"])
    _, window = screen(kind="window", window="1")
    assert labels(now_on(of_one)) == ["C001"]
    assert now_on(of_one)["next"] == []
    assert labels(now_on(window)) == ["A001"]
    assert [one["number"] for one in now_on(window)["windows"]] == ["1"]


def test_a_display_that_slept_hears_of_all_but_only_of_standing_ones_late(screen, counter, taken, clock):
    given = taken("tax", 4)
    taken("land")
    _, key = screen()
    page, other = counter("1"), counter("4")
    other.does("next")
    for one in given[:3]:
        page.does("next")
        page.does("missed", ticket=one.id)
        clock.advance(minutes=10)
    page.does("next")
    shown = now_on(key)
    assert shown["serial"] == 5
    assert labels(shown) == ["A004", "A003", "A002", "A001", "C001"]
    assert {one["label"] for one in shown["calls"] if one["standing"]} == {"A004", "C001"}


def test_a_call_that_stands_is_shown_however_many_came_after(screen, counter, taken, clock):
    taken("land")
    given = taken("tax", CALLS + 3)
    _, key = screen()
    counter("4").does("next")
    counter("1")
    seat = Seat.objects.get(window="1")
    for one in given:
        authority.call_next(seat, an_id(), clock.now)
        authority.miss(seat, clock.now, one.id)
    shown = labels(now_on(key))
    assert shown == [*(one.label for one in reversed(given[3:])), "C001"]


def test_a_recall_is_one_ticket_with_its_newest_serial(screen, counter, taken):
    one = taken("tax")
    _, key = screen()
    page = counter("1")
    page.does("next")
    page.does("recall", ticket=one.id)
    [call] = now_on(key)["calls"]
    assert (call["serial"], call["again"], call["standing"]) == (2, 1, True)
    page.does("begin", ticket=one.id)
    assert now_on(key)["calls"][0]["standing"] is False


def test_what_it_showed_and_spoke_is_kept_once_with_its_moment(screen, counter, taken, clock, post):
    taken("tax")
    row, key = screen()
    counter("1").does("next")
    clock.advance(seconds=2)
    body = {"serials": [[1, 1500]], "spoken": [], "upto": 1, "sound": "unknown", "glass": [1920, 1080]}
    assert post(f"/screens/{key}/seen", body).json() == {"serial": 1}
    clock.advance(seconds=3)
    body["spoken"] = [[1, 4000]]
    for _ in range(2):
        assert post(f"/screens/{key}/seen", body | {"sound": "ok"}).status_code == 200
    kept = Acknowledgement.objects.get()
    assert (kept.shown_at - kept.call.at).total_seconds() == 0.5
    assert (kept.spoken_at - kept.call.at).total_seconds() == 1.0
    row.refresh_from_db()
    assert (row.acknowledged, row.last_seen is not None) == (1, True)
    report = ScreenReport.objects.get()
    assert (report.sound, report.width, report.height) == ("ok", 1920, 1080)


def test_it_cannot_acknowledge_what_is_not_its_own(screen, counter, taken, clock, post):
    taken("tax")
    taken("land")
    row, key = screen(zone=["4"])
    counter("1").does("next")
    told = {"serials": [[1, 0], [99, 0]], "spoken": [[1, 0]], "upto": 10**9, "sound": "ok", "glass": []}
    assert post(f"/screens/{key}/seen", told).status_code == 200
    assert Acknowledgement.objects.count() == 0
    row.refresh_from_db()
    assert row.acknowledged == 1, "no further than the hall's newest"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "[" * 4000,
        {"serials": 1},
        {"serials": [[1]]},
        {"serials": [["1", 2]]},
        {"serials": [[1, -2]]},
        {"serials": [[True, 2]]},
        {"serials": [[1, 10**20]]},
        {"serials": [[n, 0] for n in range(201)]},
        {"upto": "9"},
        {"sound": "loud"},
        {"sound": None},
        {"glass": [1]},
        {"glass": [1e9, 1]},
    ],
)
def test_what_a_screen_cannot_have_said_is_refused(screen, post, body):
    _, key = screen()
    whole = {"serials": [], "spoken": [], "upto": 0, "sound": "ok", "glass": []}
    told = whole | body if isinstance(body, dict) else body
    assert post(f"/screens/{key}/seen", told).status_code == 400
    assert ScreenReport.objects.count() == 0


def test_a_revoked_key_is_worth_nothing(screen, post, manager, client_of):
    row, key = screen()
    assert screen_opening(key, row.hall.created_at) is not None
    boss = client_of(manager)
    assert boss.post(f"/halls/shili/screens/{row.id}/revoke").status_code == 302
    for address in ("", "/now", "/sound/" + "0" * 40 + ".wav"):
        assert Client().get(f"/screens/{key}{address}").status_code == 404
    for address in ("/seen", "/speech"):
        assert post(f"/screens/{key}{address}", {"serials": []}).status_code == 404
    assert screen_opening(key, row.hall.created_at) is None
    from kiosk.hub.live.models import Event

    assert Event.objects.filter(audience=f"screen:{row.id}", kind="bye", data={"reason": "revoked"}).exists()


def test_the_stream_begins_with_everything_and_listens_to_desk_and_screen(screen, counter, taken, clock):
    taken("tax")
    row, key = screen()
    counter("1").does("next")
    opening = screen_opening(key, clock.now)
    assert set(opening.audiences) == {"desk:shili", f"screen:{row.id}"}
    assert clock.now.timestamp() < opening.until <= (clock.now + timedelta(hours=2)).timestamp()
    [told] = opening.first()
    assert (told.kind, told.number) == ("all", 0)
    assert told.data["calls"][0]["label"] == "A001"
    Screen.objects.all().delete()
    assert opening.first()[0].kind == "bye"
    assert SCREEN_EVENTS.fullmatch(f"/screens/{key}/events")
    assert not SCREEN_EVENTS.fullmatch("/screens/../events")


def test_a_number_nobody_held_is_taken_away_again(screen, counter, taken):
    taken("tax")
    _, key = screen()
    counter("1").does("next")
    Call.objects.update(taken_back=True)
    TicketRow.objects.update(state="waiting", window="")
    assert now_on(key)["calls"] == []

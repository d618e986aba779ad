"""The manager's page of the screens: made, shown once, changed, given another address, taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kiosk.hub.audit.models import Entry
from kiosk.hub.counter.screen_keys import screen_of
from kiosk.hub.desk.models import Screen

pytestmark = pytest.mark.django_db
HALL = {"kind": "hall", "name": "一楼东侧", "zone": ["1", "2"], "speaks": "yes"}


@pytest.fixture
def boss(desk, manager, client_of):
    return client_of(manager)


def address_of(page):
    return re.search(r"http://testserver/screens/([0-9a-z]+)", page.content.decode())[1]


def test_its_address_is_shown_once_with_a_picture_and_works(boss):
    made = boss.post("/halls/shili/screens/make", HALL)
    assert made.status_code == 200
    words, key = made.content.decode(), address_of(made)
    assert "data:image/svg+xml" in words
    row = screen_of(key)
    assert (row.kind, row.name, row.zone, row.speaks, row.window) == ("hall", "一楼东侧", ["1", "2"], True, "")
    assert Client().get(f"/screens/{key}").status_code == 200
    page = boss.get("/halls/shili/screens").content.decode()
    assert key not in page
    assert "一楼东侧" in page
    assert "还没打开过" in page
    entry = Entry.objects.get(act="counter.screen_made")
    assert key not in str(entry.details)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "名称"),
        ({"kind": "round"}, "种类"),
        ({"kind": "window", "window": "99"}, "窗口"),
        ({"kind": "window"}, "窗口"),
    ],
)
def test_what_is_missing_is_said(boss, wrong, words):
    page = boss.post("/halls/shili/screens/make", HALL | wrong, follow=True).content.decode()
    assert re.search(rf'class="message error"[^>]*>[^<]*{words}', page)
    assert Screen.objects.count() == 0


def test_windows_that_are_none_are_left_out_and_a_window_screen_has_no_zone(boss):
    boss.post("/halls/shili/screens/make", HALL | {"zone": ["1", "77", "<x>"]})
    boss.post("/halls/shili/screens/make", HALL | {"kind": "window", "window": "3", "name": "三"})
    assert list(Screen.objects.order_by("kind").values_list("zone", "window")) == [(["1"], ""), ([], "3")]


def test_another_name_keeps_its_address_another_address_ends_the_first(boss):
    key = address_of(boss.post("/halls/shili/screens/make", HALL))
    row = screen_of(key)
    boss.post(f"/halls/shili/screens/{row.id}/change", {"name": "西侧", "kind": "window"})
    changed = screen_of(key)
    assert (changed.name, changed.kind, changed.speaks, changed.zone) == ("西侧", "hall", False, [])
    other = address_of(boss.post(f"/halls/shili/screens/{row.id}/renew"))
    assert screen_of(key) is None
    assert screen_of(other).id == row.id


def test_two_voices_for_one_window_are_warned_of(boss):
    boss.post("/halls/shili/screens/make", HALL)
    assert "重叠" not in boss.get("/halls/shili/screens").content.decode()
    boss.post("/halls/shili/screens/make", HALL | {"zone": ["2", "3"], "name": "二"})
    page = boss.get("/halls/shili/screens").content.decode()
    assert re.search(r"重叠：\s*2\s*<", page)


def test_what_it_shows_and_says_of_itself(boss, screen, counter, taken, clock, post):
    taken("tax")
    _, key = screen(name="东侧")
    counter("1").does("next")
    clock.advance(seconds=1)
    told = {"serials": [[1, 600]], "spoken": [[1, 200]], "upto": 1, "sound": "none", "glass": [3840, 2160]}
    post(f"/screens/{key}/seen", told)
    part = boss.get("/halls/shili/screens", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    for words in ("在线", "A001", "0.4", "0.8", "没有声音", "3840 × 2160"):
        assert words in part, words
    clock.advance(minutes=5)
    assert "失联" in boss.get("/halls/shili/screens").content.decode()


def test_who_may(desk, hall, other_hall, person, client_of, screen):
    row, _ = screen()
    acts = ("make", f"{row.id}/change", f"{row.id}/renew", f"{row.id}/revoke")
    clerk = client_of(person("clerk", "counter", hall=hall))
    stranger = client_of(person("stranger", "manager", hall=other_hall))
    for client, status in ((clerk, 403), (stranger, 404), (Client(), 302)):
        assert client.get("/halls/shili/screens").status_code == status
        for act in acts:
            assert client.post(f"/halls/shili/screens/{act}", HALL).status_code == status
    assert stranger.post(f"/halls/other/screens/{row.id}/revoke").status_code == 404
    boss = client_of(person("boss", "manager", hall=hall), enforce_csrf_checks=True)
    assert boss.post("/halls/shili/screens/make", HALL).status_code == 403
    row.refresh_from_db()
    assert row.name == "东侧"
    assert not row.key_digest.startswith("-")

"""Coming in: guesses get slower, nobody learns which names exist, sessions end."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kiosk.hub.access import throttle
from kiosk.hub.access.models import LoginTry, User
from kiosk.hub.audit.models import Entry

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def log_in(client, name, password=PASSWORD, **more):
    return client.post("/login", {"username": name, "password": password}, **more)


def test_the_right_password_comes_in_and_is_remembered(client, manager):
    answer = log_in(client, "manager")
    assert answer.status_code == 302
    assert Entry.objects.get(act="access.login").actor == "manager"
    assert client.get("/halls/shili/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_look_the_same(client, manager):
    wrong, unknown = log_in(client, "manager", "x" * 12), log_in(client, "nobody", "x" * 12)
    assert wrong.status_code == unknown.status_code == 401
    a, b = (answer.content.replace(b"manager", b"").replace(b"nobody", b"") for answer in (wrong, unknown))
    assert strip_token(a) == strip_token(b)


def strip_token(page):
    head, rest = page.split(b'name="csrfmiddlewaretoken" value="', 1)
    return head + rest.split(b'"', 1)[1].split(b"csrfmiddlewaretoken", 1)[0]


def test_guessing_gets_slower_and_slower_for_a_name_from_anywhere(manager):
    answers = []
    for n in range(12):
        client = Client(REMOTE_ADDR=f"10.0.{n}.1")
        answers.append(log_in(client, "manager", f"guess number {n}").status_code)
    assert answers[:6] == [401] * 5 + [401] or 429 in answers[5:]
    assert 429 in answers
    # as often again and again: now the wait is a quarter of an hour, and this machine may be as slow as it likes
    LoginTry.objects.bulk_create(LoginTry(key=one.key) for one in LoginTry.objects.all() for _ in range(10))
    slowed = log_in(Client(), "manager")
    assert slowed.status_code == 429, "the right password has to wait as well, or guessing would tell it"
    assert int(slowed.headers["Retry-After"]) > 0
    assert Entry.objects.filter(act="access.login_slowed").exists()
    LoginTry.objects.update(at=timezone.now() - timedelta(hours=25))
    assert log_in(Client(), "manager").status_code == 302


def test_guessing_many_names_from_one_address_gets_slower_too(manager, settings):
    answers = [log_in(Client(REMOTE_ADDR="10.1.1.1"), f"name{n}", "x" * 12).status_code for n in range(30)]
    assert answers[:20] == [401] * 20
    assert 429 in answers[20:]  # which of them depends on how fast this machine tries
    assert log_in(Client(REMOTE_ADDR="10.2.2.2"), "manager").status_code == 302, "others come in"


def test_waiting_doubles_up_to_a_quarter_of_an_hour(db):
    subject, now = throttle.Subject("t", "one", free=3), timezone.now()
    waits = []
    for _ in range(16):
        tried = throttle.attempt([subject], now)
        while not tried.allowed:
            waits.append(tried.wait)
            now += tried.wait
            tried = throttle.attempt([subject], now)
    seconds = [wait.total_seconds() for wait in waits]
    assert seconds[:4] == [1, 2, 4, 8]
    assert seconds == sorted(seconds)
    assert max(seconds) == 900


def test_a_proxy_is_believed_only_when_it_is_named(client, manager, settings):
    headers = [{"X-Forwarded-For": f"8.8.8.{n}"} for n in range(32)]
    answers = [log_in(client, f"name{n}", "x" * 12, headers=given).status_code for n, given in enumerate(headers)]
    assert 429 in answers[20:]


def test_a_form_without_its_token_is_refused(manager):
    client = Client(enforce_csrf_checks=True)
    answer = log_in(client, "manager")
    assert answer.status_code == 403
    assert "失效" in answer.content.decode()
    assert client.get("/halls/shili/").status_code == 302


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.ex"])
def test_the_way_on_leads_nowhere_else(client, manager, address):
    answer = client.post("/login", {"username": "manager", "password": PASSWORD, "next": address})
    assert answer.headers["Location"] == "/"


def test_a_login_ends_after_an_hour_alone_and_after_twelve_hours_at_all(client_of, manager, settings):
    client = client_of(manager)
    session = client.session
    session["seen"] = time.time() - 61 * 60
    session.save()
    assert client.get("/halls/shili/").status_code == 302
    client = client_of(manager)
    session = client.session
    session["since"] = time.time() - 13 * 3600
    session.save()
    assert client.get("/halls/shili/").status_code == 302


def test_what_a_page_does_by_itself_keeps_no_login_alive(client_of, manager):
    client = client_of(manager)
    session = client.session
    session["seen"] = before = time.time() - 30 * 60
    session.save()
    client.get("/halls/shili/", headers={"X-By-Itself": "1"})
    assert client.session["seen"] == before
    client.get("/halls/shili/")
    assert client.session["seen"] > before


def test_the_first_password_must_be_changed_before_anything_else(client_of, manager):
    User.objects.filter(id=manager.id).update(must_change_password=True)
    client = client_of(manager)
    assert client.get("/halls/shili/").headers["Location"] == "/password"
    other = client_of(manager)
    wrong = client.post("/password", {"now": "x" * 12, "new": "a new long one", "again": "a new long one"})
    assert wrong.status_code == 422
    for new in ("short", "password123", "manager manager", "aaaaaaaaaaaa", PASSWORD):
        assert client.post("/password", {"now": PASSWORD, "new": new, "again": new}).status_code == 422, new
    right = client.post("/password", {"now": PASSWORD, "new": "a new long one", "again": "a new long one"})
    assert right.status_code == 302
    assert client.get("/halls/shili/").status_code == 200
    assert other.get("/halls/shili/").status_code == 302, "every other login of the account ended"
    assert "a new long one" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_everybody_has_their_language(client, client_of, manager):
    assert "用户名" in client.get("/login").content.decode()
    client.post("/language", {"language": "en", "next": "/login"})
    page = client.get("/login").content.decode()
    assert "Log in" in page
    assert '<html lang="en">' in page
    mine = client_of(manager)
    mine.post("/language", {"language": "en", "next": "/"})
    manager.refresh_from_db()
    assert manager.language == "en"
    assert "Waiting for you" in mine.get("/halls/shili/").content.decode()


def test_every_page_says_what_it_may_do(client):
    headers = client.get("/login").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"

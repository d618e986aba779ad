"""What a browser may keep of a window's and a screen's page: their program, nothing of anybody."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def facts(answer):
    return json.loads(re.match(r"const RESERVE = (\{.*\});", answer.content.decode())[1])


def test_the_worker_of_a_window_reaches_no_further_than_its_page(counter):
    page = counter("1").client
    worker = page.get("/halls/shili/counter/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/halls/shili/counter"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in worker.headers["Content-Security-Policy"]
    assert "unsafe" not in worker.headers["Content-Security-Policy"]
    found = facts(worker)
    assert (found["page"], found["reserve"]) == ("/halls/shili/counter", "/halls/shili/counter/reserve")
    whole = page.get("/halls/shili/counter").content.decode()
    assert f'data-program="{found["program"]}"' in whole


def test_the_page_that_is_kept_names_nobody(counter):
    page = counter("1").client
    page.get("/halls/shili/counter")
    words = page.get("/halls/shili/counter/reserve").content.decode()
    token = page.cookies["csrf"].value
    assert 'data-reserve="yes"' in words
    assert 'data-token=""' in words
    for secret in ("clerk1", token, "csrfmiddlewaretoken", "first-state"):
        assert secret not in words
    assert not re.search(r"<(script|style)(?![^>]*\bsrc=)[^>]*>", words)  # the strict policy holds for it, too
    kept = {file.partition("?")[0] for file in re.findall(r'(?:src|href)="(/static/[^"#]+)', words)}
    assert {
        f"/static/counter/{name}" for name in ("counter.js", "counter_wire.js", "counter_manual.js", "counter.css")
    } <= kept


def test_only_staff_and_only_screens_that_are_some(desk, person, hall, client_of, screen):
    stranger = client_of(person("ed", "editor", hall=hall))
    for path in ("worker.js", "reserve"):
        assert stranger.get(f"/halls/shili/counter/{path}").status_code == 403
        assert Client().get(f"/halls/shili/counter/{path}").status_code == 302
    _, key = screen()
    worker = Client().get(f"/screens/{key}/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == f"/screens/{key}"
    assert facts(worker)["reserve"] == f"/screens/{key}"
    assert Client().get("/screens/0123456789abcdefghjk/worker.js").status_code == 404

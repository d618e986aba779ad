"""Tokens: only for the key's holder, once for each signature, and worth nothing after an hour or a revocation."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hub.running import device_key

from kiosk.hub.fleet import tokens
from kiosk.hub.fleet.models import Panel
from kiosk.sync.messages import token_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    return device_key()


@pytest.fixture
def panel(hall, key):
    return Panel.objects.create(id="p1", hall=hall, name="one", public_key=key[1])


def asked(key, *, panel_id="p1", at=None, nonce=None, pin="", signed_by=None, **more):
    at = at or timezone.now().isoformat()
    nonce = nonce or secrets.token_hex(16)
    signature = (signed_by or key[0]).sign(token_words(panel_id, at, nonce, pin)).hex()
    body = {"panel_id": panel_id, "at": at, "nonce": nonce, "signature": signature} | more
    return Client().post("/api/tokens", body, content_type="application/json")


def test_a_signature_gives_a_token_for_an_hour(panel, key):
    answer = asked(key)
    assert answer.status_code == 200
    token = answer.json()["token"]
    now = timezone.now()
    assert tokens.admitted(f"Bearer {token}", now)[0] == panel
    with pytest.raises(tokens.RefusedError):
        tokens.admitted(f"Bearer {token}", now + timedelta(hours=1))


def test_a_signature_counts_once(panel, key):
    nonce, at = secrets.token_hex(16), timezone.now().isoformat()
    assert asked(key, nonce=nonce, at=at).status_code == 200
    assert asked(key, nonce=nonce, at=at).status_code == 401


def test_a_wrong_clock_is_told_the_time(panel, key):
    answer = asked(key, at=(timezone.now() - timedelta(days=30)).isoformat())
    assert answer.status_code == 401
    assert answer.json()["error"] == "clock"
    assert asked(key, at=answer.json()["now"]).status_code == 200
    assert asked(key, at="yesterday").json()["error"] == "clock"
    assert asked(key, at="2026-11-22T10:00:00").json()["error"] == "clock", "a moment has an offset"


def test_who_does_not_hold_the_key_learns_nothing(panel, key):
    stranger = device_key()[0]
    wrong = asked(key, signed_by=stranger)
    unknown = asked(key, panel_id="nobody")
    old = asked(key, signed_by=stranger, at="2020-01-01T00:00:00+00:00")
    assert wrong.status_code == unknown.status_code == old.status_code == 401
    assert wrong.json() == unknown.json() == old.json()


def test_a_signature_for_another_hub_is_none_for_this_one(panel, key):
    """Whoever stands between panel and hub has another TLS key, and the panel signs that one."""
    assert asked(key, pin="ab" * 32).status_code == 401


def test_guessing_signatures_is_slowed_down(panel, key):
    stranger = device_key()[0]
    answers = [asked(key, signed_by=stranger).status_code for _ in range(45)]
    assert 429 in answers


def test_a_revoked_panel_hears_that_it_was(panel, key):
    token = asked(key).json()["token"]
    Panel.objects.update(revoked_at=timezone.now())
    assert asked(key).json()["error"] == "revoked"
    assert asked(key, signed_by=device_key()[0]).json()["error"] == "token", "only who holds the key is told"
    with pytest.raises(tokens.RefusedError) as no:
        tokens.admitted(f"Bearer {token}", timezone.now())
    assert no.value.word == "revoked"


def test_a_token_of_another_secret_or_another_panel_is_none(panel, key, settings):
    token = asked(key).json()["token"]
    _, until, seal = token.split(".")
    Panel.objects.create(id="p2", hall=panel.hall, name="two", public_key="22" * 32)
    for forged in (f"p2.{until}.{seal}", f"p1.{int(until) + 9}.{seal}", token[:-1], token + "0", "", "..", "p1.x.y"):
        with pytest.raises(tokens.RefusedError):
            tokens.admitted(f"Bearer {forged}", timezone.now())
    settings.SECRET_KEY = "another"
    with pytest.raises(tokens.RefusedError):
        tokens.admitted(f"Bearer {token}", timezone.now())

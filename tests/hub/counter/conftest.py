"""What tests of windows and screens share: an open hall, a clock that is moved, tickets, clerks and screens."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hub.desk.halls import MORNING, an_id, forget, opened, wish


class Hands:
    """The hall's clock."""

    def __init__(self) -> None:
        self.now = MORNING

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Everything that asks Django for the time gets this one."""
    hands = Hands()
    monkeypatch.setattr("django.utils.timezone.now", lambda: hands.now)
    return hands


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:

    yield
    forget()


@pytest.fixture
def desk(hall: Any) -> Any:
    return opened(hall.pk)


@pytest.fixture
def taken(desk: Any, clock: Hands) -> Callable[..., Any]:
    """``taken("tax", 3)``: tickets with paper, a minute apart; their facts."""
    from kiosk.hub.desk import authority

    def make(queue: str = "tax", count: int = 1, **facts: Any) -> Any:
        found = []
        for _ in range(count):
            given = authority.take(desk.hall_id, wish(queue, **facts), "desk", clock.now)
            found.append(authority.confirm(desk.hall_id, given.id, given.label, "printed", "desk", clock.now))
            clock.advance(minutes=1)
        return found if count > 1 else found[0]

    return make


class Counter:
    """A clerk's page: ``counter.press("next")`` does what its script does."""

    def __init__(self, client: Any, hall_id: str, window: str) -> None:
        self.client, self.hall_id, self.window = client, hall_id, window

    def press(self, act: str, call: str = "", **facts: Any) -> Any:
        body = {"act": act, "call": call or an_id(), "window": self.window, **facts}
        return self.client.post(f"/halls/{self.hall_id}/counter/act", json.dumps(body), content_type="application/json")

    def does(self, act: str, **facts: Any) -> Any:
        """The state after an act that goes well."""
        answer = self.press(act, **facts)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["state"]

    def state(self) -> Any:
        return self.client.get(f"/halls/{self.hall_id}/counter/state?window={self.window}").json()


@pytest.fixture
def counter(desk: Any, hall: Any, person: Callable[..., Any], client_of: Callable[..., Any]) -> Callable[..., Counter]:
    """``counter("1")``: a clerk who has opened window 1."""

    def make(window: str, *, name: str = "", opened: bool = True, role: str = "counter", at: Any = None) -> Counter:
        user = person(name or f"clerk{window}", role, hall=at or hall)
        page = Counter(client_of(user), hall.pk, window)
        if opened:
            page.does("open")
        return page

    return make


@pytest.fixture
def screen(desk: Any, hall: Any) -> Callable[..., Any]:
    """``screen()``: (row, key) of a hall display; ``screen(kind="window", window="1")``."""
    from kiosk.hub.counter.screen_keys import digest, new_key
    from kiosk.hub.desk.models import Screen

    def make(**facts: Any) -> Any:
        key = new_key()
        given = {"kind": "hall", "name": "东侧", "speaks": True, **facts}
        return Screen.objects.create(id=secrets.token_hex(16), hall=hall, key_digest=digest(key), **given), key

    return make


@pytest.fixture
def post() -> Callable[..., Any]:
    """What a screen sends: no session, no token."""
    from django.test import Client

    def send(address: str, body: Any) -> Any:
        words = body if isinstance(body, str) else json.dumps(body)
        return Client(enforce_csrf_checks=True).post(address, words, content_type="application/json")

    return send

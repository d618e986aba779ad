"""A hall, windows with people at them, and visitors who were served there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hub.desk.halls import an_id, forget, opened

from kiosk.hub.counter.screen_keys import digest, new_key


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """No test sees what another one has read."""
    from kiosk.hub.desk import line

    monkeypatch.setattr(line, "PART", 0.0)
    yield
    forget()


@pytest.fixture
def desk(hall):
    return opened(hall.pk)


@pytest.fixture
def clerk(person, hall):
    return person("clerk", "counter", hall=hall)


@pytest.fixture
def served(hall, desk, clerk):
    """``served("2", ago=…)``: somebody was served at this window just now; the ticket's row."""
    from kiosk.hub.desk.models import Seat, TicketRow
    from kiosk.hub.reviews import reviewing

    def make(window="2", ago=timedelta(seconds=5), matters=("M1",), number=12, **facts):
        at = timezone.now() - ago
        Seat.objects.update_or_create(hall=hall, window=window, defaults={"state": "open", "user": clerk})
        given = {
            "id": an_id(),
            "queue": "tax",
            "origin": "tax",
            "day": timezone.localtime(at).date(),
            "number": number,
            "label": f"A{number:03}",
            "state": "done",
            "kind": "ordinary",
            "proof": "said",
            "matters": list(matters),
            "arrived": at - timedelta(minutes=20),
            "issued_at": at - timedelta(minutes=20),
            "started_at": at - timedelta(minutes=8),
            "ended_at": at,
            "window": window,
            "confirmed": True,
        } | facts
        row = TicketRow.objects.create(hall=hall, **given)
        reviewing.served(row, "done", at)
        return row

    return make


@pytest.fixture
def screen_key(hall):
    """The secret address of window 2's screen."""
    from kiosk.hub.desk.models import Screen

    key = new_key()
    Screen.objects.create(id=an_id(), hall=hall, kind="window", name="2", window="2", key_digest=digest(key))
    return key

"""Tickets for the tests of this room and its neighbours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.hub.desk.models import TicketRow

#: 10:00 on a Monday in the hall.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def ticket(hall, **facts):
    given = {
        "id": "a" * 32,
        "queue": "A",
        "day": NOW.date(),
        "number": 12,
        "label": "A012",
        "state": "waiting",
        "kind": "ordinary",
        "arrived": NOW - timedelta(minutes=5),
        "issued_at": NOW - timedelta(minutes=5),
        "confirmed": True,
    } | facts
    return TicketRow.objects.create(hall=hall, **given)

"""Writes an event; the streams of every hub process find it by polling."""

from __future__ import annotations

import threading
from typing import Any

from django.db import transaction

from kiosk.hub.live.models import Event

#: Wakes this process's station, so that it need not wait for its next look. Other processes find out by themselves.
NUDGE = threading.Event()


def tell(audience: str, kind: str, /, **data: Any) -> Event:
    """Tell an audience something, in the caller's transaction: told exactly when the act holds."""
    event = Event.objects.create(audience=audience, kind=kind, data=data)
    transaction.on_commit(NUDGE.set)
    return event

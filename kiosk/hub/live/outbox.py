"""Writes an event; the streams of every hub process find it by polling."""

from __future__ import annotations

from typing import Any

from kiosk.hub.live.models import Event


def tell(audience: str, kind: str, /, **data: Any) -> Event:
    """Tell an audience something, in the caller's transaction: told exactly when the act holds."""
    return Event.objects.create(audience=audience, kind=kind, data=data)

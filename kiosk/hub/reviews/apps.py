"""The Django app of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """What visitors think of a service (好差评), and what becomes of it."""

    name = "kiosk.hub.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear when a case is done."""
        from kiosk.hub.desk.signals import ticket_moved

        ticket_moved.connect(_moved, dispatch_uid="reviews")


def _moved(row: Any, act: str, now: Any, **others: Any) -> None:
    from kiosk.hub.reviews import reviewing

    reviewing.served(row, act, now)

"""The Django app of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """What a visitor sees on a phone, and the messages that are sent to it."""

    name = "kiosk.hub.phone"
    label = "phone"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear when a ticket moves."""
        from kiosk.hub.desk.signals import ticket_moved

        ticket_moved.connect(_moved, dispatch_uid="phone")


def _moved(row: Any, act: str, now: Any, **others: Any) -> None:
    from kiosk.hub.phone import booked, mail_box

    mail_box.moved(row, act, now)
    if act == "issued" and row.appointment_at is not None:
        booked.over(row.id, now)

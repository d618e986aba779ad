"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Appointments as staff and booking systems tell them."""

    name = "kiosk.hub.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"

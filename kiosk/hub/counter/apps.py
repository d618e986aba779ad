"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Staff call from their windows; halls and windows show and speak the calls."""

    name = "kiosk.hub.counter"
    label = "counter"
    default_auto_field = "django.db.models.BigAutoField"

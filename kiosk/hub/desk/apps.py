"""The Django app of the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Tickets, calls, windows and screens of each hall."""

    name = "kiosk.hub.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

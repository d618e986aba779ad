"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """What a visitor sees on a phone, and the messages that are sent to it."""

    name = "kiosk.hub.phone"
    label = "phone"
    default_auto_field = "django.db.models.BigAutoField"

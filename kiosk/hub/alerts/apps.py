"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alarms and bad reviews reach their receivers."""

    name = "kiosk.hub.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

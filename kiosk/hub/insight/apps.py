"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """What managers see of their hall: now, alarms, reports."""

    name = "kiosk.hub.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """What visitors think of a service (好差评), and what becomes of it."""

    name = "kiosk.hub.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

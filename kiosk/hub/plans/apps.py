"""Names this room to Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The app ``plans``."""

    name = "kiosk.hub.plans"
    label = "plans"

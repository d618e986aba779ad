"""Names this room to Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The app ``access``."""

    name = "kiosk.hub.access"
    label = "access"

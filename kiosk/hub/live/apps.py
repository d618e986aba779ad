"""Names this room to Django."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The app ``live``."""

    name = "kiosk.hub.live"
    label = "live"

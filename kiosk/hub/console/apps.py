"""Names this room to Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The app ``console``."""

    name = "kiosk.hub.console"
    label = "console"

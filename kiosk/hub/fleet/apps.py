"""Names this room to Django."""

from django.apps import AppConfig


class FleetConfig(AppConfig):
    """The app ``fleet``."""

    name = "kiosk.hub.fleet"
    label = "fleet"

"""Names this room to Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The app ``records``."""

    name = "kiosk.hub.records"
    label = "records"

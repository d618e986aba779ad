"""Names this room to Django."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The app ``publishing``."""

    name = "kiosk.hub.publishing"
    label = "publishing"

"""Names this room to Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app ``audit``."""

    name = "kiosk.hub.audit"
    label = "audit"

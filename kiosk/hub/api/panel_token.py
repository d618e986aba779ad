"""Who is let in to the machine side as a panel."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from kiosk.hub.fleet import tokens
from kiosk.hub.fleet.models import Panel


class PanelToken(AuthBase):
    """``Authorization: Bearer <token>`` of a panel that is not revoked."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Panel:
        panel, _ = tokens.admitted(request.headers.get("Authorization", ""), timezone.now())
        return panel

"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.audit import pages

urlpatterns = [path("", pages.audit, name="audit")]

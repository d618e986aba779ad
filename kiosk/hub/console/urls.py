"""The addresses of the common pages."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.console import home

urlpatterns = [
    path("", home.start, name="start"),
    path("halls/<slug:hall_id>/", home.hall_home, name="home"),
]

"""The addresses of the machine side."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.api.machine import api

urlpatterns = [path("", api.urls)]

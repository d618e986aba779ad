"""The addresses of this room that belong to no hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.fleet import admission

urlpatterns = [path("enrol", admission.enrol, name="enrol")]

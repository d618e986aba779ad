"""The addresses of this room inside a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.fleet import pages

urlpatterns = [
    path("panels", pages.panels, name="panels"),
    path("panels/results/<slug:order_id>", pages.result, name="panel-result"),
    path("panels/<slug:panel_id>", pages.panel, name="panel"),
    path("panels/<slug:panel_id>/ask", pages.ask, name="panel-ask"),
    path("panels/<slug:panel_id>/change", pages.change, name="panel-change"),
    path("panels/<slug:panel_id>/revoke", pages.revoke, name="panel-revoke"),
]

"""The visitor's page, which belongs to no hall's console."""

from __future__ import annotations

from django.urls import URLPattern, path

from kiosk.hub.phone import pages

urlpatterns: list[URLPattern] = [
    path("t/<str:code>", pages.page, name="ticket-page"),
    path("t/<str:code>/state", pages.state, name="ticket-state"),
    path("t/<str:code>/leave", pages.leave, name="ticket-leave"),
    path("t/<str:code>/return", pages.come_back, name="ticket-return"),
    path("t/<str:code>/review", pages.review, name="ticket-review"),
]

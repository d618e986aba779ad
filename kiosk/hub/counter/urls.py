"""Addresses of this room outside a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.counter import reserve, screen_pages

urlpatterns = [
    path("screens/<slug:key>", screen_pages.page, name="screen"),
    path("screens/<slug:key>/worker.js", reserve.screen_worker, name="screen-worker"),
    path("screens/<slug:key>/now", screen_pages.now, name="screen-now"),
    path("screens/<slug:key>/seen", screen_pages.seen, name="screen-seen"),
    path("screens/<slug:key>/speech", screen_pages.say, name="screen-speech"),
    path("screens/<slug:key>/sound/<str:name>", screen_pages.sound, name="screen-sound"),
]

"""The question on a window's screen."""

from __future__ import annotations

from django.urls import URLPattern, path

from kiosk.hub.reviews import screen_page

urlpatterns: list[URLPattern] = [path("screens/<slug:key>/review", screen_page.screen_review, name="screen-review")]

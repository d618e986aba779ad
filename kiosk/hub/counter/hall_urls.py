"""Addresses of this room within a hall; ``counter/live`` is answered beside Django (project/switchboard)."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.counter import acts, counter_pages, reserve, screens

urlpatterns = [
    path("counter", counter_pages.counter, name="counter"),
    path("counter/state", counter_pages.state, name="counter-state"),
    path("counter/act", acts.act, name="counter-act"),
    path("counter/manual", acts.manual, name="counter-manual"),
    path("counter/worker.js", reserve.counter_worker, name="counter-worker"),
    path("counter/reserve", reserve.counter_reserve, name="counter-reserve"),
    path("counter/paper", counter_pages.paper, name="counter-paper"),
    path("screens", screens.screens, name="screens"),
    path("screens/make", screens.make, name="screen-make"),
    path("screens/<slug:screen_id>/change", screens.change, name="screen-change"),
    path("screens/<slug:screen_id>/renew", screens.renew, name="screen-renew"),
    path("screens/<slug:screen_id>/revoke", screens.revoke, name="screen-revoke"),
]

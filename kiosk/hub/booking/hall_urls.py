"""Addresses of this room within a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.booking import key_pages, pages

urlpatterns = [
    path("appointments", pages.appointments, name="appointments"),
    path("appointments/make", pages.make, name="appointment-make"),
    path("appointments/find", pages.find, name="appointment-find"),
    path("appointments/import", pages.bring, name="appointment-import"),
    path("appointments/sample.xlsx", pages.sample, name="appointment-sample"),
    path("appointments/<slug:appointment_id>/cancel", pages.call_off, name="appointment-cancel"),
    path("appointments/keys", key_pages.keys, name="booking-keys"),
    path("appointments/keys/make", key_pages.make, name="booking-key-make"),
    path("appointments/keys/<int:key_id>/revoke", key_pages.revoke, name="booking-key-revoke"),
]

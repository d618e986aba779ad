"""Addresses of this room within a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.alerts import pages

urlpatterns = [
    path("alarms/ways", pages.ways, name="alert-ways"),
    path("alarms/ways/phones/<int:user_id>", pages.phone, name="alert-phone"),
    path("alarms/ways/robots", pages.robot, name="alert-robot-make"),
    path("alarms/ways/robots/<int:robot_id>", pages.robot, name="alert-robot"),
    path("alarms/ways/robots/<int:robot_id>/test", pages.test, name="alert-robot-test"),
    path("alarms/ways/robots/<int:robot_id>/remove", pages.remove, name="alert-robot-remove"),
]

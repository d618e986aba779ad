"""Addresses of this room within a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.insight import alarm_pages, live_pages, report_pages

urlpatterns = [
    path("now", live_pages.hall_now, name="hall-live"),
    path("alarms", alarm_pages.alarms, name="alarms"),
    path("alarms/settings", alarm_pages.thresholds, name="alarm-settings"),
    path("alarms/<int:alarm_id>/seen", alarm_pages.seen, name="alarm-seen"),
    path("reports", report_pages.reports, name="hall-reports"),
    path("reports.xlsx", report_pages.sheet, name="hall-reports-sheet"),
]

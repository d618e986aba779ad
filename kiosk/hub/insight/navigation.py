"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page
from kiosk.hub.insight.alarm_pages import open_alarms

PAGES = (
    Page("hall-live", "大厅实况", "Hall now", "eye", group=0, place=10),
    Page("alarms", "预警", "Alarms", "warn", group=0, place=12, count=open_alarms),
    Page("hall-reports", "统计报表", "Reports", "table", ("manager", "reviewer", "auditor"), group=0, place=14),
)

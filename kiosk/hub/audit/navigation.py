"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (Page("audit", "审计日志", "Audit log", "log", ("auditor", "manager"), group=4, place=20, in_hall=False),)

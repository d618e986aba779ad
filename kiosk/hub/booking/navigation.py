"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (Page("appointments", "预约", "Appointments", "clock", ("manager",), group=0, place=30),)

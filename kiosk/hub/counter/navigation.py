"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (
    Page("counter", "窗口叫号", "My window", "bell", ("counter", "manager"), group=0, place=20),
    Page("screens", "叫号屏幕", "Call screens", "eye", ("manager", "technician"), group=3, place=30),
)

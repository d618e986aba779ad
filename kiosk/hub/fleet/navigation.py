"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (
    Page("panels", "触摸屏状态", "Panels", "screen", group=3, place=10),
    Page("enrol", "加入触摸屏", "Add a panel", "plus", ("technician", "manager"), group=3, place=20, in_hall=False),
)

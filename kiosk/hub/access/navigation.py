"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page

PAGES = (
    Page("home", "首页", "Home", "home", group=0, place=0),
    Page("people", "人员与角色", "People and roles", "people", ("manager",), group=4, place=10),
)

"""This room's pages in the side navigation."""

from __future__ import annotations

from kiosk.hub.console.navigation import Page
from kiosk.hub.reviews import following

PAGES = (
    Page(
        *("reviews", "评价（好差评）", "Reviews", "star", ("manager", "reviewer")),
        group=0,
        place=40,
        count=following.open_ones,
        told="review",
    ),
)

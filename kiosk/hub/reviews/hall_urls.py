"""Addresses of this room within a hall."""

from __future__ import annotations

from django.urls import URLPattern, path

from kiosk.hub.reviews import pages

urlpatterns: list[URLPattern] = [
    path("reviews", pages.reviews, name="reviews"),
    path("reviews/count", pages.count, name="reviews-count"),
    path("reviews/summary", pages.summary, name="reviews-summary"),
    path("reviews/sheet", pages.sheet, name="reviews-sheet"),
    path("reviews/<int:review_id>", pages.review, name="review"),
    path("reviews/<int:review_id>/act", pages.act, name="review-act"),
]

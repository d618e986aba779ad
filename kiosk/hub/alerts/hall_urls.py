"""Addresses of this room within a hall."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""The addresses of this room, below ``halls/<hall_id>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kiosk.hub.plans import code, import_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("plan", views.editor, name="plan"),
    path("plan/new", views.new, name="plan-new"),
    path("plan/document", views.document, name="plan-document"),
    path("plan/findings", views.findings, name="plan-findings"),
    path("plan/route", views.route, name="plan-route"),
    path("plan/shapes/<slug:act>", views.shapes, name="plan-shapes"),
    path("plan/sketch", views.sketch, name="plan-sketch"),
    path("plan/history", views.history, name="plan-history"),
    path("plan/history/<int:wanted>", views.go_back, name="plan-go-back"),
    path("plan/export", views.export, name="plan-export"),
    path("plan/import/imdf", import_views.imdf, name="plan-import-imdf"),
    path("plan/import/dxf", import_views.dxf, name="plan-import-dxf"),
    path("plan/underlays", import_views.underlays, name="plan-underlays"),
    path("plan/underlays/<int:number>", import_views.underlay, name="plan-underlay"),
    path("plan/code/<slug:mark>/<path:name>", code.module, name="plan-code"),
]

"""The addresses of this room inside a hall."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kiosk.hub.records import (
    views_desk,
    views_media,
    views_notice,
    views_overview,
    views_row,
    views_table,
    views_transfer,
    views_week,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("overview/", views_overview.overview, name="content"),
    path("overview/findings", views_overview.findings, name="content-findings"),
    path("content/hall", views_overview.facts, name="content-facts"),
    path("content/desk", views_desk.desk, name="content-desk"),
    path("content/windows/", views_table.table, {"table": "windows"}, name="content-windows"),
    path("content/matters/", views_table.table, {"table": "matters"}, name="content-matters"),
    path("content/hours/", views_table.table, {"table": "hours"}, name="content-hours"),
    path("content/notices/", views_table.table, {"table": "notices"}, name="content-notices"),
    path("content/notices/clean", views_notice.cleaned, name="notice-clean"),
    path("content/notices/preview", views_notice.preview, name="notice-preview"),
    path("content/hours/week/", views_week.new, name="week-new"),
    path("content/hours/week/<str:week_id>", views_week.week, name="week"),
    path("transfer/", views_transfer.transfer, name="transfer"),
    path("transfer/export", views_transfer.export, name="export"),
    path("transfer/check", views_transfer.upload, name="import-check"),
    path("transfer/apply", views_transfer.apply_file, name="import-apply"),
    path("content/<slug:table>/", views_table.table, name="content-table"),
    path("content/<slug:table>/new", views_row.new, name="content-new"),
    path("content/<slug:table>/find", views_row.find, name="content-find"),
    path("content/<slug:table>/check", views_row.check, name="content-check"),
    path("content/<slug:table>/<int:row_id>", views_row.edit, name="content-row"),
    path("content/<slug:table>/<int:row_id>/delete", views_row.delete, name="content-delete"),
    path("content/<slug:table>/<int:row_id>/move", views_table.move, name="content-move"),
    path("media/", views_media.shelf, name="media"),
    path("media/<str:name>", views_media.file, name="medium"),
    path("media/<str:name>/delete", views_media.delete, name="medium-delete"),
]

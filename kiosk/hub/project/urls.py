"""Every address of the hub; each room brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

HALL = "halls/<slug:hall_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kiosk.hub.console.urls")),
    path("", include("kiosk.hub.access.urls")),
    path("", include("kiosk.hub.fleet.urls")),
    path("audit/", include("kiosk.hub.audit.urls")),
    path("api/", include("kiosk.hub.api.urls")),
    path("", include("kiosk.hub.counter.urls")),
    path("", include("kiosk.hub.phone.urls")),
    path("", include("kiosk.hub.reviews.urls")),
    path(HALL, include("kiosk.hub.access.hall_urls")),
    path(HALL, include("kiosk.hub.fleet.hall_urls")),
    path(HALL, include("kiosk.hub.records.urls")),
    path(HALL, include("kiosk.hub.publishing.urls")),
    path(HALL, include("kiosk.hub.plans.urls")),
    path(HALL, include("kiosk.hub.desk.hall_urls")),
    path(HALL, include("kiosk.hub.counter.hall_urls")),
    path(HALL, include("kiosk.hub.phone.hall_urls")),
    path(HALL, include("kiosk.hub.reviews.hall_urls")),
    path(HALL, include("kiosk.hub.insight.hall_urls")),
    path(HALL, include("kiosk.hub.booking.hall_urls")),
    path(HALL, include("kiosk.hub.alerts.hall_urls")),
]

handler403 = "kiosk.hub.console.refusals.forbidden"
handler404 = "kiosk.hub.console.refusals.not_found"
handler500 = "kiosk.hub.console.refusals.broken"

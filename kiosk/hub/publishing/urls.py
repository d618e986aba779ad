"""The addresses of this room, below ``halls/<hall_id>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kiosk.hub.publishing import edition_pages, preview_pages, release_pages, switch_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("publish", edition_pages.working_copy, name="publishing"),
    path("publish/verdict", edition_pages.verdict, name="publishing-verdict"),
    path("publish/submit", edition_pages.submit, name="publishing-submit"),
    path("publish/publish", edition_pages.publish, name="publishing-publish"),
    path("editions/<int:edition_id>", edition_pages.edition, name="edition"),
    path("editions/<int:edition_id>/act", edition_pages.act, name="edition-act"),
    path("releases", release_pages.releases, name="releases"),
    path("releases/rollout", release_pages.rollout, name="rollout"),
    path("releases/<int:number>", release_pages.release, name="release"),
    path("releases/<int:number>/difference", release_pages.going_back, name="release-difference"),
    path("releases/<int:number>/again", release_pages.again, name="release-again"),
    path("switches", switch_pages.switches, name="switches"),
    path("switches/off", switch_pages.off, name="switch-off"),
    path("switches/on", switch_pages.on, name="switch-on"),
    path("emergency", switch_pages.emergency, name="emergency"),
    path("emergency/show", switch_pages.show, name="emergency-show"),
    path("emergency/lift", switch_pages.lift, name="emergency-lift"),
    path("preview", preview_pages.preview, name="preview"),
    path("preview/act", preview_pages.act, name="preview-act"),
]

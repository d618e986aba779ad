"""The first page of a hall: what is on the panels, what waits for me, which panels are in trouble."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.fleet.pages import newest_event, overview
from kiosk.hub.publishing.models import Channel, Edition, Release
from kiosk.hub.records.models import Hall


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """To the hall that was looked at last, or to the only one."""
    mine = gate.halls(cast(User, request.user))
    if not mine:
        return render(request, "console/no_hall.html")
    last = request.session.get("hall", "")
    return redirect("home", hall_id=next((hall.id for hall in mine if hall.id == last), mine[0].id))


@gate.needs()
def hall_home(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What this hall's people look at first."""
    held = gate.roles(request.user, hall_id)
    channel = Channel.objects.filter(hall_id=hall_id).first()
    live = channel.live if channel else {}
    release = (
        Release.objects.filter(hall_id=hall_id).select_related("edition", "published_by").order_by("-number").first()
    )
    page = overview(hall_id) | {
        "release": release,
        "waiting": _waiting(hall_id, held),
        "emergencies": live.get("emergencies", ()),
        "closed_windows": live.get("closed_windows", ()),
        "closed_ways": live.get("closed", ()),
        "publishing": _address("publishing", hall_id),
        "newest_event": newest_event(),
    }
    template = "console/home_body.html" if request.headers.get("HX-Request") else "console/home.html"
    return render(request, template, page)


def _waiting(hall_id: str, held: frozenset[str]) -> list[Edition]:
    """Editions that wait for somebody with these roles."""
    states: list[str] = []
    if Role.REVIEWER in held:
        states.append(Edition.State.SUBMITTED)
    if Role.MANAGER in held:
        states.append(Edition.State.REVIEWED)
        if Hall.objects.get(id=hall_id).steps < 3:
            states.append(Edition.State.SUBMITTED)
    return list(Edition.objects.filter(hall_id=hall_id, state__in=states).select_related("made_by").order_by("made_at"))


def _address(name: str, hall_id: str) -> str:
    try:
        return reverse(name, kwargs={"hall_id": hall_id})
    except NoReverseMatch:
        return ""

"""The first page of a hall: what is on the panels, what waits for me, which panels are in trouble."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kiosk.hub.access import gate
from kiosk.hub.access.models import User


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
    return render(request, "console/home.html", {})

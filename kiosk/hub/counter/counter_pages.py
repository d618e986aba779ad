"""The pages of a window: the console itself, what it shows as JSON, and the paper form for when nothing works."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie

from kiosk.hub.access import gate
from kiosk.hub.access.models import User
from kiosk.hub.counter.acts import STAFF
from kiosk.hub.counter.console import console_of
from kiosk.hub.counter.program import program_mark
from kiosk.hub.fleet.pages import newest_event

#: Lines of the paper form: a morning by hand.
PAPER_LINES = 28


@ensure_csrf_cookie
@gate.needs(*STAFF)
def counter(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The console; what it shows at first is in the page, then it asks by itself."""
    event = newest_event()
    state = console_of(hall_id, request.GET.get("window", ""), cast(User, request.user), timezone.now())
    page = {"state": state, "program": program_mark(), "newest_event": event}
    return render(request, "counter/counter.html", page)


@gate.needs(*STAFF)
def state(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What the console shows now."""
    return JsonResponse(console_of(hall_id, request.GET.get("window", ""), cast(User, request.user), timezone.now()))


@gate.needs(*STAFF)
def paper(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A sheet to print before it is needed, with the line as it is now."""
    shown = console_of(hall_id, request.GET.get("window", ""), cast(User, request.user), timezone.now())
    page = {"state": shown, "lines": range(PAPER_LINES), "now": timezone.now()}
    return render(request, "counter/paper.html", page)

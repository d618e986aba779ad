"""What a browser keeps for the time when the hub is away: a worker for one page's address, and what it falls back on.

It keeps a window's page without its user (``counter/reserve.html``), a screen's page as it is, and their own files;
nothing that was asked or answered. A newer program is another worker, which takes over at once.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kiosk.hub.access import gate
from kiosk.hub.counter.acts import STAFF
from kiosk.hub.counter.hall_words import hall_words
from kiosk.hub.counter.program import program_mark
from kiosk.hub.counter.screen_keys import screen_of

_WORKER = Path(__file__).parent / "static" / "counter" / "worker.js"


@require_safe
@gate.needs(*STAFF)
def counter_worker(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The worker of a hall's windows; it reaches no further than their page."""
    page = reverse("counter", kwargs={"hall_id": hall_id})
    return _worker(page, reverse("counter-reserve", kwargs={"hall_id": hall_id}))


@require_safe
@gate.needs(*STAFF)
def counter_reserve(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A window's page without anything of who uses it: what is left when the hub does not answer."""
    context = {"words": hall_words(hall_id).hall, "program": program_mark(), "hall_id": hall_id}
    return render(request, "counter/reserve.html", context)


@require_safe
def screen_worker(request: HttpRequest, key: str) -> HttpResponse:
    """The worker of one screen; its page is kept as it is: nothing in it is anybody's."""
    if screen_of(key) is None:
        return HttpResponse(status=404)
    page = reverse("screen", kwargs={"key": key})
    return _worker(page, page)


def _worker(page: str, reserve: str) -> HttpResponse:
    facts = json.dumps({"page": page, "reserve": reserve, "program": program_mark()})
    response = HttpResponse(f"const RESERVE = {facts};\n{_program()}", content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = page
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _program() -> str:
    return _WORKER.read_text("utf-8")

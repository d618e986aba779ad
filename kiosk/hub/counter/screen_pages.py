"""What a screen asks for with its secret address: its page, the moment, what to say; and what it tells of itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kiosk.hub.counter.acknowledging import SOUNDS, Seen, acknowledge, newest_serial
from kiosk.hub.counter.hall_words import hall_words
from kiosk.hub.counter.program import program_mark
from kiosk.hub.counter.screen_keys import screen_of
from kiosk.hub.counter.showing import showing
from kiosk.hub.counter.speaking import speech
from kiosk.hub.counter.voice import chime, sound_file
from kiosk.hub.desk.models import Screen

#: Calls in one request, and how long ago a screen may say that something was (ms).
_MANY, _AGO_MS = 200, 24 * 3600 * 1000
CHIME = "chime.wav"


@require_GET
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The page itself; a screen whose address was taken back is told so."""
    screen = screen_of(key)
    if screen is None:
        return render(request, "counter/screen_gone.html", status=404)
    context = {
        "screen": screen,
        "key": key,
        "hall": hall_words(screen.hall_id).hall,
        "program": program_mark(),
        "review": _review(screen, key),
    }
    return render(request, "counter/screen.html", context)


@require_GET
def now(request: HttpRequest, key: str) -> HttpResponse:
    """Everything there is to draw, as JSON; the stream's first event says the same."""
    return JsonResponse(showing(_screen(key), timezone.now()))


@csrf_exempt  # the address is the secret, and there is no session
@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """``{serials: [[serial, ms ago]], spoken: [[serial, ms ago]], upto, sound, glass}`` → ``{serial}``."""
    screen, moment = _screen(key), timezone.now()
    told = _told(request)
    shown, spoken = _moments(told.get("serials"), moment), _moments(told.get("spoken"), moment)
    upto, sound, glass = told.get("upto", 0), told.get("sound", ""), told.get("glass", [])
    if shown is None or spoken is None or not _is_whole(upto) or sound not in SOUNDS or not _is_glass(glass):
        return JsonResponse({"error": "form"}, status=400)
    acknowledge(screen, Seen(shown, spoken, upto, sound, tuple(glass)), moment)
    return JsonResponse({"serial": newest_serial(screen.hall_id)})


@csrf_exempt
@require_POST
def say(request: HttpRequest, key: str) -> HttpResponse:
    """``{serials}`` → ``{say: [{serials, zh, en, sound, seconds}], past: [serial], later: [serial]}``."""
    screen = _screen(key)
    serials = _told(request).get("serials")
    if not isinstance(serials, list) or len(serials) > _MANY or not all(_is_whole(one) for one in serials):
        return JsonResponse({"error": "form"}, status=400)
    told = speech(screen, serials, timezone.now())
    for part in told["say"]:
        part["sound"] = reverse("screen-sound", kwargs={"key": key, "name": part["sound"]}) if part["sound"] else ""
    return JsonResponse(told)


@require_GET
def sound(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """What is played: an announcement, or the chime before it."""
    _screen(key)
    path = sound_file(name)
    if path is None and name != CHIME:
        raise Http404
    response = HttpResponse(path.read_bytes() if path else chime(), content_type="audio/wav")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _screen(key: str) -> Screen:
    found = screen_of(key)
    if found is None:
        raise Http404
    return found


def _review(screen: Screen, key: str) -> str:
    """Where the question how it was is asked, when the room of the reviews offers it."""
    if screen.kind != "window":
        return ""
    try:
        return reverse("screen-review", kwargs={"key": key})
    except NoReverseMatch:
        return ""


def _told(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {"serials": None}
    return told if isinstance(told, dict) else {"serials": None}


def _moments(pairs: Any, moment: datetime) -> dict[int, datetime] | None:
    """serial → when, of ``[[serial, ms ago], …]``; None for anything else."""
    if not isinstance(pairs, list) or len(pairs) > _MANY:
        return None
    found = {}
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and _is_whole(pair[0]) and _is_whole(pair[1])):
            return None
        found[pair[0]] = moment - timedelta(milliseconds=min(pair[1], _AGO_MS))
    return found


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**17


def _is_glass(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (0, 2) and all(_is_whole(one) and one < 10**5 for one in value)

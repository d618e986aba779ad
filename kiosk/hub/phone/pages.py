"""The visitor's page by the code on the slip: no login, no app, no cookie, nothing that says who it is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kiosk.base.texts import Text
from kiosk.hub.access import throttle
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Appointment
from kiosk.hub.desk.pace import Pace
from kiosk.hub.phone.occasions import named
from kiosk.hub.phone.seen import GLANCES, Seen
from kiosk.hub.phone.visitor import DESK
from kiosk.hub.reviews import reviewing
from kiosk.scanning.codes import Code, CodeError, What
from kiosk.ticketing.tickets import TicketError, Voided

#: A page asks every few seconds; several phones may have photographed one slip.
ASKING = Pace(40, 1.0, kept=20_000)
#: What may stand in an address of ours.
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,200}")
#: What one slip may do in an hour.
_ACTS = 20

_UNKNOWN = Text(
    zh="号码仍然有效，但还没有传到这里（取号机可能断网了）。请留意大厅屏幕和广播，过一会儿再看这一页。",
    en="Your number is valid but has not reached us yet (the ticket machine may be offline). "
    "Please watch the screens in the hall, and look here again later.",
)
_BUSY = Text(zh="刷新得太快了，请稍等几秒。", en="That was too often: please wait a few seconds.")
_REFUSED = Text(zh="这一步没有成功，请到导办台。", en="That could not be done. Please go to the help desk.")


class _RefusedError(Exception):
    """There is no ticket to show. ``text``: why, kindly."""

    def __init__(self, text: Text, status: int, word: str) -> None:
        self.text, self.status, self.word = text, status, word


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The whole page; with ``?part`` what stands in the middle of it."""
    if wait := ASKING.wait(_name(code)):
        return _busy(request, wait)
    with translation.override(language(request)):
        try:
            found, hall_id = _code(code)
            if found.what is What.APPOINTMENT:
                return _said(request, code, _appointment(found, hall_id), 200, "appointment")
            seen = _seen(found, hall_id)
        except _RefusedError as refused:
            return _said(request, code, refused.text, refused.status, refused.word)
        template = "phone/part.html" if "part" in request.GET else "phone/page.html"
        return _private(request, render(request, template, _context(request, code, seen)))


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket as JSON, without its id; 304 when it is as the page has it."""
    if wait := ASKING.wait(_name(code)):
        return _busy(request, wait)
    try:
        found, hall_id = _code(code)
        if found.what is What.APPOINTMENT:
            raise _RefusedError(_UNKNOWN, 404, "appointment")
        seen = _seen(found, hall_id)
    except _RefusedError as refused:
        return _private(request, _json(refused.word, refused.text, refused.status))
    etag = f'"{seen.mark}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(seen.body, content_type="application/json")
    response.headers["ETag"] = etag
    return _private(request, response)


@csrf_exempt
@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """ "I can't make it": the number is given back."""

    def act(ticket_id: str, hall_id: str) -> None:
        authority.withdraw(hall_id, ticket_id, Voided.WITHDRAWN, "phone", timezone.now())

    return _acted(request, code, act)


@csrf_exempt
@require_POST
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back in line after a missed call, as the rules allow it."""

    def act(ticket_id: str, hall_id: str) -> None:
        authority.return_missed(hall_id, ticket_id, "phone", timezone.now())

    return _acted(request, code, act)


@csrf_exempt
@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    """What the visitor thinks of it."""

    def act(ticket_id: str, hall_id: str) -> None:
        given, turn = reviewing.of_form(request.POST), request.POST.get("turn", "")
        said = (int(given.level), given.reasons, given.words)
        number = int(turn) if turn.isascii() and turn.isdecimal() and len(turn) < 4 else -1
        reviewing.give(hall_id, ticket_id, "", *said, channel="phone", now=timezone.now(), turn=number)

    return _acted(request, code, act)


def language(request: HttpRequest) -> str:
    """What the link says, else the browser's first of ours, else Chinese; as Django calls it."""
    asked = request.GET.get("lang", "")
    for part in [asked, *request.headers.get("Accept-Language", "")[:200].split(",")]:
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return "en" if tag.startswith("en") else "zh-hans"
    return "zh-hans"


def _acted(request: HttpRequest, code: str, act: Callable[[str, str], None]) -> HttpResponse:
    """Do it and show the page again; what cannot be done is said there in a sentence."""
    if wait := ASKING.wait(_name(code)):
        return _busy(request, wait)
    with translation.override(language(request)):
        try:
            found, hall_id = _code(code)
            if found.what is not What.TICKET or request.headers.get("Sec-Fetch-Site") == "cross-site":
                raise _RefusedError(_REFUSED, 403, "form")
            _slow_down(found.id)
            seen = _seen(found, hall_id)
            try:
                act(found.id, hall_id)
            except TicketError as error:
                words = error.text or _REFUSED
                return _private(
                    request, render(request, "phone/page.html", _context(request, code, seen, words), status=409)
                )
            finally:
                GLANCES.forget(hall_id, found.id)
        except _RefusedError as refused:
            return _said(request, code, refused.text, refused.status, refused.word)
    response = HttpResponse(status=303)
    # From /t/<code>/leave back to /t/<code>, wherever a proxy has put us.
    response.headers["Location"] = f"../{code}?lang={request.GET.get('lang', '')[:5]}".removesuffix("?lang=")
    return _private(request, response)


def _slow_down(ticket_id: str) -> None:
    subject = throttle.Subject("phone-act", ticket_id, _ACTS, timedelta(hours=1))
    if not throttle.attempt((subject,), timezone.now()).allowed:
        raise _RefusedError(_BUSY, 429, "busy")


def _code(code: str) -> tuple[Code, str]:
    try:
        return DESK.opened(code, timezone.now())
    except CodeError as error:
        raise _RefusedError(error.text, 410 if error.word == "expired" else 404, error.word) from None


def _seen(found: Code, hall_id: str) -> Seen:
    seen = GLANCES.at(hall_id, found.id, timezone.now())
    if seen is None:
        raise _RefusedError(_UNKNOWN, 404, "unknown")
    return seen


def _appointment(found: Code, hall_id: str) -> Text:
    booked = Appointment.objects.filter(id=found.id, hall_id=hall_id).first()
    if booked is None:
        raise _RefusedError(_UNKNOWN, 404, "unknown")
    at = timezone.localtime(booked.at)
    return Text(
        zh=f"您预约了{at.month}月{at.day}日 {at:%H:%M}。请到时在大厅的触摸屏上扫这个码取号。",
        en=f"Your appointment: {at:%d %B, %H:%M}. Scan this code at a panel in the hall to take your number.",
    )


def _context(request: HttpRequest, code: str, seen: Seen, refused: Text | None = None) -> dict[str, Any]:
    tongue = "en" if translation.get_language() == "en" else "zh"
    facts = seen.facts
    return {
        "seen": facts,
        "mark": seen.mark,
        "refused": refused.within(tongue) if refused else "",
        "queue": named(facts["queue_name"], tongue),
        "hall_name": named(facts["hall"], tongue),
        "said": named(facts["said"], tongue),
        "form": reviewing.form(tongue) if facts["review"]["open"] else None,
        **_frame(request, code, tongue),
    }


def _frame(request: HttpRequest, code: str, tongue: str) -> dict[str, Any]:
    """Every address is relative to where the page is: /t/<code>, or one step below after an act that was refused."""
    up = "../" if request.method == "POST" else ""
    return {
        "code": up + code if _SAFE.fullmatch(code) else "",
        "tongue": tongue,
        "other": "zh" if tongue == "en" else "en",
        "lang": request.GET.get("lang", "")[:5] if request.GET.get("lang", "") in ("zh", "en") else "",
        "css": [f"{up}..{static(name)}" for name in ("phone/phone.css", "reviews/review.css")],
        "script": f"{up}..{static('phone/phone.js')}",
    }


def _said(request: HttpRequest, code: str, text: Text, status: int, word: str) -> HttpResponse:
    with translation.override(language(request)):
        tongue = "en" if translation.get_language() == "en" else "zh"
        context = {"words": text.within(tongue), "word": word, **_frame(request, code, tongue)}
        return _private(request, render(request, "phone/sentence.html", context, status=status))


def _json(word: str, text: Text, status: int) -> HttpResponse:
    said = {"error": word, "zh": text.within("zh-CN"), "en": text.within("en")}
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _busy(request: HttpRequest, wait_s: float) -> HttpResponse:
    wait = math.ceil(wait_s)
    words = escape(f"{_BUSY['zh']} {_BUSY['en']}")
    page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="{wait + 3}"><p>{words}</p>'
    response = HttpResponse(page, status=429)
    response.headers["Retry-After"] = str(wait)
    return _private(request, response)


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Nothing of this page is found, kept or told onward."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language"
    response.headers["Content-Language"] = "en" if language(request) == "en" else "zh-CN"
    return response


def _name(code: str) -> str:
    return code[:160]

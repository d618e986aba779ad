"""The manager's page of the call screens: make one, see what each shows and says of itself, take its address back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.counter.hall_words import HallWords, hall_words
from kiosk.hub.counter.models import ScreenReport
from kiosk.hub.counter.screen_keys import digest, is_revoked, new_key, without_key
from kiosk.hub.counter.voice import voice
from kiosk.hub.desk.models import Acknowledgement, Screen
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.live.outbox import tell

#: Who looks after screens; and for how long one that is silent counts as there (it tells of itself each 20 s).
KEEPERS = (Role.MANAGER, Role.TECHNICIAN)
HERE = timedelta(seconds=70)
KINDS = ("hall", "window")


@dataclass(frozen=True, slots=True)
class Standing:
    """A screen as the page shows it. ``late_s``: from the last call it showed to its showing it."""

    screen: Screen
    is_here: bool
    sound: str
    glass: str
    windows: tuple[str, ...]
    shown: Acknowledgement | None
    late_s: float
    spoken_late_s: float | None


@gate.needs(*KEEPERS)
def screens(request: HttpRequest, hall_id: str) -> HttpResponse:
    """All of a hall's screens; the same address gives the list alone when the page renews it."""
    template = "counter/screens_list.html" if request.headers.get("HX-Request") else "counter/screens.html"
    return render(request, template, _context(hall_id, timezone.now()))


@require_POST
@gate.needs(*KEEPERS)
def make(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Another screen; its address is on the answer, and nowhere else."""
    facts = _facts(request, hall_words(hall_id))
    if isinstance(facts, str):
        messages.error(request, facts)
        return redirect("screens", hall_id=hall_id)
    key = new_key()
    screen = Screen.objects.create(id=secrets.token_hex(16), hall_id=hall_id, key_digest=digest(key), **facts)
    _record(request, "counter.screen_made", screen)
    return _with_address(request, screen, key)


@require_POST
@gate.needs(*KEEPERS)
def change(request: HttpRequest, hall_id: str, screen_id: str) -> HttpResponse:
    """Another name, other windows, a voice or none."""
    screen = _screen(hall_id, screen_id)
    facts = _facts(request, hall_words(hall_id), screen)
    if isinstance(facts, str):
        messages.error(request, facts)
        return redirect("screens", hall_id=hall_id)
    for name, value in facts.items():
        setattr(screen, name, value)
    screen.save(update_fields=list(facts))
    _record(request, "counter.screen_changed", screen)
    tell(f"screen:{screen.id}", "reload")
    messages.success(request, said("已保存。", "Saved."))
    return redirect("screens", hall_id=hall_id)


@require_POST
@gate.needs(*KEEPERS)
def renew(request: HttpRequest, hall_id: str, screen_id: str) -> HttpResponse:
    """Another address for it; the one before is worth nothing from now on."""
    screen, key = _screen(hall_id, screen_id), new_key()
    _lock(screen, digest(key))
    _record(request, "counter.screen_renewed", screen)
    return _with_address(request, screen, key)


@require_POST
@gate.needs(*KEEPERS)
def revoke(request: HttpRequest, hall_id: str, screen_id: str) -> HttpResponse:
    """A screen that is no more: what it showed stays on record, its address is worth nothing."""
    screen = _screen(hall_id, screen_id)
    _lock(screen, without_key(screen))
    tell(f"console:{hall_id}", "screen", id=screen.id)
    _record(request, "counter.screen_revoked", screen)
    messages.success(request, said("这个屏幕已停用。", "This screen was switched off."))
    return redirect("screens", hall_id=hall_id)


def _context(hall_id: str, now: datetime) -> dict[str, Any]:
    words = hall_words(hall_id)
    found = [one for one in Screen.objects.filter(hall=hall_id).order_by("kind", "name") if not is_revoked(one)]
    standings = [_standing(screen, now) for screen in found]
    return {
        "standings": standings,
        "here_screens": sum(one.is_here for one in standings),
        "words": words,
        "windows": [(number, words.window_name(number)) for number in words.window_numbers],
        "twice": _spoken_twice(found, words),
        "voice_trouble": voice().trouble,
        "newest_event": newest_event(),
    }


def _standing(screen: Screen, now: datetime) -> Standing:
    report = ScreenReport.objects.filter(screen=screen).first()
    shown = Acknowledgement.objects.filter(screen=screen).select_related("call").order_by("-call__serial").first()
    spoken = (
        Acknowledgement.objects.filter(screen=screen, spoken_at__isnull=False)
        .select_related("call")
        .order_by("-call__serial")
        .first()
    )
    return Standing(
        screen=screen,
        is_here=screen.last_seen is not None and now - screen.last_seen < HERE,
        sound=report.sound if report else "",
        glass=f"{report.width} × {report.height}" if report and report.width else "",
        windows=(screen.window,) if screen.kind == "window" else tuple(screen.zone),
        shown=shown,
        late_s=(shown.shown_at - shown.call.at).total_seconds() if shown else 0.0,
        spoken_late_s=(spoken.spoken_at - spoken.call.at).total_seconds() if spoken and spoken.spoken_at else None,
    )


def _spoken_twice(found: Sequence[Screen], words: HallWords) -> list[str]:
    """Windows whose calls more than one screen speaks: two voices at once are understood by nobody."""
    heard: dict[str, int] = {}
    for screen in found:
        if screen.speaks:
            mine = [screen.window] if screen.kind == "window" else screen.zone or list(words.window_numbers)
            for number in mine:
                heard[number] = heard.get(number, 0) + 1
    return [number for number, count in heard.items() if count > 1]


def _facts(request: HttpRequest, words: HallWords, screen: Screen | None = None) -> Mapping[str, Any] | str:
    """The form as facts of a screen, or the sentence that says what is missing."""
    given = request.POST
    kind = screen.kind if screen else given.get("kind", "")
    name, window = given.get("name", "").strip()[:100], given.get("window", "")
    zone = [number for number in given.getlist("zone") if number in words.window_numbers]
    if kind not in KINDS:
        return said("请选择屏幕的种类。", "Choose what kind of screen it is.")
    if not name:
        return said("请填写名称，例如“一楼大厅东侧”。", "Give it a name, as “Ground floor, east”.")
    if kind == "window" and window not in words.window_numbers:
        return said("请选择窗口。", "Choose its window.")
    speaks = given.get("speaks") == "yes"
    return {
        "kind": kind,
        "name": name,
        "window": window if kind == "window" else "",
        "zone": zone if kind == "hall" else [],
        "speaks": speaks,
    }


def _with_address(request: HttpRequest, screen: Screen, key: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("screen", kwargs={"key": key}))
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#0c2038")
    page = _context(screen.hall_id, timezone.now()) | {"made": screen, "address": address, "qr": picture}
    tell(f"console:{screen.hall_id}", "screen", id=screen.id)
    return render(request, "counter/screens.html", page)


def _lock(screen: Screen, key_digest: str) -> None:
    """Nothing opens it but this; what is shown at its old address ends."""
    screen.key_digest = key_digest
    screen.save(update_fields=["key_digest"])
    tell(f"screen:{screen.id}", "bye", reason="revoked")


def _screen(hall_id: str, screen_id: str) -> Screen:
    found = Screen.objects.filter(id=screen_id, hall=hall_id).first()
    if found is None or is_revoked(found):
        raise Http404
    return found


def _record(request: HttpRequest, act: str, screen: Screen) -> None:
    actor = cast(User, request.user)
    record(actor, act, hall_id=screen.hall_id, subject=screen.name, screen=screen.id, kind=screen.kind)

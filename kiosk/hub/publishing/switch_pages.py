"""The pages of what is switched at once: things out of use, and emergency messages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kiosk.base.errors import KioskError
from kiosk.base.texts import traditional
from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.console.words import said
from kiosk.hub.fleet.models import Panel
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.publishing import switching
from kiosk.hub.publishing.asked import asked_moment, tell_fault
from kiosk.hub.publishing.channel import can_sign
from kiosk.hub.publishing.editions import shown
from kiosk.hub.publishing.homes import edition_home
from kiosk.hub.publishing.models import EmergencyMessage, Switch
from kiosk.hub.publishing.templates_of_messages import TEMPLATES
from kiosk.hub.records.models import Hall

KEEPERS = (Role.MANAGER, Role.TECHNICIAN, Role.COUNTER)
GROUPS = {
    "connectors": ("电梯、楼梯和扶梯", "Lifts, stairs and escalators"),
    "windows": ("窗口", "Windows"),
    "doors": ("门和通道", "Doors and passages"),
    "zones": ("区域", "Zones"),
}
#: Choices of "until" on the page: hours from now, or the end of the day.
UNTIL = (
    ("", "直到重新开放", "Until it is opened again"),
    ("1", "1 小时", "1 hour"),
    ("2", "2 小时", "2 hours"),
    ("day", "今天", "For today"),
    ("at", "到指定时间", "Until a moment"),
)
#: Why something is closed, as visitors read it.
REASONS: dict[str, dict[str, str]] = {
    "": {},
    "repair": {"zh": "设备检修", "en": "Out of order"},
    "absent": {"zh": "工作人员暂时离开", "en": "The clerk is away for a moment"},
    "system": {"zh": "系统故障", "en": "Technical fault"},
    "busy": {"zh": "人员调整", "en": "Staff are needed elsewhere"},
    "cleaning": {"zh": "清洁或施工", "en": "Cleaning or building work"},
}


@require_GET
@gate.needs(*KEEPERS)
def switches(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Everything that can be closed for now, and what is."""
    template = "publishing/switches_body.html" if request.headers.get("HX-Request") else "publishing/switches.html"
    return render(request, template, _switches(hall_id) | {"newest_event": newest_event()})


@require_POST
@gate.needs(*KEEPERS)
def off(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Close it for now."""
    place = _place(request, hall_id)
    hall, user = Hall.objects.get(pk=hall_id), cast(User, request.user)
    try:
        reason = REASONS.get(request.POST.get("reason", ""), {})
        until = _until(request.POST.get("until", ""), request.POST.get("until_at", ""))
        switching.switch_off(hall, user, place["kind"], place["id"], name=place["zh"], until=until, reason=reason)
    except KioskError as error:
        tell_fault(request, error)
    return _back(request, hall_id, f"{place['kind']}-{place['id']}")


@require_POST
@gate.needs(*KEEPERS)
def on(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Open it again."""
    hall, user, given = Hall.objects.get(pk=hall_id), cast(User, request.user), request.POST
    kind, target = given.get("kind", ""), given.get("target", "")
    place = next((p for p in _places(hall_id) if (p["kind"], p["id"]) == (kind, target)), None)
    try:
        switching.switch_on(hall, user, kind, target, name=place["zh"] if place else target)
    except KioskError as error:
        tell_fault(request, error)
    return _back(request, hall_id, f"{kind}-{target}")


@require_GET
@gate.needs(Role.MANAGER)
def emergency(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The message over every screen: what stands, and a form to show one."""
    return render(request, "publishing/emergency.html", _emergency(hall_id))


@require_POST
@gate.needs(Role.MANAGER)
def show(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Show a message on every panel at once."""
    hall, user, given = Hall.objects.get(pk=hall_id), cast(User, request.user), request.POST
    text = {"zh": given.get("zh", ""), "en": given.get("en", "")}
    try:
        until = _until(given.get("until", ""), given.get("until_at", ""))
        switching.announce(hall, user, text, level=given.get("level", "alarm"), until=until)
    except KioskError as error:
        tell_fault(request, error)
        context = _emergency(hall_id) | {"given": {**text, "level": given.get("level", "alarm")}}
        return render(request, "publishing/emergency.html", context, status=422)
    return redirect("emergency", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def lift(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Take it from the screens."""
    hall, user = Hall.objects.get(pk=hall_id), cast(User, request.user)
    try:
        switching.lift(hall, user, request.POST.get("message", "")[:32])
    except EmergencyMessage.DoesNotExist:
        raise Http404 from None
    except KioskError as error:
        tell_fault(request, error)
    return redirect("emergency", hall_id=hall_id)


def _back(request: HttpRequest, hall_id: str, place: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "publishing/switches_body.html", _switches(hall_id) | {"touched": place})
    return redirect("switches", hall_id=hall_id)


def _switches(hall_id: str) -> dict[str, Any]:
    hall = Hall.objects.get(pk=hall_id)
    standing = {(s.kind, s.target): s for s in switching.standing_switches(hall)}
    places = _places(hall_id)
    known = {(p["kind"], p["id"]) for p in places}
    groups: list[dict[str, Any]] = []
    for key, (zh, en) in GROUPS.items():
        things = [{**_named(p), "switch": standing.get((p["kind"], p["id"]))} for p in places if p["group"] == key]
        if things:
            groups.append(
                {"key": key, "title": said(zh, en), "things": things, "off": sum(bool(t["switch"]) for t in things)}
            )
    lost = [
        {"key": f"{s.kind}-{s.target}", "kind": s.kind, "id": s.target, "name": s.target, "floor": "", "switch": s}
        for (kind, target), s in standing.items()
        if (kind, target) not in known
    ]
    off_now = [thing for group in groups for thing in group["things"] if thing["switch"]] + lost
    return {
        "groups": groups,
        "off_now": sorted(off_now, key=lambda thing: thing["switch"].at, reverse=True),
        "signs": can_sign(hall_id),
        "published": bool(places),
        "until_choices": [(value, said(zh, en)) for value, zh, en in UNTIL],
        "reasons": [(key, said(words.get("zh", "不写"), words.get("en", "none"))) for key, words in REASONS.items()],
    }


def _named(place: dict[str, Any]) -> dict[str, Any]:
    language = said("zh", "en")
    return {
        "key": f"{place['kind']}-{place['id']}",
        "kind": place["kind"],
        "id": place["id"],
        "name": place[language],
        "floor": place[f"floor_{language}"],
        "category": place["category"],
    }


def _places(hall_id: str) -> list[dict[str, Any]]:
    """What the panels' plan has that can be closed; [] before the first release."""
    release = shown(hall_id)
    if release is None:
        return []
    path = edition_home(hall_id, release.edition_id) / "places.json"
    try:
        found: list[dict[str, Any]] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return []
    return found


def _place(request: HttpRequest, hall_id: str) -> dict[str, Any]:
    """What is to be closed: something the published plan has (404 for anything else)."""
    kind, target = request.POST.get("kind", ""), request.POST.get("target", "")
    if kind not in Switch.Kind.values:
        raise Http404
    place = next((p for p in _places(hall_id) if (p["kind"], p["id"]) == (kind, target)), None)
    if place is None:
        raise Http404
    return place


def _until(choice: str, at: str) -> datetime | None:
    now = timezone.localtime()
    if choice == "day":
        return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    if choice == "at":
        return asked_moment(at)
    if choice.isascii() and choice.isdecimal() and len(choice) < 4:
        return now + timedelta(hours=int(choice))
    return None


def _emergency(hall_id: str) -> dict[str, Any]:
    hall = Hall.objects.get(pk=hall_id)
    standing = switching.standing_messages(hall)
    earlier = EmergencyMessage.objects.filter(hall=hall).exclude(pk__in=[m.pk for m in standing])
    panels = Panel.objects.filter(hall=hall, revoked_at=None)
    return {
        "standing": standing,
        "earlier": earlier.select_related("by", "lifted_by").order_by("-since")[:10],
        "templates": [{**template, "hant": traditional(template["zh"])} for template in TEMPLATES],
        "panels": panels.count(),
        "connected": panels.filter(connected=True).count(),
        "signs": can_sign(hall_id),
        "letters": switching.LETTERS,
        "given": {"zh": "", "en": "", "level": "alarm"},
        "until_choices": [
            (value, said(zh, en))
            for value, zh, en in (
                ("", "直到我撤下", "Until I lift it"),
                ("1", "1 小时", "1 hour"),
                ("day", "今天", "For today"),
            )
        ],
    }

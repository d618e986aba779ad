"""The pages of the panels: all of a hall at a glance, and one of them in full with what can be asked of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.fleet import enrolment, orders
from kiosk.hub.fleet.models import Order, Panel
from kiosk.hub.fleet.plan_kiosks import plan_kiosks
from kiosk.hub.fleet.proofs import proofs_of, reach
from kiosk.hub.fleet.standing import Presence, order_by_need, rollout_of, standing
from kiosk.hub.live.models import Event
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing.models import Channel

#: Who looks after panels.
KEEPERS = (Role.TECHNICIAN, Role.MANAGER)


@gate.needs()
def panels(request: HttpRequest, hall_id: str) -> HttpResponse:
    """All of a hall; the same address gives the table alone when the page renews it."""
    template = "fleet/panels_table.html" if request.headers.get("HX-Request") else "fleet/panels.html"
    return render(request, template, overview(hall_id) | {"newest_event": newest_event()})


def overview(hall_id: str) -> dict[str, Any]:
    """What the fleet page and the home page say of a hall's panels."""
    now = timezone.now()
    channel = Channel.objects.filter(hall_id=hall_id).first()
    rollout = rollout_of(channel.rollout) if channel else None
    found = order_by_need(standing(panel, rollout, now) for panel in Panel.objects.filter(hall_id=hall_id))
    active = [one for one in found if one.presence is not Presence.REVOKED]
    return {
        "standings": found,
        "count": len(active),
        "here_panels": sum(one.presence is Presence.HERE for one in active),
        "away": sum(one.presence is Presence.AWAY for one in active),
        "behind": sum(one.behind for one in active),
        "troubled": [one for one in active if one.needs_somebody],
        "reach": reach(hall_id),
        "now": now,
    }


@gate.needs()
def panel(request: HttpRequest, hall_id: str, panel_id: str) -> HttpResponse:
    """One panel in full."""
    found = _panel(hall_id, panel_id)
    template = "fleet/panel_body.html" if request.headers.get("HX-Request") else "fleet/panel.html"
    return render(request, template, _panel_context(found))


def _panel_context(found: Panel) -> dict[str, Any]:
    now = timezone.now()
    channel = Channel.objects.filter(hall_id=found.hall_id).first()
    asked = list(Order.objects.filter(panel=found).select_related("asked_by").order_by("-asked_at")[:8])
    return {
        "panel": found,
        "standing": standing(found, rollout_of(channel.rollout) if channel else None, now),
        "proofs": proofs_of(found),
        "orders": [(order, order.done_at is None and now - order.asked_at > orders.WAITS) for order in asked],
        "screenshot": next((order for order in asked if order.kind == "screenshot" and order.media_type), None),
        "kiosks": plan_kiosks(found.hall_id),
        "newest_event": newest_event(),
        "now": now,
    }


@require_POST
@gate.needs(*KEEPERS)
def ask(request: HttpRequest, hall_id: str, panel_id: str) -> HttpResponse:
    """Ask a panel for a screenshot, its log or a restart."""
    found = _panel(hall_id, panel_id)
    try:
        orders.give(found, request.POST.get("kind", ""), cast(User, request.user))
    except orders.OrderError:
        return HttpResponse(status=409)
    if request.headers.get("HX-Request"):
        return render(request, "fleet/panel_body.html", _panel_context(found))
    return redirect("panel", hall_id=hall_id, panel_id=panel_id)


@gate.needs(*KEEPERS)
def result(request: HttpRequest, hall_id: str, order_id: str) -> HttpResponseBase:
    """What a panel sent for an order: a picture to look at, or a text to keep."""
    order = Order.objects.filter(id=order_id, panel__hall_id=hall_id).exclude(media_type="").first()
    if order is None or not orders.result_path(order).is_file():
        raise Http404
    response = HttpResponse(orders.result_path(order).read_bytes(), content_type=order.media_type)
    if order.media_type == "text/plain":
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="{order.panel_id}-{order.kind}.txt"'
    # A panel may be stolen: whatever it sent runs nothing here.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@gate.needs(*KEEPERS)
def change(request: HttpRequest, hall_id: str, panel_id: str) -> HttpResponse:
    """Another name, group or place in the plan."""
    found = _panel(hall_id, panel_id)
    name = request.POST.get("name", "").strip()[:100]
    taken = Panel.objects.filter(hall_id=hall_id, name=name, revoked_at=None).exclude(id=found.id).exists()
    if not name or taken:
        messages.error(request, said("请填写一个未使用的名称。", "Give a name that no other panel has."))
        return redirect("panel", hall_id=hall_id, panel_id=panel_id)
    found.name, found.group = name, request.POST.get("group", "").strip()[:50]
    known = {one for one, _ in plan_kiosks(hall_id)}
    wanted = request.POST.get("kiosk_id", "")
    found.kiosk_id = wanted if wanted in known or wanted == found.kiosk_id else ""
    found.save(update_fields=["name", "group", "kiosk_id"])
    actor = cast(User, request.user)
    record(actor, "fleet.changed", hall_id=hall_id, subject=name, panel=found.id, group=found.group)
    tell(f"console:{hall_id}", "panel", id=found.id)
    messages.success(request, said("已保存。", "Saved."))
    return redirect("panel", hall_id=hall_id, panel_id=panel_id)


@require_POST
@gate.needs(*KEEPERS)
def revoke(request: HttpRequest, hall_id: str, panel_id: str) -> HttpResponse:
    """A panel that was stolen or given away gets nothing any more."""
    found = _panel(hall_id, panel_id)
    enrolment.revoke(found, cast(User, request.user), timezone.now(), request.POST.get("reason", "")[:200])
    messages.success(request, said("这台触摸屏已停用。", "This panel was revoked."))
    return redirect("panels", hall_id=hall_id)


def _panel(hall_id: str, panel_id: str) -> Panel:
    found = Panel.objects.filter(id=panel_id, hall_id=hall_id).first()
    if found is None:
        raise Http404
    return found


def newest_event() -> int:
    """The number from which a page listens on."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0

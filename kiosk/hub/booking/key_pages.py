"""The page of the keys with which booking systems tell a hall's appointments: shown once, kept as a digest."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.desk.appointments import make_key, revoke_key
from kiosk.hub.desk.models import BookingKey

#: Keys of one hall that open something at the same time.
MOST = 20


@require_safe
@gate.needs(Role.MANAGER)
def keys(request: HttpRequest, hall_id: str) -> HttpResponse:
    """All of a hall, those that were revoked too."""
    return _page(request, hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def make(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Another key; it is on the answer, and nowhere else."""
    name = request.POST.get("name", "").strip()[:100]
    live = BookingKey.objects.filter(hall_id=hall_id, revoked_at=None)
    if not name or live.filter(name=name).exists():
        messages.error(request, said("请填写一个没有用过的名称。", "Give it a name that no other key has."))
        return redirect("booking-keys", hall_id=hall_id)
    if live.count() >= MOST:
        messages.error(request, said("密钥太多，请先停用不再使用的。", "Too many keys; revoke those no longer in use."))
        return redirect("booking-keys", hall_id=hall_id)
    key = make_key(hall_id, name, timezone.now())
    record(cast(User, request.user), "booking.key_made", hall_id=hall_id, subject=name)
    address = request.build_absolute_uri("/api/desk/appointments")
    return _page(request, hall_id, made=name, key=key, address=address)


@require_POST
@gate.needs(Role.MANAGER)
def revoke(request: HttpRequest, hall_id: str, key_id: int) -> HttpResponse:
    """It opens nothing from now on; the appointments it told stay."""
    found = revoke_key(hall_id, key_id, timezone.now())
    if found is None:
        raise Http404
    record(cast(User, request.user), "booking.key_revoked", hall_id=hall_id, subject=found.name)
    messages.success(request, said("密钥已停用，已有的预约不受影响。", "The key was revoked. Its appointments stay."))
    return redirect("booking-keys", hall_id=hall_id)


def _page(request: HttpRequest, hall_id: str, **more: Any) -> HttpResponse:
    kept = BookingKey.objects.filter(hall_id=hall_id).order_by("revoked_at", "-made_at")
    live = [one for one in kept if one.revoked_at is None]
    gone = [one for one in kept if one.revoked_at is not None]
    return render(request, "booking/keys.html", {"live": live, "gone": gone[:50], "tab": "keys"} | more)

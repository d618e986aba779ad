"""The pages before publishing: the working copy with its verdict, and each edition that people decide on."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kiosk.base.errors import KioskError
from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.console.words import said
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.publishing import deciding, releasing
from kiosk.hub.publishing.asked import asked_plan, groups_of, tell_fault
from kiosk.hub.publishing.channel import can_sign, rollout_in
from kiosk.hub.publishing.edition_view import edition_view, name_of
from kiosk.hub.publishing.editions import newest, shown, waiting
from kiosk.hub.publishing.faults import StaleEditionError
from kiosk.hub.publishing.models import Channel, Edition
from kiosk.hub.records.models import Hall

STAFF = (Role.EDITOR, Role.REVIEWER, Role.MANAGER)


@require_GET
@gate.needs(*STAFF)
def working_copy(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What would be published, what is wrong with it, and the one button."""
    return render(request, "publishing/working_copy.html", _context(request, hall_id))


@require_GET
@gate.needs(*STAFF)
def verdict(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The part of the page that changes by itself."""
    context = _context(request, hall_id)
    if request.GET.get("seen") == context["mark"]:
        return HttpResponse(status=204)  # nothing to swap: what is open stays open, what is being typed stays
    return render(request, "publishing/verdict.html", context)


@require_POST
@gate.needs(Role.EDITOR, Role.MANAGER)
def submit(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Hand the edition that was looked at over to those who decide."""
    hall, user, given = _hall(hall_id), cast(User, request.user), request.POST
    try:
        edition = deciding.submit(hall, _number(given), user, _title(hall, given), given.get("words", ""))
    except Edition.DoesNotExist:
        return _stale(request, hall_id)
    except KioskError as error:
        return _not_done(request, hall_id, error)
    messages.success(request, said("已提交，等待审核。", "Submitted; it waits to be reviewed."))
    return redirect("edition", hall_id=hall_id, edition_id=edition.pk)


@require_POST
@gate.needs(Role.MANAGER)
def publish(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Publish the edition that was looked at."""
    clicked_at = timezone.now()
    hall, user, given = _hall(hall_id), cast(User, request.user), request.POST
    try:
        plan = asked_plan(given)
        release = releasing.publish(hall, _number(given), user, plan, _title(hall, given), clicked_at)
    except Edition.DoesNotExist:
        return _stale(request, hall_id)
    except KioskError as error:
        return _not_done(request, hall_id, error)
    return redirect("release", hall_id=hall_id, number=release.number)


@require_GET
@gate.needs(*STAFF)
def edition(request: HttpRequest, hall_id: str, edition_id: int) -> HttpResponse:
    """One edition with its history and what may be done with it."""
    found = _edition(hall_id, edition_id)
    context = edition_view(found, cast(User, request.user)) | {
        "groups_of_panels": groups_of(hall_id),
        "release": found.releases.order_by("-number").first(),
        "now": shown(hall_id),
    }
    return render(request, "publishing/edition.html", context)


@require_POST
@gate.needs(*STAFF)
def act(request: HttpRequest, hall_id: str, edition_id: int) -> HttpResponse:
    """Review, return, withdraw or publish it."""
    hall, user, given = _hall(hall_id), cast(User, request.user), request.POST
    wanted, words = given.get("act", ""), given.get("words", "")
    try:
        if wanted == "publish":
            release = releasing.publish(hall, edition_id, user, asked_plan(given), "", timezone.now())
            return redirect("release", hall_id=hall_id, number=release.number)
        if wanted == "review":
            deciding.review(hall, edition_id, user, words)
            messages.success(request, said("审核通过，等待签发。", "Reviewed; it waits to be published."))
        elif wanted == "return":
            deciding.send_back(hall, edition_id, user, words)
            messages.success(request, said("已退回。", "Returned."))
        elif wanted == "withdraw":
            deciding.withdraw(hall, edition_id, user)
            messages.success(request, said("已撤回。", "Taken back."))
        else:
            return HttpResponse(status=400)
    except Edition.DoesNotExist:
        raise Http404 from None
    except KioskError as error:
        tell_fault(request, error)
    return redirect("edition", hall_id=hall_id, edition_id=edition_id)


def _context(request: HttpRequest, hall_id: str) -> dict[str, Any]:
    hall = _hall(hall_id)
    current = newest(hall)
    channel = Channel.objects.filter(hall=hall).first()
    shared: dict[str, Any] = {
        "hall": hall,
        "edition": current,
        "waiting": [one for one in waiting(hall) if current is None or one.pk != current.pk],
        "now": shown(hall_id),
        "own": current.releases.order_by("-number").first() if current is not None else None,
        "staged": rollout_in(channel, hall_id).staged,
        "signs": can_sign(hall_id),
        "channel": channel,
        "groups_of_panels": groups_of(hall_id),
        "newest_event": newest_event(),
        "empty": hall.revision == 0,
    }
    shared["mark"] = _mark(current, shared)
    return (edition_view(current, cast(User, request.user)) if current is not None else {}) | shared


def _mark(current: Edition | None, shared: dict[str, Any]) -> str:
    """Says in short what the page shows, so that it is only drawn anew when that changed."""
    channel, now = shared["channel"], shared["now"]
    facts = [
        (current.pk, current.state, current.against, current.hall.revision) if current else 0,
        [(edition.pk, edition.state) for edition in shared["waiting"]],
        (channel.unsigned, channel.fault) if channel else 0,
        (now.number if now else 0, shared["staged"], shared["signs"], shared["empty"]),
    ]
    return sha256(repr(facts).encode()).hexdigest()[:16]


def _hall(hall_id: str) -> Hall:
    return Hall.objects.get(pk=hall_id)


def _edition(hall_id: str, edition_id: int) -> Edition:
    found = Edition.objects.select_related("hall", "made_by").filter(hall_id=hall_id, pk=edition_id).first()
    if found is None:
        raise Http404
    return found


def _number(given: Any) -> int:
    written = given.get("edition", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else 0


def _title(hall: Hall, given: Any) -> str:
    """The name somebody gave it, else its first change."""
    named = str(given.get("title", "")).strip()
    found = None if named else Edition.objects.filter(hall=hall, pk=_number(given)).first()
    return named or (name_of(found) if found is not None else "")


def _stale(request: HttpRequest, hall_id: str) -> HttpResponse:
    return _not_done(request, hall_id, StaleEditionError(deciding.CHANGED))


def _not_done(request: HttpRequest, hall_id: str, error: KioskError) -> HttpResponse:
    """The same page again with the reason; 409 when somebody changed something meanwhile."""
    tell_fault(request, error)
    status = 409 if isinstance(error, StaleEditionError) else 422
    return render(request, "publishing/working_copy.html", _context(request, hall_id), status=status)

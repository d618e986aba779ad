"""What was published: the history, one release with how far it has come, and going back to it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kiosk.base.errors import KioskError
from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.console.words import said
from kiosk.hub.fleet.models import Panel, Showing
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.fleet.proofs import due
from kiosk.hub.publishing import releasing
from kiosk.hub.publishing.asked import asked_percent, groups_of, tell_fault
from kiosk.hub.publishing.building import difference_between
from kiosk.hub.publishing.channel import rollout_of
from kiosk.hub.publishing.edition_view import changes, groups
from kiosk.hub.publishing.editions import shown
from kiosk.hub.publishing.models import Channel, Release
from kiosk.hub.publishing.tidying import kept_releases
from kiosk.hub.records.models import Hall
from kiosk.sync.messages import Rollout, moment

A_PAGE = 25


@require_GET
@gate.needs()
def releases(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Every release, the newest first: who, when, what."""
    told = rollout_of(hall_id)
    found = Release.objects.filter(hall_id=hall_id).select_related("edition", "published_by").order_by("-number")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    kept = {release.number for release in kept_releases(hall_id)}
    context = {
        "page": page,
        "rows": [_row(release, told, kept) for release in page],
        "told": told,
        "staged": _staged(hall_id, told),
    }
    return render(request, "publishing/releases.html", context)


@require_GET
@gate.needs()
def release(request: HttpRequest, hall_id: str, number: int) -> HttpResponse:
    """One release: on which panels it is, how long it took, what changed with it."""
    found = _release(hall_id, number)
    told = rollout_of(hall_id)
    context = _row(found, told, {release.number for release in kept_releases(hall_id)}) | {
        "groups": groups(found.difference),
        "changes": changes(found.difference),
        "panels": _panels(found, told),
        "staged": _staged(hall_id, told),
        "told": told,
        "groups_of_panels": groups_of(hall_id),
        "channel": Channel.objects.filter(hall_id=hall_id).first(),
        "newest_event": newest_event(),
        "is_new": (timezone.now() - found.clicked_at).total_seconds() < 600,
    }
    context["shown_count"] = sum(bool(one["shown"]) for one in context["panels"])
    context["wanted_count"] = sum(bool(one["wanted"]) for one in context["panels"])
    template = "publishing/release_body.html" if request.headers.get("HX-Request") else "publishing/release.html"
    return render(request, template, context)


@require_GET
@gate.needs(Role.MANAGER)
def going_back(request: HttpRequest, hall_id: str, number: int) -> HttpResponse:
    """What would change if this release were shown again: for the dialog that asks."""
    found, now = _release(hall_id, number), shown(hall_id)
    try:
        told = difference_between(now, found.edition) if now is not None else []
    except (KioskError, OSError):
        return render(request, "publishing/going_back.html", {"unknown": True})
    return render(request, "publishing/going_back.html", {"groups": groups(told), "changes": changes(told)})


@require_POST
@gate.needs(Role.MANAGER)
def again(request: HttpRequest, hall_id: str, number: int) -> HttpResponse:
    """Show this release again, everywhere and at once."""
    clicked_at = timezone.now()
    _release(hall_id, number)
    hall, user = Hall.objects.get(pk=hall_id), cast(User, request.user)
    try:
        made = releasing.roll_back(hall, number, user, request.POST.get("words", ""), clicked_at)
    except KioskError as error:
        tell_fault(request, error)
        return redirect("release", hall_id=hall_id, number=number)
    return redirect("release", hall_id=hall_id, number=made.number)


@require_POST
@gate.needs(Role.MANAGER)
def rollout(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Finish, widen or stop what is staged or planned."""
    hall, user, given = Hall.objects.get(pk=hall_id), cast(User, request.user), request.POST
    number = 0
    try:
        if given.get("act") == "finish":
            told = releasing.finish(hall, user)
            messages.success(request, said("现在全部触摸屏都更新。", "Now every panel is told."))
            number = told.stable.number if told.stable else 0
        elif given.get("act") == "widen":
            told = releasing.widen(hall, user, asked_percent(given.get("percent", "")), given.getlist("groups"))
            number = told.staged.release.number if told.staged else 0
        elif given.get("act") == "stop":
            number = releasing.stop(hall, user, given.get("words", ""), timezone.now()).number
        else:
            return HttpResponse(status=400)
    except KioskError as error:
        tell_fault(request, error)
        return redirect("releases", hall_id=hall_id)
    return redirect("release", hall_id=hall_id, number=number)


def _release(hall_id: str, number: int) -> Release:
    found = Release.objects.filter(hall_id=hall_id, number=number).select_related("edition", "published_by").first()
    if found is None:
        raise Http404
    return found


def _row(found: Release, told: Rollout, kept: set[int]) -> dict[str, Any]:
    """One release and how it stands: shown, partly, planned, or before."""
    is_stable = told.stable is not None and told.stable.number == found.number
    is_staged = told.staged is not None and told.staged.release.number == found.number
    at = moment(told.staged.activate_at) if is_staged and told.staged else None
    return {
        "release": found,
        "changes": changes(found.difference),
        "is_stable": is_stable,
        "is_staged": is_staged,
        "is_planned": at is not None and at > timezone.now(),
        "may_again": found.number in kept and not (is_stable and told.staged is None),
    }


def _staged(hall_id: str, told: Rollout) -> dict[str, Any] | None:
    if told.staged is None:
        return None
    at = moment(told.staged.activate_at)
    return {
        "number": told.staged.release.number,
        "percent": told.staged.percent,
        "groups": told.staged.groups,
        "at": at,
        "is_planned": at is not None and at > timezone.now(),
        "can_stop": told.stable is not None,
    }


def _panels(found: Release, told: Rollout) -> list[dict[str, Any]]:
    """The hall's panels: whether each is meant to show it, does, and how long after the click it did."""
    panels = list(Panel.objects.filter(hall_id=found.hall_id, revoked_at=None).order_by("name"))
    showings = {s.panel_id: s for s in Showing.objects.filter(panel__in=panels, number=found.number)}
    rows = []
    for panel in panels:
        wanted, _ = told.for_panel(panel.pk, panel.group)
        showing = showings.get(panel.pk)
        seconds = max((showing.shown_at - due(found)).total_seconds(), 0.0) if showing is not None else None
        rows.append(
            {
                "panel": panel,
                "wanted": wanted is not None and wanted.number == found.number,
                "shown": panel.shown_release == found.number,
                "seconds": seconds,
            }
        )
    return rows

"""The console's pages of the reviews: what was said, one case to its end, and the figures."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.reviews import following, listing, reviewing, sheets
from kiosk.hub.reviews.models import Review, Service
from kiosk.hub.reviews.summary import LEVELS, WORDS, Line, summed_up
from kiosk.ticketing.measures import BY_WORD
from kiosk.ticketing.reviews import LEVEL_WORDS, REASONS

READERS = (Role.MANAGER, Role.REVIEWER)
_PAGE = 30
#: So many lines at most go into a workbook.
_MOST = 20_000


@require_safe
@gate.needs(*READERS)
def reviews(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What was said, with what is open first to see."""
    now, viewer = timezone.now(), cast(User, request.user)
    wanted = listing.read_filter(request.GET, now)
    names = listing.matter_names(hall_id)
    rows = listing.found(hall_id, wanted, viewer, now)
    pages = Paginator(rows, _PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "filter": wanted,
        "page": page,
        "count": pages.count,
        "shown": listing.shown(page.object_list, names, now),
        "open_count": listing.found(hall_id, listing.Filter(wanted.first, wanted.last, "open"), viewer, now).count(),
        "late_count": listing.found(hall_id, listing.Filter(wanted.first, wanted.last, "late"), viewer, now).count(),
        "levels": [(int(level), said(text["zh"], text["en"])) for level, text in LEVEL_WORDS.items()],
        "states": [(word, said(zh, en)) for word, (zh, en, _) in listing.STATES.items()],
        "windows": _windows(hall_id),
        "newest_event": newest_event(),
        "tab": "list",
    }
    template = "reviews/list_body.html" if request.headers.get("HX-Request") else "reviews/list.html"
    return render(request, template, context)


@require_safe
@gate.needs(*READERS)
def review(request: HttpRequest, hall_id: str, review_id: int) -> HttpResponse:
    """One review and what became of it."""
    found = _review(request, hall_id, review_id)
    (shown,) = listing.shown([found], listing.matter_names(hall_id), timezone.now())
    steps = list(shown.followup.steps.order_by("at", "pk")) if shown.followup else []
    context = {
        "one": shown,
        "steps": [(step, _STEPS.get(step.act, (step.act, step.act))) for step in steps],
        "sealed": reviewing.seal_of(found) == found.seal,
        "can_act": gate.may(request.user, hall_id, Role.MANAGER),
    }
    return render(request, "reviews/case.html", context)


@require_safe
@gate.needs(*READERS)
def count(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The number in the navigation again, and a line on the page when a bad one came in a moment ago."""
    now, viewer = timezone.now(), cast(User, request.user)
    newest = listing.newest_bad(hall_id, viewer, now)
    context = {"waiting": following.open_ones(hall_id), "newest": newest}
    return render(request, "reviews/count.html", context)


@require_POST
@gate.needs(Role.MANAGER)
def act(request: HttpRequest, hall_id: str, review_id: int) -> HttpResponse:
    """Answer, close or open again."""
    found = _review(request, hall_id, review_id)
    followup = getattr(found, "followup", None)
    if followup is None:
        raise Http404
    version = request.POST.get("version", "")
    try:
        following.take_step(
            followup.pk,
            hall_id,
            request.POST.get("act", ""),
            request.POST.get("words", ""),
            int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0,
            cast(User, request.user),
            timezone.now(),
        )
        messages.success(request, said("已保存。", "Saved."))
    except following.FollowupError as error:
        messages.error(request, said(error.text["zh"], error.text["en"]))
    return redirect("review", hall_id=hall_id, review_id=review_id)


@require_safe
@gate.needs(*READERS)
def summary(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The figures of some days, by window and by matter."""
    wanted = listing.read_filter(request.GET, timezone.now())
    summed, names = summed_up(hall_id, wanted.first, wanted.last), listing.matter_names(hall_id)
    top = max((number for _, number in summed.reasons), default=1)
    context = {
        "filter": wanted,
        "all": _cells(summed.all, names),
        "tables": [
            (said("按窗口", "By window"), said("窗口", "Window"), [_cells(line, names) for line in summed.windows]),
            (said("按事项", "By matter"), said("事项", "Matter"), [_cells(line, names) for line in summed.matters]),
        ],
        "heads": [said(BY_WORD[word].name["zh"], BY_WORD[word].name["en"]) for word in WORDS],
        "levels": [said(LEVEL_WORDS[level]["zh"], LEVEL_WORDS[level]["en"]) for level in LEVELS],
        "reasons": [
            (said(REASONS[code]["zh"], REASONS[code]["en"]), number, top, int(code[0]) <= 2)
            for code, number in summed.reasons[:12]
            if code in REASONS
        ],
        "tab": "summary",
    }
    return render(request, "reviews/summary.html", context)


@require_safe
@gate.needs(*READERS)
def sheet(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Both as a workbook."""
    now, viewer = timezone.now(), cast(User, request.user)
    wanted, names = listing.read_filter(request.GET, now), listing.matter_names(hall_id)
    rows = listing.found(hall_id, wanted, viewer, now)[:_MOST]
    data = sheets.workbook(listing.shown(rows, names, now), summed_up(hall_id, wanted.first, wanted.last), names)
    record(viewer, "review.exported", hall_id=hall_id, subject=f"{wanted.first} – {wanted.last}")
    response = HttpResponse(data, content_type=sheets.MEDIA_TYPE)
    name = f"{hall_id}-reviews-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_STEPS = {
    "given": ("收到评价", "Review came in"),
    "answered": ("答复", "Answered"),
    "closed": ("办结", "Closed"),
    "reopened": ("重新处理", "Opened again"),
}


def _review(request: HttpRequest, hall_id: str, review_id: int) -> Review:
    """One of this hall's that the person may see; 404 else, also for what they served themselves."""
    mine = cast(User, request.user)
    rows = Review.objects.filter(pk=review_id, service__hall_id=hall_id).exclude(service__staff=mine)
    found = rows.select_related("service", "followup").first()
    if found is None:
        raise Http404
    return found


def _windows(hall_id: str) -> list[str]:
    known = Service.objects.filter(hall_id=hall_id).values_list("window", flat=True).distinct()
    return sorted(known, key=lambda window: (len(window), window))


def _cells(line: Line, names: dict[str, str]) -> dict[str, Any]:
    figures = []
    for word in WORDS:
        value = line.figures[word]
        figures.append("–" if value is None else f"{value:.1%}" if word.endswith("rate") else f"{value:.0f}")
    return {
        "name": names.get(line.code, line.code) or said("未注明", "none named"),
        "figures": figures,
        "levels": line.levels,
        "bad": bool(line.figures["bad"]),
    }

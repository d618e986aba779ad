"""The page of a week: seven days, each with its hours, saved together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kiosk.hub.access.gate import admit, needs
from kiosk.hub.console.words import said
from kiosk.hub.records.asking import WRITERS, hall_of, may_write, saved_words, user_of
from kiosk.hub.records.changes import ChangeError, StaleError
from kiosk.hub.records.forms import speak
from kiosk.hub.records.models import Hall
from kiosk.hub.records.references import pointing_to
from kiosk.hub.records.rows import as_string
from kiosk.hub.records.weeks import Day, check_week, days_of, mark_of, on_holidays, rows_for, save_week, weeks_of
from kiosk.matters.hours_words import WEEKDAYS
from kiosk.matters.sentences import join

SPANS, _MOST = 3, 12


@needs()
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, hall_id: str, week_id: str) -> HttpResponse:
    """Show or save a week."""
    hall = hall_of(request)
    if week_id not in weeks_of(hall):
        raise Http404
    if request.method == "POST":
        admit(request, hall_id, *WRITERS)
        return _save(request, hall, week_id, is_new=False)
    return _page(request, hall, week_id, days_of(hall, week_id), on_holidays(hall, week_id))


@needs(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A week that is not there yet."""
    hall = hall_of(request)
    if request.method == "POST":
        return _save(request, hall, as_string(request.POST.get("id", "")), is_new=True)
    return _page(request, hall, "", [[] for _ in range(7)], False)


def _save(request: HttpRequest, hall: Hall, week_id: str, *, is_new: bool) -> HttpResponse:
    days, holidays = _days(request.POST), "on_holidays" in request.POST
    faults = [speak(join(f.what, f.remedy)) for f in check_week(rows_for(week_id or "-", days, holidays))]
    status = 422
    if not faults:
        try:
            save_week(hall, week_id, days, holidays, request.POST.get("mark", ""), user_of(request), is_new=is_new)
        except StaleError as stale:
            now = speak(weeks_of(hall).get(week_id, {}))
            faults, status = [speak(stale.text), said(f"现在是：{now}", f"It is now: {now}")], 409
            faults.append(said("再按一次“保存”就用您写的。", "Save again to use what you wrote."))
        except ChangeError as fault:
            faults = [speak(fault.text)]
        else:
            messages.success(request, saved_words(hall))
            return redirect("content-hours", hall.pk)
    return _page(request, hall, "" if is_new else week_id, days, holidays, faults=faults, status=status)


def _days(given: QueryDict) -> list[Day]:
    numbers = range(_MOST)
    return [
        [
            (as_string(given.get(f"from-{day}-{n}", "")), as_string(given.get(f"to-{day}-{n}", "")))
            for n in numbers
            if f"from-{day}-{n}" in given
        ]
        for day in range(7)
    ]


def _page(
    request: HttpRequest, hall: Hall, week_id: str, days: list[Any], holidays: bool, *, status: int = 200, **more: Any
) -> HttpResponse:
    width = max(SPANS, *map(len, days))
    padded = [[*day, *[("", "")] * (width - len(day))] for day in days]
    used = pointing_to(hall, "hours", week_id) if week_id else []
    context = {
        "week_id": week_id,
        "days": [(number, speak(name), padded[number]) for number, name in enumerate(WEEKDAYS)],
        "numbers": range(1, width + 1),
        "holidays": holidays,
        "mark": mark_of(hall, week_id),
        "given_id": request.POST.get("id", ""),
        "used": sum(len(rows) for _, rows in used),
        "is_hall": hall.facts.get("hours_id") == week_id,
        "may_write": may_write(request),
        **more,
    }
    return render(request, "records/week.html", context, status=status)

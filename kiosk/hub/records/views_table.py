"""The page of a table: its rows, searched and narrowed, and their order."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kiosk.hub.access.gate import needs
from kiosk.hub.records.asking import WRITERS, back_to, hall_of, known_table, may_write, row_of, user_of
from kiosk.hub.records.changes import StaleError, move_row
from kiosk.hub.records.column_words import TABLES
from kiosk.hub.records.fields import title_of
from kiosk.hub.records.forms import speak
from kiosk.hub.records.lists import headings, lines, narrowings, page_of
from kiosk.hub.records.models import Row
from kiosk.hub.records.weeks import weeks_of


@needs()
@require_GET
def table(request: HttpRequest, hall_id: str, table: str) -> HttpResponse:
    """The list, or only its body when htmx asks."""
    hall = hall_of(request)
    page = page_of(hall, known_table(table), request.GET)
    asked = request.GET.copy()
    asked.pop("page", None)
    asked.pop("done", None)
    is_narrowed = any(value for value in asked.values())
    context = {
        "table": table,
        "title": speak(title_of(table)),
        "purpose": speak(TABLES[table][1]) if table in TABLES else "",
        "headings": headings(table),
        "lines": lines(hall, table, list(page.object_list)),
        "page": page,
        "asked": asked.urlencode(),
        "here_address": request.get_full_path(),
        "words": request.GET.get("q", ""),
        "narrowings": narrowings(hall, table, request.GET),
        "done": request.GET.get("done", ""),
        "is_narrowed": is_narrowed,
        "may_write": may_write(request),
        "can_move": may_write(request) and not is_narrowed,
        "weeks": [(week, speak(words)) for week, words in weeks_of(hall).items()] if table == "hours" else [],
    }
    is_part = request.headers.get("HX-Target") == "rows"
    return render(request, "records/rows.html" if is_part else "records/table.html", context)


@needs(*WRITERS)
@require_POST
def move(request: HttpRequest, hall_id: str, table: str, row_id: int) -> HttpResponse:
    """One row up or down."""
    hall, row = hall_of(request), row_of(hall_of(request), table, row_id)
    rows = Row.objects.filter(hall=hall, table=table)
    place = Q(place=row.place)
    if request.POST.get("to") == "up":
        before = rows.filter(Q(place__lt=row.place) | (place & Q(pk__lt=row.pk))).order_by("-place", "-pk")[:2]
        after = before[1].key if len(before) > 1 else ""
        is_possible = len(before) > 0
    else:
        behind = rows.filter(Q(place__gt=row.place) | (place & Q(pk__gt=row.pk))).order_by("place", "pk").first()
        after, is_possible = (behind.key, True) if behind else ("", False)
    if is_possible:
        try:
            move_row(hall, table, row.key, after, user_of(request))
        except StaleError as stale:
            messages.error(request, speak(stale.text))
    return redirect(back_to(request, reverse("content-table", args=[hall.pk, table])))

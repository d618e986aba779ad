"""The page of reports and its workbook."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.desk.published import published
from kiosk.hub.insight.charts import Point, bars, columns
from kiosk.hub.insight.history import cases_between
from kiosk.hub.insight.report_sheets import MEDIA_TYPE, workbook
from kiosk.hub.insight.reports import SHOWN, WAYS, Asked, Report, read, report, summed_up, words
from kiosk.hub.insight.thresholds import limits_of
from kiosk.ticketing.measures import BY_WORD, Measure, Share
from kiosk.ticketing.tickets import TicketError

READERS = (Role.MANAGER, Role.REVIEWER, Role.AUDITOR)
#: So many bars at most; the table has all lines.
_BARS = 14
_TILES = ("people", "served", "wait-mean", "called-in-time-rate", "service-mean", "abandoned-rate", "satisfied-rate")


@require_safe
@gate.needs(*READERS)
def reports(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The figures of some days in one of the ways, with charts."""
    try:
        hall = published(hall_id)
    except TicketError as fault:
        return render(request, "insight/no_desk.html", {"why": said(fault.text["zh"], fault.text["en"])})
    now, given = timezone.now(), limits_of(hall_id)
    asked = read(request.GET, hall, now)
    found = report(hall, asked, given.limits, now)
    context = {
        "asked": asked,
        "report": found,
        "ways": [(way, said(*names)) for way, names in WAYS.items()],
        "way": said(*WAYS[asked.way]),
        "heads": [_head(BY_WORD[word]) for word in SHOWN],
        "queues": [(queue.code, said(queue.name.within("zh-CN"), queue.name.within("en"))) for queue in hall.queues],
        "tiles": [
            (
                said(BY_WORD[word].name["zh"], BY_WORD[word].name["en"]),
                words(BY_WORD[word], found.all.figures[word]),
                _unit(word),
            )
            for word in _TILES
        ],
        "charts": _charts(found),
        "given": given,
        "today": hall.day(now),
    }
    return render(request, "insight/reports.html", context)


@require_safe
@gate.needs(*READERS)
def sheet(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The same days in every way, one sheet each."""
    try:
        hall = published(hall_id)
    except TicketError:
        return HttpResponse(status=404)
    now, given = timezone.now(), limits_of(hall_id)
    asked = read(request.GET, hall, now)
    dated = [one for one in cases_between(hall, asked.first, asked.last, now) if asked.queue in ("", one.case.queue)]
    found = [
        summed_up(hall, dated, Asked(asked.first, asked.last, way, asked.queue), given.limits, now) for way in WAYS
    ]
    name = hall.catalogue.hall.name
    data = workbook(said(name.within("zh-CN"), name.within("en")), found, given.limits)
    record(cast(User, request.user), "report.exported", hall_id=hall_id, subject=f"{asked.first} – {asked.last}")
    response = HttpResponse(data, content_type=MEDIA_TYPE)
    file_name = f"{hall_id}-report-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _charts(found: Report) -> list[tuple[str, str, SafeString]]:
    """(title, legend, chart): how many came, and how long they waited."""
    if not any(line.figures["tickets"] for line in found.lines):
        return []
    if found.asked.way in ("day", "hour"):
        points = [
            Point(
                line.code[5:] if found.asked.way == "day" else f"{int(line.code)}:00",
                line.figures["tickets"] or 0,
                line.figures["abandoned"] or 0,
                line.figures["wait-mean"],
            )
            for line in found.lines
        ]
        title = said("排队件次、弃号与平均等候", "Turns, abandoned ones and mean wait")
        return [
            (title, "columns", columns(points, title=title, unit=said("件次", "turns"), line_unit=said("分钟", "min")))
        ]
    charts = []
    for word, unit, digits in (("tickets", "", 0), ("wait-mean", said(" 分钟", " min"), 1)):
        measure = BY_WORD[word]
        rows = [Point(line.name, line.figures[word] or 0.0) for line in found.lines if line.figures[word] is not None]
        rows = sorted(rows, key=lambda point: -point.count)[:_BARS]
        title = said(measure.name["zh"], measure.name["en"])
        if rows:
            charts.append((title, "", bars(rows, title=title, unit=unit, digits=digits)))
    return charts


def _head(measure: Measure) -> tuple[str, str]:
    """Its name, and how a share is counted."""
    formula = said(measure.formula["zh"], measure.formula["en"]) if isinstance(measure, Share) else ""
    return said(measure.name["zh"], measure.name["en"]), formula


def _unit(word: str) -> str:
    return said("分钟", "min") if word.endswith("-mean") else ""

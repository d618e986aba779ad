"""The page of a hall as it is now; the part that changes renews itself when the desk tells of a change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role
from kiosk.hub.console.words import said
from kiosk.hub.desk.published import Published, published
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.insight.alarm_pages import shown_alarms
from kiosk.hub.insight.charts import NARROW, Point, columns
from kiosk.hub.insight.live import HallLive, hall_live
from kiosk.hub.insight.thresholds import limits_of
from kiosk.ticketing.tickets import TicketError

#: Who reads the names of staff at their windows.
_KNOW_STAFF = (Role.MANAGER, Role.COUNTER)


@require_safe
@gate.needs()
def hall_now(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Everything of now; the same address gives the changing part alone when the page renews it."""
    try:
        hall = published(hall_id)
    except TicketError as fault:
        return render(request, "insight/no_desk.html", {"why": said(fault.text["zh"], fault.text["en"])})
    context = _context(hall) | {
        "knows_staff": gate.may(request.user, hall_id, *_KNOW_STAFF),
        "newest_event": newest_event(),
    }
    template = "insight/live_body.html" if request.headers.get("HX-Request") else "insight/live.html"
    return render(request, template, context)


def _context(hall: Published) -> dict[str, Any]:
    now, given = timezone.now(), limits_of(hall.hall_id)
    live = hall_live(hall, given, now)
    return {
        "live": live,
        "given": given,
        "alarms": shown_alarms(hall, ended=False),
        "chart": _chart(live),
        "queue_names": {queue.code: said(queue.name.within("zh-CN"), queue.name.within("en")) for queue in hall.queues},
        "hints": [queue for queue in live.queues if queue.hint is not None],
    }


def _chart(live: HallLive) -> str:
    points = [Point(f"{hour}:00", count, line=wait) for hour, count, wait in live.hours]
    return columns(
        points,
        title=said("今天每小时的取号量和平均等候", "Tickets and mean wait by hour today"),
        unit=said("取号（个）", "tickets"),
        line_unit=said("分钟", "min"),
        width=NARROW,
    )

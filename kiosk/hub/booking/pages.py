"""The page of a hall's appointments: today and to come, one made by hand, one looked for, a day's file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from openpyxl import Workbook
from openpyxl.styles import Font

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.booking import importing
from kiosk.hub.booking.codes import Card, new_code, picture_of, short
from kiosk.hub.booking.headings import SAMPLE, SAMPLE_STATE
from kiosk.hub.booking.telling import cancel, take
from kiosk.hub.console.words import said
from kiosk.hub.desk.appointments import AHEAD, Booked
from kiosk.hub.desk.models import Appointment, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.taking import appointment_digest
from kiosk.hub.phone.models import Number
from kiosk.hub.phone.sms_settings import messages as sms
from kiosk.hub.project.confined import ConfinedError
from kiosk.ticketing.tickets import TicketError

KEEPERS = (Role.MANAGER,)
#: Lines of one page; cards of one sheet; faults that are shown.
_MOST, _CARDS, _FAULTS = 400, 200, 300
STATES = {
    "booked": ("已预约", "booked", "info"),
    "checked-in": ("已取号", "number taken", "ok"),
    "cancelled": ("已取消", "cancelled", "off"),
    "no-show": ("未到", "did not come", "warn"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment as the list shows it: never its code, never a number. ``at``: by the hall's clock."""

    appointment: Appointment
    at: datetime
    short: str
    queue: str
    matters: str
    state: str
    badge: str
    label: str
    has_phone: bool


@require_safe
@gate.needs(*KEEPERS)
def appointments(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Today's and coming ones, or those of one day."""
    return _page(request, hall_id)


@require_POST
@gate.needs(*KEEPERS)
def make(request: HttpRequest, hall_id: str) -> HttpResponse:
    """One by hand: its code is on the answer, and nowhere else."""
    now, code = timezone.now(), new_code()
    try:
        hall = published(hall_id)
        at = importing.read_at(f"{request.POST.get('day', '')} {request.POST.get('time', '')}", hall)
        if at is None or not now <= at <= now + AHEAD:
            messages.error(request, said("请选择今天或以后的时间。", "Choose a time that is still to come."))
            return redirect("appointments", hall_id=hall_id)
        told = Booked(code, at.isoformat(), request.POST.get("queue", ""), phone=request.POST.get("phone", "")[:40])
        taken = take(hall_id, told, now)
    except TicketError as fault:
        messages.error(request, said(fault.text["zh"], fault.text["en"]))
        return redirect("appointments", hall_id=hall_id)
    if taken.why is not None:
        messages.warning(request, said(taken.why["zh"], taken.why["en"]))
    _record(request, "appointment.made", hall_id, taken.appointment)
    return _page(request, hall_id, cards=_cards(hall, [(code, taken.appointment)]), fresh=True)


@require_POST
@gate.needs(*KEEPERS)
def find(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The appointment of a code that somebody shows, and the code's picture to print again."""
    code = request.POST.get("code", "").strip()[:512]
    found = Appointment.objects.filter(hall_id=hall_id, code_digest=appointment_digest(code)).first() if code else None
    if found is None:
        messages.warning(request, said("没有这个预约码的预约。", "No appointment has this code."))
        return redirect("appointments", hall_id=hall_id)
    return _page(request, hall_id, cards=_cards(_published(hall_id), [(code, found)]), only=found)


@require_POST
@gate.needs(*KEEPERS)
def bring(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A day's file: what was taken, what was not, line by line."""
    file = request.FILES.get("file")
    try:
        hall = published(hall_id)
        if file is None or (file.size or 0) > importing.FILE_LIMIT:
            messages.error(request, said("请选择一个不超过 4 MB 的文件。", "Choose a file of at most 4 MB."))
            return redirect("appointments", hall_id=hall_id)
        report = importing.bring(hall, file.read(), timezone.now())
    except (ConfinedError, TicketError) as fault:
        messages.error(request, said(fault.text["zh"], fault.text["en"]))
        return redirect("appointments", hall_id=hall_id)
    counts = f"{report.accepted}/{len(report.refused)}"
    record(cast(User, request.user), "appointment.imported", hall_id=hall_id, subject="", taken_refused=counts)
    wanted = request.POST.get("cards") == "yes"
    cards = _cards(hall, [pair for pair in report.taken if pair[1].state == "booked"][:_CARDS]) if wanted else []
    return _page(request, hall_id, report=report, faults=_faults(report), cards=cards)


@require_POST
@gate.needs(*KEEPERS)
def call_off(request: HttpRequest, hall_id: str, appointment_id: str) -> HttpResponse:
    """Staff call one off; whoever left a number hears of it."""
    try:
        found = cancel(hall_id, appointment_id, timezone.now())
    except TicketError as fault:
        messages.error(request, said(fault.text["zh"], fault.text["en"]))
        return redirect("appointments", hall_id=hall_id)
    if found is not None:
        _record(request, "appointment.cancelled", hall_id, found)
        messages.success(request, said("预约已取消。", "The appointment was cancelled."))
    return redirect("appointments", hall_id=hall_id)


@require_safe
@gate.needs(*KEEPERS)
def sample(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A workbook to fill in, with a line as an example."""
    hall, book = _published(hall_id), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(SAMPLE))
    tomorrow = timezone.localtime() + timedelta(days=1)
    queue = hall.queues[0].name.within("zh-CN") if hall and hall.queues else ""
    sheet.append(["YY-0001", f"{tomorrow:%Y-%m-%d} 09:30", queue, "", "", SAMPLE_STATE])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in "ABCDEF":
        sheet.column_dimensions[column].width = 20
        for row in range(1, 400):
            sheet[f"{column}{row}"].number_format = "@"  # codes and numbers stay as they are typed
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(out.getvalue(), content_type=kind)
    response.headers["Content-Disposition"] = 'attachment; filename="appointments.xlsx"'
    return response


def _page(request: HttpRequest, hall_id: str, only: Appointment | None = None, **more: Any) -> HttpResponse:
    hall, now = _published(hall_id), timezone.now()
    today = (hall.local(now) if hall else timezone.localtime(now)).date()
    day = _day(request.GET.get("day", ""))
    found = [only] if only is not None else _wanted(hall, hall_id, day, today)
    lines = list(_lines(hall, hall_id, found[:_MOST]))
    context = {
        "days": [(at, list(group)) for at, group in groupby(lines, key=lambda line: line.at.date())],
        "count": len(lines),
        "more": len(found) > _MOST,
        "day": day.isoformat() if day else "",
        "today": today.isoformat(),
        "last": (today + AHEAD).isoformat(),
        "queues": [(one.code, said(one.name.within("zh-CN"), one.name.within("en"))) for one in hall.queues]
        if hall
        else [],
        "sends": sms().sends(hall_id),
        "only": only,
        "tab": "list",
    }
    return render(request, "booking/appointments.html", context | more)


def _wanted(hall: Published | None, hall_id: str, day: date | None, today: date) -> list[Appointment]:
    zone = hall.zone if hall else timezone.get_current_timezone()
    begin = datetime.combine(day or today, time(), tzinfo=zone)
    kept = Appointment.objects.filter(hall_id=hall_id, at__gte=begin)
    if day is not None:
        kept = kept.filter(at__lt=begin + timedelta(days=1))
    return list(kept.order_by("at", "id")[: _MOST + 1])


def _lines(hall: Published | None, hall_id: str, found: list[Appointment]) -> Iterable[Line]:
    with_phone = set(Number.objects.filter(subject__in=[one.id for one in found]).values_list("subject", flat=True))
    taken = [one.ticket_id for one in found if one.ticket_id]
    labels = dict(TicketRow.objects.filter(hall_id=hall_id, id__in=taken).values_list("id", "label"))
    for one in found:
        zh, en, badge = STATES[one.state]
        yield Line(
            appointment=one,
            at=hall.local(one.at) if hall else timezone.localtime(one.at),
            short=short(one.code_digest),
            queue=_queue(hall, one.queue),
            matters=said("、", ", ").join(_matter(hall, code) for code in one.matters),
            state=said(zh, en),
            badge=badge,
            label=labels.get(one.ticket_id, ""),
            has_phone=one.id in with_phone,
        )


def _cards(hall: Published | None, pairs: list[tuple[str, Appointment]]) -> list[Card]:
    return [Card(code, picture_of(code), one, _queue(hall, one.queue)) for code, one in pairs]


def _faults(report: importing.Report) -> list[dict[str, Any]]:
    return [
        {
            "line": one.line,
            "column": _said(importing.COLUMN_WORDS[one.column]),
            "what": _said(one.what),
            "remedy": _said(one.remedy),
            "refused": one.refused,
        }
        for one in sorted(report.faults, key=lambda fault: (not fault.refused, fault.line))[:_FAULTS]
    ]


def _said(words: Any) -> str:
    return said(words.within("zh-CN"), words.within("en"))


def _queue(hall: Published | None, code: str) -> str:
    queue = hall.by_code.get(code) if hall else None
    return _said(queue.name) if queue else code


def _matter(hall: Published | None, code: str) -> str:
    try:
        return _said(hall.catalogue.matter(code).name) if hall else code
    except LookupError:
        return code


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _published(hall_id: str) -> Published | None:
    try:
        return published(hall_id)
    except TicketError:
        return None


def _record(request: HttpRequest, act: str, hall_id: str, found: Appointment) -> None:
    subject = short(found.code_digest)
    record(
        cast(User, request.user), act, hall_id=hall_id, subject=subject, queue=found.queue, when=found.at.isoformat()
    )

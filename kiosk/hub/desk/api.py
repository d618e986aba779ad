"""The machine side of the desk (docs/tickets.md): panels take, confirm and tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from kiosk.base.texts import Text
from kiosk.hub.api.panel_token import PanelToken
from kiosk.hub.desk import authority
from kiosk.hub.desk.asking import form, not_here, word_of
from kiosk.hub.desk.models import Appointment
from kiosk.hub.desk.pace import Pace
from kiosk.hub.desk.published import published
from kiosk.hub.desk.taking import appointment_digest
from kiosk.hub.fleet.models import Panel
from kiosk.scanning.codes import CodeError, What, code_in, verify
from kiosk.sync.code_keys import check_signature, keys_by_signer
from kiosk.sync.desk_messages import BOOK_LIMIT, TAKE_LIMIT, Book, TakeTicket
from kiosk.sync.messages import packed, unpacked
from kiosk.ticketing.tickets import TicketError, Voided

router = Router(auth=PanelToken(), tags=["desk"])

#: A panel takes so many numbers at once, then one each so many seconds.
TAKES = Pace(60, 1.0)

_BUSY = Text(
    zh="取号太快了，请稍候再试，或请到导办台。",
    en="Too many numbers at once. Please wait a little, or go to the help desk.",
)
_NO_CODE = Text(
    zh="这不是本大厅的号票或预约码。请出示小票上的二维码，或请工作人员帮忙。",
    en="This is not a ticket or appointment code of this hall. Please show the code on your slip or ask our staff.",
)
_BODY = 2 << 10


@dataclass(frozen=True, slots=True)
class _Confirm:
    label: str
    act: str = "printed"


@dataclass(frozen=True, slots=True)
class _Withdraw:
    why: str = Voided.WITHDRAWN.value


@dataclass(frozen=True, slots=True)
class _Code:
    code: str


@router.post("/tickets")
def take_ticket(request: HttpRequest) -> Any:
    """A number; the same id, the same ticket. ``TakeTicket`` → ``TicketFacts`` (kiosk/sync/desk_messages)."""
    panel = _panel(request)
    asked = unpacked(TakeTicket, request.read(TAKE_LIMIT + 1), TAKE_LIMIT)
    if TAKES.wait(panel.id):
        raise TicketError("busy", _BUSY, where=panel.id)
    return _answer(authority.take(panel.hall_id, asked, panel.id, timezone.now()))


@router.get("/tickets/{ticket_id}")
def see_ticket(request: HttpRequest, ticket_id: str) -> Any:
    """How a ticket stands now: ``TicketFacts``."""
    panel = _panel(request)
    return _answer(authority.facts_of(authority.ticket(panel.hall_id, ticket_id), timezone.now()))


@router.post("/tickets/{ticket_id}/confirm")
def confirm_ticket(request: HttpRequest, ticket_id: str) -> Any:
    """``{label, act}``: the paper came out ("printed"), or the visitor took the number from the "screen"."""
    panel, said = _panel(request), unpacked(_Confirm, request.read(_BODY + 1), _BODY)
    if said.act not in ("printed", "screen"):
        raise form("act")
    facts = authority.confirm(panel.hall_id, ticket_id, said.label[:24], said.act, panel.id, timezone.now())
    return _answer(facts)


@router.post("/tickets/{ticket_id}/withdraw")
def withdraw_ticket(request: HttpRequest, ticket_id: str) -> Any:
    """``{why}``: the number serves nobody (``withdrawn``, ``no-paper``)."""
    panel, said = _panel(request), unpacked(_Withdraw, request.read(_BODY + 1), _BODY)
    why = word_of(Voided, said.why, "why")
    return _answer(authority.withdraw(panel.hall_id, ticket_id, why, panel.id, timezone.now()))


@router.post("/tickets/{ticket_id}/return")
def return_ticket(request: HttpRequest, ticket_id: str) -> Any:
    """Back in line after a missed call: the slip was scanned."""
    panel = _panel(request)
    return _answer(authority.return_missed(panel.hall_id, ticket_id, panel.id, timezone.now()))


@router.post("/codes")
def open_code(request: HttpRequest) -> Any:
    """``{code}``: what a scanned code stands for, ``{what: "ticket", ticket}`` or ``{what: "appointment", …}``."""
    panel, said = _panel(request), unpacked(_Code, request.read(_BODY + 1), _BODY)
    now = timezone.now()
    code = code_in(said.code)
    if code is None:
        return _appointment(panel.hall_id, Appointment.objects.filter(code_digest=appointment_digest(said.code)), now)
    keys = keys_by_signer(Panel.objects.filter(hall_id=panel.hall_id).values_list("public_key", flat=True))
    try:
        found = verify(code, keys, now, check_signature)
    except CodeError as fault:
        raise TicketError("unknown", fault.text, where=fault.word) from None
    if found.what is What.APPOINTMENT:
        return _appointment(panel.hall_id, Appointment.objects.filter(id=found.id), now)
    facts = authority.facts_of(authority.ticket(panel.hall_id, found.id), now)
    return HttpResponse(b'{"what":"ticket","ticket":%s}' % packed(facts), content_type="application/json")


@router.post("/book")
def take_book(request: HttpRequest) -> Any:
    """What the panel promised on paper while nobody answered. Body: ``Book``; answer: ``BookTaken``."""
    told = unpacked(Book, request.read(BOOK_LIMIT + 1), BOOK_LIMIT)
    return _answer(authority.take_book(_panel(request), told, timezone.now()))


@router.get("/now")
def desk_now(request: HttpRequest) -> Any:
    """The whole desk at this moment: ``DeskNow``."""
    panel = _panel(request)
    return _answer(authority.desk_now(panel.hall_id, panel.id, timezone.now()))


def _appointment(hall_id: str, found: Any, now: datetime) -> HttpResponse:
    booked: Appointment | None = found.filter(hall_id=hall_id).first()
    if booked is None:
        raise TicketError("unknown", _NO_CODE)
    hall = published(hall_id)
    if booked.state == "checked-in" and booked.ticket_id:
        try:
            facts = authority.facts_of(authority.ticket(hall_id, booked.ticket_id), now)
        except TicketError:
            raise not_here(booked.ticket_id) from None
        return HttpResponse(b'{"what":"ticket","ticket":%s}' % packed(facts), content_type="application/json")
    body = {
        "what": "appointment",
        "at": hall.local(booked.at).isoformat(),
        "queue": booked.queue,
        "matters": booked.matters,
        "state": booked.state,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _panel(request: HttpRequest) -> Panel:
    panel: Panel = request.auth  # type: ignore[attr-defined]
    return panel


def _answer(facts: Any) -> HttpResponse:
    return HttpResponse(packed(facts), content_type="application/json; charset=utf-8")

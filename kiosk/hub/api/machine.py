"""The machine side: enrolment, tokens, reports, results; streams and files are beside it (project/switchboard)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import NinjaAPI, Status
from ninja.errors import HttpError, ValidationError

from kiosk.hub.access import throttle
from kiosk.hub.access.address import client_address
from kiosk.hub.api.messages import (
    EnrolmentAsked,
    EnrolmentBegun,
    EnrolmentState,
    Refusal,
    ReportTaken,
    Token,
    TokenAsked,
)
from kiosk.hub.api.panel_token import PanelToken
from kiosk.hub.api.streams_described import BESIDE
from kiosk.hub.booking.api import router as booking
from kiosk.hub.desk.api import router as desk
from kiosk.hub.desk.refusing import refused
from kiosk.hub.desk.turns import cannot_keep
from kiosk.hub.fleet import enrolment, orders, reports, tokens
from kiosk.hub.fleet.models import Order, Panel
from kiosk.hub.live.answers import refusal
from kiosk.hub.phone.api import router as phone
from kiosk.hub.project import certificate
from kiosk.hub.reviews.api import router as reviews
from kiosk.sync.messages import REPORT_LIMIT, MessageError, Report, unpacked
from kiosk.ticketing.tickets import TicketError

log = logging.getLogger("kiosk.hub.api")


class Described(NinjaAPI):
    """Also describes what is served beside Django."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["paths"].update(BESIDE)
        return schema


api = Described(
    title="Hall Kiosk hub",
    version="1",
    description="What panels say and ask. Every refusal is {error, zh, en}.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="machine",
)
api.add_router("/desk", desk)
api.add_router("/desk", phone)
api.add_router("/desk", booking)
api.add_router("/desk", reviews)
_REFUSED = {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 413: Refusal, 422: Refusal, 429: Refusal}


def no(status: int, word: str, wait_s: int = 0, **facts: Any) -> HttpResponse:
    """A refusal as it travels."""
    response = JsonResponse(refusal(word, **facts), status=status, json_dumps_params={"ensure_ascii": False})
    if wait_s:
        response.headers["Retry-After"] = str(wait_s)
    return response


@api.exception_handler(tokens.RefusedError)
def _refused(request: HttpRequest, fault: tokens.RefusedError) -> HttpResponse:
    if fault.word == "clock":
        return no(401, "clock", now=timezone.now().isoformat())
    return no(403 if fault.word == "revoked" else 401, fault.word)


@api.exception_handler(ValidationError)
def _misshaped(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return no(422, "form")


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return no(fault.status_code, "form")


@api.exception_handler(TicketError)
def _not_at_the_desk(request: HttpRequest, fault: TicketError) -> HttpResponse:
    return refused(fault)


@api.exception_handler(OperationalError)
def _database_away(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    log.error("the database cannot be asked: %s", fault)
    return refused(cannot_keep())


@api.exception_handler(MessageError)
def _misread(request: HttpRequest, fault: MessageError) -> HttpResponse:
    return no(422, "form")


@api.post("/enrolments", response={201: EnrolmentBegun, **_REFUSED}, tags=["enrolment"])
def begin_enrolment(request: HttpRequest, asked: EnrolmentAsked) -> Any:
    """A panel asks to be admitted: it gets a code to show, good for ten minutes."""
    if (wait := _wait(request, "enrol", 30)) is not None:
        return wait
    try:
        begun = enrolment.begin(asked.public_key, asked.program, timezone.now())
    except enrolment.EnrolmentError:
        return no(429, "busy", 60)
    return Status(
        201,
        EnrolmentBegun(
            id=begun.id,
            code=begun.code,
            check=begun.check,
            secret=begun.secret,
            expires_in_s=int(enrolment.LASTS.total_seconds()),
        ),
    )


@api.get("/enrolments/{enrolment_id}", response={200: EnrolmentState, **_REFUSED}, tags=["enrolment"])
def enrolment_state(request: HttpRequest, enrolment_id: str) -> Any:
    """How it stands; only for the panel that holds the secret (``Authorization: Enrolment <secret>``)."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = enrolment.of_secret(enrolment_id, secret.strip()) if scheme.lower() == "enrolment" else None
    if found is None:
        return _wait(request, "secret", 60) or no(404, "unknown")
    state, panel = enrolment.state(found, timezone.now()), found.panel
    if state != "confirmed" or panel is None:
        return Status(200, EnrolmentState(state=state))
    return Status(
        200,
        EnrolmentState(
            state=state,
            panel_id=panel.id,
            hall_id=panel.hall_id,
            group=panel.group,
            kiosk_id=panel.kiosk_id,
            root=enrolment.root_path(panel.hall_id).read_text("utf-8"),
        ),
    )


@api.post("/tokens", response={200: Token, **_REFUSED}, tags=["panel"])
def grant_token(request: HttpRequest, asked: TokenAsked) -> Any:
    """A token for an hour, for a signature of the panel's key that was not seen before."""
    now = timezone.now()
    try:
        token = tokens.grant(tokens.Asked(**asked.dict()), certificate.pin(settings.OPTIONS), now)
    except tokens.RefusedError as fault:
        if fault.word == "token" and (wait := _wait(request, "token", 40)) is not None:
            return wait
        raise
    return Status(200, Token(token=token, expires_in_s=int(tokens.LASTS.total_seconds()), now=now.isoformat()))


@api.post("/reports", response={200: ReportTaken, **_REFUSED}, auth=PanelToken(), tags=["panel"])
def take_report(request: HttpRequest) -> Any:
    """What the panel shows and how it is; the answer says what waits for it. Body: a Report (kiosk/sync/messages)."""
    panel: Panel = request.auth  # type: ignore[attr-defined]
    report = unpacked(Report, request.read(REPORT_LIMIT + 1), REPORT_LIMIT)
    return Status(200, reports.take(panel, report, timezone.now()))


@api.post("/reports/{seal}", response={200: ReportTaken, **_REFUSED}, auth=PanelToken(), tags=["panel"])
def still(request: HttpRequest, seal: str) -> Any:
    """The panel lives and is as its last report said (``seal``: messages.report_seal of it); 409: send it whole."""
    panel: Panel = request.auth  # type: ignore[attr-defined]
    answer = reports.is_still(panel, seal, timezone.now())
    return no(409, "conflict") if answer is None else Status(200, answer)


@api.put("/orders/{order_id}", response={204: None, **_REFUSED}, auth=PanelToken(), tags=["panel"])
def take_result(request: HttpRequest, order_id: str) -> Any:
    """The result of an order: a PNG or a text; ``X-Outcome: done`` or ``refused``."""
    panel: Panel = request.auth  # type: ignore[attr-defined]
    order = Order.objects.select_related("panel").filter(id=order_id, panel=panel).first()
    if order is None:
        return no(404, "unknown")
    if order.done_at is not None:
        return no(409, "conflict")
    outcome = "refused" if request.headers.get("X-Outcome", "done") == "refused" else "done"
    try:
        orders.take_result(order, outcome, request, timezone.now())
    except orders.OrderError:
        return no(422, "form")
    return Status(204, None)


def _wait(request: HttpRequest, kind: str, free: int) -> HttpResponse | None:
    """429 for an address that asks too often (ten minutes are remembered); None when it may."""
    subject = throttle.Subject(kind, client_address(request), free, timedelta(minutes=10))
    tried = throttle.attempt((subject,), timezone.now())
    return None if tried.allowed else no(429, "busy", int(tried.wait.total_seconds()) + 1)

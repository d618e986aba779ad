"""The machine side of this room: a panel tells the number a ticket's messages go to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from kiosk.base.texts import Text
from kiosk.hub.access import throttle
from kiosk.hub.api.panel_token import PanelToken
from kiosk.hub.fleet.models import Panel
from kiosk.hub.live.answers import refusal
from kiosk.hub.phone import mail_box, numbers
from kiosk.hub.phone.sms_settings import messages

router = Router(auth=PanelToken(), tags=["desk"])
#: Tickets one number may be told for in a day before it has to wait: nobody can have a stranger's phone ring all day.
A_NUMBER = 8
_BODY = 512
_STATUS = {"unknown": 404, "over": 409, "absent": 409}


@router.put("/tickets/{ticket_id}/phone", response={204: None})
def remember_phone(request: HttpRequest, ticket_id: str) -> Any:
    """``{phone}``: messages about this ticket go there. 204; the number is in no answer and in no log."""
    panel: Panel = request.auth  # type: ignore[attr-defined]
    now = timezone.now()
    try:
        number = numbers.mobile(_phone(request))
    except numbers.NumberError as error:
        return _no(422, "number", error.text)
    rules = messages().of(panel.hall_id)
    subjects = (
        throttle.Subject("phone-panel", panel.id, rules.a_panel, timedelta(hours=1)),
        throttle.Subject("phone-number", numbers.mark(number), A_NUMBER, timedelta(hours=12)),
    )
    tried = throttle.attempt(subjects, now)
    if not tried.allowed:
        response = JsonResponse(refusal("busy"), status=429, json_dumps_params={"ensure_ascii": False})
        response.headers["Retry-After"] = str(int(tried.wait.total_seconds()) + 1)
        return response
    try:
        mail_box.remember(panel.hall_id, ticket_id, number, now)
    except mail_box.PhoneError as error:
        return _no(_STATUS[error.word], error.word, error.text)
    return HttpResponse(status=204)


def _phone(request: HttpRequest) -> str:
    try:
        body = json.loads(request.read(_BODY))
    except ValueError:
        return ""
    phone = body.get("phone", "") if isinstance(body, dict) else ""
    return phone if isinstance(phone, str) else ""


def _no(status: int, word: str, text: Text) -> HttpResponse:
    said = {"error": word, "zh": text.within("zh-CN"), "en": text.within("en")}
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})

"""How the desk's refusals travel: a word for machines, sentences for people, and when to come again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse

from kiosk.ticketing.hours import NotNowError
from kiosk.ticketing.tickets import TicketError

#: 409 when the desk understood and will not.
STATUS = {"form": 422, "unknown": 404, "appointment": 404, "storage": 503, "busy": 429, "key": 401}
_AGAIN_S = {"storage": 5, "busy": 10}


def refused(fault: TicketError) -> HttpResponse:
    """``{error, zh, en, hint?, again?}``; ``again``: the moment from which it can be asked, ISO 8601."""
    body: dict[str, Any] = {
        "error": fault.word,
        "zh": fault.text.within("zh-CN"),
        "en": fault.text.within("en"),
    }
    if fault.hint:
        body["hint"] = {"zh": fault.hint.within("zh-CN"), "en": fault.hint.within("en")}
    if isinstance(fault, NotNowError) and fault.again is not None:
        body["again"] = fault.again.isoformat()
    status = STATUS.get(fault.word, 409)
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status in (429, 503):
        answer.headers["Retry-After"] = str(_AGAIN_S.get(fault.word, 10))
    return answer

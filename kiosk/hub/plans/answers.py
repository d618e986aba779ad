"""How this room speaks with its editor: bounded JSON in, JSON out, every fault a sentence with its HTTP status."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from kiosk.base.errors import KioskError
from kiosk.hub.access.models import User
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.keeping import StalePlanError
from kiosk.hub.records.models import Hall

P = ParamSpec("P")
_View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

#: What one question may weigh (bytes): a document of the largest plan we take, and some.
MOST_BYTES = 24 << 20


class TooBigError(KioskError):
    """More was sent than is read."""


def spoken(view: _View[P]) -> _View[P]:
    """A view whose KioskErrors are answered as JSON ``{zh, en, item}``; a stale version with 409 and theirs."""

    @functools.wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except StalePlanError as stale:
            return _fault(stale, 409, version=stale.version, by=stale.by)
        except TooBigError as error:
            return _fault(error, 413)
        except KioskError as error:
            return _fault(error, 422)

    return cast("_View[P]", answered)


def _fault(error: KioskError, status: int, **facts: Any) -> JsonResponse:
    text: Mapping[str, str] = getattr(error, "text", None) or {"zh": error.what, "en": error.sentence()}
    item = getattr(error, "item_id", "")
    return JsonResponse({"zh": text.get("zh", ""), "en": text.get("en", ""), "item": item, **facts}, status=status)


def asked(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in a request's body, bounded before it is read; raises DraftError, TooBigError."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise TooBigError("The plan is too big.")
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooBigError("The plan is too big.")
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise refuse("请求不正确。", "The request is not right.")
    return given


def version_of(given: Mapping[str, Any]) -> int:
    """The version somebody drew on."""
    value = given.get("version")
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 31:
        raise refuse("请求缺少版本号。", "The request lacks its version.")
    return value


def hall_of(request: HttpRequest) -> Hall:
    """The hall that ``needs`` found."""
    return cast(Any, request).hall  # type: ignore[no-any-return]


def person_of(request: HttpRequest) -> User:
    """Who asks."""
    return cast(User, request.user)

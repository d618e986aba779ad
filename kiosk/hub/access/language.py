"""Each person's language: the account's, else the one chosen on the login page, else Chinese."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from kiosk.hub.access.models import User

COOKIE = "language"
#: What a person chooses → what Django calls it.
LANGUAGES = {"zh-CN": "zh-hans", "en": "en"}


class OwnLanguage:
    """Middleware: the language of this request's words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.user.language if isinstance(request.user, User) else request.COOKIES.get(COOKIE, "")
        with translation.override(LANGUAGES.get(chosen, "zh-hans")):
            response = self._next(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", "en" if chosen == "en" else "zh-CN")
        return response

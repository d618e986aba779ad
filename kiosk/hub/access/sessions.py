"""How long a login lasts: some hours, less when nobody is there; first of all, a new password where it must be."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kiosk.hub.access.models import User

#: Reloads that a page makes by itself (console.js) are no sign of a person.
BY_ITSELF = "X-By-Itself"


class LimitedSessions:
    """Middleware: ends what is too old or was left alone. Times are kept in the session, in seconds since 1970."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            now = time.time()
            if is_over(request, now):
                auth.logout(request)
            elif BY_ITSELF not in request.headers and now - request.session.get("seen", 0) > 60:
                request.session["seen"] = now
        if isinstance(request.user, User) and request.user.must_change_password:
            free = {reverse("password"), reverse("logout"), reverse("language")}
            if request.path not in free and not request.path.startswith(settings.STATIC_URL):
                return redirect("password")
        return self._next(request)


def is_over(request: HttpRequest, now: float) -> bool:
    """Whether this login has lasted long enough."""
    since, seen = request.session.get("since", 0), request.session.get("seen", 0)
    return bool(now - since > settings.OPTIONS.session_hours * 3600 or now - seen > settings.OPTIONS.idle_minutes * 60)

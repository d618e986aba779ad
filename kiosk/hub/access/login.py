"""Coming in and going out: one answer to every wrong login, slower with every guess, all of it remembered."""

from __future__ import annotations

import math
import threading
import time
from typing import cast

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kiosk.hub.access import throttle
from kiosk.hub.access.address import client_address
from kiosk.hub.access.language import COOKIE, LANGUAGES
from kiosk.hub.access.models import User
from kiosk.hub.access.passwords import LONGEST
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said

#: Argon2 takes 100 MB each time: so many at once, others wait.
_HASHING = threading.BoundedSemaphore(2)


@never_cache
@sensitive_post_parameters()
def login(request: HttpRequest) -> HttpResponse:
    """The login page; 401 for whatever is wrong, 429 while there is something to wait for."""
    forward = _inside(request, request.GET.get("next") or request.POST.get("next") or "")
    if request.user.is_authenticated:
        return redirect(forward)
    if request.method != "POST":
        return render(request, "access/login.html", {"next": forward})
    name = request.POST.get("username", "").strip()[:150]
    by_name = throttle.Subject("login", name, free=5)
    by_address = throttle.Subject("address", client_address(request), free=20)
    tried = throttle.attempt((by_name, by_address), timezone.now())
    if not tried.allowed:
        record("?", "access.login_slowed", subject=name, address=client_address(request))
        return _again(request, name, forward, math.ceil(tried.wait.total_seconds()))
    user = _known(request, name, request.POST.get("password", ""))
    if user is None:
        record("?", "access.login_failed", subject=name, address=client_address(request))
        return _again(request, name, forward, 0)
    throttle.forgive(tried, by_name)
    auth.login(request, user)
    request.session["since"] = request.session["seen"] = time.time()
    record(user, "access.login", subject=user.username, address=client_address(request))
    return redirect(forward)


def _known(request: HttpRequest, name: str, password: str) -> User | None:
    if len(password) > LONGEST:
        password = ""
    with _HASHING:
        return auth.authenticate(request, username=name, password=password)


def _again(request: HttpRequest, name: str, forward: str, wait: int) -> HttpResponse:
    page = {"next": forward, "name": name, "wrong": not wait, "wait": wait}
    response = render(request, "access/login.html", page, status=429 if wait else 401)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _inside(request: HttpRequest, address: str) -> str:
    """An address of ours to go on to; never somebody else's."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and address.startswith("/") else settings.LOGIN_REDIRECT_URL


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Out, and the session is gone."""
    if isinstance(request.user, User):
        record(request.user, "access.logout", subject=request.user.username)
    auth.logout(request)
    return redirect("login")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept with the account, or in a cookie before the login."""
    chosen = request.POST.get("language", "")
    response = redirect(_inside(request, request.POST.get("next", "")))
    if chosen in LANGUAGES:
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=chosen)
        response.set_cookie(
            COOKIE, chosen, max_age=31536000, secure=settings.SECURE, httponly=True, samesite="Lax", path="/"
        )
    return response


@never_cache
@login_required
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other login of this account ends with it."""
    user = cast(User, request.user)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        now, new, again = (request.POST.get(key, "") for key in ("now", "new", "again"))
        subject = throttle.Subject("password", user.username, free=5)
        tried = throttle.attempt((subject,), timezone.now())
        if not tried.allowed:
            faults["now"] = [said("请稍候再试。", "Please wait a little and try again.")]
        elif not _matches(user, now):
            record(user, "access.password_refused", subject=user.username)
            faults["now"] = [said("现在的密码不对。", "This is not your current password.")]
        else:
            throttle.forgive(tried, subject)
            faults = _faults(user, now, new, again)
        if not faults:
            _change(request, user, new)
            return redirect("start")
    return render(request, "access/password.html", {"faults": faults}, status=422 if faults else 200)


def _matches(user: User, password: str) -> bool:
    with _HASHING:
        return len(password) <= LONGEST and user.check_password(password)


def _faults(user: User, now: str, new: str, again: str) -> dict[str, list[str]]:
    if new != again:
        return {"again": [said("两次输入不一致。", "Both entries differ.")]}
    if now == new:
        return {"new": [said("新密码与旧密码相同。", "The new password is the old one.")]}
    try:
        validate_password(new, user)
    except ValidationError as error:
        return {"new": [str(words) for words in error.messages]}
    return {}


def _change(request: HttpRequest, user: User, new: str) -> None:
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    auth.update_session_auth_hash(request, user)
    record(user, "access.password_changed", subject=user.username)
    messages.success(request, said("密码已修改。", "Your password was changed."))

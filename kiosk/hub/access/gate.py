"""The one place that says who may do what: asked by every view, and by pages that hide what is not for you."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase

from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.project.statements import row
from kiosk.hub.records.models import Hall

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def roles(user: User | AnonymousUser, hall_id: str) -> frozenset[str]:
    """What this person is in this hall (their roles in every hall included); all roles for an administrator."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role.values)
    mine = Membership.objects.filter(Q(hall_id=hall_id) | Q(hall_id=None), user=user)
    return frozenset(mine.values_list("role", flat=True))


def may(user: User | AnonymousUser, hall_id: str, *wanted: Role | str) -> bool:
    """Whether this person has one of these roles in this hall (none named: any role at all)."""
    held = roles(user, hall_id)
    return bool(held & {str(role) for role in wanted}) if wanted else bool(held)


def halls(user: User | AnonymousUser) -> Sequence[Hall]:
    """The halls this person has any part in, by id."""
    if not isinstance(user, User) or not user.is_active:
        return []
    everywhere = user.is_superuser or user.memberships.filter(hall=None).exists()
    found = Hall.objects.all() if everywhere else Hall.objects.filter(memberships__user=user).distinct()
    return list(found.order_by("id"))


def needs(*wanted: Role | str) -> Callable[[View[P]], View[P]]:
    """Guard a view that takes ``hall_id``: a login, the hall, and one of these roles (none named: any).

    Who is not logged in goes to the login; who lacks the role gets 403 and an entry in the audit log; who has no part
    in the hall at all cannot tell whether it exists (404). The view finds ``request.hall``.
    """

    def guard(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            admit(request, str(kwargs["hall_id"]), *wanted)
            return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard


def admit(request: HttpRequest, hall_id: str, *wanted: Role | str) -> Hall:
    """The hall, when the person asking has one of these roles there; else 404, or 403 with an entry in the log."""
    held = roles(request.user, hall_id)
    hall = row(Hall, id=hall_id) if held else None
    if hall is None:
        raise Http404
    if wanted and not held & {str(role) for role in wanted}:
        refuse(request, hall_id)
    cast(Any, request).hall = hall
    return hall


def refuse(request: HttpRequest, hall_id: str = "") -> None:
    """Say no and remember it: raises PermissionDenied."""
    actor = request.user if isinstance(request.user, User) else "?"
    record(actor, "access.refused", hall_id=hall_id, subject=request.path[:200], method=request.method or "")
    raise PermissionDenied


def administrators_only(view: View[P]) -> View[P]:
    """Guard a view that belongs to no hall: administrators alone."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_superuser:
            refuse(request)
        return view(request, *args, **kwargs)

    return cast("View[P]", guarded)

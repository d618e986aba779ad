"""Who works here: a hall manager adds people and gives them their roles in the hall."""

from __future__ import annotations

import re
import secrets
from typing import cast

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kiosk.hub.access import gate
from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said, say

#: What each role may do, in a sentence.
ROLE_WORDS = {
    Role.EDITOR: say("修改内容和平面图，提交审核", "Changes content and plan, hands it in"),
    Role.REVIEWER: say("审核他人提交的内容", "Reviews what others hand in"),
    Role.MANAGER: say("签发、回退、紧急消息、人员", "Signs off, rolls back, emergencies, people"),
    Role.COUNTER: say("开关窗口", "Opens and closes windows"),
    Role.TECHNICIAN: say("触摸屏：加入、截屏、重启、停用", "Panels: add, look at, restart, revoke"),
    Role.AUDITOR: say("查看审计日志", "Reads the audit log"),
}
_NAME = re.compile(r"[\w.@+-]{2,60}")


@gate.needs(Role.MANAGER)
def people(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Everybody with a part in this hall, and a form for one more."""
    return _page(request, hall_id)


def role_name(role: str) -> str:
    """A role's name in the page's language."""
    zh, _, en = str(Role(role).label).partition(" ")
    return said(zh, en)


def _page(request: HttpRequest, hall_id: str, fault: str = "", secret: tuple[str, str] | None = None) -> HttpResponse:
    found: dict[User, set[str]] = {}
    for one in Membership.objects.filter(hall_id=hall_id).select_related("user").order_by("user__username"):
        found.setdefault(one.user, set()).add(one.role)
    page = {
        "people": [(user, [(role, role_name(role)) for role in sorted(held)], held) for user, held in found.items()],
        "roles": [(role.value, role_name(role), ROLE_WORDS[role]) for role in Role],
        "fault": fault,
        "secret": secret,
        "given": request.POST,
        "chosen": request.POST.getlist("role"),
    }
    return render(request, "access/people.html", page, status=422 if fault else 200)


@require_POST
@gate.needs(Role.MANAGER)
def add_person(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A new account with its roles here, its first password shown once; one that exists gets the roles."""
    name, roles = request.POST.get("username", "").strip(), _roles(request)
    if not _NAME.fullmatch(name) or not roles:
        words = said("请填写登录名（字母、数字）并选择角色。", "Give a login name (letters, digits) and choose a role.")
        return _page(request, hall_id, words)
    actor = cast(User, request.user)
    password = secrets.token_urlsafe(9)
    try:
        with transaction.atomic():
            user = User.objects.filter(username__iexact=name).first()
            is_new = user is None
            if user is None:
                full = request.POST.get("full_name", "").strip()[:60]
                user = User.objects.create_user(name, password=password, last_name=full, must_change_password=True)
            elif user.is_superuser and not actor.is_superuser:
                return _page(request, hall_id, said("不能更改管理员。", "An administrator is not changed here."))
            _set_roles(user, hall_id, roles | _held(user, hall_id))
            act = "access.user_added" if is_new else "access.roles_changed"
            record(actor, act, hall_id=hall_id, subject=name, roles=sorted(roles))
    except IntegrityError:
        return _page(request, hall_id, said("这个登录名刚刚被使用。", "This name was taken a moment ago."))
    if is_new:
        return _page(request, hall_id, secret=(user.username, password))
    messages.success(request, said("已添加角色。", "The roles were added."))
    return redirect("people", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def change_person(request: HttpRequest, hall_id: str, user_id: int) -> HttpResponse:
    """Set somebody's roles in this hall; none takes them out of it."""
    user = _person(request, hall_id, user_id)
    roles, before = _roles(request), _held(user, hall_id)
    if user == request.user and Role.MANAGER not in roles and not user.is_superuser:
        return _page(
            request, hall_id, said("不能取消自己的负责人角色。", "You cannot give away your own manager role.")
        )
    with transaction.atomic():
        _set_roles(user, hall_id, roles)
        record(
            cast(User, request.user),
            "access.roles_changed",
            hall_id=hall_id,
            subject=user.username,
            roles=sorted(roles),
            before=sorted(before),
        )
    messages.success(request, said("角色已保存。", "The roles were saved."))
    return redirect("people", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def new_password(request: HttpRequest, hall_id: str, user_id: int) -> HttpResponse:
    """A new first password for somebody who works in this hall alone; for others an administrator does it."""
    user, actor = _person(request, hall_id, user_id), cast(User, request.user)
    elsewhere = user.memberships.exclude(hall_id=hall_id).exists()
    if not actor.is_superuser and (user.is_superuser or elsewhere):
        words = said("此人在其他大厅也有角色，请管理员处理。", "They work elsewhere too: ask an administrator.")
        return _page(request, hall_id, words)
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        record(actor, "access.password_reset", hall_id=hall_id, subject=user.username)
    return _page(request, hall_id, secret=(user.username, password))


def _person(request: HttpRequest, hall_id: str, user_id: int) -> User:
    user = User.objects.filter(id=user_id, memberships__hall_id=hall_id).distinct().first()
    if user is None:
        raise Http404
    return user


def _roles(request: HttpRequest) -> set[str]:
    return set(request.POST.getlist("role")) & set(Role.values)


def _held(user: User, hall_id: str) -> set[str]:
    return set(user.memberships.filter(hall_id=hall_id).values_list("role", flat=True))


def _set_roles(user: User, hall_id: str, roles: set[str]) -> None:
    user.memberships.filter(hall_id=hall_id).exclude(role__in=roles).delete()
    for role in roles:
        Membership.objects.get_or_create(user=user, hall_id=hall_id, role=role)

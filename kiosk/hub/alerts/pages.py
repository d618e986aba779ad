"""The page of how receivers are reached: phones of staff, robots of group chats, and a test of each robot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kiosk.base.texts import Text
from kiosk.hub.access import gate
from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.alerts.delivery import address_of
from kiosk.hub.alerts.models import Robot, StaffPhone
from kiosk.hub.alerts.posting import LEVELS, managers, sealed_for
from kiosk.hub.alerts.robots import KINDS, Notice, RobotError, may_be_asked, send
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.phone import numbers
from kiosk.hub.phone.occasions import signature
from kiosk.hub.phone.sms_settings import messages as sms

#: Robots of one hall; characters of an address and of a secret.
MOST, URL, SECRET = 12, 1000, 200
TROUBLES = {
    "address": ("连不上这个地址", "the address cannot be reached"),
    "status": ("对方拒绝了请求", "the other side refused the request"),
    "refused": (
        "对方不接受：请核对地址、密钥和安全设置",
        "it was refused: see address, secret and its safety settings",
    ),
    "answer": ("对方的回答看不懂", "its answer makes no sense"),
    "late": ("超过 30 分钟没有送达", "not delivered within 30 minutes"),
    "sealed": ("保存的地址读不出来，请重新填写", "what is kept cannot be read; enter it again"),
}

_FROM = {1: ("黄色及以上", "yellow and above"), 2: ("橙色及以上", "orange and above"), 3: ("只有红色", "red only")}

_TEST = Text(zh="【测试】预警消息可以送到这里", en="[Test] Alarms can reach you here")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the hall. ``masked``: their number as it is shown, "" when there is none."""

    user: User
    manages: bool
    masked: str
    unreadable: bool = False


@require_safe
@gate.needs(Role.MANAGER)
def ways(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Everybody and every robot."""
    people = _people(hall_id)
    robots = [(one, _kind(one.kind), _level(one.level), _trouble(one)) for one in _robots(hall_id)]
    context = {
        "people": people,
        "robots": robots,
        "kinds": [(name, said(*words)) for name, words in KINDS.items()],
        "levels": [(number, _level(number)) for number in LEVELS],
        "sends": sms().sends(hall_id),
        "nobody": not robots and not (sms().sends(hall_id) and any(one.masked for one in people)),
        "full": len(robots) >= MOST,
        "tab": "ways",
    }
    return render(request, "alerts/ways.html", context)


@require_POST
@gate.needs(Role.MANAGER)
def phone(request: HttpRequest, hall_id: str, user_id: int) -> HttpResponse:
    """Keep somebody's number, or ("" given) forget it."""
    user = next((one.user for one in _people(hall_id) if one.user.pk == user_id), None)
    if user is None:
        raise Http404
    actor, words = cast(User, request.user), request.POST.get("phone", "").strip()
    if not words:
        if StaffPhone.objects.filter(user=user).delete()[0]:
            record(actor, "alert.phone_removed", hall_id=hall_id, subject=user.username)
            messages.success(request, said("手机号已删除。", "The number was removed."))
        return redirect("alert-ways", hall_id=hall_id)
    try:
        number = numbers.mobile(words)
    except numbers.NumberError as error:
        messages.error(request, said(error.text["zh"], error.text["en"]))
        return redirect("alert-ways", hall_id=hall_id)
    kept = {"sealed": numbers.sealed(number, sealed_for(user)), "kept_at": timezone.now()}
    StaffPhone.objects.update_or_create(user=user, defaults=kept)
    record(actor, "alert.phone_kept", hall_id=hall_id, subject=user.username)
    messages.success(request, said("手机号已加密保存。", "The number was kept, encrypted."))
    return redirect("alert-ways", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def robot(request: HttpRequest, hall_id: str, robot_id: int = 0) -> HttpResponse:
    """Another robot, or another name, level or address of one. An empty address or secret stays as it was."""
    found = _robot(hall_id, robot_id) if robot_id else Robot(hall_id=hall_id, made_at=timezone.now())
    fault = _filled(request, found) or (
        said("机器人太多了。", "There are too many robots.")
        if not robot_id and _robots(hall_id).count() >= MOST
        else ""
    )
    if fault:
        messages.error(request, fault)
        return redirect("alert-ways", hall_id=hall_id)
    url, secret = (request.POST.get(name, "").strip() for name in ("url", "secret"))
    found.save()
    if url:
        found.sealed_url, found.trouble = numbers.sealed(url, f"robot-{found.pk}"), ""
    if secret:
        found.sealed_secret = numbers.sealed(secret, f"robot-{found.pk}-secret")
    elif request.POST.get("no_secret") == "yes":
        found.sealed_secret = ""
    found.save()
    record(cast(User, request.user), "alert.robot_kept", hall_id=hall_id, subject=found.name, kind=found.kind)
    messages.success(request, said("已保存，请发一条测试消息。", "Saved. Now send a test message."))
    return redirect("alert-ways", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def test(request: HttpRequest, hall_id: str, robot_id: int) -> HttpResponse:
    """Tell it something now, and say what came of it."""
    found, now = _robot(hall_id, robot_id), timezone.now()
    at = timezone.localtime(now)
    words = f"{_TEST.within('zh-CN')}\n{signature(hall_id)}\n{at:%m-%d %H:%M}"
    notice = Notice("test", words, hall_id, at.isoformat(timespec="seconds"), key=f"test-{found.pk}-{now:%s%f}")
    try:
        send(address_of(found), notice, now)
    except (RobotError, numbers.UnsealedError) as error:
        word = error.word if isinstance(error, RobotError) else "sealed"
        Robot.objects.filter(pk=found.pk).update(trouble=word)
        messages.error(request, said("没有送到：", "It did not arrive: ") + said(*TROUBLES[word]))
    else:
        Robot.objects.filter(pk=found.pk).update(trouble="", told_at=now)
        messages.success(request, said("对方收到了，请到群里看看。", "It was taken. Look into the group."))
    return redirect("alert-ways", hall_id=hall_id)


@require_POST
@gate.needs(Role.MANAGER)
def remove(request: HttpRequest, hall_id: str, robot_id: int) -> HttpResponse:
    """It hears no more."""
    found = _robot(hall_id, robot_id)
    record(cast(User, request.user), "alert.robot_removed", hall_id=hall_id, subject=found.name, kind=found.kind)
    found.delete()
    messages.success(request, said("已删除。", "Removed."))
    return redirect("alert-ways", hall_id=hall_id)


def _filled(request: HttpRequest, found: Robot) -> str:
    """The form into the robot; the sentence that says what is wrong, or ""."""
    given = request.POST
    found.name, found.kind = given.get("name", "").strip()[:60], given.get("kind", found.kind)
    found.reviews = given.get("reviews") == "yes"
    level, url, secret = given.get("level", ""), given.get("url", "").strip(), given.get("secret", "").strip()
    if not found.name:
        return said("请填写名称，例如“值班群”。", "Give it a name, as “Duty group”.")
    if found.kind not in KINDS or level not in {str(number) for number in LEVELS}:
        return said("请选择种类和级别。", "Choose kind and level.")
    found.level = int(level)
    if not url and not found.pk:
        return said("请填写机器人的地址（Webhook）。", "Give the robot’s address (webhook).")
    here = settings.OPTIONS.tls == "off"
    if len(url) > URL or len(secret) > SECRET or (url and not may_be_asked(url, also_here=here)):
        return said(
            "地址须以 https:// 开头，请从群机器人的设置里完整复制。",
            "The address begins with https://; copy all of it.",
        )
    return ""


def _people(hall_id: str) -> list[Person]:
    here = Membership.objects.filter(hall_id=None) | Membership.objects.filter(hall_id=hall_id)
    users = User.objects.filter(is_active=True, memberships__in=here).distinct().order_by("username")
    manage = {user.pk for user in managers(hall_id)}
    phones = {one.user_id: one for one in StaffPhone.objects.filter(user__in=users)}
    found = [_person(user, user.pk in manage, phones.get(user.pk)) for user in users]
    return sorted(found, key=lambda one: not one.manages)


def _person(user: User, manages: bool, kept: StaffPhone | None) -> Person:
    if kept is None:
        return Person(user, manages, "")
    try:
        return Person(user, manages, numbers.masked(numbers.opened(kept.sealed, sealed_for(user))))
    except numbers.UnsealedError:
        return Person(user, manages, "", unreadable=True)


def _robots(hall_id: str) -> Any:
    return Robot.objects.filter(hall_id=hall_id).order_by("name", "pk")


def _robot(hall_id: str, robot_id: int) -> Robot:
    found = Robot.objects.filter(hall_id=hall_id, pk=robot_id).first()
    if found is None:
        raise Http404
    return found


def _kind(kind: str) -> str:
    return said(*KINDS.get(kind, (kind, kind)))


def _level(number: int) -> str:
    return said(*_FROM[number])


def _trouble(one: Robot) -> str:
    return said(*TROUBLES.get(one.trouble, (one.trouble, one.trouble))) if one.trouble else ""

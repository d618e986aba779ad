"""What is to be told to whom: an alarm or a bad review becomes messages to phones and notices to robots, each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.alerts.models import Dispatch, Robot, StaffPhone
from kiosk.hub.alerts.robots import Notice
from kiosk.hub.phone import numbers
from kiosk.hub.phone.mail_box import keep, post
from kiosk.hub.phone.models import Message
from kiosk.hub.phone.occasions import signature
from kiosk.hub.phone.sms_settings import messages
from kiosk.hub.phone.wording import Kind
from kiosk.matters.sentences import fill

log = logging.getLogger("kiosk.hub.alerts")

#: How long a notice is worth sending.
WORTH = timedelta(minutes=30)
#: What is said by text message; robots hear too when an alarm eases or ends.
BY_PHONE = frozenset({"raised", "worse", "again"})
SAID = {
    "raised": Text(zh="发出", en="raised"),
    "worse": Text(zh="升级", en="worse"),
    "again": Text(zh="再次提醒", en="again"),
    "eased": Text(zh="降级", en="eased"),
    "ended": Text(zh="解除", en="ended"),
}
_ALARM = Text(zh="【{level}预警·{said}】{name}", en="[{level} alarm, {said}] {name}")
_REVIEW = Text(zh="【差评】{window}号窗口收到“{level}”评价", en="[Bad review] window {window}: {level}")
_FOLLOW = Text(zh="请到管理中心查看并处理", en="Please look after it in the console")
LEVELS = {1: ("黄色", "yellow"), 2: ("橙色", "orange"), 3: ("红色", "red")}


@dataclass(frozen=True, slots=True)
class AlarmTold:
    """One telling of an alarm. ``level``: 1–3, of one that ended its worst. ``receivers``: names of users."""

    key: str
    said: str
    level: int
    kind: str
    name: Text
    place: Text
    value: Text
    receivers: tuple[str, ...]


def tell_alarm(hall_id: str, told: AlarmTold, now: datetime) -> None:
    """In the transaction in which the alarm is told; the same ``key`` again does nothing."""
    zh, en = LEVELS.get(told.level, ("", ""))
    name, place, value = (words.within("zh-CN") for words in (told.name, told.place, told.value))
    at, what = timezone.localtime(now), SAID[told.said].within("zh-CN")
    head = fill(_ALARM, level=zh, said=what, name=name).within("zh-CN")
    facts = Notice(
        event="alarm",
        text=_lines(head, f"{place} {value}".strip(), signature(hall_id), at),
        hall=hall_id,
        at=at.isoformat(timespec="seconds"),
        level=en,
        said=told.said,
        kind=told.kind,
        place=place,
        value=value,
    )
    _to_robots(Robot.objects.filter(hall_id=hall_id, level__lte=told.level), f"alarm-{told.key}", facts, now)
    if told.said in BY_PHONE:
        values = {"level": zh, "what": what, "name": name, "place": place, "value": value}
        users = User.objects.filter(username__in=told.receivers, is_active=True)
        _to_phones(hall_id, users, f"alarm-{told.key}", Kind.ALARM, values, now)


def tell_review(hall_id: str, key: str, window: str, level: str, now: datetime) -> None:
    """A bad review: every manager of the hall who has left a number, and the robots that want to know."""
    at = timezone.localtime(now)
    head = fill(_REVIEW, window=window, level=level).within("zh-CN")
    facts = Notice(
        event="review",
        text=_lines(head, _FOLLOW.within("zh-CN"), signature(hall_id), at),
        hall=hall_id,
        at=at.isoformat(timespec="seconds"),
        place=window,
        value=level,
    )
    _to_robots(Robot.objects.filter(hall_id=hall_id, reviews=True), key, facts, now)
    _to_phones(hall_id, managers(hall_id), key, Kind.ALERT, {"window": window, "level": level}, now)


def managers(hall_id: str) -> list[User]:
    """Who manages this hall, or all of them."""
    here = Membership.objects.filter(hall_id=None) | Membership.objects.filter(hall_id=hall_id)
    held = here.filter(role=Role.MANAGER)
    return list(User.objects.filter(is_active=True, memberships__in=held).distinct().order_by("username"))


def _lines(head: str, body: str, hall: str, at: datetime) -> str:
    return "\n".join(line for line in (head, body, hall, f"{at:%m-%d %H:%M}") if line)


def _to_phones(
    hall_id: str, users: Iterable[User], key: str, kind: Kind, values: Mapping[str, str], now: datetime
) -> None:
    """Whatever is wrong with the settings of messages, robots and the console are told all the same."""
    try:
        if not messages().sends(hall_id):
            return
        # Numbers in sms.toml hear of bad reviews by themselves.
        told = (
            {numbers.mark(numbers.mobile(one)) for one in messages().of(hall_id).staff} if kind is Kind.ALERT else set()
        )
        for phone in StaffPhone.objects.filter(user__in=list(users)).select_related("user").order_by("user"):
            number = numbers.opened(phone.sealed, sealed_for(phone.user))
            mark, subject = numbers.mark(number), f"{key}-u{phone.user_id}"
            if mark not in told and not Message.objects.filter(subject=subject).exists():
                keep(hall_id, subject, number, "zh-CN", now, now + WORTH)
                post(hall_id, subject, kind, values, now)
            told.add(mark)
    except KioskError as error:
        log.error("alerts: staff could not be told by message: %s", error)


def _to_robots(robots: Iterable[Robot], key: str, notice: Notice, now: datetime) -> None:
    for robot in robots:
        one = f"{key}-r{robot.pk}"
        fields = {"robot": robot, "notice": asdict(notice) | {"key": one}, "due": now, "not_after": now + WORTH}
        Dispatch.objects.get_or_create(key=one, defaults={**fields, "made_at": now})


def sealed_for(user: User) -> str:
    """What a person's number is bound to."""
    return f"staff-{user.pk}"

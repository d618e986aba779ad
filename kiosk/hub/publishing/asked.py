"""What a form asked for, as values: moments in the hall's time, percentages, groups; faults as messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.console.words import said
from kiosk.hub.fleet.models import Panel
from kiosk.hub.publishing.faults import PublishingError
from kiosk.hub.publishing.releasing import Plan

_NO_MOMENT = Text(zh="请选择日期和时间。", en="Please choose a date and a time.")
_NOBODY = Text(
    zh="请选择比例或分组，至少有一台先更新。", en="Choose a share or a group, so that some panel goes first."
)
_FAR = Text(zh="时间太远了，最多一年以后。", en="That is too far ahead: at most a year.")


def asked_plan(given: QueryDict) -> Plan:
    """For whom and from when, as the form says; PublishingError when it cannot be meant."""
    when, whom = given.get("when", "now"), given.get("whom", "all")
    at = asked_moment(given.get("at", "")) if when == "later" else None
    if when == "later" and at is None:
        raise PublishingError(_NO_MOMENT)
    if whom != "some":
        return Plan(activate_at=at)
    groups = tuple(group for group in given.getlist("groups") if group)[:50]
    percent = asked_percent(given.get("percent", "0"))
    if not groups and percent == 0:
        raise PublishingError(_NOBODY)
    return Plan(percent=min(percent, 99), groups=groups, activate_at=at)


def asked_moment(written: str) -> datetime | None:
    """A date and time of a form in the hub's time zone; None when there is none."""
    try:
        at = parse_datetime(written.strip())
    except ValueError:
        at = None
    if at is None:
        return None
    at = at if timezone.is_aware(at) else timezone.make_aware(at)
    if at > timezone.now() + timedelta(days=366):
        raise PublishingError(_FAR)
    return at


def asked_percent(written: str) -> int:
    """0–100; 0 for what is no number."""
    return min(max(int(written), 0), 100) if written.isascii() and written.isdecimal() and len(written) < 4 else 0


def groups_of(hall_id: str) -> list[str]:
    """The groups that the hall's panels are in."""
    found = Panel.objects.filter(hall_id=hall_id, revoked_at=None).exclude(group="")
    return sorted(set(found.values_list("group", flat=True)))


def tell_fault(request: HttpRequest, error: KioskError) -> None:
    """Say on the next page why something was not done."""
    text = getattr(error, "text", None)
    words = said(text.within("zh-CN"), text.within("en")) if isinstance(text, Text) else error.what
    messages.error(request, words)

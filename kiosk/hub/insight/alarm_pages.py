"""The pages of alarms: those that stand, those of the last week, and the thresholds a manager sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.desk.published import Published, published
from kiosk.hub.fleet.pages import newest_event
from kiosk.hub.insight.models import Alarm, Telling
from kiosk.hub.insight.thresholds import LEVELS, keep_limits, keep_rule, limits_of, people_of, read_limits, read_rule
from kiosk.hub.insight.thresholds import rules_of as rules_of_hall
from kiosk.hub.insight.watching import place_of, shown_value
from kiosk.hub.live.outbox import tell
from kiosk.ticketing.alarms import KIND_WORDS, LEVEL_WORDS, SHARES, AlarmKind, AlarmRule, Level, Said, value_words
from kiosk.ticketing.tickets import TicketError

_BADGES = {Level.YELLOW: "yellow", Level.ORANGE: "orange", Level.RED: "red"}
_SAID = {
    Said.RAISED: ("发出", "raised"),
    Said.WORSE: ("升级", "worse"),
    Said.AGAIN: ("再次提醒", "again"),
    Said.EASED: ("降级", "eased"),
    Said.ENDED: ("解除", "ended"),
}
_BACK, _MOST = timedelta(days=7), 200
_QUEUES = (AlarmKind.WAIT, AlarmKind.WINDOW_SATURATION)
_CASES = ("笔", "cases")
_UNITS = {
    AlarmKind.WAIT: ("分钟", "min"),
    AlarmKind.LONG_WORK: ("分钟", "min"),
    AlarmKind.WINDOW_SATURATION: ("人/窗口", "per window"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An alarm in words. ``tellings``: (when, what, to whom), oldest first."""

    alarm: Alarm
    level: str
    badge: str
    kind: str
    where: str
    value: str
    peak: str
    tellings: tuple[tuple[datetime, str, str], ...]


def open_alarms(hall_id: str) -> int:
    """How many stand that nobody has taken note of."""
    return Alarm.objects.filter(hall_id=hall_id, ended=None, seen_at=None).count()


def shown_alarms(hall: Published | None, hall_id: str = "", *, ended: bool) -> list[Shown]:
    """Alarms that stand, the worst first; or those of the last week that have ended, the newest first."""
    kept = Alarm.objects.filter(hall_id=hall.hall_id if hall else hall_id).prefetch_related("tellings")
    if ended:
        rows = kept.filter(ended__gte=timezone.now() - _BACK).order_by("-ended")[:_MOST]
    else:
        rows = kept.filter(ended=None).order_by("-level", "since")
    return [_shown(alarm) for alarm in rows]


@require_safe
@gate.needs()
def alarms(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What stands and what stood."""
    hall = _published(hall_id)
    context = {
        "standing": shown_alarms(hall, hall_id, ended=False),
        "over": shown_alarms(hall, hall_id, ended=True),
        "may_see": gate.may(request.user, hall_id, Role.MANAGER, Role.COUNTER, Role.REVIEWER),
        "may_set": gate.may(request.user, hall_id, Role.MANAGER),
        "newest_event": newest_event(),
        "tab": "list",
    }
    template = "insight/alarms_body.html" if request.headers.get("HX-Request") else "insight/alarms.html"
    return render(request, template, context)


@require_POST
@gate.needs(Role.MANAGER, Role.COUNTER, Role.REVIEWER)
def seen(request: HttpRequest, hall_id: str, alarm_id: int) -> HttpResponse:
    """Somebody has taken note of it; it goes on until its value falls."""
    user = cast(User, request.user)
    alarm = Alarm.objects.filter(pk=alarm_id, hall_id=hall_id).first()
    if alarm is None:
        raise Http404
    if Alarm.objects.filter(pk=alarm_id, seen_at=None).update(seen_by=user.username, seen_at=timezone.now()):
        record(user, "alarm.seen", hall_id=hall_id, subject=alarm.kind, level=alarm.level)
        tell(f"console:{hall_id}", "alarm")
    return redirect("alarms", hall_id=hall_id)


@require_http_methods(["GET", "HEAD", "POST"])
@gate.needs(Role.MANAGER)
def thresholds(request: HttpRequest, hall_id: str) -> HttpResponse:
    """From when alarms are raised, how often they are said again, and to whom."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _keep(request, hall_id)
        if not faults:
            messages.success(request, said("已保存。", "Saved."))
            return redirect("alarm-settings", hall_id=hall_id)
    rules = rules_of_hall(hall_id)
    context = {
        "given": limits_of(hall_id),
        "rows": [_form_row(rules[kind], request.POST if faults else None) for kind in AlarmKind],
        "people": people_of(hall_id),
        "levels": [(int(level), said(LEVEL_WORDS[level]["zh"], LEVEL_WORDS[level]["en"])) for level in LEVELS],
        "faults": faults,
        "sent": request.POST if faults else None,
        "tab": "settings",
    }
    return render(request, "insight/thresholds.html", context, status=400 if faults else 200)


def _keep(request: HttpRequest, hall_id: str) -> dict[str, str]:
    """All of the form or nothing: kind → what is wrong with it."""
    faults: dict[str, str] = {}
    known, rules, given = {user.username for user in people_of(hall_id)}, [], None
    try:
        given = read_limits({name: request.POST.get(name, "") for name in ("wait", "service", "capacity")})
    except TicketError as fault:
        faults["limits"] = said(fault.text["zh"], fault.text["en"])
    for kind in AlarmKind:
        names = ("yellow", "orange", "red", "repeat", "enabled")
        sent = {name: request.POST.get(f"{kind.value}.{name}", "") for name in names}
        receiving = {
            level: tuple(name for name in request.POST.getlist(f"{kind.value}.to{int(level)}") if name in known)
            for level in LEVELS
        }
        try:
            rules.append(read_rule(kind, sent, receiving))
        except TicketError as fault:
            faults[kind.value] = said(fault.text["zh"], fault.text["en"])
    if given is not None and not faults:
        keep_limits(hall_id, given)
        for rule in rules:
            keep_rule(hall_id, rule)
        record(cast(User, request.user), "alarm.thresholds", hall_id=hall_id, subject="", kinds=len(rules))
    return faults


def _form_row(rule: AlarmRule, sent: Any) -> dict[str, Any]:
    part, kind = (100 if rule.kind in SHARES else 1), rule.kind.value
    values = dict(zip(("yellow", "orange", "red"), (f"{t * part:g}" for t in rule.thresholds), strict=True))
    values["repeat"] = f"{rule.repeat_min:g}"
    enabled = rule.enabled
    named = {int(level): rule.receivers.get(level, ()) for level in LEVELS}
    if sent is not None:
        values = {name: sent.get(f"{kind}.{name}", "") for name in values}
        enabled = sent.get(f"{kind}.enabled") == "yes"
        named = {int(level): tuple(sent.getlist(f"{kind}.to{int(level)}")) for level in LEVELS}
    zh, en = ("%", "%") if rule.kind in SHARES else _UNITS.get(rule.kind, _CASES)
    return {
        "kind": kind,
        "name": said(KIND_WORDS[rule.kind]["zh"], KIND_WORDS[rule.kind]["en"]),
        "unit": said(zh, en),
        "enabled": enabled,
        "named": sorted(named.items()),
        "told": sum(len(names) for names in named.values()),
        **values,
    }


def _shown(alarm: Alarm) -> Shown:
    kind = AlarmKind(alarm.kind)
    level = Level(alarm.level if alarm.ended is None else alarm.worst)
    value, peak = value_words(kind, shown_value(alarm.value)), value_words(kind, shown_value(alarm.peak))
    where = place_of(alarm.hall_id, kind, alarm.subject)
    return Shown(
        alarm,
        level=said(LEVEL_WORDS[level]["zh"], LEVEL_WORDS[level]["en"]),
        badge=_BADGES.get(level, ""),
        kind=said(KIND_WORDS[kind]["zh"], KIND_WORDS[kind]["en"]),
        where=said(where.within("zh-CN"), where.within("en")),
        value=said(value["zh"], value["en"]),
        peak=said(peak["zh"], peak["en"]),
        tellings=tuple(_telling(one) for one in sorted(alarm.tellings.all(), key=lambda one: one.pk)),
    )


def _telling(one: Telling) -> tuple[datetime, str, str]:
    return one.at, said(*_SAID[Said(one.said)]), said("、", ", ").join(one.receivers)


def _published(hall_id: str) -> Published | None:
    try:
        return published(hall_id)
    except TicketError:
        return None

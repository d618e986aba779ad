"""A hall's limits and alarm rules: as kept, else the house's starting values; read from a form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.insight.models import Limit, Threshold
from kiosk.ticketing.alarms import SHARES, AlarmKind, AlarmRule, Level, default_rule
from kiosk.ticketing.cases import Limits
from kiosk.ticketing.tickets import TicketError

LEVELS = (Level.YELLOW, Level.ORANGE, Level.RED)
_FORM = Text(zh="请填写数字。", en="Please give numbers.")


@dataclass(frozen=True, slots=True)
class HallLimits:
    """Minutes from which waits and visits are too long; ``capacity`` 0: not said."""

    limits: Limits
    capacity: int


def limits_of(hall_id: str) -> HallLimits:
    """The hall's limits."""
    kept = Limit.objects.filter(hall_id=hall_id).first() or Limit()
    return HallLimits(Limits(kept.wait, kept.service), kept.capacity)


def rules_of(hall_id: str) -> dict[AlarmKind, AlarmRule]:
    """A rule for every kind; one that is kept and cannot be is the starting one."""
    found = {kind: default_rule(kind) for kind in AlarmKind}
    for kept in Threshold.objects.filter(hall_id=hall_id):
        try:
            kind = AlarmKind(kept.kind)
            found[kind] = AlarmRule(
                kind,
                (kept.yellow, kept.orange, kept.red),
                kept.repeat_min,
                {Level(int(level)): tuple(names) for level, names in kept.receivers.items()},
                kept.enabled,
            )
        except (ValueError, TicketError):
            continue
    return found


def people_of(hall_id: str) -> list[User]:
    """Who may be told of alarms: everybody with a part in this hall, by name."""
    everywhere = Membership.objects.filter(hall_id=None) | Membership.objects.filter(hall_id=hall_id)
    return list(User.objects.filter(is_active=True, memberships__in=everywhere).distinct().order_by("username"))


def receivers(hall_id: str, named: tuple[str, ...]) -> list[str]:
    """Who is told: those named; when nobody is, all managers of the hall."""
    if named:
        return list(named)
    everywhere = Membership.objects.filter(hall_id=None) | Membership.objects.filter(hall_id=hall_id)
    managers = User.objects.filter(is_active=True, memberships__in=everywhere.filter(role=Role.MANAGER)).distinct()
    return list(managers.order_by("username").values_list("username", flat=True))


def read_limits(sent: Mapping[str, str]) -> HallLimits:
    """From a form. Raises TicketError ("form")."""
    wait, service, capacity = (_number(sent.get(name, "")) for name in ("wait", "service", "capacity"))
    if not (0 < wait <= 600 and 0 < service <= 600 and 0 <= capacity <= 100_000):
        raise TicketError("form", Text(zh="时限须在1到600分钟之间。", en="Limits lie between 1 and 600 minutes."))
    return HallLimits(Limits(wait, service), int(capacity))


def read_rule(kind: AlarmKind, sent: Mapping[str, str], receiving: Mapping[Level, tuple[str, ...]]) -> AlarmRule:
    """From a form: shares are given in per cent. Raises TicketError ("form")."""
    part = 100 if kind in SHARES else 1
    yellow, orange, red = (_number(sent.get(name, "")) / part for name in ("yellow", "orange", "red"))
    repeat = _number(sent.get("repeat", ""))
    if red > 100_000 or repeat > 1440:
        raise TicketError("form", Text(zh="数值太大。", en="That number is too big."))
    return AlarmRule(kind, (yellow, orange, red), repeat, dict(receiving), sent.get("enabled") == "yes")


def keep_rule(hall_id: str, rule: AlarmRule) -> None:
    """Write it down."""
    yellow, orange, red = rule.thresholds
    named = {str(int(level)): list(names) for level, names in rule.receivers.items() if names}
    Threshold.objects.update_or_create(
        hall_id=hall_id,
        kind=rule.kind.value,
        defaults={
            "yellow": yellow,
            "orange": orange,
            "red": red,
            "repeat_min": rule.repeat_min,
            "enabled": rule.enabled,
            "receivers": named,
        },
    )


def keep_limits(hall_id: str, given: HallLimits) -> None:
    """Write them down."""
    values = {"wait": given.limits.wait, "service": given.limits.service, "capacity": given.capacity}
    Limit.objects.update_or_create(hall_id=hall_id, defaults=values)


def _number(words: str) -> float:
    try:
        found = float(words.strip().replace("，", ".").replace(",", "."))
    except ValueError:
        raise TicketError("form", _FORM) from None
    if not math.isfinite(found) or found < 0:
        raise TicketError("form", _FORM)
    return found

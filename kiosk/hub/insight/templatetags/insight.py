"""Figures in words: whole numbers, shares, minutes, and how long an alarm has stood."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from kiosk.base.texts import Text
from kiosk.hub.console.templatetags.words import span_words
from kiosk.hub.console.words import said
from kiosk.hub.insight.models import Alarm

register = template.Library()


@register.simple_tag
def say_text(text: Text) -> str:
    """A text of the hall in this request's language."""
    return said(text.within("zh-CN"), text.within("en"))


@register.filter
def figure(value: float | None) -> str:
    """A whole number; "–" for none."""
    return "–" if value is None else f"{value:.0f}"


@register.filter
def plain(value: float) -> str:
    """As one types it: 15, 7.5."""
    return f"{value:g}"


@register.filter
def percent(value: float | None) -> str:
    """A share as "85%"; "–" for none."""
    return "–" if value is None else f"{value * 100:.0f}%"


@register.filter
def ratio(value: float | None) -> str:
    """People for each window: "2.5"; "∞" when none is open."""
    return "–" if value is None else "∞" if math.isinf(value) else f"{value:.1f}"


@register.filter
def minutes(value: float | None) -> str:
    """ "7.5 分" / "7.5 min"."""
    return "–" if value is None else said(f"{value:.1f} 分", f"{value:.1f} min")


@register.filter
def hours(value: float | None) -> str:
    """Minutes as "1 小时 20 分" / "1 h 20 min"."""
    if value is None:
        return "–"
    whole, rest = divmod(int(value), 60)
    if not whole:
        return said(f"{rest} 分", f"{rest} min")
    return said(f"{whole} 小时 {rest} 分", f"{whole} h {rest} min")


@register.filter
def lasting(since: datetime) -> str:
    """How long something has stood until now."""
    return _span((timezone.now() - since).total_seconds())


@register.filter
def lasted(alarm: Alarm) -> str:
    """How long an alarm stood that has ended."""
    return _span(((alarm.ended or timezone.now()) - alarm.since).total_seconds())


@register.filter
def last_ones(values: Sequence[Any], count: int) -> Sequence[Any]:
    """The last ``count`` of them."""
    return values[-count:]


@register.filter
def of(values: Mapping[str, Any], key: str) -> Any:
    """``values[key]``, "" when it is not there."""
    return values.get(key, "")


def _span(seconds: float) -> str:
    zh, en = span_words(max(seconds, 1.0))
    return said(zh, en)

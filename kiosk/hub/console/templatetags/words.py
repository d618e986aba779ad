"""What templates say and draw: words in both languages, icons, short times, static files by their content."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kiosk.hub.access import gate
from kiosk.hub.console.words import said

register = template.Library()


@register.simple_tag(name="say")
def say_tag(zh: str, en: str, **values: Any) -> str:
    """``{% say "{n} 块" "{n} panels" n=count %}``; escaped like any other value."""
    words = said(zh, en)
    return words.format(**values) if values else words


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that goes with words, never instead of them (hidden from screen readers)."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("console/icons.svg"),
        name,
    )


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago, in one unit: "3 分钟前" / "3 min ago"; "从未" / "never" for None."""
    if at is None:
        return said("从未", "never")
    zh, en = span_words((timezone.now() - at).total_seconds())
    return said(f"{zh}前", f"{en} ago") if zh else said("刚刚", "just now")


@register.filter
def span(seconds: float | timedelta | None) -> str:
    """A length of time in one unit, as "3 天" / "3 days"."""
    if seconds is None:
        return "–"
    amount = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
    zh, en = span_words(amount)
    return said(zh or "不到 1 秒", en or "under 1 s")


def span_words(seconds: float) -> tuple[str, str]:
    """("3 分钟", "3 min"); empty below one second."""
    for size, zh, en in ((86400, "天", "days"), (3600, "小时", "h"), (60, "分钟", "min"), (1, "秒", "s")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {zh}", f"{number} {'day' if en == 'days' and number == 1 else en}"
    return "", ""


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], hall_id: str, *roles: str) -> bool:
    """``{% may hall.id "manager" "editor" as can %}``."""
    return gate.may(context["request"].user, hall_id, *roles)

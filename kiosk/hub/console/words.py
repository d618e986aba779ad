"""Every word of the console in both languages, side by side where it is used: Chinese first, English for who asks."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language


def said(zh: str, en: str) -> str:
    """The one of both that this request's language asks for; the other where that one is empty."""
    return (en or zh) if (get_language() or "").startswith("en") else (zh or en)


#: ``say("已发布", "Published")``: a text that becomes Chinese or English when it is shown.
say = lazy(said, str)

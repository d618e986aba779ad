"""HTML cut into words and tags in one pass, whatever is in it (the standard library needs minutes for "<a<a<a…")."""

from __future__ import annotations

import html
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_LONGEST_TAG = 4_000
#: What these hold is no HTML: their text ends at their own end tag only.
_RAW = {"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp"}
_BLANK = " \t\r\n\f/"
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Words:
    """Text between tags, entities decoded."""

    text: str


@dataclass(frozen=True, slots=True)
class Start:
    """``<tag …>``; names are in lower case, values decoded."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """``</tag>``."""

    tag: str


def cut(text: str) -> Iterator[Words | Start | End]:
    """The parts of ``text`` in order. Comments, declarations and what raw elements hold are left out."""
    lower, at, words = text.translate(_LOWER), 0, 0  # lower() may change the length
    while True:
        sign = text.find("<", at)
        end = _end_of_tag(text, sign) if sign >= 0 else -1
        if sign >= 0 and end < 0:
            at = sign + 1  # a "<" in the text
            continue
        if words < (sign if sign >= 0 else len(text)):
            yield Words(html.unescape(text[words : sign if sign >= 0 else len(text)]))
        if sign < 0:
            return
        at = words = end
        inner = text[sign + 1 : end - 1]
        if inner.startswith("/"):
            yield End(_name(inner[1:]))
        elif inner[:1].isalpha():
            tag = _name(inner)
            yield Start(tag, _attributes(inner[len(tag) :]))
            if tag in _RAW:
                closing = lower.find(f"</{tag}", end)
                at = words = closing if closing >= 0 else len(text)


def _end_of_tag(text: str, sign: int) -> int:
    """Behind the tag, comment or declaration that begins at ``sign``; -1 when none does."""
    if text.startswith("<!--", sign):
        end = text.find("-->", sign + 4)
        return end + 3 if end >= 0 else len(text)
    following = text[sign + 1 : sign + 3]
    begins = (
        following[:1].isalpha() or following[:1] in ("!", "?") or (following[:1] == "/" and following[1:].isalpha())
    )
    return text.find(">", sign, sign + _LONGEST_TAG) + 1 or -1 if begins else -1


def _name(inner: str) -> str:
    for at, char in enumerate(inner):
        if char in _BLANK:
            return inner[:at].lower()
    return inner.lower()


def _attributes(inner: str) -> dict[str, str]:
    """name → value, of ``name``, ``name=value``, ``name="value"`` and ``name='value'``."""
    found: dict[str, str] = {}
    at, length = 0, len(inner)
    while at < length:
        while at < length and inner[at] in _BLANK:
            at += 1
        start = at
        while at < length and inner[at] not in _BLANK + "=":
            at += 1
        name = inner[start:at].lower()
        value = ""
        if inner[at : at + 1] == "=":
            value, at = _value(inner, at + 1)
        if name:
            found.setdefault(name, html.unescape(value))
    return found


def _value(inner: str, at: int) -> tuple[str, int]:
    quote = inner[at : at + 1]
    if quote in ('"', "'") and quote:
        end = inner.find(quote, at + 1)
        end = len(inner) if end < 0 else end
        return inner[at + 1 : end], end + 1
    end = at
    while end < len(inner) and inner[end] not in " \t\r\n\f":
        end += 1
    return inner[at:end], end

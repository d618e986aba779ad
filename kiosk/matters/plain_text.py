"""Text as people typed or exported it → plain text: entities decoded, tags and control characters dropped."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

#: Library exports are escaped up to this often.
_PASSES = 3

_BLOCK = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br\s*/?|/p|/div|/li|/tr)\s*>", re.IGNORECASE)
# A tag begins with a letter right after "<", so that "under <18" stays.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# C0 and C1 but tab and line feed; zero-width space, word joiner, BOM; what turns the direction of writing; surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")
_BLANKS = re.compile("[ \t\u00a0\u3000]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text, and whether markup or control characters had to go."""

    text: str
    had_markup: bool = False
    had_controls: bool = False


def plain(raw: str, *, lines: bool = False) -> Plain:
    """One plain text; ``lines`` keeps line breaks (paragraphs, numbered steps), otherwise they become blanks."""
    if raw.isalnum():
        return Plain(unicodedata.normalize("NFC", raw))
    text, had_markup = _without_markup(raw.replace("\r\n", "\n").replace("\r", "\n"))
    cleaned = _CONTROL.sub("", text)
    had_controls = len(cleaned) != len(text)
    parts = (_BLANKS.sub(" ", line).strip() for line in cleaned.split("\n"))
    joined = ("\n" if lines else " ").join(part for part in parts if part)
    return Plain(unicodedata.normalize("NFC", joined), had_markup, had_controls)


def _without_markup(text: str) -> tuple[str, bool]:
    original = text
    for _ in range(_PASSES):
        decoded = html.unescape(text) if _ENTITY.search(text) else text
        stripped = _TAG.sub("", _BREAK.sub("\n", _BLOCK.sub("", decoded))) if "<" in decoded else decoded
        if stripped == text:
            break
        text = stripped
    return text, text != original

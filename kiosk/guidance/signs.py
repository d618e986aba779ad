"""What the sign over a window says: its number, read from a name or from a visitor's words."""

from __future__ import annotations

import re
import unicodedata

from kiosk.base.texts import Text

_NUMBER = r"(?:[A-Z]{1,3}[- ]?)?\d{1,4}(?:[-–]\d{1,4})?[A-Z]?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![A-Z0-9-])(?P<number>{_NUMBER})\s*号?\s*窗口?",
        rf"窗口?\s*(?:第|NO\.?|#|№)?\s*(?P<number>{_NUMBER})(?![A-Z0-9])",
        rf"\bwindow\s*(?:no\.?|number|#|№)?\s*(?P<number>{_NUMBER})(?![A-Z0-9])",
    )
)
_BARE = re.compile(rf"^(?:no\.?|#|№|第)?\s*(?P<number>{_NUMBER})\s*号?$", re.IGNORECASE)


def plain_number(number: str) -> str:
    """A number as it is compared: half-width, upper case, no spaces, no leading zeros of the first figure group."""
    text = unicodedata.normalize("NFKC", number).replace("–", "-").replace(" ", "").upper()
    return re.sub(r"^([A-Z]*-?)0+(?=\d)", r"\1", text)


def window_number(name: Text) -> str | None:
    """The number in a window's name ("Window 1-01" → "1-01", "11号窗口" → "11"); None when it names no window."""
    for language in sorted(name, key=lambda tag: (not tag.startswith("zh"), tag)):
        number = number_in(name[language])
        if number is not None:
            return number
    return None


def number_in(words: str) -> str | None:
    """The window number in one sentence or name; None when it names no window."""
    text = unicodedata.normalize("NFKC", words[:200])
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            return match["number"].replace("–", "-").replace(" ", "").upper()
    return None


def number_asked(words: str) -> str | None:
    """The number in a reference to a window, also a bare one: "11", "11号", "No. 11", "11号窗口"."""
    bare = _BARE.match(unicodedata.normalize("NFKC", words[:200]).strip())
    return bare["number"].replace("–", "-").replace(" ", "").upper() if bare else number_in(words)

"""Breaking a name into two lines where its script allows it."""

from __future__ import annotations

from collections.abc import Callable

#: (text, letter height in px, bold) → (width, height) in px.
Measure = Callable[[str, float, bool], tuple[float, float]]


_CLOSING = "，。、；：？！）》」』”’·,.;:?!)]"
_OPENING = "（《「『“‘(["


def wrap(text: str, measure: Measure, px: float) -> tuple[str, str] | None:
    """The two lines of least width, broken where the script allows it; None for a word that cannot be broken."""
    best: tuple[float, tuple[str, str]] | None = None
    for i in range(1, len(text)):
        if _may_break(text[i - 1], text[i]):
            pair = (text[:i].rstrip(), text[i:].lstrip())
            if len(pair[0]) > 1 and len(pair[1]) > 1:
                width = max(measure(line, px, False)[0] for line in pair)
                if best is None or width < best[0]:
                    best = (width, pair)
    return best[1] if best else None


def _may_break(before: str, after: str) -> bool:
    if before in _OPENING or after in _CLOSING:
        return False
    if before == " " or after == " ":
        return True
    return _is_wide(before) and _is_wide(after)


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uff60"

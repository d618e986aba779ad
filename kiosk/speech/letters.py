"""Plain letters and figures: full-width, circled and raised ones become those that the rules and voices know."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """``text`` with letters and figures in their plain form (５ → 5, ① → 1, ｍ² → m²); punctuation stays as it is."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii() or character == "²" or not character.isalnum():
        return character
    return unicodedata.normalize("NFKC", character)

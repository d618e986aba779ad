"""In which of all combinations an exhibit is judged by the check: every pair of values, and the worst on every glass.

All four factors together are 48 ways in which a screen can stand. A fault that hangs on one of them or on two (a
sentence too long in this language at that size, a colour that is weak in high contrast on this glass) is found with 13.
English in large text needs the most room, so that one is looked at on every glass. Neighbours in the gallery are given
other combinations: so every one of the 48 is drawn by some exhibit. A screen that hangs there several times, with other
words each time, is judged so once; its variants in eight: the worst on every glass, and one Chinese beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kiosk.base.texts import LANGUAGES
from kiosk.ui.glass import PROFILES

WORDIEST = "en"
_OTHERS = tuple(language for language in LANGUAGES if language != WORDIEST)
_GLASSES = tuple(PROFILES)


@dataclass(frozen=True, slots=True)
class Combination:
    """How a screen stands: on which glass, in which language, with large text, in high contrast."""

    profile: str
    language: str
    large: bool
    contrast: bool


def every() -> tuple[Combination, ...]:
    """The full product."""
    return tuple(Combination(*one) for one in product(PROFILES, LANGUAGES, (False, True), (False, True)))


def covering(number: int, *, variant: bool = False) -> frozenset[Combination]:
    """Those in which the exhibit with this number is judged; ``variant``: its screen was met before it."""
    return frozenset(_variant_rows(number) if variant else _rows(number))


def _rows(number: int) -> Iterator[Combination]:
    for place, profile in enumerate(_GLASSES):
        yield Combination(profile, WORDIEST, True, _odd(place + number // 2))
        for turn, language in enumerate(_OTHERS):
            large = _odd(place + turn + number)
            yield Combination(profile, language, large, _odd(place // 2 + turn + number // 2))
    yield Combination(_GLASSES[number % len(_GLASSES)], WORDIEST, False, _odd(number // len(_GLASSES)))


def _variant_rows(number: int) -> Iterator[Combination]:
    for place, profile in enumerate(_GLASSES):
        yield Combination(profile, WORDIEST, True, _odd(place + number // 2))
        language = _OTHERS[(place + number) % len(_OTHERS)]
        yield Combination(profile, language, _odd(place // 2 + number), _odd(place // 2 + number // 2))


def _odd(number: int) -> bool:
    return number % 2 == 1

"""How alike two words are: endings, beginnings and typing errors."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16384)
def likeness(typed: str, word: str, unfinished: bool) -> float:
    """How alike two words are: 1 the same, 0.96 another form of it, 0.6–0.95 its beginning, 0.75 one typing error."""
    if typed == word:
        return 1.0
    if stem(typed) == stem(word):
        return 0.96
    if unfinished and word.startswith(typed):
        return 0.6 + 0.35 * len(typed) / len(word)
    common = next((n for n, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    if common >= 5 and common >= 0.6 * max(len(typed), len(word)):
        return 0.8
    longest = max(len(typed), len(word))
    if longest >= 5 and abs(len(typed) - len(word)) <= 2:
        errors = distance(typed, word)
        if errors <= (1 if longest < 8 else 2):
            return 0.85 - 0.1 * errors
    return 0.0


def stem(word: str) -> str:
    """The word without the endings of English plurals and verbs."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return (word[: -len(ending)] + instead).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def distance(one: str, other: str) -> int:
    """Typing errors between two words: a letter missing, too many, wrong, or two neighbours swapped (each 1)."""
    return _errors(one, other, anywhere=False)


def errors_within(typed: str, letters: str) -> int:
    """The fewest typing errors between ``typed`` and any stretch of ``letters``."""
    return _errors(typed, letters, anywhere=True)


def _errors(typed: str, letters: str, anywhere: bool) -> int:
    # Columns of the edit matrix as bit vectors of differences (Myers 1999), with swaps (Hyyro 2003).
    size = len(typed)
    full, last = (1 << size) - 1, 1 << size >> 1
    places: dict[str, int] = {}
    for at, letter in enumerate(typed):
        places[letter] = places.get(letter, 0) | 1 << at
    up, down, diagonal, before = full, 0, 0, 0
    errors = least = size
    for letter in letters:
        here = places.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & before
        diagonal = (swapped | (((here & up) + up) ^ up) | here | down) & full
        right = down | ~(diagonal | up)
        left = diagonal & up
        errors += bool(right & last) - bool(left & last)
        right = right << 1 | (not anywhere)
        up = (left << 1 | ~(diagonal | right)) & full
        down = diagonal & right & full
        before = here
        least = min(least, errors)
    return least if anywhere else errors

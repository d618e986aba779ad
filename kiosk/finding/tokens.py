"""The tokens under which a subject is filed: written once here, used when an index is built and when it is asked.

Each token starts with a letter that says what it is, so that all share one column (FTS5 with ``detail=none``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from kiosk.finding.index import Name
from kiosk.finding.pinyin import blur, initial
from kiosk.finding.writing import is_han, latin_words

HEAD, SOUND, PAIR, BLURRED, BLURRED_PAIR, INITIALS, WORD, SCRAP, DETAIL, KIND = "hspbqiwxdk"
#: How long the beginnings of names are that have a token of their own; longer ones are asked with a "*".
HEAD_LETTERS, HEAD_CHARS, WORD_LETTERS = 6, 6, 3
_BETWEEN = "0"


def pairs(text: str) -> list[str]:
    """The neighbouring pairs of a text ("社保卡" → 社保, 保卡); a single character stands for itself."""
    return [text[n : n + 2] for n in range(len(text) - 1)] or ([text] if text else [])


def sound_pair(first: str, second: str) -> str:
    """Two neighbouring syllables as one token."""
    return f"{first}{_BETWEEN}{second}"


def scraps(letters: str) -> list[str]:
    """Three letters at a time: what is left of a word with a typing error."""
    return [SCRAP + letters[n : n + 3] for n in range(len(letters) - 2)]


def readings_of(sound: str) -> list[tuple[str, tuple[str, ...]]]:
    """``Name.sound`` taken apart: (character, its readings) for each character."""
    return [_reading_of(part) for part in sound.split(" ") if part]


@lru_cache(maxsize=1 << 14)
def _reading_of(part: str) -> tuple[str, tuple[str, ...]]:
    return part[0], tuple(part[1:].split("/")) if len(part) > 1 else ()


def _han_tokens(text: str) -> list[str]:
    tokens = [char for char in text if is_han(char)]
    neighbours = pairwise(text)
    tokens += [a + b for a, b in neighbours if (is_han(a) and b != " ") or is_han(b)]
    for length in range(1, min(HEAD_CHARS, len(text)) + 1):
        head = text[:length]
        if any(map(is_han, head)) and " " not in head:
            tokens.append(HEAD + head)
    return tokens


@lru_cache(maxsize=4096)
def _syllable_tokens(readings: tuple[str, ...]) -> tuple[str, ...]:
    """Of one syllable alone; a hall says the same few hundred again and again."""
    heads = (SOUND + reading[:n] for reading in readings for n in range(1, len(reading) + 1))
    return (*heads, *(BLURRED + blur(reading) for reading in readings))


@lru_cache(maxsize=1 << 15)
def _neighbour_tokens(readings: tuple[str, ...], following: tuple[str, ...]) -> tuple[str, ...]:
    """Of two syllables side by side."""
    tokens = []
    for reading in readings:
        for other in following:
            tokens.append(PAIR + sound_pair(reading, other))
            tokens.append(BLURRED_PAIR + sound_pair(blur(reading), blur(other)))
            tokens.append(INITIALS + initial(reading) + initial(other))
    return tuple(tokens)


def _sound_tokens(sound: str) -> list[str]:
    tokens: list[str] = []
    syllables = [readings for _, readings in readings_of(sound)]
    for readings in syllables:
        tokens += _syllable_tokens(readings)
    for readings, following in pairwise(syllables):
        tokens += _neighbour_tokens(readings, following)
    letters = "".join(readings[0] for readings in syllables if readings)
    first = "".join(initial(readings[0]) for readings in syllables if readings)
    for head in (letters, first):
        tokens += [HEAD + head[:n] for n in range(1, min(HEAD_LETTERS, len(head)) + 1)]
    if len(letters) > HEAD_LETTERS:
        tokens.append(HEAD + letters)
    return tokens + scraps(letters)


@lru_cache(maxsize=4096)
def _tokens_of_word(word: str) -> tuple[str, ...]:
    heads = (WORD + word[:n] for n in range(1, min(WORD_LETTERS, len(word)) + 1))
    return (*heads, WORD + word, *scraps(word))


def name_tokens(name: Name) -> list[str]:
    """Everything under which one name is filed (with repeats)."""
    tokens = [*_han_tokens(name.text), *_sound_tokens(name.sound)] if name.sound else []
    for word, _ in latin_words(name.text):
        tokens += _tokens_of_word(word)
    return tokens


@lru_cache(maxsize=4096)
def _part_tokens(part: str) -> tuple[str, ...]:
    """Of one thing that belongs to a subject; many subjects need the same paper."""
    two = (DETAIL + pair for pair in pairs(part) if " " not in pair)
    return (*two, *(DETAIL + word for word, _ in latin_words(part)))


def written_tokens(text: str) -> list[str]:
    """What a text with Han characters is looked up by."""
    return [pair for pair in pairs(text) if any(map(is_han, pair))]


def meaning_tokens(text: str) -> list[str]:
    """What a known word, Chinese or not, is looked up by in names."""
    return written_tokens(text) if is_han(text[0]) else [WORD + word for word in text.split()]


def detail_tokens(text: str) -> list[str]:
    """What it is looked up by in what belongs to a subject."""
    return [DETAIL + part for part in (written_tokens(text) if is_han(text[0]) else text.split())]


def subject_tokens(names: Sequence[Name], detail: str, kind: str) -> set[str]:
    """Everything under which a subject is filed."""
    tokens: set[str] = set()
    for name in names:
        tokens.update(name_tokens(name))
    for part in detail.split("\n"):
        tokens.update(_part_tokens(part))
    tokens.add(KIND + kind)
    return tokens

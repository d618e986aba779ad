"""How names sound: pinyin and simplified characters, worked out when a release is built and stored in it.

pypinyin and OpenCC are loaded when they are first needed, so never by a panel that only reads what was stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kiosk.finding.index import Name
from kiosk.finding.pinyin import SYLLABLES, blur
from kiosk.finding.writing import is_han, plain

#: The basic CJK block; rarer characters are compared as they are written.
_FIRST, _LAST = 0x4E00, 0x9FFF
_MOST_READINGS = 4


@cache
def simplified_chars() -> Mapping[str, str]:
    """Every traditional character of the basic block → its simplified one (OpenCC ``t2s``, character by character)."""
    import opencc

    convert = opencc.OpenCC("t2s").convert
    pairs = ((char, str(convert(char))) for char in map(chr, range(_FIRST, _LAST + 1)))
    return {char: simple for char, simple in pairs if simple != char and len(simple) == 1}


@cache
def char_readings(char: str) -> tuple[str, ...]:
    """All readings of one character without tones (ü as v), the commonest first."""
    from pypinyin import Style, pinyin

    readings = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(r for r in (readings[0] if readings else ()) if r in SYLLABLES)[:_MOST_READINGS]


def known_chars() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(character, its simplified form, its readings) for the basic block."""
    simple = simplified_chars()
    for char in map(chr, range(_FIRST, _LAST + 1)):
        readings = char_readings(char)
        if readings:
            yield char, simple.get(char, char), readings


def _letter_by_letter(rest: str) -> Any:
    return list(rest)


def phrase_readings(text: str) -> list[tuple[str, ...]]:
    """For each character of a plain text its reading in this phrase, then its common reading if that is another."""
    if not any(map(is_han, text)):
        return [(char,) if char.isalpha() else () for char in text]
    from pypinyin import Style, pinyin

    phrase = pinyin(text, style=Style.NORMAL, errors=_letter_by_letter)
    out: list[tuple[str, ...]] = []
    for char, (reading, *_) in zip(text, phrase, strict=True):
        if not is_han(char):
            out.append((char,) if char.isascii() and char.isalpha() else ())
            continue
        both = (reading, *char_readings(char)[:1])
        out.append(tuple(dict.fromkeys(r for r in both if r in SYLLABLES)))
    return out


def sound_of(text: str) -> str:
    """A plain text's syllables ("hu zhao"); "" when it has no Han character."""
    if not any(map(is_han, text)):
        return ""
    return " ".join(
        readings[0] if readings else char for char, readings in zip(text, phrase_readings(text), strict=True)
    )


def name_of(original: str, is_title: bool = False) -> Name:
    """A name as the index keeps it."""
    text = plain(original, simplified_chars())
    if not any(map(is_han, text)):
        return Name(text, "", "", is_title)
    closed = text.replace(" ", "")
    readings = phrase_readings(closed)
    sound = "".join(f"{char}{'/'.join(r)} " for char, r in zip(closed, readings, strict=True))
    blurred = "".join(
        f"{char}{'/'.join(dict.fromkeys(map(blur, r)))} " for char, r in zip(closed, readings, strict=True)
    )
    return Name(closed, sound, blurred, is_title)

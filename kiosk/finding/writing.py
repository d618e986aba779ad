"""One plain way of writing: names and queries are brought to it before they are compared.

Plain means: NFKC, lower case, simplified characters, no accents on Latin letters (ü becomes v, as on a pinyin
keyboard), everything that is neither letter, digit nor Han character a space, and no space beside a Han character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

#: Longest query that is looked at; the rest of a pasted novel is not read.
LONGEST_QUERY = 64

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Written:
    """A plain text, and for each of its characters the position in the original text it came from."""

    text: str
    origins: tuple[int, ...]


_LATIN_WORD = re.compile("[^ \u3400-\u9fff〇\U00020000-\U0003ffff]+")


def is_han(char: str) -> bool:
    """Whether this is a Chinese character (CJK ideographs with extensions, and 〇)."""
    return "\u3400" <= char <= "\u9fff" or char == "〇" or "\U00020000" <= char <= "\U0003ffff"


@lru_cache(maxsize=4096)
def _plain_char(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else " "
    out = []
    for part in unicodedata.normalize("NFKC", char).lower():
        decomposed = unicodedata.normalize("NFKD", part)
        head, marks = decomposed[:1], decomposed[1:]
        if head.isascii() and head.isalpha():
            out.append("v" if head == "u" and "\u0308" in marks else head)
        elif part.isalnum():
            out.append(part)
        elif unicodedata.combining(part):
            continue
        else:
            out.append(" ")
    return "".join(out)


def write(text: str, simplified: Mapping[str, str] = _NOTHING) -> Written:
    """``text`` in the plain way; ``simplified`` maps traditional characters to simplified ones."""
    chars: list[str] = []
    origins: list[int] = []
    gap = False
    for at, char in enumerate(text):
        for plain in _plain_char(char):
            if plain == " ":
                gap = True
                continue
            plain = simplified.get(plain, plain)[:1]
            if gap and chars and not is_han(plain) and not is_han(chars[-1]):
                chars.append(" ")
                origins.append(at)
            gap = False
            chars.append(plain)
            origins.append(at)
    return Written("".join(chars), tuple(origins))


def plain(text: str, simplified: Mapping[str, str] = _NOTHING) -> str:
    """Only the plain text of ``write``."""
    return write(text, simplified).text


def latin_words(text: str) -> tuple[tuple[str, int], ...]:
    """The words of a plain text in letters or digits, each with its first place; Han characters stand between them."""
    return tuple((match[0], match.start()) for match in _LATIN_WORD.finditer(text))

"""What was typed, taken apart: characters, pinyin cut into syllables, words in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise, product

from kiosk.finding.pinyin import Form, cuts
from kiosk.finding.query import Unit
from kiosk.finding.tokens import PAIR, sound_pair
from kiosk.finding.writing import is_han

Readings = Mapping[str, tuple[str, ...]]
Units = tuple[Unit, ...]
_PIECE = re.compile(r"(?P<letters>[a-z]+)|(?P<other>\S)")
#: How many ways to cut letters into syllables are followed.
_MOST_CUTS, _FOLLOWED_CUTS = 6, 2
#: From so many letters on a cut into more initials than needed is not followed.
_LONG = 5


def as_words(text: str, readings: Readings) -> Units:
    """Letters and digits as words between spaces and Han characters."""
    units: list[Unit] = []
    for chunk in re.findall(r"[^\s]+", text):
        word = ""
        for char in chunk:
            if not is_han(char):
                word += char
                continue
            units += [Unit(word, is_word=True)] * bool(word)
            units.append(Unit(char, readings.get(char, ())))
            word = ""
        units += [Unit(word, is_word=True)] * bool(word)
    return tuple(units)


def as_sounds(text: str, readings: Readings, known: Callable[[Units], int]) -> list[Units]:
    """Letters as pinyin, cut in the likeliest ways: those with the most units in ``known`` words first."""
    choices: list[list[Units]] = []
    for piece in _PIECE.finditer(text):
        if piece["letters"]:
            choices.append([tuple(Unit("", (s.letters,), s.form) for s in cut) for cut in cuts(piece["letters"])])
        else:
            choices.append([(Unit(piece["other"], readings.get(piece["other"], ())),)])
    ways = [tuple(unit for part in parts for unit in part) for parts in islice(product(*choices), _MOST_CUTS)]
    if ways and all(map(_is_whole, ways[0])):
        ways = [way for way in ways if all(map(_is_whole, way))]
    elif ways and len(text) >= _LONG:
        ways = [way for way in ways if _initials_in(way) <= _initials_in(ways[0])]
    return sorted(ways, key=lambda way: -known(way))[:_FOLLOWED_CUTS]


def _initials_in(way: Units) -> int:
    return sum(not unit.text and unit.form is Form.INITIAL for unit in way)


def _is_whole(unit: Unit) -> bool:
    """Neither a lone initial nor a lone vowel, which stand for too much when whole syllables explain the letters."""
    return bool(unit.text) or (unit.form is not Form.INITIAL and unit.readings[0] not in "aoe")


def sound_pairs(units: Sequence[Unit]) -> list[str]:
    """Neighbouring whole syllables that were typed, as tokens; the last one may still grow and is left out."""
    whole = [u.readings[0] if not u.text and u.form is Form.FULL else "" for u in units[:-1]]
    return [PAIR + sound_pair(a, b) for a, b in pairwise(whole) if a and b]


def lookups(units: Sequence[Unit]) -> list[tuple[str, str]]:
    """For every unit what a word may be known by: ("text", "sound"), either may be ""."""
    return [(u.text, u.readings[0] if u.readings and u.form is Form.FULL else "") for u in units]

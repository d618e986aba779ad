"""Whether and where a term is in a name: bit masks over the name's characters, one bit a character."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kiosk.finding.index import Name
from kiosk.finding.likeness import likeness
from kiosk.finding.pinyin import Form, blur
from kiosk.finding.query import Term, Unit
from kiosk.finding.tokens import readings_of
from kiosk.finding.writing import latin_words

#: How well a term is met: 1 = letter for letter.
SAME_MEANING, BY_SOUND, BY_BLUR = 0.9, 0.86, 0.74
_IN_PIECES = 0.88
_LONE = 0.3
#: (quality 0..1, mask of the characters met)
Met = tuple[float, int]
NOT_MET: Met = (0.0, 0)


def _spread(items: Iterable[tuple[int, str]]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for at, item in items:
        masks[item] = masks.get(item, 0) | 1 << at
    return masks


class Marks:
    """A name made ready: for every character, reading and word the places where it stands."""

    __slots__ = ("_blurred", "_name", "_sounds", "_starts", "chars", "length", "text", "words")

    def __init__(self, name: Name) -> None:
        self._name = name
        self.text = name.text
        self.chars = _spread(enumerate(name.text)) if name.sound else {}
        self.words = latin_words(name.text)
        self.length = sum(char != " " for char in name.text)
        self._sounds: dict[str, int] | None = None
        self._blurred: dict[str, int] | None = None
        self._starts: dict[str, int] = {}

    @property
    def sounds(self) -> dict[str, int]:
        if self._sounds is None:
            self._sounds = _spread_readings(self._name.sound)
        return self._sounds

    def starting(self, letters: str) -> int:
        """Where a reading begins with ``letters``."""
        found = self._starts.get(letters)
        if found is None:
            found = self._starts[letters] = _starting(self.sounds, letters)
        return found

    @property
    def blurred(self) -> dict[str, int]:
        if self._blurred is None:
            self._blurred = _spread_readings(self._name.blurred)
        return self._blurred


def _spread_readings(sound: str) -> dict[str, int]:
    return _spread((at, reading) for at, (_, readings) in enumerate(readings_of(sound)) for reading in readings)


def _span(start: int, length: int) -> int:
    return ((1 << length) - 1) << start


def _starting(masks: dict[str, int], letters: str) -> int:
    found = 0
    for reading, mask in masks.items():
        if reading.startswith(letters):
            found |= mask
    return found


def _typed_mask(unit: Unit, marks: Marks) -> int:
    if unit.text:
        return marks.chars.get(unit.text, 0)
    letters = unit.readings[0]
    if unit.form is Form.FULL and not unit.is_last:
        return marks.sounds.get(letters, 0)
    return marks.starting(letters)


def _sound_mask(unit: Unit, marks: Marks) -> int:
    found = _typed_mask(unit, marks)
    if not unit.text:
        return found
    for reading in unit.readings:
        found |= marks.sounds.get(reading, 0)
    return found


def _blur_mask(unit: Unit, marks: Marks) -> int:
    if not unit.text and (unit.form is not Form.FULL or unit.is_last):
        return _starting(marks.blurred, blur(unit.readings[0]))
    found = marks.chars.get(unit.text, 0)
    for reading in unit.readings:
        found |= marks.blurred.get(blur(reading), 0)
    return found


def _in_a_row(units: Sequence[Unit], mask_of: Callable[[Unit, Marks], int], marks: Marks) -> int:
    """Where all units follow one another: the span of the first such place, 0 when there is none."""
    found = -1
    for n, unit in enumerate(units):
        found &= mask_of(unit, marks) >> n
        if not found:
            return 0
    return _span((found & -found).bit_length() - 1, len(units))


def _covered(masks: Sequence[int]) -> tuple[float, int]:
    """How many units are met next to their neighbours (lone ones count a little), and where."""
    places = 0
    met = [False] * len(masks)
    for n in range(len(masks) - 1):
        if first := masks[n] & (masks[n + 1] >> 1):
            lowest = first & -first
            places |= lowest | lowest << 1
            met[n] = met[n + 1] = True
    lone = 0
    for n, mask in enumerate(masks):
        if not met[n] and mask & ~places:
            free = mask & ~places
            places |= free & -free
            lone += 1
    return sum(met) + _LONE * lone, places


def _same_meaning(term: Term, marks: Marks) -> Met:
    text = marks.text
    if marks.chars:
        for same in term.same_han:
            if (at := text.find(same)) >= 0:
                return SAME_MEANING, _span(at, len(same))
    if marks.words:
        for same in term.same_latin:
            if (at := text.find(same)) >= 0 and _is_whole_word(text, at, len(same)):
                return SAME_MEANING, _span(at, len(same))
    return NOT_MET


def _is_whole_word(text: str, at: int, length: int) -> bool:
    after = text[at + length : at + length + 2]
    return (at == 0 or text[at - 1] == " ") and (not after or after[0] == " " or after in ("s", "s "))


def match_units(term: Term, marks: Marks) -> Met:
    """A term of characters and syllables, all in a row as typed."""
    if text := term.text:
        at = marks.text.find(text)
        if at >= 0:
            return 1.0, _span(at, len(text))
    if text or not marks.chars:
        return NOT_MET
    span = _in_a_row(term.units, _typed_mask, marks)
    return (term.typed, span) if span else NOT_MET


def _in_part(term: Term, marks: Marks) -> Met:
    """A strange term in a row by sound, then by blurred sound; else the parts of a term that are there."""
    units = term.units
    if term.is_strange and (met := _by_ear(term, marks))[0]:
        return met
    if len(units) == 1 or not any(unit.text or unit.form is Form.FULL for unit in units):
        return NOT_MET  # a few of many initials are in every name
    count, places = _covered([_typed_mask(unit, marks) for unit in units])
    return (term.typed * _IN_PIECES * count / len(units), places) if places else NOT_MET


def _by_ear(term: Term, marks: Marks) -> Met:
    units = term.units
    by_letters = not any(unit.text for unit in units)  # then the sound is what was typed
    if len(units) > 1 and not by_letters and (span := _in_a_row(units, _sound_mask, marks)):
        return term.typed * BY_SOUND, span
    if (len(units) > 1 or by_letters) and (span := _in_a_row(units, _blur_mask, marks)):
        return term.typed * BY_BLUR, span
    return NOT_MET


def match(term: Term, marks: Marks, known: Met | None = None) -> Met:
    """How well, and where, a term is in a name; ``known`` is what ``match_units`` has already said about it."""
    if term.is_word:
        met = _match_words(term, marks) if marks.words else NOT_MET
        return met if met[0] >= SAME_MEANING else max(met, _same_meaning(term, marks), key=lambda m: m[0])
    if not marks.chars:
        return _same_meaning(term, marks)
    met = match_units(term, marks) if known is None else known
    if met[0] >= SAME_MEANING:
        return met
    same = _same_meaning(term, marks) if term.same else NOT_MET
    if same[0] >= met[0] and same[0]:
        return same
    return met if met[0] else _in_part(term, marks)


def _match_words(term: Term, marks: Marks) -> Met:
    total, places = 0.0, 0
    for unit in term.units:
        best, where = NOT_MET
        for word, at in marks.words:
            quality = likeness(unit.text, word, unit.is_last)
            if quality > best:
                best, where = quality, _span(at, len(word) if quality < 1 or not unit.is_last else len(unit.text))
        total += best
        places |= where
    return total / len(term.units), places

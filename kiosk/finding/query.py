"""What a visitor typed, understood: signs taken out, polite words set aside, the rest as terms with their weight."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product

from kiosk.finding.index import Role, SearchIndex, Word
from kiosk.finding.pinyin import Form, cuts
from kiosk.finding.signs import Signs, read_signs
from kiosk.finding.tokens import PAIR, SOUND, WORD, WORD_LETTERS, pairs, sound_pair
from kiosk.finding.words import Vocabulary
from kiosk.finding.writing import LONGEST_QUERY, is_han, plain

_PIECE = re.compile(r"(?P<letters>[a-z]+)|(?P<digits>\d+)|(?P<other>\S)")
_MOST_SENSES = 2
_WEAK_WEIGHT = 0.15
_LEAST_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest typed thing: a character (``text``), a typed syllable (``readings``) or a word in Latin letters."""

    text: str = ""
    readings: tuple[str, ...] = ()
    form: Form = Form.FULL
    is_word: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Units that belong together, what means the same (plain texts), and how much they tell (about 1 a syllable).

    ``text`` is the term as written, "" when part of it was typed as pinyin; ``typed`` how much of it was (0..1).
    """

    units: tuple[Unit, ...]
    text: str
    is_word: bool
    same: tuple[str, ...] = ()
    weight: float = 1.0
    typed: float = 1.0


#: How sure a syllable is, by how much of it was typed.
_TYPED = {Form.FULL: 0.97, Form.PARTIAL: 0.93, Form.INITIAL: 0.8}


def term_of(units: tuple[Unit, ...], same: tuple[str, ...] = (), weight: float = 1.0) -> Term:
    """The term these units make (all words, or none)."""
    is_word = units[0].is_word
    written = all(unit.text for unit in units)
    text = (" " if is_word else "").join(unit.text for unit in units) if written else ""
    typed = sum(1.0 if unit.text else _TYPED[unit.form] for unit in units) / len(units)
    return Term(units, text, is_word, same, weight, typed)


@dataclass(frozen=True, slots=True)
class Sense:
    """One way to understand the query.

    ``terms`` is all that tells something, ``needed`` without the weak words; ``wholes`` is all that was typed, and what
    is needed of it, each as one term.
    """

    terms: tuple[Term, ...]
    needed: tuple[Term, ...]
    wholes: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with all its senses, likeliest first; ``letters`` are the Latin letters when nothing else was typed."""

    text: str
    signs: Signs
    senses: tuple[Sense, ...]
    letters: str = ""


def _han_units(char: str, readings: Mapping[str, tuple[str, ...]]) -> tuple[Unit, ...]:
    return (Unit(char, readings.get(char, ())),)


def _pieces(text: str) -> list[tuple[str, str]]:
    return [(str(match.lastgroup), match.group()) for match in _PIECE.finditer(text)]


def _as_sounds(text: str, readings: Mapping[str, tuple[str, ...]]) -> list[tuple[Unit, ...]]:
    """Letters as pinyin: every likely way to cut them; [] when they cannot be pinyin."""
    choices: list[list[tuple[Unit, ...]]] = []
    for kind, piece in _pieces(text):
        if kind == "letters":
            choices.append([tuple(Unit("", (s.letters,), s.form) for s in cut) for cut in cuts(piece)])
        else:
            choices.append([tuple(unit for char in piece for unit in _han_units(char, readings))])
    combinations = islice(product(*choices), 3 * _MOST_SENSES)
    return [tuple(unit for part in parts for unit in part) for parts in combinations]


def _as_words(text: str, readings: Mapping[str, tuple[str, ...]]) -> tuple[Unit, ...]:
    """Letters as words of a language that puts spaces between them."""
    units: list[Unit] = []
    for chunk in text.split():
        word = ""
        for char in chunk:
            if is_han(char):
                units += [Unit(word, is_word=True)] * bool(word) + list(_han_units(char, readings))
                word = ""
            else:
                word += char
        units += [Unit(word, is_word=True)] * bool(word)
    return tuple(units)


def _token(unit: Unit) -> str:
    if unit.is_word:
        return WORD + unit.text
    return unit.text or SOUND + unit.readings[0]


def _telling(token: str, frequencies: Mapping[str, int], size: int) -> float:
    """How much a token tells, 0.2 (everything has it) … 1 (hardly anything has it, or nothing)."""
    share = math.log((size + 1) / (frequencies.get(token, 0) + 0.5)) / math.log(size + 2)
    return min(1.0, max(_LEAST_WEIGHT, share))


class Reader:
    """Understands queries with the words and characters of one release."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._vocabulary: Vocabulary | None = None

    def _known(self) -> Vocabulary:
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._index.words())
        return self._vocabulary

    def plain(self, typed: str) -> str:
        """The first characters of what was typed, in plain writing."""
        short = " ".join(typed[: 4 * LONGEST_QUERY].split())[:LONGEST_QUERY]
        rare = {char for char in short if is_han(char)}
        return plain(short, self._index.simplified(rare) if rare else {})

    def read(self, typed: str, windows: bool = True) -> Query:
        """Understand what was typed; ``windows`` False leaves numbers alone."""
        text = self.plain(typed)
        signs = read_signs(text, windows)
        return Query(text, signs, self.senses(signs.rest), self._only_letters(signs.rest))

    @staticmethod
    def _only_letters(text: str) -> str:
        letters = text.replace(" ", "")
        return letters if letters.isascii() and letters.isalpha() else ""

    def senses(self, text: str) -> tuple[Sense, ...]:
        """Every likely way to understand a plain text."""
        if not text:
            return ()
        readings = self._index.readings({char for char in text if is_han(char)})
        readings_units = self._as_units(text, readings)
        tokens = {_token(unit) for units in readings_units for unit in units}
        tokens |= {pair for units in readings_units for pair in pairs("".join(u.text for u in units if not u.is_word))}
        tokens |= {pair for units in readings_units for pair in _sound_pairs(units)}
        frequencies = self._index.frequencies(tokens)
        strange = [sum(pair not in frequencies for pair in _sound_pairs(units)) for units in readings_units]
        least = min(
            (count for units, count in zip(readings_units, strange, strict=True) if not units[0].is_word), default=0
        )
        readings_units = [u for u, count in zip(readings_units, strange, strict=True) if u[0].is_word or count == least]
        senses = [self._sense(units, frequencies) for units in readings_units]
        return tuple(dict.fromkeys(senses))

    def _as_units(self, text: str, readings: Mapping[str, tuple[str, ...]]) -> list[tuple[Unit, ...]]:
        words = _as_words(text, readings)
        if not any(unit.is_word for unit in words):
            return [words]
        sounds = (
            [] if re.search(r"[^\W\da-z_]", "".join(u.text for u in words if u.is_word)) else _as_sounds(text, readings)
        )
        if all(unit.is_word for unit in words):  # bare numbers are words already
            sounds = [units for units in sounds if any(not unit.text for unit in units)]
        if sounds and all(map(_is_whole, sounds[0])):
            sounds = [units for units in sounds if all(map(_is_whole, units))]
        sounds.sort(key=lambda units: -self._known_units(units))
        return [*([words] if self._may_be_words(words) else []), *sounds[:_MOST_SENSES]]

    def _may_be_words(self, units: Sequence[Unit]) -> bool:
        """Whether names have words that begin like one of these."""
        return bool(self._index.frequencies({WORD + unit.text[:WORD_LETTERS] for unit in units if unit.is_word}))

    def _known_units(self, units: Sequence[Unit]) -> int:
        return sum(end - start for start, end, words in self._known().cut(_candidates(units)) if words)

    def _sense(self, units: tuple[Unit, ...], frequencies: Mapping[str, int]) -> Sense:
        units = (*units[:-1], replace(units[-1], is_last=True))
        size = self._index.size()
        terms: list[tuple[Term, Role | None]] = []
        for start, end, words in self._known().cut(_candidates(units)):
            part = units[start:end]
            for piece in [part] if words or not part[0].is_word else [(unit,) for unit in part]:
                weight = sum(_telling(_token(unit), frequencies, size) * (2 if unit.is_word else 1) for unit in piece)
                roles = {word.role for word in words}
                role = next((r for r in (Role.GROUP, Role.WEAK, Role.FILLER) if r in roles), None)
                same = self._same(piece, words, frequencies)
                terms.append((term_of(piece, same, weight * (_WEAK_WEIGHT if role is Role.WEAK else 1.0)), role))
        return _sense_of(units, terms)

    def _same(self, units: Sequence[Unit], words: Iterable[Word], frequencies: Mapping[str, int]) -> tuple[str, ...]:
        vocabulary = self._known()
        words = tuple(words)
        same = vocabulary.same(words)
        if words and not all(unit.text for unit in units):
            # Typed as pinyin: what it spells means the same as itself.
            return tuple(dict.fromkeys([*(word.text for word in words if word.role is not Role.FILLER), *same]))
        if not words and len(units) > 1 and self._is_strange(units, frequencies):
            meant = vocabulary.sounding(" ".join(unit.readings[0] for unit in units if unit.readings))
            return tuple(dict.fromkeys([*(word.text for word in meant), *vocabulary.same(meant)]))
        return same

    @staticmethod
    def _is_strange(units: Sequence[Unit], frequencies: Mapping[str, int]) -> bool:
        """Written in a way no name is written: perhaps the wrong characters for the right sound."""
        text = "".join(unit.text for unit in units)
        return all(unit.readings and unit.text for unit in units) and any(p not in frequencies for p in pairs(text))


def _sound_pairs(units: Sequence[Unit]) -> list[str]:
    """Neighbouring whole syllables that were typed, as tokens."""
    whole = [u.readings[0] if not u.text and u.form is Form.FULL else "" for u in units[:-1]]
    return [PAIR + sound_pair(a, b) for a, b in pairwise(whole) if a and b]


def _is_whole(unit: Unit) -> bool:
    """Neither a lone initial nor a lone vowel, which stand for too much when whole syllables explain the letters."""
    return bool(unit.text) or (unit.form is not Form.INITIAL and unit.readings[0] not in "aoe")


def _candidates(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [(u.text, u.readings[0] if u.readings and u.form is Form.FULL else "") for u in units]


def _sense_of(units: tuple[Unit, ...], terms: Sequence[tuple[Term, Role | None]]) -> Sense:
    telling = [term for term, role in terms if role is not Role.FILLER]
    strong = [term for term, role in terms if role not in (Role.FILLER, Role.WEAK)]
    if not strong:  # only weak words: take them for what they are
        telling = [replace(term, weight=term.weight / _WEAK_WEIGHT) for term in telling]
    needed = tuple(strong or telling)
    core = tuple(unit for term in needed for unit in term.units)
    wholes = dict.fromkeys(
        term_of(part) for part in (units, core) if part and len({unit.is_word for unit in part}) == 1
    )
    return Sense(tuple(telling), needed, tuple(wholes))

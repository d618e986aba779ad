"""Understanding a query: signs taken out, polite words set aside, the rest cut into terms with their weight."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from kiosk.finding.index import Role, SearchIndex, Word
from kiosk.finding.pinyin import Form, is_whole_pinyin
from kiosk.finding.query import ACT, LEFT_OVER, TOPIC, WEAK, Query, Sense, Term, Unit, sense_of, term_of
from kiosk.finding.signs import read_signs
from kiosk.finding.tokens import PAIR, SOUND, WORD, WORD_LETTERS, pairs, sound_pair
from kiosk.finding.typed import Units, as_sounds, as_words, lookups, sound_pairs
from kiosk.finding.words import Stretch, Vocabulary
from kiosk.finding.writing import LONGEST_QUERY, is_han, plain

#: Fewer initials than this stand for too many words.
_ABBREVIATION = 3
_LEAST_WEIGHT = 0.35
#: What may stand inside a word as it is spoken: 改个名, 查一下档.
_PARTICLE = re.compile(r"(?<=[\u4e00-\u9fff])(?:一下|一个|[个了下点])(?=[\u4e00-\u9fff])")
Frequencies = Mapping[str, int]


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
        """Understand what was typed; ``windows`` False leaves window numbers alone."""
        text = self.plain(typed)
        signs = read_signs(text, windows)
        letters = signs.rest.replace(" ", "")
        is_letters = letters.isascii() and letters.isalpha()
        senses = self.senses(signs.rest)
        if (short := _PARTICLE.sub("", signs.rest)) != signs.rest and self._says_more(short, signs.rest):
            senses = (*senses, *self.senses(short))
        return Query(text, signs, senses, letters if is_letters else "")

    def corrected(self, query: Query) -> Query | None:
        """The query as it may have been meant: letters that are a typing error away from a known word."""
        meant = self._known().near(query.letters) if query.letters else ()
        senses = [sense for word in meant for sense in self.senses(word.text)]
        return replace(query, senses=tuple(dict.fromkeys(senses))) if senses else None

    def _says_more(self, short: str, text: str) -> bool:
        """Whether fewer characters are unknown without particles: 改个名 is 改名."""
        unknown = [sum(end - start for start, end, words in self._cut(t) if not words) for t in (short, text)]
        return unknown[0] < unknown[1]

    def _cut(self, text: str) -> list[Stretch]:
        return self._known().cut(lookups(as_words(text, {})))

    def senses(self, text: str) -> tuple[Sense, ...]:
        """Every likely way to understand a plain text."""
        if not text:
            return ()
        ways = self._ways(text)
        frequencies = self._index.frequencies({token for units in ways for token in _telling_tokens(units)})
        strange = [sum(pair not in frequencies for pair in sound_pairs(units)) for units in ways]
        least = min((count for way, count in zip(ways, strange, strict=True) if not way[0].is_word), default=0)
        senses: dict[Sense, None] = {}
        for units, count in zip(ways, strange, strict=True):
            if units[0].is_word or count == least:
                units = (*units[:-1], replace(units[-1], is_last=True))
                senses[self._sense(units, frequencies, apart=False)] = None
                senses[self._sense(units, frequencies, apart=True)] = None
        return tuple(senses)

    def _ways(self, text: str) -> list[Units]:
        """The text as words and as sounds, where it may be that."""
        readings = self._index.readings({char for char in text if is_han(char)})
        words = as_words(text, readings)
        typed = [unit.text for unit in words if unit.is_word]
        if not typed:
            return [words]
        known = any(map(self._known().written, typed))
        ways = [words] if known or self._index.frequencies({WORD + word[:WORD_LETTERS] for word in typed}) else []
        is_number = all(unit.is_word for unit in words) and "".join(typed).isdigit()
        if "".join(typed).isascii() and not is_number and not self._is_english(typed):
            ways += as_sounds(text, readings, self._count_known)
        return ways

    def _is_english(self, typed: list[str]) -> bool:
        """Whether most of the words are known words that are no pinyin."""
        frequencies = self._index.frequencies({WORD + word for word in typed})
        known = [word for word in typed if WORD + word in frequencies or self._known().written(word)]
        foreign = [word for word in known if len(word) > WORD_LETTERS and not is_whole_pinyin(word)]
        return bool(foreign) and 2 * len(known) >= len(typed)

    def _count_known(self, units: Units) -> int:
        return sum(end - start for start, end, words in self._known().cut(lookups(units)) if words)

    def _sense(self, units: Units, frequencies: Frequencies, apart: bool) -> Sense:
        """One sense; ``apart``: what no name says in one piece is taken as the pieces that names do say."""
        terms: list[tuple[Term, float]] = []
        acts: set[int] = set()
        for start, end, words in self._known().cut(lookups(units)):
            part = units[start:end]
            roles = {word.role for word in words}
            if not words:
                terms += self._unknown(part, frequencies, apart)
            elif roles != {Role.FILLER}:
                share = TOPIC if Role.GROUP in roles else ACT if Role.ACT in roles else WEAK
                groups = {word.group for word in words}
                if share == ACT and groups & acts:
                    continue  # the same act said twice: stolen and gone
                acts |= groups
                terms.append((self._term(part, self._same(part, words), frequencies), share))
        return sense_of(units, terms)

    def _unknown(self, units: Units, frequencies: Frequencies, apart: bool) -> Iterator[tuple[Term, float]]:
        if units[0].is_word:
            yield from ((self._term((unit,), (), frequencies), TOPIC) for unit in units)
            return
        meant = self._meant(units, frequencies)
        pieces = _pieces(units, frequencies) if apart and not meant else [units]
        for piece in pieces:
            is_left_over = len(piece) == 1 and bool(piece[0].text)
            yield self._term(piece, meant, frequencies), LEFT_OVER if is_left_over else TOPIC

    def _term(self, units: Units, same: tuple[str, ...], frequencies: Frequencies) -> Term:
        size = self._index.size()
        weight = sum(_telling(_token(unit), frequencies, size) * (2 if unit.is_word else 1) for unit in units)
        return term_of(units, same, weight, len(_pieces(units, frequencies)) > 1 or _is_new(units, frequencies))

    def _same(self, units: Units, words: tuple[Word, ...]) -> tuple[str, ...]:
        if all(unit.text for unit in units):
            return self._known().same(words)
        # Typed as pinyin: what it spells means the same as itself.
        return self._known().same_as(tuple(word for word in words if word.role is not Role.FILLER))

    def _meant(self, units: Units, frequencies: Frequencies) -> tuple[str, ...]:
        """Known words that are meant by initials, or by characters no name says together but that sound right."""
        if len(units) >= _ABBREVIATION and all(unit.form is Form.INITIAL for unit in units):
            return self._known().same_as(self._known().abbreviated("".join(unit.readings[0] for unit in units)))
        if len(_pieces(units, frequencies)) < 2 or not all(unit.text and unit.readings for unit in units):
            return ()
        return self._known().same_as(self._known().sounding(" ".join(unit.readings[0] for unit in units)))


def _token(unit: Unit) -> str:
    if unit.is_word:
        return WORD + unit.text
    return unit.text or SOUND + unit.readings[0]


def _telling_tokens(units: Units) -> Iterator[str]:
    yield from map(_token, units)
    yield from pairs("".join(unit.text for unit in units if not unit.is_word))
    yield from sound_pairs(units)


def _pieces(units: Units, frequencies: Frequencies) -> list[Units]:
    """Cut where two neighbours stand together in no name."""
    pieces: list[Units] = [units[:1]]
    for before, unit in pairwise(units):
        if before.text.isdigit() and unit.text.isdigit():
            is_said = True
        elif before.text and unit.text:
            is_said = before.text + unit.text in frequencies
        elif before.text or unit.text or unit.is_last or before.form is not Form.FULL or unit.form is not Form.FULL:
            is_said = True
        else:
            is_said = PAIR + sound_pair(before.readings[0], unit.readings[0]) in frequencies
        if is_said:
            pieces[-1] = (*pieces[-1], unit)
        else:
            pieces.append((unit,))
    return pieces


def _is_new(units: Units, frequencies: Frequencies) -> bool:
    """A single syllable that no name has."""
    return len(units) == 1 and not units[0].is_word and _token(units[0]) not in frequencies


def _telling(token: str, frequencies: Frequencies, size: int) -> float:
    """How much a token tells, 0.35 (everything has it) … 1 (hardly anything has it, or nothing)."""
    share = math.log((size + 1) / (frequencies.get(token, 0) + 0.5)) / math.log(size + 2)
    return min(1.0, max(_LEAST_WEIGHT, share))

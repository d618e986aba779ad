"""How well a subject answers a query: what of it the names say, how much of a name that is, how often it is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.finding.entries import Kind
from kiosk.finding.index import Subject
from kiosk.finding.likeness import errors_within
from kiosk.finding.match import NOT_MET, Marks, Met, match, match_units
from kiosk.finding.query import Query, Sense, Term
from kiosk.finding.tokens import readings_of

#: Shares and factors of the score, found by trying (tests/finding, docs/decisions): all between 0 and 1.
_SAID, _FILLED = 0.74, 0.26  # what the name says of the query; how much of the name the query is
_OTHER_NAME, _DETAIL = 0.88, 0.3  # a term met only in another name of the subject, or in its details
_IN_A_ROW, _AT_START = 0.84, 0.88  # the least for a name that has all of the query in a row, or begins with it
_NOT_TITLE = 0.985
_WANTED = 0.05
_MISSPELT = 0.85
_SURE = 0.95
_PLACE_NAMED, _MUCH = 0.6, 0.4
#: Words for an authority: with them its department is meant rather than what it does.
_AUTHORITY = re.compile(r"[局委厅科]$|部门|bureau|department|office")
_ASKED_AUTHORITY = 1.12


@dataclass(frozen=True, slots=True)
class Ranked:
    """A subject's score and, for each of its names, the mask of the characters that were met."""

    score: float
    masks: tuple[int, ...]


class Card:
    """A subject made ready for being looked at again and again while somebody types."""

    __slots__ = ("detail", "marks", "subject", "titles")

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.marks = tuple(Marks(name) for name in subject.names)
        self.titles = tuple(name.is_title for name in subject.names)
        self.detail = subject.detail


def rank(query: Query, card: Card) -> Ranked:
    """The best score over all senses, a little raised for what is wanted often."""
    best = Ranked(0.0, (0,) * len(card.marks))
    for sense in query.senses:
        ranked = _rank_sense(sense, card)
        if ranked.score > best.score:
            best = ranked
        if best.score > _SURE:
            break
    kind = card.subject.kind
    if kind is Kind.PLACE and best.score < _PLACE_NAMED and _names_place(query, card):
        best = Ranked(_PLACE_NAMED, best.masks)
    elif kind is Kind.DEPARTMENT and best.score and _AUTHORITY.search(query.text):
        best = Ranked(min(1.0, best.score * _ASKED_AUTHORITY), best.masks)
    raised = best.score * (1 - _WANTED) + _WANTED * card.subject.popularity if best.score else 0.0
    return Ranked(raised, best.masks)


def _names_place(query: Query, card: Card) -> bool:
    """Whether one of the things asked for is all of this place's name: "复印身份证" is said in front of the copier."""
    names = {name.text for name in card.subject.names}
    for sense in query.senses:
        named = sum(term.weight for term in sense.needed if term.text in names or not names.isdisjoint(term.same))
        if named >= _MUCH * sum(term.weight for term in sense.needed):
            return True
    return False


def _rank_sense(sense: Sense, card: Card) -> Ranked:
    terms = sense.terms
    rows = [_pieces_met(sense, marks) for marks in card.marks]
    met = [_terms_met(sense, marks, row) for marks, row in zip(card.marks, rows, strict=True)]
    best_met = [max(column)[0] for column in zip(*met, strict=True)]
    elsewhere = [
        max(_OTHER_NAME * best, _in_detail(term, card.detail)) for term, best in zip(terms, best_met, strict=True)
    ]
    weight = sum([term.weight for term in terms]) or 1.0
    best, masks = 0.0, []
    for n, marks in enumerate(card.marks):
        said, mask = 0.0, 0
        for term, (quality, places), other in zip(terms, met[n], elsewhere, strict=True):
            said += term.weight * max(quality, other)
            mask |= places
        filled = mask.bit_count() / marks.length if marks.length else 0.0
        score = said / weight * (_SAID + _FILLED * min(1.0, filled))
        score = max(score, _in_a_row(sense, rows[n], said / weight, marks))
        best = max(best, score if card.titles[n] else score * _NOT_TITLE)
        masks.append(mask)
    return Ranked(best, tuple(masks))


def _says_nothing(sense: Sense, marks: Marks) -> bool:
    return bool(sense.chars and marks.chars) and sense.chars.isdisjoint(marks.text)


def _pieces_met(sense: Sense, marks: Marks) -> list[Met]:
    if _says_nothing(sense, marks):
        return [NOT_MET] * len(sense.wholes)
    return [match_words_in_row(w, marks) if w.is_word else match_units(w, marks) for w in sense.wholes]


def _terms_met(sense: Sense, marks: Marks, pieces: Sequence[Met]) -> list[Met]:
    if _says_nothing(sense, marks):
        return [NOT_MET] * len(sense.terms)
    return [
        match(term, marks, pieces[again] if again >= 0 else None)
        for term, again in zip(sense.terms, sense.repeats, strict=True)
    ]


def _in_a_row(sense: Sense, mets: Sequence[Met], said: float, marks: Marks) -> float:
    """The score for having in one piece all that was typed, or what is needed of it."""
    best = 0.0
    for n, (quality, mask) in enumerate(mets):
        if quality:
            least = _AT_START if mask & 1 else _IN_A_ROW
            score = quality * (least + (1 - least) * min(1.0, mask.bit_count() / marks.length))
            best = max(best, score if n == 0 and sense.is_complete else score * (0.5 + 0.5 * min(1.0, said)))
    return best


def match_words_in_row(term: Term, marks: Marks) -> Met:
    """Words in the order typed, the last one perhaps unfinished."""
    at = marks.text.find(term.text)
    if at < 0 or (at and marks.text[at - 1] != " "):
        return 0.0, 0
    return 1.0, ((1 << len(term.text)) - 1) << at


def _in_detail(term: Term, detail: str) -> float:
    if not detail:
        return 0.0
    if (text := term.text) and text in detail:
        return _DETAIL
    return _DETAIL * 0.9 if any(same in detail for same in term.same) else 0.0


def misspelt(query: Query, card: Card) -> Ranked:
    """The score by typing errors in pinyin: between all typed letters and any stretch of a name's letters."""
    quality = 0.0
    for name in card.subject.names:
        syllables = [readings[0] for _, readings in readings_of(name.sound) if readings]
        quality = max(quality, _likeness_within(query.letters, "".join(syllables)))
    raised = quality * _MISSPELT * (1 - _WANTED) + _WANTED * card.subject.popularity
    return Ranked(raised if quality else 0.0, (0,) * len(card.marks))


def _likeness_within(typed: str, letters: str) -> float:
    """1 without errors; 0 when more than one letter in four is wrong."""
    errors = errors_within(typed, letters)
    if errors > max(1, len(typed) // 4) or len(typed) < 4:
        return 0.0
    filled = min(1.0, len(typed) / max(1, len(letters)))
    return (1 - 1.5 * errors / len(typed)) * (0.85 + 0.15 * filled)


def order(hits: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
    """(score, rank) best first; equal scores by rank."""
    return sorted(hits, key=lambda hit: (-hit[0], hit[1]))

"""How a query is looked up, step by step: the way it begins, all it says, how it sounds, what resembles it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise, product

from kiosk.finding.index import Clauses
from kiosk.finding.likeness import stem
from kiosk.finding.pinyin import Form, blur, initial
from kiosk.finding.query import Query, Sense, Term, Unit
from kiosk.finding.tokens import (
    BLURRED,
    BLURRED_PAIR,
    HEAD,
    HEAD_CHARS,
    HEAD_LETTERS,
    INITIALS,
    PAIR,
    SOUND,
    WORD,
    WORD_LETTERS,
    detail_tokens,
    meaning_tokens,
    scraps,
    sound_pair,
    written_tokens,
)
from kiosk.finding.writing import is_han

Tokens = list[str]
#: How many ways of reading the characters of one term are tried.
_MOST_READINGS = 4
#: How many of a query's terms are left out in turn.
_MOST_LEFT_OUT = 4


def beginnings(sense: Sense) -> list[Clauses]:
    """Names that begin with what was typed."""
    out: list[Clauses] = []
    for term in sense.wholes:
        text = term.text
        if text and not term.is_word:
            out.append([[[HEAD + text[:HEAD_CHARS], *written_tokens(text)]]])
        elif not any(unit.text for unit in term.units):
            letters = "".join(unit.readings[0] for unit in term.units)
            out.append([[[HEAD + letters + ("*" if len(letters) > HEAD_LETTERS else "")]]])
    return out


def everything(sense: Sense) -> Clauses:
    """Names that say all that is needed, as typed or in words that mean the same."""
    return [_as_typed(term) for term in sense.needed]


def by_ear(sense: Sense) -> Clauses:
    """Subjects that say it, if only by blurred sound or in what belongs to them."""
    return [[*_as_typed(term), *_as_heard(term), *_in_detail(term)] for term in sense.needed]


def nearly_everything(sense: Sense) -> list[Clauses]:
    """Names that say all that is needed but one thing, the least telling one left out first."""
    if len(sense.needed) < 2:
        return []
    order = sorted(range(len(sense.needed)), key=lambda n: sense.needed[n].weight)[:_MOST_LEFT_OUT]
    return [[_as_typed(term) for n, term in enumerate(sense.needed) if n != left_out] for left_out in order]


def resemblances(query: Query) -> list[str]:
    """Everything of which a part may be there, for the loosest step."""
    out: dict[str, None] = {}
    for sense in query.senses:
        for term in sense.terms:
            for tokens in [*_as_typed(term), *_as_heard(term)]:
                out.update(dict.fromkeys(token for token in tokens if not token.endswith("*")))
            if term.text and not term.is_word:
                out.update(dict.fromkeys(char for char in term.text if is_han(char)))
    return list(out)


def misspellings(query: Query) -> list[str]:
    """What is left of typed letters when some are wrong."""
    words = [query.letters, *query.signs.rest.split()] if query.letters else []
    return list(dict.fromkeys(scrap for word in words for scrap in scraps(word)))


def _word_tokens(unit: Unit) -> list[Tokens]:
    text = unit.text
    if unit.is_last:
        return [[WORD + text + ("*" if len(text) > WORD_LETTERS else "")], [WORD + stem(text) + "*"]]
    forms = [[WORD + text]]
    if len(text) > WORD_LETTERS:
        forms.append([WORD + stem(text)[:6] + "*"])
    return forms


def _as_typed(term: Term) -> list[Tokens]:
    same = [meaning_tokens(text) for text in term.same]
    if term.is_word:
        whole = [token for unit in term.units for token in _word_tokens(unit)[0]]
        return [whole, *(_word_tokens(term.units[0]) if len(term.units) == 1 else []), *same]
    if term.text:
        return [written_tokens(term.text), *same]
    return [_typed_tokens(term.units), *same]


def _typed_tokens(units: Sequence[Unit]) -> Tokens:
    """Characters and syllables in a row; a pair tells more than its halves."""
    tokens: Tokens = []
    for n, unit in enumerate(units):
        following = units[n + 1] if n + 1 < len(units) else None
        if following is not None and (pair := _pair(unit, following)):
            tokens.append(pair)
        elif n == 0 or not _pair(units[n - 1], unit):
            tokens.append(unit.text or SOUND + unit.readings[0])
    return [token for token in tokens if not token.isdigit()]


def _pair(unit: Unit, following: Unit) -> str:
    if unit.text and following.text:
        return unit.text + following.text
    if unit.text or following.text:
        return ""
    first, second = unit.readings[0], following.readings[0]
    if unit.form is Form.FULL:
        whole = following.form is Form.FULL and not following.is_last
        return PAIR + sound_pair(first, second) + ("" if whole else "*")
    if following.form is not Form.FULL or len(second) > 1:
        return INITIALS + initial(first) + initial(second)
    return ""


def _as_heard(term: Term) -> list[Tokens]:
    """Blurred sounds in a row, for every way to read the characters."""
    units = term.units
    if not term.is_strange or term.is_word or not all(unit.readings and unit.form is Form.FULL for unit in units):
        return []
    readings = islice(product(*(dict.fromkeys(map(blur, unit.readings)) for unit in units)), _MOST_READINGS)
    if len(units) == 1:
        return [] if term.text else [[BLURRED + reading] for (reading,) in readings]
    return [[BLURRED_PAIR + sound_pair(a, b) for a, b in pairwise(way)] for way in readings]


def _in_detail(term: Term) -> list[Tokens]:
    return [detail_tokens(text) for text in filter(None, (term.text, *term.same))]

"""A query as it is understood: units make terms, terms make a sense, and there may be several senses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.finding.pinyin import Form
from kiosk.finding.signs import Signs
from kiosk.finding.writing import is_han

#: How sure a syllable is, by how much of it was typed.
_TYPED = {Form.FULL: 0.97, Form.PARTIAL: 0.93, Form.INITIAL: 0.8}
#: How much of its weight a term keeps: what is asked about, what is to be done with it, a character left over between
#: known ones, a weak word. The first two are needed.
TOPIC, ACT, LEFT_OVER, WEAK = 1.0, 0.7, 0.4, 0.15


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
    ``is_strange``: written or spelt as no name is, so that what only sounds like it may be meant. ``same_han`` and
    ``same_latin`` are ``same``, apart by script.
    """

    units: tuple[Unit, ...]
    text: str
    is_word: bool
    same: tuple[str, ...] = ()
    weight: float = 1.0
    typed: float = 1.0
    is_strange: bool = False
    same_han: tuple[str, ...] = ()
    same_latin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sense:
    """One way to understand the query.

    ``terms`` is all that tells something, ``needed`` without the weak words; ``wholes`` is all that was typed, and what
    is needed of it, each as one term (``is_complete``: the first is all that was typed). ``repeats`` says for each of
    ``terms`` which whole it is (-1: none). A Chinese name with none of ``chars`` says nothing of it; empty when that
    cannot be told from characters.
    """

    terms: tuple[Term, ...]
    needed: tuple[Term, ...]
    wholes: tuple[Term, ...]
    is_complete: bool
    repeats: tuple[int, ...]
    chars: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A query with all its senses, likeliest first; ``letters`` are the Latin letters when nothing else was typed."""

    text: str
    signs: Signs
    senses: tuple[Sense, ...]
    letters: str = ""


def term_of(units: tuple[Unit, ...], same: tuple[str, ...] = (), weight: float = 1.0, is_strange: bool = False) -> Term:
    """The term these units make (all words, or none)."""
    is_word = units[0].is_word
    written = all(unit.text for unit in units)
    text = (" " if is_word else "").join(unit.text for unit in units) if written else ""
    same_han = tuple(text for text in same if is_han(text[0]))
    same_latin = tuple(text for text in same if not is_han(text[0]))
    typed = sum(1.0 if unit.text else _TYPED[unit.form] for unit in units) / len(units)
    return Term(units, text, is_word, same, weight, typed, is_strange, same_han, same_latin)


def sense_of(units: tuple[Unit, ...], terms: Sequence[tuple[Term, float]]) -> Sense:
    """The sense of ``units`` cut into terms, each with the share of its weight that it keeps beside needed ones."""
    needed = tuple(replace(term, weight=term.weight * share) for term, share in terms if share >= ACT)
    telling = tuple(replace(term, weight=term.weight * share) if needed else term for term, share in terms)
    core = tuple(unit for term in needed or telling for unit in term.units)
    wholes = dict.fromkeys(part for part in (units, core) if part and len({unit.is_word for unit in part}) == 1)
    whole_terms = tuple(map(term_of, wholes))
    units_of = [whole.units for whole in whole_terms]
    repeats = tuple(units_of.index(term.units) if term.units in units_of else -1 for term in telling)
    return Sense(telling, needed or telling, whole_terms, units in wholes, repeats, _chars_of(telling))


def _chars_of(terms: Sequence[Term]) -> frozenset[str]:
    if (
        not all(term.text for term in terms)
        or any(term.is_word for term in terms)
        or [t.is_strange for t in terms] == [True]
    ):
        return frozenset()
    return frozenset("".join(text for term in terms for text in (term.text, *term.same_han)))

"""What finding asks of the place where names are kept: a small port, answered by ``kiosk.store.search_index``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.finding.entries import Entry, Kind


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a subject.

    ``text`` is plain writing (``writing.plain``). ``sound`` has for each character the character, its readings joined
    by "/" and a space ("护hu 照zhao "), ``blurred`` the same with blurred readings; both are "" without Han characters.
    """

    text: str
    sound: str = ""
    blurred: str = ""
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Entries of one kind that share all their names: what is searched, as one. ``rank`` 0 is asked for most."""

    rank: int
    kind: Kind
    names: tuple[Name, ...]
    detail: str
    popularity: float  # 0..1 within the hall


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a subject, with its floor as a number (0 has no floor: 1 is the ground floor, -1 the basement)."""

    entry: Entry
    floor: int


class Role(StrEnum):
    """What an everyday word does in a query."""

    FILLER = "filler"  # says nothing: "请问", "怎么办"
    WEAK = "weak"  # says little: "办理", "证明"
    GROUP = "group"  # means the same as the other words of its group
    ACT = "act"  # the same, for what is to be done: it tells less than what it is to be done with


@dataclass(frozen=True, slots=True)
class Word:
    """A known word in plain writing, with its syllables ("hu zhao", "" without Han) and its group.

    ``occurs`` says whether this release says it anywhere: only then is it worth looking for instead of another.
    """

    text: str
    sound: str
    role: Role
    group: int
    occurs: bool = True


#: A query for the index: every clause must hold; a clause is alternatives; an alternative is tokens that must all hold.
#: A token that ends in "*" matches every longer token too.
Clauses = Sequence[Sequence[Sequence[str]]]


class SearchIndex(Protocol):
    """The names of one release."""

    def words(self) -> Sequence[Word]:
        """All known words: everyday words and the hall's own synonyms."""
        ...

    def simplified(self, chars: Collection[str]) -> Mapping[str, str]:
        """Traditional → simplified, for those of ``chars`` that are traditional."""
        ...

    def readings(self, chars: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """All readings of each Han character, without tones, the commonest first."""
        ...

    def frequencies(self, tokens: Collection[str]) -> Mapping[str, int]:
        """In how many subjects each token occurs (tokens that occur nowhere are left out)."""
        ...

    def size(self) -> int:
        """How many subjects there are."""
        ...

    def matching(self, clauses: Clauses, limit: int) -> list[int]:
        """Ranks of at most ``limit`` subjects for which all clauses hold, those asked for most first."""
        ...

    def resembling(self, tokens: Collection[str], limit: int) -> list[int]:
        """Ranks of at most ``limit`` subjects that share tokens, those that share the most telling ones first."""
        ...

    def subjects(self, ranks: Collection[int]) -> list[Subject]:
        """These subjects, in any order."""
        ...

    def entries(self, rank: int, limit: int, floor: int | None = None) -> list[Found]:
        """The entries of a subject, those asked for most first, those on ``floor`` before all others."""
        ...

    def on_floor(self, floor: int, limit: int) -> list[tuple[int, Found]]:
        """(rank, entry) of what is on a floor: departments, then places, then windows."""
        ...

    def at_window(self, number: str, limit: int) -> list[tuple[int, Found]]:
        """(rank, entry) of the windows with this number, then of those whose number starts with it."""
        ...

    def popular(self, kinds: Collection[Kind], limit: int) -> list[Found]:
        """The entries of these kinds that are asked for most."""
        ...

"""One search, step by step: strict steps first, looser ones only until enough that is good was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kiosk.finding.cascade import (
    beginnings,
    by_ear,
    everything,
    misspellings,
    nearly_everything,
    resemblances,
)
from kiosk.finding.entries import Kind
from kiosk.finding.index import Clauses, SearchIndex
from kiosk.finding.query import Query
from kiosk.finding.rank import Card, Ranked, misspelt, rank
from kiosk.finding.reading import Reader
from kiosk.finding.tokens import KIND

#: How many subjects each step may bring to be looked at closely; the senses of a query share them.
_BEGINNINGS, _EVERYTHING, _BY_EAR, _NEARLY, _RESEMBLING, _CORRECTED, _MISSPELT = 30, 60, 40, 12, 40, 20, 24
_LEAST = 15
#: The search stops looking further when so many are at least so good.
_ENOUGH, _SOME, _GOOD, _FAIR = 5, 3, 0.8, 0.5
#: So many that say everything are enough, however good: the query is short, looser steps would only add to it.
_PLENTY = 25
#: Typed letters are corrected only when nothing is better than this; what is found so counts less.
_DOUBTFUL, _CORRECTABLE, _GUESSED = 0.65, 4, 0.85
_MOST_CARDS = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject that was looked at closely."""

    ranked: Ranked
    card: Card


class Cards:
    """The subjects looked at lately, ready to be looked at again with the next key stroke."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._cards: dict[int, Card] = {}

    def ready(self, numbers: Sequence[int]) -> list[Card]:
        """The cards of these subjects."""
        if len(self._cards) + len(numbers) > _MOST_CARDS:
            self._cards.clear()
        missing = [number for number in numbers if number not in self._cards]
        for subject in self._index.subjects(missing) if missing else []:
            self._cards[subject.rank] = Card(subject)
        return [self._cards[number] for number in numbers]


class Search:
    """The search for one query; ``best`` is what was found, by the subject's number."""

    def __init__(self, query: Query, kinds: Collection[Kind], index: SearchIndex, reader: Reader, cards: Cards) -> None:
        self.best: dict[int, Judged] = {}
        self._query, self._index, self._reader, self._cards = query, index, reader, cards
        self._only = [[[KIND + kind.value] for kind in sorted(kinds)]] if len(kinds) < len(Kind) else []

    def run(self) -> dict[int, Judged]:
        """Take the steps; what was found."""
        steps = (self._strictly, self._by_ear, self._corrected, self._nearly, self._loosely)
        for step in steps:
            if step():
                break
        return self.best

    def _strictly(self) -> bool:
        senses = self._query.senses
        for sense in senses:
            for clauses in beginnings(sense):
                self._judge(self._matching(clauses, _shared(_BEGINNINGS, senses)))
            self._judge(self._matching(everything(sense), _shared(_EVERYTHING, senses)))
        return len(self.best) >= _PLENTY or self._has(_ENOUGH, _GOOD)

    def _by_ear(self) -> bool:
        for sense in self._query.senses:
            self._judge(self._matching(by_ear(sense), _shared(_BY_EAR, self._query.senses)))
        return self._has(1, _GOOD) and self._has(_SOME, _FAIR)

    def _corrected(self) -> bool:
        """What was meant by letters with typing errors: known words, then stretches of names."""
        if len(self._query.letters) < _CORRECTABLE or self._has(1, _DOUBTFUL):
            return False
        if (meant := self._reader.corrected(self._query)) is not None:
            for sense in meant.senses:
                for card in self._cards.ready(self._matching(everything(sense), _CORRECTED)):
                    ranked = rank(meant, card)
                    self._keep(Ranked(ranked.score * _GUESSED, ranked.masks), card)
        if self._has(_SOME, _DOUBTFUL):
            return True
        near = self._index.resembling(misspellings(self._query), _MISSPELT)
        if any(sense.needed and sense.needed[0].is_word for sense in self._query.senses):
            self._judge(near)  # wrong letters in words are borne by the rank itself
        for card in self._cards.ready(near):
            self._keep(misspelt(self._query, card), card)
        return self._has(1, _DOUBTFUL)

    def _nearly(self) -> bool:
        for sense in self._query.senses:
            for clauses in nearly_everything(sense):
                self._judge(self._matching(clauses, _NEARLY))
        return self._has(_ENOUGH, _FAIR)

    def _loosely(self) -> bool:
        self._judge(self._index.resembling(resemblances(self._query), _RESEMBLING))
        return True

    def _matching(self, clauses: Clauses, limit: int) -> list[int]:
        return self._index.matching([*clauses, *self._only], limit)

    def _judge(self, numbers: Iterable[int]) -> None:
        for card in self._cards.ready([number for number in numbers if number not in self.best]):
            self.best[card.subject.rank] = Judged(rank(self._query, card), card)

    def _keep(self, ranked: Ranked, card: Card) -> None:
        number = card.subject.rank
        if number not in self.best or ranked.score > self.best[number].ranked.score:
            self.best[number] = Judged(ranked, card)

    def _has(self, wanted: int, good: float) -> bool:
        return sum(judged.ranked.score >= good for judged in self.best.values()) >= wanted


def _shared(limit: int, senses: Sequence[object]) -> int:
    return max(_LEAST, limit // max(1, len(senses)))

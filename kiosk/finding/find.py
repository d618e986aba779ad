"""The search itself: from a visitor's words to what the hall offers, best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kiosk.base.texts import Text
from kiosk.finding.cascade import (
    beginnings,
    by_ear,
    everything,
    misspellings,
    nearly_everything,
    resemblances,
)
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.index import Clauses, Found, SearchIndex, Subject
from kiosk.finding.query import Query
from kiosk.finding.rank import Card, Ranked, order, rank, rank_misspelt
from kiosk.finding.reading import Reader
from kiosk.finding.spans import Span, spans
from kiosk.finding.tokens import KIND
from kiosk.finding.writing import is_han

#: How many subjects each step may bring to be looked at closely.
_BEGINNINGS, _EVERYTHING, _BY_EAR, _NEARLY, _RESEMBLING, _MISSPELT = 30, 60, 40, 12, 40, 24
#: The search stops looking further when so many are at least so good.
_ENOUGH, _GOOD, _FAIR = 5, 0.8, 0.5
#: So many that say everything are enough, however good: the query is short, looser steps would only add to it.
_PLENTY = 25
#: Typed letters are corrected only when nothing is better than this.
_DOUBTFUL, _CORRECTABLE, _CORRECTED = 0.65, 4, 0.85
_WORTH_SHOWING, _AGAINST_BEST = 0.25, 0.5
_MOST_CARDS = 2000
_OTHER_FLOOR = 0.6
#: A place is one of several that are called the same: the others count a little less, so that all kinds are seen.
_ANOTHER = 0.95
_ON_FLOOR = 0.8
_WINDOW_BEGINS = 0.9


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. ``spans`` are the stretches of the title (in the language asked for) to underline."""

    kind: Kind
    id: str
    title: Text
    window: str | None
    level: Text | None
    score: float
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A subject that was looked at closely."""

    ranked: Ranked
    card: Card


#: What was looked at so far, by the subject's number.
_Best: TypeAlias = dict[int, _Judged]
_Matching: TypeAlias = Callable[[Clauses, int], list[int]]


class Finder:
    """Finds what a visitor means among the entries of one release."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._reader = Reader(index)
        self._cards: dict[int, Card] = {}

    def find(
        self,
        query: str,
        limit: int = 20,
        language: str = "zh-CN",
        kinds: Collection[Kind] | None = None,
        floor: int = 0,
    ) -> list[Hit]:
        """What ``query`` may mean, best first, at most ``limit``; [] for nothing typed or nothing found.

        ``language`` is the one whose title is underlined; ``kinds`` leaves out all other kinds; of equals those on
        ``floor`` (1 is the ground floor, 0 none) come first. Never raises for what was typed.
        """
        if limit <= 0 or not query.strip():
            return []
        wanted = frozenset(kinds or Kind)
        understood = self._reader.read(query)
        at_window = self._at_window(understood, limit) if Kind.WINDOW in wanted else []
        if not at_window and understood.signs.window:
            understood = self._reader.read(query, windows=False)
        hits = _Hits(limit, language, wanted)
        for score, found in at_window:
            hits.add(found, score)
        asked = understood.signs.floor
        if asked and not understood.senses:
            for place, (_, found) in enumerate(self._index.on_floor(asked, limit)):
                hits.add(found, _ON_FLOOR - 0.001 * place)
        self._find_names(understood, hits, floor)
        return hits.best()

    def suggest(self, prefix: str = "", limit: int = 8, kinds: Collection[Kind] = (Kind.MATTER,)) -> list[Hit]:
        """What a search screen shows: what is asked for most before anything is typed, then what ``prefix`` finds."""
        if prefix.strip():
            return self.find(prefix, limit, kinds=kinds)
        return [_hit(found.entry, 1.0, ()) for found in self._index.popular(kinds, limit)]

    def _at_window(self, query: Query, limit: int) -> list[tuple[float, Found]]:
        number = query.signs.window
        if not number:
            return []
        windows = self._index.at_window(number, limit)
        exact = any(found.entry.window == number for _, found in windows)
        return [
            (1.0 if (found.entry.window or "").lower() == number else _WINDOW_BEGINS - 0.01 * place, found)
            for place, (_, found) in enumerate(windows)
            if exact or query.text == number
        ]

    def _find_names(self, query: Query, hits: _Hits, near: int) -> None:
        asked = query.signs.floor
        best = self._look(query, hits.kinds)
        for score, number in order([(judged.ranked.score, number) for number, judged in best.items()]):
            if score < _WORTH_SHOWING or hits.is_full(score):
                break
            underline = _Underline(best[number].card.subject, best[number].ranked.masks, self._simplified)
            for place, found in enumerate(self._index.entries(number, hits.limit, asked or near or None)):
                fits = not asked or found.floor == asked
                another = _ANOTHER**place if found.entry.kind is Kind.PLACE else 1.0
                hits.add(found, score * another if fits else score * _OTHER_FLOOR, underline)

    def _look(self, query: Query, kinds: frozenset[Kind]) -> _Best:
        """Step by step, strict ones first, until enough that is good was found."""
        only = [[[KIND + kind.value] for kind in sorted(kinds)]] if len(kinds) < len(Kind) else []
        best: _Best = {}

        def matching(clauses: Clauses, limit: int) -> list[int]:
            return self._index.matching([*clauses, *only], limit)

        for sense in query.senses:
            for clauses in beginnings(sense):
                self._judge(query, matching(clauses, _BEGINNINGS), best)
            self._judge(query, matching(everything(sense), _EVERYTHING), best)
        if len(best) >= _PLENTY or _enough(best):
            return best
        for sense in query.senses:
            self._judge(query, matching(by_ear(sense), _BY_EAR), best)
        if _enough(best, 1) and _enough(best, 3, _FAIR):
            return best
        for sense in query.senses:
            for clauses in nearly_everything(sense):
                self._judge(query, matching(clauses, _NEARLY), best)
        if _enough(best, _ENOUGH, _FAIR):
            return best
        if len(query.letters) >= _CORRECTABLE and not _enough(best, 1, _DOUBTFUL):
            self._correct(query, best, matching)
            if _enough(best, 3, _DOUBTFUL):
                return best
        self._judge(query, self._index.resembling(resemblances(query), _RESEMBLING), best)
        return best

    def _judge(self, query: Query, numbers: Iterable[int], best: _Best) -> None:
        new = [number for number in numbers if number not in best]
        for card in self._ready(new):
            best[card.subject.rank] = _Judged(rank(query, card), card)

    def _correct(self, query: Query, best: _Best, matching: _Matching) -> None:
        """Look again for what was meant by letters with typing errors: known words, then stretches of names."""
        if (meant := self._reader.corrected(query)) is not None:
            for sense in meant.senses:
                for card in self._ready(matching(everything(sense), _EVERYTHING)):
                    ranked = rank(meant, card)
                    self._keep(Ranked(ranked.score * _CORRECTED, ranked.masks), card, best)
        for card in self._ready(self._index.resembling(misspellings(query), _MISSPELT)):
            self._keep(rank_misspelt(query, card), card, best)

    def _keep(self, ranked: Ranked, card: Card, best: _Best) -> None:
        number = card.subject.rank
        if number not in best or ranked.score > best[number].ranked.score:
            best[number] = _Judged(ranked, card)

    def _ready(self, numbers: Sequence[int]) -> list[Card]:
        if len(self._cards) + len(numbers) > _MOST_CARDS:
            self._cards.clear()
        missing = [number for number in numbers if number not in self._cards]
        for subject in self._index.subjects(missing) if missing else []:
            self._cards[subject.rank] = Card(subject)
        return [self._cards[number] for number in numbers]

    def _simplified(self, text: str) -> dict[str, str]:
        return dict(self._index.simplified({char for char in text if is_han(char)}))


def _enough(best: _Best, wanted: int = _ENOUGH, good: float = _GOOD) -> bool:
    return sum(judged.ranked.score >= good for judged in best.values()) >= wanted


def _hit(entry: Entry, score: float, underlined: tuple[Span, ...]) -> Hit:
    score = round(min(1.0, max(0.0, score)), 4)
    return Hit(entry.kind, entry.id, entry.title, entry.window, entry.level, score, underlined)


@dataclass(frozen=True, slots=True)
class _Underline:
    """What of a subject's names was met, kept until a title is shown."""

    subject: Subject
    masks: tuple[int, ...]
    simplified: Callable[[str], Mapping[str, str]]

    def spans(self, title: str) -> tuple[Span, ...]:
        """The stretches of this title, in any of its languages."""
        titles = [(n.text, mask) for n, mask in zip(self.subject.names, self.masks, strict=True) if mask and n.is_title]
        for text, mask in titles:
            if found := spans(title, text, mask, {}):
                return found
        simple = self.simplified(title) if titles else {}
        return next((found for text, mask in titles if simple and (found := spans(title, text, mask, simple))), ())


class _Hits:
    """What was found so far, each entry once, with its best score."""

    def __init__(self, limit: int, language: str, kinds: frozenset[Kind]) -> None:
        self.limit = limit
        self.kinds = kinds
        self._language = language
        self._found: dict[tuple[Kind, str], tuple[float, Entry, _Underline | None]] = {}

    def add(self, found: Found, score: float, underline: _Underline | None = None) -> None:
        """Remember an entry, unless it was found with a better score."""
        entry = found.entry
        known = self._found.get((entry.kind, entry.id))
        if entry.kind in self.kinds and (known is None or known[0] < score):
            self._found[entry.kind, entry.id] = (score, entry, underline)

    def is_full(self, score: float) -> bool:
        """Whether nothing with this score or less can be among the best any more."""
        return sum(known >= score for known, _, _ in self._found.values()) >= self.limit

    def best(self) -> list[Hit]:
        """Best first; what is far behind the best is left out."""
        ranked = sorted(self._found.values(), key=lambda item: -item[0])[: self.limit]
        least = max(_WORTH_SHOWING, _AGAINST_BEST * ranked[0][0]) if ranked else 0.0
        return [
            _hit(entry, score, underline.spans(entry.title.within(self._language)) if underline else ())
            for score, entry, underline in ranked
            if score >= least
        ]

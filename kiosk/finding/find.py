"""The search itself: from a visitor's words to what the hall offers, best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.index import Found, SearchIndex, Subject
from kiosk.finding.query import Query
from kiosk.finding.rank import order
from kiosk.finding.reading import Reader
from kiosk.finding.spans import Span, spans
from kiosk.finding.steps import Cards, Search
from kiosk.finding.writing import is_han

#: What is worse than this, or than this share of the best, is not shown.
_WORTH_SHOWING, _AGAINST_BEST = 0.25, 0.5
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


class Finder:
    """Finds what a visitor means among the entries of one release."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._reader = Reader(index)
        self._cards = Cards(index)

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
        best = Search(query, hits.kinds, self._index, self._reader, self._cards).run()
        for score, number in order([(judged.ranked.score, number) for number, judged in best.items()]):
            if score < _WORTH_SHOWING or hits.is_full(score):
                break
            underline = _Underline(best[number].card.subject, best[number].ranked.masks, self._simplified)
            for place, found in enumerate(self._index.entries(number, hits.limit, asked or near or None)):
                fits = not asked or found.floor == asked
                another = _ANOTHER**place if found.entry.kind is Kind.PLACE else 1.0
                hits.add(found, score * another if fits else score * _OTHER_FLOOR, underline)

    def _simplified(self, text: str) -> dict[str, str]:
        return dict(self._index.simplified({char for char in text if is_han(char)}))


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

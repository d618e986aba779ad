"""Reviews in figures: by window, by matter and in all, each rate as ``ticketing.measures`` defines it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.hub.reviews.models import Review, Service
from kiosk.ticketing.cases import Case, Limits
from kiosk.ticketing.measures import BY_WORD
from kiosk.ticketing.reviews import Level

#: So many services at most are summed up at once; more than a big hall has in a quarter.
MOST = 200_000
LEVELS = tuple(sorted(Level, reverse=True))


@dataclass(frozen=True, slots=True)
class Line:
    """One window, one matter, or all: ``figures`` by the word of the measure, ``levels`` from best to worst."""

    code: str
    figures: Mapping[str, float | None]
    levels: tuple[int, ...]


WORDS = ("served", "rated", "unrated", "unrated-rate", "bad", "satisfied-rate")


@dataclass(frozen=True, slots=True)
class Summary:
    """A hall's reviews over some days."""

    all: Line
    windows: tuple[Line, ...]
    matters: tuple[Line, ...]
    reasons: tuple[tuple[str, int], ...]


def summed_up(hall_id: str, first: date, last: date) -> Summary:
    """Sum up the services that were finished on these days; a service for several matters counts in each of them."""
    kept = Service.objects.filter(hall_id=hall_id, day__range=(first, last))
    rows = list(kept.values_list("window", "queue", "matters", "review__level")[:MOST])
    cases = [
        Case(queue=queue, window=window, matters=tuple(matters), is_done=True, level=level)
        for window, queue, matters, level in rows
    ]
    given = Review.objects.filter(service__hall_id=hall_id, service__day__range=(first, last))
    reasons: dict[str, int] = {}
    for codes in given.values_list("reasons", flat=True):
        for code in codes:
            reasons[code] = reasons.get(code, 0) + 1
    return Summary(
        all=_line("", cases),
        windows=_lines(cases, lambda case: (case.window,)),
        matters=_lines(cases, lambda case: case.matters or ("",)),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _lines(cases: Sequence[Case], names: Callable[[Case], Iterable[str]]) -> tuple[Line, ...]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        for name in names(case):
            found.setdefault(name, []).append(case)
    lines = [_line(name, mine) for name, mine in found.items()]
    return tuple(sorted(lines, key=_order))


def _order(line: Line) -> tuple[float, float, str]:
    """Most bad reviews first, then most served."""
    return (-(line.figures["bad"] or 0), -(line.figures["served"] or 0), line.code)


def _line(code: str, cases: Sequence[Case]) -> Line:
    limits = Limits()
    figures = {word: BY_WORD[word].of(cases, limits) for word in WORDS}
    return Line(code, figures, tuple(sum(case.level == level for case in cases) for level in LEVELS))

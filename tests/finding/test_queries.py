"""What people really type, asked of the demo hall: the right answer among the first five, at least 95 times in 100.

``queries.tsv`` was written by somebody who had not seen the search: query, what a guide would show ("kind:id", several
separated by |), note. ``place:name=<Chinese name>`` is any place of that name. An empty expectation means that nothing
in the hall is meant.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.finding.entries import Entry, Kind
from kiosk.finding.find import Finder, Hit
from kiosk.store.entries_of import entries_of
from kiosk.store.release import Release, open_release

QUERIES = Path(__file__).with_name("queries.tsv")
SHARE, FIRST = 0.95, 5


@dataclass(frozen=True)
class Asked:
    query: str
    expected: frozenset[str]
    note: str


def asked() -> list[Asked]:
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [Asked(query, frozenset(expected.split("|")), note) for query, expected, note in rows]


@pytest.fixture(scope="module")
def release(demo_release: Path) -> Iterator[Release]:
    with open_release(demo_release) as release:
        yield release


@pytest.fixture(scope="module")
def finder(release: Release) -> Finder:
    return release.finder()


def answers(thing: Entry | Hit) -> set[str]:
    """What the table may call it: by its id; a place by its name too."""
    return {f"{thing.kind}:{thing.id}"} | ({f"place:name={thing.title['zh']}"} if thing.kind is Kind.PLACE else set())


def missed(finder: Finder, questions: list[Asked]) -> list[Asked]:
    """Those whose answer is not among the first."""
    return [
        question
        for question in questions
        if not any(question.expected & answers(hit) for hit in finder.find(question.query, FIRST))
    ]


def test_enough_questions_are_asked() -> None:
    assert len(asked()) >= 300
    assert len({question.query for question in asked()}) == len(asked())


def test_every_answer_is_in_the_hall(release: Release) -> None:
    there = set[str]().union(*map(answers, entries_of(release.catalogue(), release.venue())))
    assert frozenset[str]().union(*(question.expected for question in asked())) - there == set()


def test_the_right_answer_is_among_the_first_five(finder: Finder) -> None:
    questions = asked()
    wrong = missed(finder, questions)
    kinds: dict[str, list[str]] = defaultdict(list)
    for question in wrong:
        kinds[question.note].append(question.query)
    told = "\n".join(f"  {note}: {', '.join(queries)}" for note, queries in sorted(kinds.items()))
    assert len(wrong) <= (1 - SHARE) * len(questions), f"{len(wrong)} of {len(questions)} missed:\n{told}"


def test_every_matter_is_found_by_its_own_name(finder: Finder) -> None:
    popular = finder.suggest(limit=400)
    assert len(popular) >= 200
    lost = [hit.title["zh"] for hit in popular if finder.find(hit.title["zh"], 1)[0].title != hit.title]
    assert lost == []

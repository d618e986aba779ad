"""Rules 10 and 11: categories guidance knows, and names in every language the hall serves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kiosk.base.texts import Text
from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding, Severity, printable
from kiosk.guidance.imdf_features import type_zh
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import Amenity, Level, Occupant, Unit
from kiosk.guidance.vocabulary import AMENITY_CATEGORIES, UNIT_CATEGORIES, known

_LANGUAGE_WORDS = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}
_Named = Level | Occupant | Amenity | Unit


def categories(subject: Subject) -> Iterator[Finding]:
    """Rule 10: unit and amenity categories of IMDF; what nobody knows is not walked through."""
    kinds: list[tuple[str, Sequence[Unit | Amenity], frozenset[str]]] = [
        ("unit", subject.venue.units, UNIT_CATEGORIES),
        ("amenity", subject.venue.amenities, AMENITY_CATEGORIES),
    ]
    for kind, things, standard in kinds:
        counts = Counter(thing.category for thing in things)
        first = {thing.category: thing for thing in reversed(things)}
        for category, count in sorted(counts.items()):
            if category in standard or category.startswith("x."):
                continue
            shown, thing = printable(category, 60), first[category]
            severity = Severity.NOTE if known(category) or kind == "amenity" else Severity.WARNING
            zh = f"{type_zh(kind)}的类别“{shown}”不在 IMDF 1.0 中（{count} 个）。"
            en = f"The {kind} category {shown} is not one of IMDF 1.0; features that have it: {count}."
            yield found(
                "category-unknown",
                zh,
                en,
                feature_id=thing.id,
                feature_type=kind,
                level_id=thing.level_id,
                severity=severity,
                count=count,
            )


def names(subject: Subject) -> Iterator[Finding]:
    """Rule 11: venue, levels, windows, occupants, amenities and named rooms are named in every served language."""
    for language in subject.languages:
        if not speaks(subject.venue.name, language):
            yield _missing("venue", language, 1, subject.venue.id, None)
        lacking: dict[str, list[_Named]] = defaultdict(list)
        for kind, thing in _named_things(subject):
            if not speaks(thing.name, language):
                lacking[kind].append(thing)
        for kind, things in lacking.items():
            first = things[0]
            level_id = first.id if isinstance(first, Level) else first.level_id
            yield _missing(kind, language, len(things), first.id, level_id)


def _named_things(subject: Subject) -> Iterator[tuple[str, _Named]]:
    for level in subject.venue.levels:
        yield "level", level
    for occupant in subject.venue.occupants:
        yield "occupant", occupant
    for amenity in subject.venue.amenities:
        if amenity.name or not known(amenity.category):  # a nameless lift is called "lift"
            yield "amenity", amenity
    for unit in subject.venue.units:
        if unit.name:
            yield "unit", unit


def speaks(name: Text, language: str) -> bool:
    """Whether a name has words in a language ("zh" is met by "zh-Hans", "zh-CN" …)."""
    return any(tag.replace("_", "-").split("-")[0].lower() == language.split("-")[0].lower() for tag in name)


def _missing(kind: str, language: str, count: int, feature_id: str, level_id: str | None) -> Finding:
    zh, en = _LANGUAGE_WORDS.get(language.split("-")[0], (language, language))
    return found(
        "name-missing",
        f"{type_zh(kind)}没有{zh}名称（{count} 个）。",
        f"Features of type {kind} without a name in {en}: {count}.",
        feature_id=feature_id,
        feature_type=kind,
        level_id=level_id,
        count=count,
    )

"""Rule 6: every reference leads to a feature of the right type. What reading already reported is not said twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding, Severity, printable
from kiosk.guidance.imdf_features import Raw, text_of
from kiosk.guidance.rulebook import found

#: property → the type it refers to.
_TARGETS = {
    "address_id": "address",
    "anchor_id": "anchor",
    "building_id": "building",
    "building_ids": "building",
    "level_id": "level",
    "level_ids": "level",
    "unit_id": "unit",
    "unit_ids": "unit",
}
#: References that reading follows, and reports itself when they lead nowhere.
_FOLLOWED = {
    *((kind, "level_id") for kind in ("unit", "opening", "fixture", "section", "geofence", "kiosk")),
    *((kind, "anchor_id") for kind in ("occupant", "kiosk")),
    ("anchor", "unit_id"),
    ("amenity", "unit_ids"),
}


def dangling(subject: Subject) -> Iterator[Finding]:
    """References that lead nowhere, one finding for each type, property and lost id."""
    known: dict[str, set[str]] = defaultdict(set)
    for raw in subject.plan.raws:
        known[raw.type].add(raw.id)
    lost: dict[tuple[str, str, str], list[Raw]] = defaultdict(list)
    for raw in subject.plan.raws:
        for key, target in _TARGETS.items():
            if (raw.type, key) not in _FOLLOWED:
                for reference in _ids(raw.properties.get(key)):
                    if reference not in known[target]:
                        lost[raw.type, key, reference].append(raw)
    for (_, key, reference), referring in lost.items():
        yield _finding(key, reference, referring)


def _ids(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _finding(key: str, reference: str, referring: list[Raw]) -> Finding:
    shown, count, first = printable(reference, 60), len(referring), referring[0]
    zh = f"{first.zh}的 {key} 指向不存在的 {shown}（{count} 处）。"
    en = f"The {key} of this {first.type} names {shown}, which is not there; features that do so: {count}."
    return found(
        "reference-dangling",
        zh,
        en,
        feature_id=first.id,
        feature_type=first.type,
        level_id=text_of(first, "level_id"),
        severity=Severity.WARNING,
        count=count,
    )

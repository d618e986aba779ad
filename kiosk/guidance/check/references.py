"""Rule 6: every reference leads to a feature of the right type. What reading already reported is not said twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding, Severity, printable
from kiosk.guidance.imdf_features import type_zh
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
    features = [feature for feature in subject.plan.features if isinstance(feature.get("properties"), dict)]
    for feature in features:
        if isinstance(feature.get("id"), str) and isinstance(feature.get("feature_type"), str):
            known[feature["feature_type"]].add(feature["id"])
    lost: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for feature in features:
        kind = feature.get("feature_type")
        if not isinstance(kind, str):
            continue
        for key, target in _TARGETS.items():
            if (kind, key) not in _FOLLOWED:
                for reference in _ids(feature["properties"].get(key)):
                    if reference not in known[target]:
                        lost[kind, key, reference].append(feature)
    for (kind, key, reference), referring in lost.items():
        yield _finding(kind, key, reference, referring)


def _ids(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _finding(kind: str, key: str, reference: str, referring: list[Mapping[str, Any]]) -> Finding:
    shown, count, word = printable(reference, 60), len(referring), printable(kind, 40)
    first = referring[0].get("id")
    level_id = referring[0]["properties"].get("level_id")
    zh = f"{type_zh(word)}的 {key} 指向不存在的 {shown}（{count} 处）。"
    en = f"The {key} of this {word} names {shown}, which is not there; features that do so: {count}."
    return found(
        "reference-dangling",
        zh,
        en,
        feature_id=first if isinstance(first, str) else None,
        feature_type=kind,
        level_id=level_id if isinstance(level_id, str) else None,
        severity=Severity.WARNING,
        count=count,
    )

"""From the files of a plan to its features: which type, which id, which properties, however an exporter wrote them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from kiosk.guidance.findings import Severity, printable
from kiosk.guidance.imdf_features import FEATURE_TYPES, Notes, Raw

_LONGEST_TEXT = 20_000


def features_of(document: Any) -> list[dict[str, Any]]:
    """The features of a feature collection; what is none is left aside."""
    features = document.get("features") if isinstance(document, dict) else None
    return [feature for feature in features if isinstance(feature, dict)] if isinstance(features, list) else []


def type_of(feature: Mapping[str, Any], name: str) -> str | None:
    """The feature's type; that of its file when it does not say one."""
    given = feature.get("feature_type")
    if isinstance(given, str) and given:
        return given
    return _stem(name) if _stem(name) in FEATURE_TYPES else None


def read_raws(documents: Mapping[str, Any], notes: Notes) -> list[Raw]:
    """The features of IMDF's types in all files; those of other types are only counted."""
    raws = []
    unknown: Counter[str] = Counter()
    for name in sorted(documents):
        for index, feature in enumerate(_entries(name, documents[name], notes)):
            raw = _raw(feature, name, index, notes)
            if raw is not None and raw.type in FEATURE_TYPES:
                raws.append(raw)
            elif raw is not None:
                unknown[raw.type] += 1
    for kind, count in sorted(unknown.items()):
        shown = printable(kind, 60)
        zh = f"“{shown}”不是 IMDF 的要素类型（{count} 个）。"
        notes.add("feature-type-unknown", zh, f"{shown} is no feature type of IMDF; features: {count}.")
    return raws


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()


def _entries(name: str, document: Any, notes: Notes) -> list[dict[str, Any]]:
    if not name.lower().endswith(".geojson") and _stem(name) not in FEATURE_TYPES:
        return []
    shown, features = printable(name), features_of(document)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        zh, en = f"文件“{shown}”不是要素集合。", f"The file {shown} is not a feature collection."
        notes.add("file-unreadable", zh, en)
        return []
    strange = len(document["features"]) - len(features)
    if strange:
        zh, en = f"文件“{shown}”中有 {strange} 项不是要素。", f"Entries of {shown} that are not features: {strange}."
        notes.add("feature-not-read", zh, en)
    return features


def _raw(feature: Mapping[str, Any], name: str, index: int, notes: Notes) -> Raw | None:
    kind = type_of(feature, name)
    if kind is None:
        shown = printable(name)
        zh, en = f"文件“{shown}”中的要素没有 feature_type。", f"Features of {shown} do not say their feature_type."
        notes.add("feature-not-read", zh, en)
        return None
    given = feature.get("properties")
    properties = _unfolded(given) if isinstance(given, dict) else {}
    # some exporters know no id beside the properties
    identity = feature.get("id") or properties.get("id")
    raw = Raw(
        str(identity) if isinstance(identity, str | int) and identity != "" else f"{_stem(name)}#{index + 1}",
        kind,
        properties,
        feature.get("geometry"),
    )
    if kind in FEATURE_TYPES:
        _check(raw, identity, given, name, notes)
    return raw


def _unfolded(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties, those that hold JSON as a text ("{\\"en\\": …}") opened."""
    folded = [key for key, value in properties.items() if isinstance(value, str) and value[:1] in ("{", "[")]
    if not folded:
        return properties
    opened = dict(properties)
    for key in folded:
        try:
            opened[key] = json.loads(properties[key]) if len(properties[key]) <= _LONGEST_TEXT else properties[key]
        except (ValueError, RecursionError):
            continue
    return opened


def _check(raw: Raw, identity: object, given: object, name: str, notes: Notes) -> None:
    if not isinstance(identity, str) or not identity:
        notes.add("id-missing", f"{raw.zh}没有 id（文本）。", f"This {raw.type} has no id (a text).", raw)
    if not isinstance(given, dict):
        notes.add("feature-not-read", f"{raw.zh}没有属性。", f"This {raw.type} has no properties.", raw)
    elif raw.properties is not given:
        zh = f"{raw.zh}的部分属性把 JSON 写成了文本，已照常读取。"
        en = f"Some properties of this {raw.type} are JSON written as a text; they were read all the same."
        notes.add("property-wrong", zh, en, raw, severity=Severity.NOTE)
    if _stem(name) in FEATURE_TYPES and _stem(name) != raw.type:
        shown = printable(name)
        zh, en = f"{raw.zh}放在了文件“{shown}”中。", f"This {raw.type} lies in {shown}."
        notes.add("feature-type-mismatch", zh, en, raw)

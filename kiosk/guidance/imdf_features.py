"""One raw IMDF feature at a time: reads its properties without trusting them, and notes what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.findings import Finding, Severity, printable
from kiosk.guidance.geometry_repair import GeometryError, Outline, local_shape, read_outline
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import LocalFrame

#: Feature types of IMDF 1.0, which are also the names of their files.
FEATURE_TYPES = [
    "address",
    "amenity",
    "anchor",
    "building",
    "detail",
    "fixture",
    "footprint",
    "geofence",
    "kiosk",
    "level",
    "occupant",
    "opening",
    "relationship",
    "section",
    "unit",
    "venue",
]
_NAME_LENGTH = 300
_TYPE_WORDS_ZH = {
    "address": "地址",
    "amenity": "公共设施",
    "anchor": "锚点",
    "building": "建筑",
    "detail": "线条",
    "fixture": "设施",
    "footprint": "建筑轮廓",
    "geofence": "围栏",
    "kiosk": "导览机",
    "level": "楼层",
    "occupant": "窗口或单位",
    "opening": "门",
    "relationship": "连接关系",
    "section": "分区",
    "unit": "单元",
    "venue": "场馆",
}


def type_zh(kind: str) -> str:
    """A feature type in Chinese, with its IMDF name ("楼层（level）")."""
    word = _TYPE_WORDS_ZH.get(kind)
    return f"{word}（{kind}）" if word else printable(kind, 40)


@dataclass(frozen=True, slots=True)
class Raw:
    """A feature as given, with the id and type it goes by."""

    id: str
    type: str
    properties: Mapping[str, Any]
    geometry: Any

    @property
    def zh(self) -> str:
        """Its type in Chinese."""
        return type_zh(self.type)


class Notes:
    """What reading found wrong, in the order met."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, rule: str, zh: str, en: str, raw: Raw | None = None, *, severity: Severity | None = None) -> None:
        """Note a breach of ``rule``, about one feature when given."""
        level_id = text_of(raw, "level_id") if raw else None
        self.findings.append(
            found(
                rule,
                zh,
                en,
                feature_id=raw.id if raw else None,
                feature_type=raw.type if raw else None,
                level_id=level_id,
                severity=severity,
            )
        )

    def shape(self, raw: Raw, geometry: object, frame: LocalFrame) -> BaseGeometry | None:
        """The geometry in local metres; None, with a finding, when it cannot be used."""
        try:
            shape, repairs = local_shape(read_outline(geometry), frame)
        except GeometryError as fault:
            self.add(fault.rule, f"{raw.zh} {fault.zh}，未采用。", f"This {raw.type} {fault.en} and was left out.", raw)
            return None
        for repair in repairs:
            self.add(repair.rule, f"{raw.type} {repair.zh}。", f"This {raw.type} {repair.en}.", raw)
        return shape

    def wrong_property(self, raw: Raw, key: str) -> None:
        """Note that a property has a value of the wrong kind."""
        value = printable(raw.properties.get(key), 60)
        self.add(
            "property-wrong",
            f"{raw.zh} 的属性 {key} 的值“{value}”不合规范，已忽略。",
            f"The property {key} of this {raw.type} has the wrong value {value}; it was left out.",
            raw,
        )

    def name(self, raw: Raw, key: str, language: str) -> Text:
        """A LABELS property as a text; a bare string counts as written in the plan's language."""
        value = raw.properties.get(key)
        if value is None:
            return EMPTY
        if isinstance(value, str):
            self.wrong_property_kept(raw, key)
            return Text({language: printable(value, _NAME_LENGTH)})
        if not isinstance(value, dict) or not all(isinstance(v, str | None) for v in value.values()):
            self.wrong_property(raw, key)
        if not isinstance(value, dict):
            return EMPTY
        return Text(
            {printable(k, 20): printable(v, _NAME_LENGTH) for k, v in value.items() if isinstance(v, str) and k}
        )

    def wrong_property_kept(self, raw: Raw, key: str) -> None:
        """Note that a property is written the wrong way but could be understood."""
        self.add(
            "property-wrong",
            f'{raw.type} 的属性 {key} 应按语言列出，例如 {{"zh": "…"}}。',
            f'The property {key} of this {raw.type} should be listed by language, such as {{"en": "…"}}.',
            raw,
            severity=Severity.NOTE,
        )


def text_of(raw: Raw, key: str) -> str | None:
    """A property that is a non-empty text, else None."""
    value = raw.properties.get(key)
    return value if isinstance(value, str) and value else None


def texts_of(raw: Raw, key: str) -> tuple[str, ...]:
    """The texts in a property that is a list, else an empty tuple."""
    value = raw.properties.get(key)
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()


def point_of(raw: Raw, key: str) -> Outline | None:
    """A property that is a GeoJSON point ("display_point"), else None."""
    try:
        outline = read_outline(raw.properties.get(key))
    except GeometryError:
        return None
    return outline if outline.kind == "Point" else None

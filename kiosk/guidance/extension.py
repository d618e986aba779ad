"""hall-extension.json: what IMDF cannot say about a hall (bearings, window numbers, which way an escalator runs)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.guidance.findings import Finding, printable
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import Direction

#: The file's name, beside the .geojson files. Readers of plain IMDF ignore it.
EXTENSION_FILE = "hall-extension.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class PanelExtra:
    """What a kiosk lacks: where its visitor looks (degrees clockwise from north) and how the glass is mounted."""

    bearing_deg: float | None = None
    mounting: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WindowExtra:
    """What an occupant lacks to be a window: the number on its sign, the side it opens to, the matters it serves."""

    number: str | None = None
    facing_deg: float | None = None
    matter_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConnectorExtra:
    """What was seen on site about a connector: its direction (None: not said) and that it is as inferred."""

    direction: Direction | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """The whole file, checked; ``raw`` is the file as given, unknown keys included."""

    panels: Mapping[str, PanelExtra] = field(default_factory=dict)
    windows: Mapping[str, WindowExtra] = field(default_factory=dict)
    connectors: Mapping[str, ConnectorExtra] = field(default_factory=dict)
    amenities: Mapping[str, str] = field(default_factory=dict)  # amenity id → a category of ours ("x.copier")
    departments: Mapping[str, str] = field(default_factory=dict)  # unit or section id → department code
    raw: Mapping[str, Any] = field(default_factory=dict)


def read_extension(document: object) -> tuple[Extension, list[Finding]]:
    """The extension in a parsed JSON document; what is wrong becomes a finding and is left out."""
    reader = _Reader()
    if not isinstance(document, dict):
        reader.wrong("整个文件", "the file", "一个对象", "an object")
        return Extension(), reader.findings
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        reader.wrong("version", "version", "1", "1")
    extension = Extension(
        {key: reader.panel(f"panels.{key}", value) for key, value in reader.table(document, "panels")},
        {key: reader.window(f"windows.{key}", value) for key, value in reader.table(document, "windows")},
        {key: reader.connector(f"connectors.{key}", value) for key, value in reader.table(document, "connectors")},
        reader.amenities(document),
        reader.departments(document),
        document,
    )
    return extension, reader.findings


class _Reader:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def wrong(self, where_zh: str, where_en: str, zh: str, en: str) -> None:
        self.findings.append(
            found(
                "extension-wrong",
                f"hall-extension.json 中的 {printable(where_zh)} 应为{zh}，已忽略。",
                f"In hall-extension.json, {printable(where_en)} must be {en}; it was left out.",
            )
        )

    def table(self, document: Mapping[str, Any], name: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        table = document.get(name, {})
        if not isinstance(table, dict):
            self.wrong(name, name, "一个对象", "an object")
            return
        for key, value in table.items():
            if isinstance(value, dict):
                yield key, value
            else:
                self.wrong(f"{name}.{key}", f"{name}.{key}", "一个对象", "an object")

    def panel(self, where: str, value: Mapping[str, Any]) -> PanelExtra:
        mounting = self.of(where, value, "mounting", lambda v: isinstance(v, dict), "一个对象", "an object")
        return PanelExtra(self.bearing(where, value, "bearing_deg"), mounting or {})

    def window(self, where: str, value: Mapping[str, Any]) -> WindowExtra:
        number = self.of(where, value, "number", _is_number_text, "1–12 个字符的文本", "a text of 1–12 characters")
        codes = self.of(where, value, "matters", _is_texts, "一组事项编码（文本）", "a list of matter codes (texts)")
        return WindowExtra(
            str(number).strip() if number is not None else None,
            self.bearing(where, value, "facing_deg"),
            tuple(codes or ()),
        )

    def connector(self, where: str, value: Mapping[str, Any]) -> ConnectorExtra:
        names = [direction.value for direction in Direction]
        direction = self.of(where, value, "direction", lambda v: v in names, "up、down 或 both", "up, down or both")
        is_flag: Callable[[Any], bool] = lambda v: isinstance(v, bool)  # noqa: E731
        confirmed = self.of(where, value, "confirmed", is_flag, "true 或 false", "true or false")
        return ConnectorExtra(Direction(direction) if direction is not None else None, bool(confirmed))

    def amenities(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        """Amenity id → our category, from {"<amenity id>": {"category": "x.copier"}}."""
        categories = {}
        for key, value in self.table(document, "amenities"):
            category = self.of(f"amenities.{key}", value, "category", _is_own_category, "x.名称", "x.name")
            if category is not None:
                categories[key] = str(category)
        return categories

    def departments(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        """Unit or section id → department code."""
        table = document.get("departments", {})
        if not isinstance(table, dict):
            self.wrong("departments", "departments", "一个对象", "an object")
            return {}
        right = {key: code for key, code in table.items() if isinstance(code, str) and code == printable(code, 40)}
        for key in table.keys() - right.keys():
            self.wrong(f"departments.{key}", f"departments.{key}", "部门编码（文本）", "a department code (a text)")
        return right

    def bearing(self, where: str, value: Mapping[str, Any], key: str) -> float | None:
        degrees = self.of(where, value, key, _is_bearing, "0–360 之间的数", "a number between 0 and 360")
        return float(degrees) % 360 if degrees is not None else None

    def of(self, where: str, value: Mapping[str, Any], key: str, right: Callable[[Any], bool], zh: str, en: str) -> Any:
        """The value under ``key`` when it is right; None when absent, null or wrong (then with a finding)."""
        given = value.get(key)
        if given is None:
            return None
        if right(given):
            return given
        self.wrong(f"{where}.{key}", f"{where}.{key}", zh, en)
        return None


def _is_bearing(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 360


def _is_number_text(value: Any) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return 0 <= value < 10_000
    return isinstance(value, str) and 1 <= len(value.strip()) <= 12 and value == printable(value, 40)


def _is_own_category(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("x.") and value == printable(value, 40)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(code, str) and code for code in value)

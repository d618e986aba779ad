"""The fields of a table's form, from its schema: a new column is a new field by itself, plain until it is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.records.column_words import COMMON, SPECIAL, TABLES, Words
from kiosk.hub.records.references import Reference, reference
from kiosk.matters.columns import SCHEMAS, language_tag
from kiosk.matters.hall_facts import said_in
from kiosk.matters.hours_words import WEEKDAYS
from kiosk.matters.table_matters import SERVER_TYPES, UNITS
from kiosk.matters.windows import WindowType

LANGUAGE_NAMES: Mapping[str, Text] = {
    "zh": Text(zh="中文", en="Chinese"),
    "zh-Hant": Text(zh="繁体", en="Traditional Chinese"),
    "en": Text(zh="英文", en="English"),
    "ug": Text(zh="维吾尔文", en="Uyghur"),
    "bo": Text(zh="藏文", en="Tibetan"),
    "mn": Text(zh="蒙古文", en="Mongolian"),
    "kk": Text(zh="哈萨克文", en="Kazakh"),
    "ko": Text(zh="朝鲜文", en="Korean"),
    "ru": Text(zh="俄文", en="Russian"),
    "ja": Text(zh="日文", en="Japanese"),
}

Choices = tuple[tuple[str, Text], ...]

_UNITS: Choices = tuple(UNITS.items())
_CHOICES: Mapping[str, Choices] = {
    "windows.type": (
        (WindowType.SPECIAL.value, Text(zh="专业窗口", en="Special")),
        (WindowType.GENERAL.value, Text(zh="综合窗口", en="General")),
        (WindowType.ACCESSIBLE.value, Text(zh="无障碍、低位", en="Accessible")),
        (WindowType.TIDAL.value, Text(zh="潮汐窗口", en="Tidal")),
        (WindowType.GREEN.value, Text(zh="绿色通道", en="Green channel")),
    ),
    "anticipate_type": _UNITS,
    "promise_type": _UNITS,
    "server_types": tuple((str(number), text) for number, text in SERVER_TYPES.items()),
    "is_need": (
        ("1", Text(zh="必要", en="Needed")),
        ("2", Text(zh="非必要", en="Not needed")),
        ("3", Text(zh="容缺后补", en="May follow later")),
    ),
    "material_type": (
        ("1", Text(zh="证件证书证明", en="Certificate")),
        ("2", Text(zh="申请表格文书", en="Form")),
        ("3", Text(zh="其他", en="Other")),
    ),
    "material_format": (
        ("1", Text(zh="纸质", en="Paper")),
        ("2", Text(zh="电子", en="Electronic")),
        ("3", Text(zh="纸质或电子", en="Either")),
    ),
    "as_weekday": tuple((str(number), name) for number, name in enumerate(WEEKDAYS, 1)),
    "task_type": tuple(
        (word, EMPTY)
        for word in Text(zh="行政许可|行政确认|公共服务|行政给付|行政奖励|行政裁决|其他行政权力")["zh"].split("|")
    ),
    "project_type": tuple((word, EMPTY) for word in Text(zh="即办件|承诺件")["zh"].split("|")),
}
#: Where the fields of a long form stand; a column named nowhere stands in the last group.
_GROUPS: Mapping[str, tuple[tuple[Text, tuple[str, ...]], ...]] = {
    "matters": (
        (
            Text(zh="是什么事", en="What it is"),
            ("name", "short_name", "code", "department_code", "synonyms", "popularity"),
        ),
        (
            Text(zh="怎么办", en="How it is done"),
            (
                *("accept_condition", "handle_flow", "handle_form", "minutes_at_window", "limit_scene_num"),
                *("result_name", "is_fee", "is_online", "online_url", "is_service_terminals"),
            ),
        ),
        (
            Text(zh="多久办好", en="How long it takes"),
            (
                *("promise_day", "promise_type", "promise_explain"),
                *("anticipate_day", "anticipate_type", "anticipate_explain"),
            ),
        ),
    ),
}
_REST = Text(zh="其他", en="More")


@dataclass(frozen=True, slots=True)
class Field:
    """One input. ``column`` is what it fills; ``base`` the schema's name of it, ``tag`` its language ("" for a code).

    ``kind``: line, long, rich, code, number, flag, date, time, colour, link, list, choice (one of ``choices``), choices
    (several), suggest (free, with ``choices`` to hand), ref (one row of ``reference``), refs (several), windows, place
    (of the plan), picture.
    """

    table: str
    column: str
    base: str
    tag: str
    kind: str
    label: Text
    hint: Text
    national: str
    required: bool
    choices: Choices = ()
    reference: Reference | None = None

    @property
    def language(self) -> Text:
        """The language it is written in; empty for a code."""
        return LANGUAGE_NAMES.get(self.tag, Text(zh=self.tag, en=self.tag)) if self.tag else EMPTY


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together under a title (empty when the form has one group)."""

    title: Text
    fields: tuple[Field, ...]


def tags_of(facts: Mapping[str, object], used: Iterable[str] = ()) -> list[str]:
    """The languages texts are written in: the hall's own, and those that a row has besides."""
    given = facts.get("languages")
    languages = tuple(str(tag) for tag in given) if isinstance(given, list) and given else ("zh-CN", "en")
    return list(dict.fromkeys([*said_in(languages), *used]))


def tags_used(table: str, data: Mapping[str, str]) -> list[str]:
    """The languages of a row's texts."""
    places = (SCHEMAS[table].place(column) for column in data)
    return sorted({language_tag(place[1]) for place in places if place and place[1]})


def words_of(table: str, base: str) -> Words:
    """What a column is called; a column nobody named goes by its own name and is filled in as its name suggests."""
    known = SPECIAL.get((table, base)) or COMMON.get(base)
    if known is not None:
        return known
    plain = base.replace("_", " ")
    kind = "flag" if base.startswith("is_") else "link" if base.endswith("url") else "line"
    return Words(Text(zh=plain, en=plain), EMPTY, kind)


def fields_of(table: str, tags: Iterable[str]) -> tuple[Field, ...]:
    """Every field of a table, required ones first, each text once a language."""
    schema, languages = SCHEMAS[table], list(tags)
    names = dict.fromkeys((*schema.required, *_in_order(table), *schema.texts[:2], *schema.codes, *schema.texts))
    fields: list[Field] = []
    for base in names:
        if base in schema.texts:
            fields += [_field(table, base, tag) for tag in languages]
        elif base in schema.codes:
            fields.append(_field(table, base, ""))
    return tuple(fields)


def groups_of(table: str, tags: Iterable[str]) -> tuple[Group, ...]:
    """The fields in their groups."""
    fields = fields_of(table, tags)
    groups = [
        Group(title, tuple(field for base in names for field in fields if field.base == base))
        for title, names in _GROUPS.get(table, ())
    ]
    placed = {field.column for group in groups for field in group.fields}
    rest = tuple(field for field in fields if field.column not in placed)
    if rest:
        groups.append(Group(_REST if groups else EMPTY, rest))
    return tuple(groups)


def title_of(table: str) -> Text:
    """What a table is called."""
    plain = table.replace("_", " ")
    return TABLES[table][0] if table in TABLES else Text(zh=plain, en=plain)


def choice_words(table: str, base: str, value: str) -> Text:
    """A choice's value in words; the value itself when it is none of them."""
    for known, text in choices_of(table, base):
        if known == value and text:
            return text
    return Text(zh=value, en=value)


def choices_of(table: str, base: str) -> Choices:
    """What may be chosen for a column; empty when anything may be written."""
    return _CHOICES.get(f"{table}.{base}") or _CHOICES.get(base, ())


def national_column(table: str, column: str) -> str:
    """The library's heading for a column (simplified Chinese only for texts); the column itself when it has none."""
    place = SCHEMAS[table].place(column)
    if place is None or place[1] not in ("", "zh"):
        return column
    name = words_of(table, place[0]).national
    return name if name and SCHEMAS[table].place(name) == place else column


def _in_order(table: str) -> tuple[str, ...]:
    orders = {
        "windows": ("type", "place_id", "hours_id", "department_codes", "name", "phone", "accessible"),
        "services": ("matter_code", "window_number", "priority", "condition", "hours_id"),
        "queues": (
            *("code", "prefix", "name", "department_codes", "matter_codes", "window_numbers"),
            *("hours_id", "quota_am", "quota_pm", "minutes", "order"),
        ),
        "theme_steps": ("theme_code", "order_num", "matter_code", "after", "is_optional"),
    }
    return orders.get(table, ())


def _field(table: str, base: str, tag: str) -> Field:
    words, schema = words_of(table, base), SCHEMAS[table]
    ref = reference(table, base)
    kind = words.kind
    if ref is not None and kind == "line":
        kind = "refs" if ref.many else "ref"
    if kind in ("ref", "refs") and ref is None:
        kind = "line"
    if kind == "ref" and base == "matter_code" and ref is not None and ref.many:
        kind = "refs"
    return Field(
        table=table,
        column=f"{base}_{tag}" if tag else base,
        base=base,
        tag=tag,
        kind=kind,
        label=words.label,
        hint=words.hint,
        national=words.national,
        required=base in schema.required,
        choices=choices_of(table, base),
        reference=ref,
    )

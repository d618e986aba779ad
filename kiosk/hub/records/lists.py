"""A table as a list: which columns it shows, how it is searched and narrowed, fifty rows at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from kiosk.base.texts import Text
from kiosk.hub.console.words import said
from kiosk.hub.records.fields import choice_words, fields_of, words_of
from kiosk.hub.records.forms import Option, labels_of, speak
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.places import place_named
from kiosk.hub.records.references import codes_in, reference
from kiosk.hub.records.rich_text import plain_words
from kiosk.matters.columns import SCHEMAS

PAGE = 50
_CUT = 90
#: Fewer digits than this are a window's number, not part of a telephone's.
_PHONE = 4
_FLOOR = "floor"

#: The columns a list shows; a table that is not here shows its first five.
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "departments": ("code", "name", "short_name", "phone", "tint"),
    "windows": ("number", "name", _FLOOR, "department_codes", "hours_id", "type"),
    "matters": ("name", "department_code", "task_type", "promise_day", "code"),
    "materials": ("material_name", "matter_code", "is_need", "material_format", "condition"),
    "fees": ("fee_name", "fee_stand", "matter_code"),
    "questions": ("question", "matter_code"),
    "services": ("matter_code", "window_number", "condition", "priority"),
    "themes": ("name", "code", "summary", "synonyms"),
    "theme_steps": ("theme_code", "order_num", "matter_code", "is_optional"),
    "hours": ("id", "weekday", "start", "end", "on_holidays"),
    "special_days": ("date", "until", "name", "start", "end", "as_weekday"),
    "queues": ("prefix", "name", "window_numbers", "department_codes", "quota_am", "quota_pm"),
    "synonyms": ("words", "note"),
    "notices": ("title", "column_code", "number", "issued", "valid_until", "withdrawn"),
    "notice_columns": ("name", "code", "tint"),
}
_NARROWED = ("department_code", "department_codes", "theme_code", "hours_id", "column_code", "id")
_FLOOR_WORDS = Text(zh="楼层和位置", en="Floor and place")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. ``tint``: a colour to show beside it."""

    text: str
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list."""

    row: Row
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A column that narrows the list, with what may be chosen."""

    column: str
    label: str
    options: tuple[Option, ...]


def columns_of(table: str) -> list[str]:
    """The bases of the columns a list shows."""
    known = [c for c in _SHOWN.get(table, ()) if c == _FLOOR or c in (*SCHEMAS[table].codes, *SCHEMAS[table].texts)]
    return known or list(dict.fromkeys(field.base for field in fields_of(table, ["zh"])))[:5]


def headings(table: str) -> list[str]:
    """What the columns are called."""
    return [speak(_FLOOR_WORDS if base == _FLOOR else words_of(table, base).label) for base in columns_of(table)]


def narrowings(hall: Hall, table: str, given: QueryDict) -> list[Narrowing]:
    """The columns a list can be narrowed by."""
    found = []
    for column in _NARROWED:
        ref = reference(table, column)
        if column in SCHEMAS[table].codes and (ref is not None or (column == "id" and table == "hours")):
            chosen = given.get(column, "")
            labels = labels_of(hall, ref.target if ref is not None else "hours")
            options = tuple(Option(key, label, key == chosen) for key, label in labels)
            if options:
                found.append(Narrowing(column, speak(words_of(table, column).label), options))
    return found


def page_of(hall: Hall, table: str, given: QueryDict) -> Page[Row]:
    """The rows that fit what was asked, one page of them."""
    rows = found(hall, table, given.get("q", ""))
    for column in _NARROWED:
        wanted = given.get(column, "")
        if wanted and column in SCHEMAS[table].codes:
            rows = rows.filter(**{f"data__{column}__icontains": wanted})
    return Paginator(rows, PAGE).get_page(given.get("page", "1"))


def found(hall: Hall, table: str, words: str) -> QuerySet[Row]:
    """The rows in which every one of these words stands somewhere; the row that is called so first."""
    rows = Row.objects.filter(hall=hall, table=table).order_by("place", "pk")
    if words.strip():
        named = When(key__iexact=words.strip(), then=Value(0))
        rows = rows.annotate(far=Case(named, default=Value(1), output_field=IntegerField()))
        rows = rows.order_by("far", "place", "pk")
    schema = SCHEMAS[table]
    searched = dict.fromkeys(
        [*columns_of(table), *(c for c in ("code", "short_name", "synonyms", "phone") if c in schema.codes)]
    )
    names = [f"{b}_{tag}" for b in searched if b in schema.texts for tag in ("zh", "en")]
    names += [base for base in searched if base in schema.codes]
    for word in words.split()[:6]:
        fits = Q(key__icontains=word)
        for name in names:
            if name == "phone" and len(word) < _PHONE:
                continue
            fits |= Q(**{f"data__{name}__icontains": word})
        for ref_column in ("matter_code", "department_code", "department_codes"):
            fits |= _through(hall, table, ref_column, word)
        rows = rows.filter(fits)
    return rows


def _through(hall: Hall, table: str, column: str, word: str) -> Q:
    """Rows that point to a row whose name has the word."""
    ref = reference(table, column) if column in SCHEMAS[table].codes else None
    if ref is None:
        return Q(pk__in=[])
    named = Q(data__name_zh__icontains=word) | Q(data__name_en__icontains=word)
    keys = list(Row.objects.filter(named, hall=hall, table=ref.target).values_list("key", flat=True)[:200])
    return Q(**{f"data__{column}__in": keys}) if keys else Q(pk__in=[])


def lines(hall: Hall, table: str, rows: list[Row]) -> list[Line]:
    """The rows as a list shows them: names for codes, words for choices, the floor for a window."""
    shown = columns_of(table)
    named: dict[str, set[str]] = {}
    for base in shown:
        ref = reference(table, base)
        if ref is not None:
            codes = named.setdefault(ref.target, set())
            codes.update(code for row in rows for code in codes_in(row.data.get(base, ""), True))
    labels = {target: dict(labels_of(hall, target, codes)) for target, codes in named.items()}
    return [Line(row, tuple(_cell(hall, table, base, row.data, labels) for base in shown)) for row in rows]


def _cell(hall: Hall, table: str, base: str, data: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> Cell:
    if base == _FLOOR:
        place = place_named(hall, data.get("place_id", ""), data.get("number", ""))
        if place is None:
            return Cell(said("不在平面图上", "not on the plan"))
        return Cell(" · ".join(filter(None, (speak(place.level), speak(place.room)))))
    value = text_in(data, base) if base in SCHEMAS[table].texts else data.get(base, "")
    ref = reference(table, base)
    if ref is not None and value:
        known = labels.get(ref.target, {})
        value = said("、", ", ").join(known.get(code, code) for code in codes_in(value, True))
    elif words_of(table, base).kind == "flag":
        value = said("是", "yes") if value in ("1", "true", "yes") else ""
    elif value:
        value = speak(choice_words(table, base, value))
    tint = data.get(base, "") if words_of(table, base).kind == "colour" else ""
    return Cell(_cut(plain_words(value) if words_of(table, base).kind == "rich" else value), tint)


def text_in(data: Mapping[str, str], base: str) -> str:
    """A row's text in the language of the page, else in another."""
    first, second = said(f"{base}_zh", f"{base}_en"), said(f"{base}_en", f"{base}_zh")
    found_text = data.get(first) or data.get(second)
    return found_text or next((value for column, value in data.items() if column.startswith(f"{base}_")), "")


def name_of(table: str, data: Mapping[str, str], key: str) -> str:
    """What a person calls a row."""
    for base in ("name", "title", "material_name", "fee_name", "question"):
        if base in SCHEMAS[table].texts and (words := text_in(data, base)):
            return _cut(words)
    if table == "windows":
        return said(f"{key}号窗口", f"Window {key}")
    return _cut(key)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CUT else line[:_CUT] + "…"

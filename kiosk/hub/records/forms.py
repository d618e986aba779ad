"""A row's form: every field with its value, what may be chosen, and what was found about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from kiosk.base.texts import Text
from kiosk.hub.console.words import said
from kiosk.hub.records.checks import Said
from kiosk.hub.records.fields import Field, groups_of, tags_of, tags_used
from kiosk.hub.records.models import Hall, Media, Row
from kiosk.hub.records.places import place_named, places_of
from kiosk.hub.records.reading import editable, preview
from kiosk.hub.records.references import codes_in
from kiosk.hub.records.rich_text import clean
from kiosk.hub.records.rows import as_string
from kiosk.hub.records.weeks import weeks_of
from kiosk.matters.columns import SCHEMAS

_SPAN_LIMIT = 500
_LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Choices under one title (a floor)."""

    title: str
    options: tuple[Option, ...]


@dataclass(slots=True)
class Input:
    """One field as a template draws it."""

    field: Field
    value: str
    said: list[Said] = dataclasses.field(default_factory=list)
    options: tuple[Option, ...] = ()
    groups: tuple[OptionGroup, ...] = ()
    hall_id: str = ""
    is_found: bool = False

    @property
    def name(self) -> str:
        return self.field.column

    @property
    def label(self) -> str:
        return speak(self.field.label)

    @property
    def hint(self) -> str:
        return speak(self.field.hint)

    @property
    def language(self) -> str:
        return speak(self.field.language)

    @property
    def notes(self) -> list[tuple[str, bool]]:
        """(sentence, whether it stops a publication)."""
        return [(speak(one.text), one.stops) for one in self.said]

    @property
    def shown_text(self) -> SafeString:
        """A notice's text for the editor: cleaned once more, pictures by where this console has them."""
        return mark_safe(editable(self.value, self.hall_id))

    @property
    def preview(self) -> SafeString:
        """The same as the panel's reader shows it."""
        return preview(self.value, self.hall_id)

    @property
    def is_wrong(self) -> bool:
        return any(one.stops for one in self.said)

    @property
    def is_checked(self) -> bool:
        return self.value.casefold() in ("1", "true", "yes", "y", Text(zh="是")["zh"])


def speak(text: Mapping[str, str]) -> str:
    """A text in the language of the page."""
    words = text if isinstance(text, Text) else Text(text)
    return said(words.within("zh-CN"), words.within("en"))


@dataclass(slots=True)
class Form:
    """Groups of inputs (title, inputs, nothing is said of them); ``others``: what was found about no field."""

    groups: list[tuple[str, list[Input], bool]]
    others: list[tuple[str, bool]]

    @property
    def is_wrong(self) -> bool:
        return any(each.is_wrong for _, inputs, _ in self.groups for each in inputs) or any(
            bad for _, bad in self.others
        )


def form_of(hall: Hall, table: str, data: Mapping[str, str], findings: Iterable[Said] = ()) -> Form:
    """The form of a row with these cells."""
    told: dict[str, list[Said]] = {}
    for one in findings:
        told.setdefault(_column(table, one.column), []).append(one)
    tags = tags_of(hall.facts, tags_used(table, data))
    groups = []
    for group in groups_of(table, tags):
        inputs = [_input(hall, each, data) for each in group.fields]
        for each_input in inputs:
            each_input.said = told.pop(each_input.name, [])
        groups.append((speak(group.title), inputs, not any(each.said for each in inputs)))
    return Form(groups, [(speak(one.text), one.stops) for rest in told.values() for one in rest])


def _column(table: str, column: str) -> str:
    """A finding may name a text by its base ("name"): it stands beside the Chinese one."""
    return f"{column}_zh" if column in SCHEMAS[table].texts else column


def posted(hall: Hall, table: str, given: QueryDict, known: Mapping[str, str]) -> dict[str, str]:
    """The cells a form sent. Columns that the form does not have keep what they had."""
    data = dict(known)
    for group in groups_of(table, tags_of(hall.facts, tags_used(table, known))):
        for each in group.fields:
            if each.column not in given and f"{each.column}.sent" not in given:
                continue
            cell = _cell(each, given)
            if each.kind == "flag" and cell == "0" and each.column not in known:
                continue  # never said and still not said
            data[each.column] = cell
    return {column: value for column, value in data.items() if value}


def _cell(each: Field, given: QueryDict) -> str:
    if each.kind in ("refs", "choices", "windows"):
        return "|".join(dict.fromkeys(filter(None, map(as_string, given.getlist(each.column)))))
    if each.kind == "flag":
        return "1" if given.get(each.column, "0") not in ("", "0") else "0"
    if each.kind == "rich":
        return clean(given.get(each.column, ""))
    if each.kind == "list":
        return as_string(given.get(each.column, "").replace("\n", "|").replace("；", "|").replace(";", "|"))
    return as_string(given.get(each.column, ""))


def _input(hall: Hall, each: Field, data: Mapping[str, str]) -> Input:
    value = data.get(each.column, "")
    if each.kind == "place":
        return Input(each, value, groups=_place_options(hall, value, data.get("number", "")))
    looked_for = each.kind in ("ref", "refs") and is_long(hall, each)
    return Input(each, value, options=tuple(_options(hall, each, value)), hall_id=hall.pk, is_found=looked_for)


def _options(hall: Hall, each: Field, value: str) -> Iterable[Option]:
    if each.kind in ("choice", "choices", "suggest"):
        chosen = set(codes_in(value, each.kind == "choices"))
        listed = [(key, speak(text) or key) for key, text in each.choices]
        unknown = [(code, code) for code in chosen if code not in dict(listed) and each.kind != "suggest"]
        yield from (Option(key, label, key in chosen) for key, label in [*listed, *unknown])
    elif each.kind in ("ref", "refs", "windows") and each.reference is not None:
        if is_long(hall, each):
            codes = codes_in(value, each.kind != "ref")
            known = labels_of(hall, each.reference.target, codes)
        else:
            known = labels_of(hall, each.reference.target)
            codes = chosen_codes(value, each, dict(known))
        unknown = [(code, code) for code in codes if code not in dict(known)]
        yield from (Option(key, label, key in codes) for key, label in [*known, *unknown])
    elif each.kind == "document":
        documents = Media.objects.filter(hall=hall, kind="application/pdf").order_by("-added_at", "-pk")
        listed = [("|".join(medium.pages), f"{medium.name} ({len(medium.pages)})") for medium in documents]
        unknown = [(value, value.partition("|")[0])] if value and value not in dict(listed) else []
        yield from (Option(pages, name, pages == value) for pages, name in [*listed, *unknown])
    elif each.kind == "picture":
        media = (
            Media.objects.filter(hall=hall, kind__startswith="image/").order_by("name").values_list("name", flat=True)
        )
        yield from (Option(name, name, name == value) for name in media)


def chosen_codes(value: str, each: Field, known: Mapping[str, str]) -> list[str]:
    """The codes of a cell; windows written as a range ("9-13") one by one."""
    codes: list[str] = []
    for part in codes_in(value, each.kind != "ref"):
        low, _, high = part.replace("–", "-").replace("~", "-").partition("-")
        is_span = part not in known and low.strip().isdigit() and high.strip().isdigit()
        if each.kind == "windows" and is_span and 0 <= int(high) - int(low) <= _SPAN_LIMIT:
            codes += [str(number) for number in range(int(low), int(high) + 1)]
        else:
            codes.append(part)
    return codes


def is_long(hall: Hall, each: Field) -> bool:
    """Whether there is too much to choose from for a list: it is looked for instead."""
    if each.reference is None or each.reference.target in ("hours", "windows"):
        return False
    return Row.objects.filter(hall=hall, table=each.reference.target).count() > _LIST_LIMIT


def labels_of(hall: Hall, target: str, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Rows of a table that others may name (all, or ``only`` these codes): the code and what people call it."""
    if target == "hours":
        return [(week, f"{speak(words)}  ({week})") for week, words in weeks_of(hall).items()]
    if target == "windows":
        return _window_labels(hall)
    language = said("name_zh", "name_en")
    found = Row.objects.filter(hall=hall, table=target)
    if only is not None:
        found = found.filter(key__in=list(only))
    rows = found.order_by("place").values_list("key", "data")
    return [(key, str(data.get(language) or data.get("name_zh") or data.get("title_zh") or key)) for key, data in rows]


def _window_labels(hall: Hall) -> list[tuple[str, str]]:
    keys = list(Row.objects.filter(hall=hall, table="windows").order_by("place").values_list("key", flat=True))
    drawn = [place.number for place in places_of(hall) if place.number]
    return [(number, number) for number in dict.fromkeys([*keys, *drawn])]


def _place_options(hall: Hall, value: str, number: str) -> tuple[OptionGroup, ...]:
    """The plan's places floor by floor; first what the number alone finds."""
    own = place_named(hall, "", number)
    by_number = (
        place_words(own.level, own.name, own.room) if own else said("平面图上还没有这个号", "not on the plan yet")
    )
    first = Option("", said(f"按窗口号：{by_number}", f"By its number: {by_number}"), not value)
    groups = [OptionGroup("", (first,))]
    places = places_of(hall)
    for level, listed in groupby(places, key=lambda place: (place.level_ordinal, speak(place.level))):
        options = tuple(Option(p.id, place_words(p.level, p.name, p.room), p.id == value) for p in listed)
        groups.append(OptionGroup(level[1], options))
    if value and all(place.id != value for place in places):
        groups.append(OptionGroup("", (Option(value, said("不在平面图上：", "not on the plan: ") + value, True),)))
    return tuple(groups)


def place_words(level: Text, name: Text, room: Text) -> str:
    """ "1楼 · 11号窗口 · 出入境区"."""
    parts: Sequence[str] = [speak(level), speak(name), speak(room)]
    return " · ".join(dict.fromkeys(part for part in parts if part))

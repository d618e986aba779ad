"""Facts (frozen dataclasses) ↔ plain SQL rows: one column a field, texts by number, lists joined by ``|``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from kiosk.base.texts import EMPTY, Text

F = TypeVar("F")

Read = Callable[[Any], Any]

_AT_ONCE = 500


class TextTable:
    """Every distinct text once, by number; 0 is the empty text. A hall says the same words many times."""

    COLUMNS = ("id", "zh", "en", "more")

    def __init__(self) -> None:
        self._numbers: dict[Text, int] = {EMPTY: 0}

    def number(self, text: Text) -> int:
        """The text's number, a new one for a new text."""
        return self._numbers.setdefault(text, len(self._numbers))

    def rows(self) -> Iterator[tuple[int, str | None, str | None, str | None]]:
        """(id, zh, en, all other languages as JSON) of every text but the empty one."""
        for text, number in self._numbers.items():
            if number:
                more = {language: words for language, words in text.items() if language not in ("zh", "en")}
                written = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None
                yield number, text.get("zh"), text.get("en"), written


class StoredTexts:
    """The texts of an open release by number; each is read when it is first needed and then kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[int, Text] = {0: EMPTY}

    def __getitem__(self, number: int) -> Text:
        if number not in self._known:
            self.fetch((number,))
        return self._known[number]

    def fetch(self, numbers: Iterable[int]) -> None:
        """Read those that are not known yet, many at once."""
        wanted = [number for number in dict.fromkeys(numbers) if number not in self._known]
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self._connection.execute(f"SELECT id, zh, en, more FROM texts WHERE id IN ({marks})", some)
            self._known.update((number, _text(zh, en, more)) for number, zh, en, more in rows)


def _text(zh: str | None, en: str | None, more: str | None) -> Text:
    languages = {"zh": zh or "", "en": en or ""}
    return Text({**languages, **json.loads(more)} if more else languages)


class FactTable(Generic[F]):
    """How facts of one class are kept in a table. ``extra`` columns (a parent's code, a place) come first."""

    def __init__(
        self, kind: type[F], name: str, extra: Mapping[str, type] | None = None, leave: Sequence[str] = ()
    ) -> None:
        """``leave``: fields that another table keeps."""
        self.kind, self.name = kind, name
        self.columns: dict[str, type] = dict(extra or {})
        self.text_places: list[int] = []
        self._extra = len(self.columns)
        self._fields: list[_Field] = []
        hints = get_type_hints(kind)
        for field in fields(kind):  # type: ignore[arg-type]
            if field.name not in leave:
                fresh = _Field(field.name, hints[field.name])
                self.text_places += [len(self.columns) + place for place in fresh.text_places]
                self._fields.append(fresh)
                self.columns.update(fresh.columns)
        self._left = dict.fromkeys(leave, ())

    def row(self, fact: F, texts: TextTable, *extra: Any) -> dict[str, Any]:
        """The fact as a record."""
        values = list(extra)
        for field in self._fields:
            values.extend(field.write(getattr(fact, field.name), texts))
        return dict(zip(self.columns, values, strict=True))

    def select(self, where: str = "") -> str:
        """The statement whose rows ``read`` understands, in the order they were written."""
        columns = ", ".join(f"[{column}]" for column in self.columns)
        return f"SELECT {columns} FROM [{self.name}] {f'WHERE {where} ' if where else ''}ORDER BY rowid"

    def bind(self, texts: StoredTexts) -> Callable[..., tuple[F, ...]]:
        """A function from rows to facts; its keywords are the fields that another table keeps."""
        read, kind, places = self.reader(texts), self.kind, self.text_places

        def facts(rows: Sequence[Sequence[Any]], **left: Any) -> tuple[F, ...]:
            texts.fetch(row[place] for row in rows for place in places if row[place] is not None)
            return tuple(kind(**read(row), **left) for row in rows)

        return facts

    def read(self, rows: Sequence[Sequence[Any]], texts: StoredTexts, **left: Any) -> tuple[F, ...]:
        """The facts of these rows; ``left`` are the fields that another table keeps."""
        return self.bind(texts)(rows, **left)

    def reader(self, texts: StoredTexts) -> Callable[[Sequence[Any]], dict[str, Any]]:
        """A function from a row to the constructor's arguments (those of ``leave`` are not among them)."""
        steps: list[tuple[str, int, int, Read | None]] = []
        at = self._extra
        for field in self._fields:
            width = len(field.columns)
            steps.append((field.name, at, width, field.reader(texts)))
            at += width

        def read(row: Sequence[Any]) -> dict[str, Any]:
            found = {}
            for name, start, width, convert in steps:
                value = row[start] if width == 1 else row[start : start + width]
                found[name] = value if convert is None else convert(value)
            return found

        return read


class _Field:
    """One field of a class: its columns and how its value goes in and out."""

    def __init__(self, name: str, hint: Any) -> None:
        self.name = name
        self._hint, self._optional = _without_none(hint)
        self._inner: FactTable[Any] | None = None
        if is_dataclass(self._hint) and isinstance(self._hint, type):
            self._inner = FactTable(self._hint, name)
            self.columns = {f"{name}_{column}": kind for column, kind in self._inner.columns.items()}
            self.text_places = self._inner.text_places
        else:
            self.text_places = [0] if self._hint is Text else []
            self.columns = {name: _column_type(self._hint)}

    def write(self, value: Any, texts: TextTable) -> list[Any]:
        if value is None:
            return [None] * len(self.columns)
        if self._inner is not None:
            return list(self._inner.row(value, texts).values())
        if isinstance(value, Text):
            return [texts.number(value)]
        if isinstance(value, tuple):
            return ["|".join(str(part) for part in value)]
        if isinstance(value, Enum):
            return [value.value]
        if isinstance(value, date):
            return [value.isoformat()]
        return [int(value) if isinstance(value, bool) else value]

    def reader(self, texts: StoredTexts) -> Read | None:
        """From the column's value (or the columns' values) to the field's; None when it stands as it is."""
        convert = self._convert(texts)
        if convert is None or not self._optional:
            return convert
        if self._inner is not None:
            return lambda values: None if values[0] is None else convert(values)
        return lambda value: None if value is None else convert(value)

    def _convert(self, texts: StoredTexts) -> Read | None:
        hint = self._hint
        if self._inner is not None:
            read, kind = self._inner.reader(texts), self._inner.kind
            return lambda values: kind(**read(values))
        if hint is Text:
            return texts.__getitem__
        if get_origin(hint) is tuple:
            part = get_args(hint)[0]
            if part is str:
                return lambda value: tuple(value.split("|")) if value else ()
            return lambda value: tuple(part(word) for word in value.split("|")) if value else ()
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {member.value: member for member in hint}.__getitem__
        if hint is date:
            return date.fromisoformat
        return bool if hint is bool else None


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        return next(part for part in get_args(hint) if part is not NoneType), True
    return hint, False


def _column_type(hint: Any) -> type:
    if hint is Text or hint is bool:
        return int
    if isinstance(hint, type) and issubclass(hint, Enum):
        return type(next(iter(hint)).value)
    if get_origin(hint) is tuple or hint is date:
        return str
    if hint in (str, int, float):
        return hint  # type: ignore[no-any-return]
    raise TypeError(f"no column can hold {hint}")

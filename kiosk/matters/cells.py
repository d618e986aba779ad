"""One row's cells, read as codes, texts, lists, numbers, dates and times; what cannot be read becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.columns import Schema, language_tag
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.plain_text import plain
from kiosk.matters.rows import Row
from kiosk.matters.sentences import fill

T = TypeVar("T")

NAME_LIMIT, TEXT_LIMIT, CODE_LIMIT = 200, 8_000, 64
_RAW_LIMIT = 100_000  # beyond this a cell is not even looked into
_LINK_LIMIT = 500
_WORDS_LIMIT = 200

_TIME = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：]00)?")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?")
_YES, _NO = {"1", "true", "yes", "y", Text(zh="是")["zh"]}, {"0", "false", "no", "n", Text(zh="否")["zh"]}

_REPAIR = Text(zh="已当作纯文字处理，请改掉原表。", en="It was taken as plain text; please mend the table.")


class Cells:
    """What a row says. Every reader returns a usable value and writes down why it had to give way."""

    def __init__(
        self, row: Row, schema: Schema, columns: Mapping[str, Sequence[tuple[str, str]]], book: Notebook
    ) -> None:
        """``columns``: name or base → [(language tag, column)], as ``place_columns`` gives them."""
        self._row, self._schema, self._columns, self._book = row, schema, columns, book

    @property
    def row(self) -> Row:
        return self._row

    def fault(
        self, rule: str, column: str, what: Text, remedy: Text = EMPTY, severity: Severity = Severity.ERROR
    ) -> None:
        """Write down something about this row."""
        self._book.add(TableFinding(rule, severity, what, remedy, self._row.file, self._row.line, column))

    def is_complete(self) -> bool:
        """Whether every required column has a value; each that has none is a finding."""
        missing = [name for name in self._schema.required if not self._has_value(name)]
        for name in missing:
            what = Text(zh="这一格必须填写。", en="This cell must have a value.")
            self.fault("value-missing", self._column(name), what)
        return not missing

    def text(self, base: str, *, long: bool = False) -> Text:
        """A text in all its languages; ``long`` keeps its lines and allows more of them."""
        found: dict[str, str] = {}
        for tag, column in self._columns.get(base, ()):
            value = self._row.cells.get(column)
            by_tag = value.items() if isinstance(value, Mapping) else [(tag, value)]
            for language, words in by_tag:
                cleaned = self._plain(words, column, TEXT_LIMIT if long else NAME_LIMIT, lines=long)
                if cleaned:
                    found[language_tag(str(language))] = cleaned
        return Text(found) if found else EMPTY

    def markup(self, base: str) -> dict[str, str]:
        """A text in all its languages as it was written, tags and all: for whoever reads markup."""
        found: dict[str, str] = {}
        for tag, column in self._columns.get(base, ()):
            value = self._row.cells.get(column)
            for language, words in value.items() if isinstance(value, Mapping) else [(tag, value)]:
                if isinstance(words, str) and words.strip():
                    found[language_tag(str(language))] = words
        return found

    def word(self, name: str, limit: int = CODE_LIMIT) -> str:
        """A code or a short word, as plain text; "" when empty."""
        column, value = self._value(name)
        return self._plain(value, column, limit, lines=False)

    def words(self, name: str) -> tuple[str, ...]:
        """A list separated by ``|`` (or a JSON list), each part once."""
        column, value = self._value(name)
        given = value if isinstance(value, (list, tuple)) else [value]
        parts = [part for one in given[: _WORDS_LIMIT + 1] for part in self._raw(one, column).split("|")]
        cleaned = [self._plain(part, column, CODE_LIMIT, lines=False) for part in parts[: _WORDS_LIMIT + 1]]
        if len(cleaned) > _WORDS_LIMIT:
            what = fill(Text(zh="这一格最多 {most} 项。", en="A cell holds at most {most} parts."), most=_WORDS_LIMIT)
            self.fault("list-long", column, what)
        return tuple(dict.fromkeys(part for part in cleaned[:_WORDS_LIMIT] if part))

    def link(self, name: str) -> str:
        """An https or http address; "" when empty or something else."""
        column, value = self._value(name)
        address = self._plain(value, column, _LINK_LIMIT, lines=False)
        if address and not re.fullmatch(r"https?://[^\s\"'<>\\]+", address):
            self.fault("link-bad", column, Text(zh="网址要以 https:// 开头。", en="An address begins with https://."))
            return ""
        return address

    def number(self, name: str, default: T, low: float, high: float) -> float | T:
        """A number within [low, high]; ``default`` when the cell is empty or holds something else."""
        column, value = self._value(name)
        if value is None or value == "":
            return default
        try:
            number = float(value if isinstance(value, (int, float)) else str(value).strip())
        except (ValueError, OverflowError):
            number = float("nan")
        if isinstance(value, bool) or not low <= number <= high:
            what = Text(
                zh="“{value}”不是 {low} 到 {high} 之间的数。", en="'{value}' is no number from {low} to {high}."
            )
            self.fault("number-bad", column, fill(what, value=shown(value), low=f"{low:g}", high=f"{high:g}"))
            return default
        return number

    def whole(self, name: str, default: int | None, low: int, high: int) -> int | None:
        """A whole number within [low, high]; ``default`` when empty or something else."""
        number = self.number(name, None, low, high)
        if number is None:
            return default
        if number != int(number):
            column, value = self._value(name)
            self.fault(
                "number-bad",
                column,
                fill(Text(zh="“{value}”不是整数。", en="'{value}' is no whole number."), value=shown(value)),
            )
            return default
        return int(number)

    def flag(self, name: str) -> bool:
        """Yes or no; no when empty."""
        column, value = self._value(name)
        word = self._plain(value, column, CODE_LIMIT, lines=False).casefold()
        if word in _YES:
            return True
        if word and word not in _NO:
            what = Text(zh="“{value}”既不是“是”也不是“否”。", en="'{value}' is neither yes nor no.")
            self.fault("flag-bad", column, fill(what, value=shown(value)), Text(zh="请填 1 或 0。", en="Write 1 or 0."))
        return False

    def choice(self, name: str, choices: Mapping[str, T], default: T) -> T:
        """One of ``choices`` (by lower-case word); ``default`` when empty or something else."""
        word = self.word(name)
        if not word:
            return default
        if word.casefold() not in choices:
            column, _ = self._value(name)
            remedy = fill(Text(zh="可填：{words}。", en="Possible: {words}."), words=", ".join(choices))
            self.fault(
                "choice-bad",
                column,
                fill(Text(zh="不认识“{value}”。", en="'{value}' is not known."), value=word),
                remedy,
            )
            return default
        return choices[word.casefold()]

    def day(self, name: str) -> date | None:
        """A date; None when empty or no date."""
        column, value = self._value(name)
        if value is None or value == "":
            return None
        if isinstance(value, date):  # XLSX holds real dates; a datetime is one too
            return value.date() if isinstance(value, datetime) else value
        match = _DATE.fullmatch(str(value).strip()[:40])
        try:
            if match:
                return date(*(int(part) for part in match.groups()))
        except ValueError:
            pass  # a thirteenth month: told below
        what = fill(Text(zh="“{value}”不是日期。", en="'{value}' is no date."), value=shown(value))
        self.fault("date-bad", column, what, Text(zh="请写成 2026-10-01。", en="Write it as 2026-10-01."))
        return None

    def clock(self, name: str) -> time | None:
        """A time of day, 24:00 being 00:00; None when empty or no time."""
        column, value = self._value(name)
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            value = value.time()
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0, tzinfo=None)
        match = _TIME.fullmatch(str(value).strip()[:20])
        hour, minute = (int(part) for part in match.groups()) if match else (25, 0)
        if hour < 24:
            return time(hour, minute)
        if (hour, minute) == (24, 0):
            return time(0, 0)
        what = fill(Text(zh="“{value}”不是时间。", en="'{value}' is no time."), value=shown(value))
        self.fault("time-bad", column, what, Text(zh="请写成 9:00。", en="Write it as 9:00."))
        return None

    def column(self, name: str) -> str:
        """The column's name as the file has it, for a finding."""
        return self._column(name)

    def _column(self, name: str) -> str:
        found = self._columns.get(name, ())
        return found[0][1] if found else name

    def _value(self, name: str) -> tuple[str, Any]:
        column = self._column(name)
        return column, self._row.cells.get(column)

    def _has_value(self, name: str) -> bool:
        columns = [column for _, column in self._columns.get(name, ())]
        return any(self._is_something(self._row.cells.get(column)) for column in columns)

    @staticmethod
    def _is_something(value: object) -> bool:
        if isinstance(value, Mapping):
            return any(Cells._is_something(part) for part in value.values())
        if isinstance(value, (list, tuple)):
            return any(Cells._is_something(part) for part in value)
        return value is not None and bool(plain(str(value)[:_RAW_LIMIT]).text)

    def _raw(self, value: object, column: str) -> str:
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # XLSX keeps 11 as 11.0
        if isinstance(value, (list, tuple, Mapping)):
            self.fault("value-bad", column, Text(zh="这里只能是一个值。", en="Only one value can stand here."))
            return ""
        raw = str(value)
        if len(raw) > _RAW_LIMIT:
            self._too_long(column, len(raw), TEXT_LIMIT)
            return raw[:TEXT_LIMIT]
        return raw

    def _plain(self, value: object, column: str, limit: int, *, lines: bool) -> str:
        raw = self._raw(value, column)
        if not raw:
            return ""
        found = plain(raw, lines=lines)
        if found.had_markup:
            what = Text(zh="文字里有网页标记或转义字符。", en="The text holds HTML tags or entities.")
            self.fault("text-html", column, what, _REPAIR, Severity.WARNING)
        if found.had_controls:
            what = Text(zh="文字里有看不见的控制字符。", en="The text holds invisible control characters.")
            self.fault("text-control", column, what, _REPAIR, Severity.WARNING)
        if len(found.text) > limit:
            self._too_long(column, len(found.text), limit)
            return found.text[:limit]
        return found.text

    def _too_long(self, column: str, length: int, limit: int) -> None:
        what = Text(zh="有 {length} 个字，最多 {limit} 个。", en="{length} characters; at most {limit} fit.")
        self.fault(
            "text-long", column, fill(what, length=length, limit=limit), Text(zh="请缩短。", en="Please shorten it.")
        )


def shown(value: object) -> str:
    """A value as a finding may quote it: short, on one line, nothing invisible."""
    return plain(str(value)[:60]).text[:40]

"""A row of the working copy: its cells as plain strings under canonical columns, and the key it goes by."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from kiosk.hub.records.rich_text import clean
from kiosk.matters.columns import SCHEMAS, Schema, language_tag
from kiosk.matters.rows import Table

#: Rows stand this far apart, so that one can be put between two others without touching them.
STEP = 1024
CELL_LIMIT = 100_000
_KEY_LIMIT = 180

#: Texts with a few tags in them: cleaned whichever way they come in.
RICH = frozenset({"body"})
#: What tells a row from the others of its table. Where it may repeat, the second is "key#2".
_IDENTITY: Mapping[str, tuple[str, ...]] = {
    "materials": ("matter_code", "order_num"),
    "fees": ("matter_code", "order_num"),
    "questions": ("matter_code", "order_num"),
    "services": ("matter_code", "priority"),
    "theme_steps": ("theme_code", "matter_code"),
    "hours": ("id", "weekday", "start"),
    "special_days": ("date", "start"),
    "synonyms": ("words",),
}
# All control characters but line feed; what turns the direction of writing or cannot be seen; lone surrogates.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]")


def identity(table: str) -> tuple[str, ...]:
    """The columns a row's key is made of."""
    return _IDENTITY.get(table) or SCHEMAS[table].required[:1]


def repeats(table: str) -> bool:
    """Whether two rows of the table may go by the same columns."""
    return table in _IDENTITY


def normal(schema: Schema, cells: Mapping[str, Any]) -> dict[str, str]:
    """The cells under canonical columns (``code``, ``name_zh``), as strings, without the empty ones.

    Lists become "a|b", yes and no "1" and "0", an object by language one column for each. Columns that the schema does
    not know are left out.
    """
    found: dict[str, str] = {}
    for column, value in cells.items():
        place = schema.place(str(column))
        if place is None:
            continue
        name, tag = place
        by_tag = value.items() if tag and isinstance(value, Mapping) else [(tag, value)]
        for language, words in by_tag:
            key = f"{name}_{language_tag(str(language))}" if tag else name
            written = clean(as_string(words)) if name in RICH else as_string(words)
            if written:
                found.setdefault(key, written)
    return found


def as_string(value: Any) -> str:
    """One cell as a string: no control characters, no blanks around it, NFC; XLSX and JSON as people write."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, (list, tuple)):
        return "|".join(part for part in map(as_string, value) if part)
    text = str(value)[: CELL_LIMIT + 1].replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def has_controls(text: str) -> bool:
    """Whether something invisible is in it that no name may have."""
    return bool(_CONTROL.search(text)) or "\n" in text


def columns(schema: Schema, languages: Iterable[str], used: Iterable[str] = ()) -> list[str]:
    """The canonical columns in the order of the content format; texts in ``languages`` and whatever is ``used``."""
    tags = list(dict.fromkeys(languages))
    extra = sorted(set(used))
    ordered: list[str] = []
    names = [*schema.required, *schema.codes, *schema.texts]
    for name in dict.fromkeys(names):
        if name in schema.texts:
            known = [f"{name}_{tag}" for tag in tags]
            ordered += known + [c for c in extra if schema.place(c) and c.startswith(f"{name}_") and c not in known]
        else:
            ordered.append(name)
    return list(dict.fromkeys(column for column in ordered if schema.place(column) is not None))


def stem_of(table: str, data: Mapping[str, str]) -> str:
    """The key before any "#2": the identity's values joined by "|"; "" when all are empty."""
    values = [data.get(column, "").replace("|", ",") for column in identity(table)]
    if table == "synonyms":
        values = [value.split(",")[0] for value in values]
    if not any(values):
        values = [next((data[column] for column in sorted(data)), "")] if repeats(table) else [""]
    stem = re.sub(r"\s+", " ", "|".join(values)).strip()
    if len(stem) > _KEY_LIMIT:
        stem = stem[: _KEY_LIMIT - 13] + "~" + hashlib.sha256(stem.encode()).hexdigest()[:12]
    return stem


def key_after(stem: str, taken: Iterable[str]) -> str:
    """The first free one of "stem", "stem#2", "stem#3" …"""
    known = set(taken)
    number = 1
    while (key := stem if number == 1 else f"{stem}#{number}") in known:
        number += 1
    return key


def keyed(table: str, rows: Iterable[Mapping[str, str]]) -> list[tuple[str, Mapping[str, str]]]:
    """Every row with its key; the second of the same stem is "#2" (whether it may be there is for others to say)."""
    seen: Counter[str] = Counter()
    found = []
    for data in rows:
        stem = stem_of(table, data)
        seen[stem] += 1
        found.append((stem if seen[stem] == 1 else f"{stem}#{seen[stem]}", data))
    return found


def rows_of(table: Table) -> list[tuple[str, dict[str, str]]]:
    """A table as it was read → keys and canonical cells; rows without any value are left out."""
    schema = SCHEMAS[table.name]
    given = (normal(schema, row.cells) for row in table.rows)
    return [(key, dict(data)) for key, data in keyed(table.name, (data for data in given if data))]

"""Which column of which table names a row of which other: pick lists, "what points to this", and codes that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from kiosk.hub.records.models import Hall, Row
from kiosk.matters.columns import SCHEMAS

#: column → (table it names, by which of that table's columns). A new column of these names is a reference by itself.
_NAMES: Mapping[str, tuple[str, str]] = {
    "department_code": ("departments", "code"),
    "department_codes": ("departments", "code"),
    "matter_code": ("matters", "code"),
    "matter_codes": ("matters", "code"),
    "after": ("matters", "code"),
    "window_number": ("windows", "number"),
    "window_numbers": ("windows", "number"),
    "hours_id": ("hours", "id"),
    "theme_code": ("themes", "code"),
    "column_code": ("notice_columns", "code"),
}
#: Columns that hold several codes, separated by "|".
LISTS = frozenset({"department_codes", "matter_codes", "after", "window_number", "window_numbers"})
_LISTS_OF = frozenset({"materials", "fees", "questions", "services"})  # here matter_code may be a list too


@dataclass(frozen=True, slots=True)
class Reference:
    """``table``.``column`` names rows of ``target`` by their ``by``; ``many``: several, separated by "|"."""

    table: str
    column: str
    target: str
    by: str
    many: bool


def _all() -> Iterator[Reference]:
    for name, schema in SCHEMAS.items():
        for column in schema.codes:
            target = _NAMES.get(column)
            if target is not None and target[0] in SCHEMAS and target[0] != name:
                many = column in LISTS or (column == "matter_code" and name in _LISTS_OF)
                yield Reference(name, column, *target, many)


REFERENCES = tuple(_all())


def reference(table: str, column: str) -> Reference | None:
    """What this column names, if anything."""
    return next((r for r in REFERENCES if r.table == table and r.column == column), None)


def codes_in(value: str, many: bool) -> list[str]:
    """The codes of a cell."""
    return [part.strip() for part in value.split("|") if part.strip()] if many else [value.strip()] if value else []


def pointing_to(hall: Hall, table: str, code: str) -> list[tuple[Reference, list[Row]]]:
    """Every reference to this row with the rows that hold it, in the order of the tables."""
    found = []
    for ref in REFERENCES:
        if ref.target != table or not code:
            continue
        rows = [
            row
            for row in Row.objects.filter(Q(**{f"data__{ref.column}__icontains": code}), hall=hall, table=ref.table)
            if code in codes_in(str(row.data.get(ref.column, "")), ref.many)
        ]
        if rows:
            found.append((ref, sorted(rows, key=lambda row: row.place)))
    return found


def code_of(table: str, data: Mapping[str, str]) -> str:
    """By what others name this row; "" when nobody names rows of its table."""
    by = next((ref.by for ref in REFERENCES if ref.target == table), "")
    return data.get(by, "") if by else ""


def renamed(hall: Hall, table: str, former: str, now: str) -> list[Row]:
    """The rows that named ``former`` with ``now`` in its place (not saved). Weeks (hours) are left."""
    if table == "hours":
        return []
    changed: dict[int, Row] = {}
    for ref, rows in pointing_to(hall, table, former):
        for found in rows:
            row = changed.setdefault(found.pk, found)
            codes = codes_in(str(row.data.get(ref.column, "")), ref.many)
            row.data = {**row.data, ref.column: "|".join(now if code == former else code for code in codes)}
    return list(changed.values())

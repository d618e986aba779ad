"""What belongs to a row and stands on its page: a matter's materials, fees, questions, windows; a theme's steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.hub.records.column_words import TABLES
from kiosk.hub.records.fields import title_of
from kiosk.hub.records.forms import speak
from kiosk.hub.records.lists import Line, columns_of, headings, lines
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.references import codes_in

#: table → (tables that belong to it, their column that names it).
_BELONGING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "matters": (
        ("services", "matter_code"),
        ("materials", "matter_code"),
        ("fees", "matter_code"),
        ("questions", "matter_code"),
    ),
    "themes": (("theme_steps", "theme_code"),),
}


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table that belong to a row. ``column`` and ``code``: how a new one is made to belong."""

    table: str
    title: str
    purpose: str
    column: str
    code: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def belonging(table: str) -> set[str]:
    """The tables whose rows stand on this table's pages."""
    return {name for name, _ in _BELONGING.get(table, ())}


def sections_of(hall: Hall, row: Row) -> list[Section]:
    """Everything that belongs to a row, in its order."""
    return [_section(hall, table, column, row.key) for table, column in _BELONGING.get(row.table, ())]


def _section(hall: Hall, table: str, column: str, code: str) -> Section:
    rows = Row.objects.filter(hall=hall, table=table, **{f"data__{column}__icontains": code}).order_by("place", "pk")
    mine = [row for row in rows if code in codes_in(row.data.get(column, ""), True)]
    hidden = columns_of(table).index(column) if column in columns_of(table) else -1
    kept = [Line(line.row, _without(line.cells, hidden)) for line in lines(hall, table, mine)]
    return Section(
        table=table,
        title=speak(title_of(table)),
        purpose=speak(TABLES[table][1]),
        column=column,
        code=code,
        headings=_without(tuple(headings(table)), hidden),
        lines=tuple(kept),
    )


def _without(cells: tuple, hidden: int) -> tuple:  # type: ignore[type-arg]
    return tuple(cell for number, cell in enumerate(cells) if number != hidden)

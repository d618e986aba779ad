"""An open release's tables → the catalogue; a matter is read when it is first asked for."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, time
from typing import TypeVar

from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hours import Calendar, Span, SpecialDay, Week
from kiosk.matters.matters import Matter
from kiosk.matters.shelf import MatterKey, MatterShelf
from kiosk.matters.themes import Theme
from kiosk.store.fact_rows import FactTable, StoredTexts
from kiosk.store.notice_tables import Notices
from kiosk.store.queue_tables import Desk, desk_rules
from kiosk.store.release_schema import (
    DEPARTMENTS,
    FEES,
    HALL,
    MATERIALS,
    MATTERS,
    NOTICE_COLUMNS,
    NOTICES,
    QUESTIONS,
    QUEUES,
    SERVICES,
    STEPS,
    THEMES,
    WINDOWS,
)

T = TypeVar("T")


def read_catalogue(connection: sqlite3.Connection) -> Catalogue:
    """The catalogue of an open release; the connection stays in use for its matters."""
    texts = StoredTexts(connection)
    steps = connection.execute(STEPS.select()).fetchall()
    themes: list[Theme] = []
    for row in connection.execute(THEMES.select()).fetchall():
        code = str(row[list(THEMES.columns).index("code")])
        of_theme = STEPS.read([step for step in steps if step[0] == code], texts)
        themes += THEMES.read([row], texts, steps=of_theme)
    return Catalogue(
        hall=_all(connection, HALL, texts)[0],
        departments=_all(connection, DEPARTMENTS, texts),
        matters=_shelf(connection, texts),
        windows=_all(connection, WINDOWS, texts),
        services=_all(connection, SERVICES, texts),
        themes=tuple(themes),
        calendar=_read_calendar(connection, texts),
    )


def read_wall(connection: sqlite3.Connection) -> Notices:
    """Columns and notices of an open release, without their words."""
    texts = StoredTexts(connection)
    return Notices(_all(connection, NOTICE_COLUMNS, texts), _all(connection, NOTICES, texts))


def read_desk_of(connection: sqlite3.Connection) -> Desk:
    """Queues and rules of an open release."""
    queues = _all(connection, QUEUES, StoredTexts(connection))
    row = connection.execute("SELECT facts FROM desk_rules").fetchone()
    return Desk(queues, desk_rules({"desk": json.loads(row[0])} if row is not None else {}))


def _all(connection: sqlite3.Connection, table: FactTable[T], texts: StoredTexts) -> tuple[T, ...]:
    return table.read(connection.execute(table.select()).fetchall(), texts)


def _shelf(connection: sqlite3.Connection, texts: StoredTexts) -> MatterShelf:
    rows = connection.execute("SELECT code, department_code, topics, popularity FROM matters ORDER BY rowid")
    keys = [MatterKey(code, dept, tuple(topics.split("|")) if topics else (), pop) for code, dept, topics, pop in rows]

    matter, one = MATTERS.bind(texts), MATTERS.select("rowid = ?")
    parts = {
        name: (table.select("matter_code = ?"), table.bind(texts))
        for name, table in (("materials", MATERIALS), ("fees", FEES), ("questions", QUESTIONS))
    }

    def build(place: int) -> Matter:
        code = (keys[place].code,)
        left = {name: read(connection.execute(select, code).fetchall()) for name, (select, read) in parts.items()}
        return matter(connection.execute(one, (place + 1,)).fetchall(), **left)[0]

    return MatterShelf(keys, build)


def _span(start: str, end: str) -> Span:
    return Span(time.fromisoformat(start), time.fromisoformat(end))


def _read_calendar(connection: sqlite3.Connection, texts: StoredTexts) -> Calendar:
    days: dict[str, list[list[Span]]] = {}
    select = "SELECT week_id, weekday, start, [end] FROM hours ORDER BY rowid"
    for week_id, weekday, start, end in connection.execute(select):
        days.setdefault(week_id, [[] for _ in range(7)])[weekday].append(_span(start, end))
    weeks = {
        week_id: Week(week_id, tuple(map(tuple, days.get(week_id, [()] * 7))), bool(on_holidays))
        for week_id, on_holidays in connection.execute("SELECT id, on_holidays FROM weeks ORDER BY rowid")
    }
    spans: dict[str, list[Span]] = {}
    for day, start, end in connection.execute("SELECT day, start, [end] FROM special_hours ORDER BY rowid"):
        spans.setdefault(day, []).append(_span(start, end))
    special = {}
    for day, name, as_weekday in connection.execute("SELECT day, name, as_weekday FROM special_days ORDER BY rowid"):
        on = date.fromisoformat(day)
        special[on] = SpecialDay(on, texts[name], tuple(spans.get(day, ())), as_weekday)
    return Calendar(weeks, special)

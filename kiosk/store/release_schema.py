"""What a release file holds: the hall's catalogue in plain tables, and how it goes in and comes out again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall
from kiosk.matters.hours import Calendar, Span
from kiosk.matters.matters import Department, Fee, Material, Matter, Question
from kiosk.matters.themes import Theme, ThemeStep
from kiosk.matters.windows import Service, Window
from kiosk.policy.blocks import written
from kiosk.policy.notices import Column, Notice
from kiosk.store.fact_rows import FactTable, TextTable
from kiosk.store.media import Medium
from kiosk.store.notice_tables import Notices
from kiosk.store.queue_tables import Desk, rules_facts
from kiosk.ticketing.queues import Queue

if TYPE_CHECKING:
    import sqlite_utils

T = TypeVar("T")

#: The release format; a reader refuses another one. New tables do not change it: readers ignore what they do not know.
FORMAT = 1
#: "HKRL" in the file's header (SQLite application_id).
APPLICATION_ID = 0x484B524C

HALL = FactTable(Hall, "hall")
DEPARTMENTS = FactTable(Department, "departments")
WINDOWS = FactTable(Window, "windows")
MATTERS = FactTable(Matter, "matters", leave=("materials", "fees", "questions"))
_OF_MATTER = {"matter_code": str}
MATERIALS = FactTable(Material, "materials", _OF_MATTER)
FEES = FactTable(Fee, "fees", _OF_MATTER)
QUESTIONS = FactTable(Question, "questions", _OF_MATTER)
SERVICES = FactTable(Service, "services")
THEMES = FactTable(Theme, "themes", leave=("steps",))
STEPS = FactTable(ThemeStep, "theme_steps", {"theme_code": str})
NOTICE_COLUMNS = FactTable(Column, "notice_columns")
NOTICES = FactTable(Notice, "notices")
MEDIA = FactTable(Medium, "media", leave=("path",))
QUEUES = FactTable(Queue, "queues")
_FACT_TABLES: tuple[FactTable[Any], ...] = (
    *(HALL, DEPARTMENTS, WINDOWS, MATTERS, MATERIALS, FEES, QUESTIONS, SERVICES, THEMES, STEPS),
    *(NOTICE_COLUMNS, NOTICES, MEDIA, QUEUES),
)

_OTHER_TABLES: dict[str, dict[str, type]] = {
    "meta": {"key": str, "value": str},
    "texts": {"id": int, "zh": str, "en": str, "more": str},
    "weeks": {"id": str, "on_holidays": int},
    "hours": {"week_id": str, "weekday": int, "start": str, "end": str},
    "special_days": {"day": str, "name": int, "as_weekday": int},
    "special_hours": {"day": str, "start": str, "end": str},
    "synonyms": {"words": str},
    "notice_bodies": {"notice_code": str, "language": str, "blocks": str},
    "desk_rules": {"facts": str},
    "plan_files": {"name": str, "size": int, "packed": bytes},
    "plan_findings": {"severity": str, "rule": str, "feature_id": str, "zh": str, "en": str},
    "venue": {"layout": str, "facts": str, "shapes": bytes},
    "pictures": {"name": str, "kind": str, "width": int, "height": int, "data": bytes},
    "table_findings": {"severity": str, "rule": str, "place": str, "zh": str, "en": str},
}
#: Where texts stand, table by table in the order in which they are numbered.
TEXT_COLUMNS: dict[str, tuple[str, ...]] = {
    table.name: tuple(list(table.columns)[place] for place in table.text_places) for table in _FACT_TABLES
} | {"special_days": ("name",)}
#: Every table of the format with its columns, in the order in which they are written.
COLUMNS: dict[str, dict[str, type]] = {table.name: table.columns for table in _FACT_TABLES} | _OTHER_TABLES
_KEYS = {"meta": "key", "texts": "id", "plan_files": "name", "pictures": "name"}


def mark_release(connection: sqlite3.Connection) -> None:
    """Say in a new file what it is; the whole file is brought to the disk once, at the end."""
    for pragma in (f"application_id={APPLICATION_ID}", f"user_version={FORMAT}", "journal_mode=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA synchronous=OFF")


def write_meta(connection: sqlite3.Connection, sequence: int, hall_id: str) -> None:
    """Which release of which hall it is."""
    meta = {"format": FORMAT, "sequence": sequence, "hall_id": hall_id}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in meta.items()])


def create_tables(database: sqlite_utils.Database) -> None:
    """Every table of the format, empty."""
    for table in _FACT_TABLES:
        database.table(table.name).create(table.columns)
    for name, columns in _OTHER_TABLES.items():
        database.table(name).create(columns, pk=_KEYS.get(name))


def create_indexes(database: sqlite_utils.Database) -> None:
    """What looks facts up by their matter; made when the tables are full."""
    for table in (MATERIALS, FEES, QUESTIONS):
        database.table(table.name).create_index(["matter_code"])
    database.table("notice_bodies").create_index(["notice_code"])


def write_catalogue(
    database: sqlite_utils.Database,
    catalogue: Catalogue,
    synonyms: Iterable[Sequence[str]],
    wall: Notices | None = None,
    media: Iterable[Medium] = (),
    desk: Desk | None = None,
) -> None:
    """The whole catalogue, the wall and the desk into their tables; row order is the order on the screens."""
    wall, desk = wall or Notices(), desk or Desk()
    texts = TextTable()
    matters, themes = catalogue.matters, catalogue.themes
    _insert(database, HALL.name, [HALL.row(catalogue.hall, texts)])
    _insert(database, DEPARTMENTS.name, (DEPARTMENTS.row(fact, texts) for fact in catalogue.departments))
    _insert(database, WINDOWS.name, (WINDOWS.row(fact, texts) for fact in catalogue.windows))
    _insert(database, MATTERS.name, (MATTERS.row(fact, texts) for fact in matters))
    _insert(database, MATERIALS.name, (MATERIALS.row(fact, texts, m.code) for m in matters for fact in m.materials))
    _insert(database, FEES.name, (FEES.row(fact, texts, m.code) for m in matters for fact in m.fees))
    _insert(database, QUESTIONS.name, (QUESTIONS.row(fact, texts, m.code) for m in matters for fact in m.questions))
    place = {matter.code: number for number, matter in enumerate(matters)}
    services = sorted(catalogue.services, key=lambda service: place.get(service.matter_code, len(place)))
    _insert(database, SERVICES.name, (SERVICES.row(fact, texts) for fact in services))
    _insert(database, THEMES.name, (THEMES.row(fact, texts) for fact in themes))
    _insert(database, STEPS.name, (STEPS.row(fact, texts, t.code) for t in themes for fact in t.steps))
    _insert(database, NOTICE_COLUMNS.name, (NOTICE_COLUMNS.row(fact, texts) for fact in wall.columns))
    _insert(database, NOTICES.name, (NOTICES.row(fact, texts) for fact in wall.notices))
    _insert(database, MEDIA.name, (MEDIA.row(medium, texts) for medium in media))
    _insert(database, QUEUES.name, (QUEUES.row(queue, texts) for queue in desk.queues))
    _write_calendar(database, catalogue.calendar, texts)
    _insert(database, "synonyms", ({"words": "|".join(words)} for words in synonyms))
    _insert(
        database,
        "notice_bodies",
        (
            {"notice_code": notice.code, "language": language, "blocks": written(blocks)}
            for notice in wall.notices
            for language, blocks in sorted(wall.bodies.get(notice.code, {}).items())
        ),
    )
    _insert(database, "desk_rules", [{"facts": json.dumps(rules_facts(desk.rules), sort_keys=True)}])
    _insert(database, "texts", (dict(zip(TextTable.COLUMNS, row, strict=True)) for row in texts.rows()))


def _insert(database: sqlite_utils.Database, table: str, records: Iterable[dict[str, Any]]) -> None:
    database.table(table).insert_all(records)


def _write_calendar(database: sqlite_utils.Database, calendar: Calendar, texts: TextTable) -> None:
    weeks = sorted(calendar.weeks.values(), key=lambda week: week.id)
    days = sorted(calendar.special_days.values(), key=lambda special: special.day)
    _insert(database, "weeks", ({"id": week.id, "on_holidays": int(week.on_holidays)} for week in weeks))
    _insert(
        database,
        "hours",
        (
            {"week_id": week.id, "weekday": weekday, **_span_record(span)}
            for week in weeks
            for weekday, spans in enumerate(week.days)
            for span in spans
        ),
    )
    _insert(
        database,
        "special_days",
        ({"day": s.day.isoformat(), "name": texts.number(s.name), "as_weekday": s.as_weekday} for s in days),
    )
    _insert(
        database,
        "special_hours",
        ({"day": s.day.isoformat(), **_span_record(span)} for s in days for span in s.spans),
    )


def _span_record(span: Span) -> dict[str, str]:
    return {"start": span.start.isoformat("minutes"), "end": span.end.isoformat("minutes")}

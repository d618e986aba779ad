"""Checks a row as ``kiosk content check`` would, by the same readers, with only what the row needs around it.

A row is checked in a table of its own together with the few others it can clash with (its week, its theme); what it
points to stands beside it in outline. So a check costs the same in a hall of 50 matters and of 5,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.records.models import Hall, Media, Row
from kiosk.hub.records.places import place_named, places_of
from kiosk.hub.records.references import REFERENCES, codes_in
from kiosk.hub.records.rows import identity, repeats, stem_of
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hall_facts import said_in
from kiosk.matters.rows import Row as ReadRow
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill, join
from kiosk.matters.tables import read_content
from kiosk.matters.windows import Window
from kiosk.store.notice_tables import read_notices
from kiosk.store.queue_tables import TABLE as QUEUES
from kiosk.store.queue_tables import desk_rules, queues_of

#: Tables whose rows clash with others of the same value in this column.
_KIN = {"hours": "id", "theme_steps": "theme_code"}
#: What a table's row is read together with: its belongings say whether a fee is missing.
_RANGE_LIMIT = 500
_LINE = 1

_UNSAID = Text(zh="还没有写{language}，会显示另一种语言。", en="There is no {language} text; the other is shown.")
_TAKEN = Text(zh="“{key}”已经有了，请换一个。", en="'{key}' is there already; choose another.")
_NO_PLACE = Text(zh="平面图上没有 {number} 号窗口，不能带路。", en="The plan has no window {number} to lead to.")
_OTHERS = Text(
    zh="平面图上这里写着 {number} 号。如果窗口真的搬到了这里，请在平面图上也改号。",
    en="On the plan this is window {number}. If the window really moved here, change its number on the plan too.",
)
_DRAW = Text(zh="请选一个位置，或在平面图上画出来。", en="Choose a place, or draw it on the plan.")
_LOST_PLACE = Text(zh="平面图上没有这个位置。", en="The plan has no such place.")
_NO_PICTURE = Text(zh="媒体里没有“{name}”。", en="There is no '{name}' among the media.")
_NOT_SHOWN = frozenset({"theme-empty", "matter-without-window", "key-unknown", "column-missing", "column-unknown"})


@dataclass(frozen=True, slots=True)
class Said:
    """Something about one field (``column`` "" = the row). ``stops``: it would stop a publication."""

    column: str
    text: Text
    stops: bool
    rule: str = ""


def check_row(hall: Hall, table: str, data: Mapping[str, str], but: Row | None = None) -> list[Said]:
    """What is wrong with a row, worst first. ``but`` is the row it replaces."""
    found = [said for said in _by_readers(hall, table, data, but) if said.rule not in _NOT_SHOWN]
    found += _taken(hall, table, data, but)
    if table == "windows":
        found += _placed(hall, data)
    found += _pictured(hall, data)
    return sorted(found, key=lambda said: not said.stops)


def check_hall(hall: Hall) -> list[TableFinding]:
    """The whole working copy through the readers; a finding's file is the table, its line the row's place in it."""
    from kiosk.hub.records.folder import tables_of

    tables = {name: _table(name, rows) for name, rows in tables_of(hall).items()}
    content = read_content({"id": hall.pk, **hall.facts}, tables, plan_windows=_plan_windows(hall))
    found = [*content.findings, *notice_findings(hall, tables), *queue_findings(content.catalogue, tables)]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def notice_findings(hall: Hall, tables: Mapping[str, Table]) -> tuple[TableFinding, ...]:
    """What the readers of notices find in these tables; the hall's media and matters are those that are there."""
    if "notices" not in tables and "notice_columns" not in tables:
        return ()
    book = Notebook()
    media = set(Media.objects.filter(hall=hall).values_list("name", flat=True))
    matters = set(Row.objects.filter(hall=hall, table="matters").values_list("key", flat=True))
    languages = hall.facts.get("languages")
    said = said_in(tuple(map(str, languages))) if isinstance(languages, list) else ("zh", "en")
    read_notices(tables, media, matters, book, said)
    return book.findings()


def queue_findings(catalogue: Catalogue, tables: Mapping[str, Table]) -> tuple[TableFinding, ...]:
    """What the reader of queues finds in these tables; nothing for a hall without them."""
    if QUEUES not in tables:
        return ()
    book = Notebook()
    queues_of(tables, catalogue, book)
    return book.findings()


def check_facts(hall_id: str, facts: Mapping[str, Any], weeks: Iterable[str]) -> list[TableFinding]:
    """What is wrong with a hall's facts."""
    hours = [{"id": week, "weekday": "1", "start": "9:00", "end": "17:00"} for week in weeks]
    content = read_content({"id": hall_id, **facts}, {"hours": _table("hours", hours)})
    book = Notebook()
    desk_rules(facts, book)
    return [finding for finding in (*content.findings, *book.findings()) if finding.file == "hall.toml"]


def _by_readers(hall: Hall, table: str, data: Mapping[str, str], but: Row | None) -> list[Said]:
    if table == QUEUES:
        return _by_queues(hall, data, but)
    kin = _kin(hall, table, data, but)
    tables = _around(hall, table, [data, *kin])
    if table not in ("windows", "departments"):
        tables.pop(table, None)
    tables[table] = _table(table, [data, *kin])
    facts = {"id": hall.pk, "name": "-", "languages": hall.facts.get("languages", ["zh-CN", "en"])}
    content = read_content(facts, tables)
    found = [*content.findings, *notice_findings(hall, tables)]
    return [_said(f) for f in found if f.file == table and f.line in (0, _LINE)]


def _by_queues(hall: Hall, data: Mapping[str, str], but: Row | None) -> list[Said]:
    """A queue after all others, so that whatever two of them may not share is told of this one."""
    others = Row.objects.filter(hall=hall, table=QUEUES).exclude(pk=but.pk if but else 0).order_by("place")
    rows = [*others.values_list("data", flat=True)[:_RANGE_LIMIT], data]
    tables = {**_around(hall, QUEUES, rows), QUEUES: _table(QUEUES, rows)}
    facts = {"id": hall.pk, "name": "-", "languages": hall.facts.get("languages", ["zh-CN", "en"])}
    found = queue_findings(read_content(facts, tables).catalogue, tables)
    return [_said(f) for f in found if f.line == len(rows) and f.severity == Severity.ERROR]


def _kin(hall: Hall, table: str, data: Mapping[str, str], but: Row | None) -> list[Mapping[str, str]]:
    """The rows this one can clash with."""
    others = Row.objects.filter(hall=hall, table=table).exclude(pk=but.pk if but else 0).order_by("place")
    if table == "special_days":
        return list(others.values_list("data", flat=True)[:1_000])
    column = _KIN.get(table)
    if column is None or not data.get(column):
        return []
    return list(others.filter(**{f"data__{column}": data[column]}).values_list("data", flat=True)[:1_000])


def _around(hall: Hall, table: str, rows: list[Mapping[str, str]]) -> dict[str, Table]:
    """What the rows point to, in outline; for a matter its fees too."""
    wanted: dict[str, set[str]] = {}
    for ref in REFERENCES:
        if ref.table == table:
            for row in rows:
                wanted.setdefault(ref.target, set()).update(codes_in(row.get(ref.column, ""), True))
    around: dict[str, list[Mapping[str, str]]] = {}
    for target, codes in wanted.items():
        around[target] = _outlines(hall, target, codes)
    if table in ("materials", "fees", "questions", "services", "theme_steps"):
        around.setdefault("departments", []).append({"code": "-", "name_zh": "-"})
    if table == "matters" and rows[0].get("code"):
        code = rows[0]["code"]
        fees = Row.objects.filter(hall=hall, table="fees", data__matter_code__icontains=code)
        around["fees"] = [{**f.data, "matter_code": code} for f in fees if code in f.data["matter_code"].split("|")]
    return {name: _table(name, listed) for name, listed in around.items()}


def _outlines(hall: Hall, target: str, codes: set[str]) -> list[Mapping[str, str]]:
    if target == "windows":
        known = set(Row.objects.filter(hall=hall, table="windows").values_list("key", flat=True))
        known |= {place.number for place in places_of(hall) if place.number}
        return [{"number": number} for number in sorted(known)]
    if target == "hours":
        weeks = Row.objects.filter(hall=hall, table="hours", data__id__in=sorted(codes)).values_list("data", flat=True)
        ids = sorted({str(data["id"]) for data in weeks})
        return [{"id": week, "weekday": "1", "start": "9:00", "end": "17:00"} for week in ids]
    there = Row.objects.filter(hall=hall, table=target, key__in=sorted(codes)).values_list("key", flat=True)
    schema = SCHEMAS[target]
    outline = {(f"{name}_zh" if name in schema.texts else name): "-" for name in schema.required}
    return [{**outline, identity(target)[0]: key} for key in there]


def _said(finding: TableFinding) -> Said:
    column = finding.column
    if finding.rule == "language-missing":
        from kiosk.hub.records.fields import LANGUAGE_NAMES

        tag = column.rpartition("_")[2]
        text = fill(_UNSAID, language=LANGUAGE_NAMES.get(tag, Text(zh=tag, en=tag)))
    else:
        text = finding.what if finding.rule == "reference-dangling" else join(finding.what, finding.remedy)
    return Said(column, text, finding.severity == Severity.ERROR, finding.rule)


def _taken(hall: Hall, table: str, data: Mapping[str, str], but: Row | None) -> list[Said]:
    stem = stem_of(table, data)
    if repeats(table) or not stem or (but is not None and but.key == stem):
        return []
    if not Row.objects.filter(hall=hall, table=table, key=stem).exists():
        return []
    return [Said(identity(table)[0], fill(_TAKEN, key=stem), True, "code-duplicate")]


def _placed(hall: Hall, data: Mapping[str, str]) -> list[Said]:
    places, number = places_of(hall), data.get("number", "")
    place = place_named(hall, data.get("place_id", ""), number)
    if not places or not number or (place is not None and place.number in ("", number)):
        return []
    if place is not None:
        return [Said("place_id", fill(_OTHERS, number=place.number), False, "window-elsewhere")]
    if data.get("place_id"):
        return [Said("place_id", _LOST_PLACE, True, "reference-dangling")]
    said = fill(_NO_PLACE, number=number)
    return [Said("place_id", join(said, _DRAW), False, "window-without-place")]


def _pictured(hall: Hall, data: Mapping[str, str]) -> list[Said]:
    from kiosk.hub.records.media import NAMED_PICTURES

    named = {column: data[column] for column in NAMED_PICTURES if "." in data.get(column, "")}
    there = set(Media.objects.filter(hall=hall, name__in=list(named.values())).values_list("name", flat=True))
    return [Said(c, fill(_NO_PICTURE, name=n), True, "reference-dangling") for c, n in named.items() if n not in there]


def _plan_windows(hall: Hall) -> list[Window]:
    return [Window(place.number, EMPTY, (), place_id=place.id) for place in places_of(hall) if place.number]


def _table(name: str, rows: Iterable[Mapping[str, str]]) -> Table:
    """Rows as a table that a file might have held: every column there, line N for the Nth row."""
    listed = list(rows)
    schema = SCHEMAS[name]
    needed = [f"{column}_zh" if column in schema.texts else column for column in schema.required]
    columns = tuple(dict.fromkeys([*(column for row in listed for column in row), *needed]))
    return Table(name, name, columns, tuple(ReadRow(name, n, row) for n, row in enumerate(listed, 1)), 0)

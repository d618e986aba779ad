"""An uploaded table against the working copy, line by line: added, changed, unchanged, refused, and what would go.

Nothing is changed while this is worked out. Columns that the file does not have stay as they are in rows that are there
already; a cell that is there but empty empties.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.access.models import User
from kiosk.hub.project.confined import confined
from kiosk.hub.records.changes import changed_columns, changing, noted
from kiosk.hub.records.checks import notice_findings, queue_findings
from kiosk.hub.records.fields import LANGUAGE_NAMES, fields_of, tags_of
from kiosk.hub.records.folder import tables_of
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.places import places_of
from kiosk.hub.records.rows import STEP, identity, normal, repeats, stem_of
from kiosk.hub.records.table_upload import asked
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Severity
from kiosk.matters.rows import Row as ReadRow
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill, join
from kiosk.matters.tables import read_content
from kiosk.matters.windows import Window

_NO_TABLE = Text(
    zh="看不出这是哪张表。请选一张表，或用表名做文件名（windows.xlsx）。",
    en="It cannot be told which table this is. Choose one, or name the file after it (windows.xlsx).",
)
_NO_KEY = Text(
    zh="缺少“{column}”这一列，分不清是哪一条。", en="The column '{column}' is missing; rows cannot be told apart."
)
_NO_KEY_VALUE = Text(zh="“{column}”空着。", en="'{column}' is empty.")
_TWICE = Text(zh="与第 {line} 行重复。", en="The same as line {line}.")
_EMPTY_TABLE = Text(zh="表里没有内容。", en="There is nothing in the table.")


class Kind(StrEnum):
    """What a line comes to."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    REMOVED = "removed"


@dataclass(slots=True)
class Entry:
    """One line of the file (0: a row that the file does not have). ``changes``: column → (old, new)."""

    line: int
    kind: Kind
    key: str
    data: dict[str, str]
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    reasons: list[tuple[str, Text]] = field(default_factory=list)

    def refuse(self, column: str, why: Text) -> None:
        """This line cannot be taken."""
        self.kind = Kind.REFUSED
        self.reasons.append((column, why))


@dataclass(slots=True)
class TableReport:
    """All lines of one table. ``faults`` are of the whole file; ``notes`` (columns that are not known) stop nothing."""

    table: str
    entries: list[Entry] = field(default_factory=list)
    faults: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        """How many lines come to this."""
        return sum(entry.kind is kind for entry in self.entries)

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.count(Kind.REFUSED)


@dataclass(slots=True)
class Report:
    """A file against the working copy. ``digest`` is the same as long as it would do the same."""

    tables: list[TableReport]
    faults: list[Text]
    digest: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether every line can be taken."""
        return not self.faults and all(table.is_sound for table in self.tables)

    @property
    def changes_something(self) -> bool:
        return any(e.kind in (Kind.ADDED, Kind.CHANGED, Kind.REMOVED) for t in self.tables for e in t.entries)


def read_upload(name: str, table: str, data: bytes) -> dict[str, Any]:
    """What :func:`kiosk.hub.records.table_upload.tables` made of a file, in a child process; ConfinedError."""
    made = confined("kiosk.hub.records.table_upload:tables", asked(name, table, data), seconds=60, megabytes=2048)
    read: dict[str, Any] = json.loads(made)
    return read


def compare(hall: Hall, read: Mapping[str, Any], *, whole: bool) -> Report:
    """The report of an upload. ``whole``: the file is the whole table, so rows it does not have would go."""
    loose, by_line, notes = _findings(read)
    report = Report([], loose)
    if not read["tables"] and not loose:
        report.faults.append(_NO_TABLE)
    for name, given in read["tables"].items():
        found = _compare_table(hall, name, given, by_line.get(name, {}), whole)
        found.notes += notes.get(name, [])
        report.tables.append(found)
    _examine(hall, report)
    shape = [(t.table, e.kind, e.key, e.data) for t in report.tables for e in t.entries]
    report.digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
    return report


def take(hall: Hall, read: Mapping[str, Any], digest: str, user: User | None, **how: Any) -> Report | None:
    """Do what the report said, in one transaction; None when it would no longer do the same (nothing was done then).

    ``whole`` as in :func:`compare`; ``good_lines``: leave refused lines out instead of refusing all.
    """
    good_lines = bool(how.get("good_lines"))
    with changing(hall) as locked:
        report = compare(locked, read, whole=bool(how.get("whole")))
        if report.digest != digest or report.faults or not (report.is_sound or good_lines):
            return None
        for table in report.tables:
            _write(locked, table, user, in_order=bool(how.get("whole")))
        counts = {t.table: {kind.value: t.count(kind) for kind in Kind if t.count(kind)} for t in report.tables}
        if report.changes_something:
            noted(locked, user, "table.imported", ", ".join(counts), counts=counts, file=str(how.get("file", ""))[:80])
        return report


def _findings(
    read: Mapping[str, Any],
) -> tuple[list[Text], dict[str, dict[int, list[tuple[str, Text]]]], dict[str, list[Text]]]:
    """What the readers of the file found: about no line, by table and line, and notes by table."""
    loose: list[Text] = []
    by_line: dict[str, dict[int, list[tuple[str, Text]]]] = {}
    notes: dict[str, list[Text]] = {}
    only = next(iter(read["tables"]), "")
    for finding in read["findings"]:
        words = join(Text(finding["what"]), Text(finding["remedy"]))
        sheet = str(finding["file"]).partition("[")[2].rstrip("]").strip().casefold()
        table = sheet if sheet in SCHEMAS else only
        if finding["severity"] != Severity.ERROR:
            notes.setdefault(table, []).append(words)
        elif finding["line"] and table:
            by_line.setdefault(table, {}).setdefault(finding["line"], []).append((finding["column"], words))
        else:
            loose.append(words)
    return loose, by_line, notes


def _compare_table(
    hall: Hall, table: str, given: Mapping[str, Any], faults: Mapping[int, list[tuple[str, Text]]], whole: bool
) -> TableReport:
    report, schema = TableReport(table), SCHEMAS[table]
    names = {column: heading_meant(hall, table, column) for column in given["columns"]}
    unknown = [column for column, name in names.items() if column and schema.place(name) is None]
    if unknown:
        what = Text(zh="没有这些列，未采用：{columns}。", en="There are no such columns; they are left out: {columns}.")
        report.notes.append(fill(what, columns=", ".join(unknown[:10])))
    placed = {place for name in names.values() if (place := schema.place(name)) is not None}
    for column in identity(table)[: 1 if repeats(table) else None]:
        if not any(place[0] == column for place in placed):
            report.faults.append(fill(_NO_KEY, column=column))
    if not given["rows"]:
        report.notes.append(_EMPTY_TABLE)
    if report.faults:
        return report
    columns = [f"{base}_{tag}" if tag else base for base, tag in placed]
    known = {row.key: row.data for row in Row.objects.filter(hall=hall, table=table)}
    seen: dict[str, int] = {}
    counted: dict[str, int] = {}
    for line, cells in given["rows"]:
        found = normal(schema, {names.get(column, column): value for column, value in cells.items()})
        entry = _entry(table, line, found, columns, known, counted)
        for column, why in faults.get(line, ()):
            entry.refuse(column, why)
        if entry.key in seen and not repeats(table):
            entry.refuse(identity(table)[0], fill(_TWICE, line=seen[entry.key]))
        seen.setdefault(entry.key, line)
        report.entries.append(entry)
    if whole:
        report.entries += [Entry(0, Kind.REMOVED, key, dict(data)) for key, data in known.items() if key not in seen]
    return report


def _entry(
    table: str,
    line: int,
    found: dict[str, str],
    columns: Iterable[str],
    known: Mapping[str, Mapping[str, str]],
    counted: dict[str, int],
) -> Entry:
    stem = stem_of(table, found)
    counted[stem] = counted.get(stem, 0) + 1
    key = stem if counted[stem] == 1 or not repeats(table) else f"{stem}#{counted[stem]}"
    before = known.get(key)
    cleared = {column for column in columns if column not in found}
    kept = {c: v for c, v in (before or {}).items() if c not in cleared}
    data = {**kept, **found}
    if not stem:
        entry = Entry(line, Kind.REFUSED, "", data)
        entry.refuse(identity(table)[0], fill(_NO_KEY_VALUE, column=identity(table)[0]))
        return entry
    if before is None:
        return Entry(line, Kind.ADDED, key, data)
    changes = changed_columns(before, data)
    return Entry(line, Kind.CHANGED if changes else Kind.UNCHANGED, key, data, changes)


def heading_meant(hall: Hall, table: str, heading: str) -> str:
    """The column a heading means: the format's own, the library's, or what the console calls it."""
    schema = SCHEMAS[table]
    if schema.place(heading) is not None:
        return heading
    wanted = heading.strip().casefold().replace("（", "(").replace("）", ")")
    for each in fields_of(table, tags_of(hall.facts, ("zh", "en"))):
        for label in each.label.values():
            names = [label] if each.tag in ("", "zh") else []
            names += [f"{label} ({words})" for words in each.language.values()]
            names += [f"{label} ({each.tag})"] if each.tag else []
            if wanted in (name.casefold() for name in names):
                return each.column
    return heading


def _examine(hall: Hall, report: Report) -> None:
    """Refuses the lines that the readers of the content would refuse in what would come out."""
    touched = {t.table: {e.key: e for e in t.entries if e.kind in (Kind.ADDED, Kind.CHANGED)} for t in report.tables}
    if not any(touched.values()):
        return
    tables = {name: _as_table(name, rows) for name, rows in _outcome(hall, report).items()}
    places = [Window(p.number, EMPTY, (), place_id=p.id) for p in places_of(hall) if p.number]
    content = read_content({"id": hall.pk, "name": "-", **hall.facts}, tables, plan_windows=places)
    of_queues = queue_findings(content.catalogue, tables)
    for finding in (*content.findings, *notice_findings(hall, tables), *of_queues):
        table, _, key = finding.file.partition("/")
        entry = touched.get(table, {}).get(key)
        if entry is not None and finding.severity == Severity.ERROR:
            why = finding.what if finding.rule == "reference-dangling" else join(finding.what, finding.remedy)
            entry.refuse(finding.column, why)


def _outcome(hall: Hall, report: Report) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """table → (key, cells) as they would be."""
    rows: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for name in tables_of(hall):
        listed = Row.objects.filter(hall=hall, table=name).order_by("place", "pk").values_list("key", "data")
        rows[name] = list(listed)
    for table in report.tables:
        now = {entry.key: entry for entry in table.entries if entry.kind is not Kind.REFUSED}
        kept = [
            (key, now[key].data if key in now else data)
            for key, data in rows.get(table.table, [])
            if key not in now or now[key].kind is not Kind.REMOVED
        ]
        added = [(e.key, e.data) for e in table.entries if e.kind is Kind.ADDED]
        rows[table.table] = [*kept, *added]
    return rows


def _as_table(name: str, rows: Iterable[tuple[str, Mapping[str, str]]]) -> Table:
    """Every row is a file of its own ("matters/<key>"): a finding says whose it is, and none is only counted."""
    listed = list(rows)
    schema = SCHEMAS[name]
    needed = [f"{column}_zh" if column in schema.texts else column for column in schema.required]
    columns = tuple(dict.fromkeys([*(column for _, data in listed for column in data), *needed]))
    read = tuple(ReadRow(f"{name}/{key}", number, data) for number, (key, data) in enumerate(listed, 1))
    return Table(name, name, columns, read, 0)


def _write(hall: Hall, table: TableReport, user: User | None, *, in_order: bool) -> None:
    rows = {row.key: row for row in Row.objects.filter(hall=hall, table=table.table)}
    last = max((row.place for row in rows.values()), default=0)
    changed, added = [], []
    for number, entry in enumerate((e for e in table.entries if e.line), 1):
        row = rows.get(entry.key)
        if entry.kind is Kind.CHANGED and row is not None:
            row.data, row.version, row.changed_by = entry.data, row.version + 1, user
        elif entry.kind is Kind.ADDED:
            last += STEP
            row = Row(hall=hall, table=table.table, key=entry.key, data=entry.data, place=last, changed_by=user)
            added.append(row)
        elif entry.kind is Kind.REFUSED or row is None:
            continue
        if in_order:
            row.place = number * STEP
        if entry.kind is not Kind.ADDED:
            changed.append(row)
    gone = [entry.key for entry in table.entries if entry.kind is Kind.REMOVED]
    for start in range(0, len(gone), 500):
        Row.objects.filter(hall=hall, table=table.table, key__in=gone[start : start + 500]).delete()
    Row.objects.bulk_create(added, batch_size=500)
    Row.objects.bulk_update(changed, ["data", "version", "changed_by", "place", "changed_at"], batch_size=200)


def column_words(hall: Hall, table: str, column: str) -> Text:
    """What a column is called, with its language."""
    for each in fields_of(table, tags_of(hall.facts, LANGUAGE_NAMES)):
        if each.column == column or (each.base == column and each.tag == "zh"):
            tongue = each.language if each.tag not in ("", "zh") else EMPTY
            return Text({k: f"{v} ({tongue[k]})" if tongue else v for k, v in each.label.items()})
    return Text(zh=column, en=column)

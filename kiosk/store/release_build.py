"""Builds a release: one folder → one immutable, hash-checked file, there whole or not at all."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Mapping
from pathlib import Path

import sqlite_utils

from kiosk.base.clock import Clock, SystemClock
from kiosk.finding.entries import Entry, Kind
from kiosk.guidance.archive import read_members
from kiosk.guidance.findings import Finding
from kiosk.guidance.findings import Severity as PlanSeverity
from kiosk.matters.findings import Severity, TableFinding
from kiosk.store.entries_of import entries_of
from kiosk.store.media import keep_media
from kiosk.store.release_draft import Draft, draft_release
from kiosk.store.release_info import ReleaseError, ReleaseInfo, sequence_of
from kiosk.store.release_place import place_release, writing_releases
from kiosk.store.release_schema import create_indexes, create_tables, mark_release, write_catalogue, write_meta
from kiosk.store.search_index import build_index
from kiosk.store.venue_facts import pack_venue


class RefusedError(ReleaseError):
    """Content with errors; ``findings`` and ``plan_findings`` say which."""

    def __init__(self, draft: Draft, folder: Path) -> None:
        self.findings: tuple[TableFinding, ...] = draft.findings
        self.plan_findings: tuple[Finding, ...] = draft.plan_findings
        errors = sum(finding.severity == Severity.ERROR for finding in draft.findings)
        plan_errors = (
            0 if draft.is_plan_publishable else sum(f.severity == PlanSeverity.ERROR for f in draft.plan_findings)
        )
        what = f"No release was built: {errors} errors in the tables, {plan_errors} in the plan."
        super().__init__(what, where=folder.name, remedy="Mend them and build again.")


def build_release(
    folder: Path, out: Path, sequence: int | None = None, clock: Clock | None = None, force: bool = False
) -> ReleaseInfo:
    """Build ``release-<n>.db`` and its ``.json`` in ``out``; n is the next number there when none is given.

    Raises RefusedError for content with errors (``force`` overlooks those of the plan), ContentError or PlanError for
    what cannot be read, ReleaseError when the file cannot be written. The same content and number give the same bytes.
    """
    return write_release(draft_release(folder), folder, out, sequence, clock, force)


def write_release(
    draft: Draft,
    folder: Path,
    out: Path,
    sequence: int | None = None,
    clock: Clock | None = None,
    force: bool = False,
) -> ReleaseInfo:
    """Write a draft that was read from ``folder``; else as ``build_release``."""
    if not draft.is_buildable(force):
        raise RefusedError(draft, folder)
    with writing_releases(out):
        return _write(draft, out, _number(out, sequence), clock or SystemClock(draft.catalogue.hall.time_zone))


def _number(out: Path, sequence: int | None) -> int:
    """The release's number; numbers never go back. A file without its description is an unfinished one and goes."""
    taken = 0
    for path in out.glob("release-*.db"):
        known = sequence_of(path)
        if known is not None and not path.with_suffix(".json").exists():
            path.unlink()
        taken = max(taken, known or 0)
    if sequence is None:
        return taken + 1
    if not taken < sequence < 10**18:
        remedy = f"The next number is {taken + 1}."
        raise ReleaseError(f"Release {sequence} cannot follow release {taken}.", where=str(out), remedy=remedy)
    return sequence


def _write(draft: Draft, out: Path, sequence: int, clock: Clock) -> ReleaseInfo:
    def fill(path: Path) -> Mapping[str, int]:
        keep_media(out, draft.media)
        entries = entries_of(draft.catalogue, draft.venue, draft.wall)
        _fill(path, draft, entries, sequence)
        return _counts(draft, entries)

    return place_release(out, sequence, draft.catalogue.hall.id, clock.now().isoformat(timespec="seconds"), fill)


def _fill(path: Path, draft: Draft, entries: tuple[Entry, ...], sequence: int) -> None:
    database = sqlite_utils.Database(path)
    try:
        connection: sqlite3.Connection = database.conn
        mark_release(connection)
        with database.atomic():
            create_tables(database)
            write_meta(connection, sequence, draft.catalogue.hall.id)
            write_catalogue(database, draft.catalogue, draft.synonyms, draft.wall, draft.media, draft.desk)
            _write_plan(database, draft)
            _write_rest(database, draft)
            create_indexes(database)
        build_index(database, entries, draft.synonyms)
    finally:
        database.close()


def _write_plan(database: sqlite_utils.Database, draft: Draft) -> None:
    if draft.plan is None or draft.plan_path is None:
        return
    layout, facts, shapes = pack_venue(draft.plan.venue)
    database.table("venue").insert({"layout": layout, "facts": facts, "shapes": shapes})
    members = sorted(read_members(draft.plan_path).files.items())
    database.table("plan_files").insert_all(
        {"name": name, "size": len(data), "packed": zlib.compress(data, 6)}
        for name, data in members
        if not name.lower().endswith(".zip")
    )
    database.table("plan_findings").insert_all(
        {
            "severity": finding.severity.value,
            "rule": finding.rule,
            "feature_id": finding.feature_id,
            "zh": f"{finding.text.within('zh-CN')} {finding.remedy.within('zh-CN')}".strip(),
            "en": f"{finding.text.within('en')} {finding.remedy.within('en')}".strip(),
        }
        for finding in draft.plan_findings
    )


def _write_rest(database: sqlite_utils.Database, draft: Draft) -> None:
    database.table("pictures").insert_all(
        {"name": p.name, "kind": p.kind, "width": p.width, "height": p.height, "data": p.data} for p in draft.pictures
    )
    database.table("table_findings").insert_all(
        {
            "severity": finding.severity.value,
            "rule": finding.rule,
            "place": finding.place,
            "zh": f"{finding.what.within('zh-CN')}{finding.remedy.within('zh-CN')}",
            "en": f"{finding.what.within('en')} {finding.remedy.within('en')}".strip(),
        }
        for finding in draft.findings
    )


def _counts(draft: Draft, entries: tuple[Entry, ...]) -> Mapping[str, int]:
    catalogue = draft.catalogue
    return {
        "departments": len(catalogue.departments),
        "windows": len(catalogue.windows),
        "matters": len(catalogue.matters),
        "materials": sum(len(matter.materials) for matter in catalogue.matters),
        "services": len(catalogue.services),
        "themes": len(catalogue.themes),
        "places": sum(entry.kind == Kind.PLACE for entry in entries),
        "levels": len(draft.venue.levels) if draft.venue else 0,
        "pictures": len(draft.pictures),
        "notices": len(draft.wall.notices),
        "media": len(draft.media),
    }

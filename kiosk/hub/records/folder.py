"""The working copy as a content folder (docs/content-format.md), and a content folder as the working copy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.guidance.archive import is_json, read_members
from kiosk.guidance.documents import write_document
from kiosk.guidance.imdf import read_plan
from kiosk.hub.access.models import User
from kiosk.hub.records import media_store
from kiosk.hub.records.changes import changing, noted
from kiosk.hub.records.media import MEDIA, NAMED_PICTURES, Taken, named_safely, prepare, put_away
from kiosk.hub.records.models import Hall, Media, PlanDraft, Row
from kiosk.hub.records.rows import STEP, rows_of
from kiosk.hub.records.toml import write_toml
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Severity, TableFinding
from kiosk.store.content_folder import HALL_FILE, PICTURES, ContentFolder, read_folder
from kiosk.store.whole_files import write_whole

#: Keys of hall.toml that are not the hall's facts: its id is the record's own, the plan lies in plan/.
_APART = ("format", "id", "plan")
_MEDIA_FILES = 4_000
_READ_LIMIT = 64 << 20

_REFUSED = Text(zh="这个文件夹里有错误，没有导入。", en="The folder has errors; nothing was taken in.")


class FolderError(KioskError):
    """A folder that cannot be taken in. ``findings`` say what stands against it."""

    def __init__(self, what: str, findings: Iterable[TableFinding] = (), *, where: str = "", remedy: str = "") -> None:
        self.findings = tuple(findings)
        super().__init__(what, where=where, remedy=remedy)


@dataclass
class Tally:
    """What came in: rows by table, files of the plan, media; and what the folder's readers noted."""

    rows: dict[str, int] = field(default_factory=dict)
    plan_files: int = 0
    media: int = 0
    findings: tuple[TableFinding, ...] = ()


def write_folder(hall: Hall, folder: Path, *, every_medium: bool = False) -> None:
    """Write the working copy as a content folder into ``folder`` (made when it is not there; it must be empty).

    Table ``T`` becomes ``T.json``: a finding's line N in it is the Nth row of the table (see :func:`row_at`). Only
    media that something names are written, unless ``every_medium``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FolderError("There is something in the folder already.", where=str(folder))
    facts = {"format": 1, "id": hall.pk} | {k: v for k, v in hall.facts.items() if k not in _APART}
    write_whole(folder / HALL_FILE, write_toml(facts).encode())
    for table, rows in tables_of(hall).items():
        write_whole(folder / f"{table}.json", _json(rows))
    _write_plan(hall, folder / "plan")
    _write_media(hall, folder, every_medium)


def tables_of(hall: Hall) -> dict[str, list[dict[str, str]]]:
    """Every table that has rows, in the order of the content format, its rows in theirs."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in SCHEMAS}
    for table, data in Row.objects.filter(hall=hall).order_by("place", "pk").values_list("table", "data"):
        found.setdefault(table, []).append(data)
    return {table: rows for table, rows in found.items() if rows and table in SCHEMAS}


def row_at(hall: Hall, table: str, line: int) -> Row | None:
    """The row a finding means by "T.json", line N (from 1), as long as nobody moved it since."""
    rows = Row.objects.filter(hall=hall, table=table).order_by("place", "pk")
    return rows[line - 1 : line].first() if line > 0 else None


def _json(rows: list[dict[str, str]]) -> bytes:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def _write_plan(hall: Hall, folder: Path) -> None:
    plan = PlanDraft.objects.filter(hall=hall).first()
    for name, text in (plan.files if plan is not None else {}).items():
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise FolderError("A file of the plan has a name that leads out of it.", where=name[:80])
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())


def _write_media(hall: Hall, folder: Path, every_medium: bool) -> None:
    icons, others = named_media(hall)
    for medium in Media.objects.filter(hall=hall):
        homes = [PICTURES] if medium.name in icons else []
        homes += [MEDIA] if medium.name in others or (every_medium and not homes) else []
        for home in homes:
            (folder / home).mkdir(exist_ok=True)
            write_whole(folder / home / medium.name, media_store.read(medium.sha256))


def named_media(hall: Hall) -> tuple[set[str], set[str]]:
    """Names of media that the working copy uses: as icons and logo (pictures/), and in notices (media/)."""
    icons = {str(hall.facts.get("logo", ""))}
    others: set[str] = set()
    for table, data in Row.objects.filter(hall=hall).values_list("table", "data"):
        for column, value in data.items():
            if column in NAMED_PICTURES:
                icons.add(value)
            elif table.startswith("notice"):
                others.update(part.strip() for part in value.split("|"))
                others.update(media_in(value))
    return {name for name in icons if "." in name}, {name for name in others if "." in name}


def media_in(body: str) -> list[str]:
    """The names of the pictures a notice's text shows."""
    from kiosk.hub.records.rich_text import pictures_in

    return pictures_in(body) if "<img" in body else []


def read_folder_into(hall: Hall, path: Path, user: User | None = None) -> Tally:
    """Take a whole content folder in: it becomes the working copy of ``hall``; what was there is replaced.

    Raises FolderError when a file cannot be read (tables with errors in their cells do come in: they can be mended
    here), ContentError or PlanError when the folder is none.
    """
    content = read_folder(path)
    errors = [finding for finding in content.findings if finding.severity == Severity.ERROR]
    if errors:
        raise FolderError(errors[0].sentence("en"), errors, where=str(path))
    plan = _plan_texts(content)
    media = [*_media_of(content.pictures), *_media_of(_media_files(path))]
    with changing(hall) as locked:
        tally = Tally(findings=tuple(content.findings), plan_files=len(plan or {}), media=len(media))
        if content.hall is not None:
            _replace_facts(locked, content.hall)
            tally.rows = _replace_rows(locked, content, user)
        if plan is not None:
            _replace_plan(locked, plan, user)
        put_away(locked, media, user)
        noted(locked, user, "hall.taken_in", locked.pk, rows=tally.rows, plan=tally.plan_files, media=tally.media)
    hall.refresh_from_db()
    return tally


def make_hall(path: Path, user: User | None = None, hall_id: str = "") -> tuple[Hall, Tally]:
    """A new hall from a content folder (its id is hall.toml's unless given); FolderError when there is one already."""
    facts = read_folder(path).hall or {}
    wanted = hall_id or str(facts.get("id", ""))
    if not wanted:
        raise FolderError("The hall has no id.", where=str(path), remedy="Write one in hall.toml, or give one here.")
    hall, is_new = Hall.objects.get_or_create(id=wanted)
    if not is_new:
        raise FolderError(f"There is a hall {wanted} already.", where=str(path), remedy="Choose another id.")
    try:
        return hall, read_folder_into(hall, path, user)
    except BaseException:
        hall.delete()
        raise


def _replace_facts(hall: Hall, facts: Mapping[str, Any]) -> None:
    plain = json.loads(json.dumps(facts, default=str))  # TOML has times and dates, JSON does not
    hall.facts = {key: value for key, value in plain.items() if key not in _APART}
    hall.facts_version += 1
    hall.save(update_fields=["facts", "facts_version"])


def _replace_rows(hall: Hall, content: ContentFolder, user: User | None) -> dict[str, int]:
    known = {(row.table, row.key): row.version for row in Row.objects.filter(hall=hall).only("table", "key", "version")}
    Row.objects.filter(hall=hall).delete()
    rows = [
        Row(
            hall=hall,
            table=name,
            key=key,
            place=number * STEP,
            data=data,
            version=known.get((name, key), 0) + 1,
            changed_by=user,
        )
        for name, table in content.tables.items()
        for number, (key, data) in enumerate(rows_of(table), 1)
    ]
    Row.objects.bulk_create(rows, batch_size=500)
    return {name: sum(1 for row in rows if row.table == name) for name in content.tables}


def _replace_plan(hall: Hall, files: dict[str, str], user: User | None) -> None:
    plan, _ = PlanDraft.objects.get_or_create(hall=hall)
    plan.files, plan.version, plan.changed_by = files, plan.version + 1, user
    plan.save()


def _plan_texts(content: ContentFolder) -> dict[str, str] | None:
    """The plan's JSON files as texts, just as they lie there; None without a plan. Raises PlanError."""
    if content.plan is None:
        return None
    plan = read_plan(content.plan)
    texts = {}
    for name, data in read_members(content.plan).files.items():
        if not is_json(name):
            continue
        try:
            texts[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            texts[name] = write_document(plan.documents[name]).decode() if name in plan.documents else ""
    folders = {name.rpartition("/")[0] for name in texts}
    if len(folders) == 1 and folders != {""}:  # a zip of a folder: the plan is what is in it
        texts = {name.rpartition("/")[2]: text for name, text in texts.items()}
    return {name: text for name, text in texts.items() if text}


def _media_files(path: Path) -> list[Path]:
    folder = path / MEDIA
    if not folder.is_dir():
        return []
    entries = sorted(islice(folder.iterdir(), _MEDIA_FILES))
    root = path.resolve()
    return [e for e in entries if e.is_file() and not e.name.startswith(".") and e.resolve().is_relative_to(root)]


def _media_of(files: Iterable[Path]) -> list[Taken]:
    found = []
    for file in files:
        with file.open("rb") as stream:
            data = stream.read(_READ_LIMIT + 1)
        found.append(prepare(named_safely(file.name), data, vector_too=True))
    return found

"""Everything a release will hold, read and checked, before a byte of it is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.base.texts import LANGUAGES, Text
from kiosk.guidance.check import check, publishable
from kiosk.guidance.findings import Finding
from kiosk.guidance.findings import Severity as PlanSeverity
from kiosk.guidance.imdf import Plan, PlanError, read_plan
from kiosk.guidance.venue import Venue
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hall_facts import said_in
from kiosk.matters.sentences import fill
from kiosk.matters.tables import read_content
from kiosk.store.content_folder import HALL_FILE, MEDIA, PICTURES, ContentFolder, read_folder
from kiosk.store.media import Medium
from kiosk.store.notice_tables import Notices, read_notices
from kiosk.store.pictures import Picture, PictureFault, check_picture
from kiosk.store.plan_windows import check_places, read_with_plan, windows_of_plan
from kiosk.store.queue_tables import Desk, default_queues, read_desk

_READ_LIMIT = 16 << 20
_PICTURES_LIMIT = 256 << 20
_MEDIA_LIMIT = 1 << 30

_UNREADABLE = Text(zh="平面图读不出来：{why}", en="The plan cannot be read: {why}")
_NO_PLAN = Text(zh="没有平面图，不能带路。", en="There is no floor plan, so nobody can be led.")
_ADD_PLAN = Text(zh="请放入 plan/ 或在 hall.toml 里写 plan。", en="Add plan/ or name it in hall.toml.")
_NO_PICTURE = Text(zh="pictures/ 里没有 {name}。", en="There is no {name} in pictures/.")
_LOST = Text(zh="图片打不开。", en="The picture cannot be opened.")
_UNUSED = Text(zh="没有通知用到这个文件，未收入。", en="No notice uses this file; it was left out.")
_NO_SVG = Text(zh="media/ 里只能是 PNG、JPEG、WebP。", en="media/ takes PNG, JPEG and WebP only.")
_MANY = Text(zh="图片一共太大。", en="The pictures are too big altogether.")


@dataclass(frozen=True)
class Draft:
    """A release before it is written. ``findings`` are of the tables and pictures, ``plan_findings`` of the plan."""

    catalogue: Catalogue
    synonyms: tuple[tuple[str, ...], ...]
    plan: Plan | None
    plan_path: Path | None
    pictures: tuple[Picture, ...]
    findings: tuple[TableFinding, ...]
    plan_findings: tuple[Finding, ...]
    wall: Notices = field(default_factory=Notices)
    media: tuple[Medium, ...] = ()
    desk: Desk = field(default_factory=Desk)

    @property
    def venue(self) -> Venue | None:
        return self.plan.venue if self.plan is not None else None

    @property
    def is_plan_publishable(self) -> bool:
        return publishable(self.plan_findings)

    def is_buildable(self, force: bool = False) -> bool:
        """Whether nothing stands against a release; ``force`` overlooks the plan's errors, never the tables'."""
        errors = any(finding.severity == Severity.ERROR for finding in self.findings)
        return not errors and (force or self.is_plan_publishable)


def draft_release(folder: Path) -> Draft:
    """Read and check a content folder or a bare plan; ContentError or PlanError when it cannot be read at all."""
    content = read_folder(folder)
    if content.hall is None:
        return _draft_bare_plan(folder)
    findings = list(content.findings)
    plan = _read_plan_of(content, findings)
    venue = plan.venue if plan is not None else None
    read = read_with_plan(content.hall, content.tables, venue, findings)
    further: list[TableFinding] = []
    pictures = _read_pictures(content, further)
    further += _missing_pictures(read.catalogue, content, pictures)
    if venue is not None:
        windows_file = content.tables["windows"].file if "windows" in content.tables else "windows"
        further += check_places(read.catalogue, venue, windows_file)
    languages = said_in(read.catalogue.hall.languages)
    book = Notebook()
    codes = {matter.code for matter in read.catalogue.matters}
    wall = read_notices(content.tables, {path.name for path in content.media}, codes, book, languages)
    media = _read_media(content, wall.media(), book)
    desk = read_desk(content.hall, content.tables, read.catalogue, book)
    further += book.findings()
    return Draft(
        catalogue=read.catalogue,
        synonyms=read.synonyms,
        plan=plan,
        plan_path=content.plan,
        pictures=pictures,
        findings=_sorted((*read.findings, *further)),
        plan_findings=tuple(check(plan, languages=languages)) if plan is not None else (),
        wall=wall,
        media=media,
        desk=desk,
    )


def _sorted(findings: Iterable[TableFinding]) -> tuple[TableFinding, ...]:
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def _read_plan_of(content: ContentFolder, findings: list[TableFinding]) -> Plan | None:
    if content.plan is None:
        if not findings or all(finding.rule != "plan-missing" for finding in findings):
            findings.append(TableFinding("plan-missing", Severity.WARNING, _NO_PLAN, _ADD_PLAN, HALL_FILE, 0, "plan"))
        return None
    try:
        return read_plan(content.plan)
    except PlanError as error:
        what, remedy = fill(_UNREADABLE, why=error.what), Text(zh=error.remedy, en=error.remedy)
        findings.append(TableFinding("plan-unreadable", Severity.ERROR, what, remedy, error.where or content.plan.name))
        return None


def _draft_bare_plan(path: Path) -> Draft:
    plan = read_plan(path)
    venue = plan.venue
    read = read_content(
        _facts_of(venue), {}, hall_file=path.name, plan_windows=windows_of_plan(venue), plan_services=()
    )
    languages = said_in(read.catalogue.hall.languages)
    plan_findings = tuple(map(_softened, check(plan, languages=languages)))
    findings = tuple(finding for finding in read.findings if finding.severity != Severity.ERROR)
    desk = Desk(default_queues(read.catalogue))
    return Draft(read.catalogue, (), plan, path, (), findings, plan_findings, desk=desk)


def _softened(finding: Finding) -> Finding:
    """A bare plan is shown as it is: what is an error for a hall only warns here."""
    return replace(finding, severity=PlanSeverity.WARNING) if finding.severity is PlanSeverity.ERROR else finding


def _facts_of(venue: Venue) -> Mapping[str, Any]:
    """A hall made from what the plan says: its name, and the language most of its signs are in first."""
    signs = [thing.name for things in (venue.levels, venue.occupants, venue.amenities) for thing in things]
    chinese = any(language.startswith("zh") for sign in (venue.name, *signs) for language in sign)
    first = "zh-CN" if chinese else "en"
    return {
        "id": re.sub(r"[^A-Za-z0-9_-]+", "-", venue.id)[:64].strip("-") or "plan",
        "name": dict(venue.name) or {"zh": "示例", "en": "Floor plan"},
        "languages": [first, *(language for language in LANGUAGES if language != first)],
        "default_language": first,
    }


def _read_pictures(content: ContentFolder, findings: list[TableFinding]) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    total = 0
    for path in content.pictures:
        shown = f"{PICTURES}/{path.name}"
        try:
            with path.open("rb") as stream:
                data = stream.read(_READ_LIMIT)
            total += len(data)
            if total > _PICTURES_LIMIT:
                findings.append(TableFinding("picture-refused", Severity.ERROR, _MANY, file=PICTURES))
                break
            pictures.append(check_picture(path.name, data))
        except OSError:
            findings.append(TableFinding("picture-refused", Severity.ERROR, _LOST, file=shown))
        except PictureFault as fault:
            findings.append(TableFinding("picture-refused", Severity.ERROR, fault.what, file=shown))
    return tuple(pictures)


def _read_media(content: ContentFolder, used: Iterable[str], book: Notebook) -> tuple[Medium, ...]:
    """The media that notices name, looked into one after the other and left where they are."""
    media: list[Medium] = []
    wanted, total = set(used), 0
    for path in content.media:
        shown = f"{MEDIA}/{path.name}"
        if path.name not in wanted:
            book.add(TableFinding("file-unknown", Severity.NOTE, _UNUSED, file=shown))
            continue
        try:
            with path.open("rb") as stream:
                data = stream.read(_READ_LIMIT)
            total += len(data)
            picture = check_picture(path.name, data)
            if picture.kind == "svg":
                raise PictureFault(_NO_SVG)
            digest = hashlib.sha256(data).hexdigest()
            media.append(Medium(path.name, digest, picture.kind, len(data), picture.width, picture.height, path))
        except OSError:
            book.add(TableFinding("medium-refused", Severity.ERROR, _LOST, file=shown))
        except PictureFault as fault:
            book.add(TableFinding("medium-refused", Severity.ERROR, fault.what, file=shown))
        if total > _MEDIA_LIMIT:
            book.add(TableFinding("medium-refused", Severity.ERROR, _MANY, file=MEDIA))
            break
    return tuple(media)


def _missing_pictures(
    catalogue: Catalogue, content: ContentFolder, pictures: tuple[Picture, ...]
) -> Iterable[TableFinding]:
    """A name with a dot is a picture of the folder; one without is an icon of the program."""
    there = {picture.name for picture in pictures} | {path.name for path in content.pictures}

    def file_of(table: str) -> str:
        return content.tables[table].file if table in content.tables else table

    named = [(catalogue.hall.logo, HALL_FILE, "logo")]
    named += [(department.icon, file_of("departments"), "icon") for department in catalogue.departments]
    named += [(theme.icon, file_of("themes"), "icon") for theme in catalogue.themes]
    for name, file, column in named:
        if "." in name and name not in there:
            what = fill(_NO_PICTURE, name=name)
            yield TableFinding("reference-dangling", Severity.ERROR, what, file=file, column=column)

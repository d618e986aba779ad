"""An edition as its page shows it: findings with the place they are at, drawings, differences, and what may be done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kiosk.base.texts import Text
from kiosk.hub.access.gate import roles
from kiosk.hub.access.models import User
from kiosk.hub.console.words import said
from kiosk.hub.publishing.deciding import standing, steps_of
from kiosk.hub.publishing.floor_svg import view_box
from kiosk.hub.publishing.homes import edition_home
from kiosk.hub.publishing.models import Edition
from kiosk.hub.publishing.workflow import NO_ROLE, Act, next_acts, refusal
from kiosk.hub.records.folder import row_at
from kiosk.hub.records.models import Hall

#: How many findings are shown with a drawing; the others are lines.
DRAWN = 12
CLOSE_M = 26.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A floor's drawing. ``key`` is its id in the page."""

    key: str
    name: str
    body: SafeString
    box: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in the words of the page. ``view``: the part of the sheet ``key`` it is in; "" = no place."""

    number: int
    severity: str
    what: str
    remedy: str
    place: str
    key: str
    view: str
    mend: str


@dataclass(frozen=True, slots=True)
class Task:
    """A step on the way to the panels: 1-2-3 on the page."""

    act: str
    zh: str
    en: str
    done: bool
    now: bool


_NAME = 60
_WAITS = {
    Act.SUBMIT: Text(zh="等待编辑提交。", en="It waits for an editor to submit it."),
    Act.REVIEW: Text(zh="等待审核人审核。", en="It waits for a reviewer."),
    Act.PUBLISH: Text(zh="等待大厅负责人发布。", en="It waits for the hall manager to publish it."),
}
_TASKS = {
    Act.SUBMIT: ("提交", "Submit"),
    Act.REVIEW: ("审核", "Review"),
    Act.PUBLISH: ("发布", "Publish"),
}


def edition_view(edition: Edition, user: User) -> dict[str, Any]:
    """Everything the templates of an edition need."""
    sheets = _sheets(edition)
    findings = list(_findings(edition, sheets))
    held = roles(user, edition.hall_id)
    stands = standing(edition)
    refusals = {act: refusal(act, stands, edition.hall.steps, held, user.username) for act in Act}
    return {
        "edition": edition,
        "errors": [f for f in findings if f.severity == "error"],
        "warnings": [f for f in findings if f.severity == "warning"],
        "notes": [f for f in findings if f.severity not in ("error", "warning")],
        "sheets": [sheet for sheet, _, _ in sheets.values()],
        "groups": groups(edition.difference),
        "changes": changes(edition.difference),
        "steps_taken": steps_of(edition),
        "tasks": _tasks(edition),
        "may": {act.value: why is None for act, why in refusals.items()},
        "why_not": _why_not(edition, refusals),
        "fault": said(edition.fault.get("zh", ""), edition.fault.get("en", "")),
    }


def groups(difference: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The groups of a difference in the language of the page; what needs attention is one of them."""
    language = said("zh", "en")
    return [
        {
            "key": group["key"],
            "title": group["title"][language],
            "count": group["count"],
            "more": group["more"],
            "lines": [{"kind": line["kind"], "text": line[language]} for line in group["lines"]],
        }
        for group in difference
    ]


def changes(difference: Iterable[Mapping[str, Any]]) -> int:
    """How many changes it tells (what needs attention is none)."""
    return sum(group["count"] for group in difference if group["key"] != "attention")


def _sheets(edition: Edition) -> dict[str, tuple[Sheet, list[float], Mapping[str, list[float]]]]:
    """level id → its sheet, box and pins, as the build drew them."""
    try:
        floors = json.loads((edition_home(edition.hall_id, edition.pk) / "floors.json").read_bytes())
    except (OSError, ValueError):
        return {}
    found = {}
    for number, floor in enumerate(floors):
        # Drawn by our own child process, every word in it escaped there (floor_svg).
        body = mark_safe(floor["bodies"][said("zh", "en")])
        sheet = Sheet(f"floor-{edition.pk}-{number}", floor[said("zh", "en")], body, view_box(floor["box"]))
        found[floor["level_id"]] = (sheet, floor["box"], floor["pins"])
    return found


def _findings(
    edition: Edition, sheets: Mapping[str, tuple[Sheet, list[float], Mapping[str, list[float]]]]
) -> Iterable[Shown]:
    language = said("zh", "en")
    is_current = edition.revision == edition.hall.revision
    for number, finding in enumerate(edition.findings, 1):
        key = view = ""
        sheet = sheets.get(finding.get("level_id") or "")
        pin = sheet[2].get(str(number)) if sheet else None
        if sheet is not None and pin is not None and number <= DRAWN:
            key, view = sheet[0].key, view_box(sheet[1], (pin[0], pin[1]), CLOSE_M)
        yield Shown(
            number=number,
            severity=finding["severity"],
            what=finding[language],
            remedy=finding.get(f"remedy_{language}", ""),
            place=finding.get(f"place_{language}") or _cell(finding),
            key=key,
            view=view,
            mend=_mend(edition.hall, finding) if is_current else "",
        )


def _cell(finding: Mapping[str, Any]) -> str:
    """ "windows · 3 · hours_id", for what is in a table."""
    table = str(finding.get("file", "")).partition(".")[0]
    parts = [table, str(finding.get("line") or ""), str(finding.get("column") or "")]
    return " · ".join(part for part in parts if part)


def _mend(hall: Hall, finding: Mapping[str, Any]) -> str:
    """The address of the page on which it can be mended; "" when there is none."""
    from django.urls import NoReverseMatch, reverse

    place = {"hall_id": hall.pk}
    try:
        if finding.get("of") == "plan":
            feature = finding.get("feature_id")
            return reverse("plan", kwargs=place) + (f"#{feature}" if feature else "")
        table = str(finding.get("file", "")).partition(".")[0]
        if table == "hall":
            is_desk = str(finding.get("column") or "").startswith("desk")
            return reverse("content-desk" if is_desk else "content-facts", kwargs=place)
        row = row_at(hall, table, int(finding.get("line") or 0))
        if row is not None:
            return reverse("content-row", kwargs={**place, "table": table, "row_id": row.pk})
        return reverse("content-table", kwargs={**place, "table": table}) if table else ""
    except NoReverseMatch:
        return ""


def _tasks(edition: Edition) -> list[Task]:
    steps = edition.hall.steps
    whole = next_acts("ready", steps)
    left = next_acts(edition.state, steps) if edition.state != Edition.State.RETURNED else whole
    return [Task(act.value, *_TASKS[act], act not in left, bool(left) and act is left[0]) for act in whole]


def _why_not(edition: Edition, refusals: Mapping[Act, Any]) -> str:
    """Whom it waits for, or why the next act is not this person's."""
    left = next_acts(edition.state, edition.hall.steps)
    if not left or edition.state == Edition.State.RETURNED:
        return ""
    why = refusals.get(left[0])
    if why is None or not edition.is_open:
        return ""
    if why == NO_ROLE:
        why = _WAITS[left[0]]
    return said(why.within("zh-CN"), why.within("en"))


def name_of(edition: Edition) -> str:
    """What an edition is called when nobody gave it a name: its first change, and how many there are."""
    told = [group for group in edition.difference if group["key"] != "attention" and group["lines"]]
    if not told:
        return ""
    first = str(told[0]["lines"][0][said("zh", "en")])
    first = first if len(first) <= _NAME else first[: _NAME - 1] + "…"
    number = changes(edition.difference)
    return first if number < 2 else said(f"{first}（共 {number} 处）", f"{first} (of {number} changes)")

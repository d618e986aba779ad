"""Rows of lists: one line of text for the eyes above and one button for the hand below, for everything one may choose.

Pure: from the facts to frozen :class:`Row`, and from a chosen row to the screen that it opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kiosk.base.texts import Text
from kiosk.finding.entries import Kind
from kiosk.matters.hours_words import say_openness
from kiosk.matters.matters import Department, Matter, Need
from kiosk.matters.sentences import fill
from kiosk.matters.themes import Theme
from kiosk.policy.wall import Standing
from kiosk.ui.notice_words import say_day, say_standing
from kiosk.ui.panel import Panel
from kiosk.ui.pictograms import KINDS, named_icon, place_icon
from kiosk.ui.screens import is_available
from kiosk.ui.words import say_distance, say_limit, say_way, say_windows
from kiosk.visit.find_way import Facility, Hit, Spot
from kiosk.visit.visit import Page

_BRING = Text(zh="带：{papers}", en="Bring: {papers}")
_STEPS = Text(zh="{count}件事，按顺序办", en="{count} steps, in order")
_COUNT = Text(zh="共{count}项事项", en="{count} matters")
_NEAREST = Text(zh="最近的一处", en="The nearest one")
_NOTICE = Text(zh="政策公告", en="Notice")
_SHOWN_PAPERS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One choice. ``aside`` stands at the right (a window), ``state`` says open or closed in words (``good``: open)."""

    kind: str
    id: str
    title: str
    detail: str = ""
    brief: str = ""  # the detail where there is little room
    aside: str = ""
    aside_detail: str = ""
    state: str = ""
    good: bool = True
    icon: str = ""
    marks: tuple[tuple[int, int], ...] = ()

    def name(self) -> str:
        """Everything a reader says about this row."""
        return ", ".join(part for part in (self.title, self.aside, self.aside_detail, self.state) if part)

    def as_qml(self) -> dict[str, Any]:
        """For QML's lists: the fields, the spoken name, and the title cut at its marks."""
        shown = asdict(self)
        shown["asideDetail"] = shown.pop("aside_detail")
        shown["marks"] = cut(self.title, self.marks)
        return {**shown, "brief": self.brief or self.detail, "name": self.name()}


def cut(title: str, marks: tuple[tuple[int, int], ...]) -> list[dict[str, Any]]:
    """The title in pieces, each with whether it is marked (what the visitor's words matched)."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for start, end in sorted(marks):
        if start < at or end > len(title) or start >= end:
            continue
        pieces += [{"text": title[at:start], "marked": False}, {"text": title[start:end], "marked": True}]
        at = end
    return [piece for piece in [*pieces, {"text": title[at:], "marked": False}] if piece["text"]]


def page_of(kind: str, identity: str) -> Page:
    """The screen a chosen row opens."""
    if kind == Kind.PLACE and is_available("route"):
        return Page("route", {"target_id": identity})
    pages: Mapping[str, Page] = {
        Kind.MATTER: Page("matter", {"code": identity}),
        Kind.WINDOW: Page("place", {"window": identity}),
        Kind.DEPARTMENT: Page("department", {"code": identity}),
        Kind.THEME: Page("theme", {"code": identity}),
        Kind.NOTICE: Page("notice", {"code": identity}),
        Kind.PLACE: Page("place", {"id": identity}),
    }
    return pages.get(kind, Page(identity))


def matter_row(panel: Panel, matter: Matter, marks: tuple[tuple[int, int], ...] = ()) -> Row:
    """A matter with its department, how long, what to bring; its window now, how far, and whether it is open."""
    read, way = panel.read, panel.way
    advice = way.advice(matter.code)
    department = way.department(matter.department_code)
    limit = say_limit(matter.promised_limit or matter.legal_limit)
    needed = [m.name for m in matter.materials if m.need == Need.REQUIRED and not m.condition]
    brief = _dots([read(department.short_name or department.name) if department else "", read(limit)])
    listed = ("、" if panel.visit.language != "en" else ", ").join(read(name) for name in needed[:_SHOWN_PAPERS])
    detail = _dots([brief, read(fill(_BRING, papers=listed)) if needed else ""])
    if advice.best is None:
        return Row(Kind.MATTER, matter.code, read(matter.name), detail, brief, icon=KINDS["matter"], marks=marks)
    spot = way.spot_of_window(advice.best.window.number)
    return Row(
        Kind.MATTER,
        matter.code,
        read(matter.name),
        detail,
        brief,
        aside=read(advice.best.window.name),
        aside_detail=read(say_distance(spot, way.reach(spot, panel.visit.profile))),
        state=read(say_openness(advice.best.openness, panel.clock.now())),
        good=advice.best.openness.is_open,
        icon=KINDS["matter"],
        marks=marks,
    )


def window_row(panel: Panel, number: str, marks: tuple[tuple[int, int], ...] = ()) -> Row:
    """A window with whose it is, how far, and whether it is open."""
    read, way = panel.read, panel.way
    window, spot = way.window(number), way.spot_of_window(number)
    reach = way.reach(spot, panel.visit.profile)
    if window is None:
        return Row(Kind.WINDOW, number, read(say_windows((number,))), aside_detail=read(say_distance(spot, reach)))
    hours = way.window_hours(window)
    names = [way.department(code) for code in window.department_codes]
    return Row(
        Kind.WINDOW,
        number,
        read(window.name),
        _dots([read(d.short_name or d.name) for d in names if d is not None]),
        aside=read(spot.level) if spot else "",
        aside_detail=read(say_way(reach)),
        state=read(say_openness(hours, panel.clock.now())),
        good=hours.is_open,
        icon=KINDS["window"],
        marks=marks,
    )


def department_row(panel: Panel, department: Department, marks: tuple[tuple[int, int], ...] = ()) -> Row:
    """A department with how much it does, and where its windows are."""
    read, catalogue = panel.read, panel.way.catalogue
    numbers = tuple(window.number for window in catalogue.windows_of_department(department.code))
    spot = panel.way.spot_of_window(numbers[0]) if numbers else None
    count = len(catalogue.matters_of_department(department.code))
    return Row(
        Kind.DEPARTMENT,
        department.code,
        read(department.name),
        read(fill(_COUNT, count=count)) if count else "",
        aside=read(say_windows(numbers)),
        aside_detail=read(spot.level) if spot else "",
        icon=named_icon(department.icon, KINDS["department"]),
        marks=marks,
    )


def theme_row(panel: Panel, theme: Theme, marks: tuple[tuple[int, int], ...] = ()) -> Row:
    """A theme with what it is for and how many steps it has."""
    return Row(
        Kind.THEME,
        theme.code,
        panel.read(theme.name),
        panel.read(theme.summary),
        aside=panel.read(fill(_STEPS, count=len(theme.steps))),
        icon=named_icon(theme.icon, KINDS["theme"]),
        marks=marks,
    )


def notice_row(panel: Panel, code: str, marks: tuple[tuple[int, int], ...] = ()) -> Row | None:
    """A notice with its column and date, and whether it is over."""
    found = panel.way.wall().notice(code)
    if found is None:
        return None
    notice, how = found
    return Row(
        Kind.NOTICE,
        code,
        panel.read(notice.title),
        _dots([panel.read(notice.issuer), notice.number]),
        panel.read(notice.issuer),
        aside=panel.read(_NOTICE),
        aside_detail=panel.read(say_day(notice.issued)),
        state=panel.read(say_standing(how)),
        good=how is Standing.SHOWN,
        icon=KINDS["notice"],
        marks=marks,
    )


def facility_row(panel: Panel, facility: Facility) -> Row:
    """A kind of amenity: its nearest place."""
    reach = panel.way.reach(facility.nearest, panel.visit.profile)
    return Row(
        Kind.PLACE,
        facility.nearest.id,
        panel.read(facility.name),
        panel.read(_NEAREST) if facility.count > 1 else "",
        aside=panel.read(facility.nearest.level),
        aside_detail=panel.read(say_way(reach)),
        icon=place_icon(facility.icon),
    )


def spot_row(panel: Panel, spot: Spot, title: Text, marks: tuple[tuple[int, int], ...] = ()) -> Row:
    """A place of the plan."""
    reach = panel.way.reach(spot, panel.visit.profile)
    return Row(
        Kind.PLACE,
        spot.id,
        panel.read(title or spot.name),
        aside=panel.read(spot.level),
        aside_detail=panel.read(say_way(reach)),
        icon=place_icon(spot.icon),
        marks=marks,
    )


def hit_row(panel: Panel, hit: Hit) -> Row | None:
    """What was found, as a row; None when the release knows no more of it."""
    catalogue, marks = panel.way.catalogue, tuple((int(start), int(end)) for start, end in hit.spans)
    try:
        if hit.kind == Kind.MATTER:
            return matter_row(panel, catalogue.matter(hit.id), marks)
        if hit.kind == Kind.DEPARTMENT:
            return department_row(panel, catalogue.department(hit.id), marks)
        if hit.kind == Kind.THEME:
            return theme_row(panel, catalogue.theme(hit.id), marks)
        if hit.kind == Kind.NOTICE:
            return notice_row(panel, hit.id, marks)
    except KeyError:
        return None
    if hit.kind == Kind.WINDOW:
        return window_row(panel, hit.window or hit.id, marks)
    spot = panel.way.spot(hit.id)
    return spot_row(panel, spot, hit.title, marks) if spot is not None else None


def _dots(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)

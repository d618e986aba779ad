"""What the floor plan says about windows, in the words of the matters: the bridge between guidance and matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.venue import Venue
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.findings import Severity, TableFinding
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.tables import Content, read_content
from kiosk.matters.windows import Service, Window

_NO_PLACE = Text(zh="平面图里没有 {number} 号窗口，不能带路。", en="The plan has no window {number} to lead to.")
_NO_ID = Text(zh="平面图里没有“{id}”。", en="The plan has no '{id}'.")
_DRAW = Text(zh="请在 hall-extension.json 里写上窗口号。", en="Give it its number in hall-extension.json.")


def windows_of_plan(venue: Venue) -> tuple[Window, ...]:
    """The numbered windows of the plan, each number once."""
    found: dict[str, Window] = {}
    for occupant in venue.windows():
        number = occupant.number or ""
        found.setdefault(number, Window(number, EMPTY, (), place_id=occupant.id))
    return tuple(found.values())


def services_of_plan(venue: Venue) -> tuple[Service, ...]:
    """Which window serves which matter, as hall-extension.json says."""
    return tuple(Service(code, o.number or "", priority=1) for o in venue.windows() for code in o.matter_codes)


def read_with_plan(
    hall_facts: Mapping[str, Any],
    tables: Mapping[str, Table],
    venue: Venue | None,
    findings: Iterable[TableFinding] = (),
) -> Content:
    """``read_content`` with what the plan, if there is one, says about windows."""
    return read_content(
        hall_facts,
        tables,
        plan_windows=windows_of_plan(venue) if venue else (),
        plan_services=services_of_plan(venue) if venue else (),
        findings=findings,
    )


def check_places(catalogue: Catalogue, venue: Venue, file: str) -> Iterator[TableFinding]:
    """Windows that nobody can be led to."""
    occupants = {occupant.id for occupant in venue.occupants}
    for window in catalogue.windows:
        if not window.place_id:
            what = fill(_NO_PLACE, number=window.number)
            yield TableFinding("window-without-place", Severity.WARNING, what, _DRAW, file, 0, "number")
        elif window.place_id not in occupants:
            what = fill(_NO_ID, id=window.place_id)
            yield TableFinding("reference-dangling", Severity.ERROR, what, _DRAW, file, 0, "place_id")

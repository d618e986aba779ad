"""One place: a window with what it does and when it is open, or any other place of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.hours_words import say_openness
from kiosk.matters.sentences import fill
from kiosk.ui.calling_board import waits_of_window
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.rows import matter_row, page_of
from kiosk.ui.screens import is_available
from kiosk.ui.words import say_distance, say_window, tell
from kiosk.visit.find_way import Spot

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_GONE = Text(zh="这个地方不在地图上", en="This place is not on the map")
_ASK = Text(zh="请点“人工帮助”", en="Please press “Call staff”")
_LEAD = Text(zh="带我去{place}", en="Take me to {place}")
_DOES = Text(zh="这个窗口办：", en="At this window:")


@QmlElement
class PlaceViewModel(ListViewModel):
    """``about``: window (its number) or id. The rows are what can be done there."""

    placeChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        self._number = str(about.get("window", ""))
        self._spot: Spot | None = None
        self._facts: dict[str, Any] = {}
        super().__init__(panel, about)

    def derive(self) -> ListPicture:
        way = self.panel.way
        self._spot = way.spot_of_window(self._number) if self._number else way.spot(str(self.about.get("id", "")))
        if self._spot is not None and self._spot.number is not None:
            self._number = self._spot.number
        facts = self._derive_facts()
        if facts != self._facts:
            self._facts = facts
            self.placeChanged.emit()
        matters = way.catalogue.matters_of_window(self._number) if self._number else ()
        rows = tuple(replace(matter_row(self.panel, matter), aside="", aside_detail="", state="") for matter in matters)
        return ListPicture(facts["title"], self.read(_DOES) if rows else "", rows)

    def _derive_facts(self) -> dict[str, Any]:
        window = self.panel.way.window(self._number) if self._number else None
        if self._spot is None and window is None:
            return {
                "title": self.read(_GONE),
                "detail": self.read(_ASK),
                "way": "",
                "state": "",
                "good": False,
                "lead": "",
            }
        name = window.name if window else self._spot.name if self._spot else say_window(self._number)
        departments = [self.panel.way.department(code) for code in window.department_codes] if window else []
        hours = self.panel.way.window_hours(window) if window else None
        state = say_openness(hours, self.panel.clock.now()) if hours else EMPTY
        return {
            "title": self.read(name),
            "detail": " · ".join(
                part
                for part in (
                    *(self.read(d.name) for d in departments if d is not None),
                    self.read(waits_of_window(self.panel, self._number)) if self._number else "",
                )
                if part
            ),
            "way": self.read(say_distance(self._spot, self.panel.way.reach(self._spot, self.panel.visit.profile))),
            "state": self.read(state),
            "good": hours is None or hours.is_open,
            "lead": self.read(fill(_LEAD, place=name)),
        }

    def sentence(self) -> str:
        facts = self._facts
        return tell(self.panel.visit.language, facts["title"], facts["detail"], facts["way"], facts["state"])

    @Slot()
    def leadThere(self) -> None:
        if self._spot is not None:
            self.panel.go("route", {"target_id": self._spot.id})

    @Slot()
    def showOnMap(self) -> None:
        if self._spot is not None:
            self.panel.go("map", {"place_id": self._spot.id})

    @Slot(str)
    def openMatter(self, code: str) -> None:
        self.panel.open(page_of("matter", code))

    @Property(str, notify=placeChanged)
    def title(self) -> str:
        return str(self._facts["title"])

    @Property(str, notify=placeChanged)
    def detail(self) -> str:
        return str(self._facts["detail"])

    @Property(str, notify=placeChanged)
    def way(self) -> str:
        return str(self._facts["way"])

    @Property(str, notify=placeChanged)
    def state(self) -> str:
        return str(self._facts["state"])

    @Property(bool, notify=placeChanged)
    def good(self) -> bool:
        return bool(self._facts["good"])

    @Property(str, notify=placeChanged)
    def leadName(self) -> str:
        return str(self._facts["lead"])

    @Property(bool, notify=placeChanged)
    def canLead(self) -> bool:
        return self._spot is not None and is_available("route")

    @Property(bool, notify=placeChanged)
    def canShowOnMap(self) -> bool:
        return self._spot is not None and is_available("map")

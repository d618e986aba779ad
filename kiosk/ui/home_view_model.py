"""The first screen after waking: one question, the ways to answer it, and the hall's board of floors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.hours_words import say_openness
from kiosk.ui.calling_board import all_waits, board_rows
from kiosk.ui.hub_parts import say_stale
from kiosk.ui.panel import Panel
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_ports import desk_of, scans_of
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import say_clock, say_date, say_windows, tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

SUGGESTIONS = 6
TILES = ("take", "scan", "map", "departments", "themes", "facilities", "notices")
GREETING = Text(zh="您要办什么事？", en="What brings you here?")
HINT = Text(zh="在下方输入或点选，三步带您到窗口", en="Type or choose below: three steps to your window")


@dataclass(frozen=True, slots=True)
class HomePicture:
    """``floors``: level, here, rows (name, windows); ``suggestions``: code, title; ``tiles``: names of screens;
    ``calls``: the calling board (see ``calling_board``), empty without a desk; ``waits``: of all its queues."""

    greeting: str
    hint: str
    hall: str
    clock: str
    today: str
    floors: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]
    tiles: list[str]
    stale: str
    calls: list[dict[str, Any]]
    waits: str


def derive(panel: Panel) -> HomePicture:
    """Everything on the home screen, in the visitor's language, at this minute."""
    way, now, language = panel.way, panel.clock.now(), panel.visit.language
    here = next((floor.level.name.within(language) for floor in way.directory if floor.here), "")
    hours = say_openness(way.hall_hours(), now).within(language)
    return HomePicture(
        greeting=GREETING.within(language),
        hint=HINT.within(language),
        hall=" · ".join(part for part in (way.hall.name.within(language), here) if part),
        clock=say_clock(now),
        today=" · ".join(part for part in (say_date(now).within(language), hours) if part),
        floors=_floors(panel),
        suggestions=[
            {"code": matter.code, "title": (matter.short_name or matter.name).within(language)}
            for matter in way.popular(SUGGESTIONS)
        ],
        tiles=[name for name in TILES if is_available(name) and _has_content(panel, name)],
        stale=say_stale(panel).within(language),
        calls=board_rows(panel),
        waits=all_waits(panel).within(language),
    )


def _floors(panel: Panel) -> list[dict[str, Any]]:
    language = panel.visit.language
    return [
        {
            "level": floor.level.name.within(language),
            "here": floor.here,
            "rows": [
                {
                    "name": (department.short_name or department.name).within(language),
                    "windows": say_windows(numbers).within(language),
                }
                for department, numbers in floor.rows
            ],
        }
        for floor in panel.way.directory
    ]


def _has_content(panel: Panel, name: str) -> bool:
    catalogue = panel.way.catalogue
    scans = scans_of(panel)
    return {
        "take": desk_of(panel).now() is not None,
        "scan": scans.has_camera() or scans.has_scanner(),
        "map": bool(panel.way.venue.levels),
        "departments": bool(catalogue.departments),
        "themes": bool(catalogue.themes),
        "facilities": bool(panel.way.venue.amenities),
        "notices": bool(panel.way.wall().columns),
    }[name]


@QmlElement
class HomeViewModel(ViewModel):
    """See :class:`HomePicture`."""

    follows_content = True

    greetingChanged = Signal()
    hintChanged = Signal()
    hallChanged = Signal()
    clockChanged = Signal()
    todayChanged = Signal()
    floorsChanged = Signal()
    suggestionsChanged = Signal()
    tilesChanged = Signal()
    staleChanged = Signal()
    callsChanged = Signal()
    waitsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self.refresh()

    @property
    def is_live(self) -> bool:  # type: ignore[override]
        """Calls and waits change at any moment; without a desk nothing here does."""
        return bool(self.shown.calls) or desk_of(self.panel).now() is not None

    def refresh(self) -> None:
        self.show(derive(self.panel))

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.greeting, self.shown.hint)

    @Slot(str)
    def openMatter(self, code: str) -> None:
        self.panel.go("matter", {"code": code})

    @Slot(str)
    def openScreen(self, name: str) -> None:
        self.panel.go(name, {})

    @Property(str, notify=greetingChanged)
    def greeting(self) -> str:
        return str(self.shown.greeting)

    @Property(str, notify=hintChanged)
    def hint(self) -> str:
        return str(self.shown.hint)

    @Property(str, notify=hallChanged)
    def hall(self) -> str:
        return str(self.shown.hall)

    @Property(str, notify=clockChanged)
    def clock(self) -> str:
        return str(self.shown.clock)

    @Property(str, notify=todayChanged)
    def today(self) -> str:
        return str(self.shown.today)

    @Property(list, notify=floorsChanged)
    def floors(self) -> list[dict[str, Any]]:
        return list(self.shown.floors)

    @Property(list, notify=suggestionsChanged)
    def suggestions(self) -> list[dict[str, Any]]:
        return list(self.shown.suggestions)

    @Property(list, notify=tilesChanged)
    def tiles(self) -> list[str]:
        return list(self.shown.tiles)

    @Property(str, notify=staleChanged)
    def stale(self) -> str:
        return str(self.shown.stale)

    @Property(list, notify=callsChanged)
    def calls(self) -> list[dict[str, Any]]:
        return list(self.shown.calls)

    @Property(str, notify=waitsChanged)
    def waits(self) -> str:
        return str(self.shown.waits)

"""A panel in the demo hall with real walkways: what the tests of the map's screens stand before."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from conftest import ROOT
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem
from ui import small_hall
from ui.visitor import Bell, Ears, Visitor

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import Switches, Venue
from kiosk.ui.engine import build_engine
from kiosk.ui.glass import PROFILES
from kiosk.ui.map_parts import MapParts, PlanWays
from kiosk.ui.panel import PanelSettings
from kiosk.visit.find_way import FindWay, Reach


@lru_cache(maxsize=1)
def demo() -> tuple[Venue, Guide]:
    """The demo hall and its guide, built once for all tests."""
    venue = read_plan(ROOT / "floorplans" / "demo-hall").venue
    return venue, Guide(venue)


class Walks:
    """Distances by the real guide."""

    def __init__(self, ways: PlanWays) -> None:
        self._ways = ways

    def reach(self, target_id: str, profile: str) -> Reach:
        route = self._ways.way(target_id, profile).route
        return Reach(route.length_m, route.seconds)


class Blocked:
    """Ways that lead nowhere, for the reason given."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def way(self, target_id: str, profile: str) -> object:
        error = KioskError("no way")
        error.reason = self.reason  # type: ignore[attr-defined]
        raise error


class Guest(Visitor):
    """Finds what can be pressed by its properties: a wrapper of a type's description may outlive the type."""

    def pressables(self, shortcuts: bool = False) -> list[QQuickItem]:
        found: list[QQuickItem] = []

        def walk(here: QQuickItem) -> None:
            if not here.isVisible():
                return
            if here.property("down") is not None and (shortcuts or not here.property("shortcut")):
                found.append(here)
            for child in here.childItems():
                walk(child)

        walk(self.screens.window.contentItem())
        return found


def window(number: str) -> str:
    """The id of a window of the demo hall."""
    return next(o.id for o in demo()[0].windows() if o.number == number)


@contextmanager
def panel(
    profile: str = "55-fhd",
    *,
    motion: bool = False,
    ways: object | None = None,
    switches: Callable[[], Switches] = Switches,
) -> Iterator[Visitor]:
    """Somebody before the ground floor's panel."""
    venue, guide = demo()
    clock, ears, bell = SetClock(small_hall.MONDAY_MORNING), Ears(), Bell()
    here = venue.panels[0].id
    real = PlanWays(venue, guide, here, switches)
    parts = MapParts(venue, here, ways or real)  # type: ignore[arg-type]
    hall = small_hall.catalogue()
    way = FindWay(hall, venue, small_hall.PlainFinder(hall, small_hall.venue()), Walks(real), here, clock)
    settings = PanelSettings(PROFILES[profile], motion=motion)
    screens = build_engine(settings, clock, way, speaker=ears, help_call=bell, more={"map": parts})
    screens.idle_watch.stop()
    screens.window.show()
    someone = Guest(screens, clock, ears, bell)
    someone.wait()
    try:
        yield someone
    finally:
        screens.close()
        # Wrappers of items that are gone must not outlive them: Qt gives their addresses to new items.
        gc.collect()


def item(visitor: Visitor, name: str) -> QQuickItem:
    """The item of this objectName."""

    def walk(here: QQuickItem) -> QQuickItem | None:
        if here.objectName() == name:
            return here
        return next((found for child in here.childItems() if (found := walk(child)) is not None), None)

    found = walk(visitor.screens.window.contentItem())
    assert found is not None, name
    return found


def picture(visitor: Visitor) -> QImage:
    """What is on the glass."""
    visitor.wait()
    return visitor.screens.window.grabWindow().convertToFormat(QImage.Format.Format_RGB32)

"""One release made ready for the screens: catalogue, search, ways and maps, prepared without touching a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.base.clock import Clock
from kiosk.base.texts import EMPTY, Text
from kiosk.compose.content import Content
from kiosk.compose.posted import ReleasePosted
from kiosk.compose.ways import GuideWays
from kiosk.guidance.venue import LocalFrame, Venue
from kiosk.matters.catalogue import Catalogue, Hall
from kiosk.store.release import Release
from kiosk.ui.map_parts import MapParts, NoWays
from kiosk.ui.staff_parts import ContentFacts
from kiosk.visit.find_way import FindWay, Hit, NoWalks

_WARMED = 12


@dataclass(frozen=True)
class Scenery:
    """What stands behind the screens. ``content`` and ``ways`` are None before anything was published."""

    content: Content | None
    ways: GuideWays | None
    way: FindWay
    map: MapParts
    help_desk: Text = EMPTY

    @property
    def number(self) -> int:
        """The hub's number of the release that is shown; 0 for none of the hub's."""
        return self.content.release.info.sequence if self.content is not None and self.content.is_published else 0

    def facts(self) -> ContentFacts:
        """The release as the staff page tells of it."""
        if self.content is None:
            return ContentFacts()
        release = self.content.release
        info, hall = release.info, release.catalogue().hall
        return ContentFacts(
            hall.name or self.content.venue.name,
            info.sequence,
            info.built_at,
            info.sha256,
            info.size,
            info.counts,
            release.findings,
        )


def make_scenery(content: Content, ways: GuideWays, clock: Clock) -> Scenery:
    """Everything the screens ask of one release. The ways are taken as they are: begun, ready, or neither."""
    panel_id = content.panel.id if content.panel is not None else None
    release = content.release
    catalogue = release.catalogue()
    posted = ReleasePosted(release, lambda: ways.health)
    way = FindWay(catalogue, content.venue, _LaterFinder(release), ways, panel_id, clock, posted)
    return Scenery(
        content, ways, way, MapParts(content.venue, panel_id, ways, _departments(way)), catalogue.hall.help or EMPTY
    )


def next_scenery(content: Content, before: Scenery, fresh: GuideWays, clock: Clock) -> Scenery:
    """The next release's scenery. A plan that has not changed keeps its walkways: they cost seconds, a plan changes
    rarely. ``fresh`` are the ways of a changed one."""
    known = before.content
    if known is not None and before.ways is not None and _is_same_place(known, content):
        return make_scenery(replace(content, venue=known.venue, panel=known.panel), before.ways, clock)
    return make_scenery(content, fresh, clock)


def _is_same_place(one: Content, other: Content) -> bool:
    return one.panel == other.panel and one.venue == other.venue


def no_scenery(clock: Clock) -> Scenery:
    """A panel that was never given anything."""
    venue = Venue("none", EMPTY, LocalFrame(0, 0), ())
    way = FindWay(Catalogue(Hall("", EMPTY)), venue, _NoFinder(), NoWalks(), None, clock)
    return Scenery(None, None, way, MapParts(venue, None, NoWays()))


def warm(scenery: Scenery) -> None:
    """Ask what the first visitor would wait for, in the worker's time."""
    way = scenery.way
    for matter in way.popular(_WARMED):
        way.matter_page(matter.code)
    _ = way.directory
    if way.catalogue.matters:
        way.find(way.popular(1)[0].name.within("zh-CN")[:2], 1)
    if scenery.map.home_level is not None:
        scenery.map.picture(scenery.map.home_level.id)


def _departments(way: FindWay) -> dict[str, str]:
    """Occupant id → code of the department whose window it is."""
    spots = ((way.spot_of_window(window.number), window) for window in way.catalogue.windows)
    return {spot.id: window.department_codes[0] for spot, window in spots if spot and window.department_codes}


class _LaterFinder:
    """A release's search, loaded with the first question or when there is time for it, not before the first screen."""

    def __init__(self, release: Release) -> None:
        self._release = release

    def find(self, query: str, limit: int = 20, language: str = "zh-CN", *, floor: int = 0) -> Sequence[Hit]:
        return self._release.finder().find(query, limit, language, floor=floor)


class _NoFinder:
    """The absent twin of a search."""

    def find(self, query: str, limit: int = 20, language: str = "zh-CN", *, floor: int = 0) -> Sequence[Hit]:
        return ()

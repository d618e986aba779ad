"""The plan under examination, with what several rules need of it computed once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import shapely

from kiosk.guidance.imdf import Plan
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import Amenity, Fixture, Occupant, Opening, Panel, Unit, Venue
from kiosk.guidance.walkways import build_walkways

_log = logging.getLogger(__name__)

_ROWS = 16
#: A unit touches a few others; a level where each touches very many is drawn on top of itself.
_MOST_NEIGHBOURS, _MOST_PAIRS = 40, 50_000

_OnLevel = TypeVar("_OnLevel", Unit, Opening, Fixture, Panel, Fixture | Panel)


@dataclass(frozen=True)
class Subject:
    """A plan, the languages it must serve and the version that visitors see now (None: there is none)."""

    plan: Plan
    languages: tuple[str, ...]
    previous: Plan | None = None

    @property
    def venue(self) -> Venue:
        return self.plan.venue

    @cached_property
    def units(self) -> Mapping[str, Sequence[Unit]]:
        """The units of each level."""
        return _by_level(self.venue.units)

    @cached_property
    def openings(self) -> Mapping[str, Sequence[Opening]]:
        """The openings of each level."""
        return _by_level(self.venue.openings)

    @cached_property
    def obstacles(self) -> Mapping[str, Sequence[Fixture | Panel]]:
        """What stands on each level: fixtures, and the panels that have an outline."""
        standing: list[Fixture | Panel] = [*self.venue.fixtures]
        standing += [panel for panel in self.venue.panels if panel.area is not None]
        return _by_level(standing)

    @cached_property
    def unit_trees(self) -> Mapping[str, shapely.STRtree]:
        """An index of each level's units."""
        return {level_id: shapely.STRtree([unit.area for unit in units]) for level_id, units in self.units.items()}

    @cached_property
    def obstacle_trees(self) -> Mapping[str, shapely.STRtree]:
        """An index of what stands on each level of the venue."""
        levels = [level.id for level in self.venue.levels]
        return {i: shapely.STRtree([thing.area for thing in self.obstacles.get(i, ())]) for i in levels}

    @cached_property
    def is_tangled(self) -> bool:
        """Whether units lie on one another in such numbers that nobody could say where one may walk."""
        for level_id, units in self.units.items():
            tree, pairs = self.unit_trees[level_id], 0
            for start in range(0, len(units), _ROWS):
                pairs += tree.query([u.area for u in units[start : start + _ROWS]], predicate="intersects").shape[1]
                if pairs > _MOST_NEIGHBOURS * len(units) + _MOST_PAIRS:
                    return True
        return False

    @cached_property
    def guide(self) -> Guide | None:
        """The routes on this plan; None, with a word in the log, when it is too strange for any."""
        if self.is_tangled:
            return None
        try:
            return Guide(self.venue, build_walkways(self.venue))
        except Exception as error:  # whatever a strange plan does to the walkways: nobody may be led on it
            _log.warning("no walkways could be built: %s", type(error).__name__)
            _log.debug("", exc_info=True)
            return None

    @cached_property
    def goals(self) -> Sequence[Occupant | Amenity]:
        """What visitors come for: windows, other occupants, amenities."""
        return (*self.venue.occupants, *self.venue.amenities)


def _by_level(things: Iterable[_OnLevel]) -> Mapping[str, Sequence[_OnLevel]]:
    lists: dict[str, list[_OnLevel]] = defaultdict(list)
    for thing in things:
        lists[thing.level_id].append(thing)
    return lists

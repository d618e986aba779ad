"""The plan under examination, with what several rules need of it computed once."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import shapely

from kiosk.guidance.freespace import FreeSpace, free_space
from kiosk.guidance.imdf import Plan
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import Amenity, Fixture, Occupant, Opening, Panel, Unit, Venue
from kiosk.guidance.walkways import build_walkways

_log = logging.getLogger(__name__)

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
    def guide(self) -> Guide | None:
        """The routes on this plan; None, with a word in the log, when it is too strange for any."""
        try:
            return Guide(self.venue, build_walkways(self.venue))
        except Exception as error:  # whatever a strange plan does to the walkways: nobody may be led on it
            _log.warning("no walkways could be built: %s", type(error).__name__)
            _log.debug("", exc_info=True)
            return None

    @cached_property
    def spaces(self) -> Mapping[str, FreeSpace]:
        """Where one may walk on each level."""
        return {level.id: free_space(self.venue, level) for level in self.venue.levels}

    @cached_property
    def goals(self) -> Sequence[Occupant | Amenity]:
        """What visitors come for: windows, other occupants, amenities."""
        return (*self.venue.occupants, *self.venue.amenities)


def _by_level(things: Iterable[_OnLevel]) -> Mapping[str, Sequence[_OnLevel]]:
    lists: dict[str, list[_OnLevel]] = defaultdict(list)
    for thing in things:
        lists[thing.level_id].append(thing)
    return lists

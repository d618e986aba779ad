"""The places of the plan that a window may stand at, floor by floor; read once for each version of the plan."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk.base.texts import Text
from kiosk.guidance.imdf import PlanError, read_plan
from kiosk.guidance.venue import Venue
from kiosk.hub.records.models import Hall, PlanDraft


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """An occupant of the plan. ``number``: its window number there, "" when it is no window."""

    id: str
    number: str
    name: Text
    level: Text
    level_ordinal: int
    room: Text


def places_of(hall: Hall) -> tuple[PlanPlace, ...]:
    """All of them, by floor, then windows by number, then the others by name; empty without a readable plan."""
    version = PlanDraft.objects.filter(hall=hall).values_list("version", flat=True).first()
    return _places(hall.pk, version) if version is not None else ()


def place_named(hall: Hall, place_id: str, number: str = "") -> PlanPlace | None:
    """Where a window stands: at ``place_id``, else where the plan has its number."""
    places = places_of(hall)
    if place_id:
        return next((place for place in places if place.id == place_id), None)
    return next((place for place in places if number and place.number == number), None)


@lru_cache(maxsize=32)
def _places(hall_id: str, version: int) -> tuple[PlanPlace, ...]:
    venue = venue_of(PlanDraft.objects.get(hall_id=hall_id).files)
    if venue is None:
        return ()
    levels = {level.id: level for level in venue.levels}
    units = {unit.id: unit for unit in venue.units}
    found = []
    for occupant in venue.occupants:
        level, unit = levels.get(occupant.level_id), units.get(occupant.unit_id or "")
        if level is not None:
            found.append(
                PlanPlace(
                    id=occupant.id,
                    number=occupant.number or "",
                    name=occupant.name,
                    level=level.short_name or level.name,
                    level_ordinal=level.ordinal,
                    room=unit.name if unit is not None else Text(),
                )
            )
    return tuple(sorted(found, key=_order))


def venue_of(files: dict[str, str]) -> Venue | None:
    """The venue of a plan that is kept as ``{file name: text}``; None when it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="plan-") as folder:
        for name, text in files.items():
            path = Path(folder) / name
            if path.resolve().is_relative_to(Path(folder).resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", errors="replace")
        try:
            return read_plan(Path(folder)).venue
        except PlanError:
            return None


def _order(place: PlanPlace) -> tuple[int, bool, int, str, str]:
    digits = "".join(c for c in place.number if c.isdigit())
    return (place.level_ordinal, not place.number, int(digits or 0), place.number, place.name.within("zh-CN"))

"""Where this machine stands in the plan: one of its panels, a spot that the settings name, or the widest walkway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk.base.texts import Text
from kiosk.guidance.places import PlaceError, find_place, inner_point
from kiosk.guidance.venue import Panel, Unit, Venue

#: The id of a panel that the plan does not have.
OWN_PANEL = "this-panel"
_NAME = Text(zh="本机", en="This panel")
_WALKED = ("walkway", "lobby", "concourse", "corridor")


def stand_in(
    venue: Venue, panel_id: str = "", at: str = "", bearing_deg: float | None = None, mounting: Mapping[str, Any] = {}
) -> tuple[Venue, Panel]:
    """The venue with this machine in it, and the machine.

    ``panel_id`` names a panel of the plan; ``at`` is "X,Y,LEVEL" (metres) where the plan has none. With neither: the
    plan's first panel, else the widest walkway nearest to the ground floor. ``bearing_deg`` overrides the plan's.
    Raises :class:`PlaceError` when what is named does not exist, or the plan has nowhere to stand.
    """
    if at:
        place = find_place(venue, at)
        panel = Panel(OWN_PANEL, place.level_id, place.at, _NAME, bearing_deg, mounting=mounting)
        return replace(venue, panels=(*venue.panels, panel)), panel
    panel = _chosen(venue, panel_id) if panel_id or venue.panels else _on_widest_walkway(venue)
    if bearing_deg is not None:
        panel = replace(panel, bearing_deg=bearing_deg)
    others = tuple(p for p in venue.panels if p.id != panel.id)
    return replace(venue, panels=(panel, *others)), panel


def _chosen(venue: Venue, panel_id: str) -> Panel:
    for panel in venue.panels:
        if panel.id == panel_id or not panel_id:
            return panel
    known = ", ".join(panel.id for panel in venue.panels) or "none"
    raise PlaceError(
        f"The plan has no panel {panel_id}.",
        possible=(panel.id for panel in venue.panels),
        where="panel.id",
        remedy=f'Panels of this plan: {known}. Where there is none, give panel.at = "X,Y,LEVEL".',
    )


def _on_widest_walkway(venue: Venue) -> Panel:
    ordinals = {level.id: level.ordinal for level in venue.levels}

    def rank(unit: Unit) -> tuple[bool, int, float]:
        return (unit.category not in _WALKED, abs(ordinals[unit.level_id]), -unit.area.area)

    if not venue.units:
        raise PlaceError(
            "The plan has no unit to stand in.", where="unit.geojson", remedy="Draw the hall as a walkway."
        )
    widest = min(venue.units, key=rank)
    return Panel(OWN_PANEL, widest.level_id, inner_point(widest.area), _NAME)

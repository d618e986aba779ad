"""Where the machine stands: as the plan says, as the settings say, or somewhere sensible."""

from __future__ import annotations

import pytest
from conftest import ROOT, shared_plan
from shapely.geometry import Point

from kiosk.guidance.imdf import read_plan
from kiosk.guidance.places import PlaceError
from kiosk.guidance.standing import OWN_PANEL, stand_in
from kiosk.guidance.venue import Venue


@pytest.fixture(scope="module")
def demo() -> Venue:
    return read_plan(ROOT / "floorplans" / "demo-hall").venue


def test_the_first_panel_unless_another_is_named(demo: Venue) -> None:
    _, panel = stand_in(demo)
    assert panel == demo.panels[0]
    venue, panel = stand_in(demo, demo.panels[2].id)
    assert panel == demo.panels[2]
    assert venue.panels[0] == panel
    assert {p.id for p in venue.panels} == {p.id for p in demo.panels}


def test_the_settings_may_turn_it(demo: Venue) -> None:
    venue, panel = stand_in(demo, bearing_deg=77.0)
    assert panel.bearing_deg == 77.0
    assert venue.panels[0].bearing_deg == 77.0


def test_a_spot_of_its_own(demo: Venue) -> None:
    venue, panel = stand_in(demo, at="1.5,-2,1", bearing_deg=10.0)
    assert (panel.id, panel.at, panel.level_id) == (OWN_PANEL, (1.5, -2.0), demo.levels[1].id)
    assert panel in venue.panels


def test_an_unknown_panel_is_said_with_what_there_is(demo: Venue) -> None:
    with pytest.raises(PlaceError) as caught:
        stand_in(demo, "nobody")
    assert demo.panels[0].id in caught.value.sentence()


def test_a_plan_without_panels_gets_one_in_its_widest_walkway() -> None:
    venue = read_plan(shared_plan("polymap-spbstu")).venue
    venue, panel = stand_in(venue)
    standing = [u for u in venue.units if u.level_id == panel.level_id and u.area.contains(Point(panel.at))]
    assert "walkway" in {unit.category for unit in standing}
    assert venue.level(panel.level_id).ordinal == 0

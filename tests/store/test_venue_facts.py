from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, shared_plan
from guidance.small_plan import as_folder, small_plan

from kiosk.guidance.imdf import read_plan
from kiosk.store.venue_facts import LayoutError, layout, pack_venue, unpack_venue


def test_a_venue_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    venue = read_plan(as_folder(small_plan(), tmp_path / "plan")).venue
    assert venue.panels[0].mounting == {"diagonal_in": 55}
    assert unpack_venue(*pack_venue(venue)) == venue


def test_the_demo_hall_and_a_real_plan_come_back() -> None:
    for path in (ROOT / "floorplans" / "demo-hall", shared_plan("polymap-spbstu")):
        venue = read_plan(path).venue
        again = unpack_venue(*pack_venue(venue))
        assert again == venue
        assert again.frame == venue.frame


def test_facts_of_another_version_are_refused(tmp_path: Path) -> None:
    venue = read_plan(as_folder(small_plan(), tmp_path / "plan")).venue
    _, facts, shapes = pack_venue(venue)
    assert "Level(id,ordinal," in layout()
    with pytest.raises(LayoutError):
        unpack_venue(layout().replace("ordinal", "floor"), facts, shapes)

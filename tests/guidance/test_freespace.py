"""The free space of a level: whatever GEOS makes of many lines at once, a wall is a wall."""

from __future__ import annotations

import shapely
from guidance.random_plans import random_venue, venues
from hypothesis import example, given, settings

from kiosk.guidance.freespace import SNAP_M, free_space
from kiosk.guidance.journey import WHEELCHAIR
from kiosk.guidance.routes import Guide
from kiosk.guidance.venue import Venue

#: One difference of all walls and all doorways loses the wall between a room and its corridor (GEOS 3.14.1).
LOSES_A_WALL = random_venue(seed=0, levels=2, rooms=3, fixtures=1)


@settings(max_examples=40, deadline=None)
@given(venues())
@example(LOSES_A_WALL)
def test_no_wall_is_lost_but_where_a_passage_is(venue: Venue) -> None:
    for level in venue.levels:
        space = free_space(venue, level)
        edges = shapely.segmentize([unit.area.boundary for unit in space.units], 0.2)
        spots = shapely.points(shapely.get_coordinates(edges))
        passages = shapely.union_all([passage.line for passage in space.passages])
        solid = shapely.distance(spots, passages) > SNAP_M * 1.6  # a doorway is a little wider than the snapping
        lost = spots[solid & (shapely.distance(spots, space.obstacles) > 1e-5)]
        assert not len(lost), lost[0]


@settings(max_examples=40, deadline=None)
@given(venues())
@example(LOSES_A_WALL)
def test_a_doorway_is_open(venue: Venue) -> None:
    for level in venue.levels:
        space = free_space(venue, level)
        for passage in space.passages:
            middle = passage.line.interpolate(0.5, normalized=True)
            assert middle.distance(space.obstacles) > 0.1
            assert space.area.contains(middle)


def test_a_room_with_a_narrow_door_is_not_entered_through_its_wall() -> None:
    """A wheelchair was once led there, because the wall beside the door was lost."""
    assert "L0-inner" not in Guide(LOSES_A_WALL).reachable("panel", WHEELCHAIR)

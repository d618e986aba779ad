from __future__ import annotations

import shapely
from guidance.random_plans import random_venue
from shapely.geometry import Polygon, box

from kiosk.guidance import overlay
from kiosk.guidance.freespace import SNAP_M, free_space

#: On these plans (seed, levels, rooms, fixtures) GEOS 3.14.1 without a grid loses walls, or does not cut doorways.
TREACHEROUS = ((0, 2, 3, 1), (0, 2, 3, 0))


def test_no_wall_is_lost_and_every_doorway_is_cut_where_geos_fails_without_a_grid() -> None:
    for seed, levels, rooms, fixtures in TREACHEROUS:
        venue = random_venue(seed, levels, rooms, fixtures)
        for level in venue.levels:
            space = free_space(venue, level)
            edges = [unit.area.boundary for unit in space.units]
            doors = [shapely.buffer(passage.line, SNAP_M, cap_style="flat") for passage in space.passages]
            walls = overlay.cut(overlay.joined(edges), overlay.joined(doors))
            spots = shapely.points(shapely.get_coordinates(shapely.segmentize(edges, 0.2)))
            gap = shapely.distance(spots, overlay.joined(doors))
            deep = gap == 0
            deep[deep] = shapely.distance(spots[deep], shapely.boundary(overlay.joined(doors))) > 0.01
            assert shapely.distance(spots[gap > 0.01], walls).max() < 1e-5
            assert shapely.distance(spots[deep], walls).min() > 0.005


def test_nothing_is_joined_to_nothing() -> None:
    assert overlay.joined([]).is_empty
    assert overlay.cut(box(0, 0, 1, 1), Polygon()).area == 1
    assert overlay.shared(box(0, 0, 1, 1), Polygon()).is_empty


def test_arrays_are_met_pair_by_pair() -> None:
    areas = overlay.shared([box(0, 0, 2, 2), box(0, 0, 1, 1)], [box(1, 1, 3, 3), box(5, 5, 6, 6)])
    assert shapely.area(areas).tolist() == [1.0, 0.0]

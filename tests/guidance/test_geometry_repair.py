"""Geometry from strangers becomes a sound shape or a reason, in bounded time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon

from kiosk.guidance.archive import LIMITS
from kiosk.guidance.geometry_repair import GeometryError, local_shape, read_outline
from kiosk.guidance.venue import LocalFrame

FRAME = LocalFrame(116.4, 39.9)


def in_degrees(points: Any) -> list[list[float]]:
    return FRAME.to_lonlat(np.asarray(points, dtype=float)).tolist()


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [in_degrees([*points, points[0]])]}


def shape(geometry: object) -> tuple[Any, list[str]]:
    result, repairs = local_shape(read_outline(geometry), FRAME)
    return result, [repair.rule for repair in repairs]


def test_a_sound_polygon_keeps_its_size() -> None:
    area, repairs = shape(polygon((0, 0), (10, 0), (10, 5), (0, 5)))
    assert area.area == pytest.approx(50, rel=1e-6)
    assert repairs == []


def test_a_bow_tie_becomes_two_triangles() -> None:
    area, repairs = shape(polygon((0, 0), (10, 10), (10, 0), (0, 10)))
    assert isinstance(area, MultiPolygon)
    assert area.is_valid
    assert area.area == pytest.approx(50, rel=1e-6)
    assert repairs == ["geometry-repaired"]


def test_heights_are_left_aside() -> None:
    ring = [[*p, 12.5] if i % 2 else p for i, p in enumerate(in_degrees([(0, 0), (4, 0), (4, 4), (0, 0)]))]
    assert shape({"type": "Polygon", "coordinates": [ring]})[0].area == pytest.approx(8, rel=1e-6)


@pytest.mark.parametrize(
    ("geometry", "rule"),
    [
        (None, "geometry-missing"),
        ({}, "geometry-broken"),
        ("POINT (0 0)", "geometry-broken"),
        ({"type": "Polygon"}, "geometry-broken"),
        ({"type": "Polygon", "coordinates": []}, "geometry-missing"),
        ({"type": "Polygon", "coordinates": [[]]}, "geometry-broken"),
        ({"type": "Polygon", "coordinates": [[[116.4, 39.9], [116.5, 39.9]]]}, "geometry-broken"),
        ({"type": "Polygon", "coordinates": [[[116.4, 39.9]] * 5]}, "geometry-broken"),
        ({"type": "Polygon", "coordinates": [[[116.4, 39.9], [116.5, 39.9], [116.6, 39.9]]]}, "geometry-broken"),
        ({"type": "LineString", "coordinates": [[116.4, 39.9], [116.4, 39.9]]}, "geometry-broken"),
        ({"type": "Point", "coordinates": [math.nan, 39.9]}, "geometry-broken"),
        ({"type": "Point", "coordinates": [math.inf, 39.9]}, "geometry-broken"),
        ({"type": "Point", "coordinates": ["116.4", "39.9"]}, "geometry-broken"),
        ({"type": "Point", "coordinates": [10**400, 1]}, "geometry-broken"),
        ({"type": "Point", "coordinates": [True, False]}, "geometry-broken"),
        ({"type": "Point", "coordinates": [39.9, 116.4]}, "geometry-range"),
        ({"type": "Point", "coordinates": [500, 0]}, "geometry-range"),
        ({"type": "GeometryCollection", "geometries": []}, "geometry-type"),
        ({"type": "MultiPolygon", "coordinates": [[[116.4, 39.9]]]}, "geometry-broken"),
        ({"type": ["Polygon"], "coordinates": []}, "geometry-broken"),
    ],
)
def test_what_means_nothing_is_refused_with_its_rule(geometry: object, rule: str) -> None:
    with pytest.raises(GeometryError) as refusal:
        shape(geometry)
    assert refusal.value.rule == rule


def test_a_line_in_parts() -> None:
    parts = [in_degrees([(0, 0), (1, 0)]), in_degrees([(1, 0), (2, 0)])]
    assert shape({"type": "MultiLineString", "coordinates": parts})[0].length == pytest.approx(2, rel=1e-6)
    assert isinstance(shape({"type": "MultiLineString", "coordinates": parts[:1]})[0], LineString)


def test_too_many_points_on_straight_lines_are_thinned() -> None:
    side = np.linspace(0, 20, LIMITS.points_per_feature)
    points = [(x, 0) for x in side] + [(20, 10), (0, 10)]
    area, repairs = shape(polygon(*points))
    assert repairs == ["geometry-too-detailed"]
    assert len(area.exterior.coords) < 10
    assert area.area == pytest.approx(200, rel=1e-3)


def test_too_many_points_that_all_matter_are_refused() -> None:
    turn = np.linspace(0, 2 * np.pi, LIMITS.points_per_feature + 10, endpoint=False)
    reach = np.where(np.arange(len(turn)) % 2, 50.0, 60.0)
    with pytest.raises(GeometryError, match="too many points"):
        shape(polygon(*zip(reach * np.cos(turn), reach * np.sin(turn), strict=True)))


def test_a_scribble_is_refused_rather_than_repaired_for_minutes() -> None:
    random = np.random.default_rng(1)
    with pytest.raises(GeometryError, match="too often"):
        shape(polygon(*random.uniform(0, 30, (2_000, 2)).tolist()))


@given(
    points=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=12),
    hole=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=0, max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_every_outline_becomes_valid_or_is_refused(points: list, hole: list) -> None:
    rings = [in_degrees([*points, points[0]])] + ([in_degrees([*hole, hole[0]])] if hole else [])
    try:
        area, _ = shape({"type": "Polygon", "coordinates": rings})
    except GeometryError:
        return
    assert isinstance(area, Polygon | MultiPolygon)
    assert area.is_valid
    assert 0 < area.area <= 36.01

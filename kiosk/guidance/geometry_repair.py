"""GeoJSON geometry → sound shapes in local metres: refuses the meaningless, repairs the rest, says which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.archive import LIMITS
from kiosk.guidance.venue import LocalFrame

Coordinates: TypeAlias = NDArray[np.float64]

#: Parts of a geometry are lists of rings (areas), one line or one point each.
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
#: Crossings of one outline with itself beyond which no repair is tried (its cost grows with their number).
_CROSSINGS = 5_000
#: Outlines with more points are first snapped to this grid (metres) and freed of points on straight lines.
_GRID_M = 0.01
_FINE_GRID_M = 0.001
_POLE_LATITUDE = 89.0


class GeometryError(Exception):
    """A geometry nobody can use: the rule it breaks and half sentences in zh and en."""

    def __init__(self, rule: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.rule, self.zh, self.en = rule, zh, en


@dataclass(frozen=True, slots=True)
class Outline:
    """A geometry as given: its GeoJSON type and its rings, lines or points as (n, 2) longitude/latitude arrays."""

    kind: str
    parts: tuple[tuple[Coordinates, ...], ...]

    def coordinates(self) -> Coordinates:
        """All points in one (n, 2) array."""
        return np.concatenate([ring for part in self.parts for ring in part])


@dataclass(frozen=True, slots=True)
class Repair:
    """What had to be changed in a shape: a rule and half sentences in zh and en."""

    rule: str
    zh: str
    en: str


def read_outline(geometry: object) -> Outline:
    """The outline of a GeoJSON geometry object; raises :class:`GeometryError`."""
    if geometry is None:
        raise GeometryError("geometry-missing", "没有几何图形", "has no geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        raise GeometryError("geometry-type", "是几何集合（GeometryCollection）", "is a GeometryCollection")
    if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in _DEPTH:
        raise GeometryError("geometry-broken", "的几何类型无法识别", "has no known geometry type")
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        raise GeometryError("geometry-broken", "的坐标缺失", "has no coordinates")
    parts = tuple(_parts(kind, coordinates))
    outline = Outline(kind, tuple(part for part in parts if part))
    if not outline.parts:
        raise GeometryError("geometry-missing", "的几何图形为空", "has an empty geometry")
    _refuse_wild_numbers(outline)
    return outline


def _parts(kind: str, coordinates: list[Any]) -> Iterable[tuple[Coordinates, ...]]:
    depth = _DEPTH[kind]
    if depth == 0:
        yield (_points([coordinates]),)
    elif depth == 1:
        yield (_points(coordinates),) if coordinates else ()
    elif depth == 2 and kind == "Polygon":
        yield tuple(_points(ring) for ring in coordinates)
    elif depth == 2:
        for line in coordinates:
            yield (_points(line),)
    else:
        for polygon in coordinates:
            if not isinstance(polygon, list):
                raise GeometryError("geometry-broken", "的坐标结构有误", "has coordinates of the wrong shape")
            yield tuple(_points(ring) for ring in polygon)


def _points(ring: object) -> Coordinates:
    if not isinstance(ring, list) or not ring:
        raise GeometryError("geometry-broken", "的坐标结构有误", "has coordinates of the wrong shape")
    if not all(isinstance(p, list) and len(p) >= 2 for p in ring):
        raise GeometryError("geometry-broken", "的坐标结构有误", "has coordinates of the wrong shape")
    try:
        array = np.asarray([(p[0], p[1]) for p in ring])
    except (ValueError, TypeError, OverflowError):
        array = np.empty(0, dtype=object)
    if array.ndim != 2 or array.dtype.kind not in "iuf":
        raise GeometryError("geometry-broken", "的坐标不是数字", "has coordinates that are not numbers")
    return array.astype(np.float64)


def _refuse_wild_numbers(outline: Outline) -> None:
    points = outline.coordinates()
    if not np.isfinite(points).all():
        raise GeometryError("geometry-broken", "的坐标含有 NaN 或无穷大", "has coordinates that are NaN or infinite")
    if (np.abs(points[:, 0]) > 180).any() or (np.abs(points[:, 1]) > _POLE_LATITUDE).any():
        raise GeometryError("geometry-range", "的坐标超出经纬度范围", "has coordinates beyond longitude and latitude")


def local_shape(outline: Outline, frame: LocalFrame) -> tuple[BaseGeometry, list[Repair]]:
    """The valid shapely geometry in metres and what had to be repaired; raises :class:`GeometryError`."""
    repairs: list[Repair] = []
    parts = [[frame.to_local(ring) for ring in part] for part in outline.parts]
    if sum(len(ring) for part in parts for ring in part) > LIMITS.points_per_feature:
        parts = [[_simpler(ring) for ring in part] for part in parts]
        repairs.append(Repair("geometry-too-detailed", "的点太多，已简化", "has too many points and was simplified"))
        if sum(len(ring) for part in parts for ring in part) > LIMITS.points_per_feature:
            raise GeometryError("geometry-broken", "的点太多", "has too many points")
    if outline.kind in ("Polygon", "MultiPolygon"):
        return _area(parts, repairs), repairs
    if outline.kind in ("LineString", "MultiLineString"):
        return _lines([part[0] for part in parts]), repairs
    return Point(parts[0][0][0]), repairs


def _simpler(ring: Coordinates) -> Coordinates:
    """On a 1 cm grid, without doubled points and points on straight lines; linear in the number of points."""
    snapped: Coordinates = np.round(ring / _GRID_M) * _GRID_M
    kept = np.concatenate([[True], (np.diff(snapped, axis=0) != 0).any(axis=1)])
    points: Coordinates = snapped[kept]
    if len(points) < 3:
        return points
    before, after = np.diff(points[:-1], axis=0), np.diff(points[1:], axis=0)
    bends = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]) > _GRID_M**2 / 2
    kept_bends = np.concatenate([[True], bends, [True]])
    return np.asarray(points[kept_bends], dtype=np.float64)


def _lines(lines: Sequence[Coordinates]) -> BaseGeometry:
    long_enough = [LineString(line) for line in lines if len(line) >= 2]
    long_enough = [line for line in long_enough if line.length > 0]
    if not long_enough:
        raise GeometryError("geometry-broken", "的线没有长度", "is a line without length")
    return long_enough[0] if len(long_enough) == 1 else MultiLineString(long_enough)


def _area(parts: list[list[Coordinates]], repairs: list[Repair]) -> BaseGeometry:
    polygons = []
    for part in parts:
        rings = [ring for ring in part if _has_three_corners(ring)]
        if not rings or rings[0] is not part[0]:
            continue
        polygons.append(Polygon(rings[0], rings[1:]))
    if not polygons:
        raise GeometryError("geometry-broken", "的面少于三个点", "is an area of fewer than three points")
    shape: BaseGeometry = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if not shape.is_valid:
        shape = _made_valid(shape)
        repairs.append(Repair("geometry-repaired", "的轮廓自相交", "has an outline that crosses itself"))
    if shape.is_empty or shape.area <= 0:
        raise GeometryError("geometry-broken", "的面没有面积", "is an area without size")
    return shape


def _has_three_corners(ring: Coordinates) -> bool:
    other = (ring != ring[0]).any(axis=1)
    if not other.any():
        return False
    second = ring[int(other.argmax())]
    return bool((other & (ring != second).any(axis=1)).any())


def _made_valid(shape: BaseGeometry) -> BaseGeometry:
    if _crosses_itself_too_often(shape):
        raise GeometryError("geometry-broken", "的轮廓自相交太多", "has an outline that crosses itself too often")
    try:
        for method in ("structure", "linework"):
            sound = areas_of(shapely.make_valid(shape, method=method, keep_collapsed=method == "linework"))
            if not sound.is_valid:  # lines that all but touch: decided on a grid of millimetres
                sound = areas_of(shapely.set_precision(sound.buffer(0), _FINE_GRID_M))
            if sound.is_valid and not sound.is_empty:
                return sound
    except shapely.errors.GEOSException:
        pass
    raise GeometryError("geometry-broken", "的轮廓无法修复", "has an outline that cannot be repaired")


def _crosses_itself_too_often(shape: BaseGeometry) -> bool:
    points, owner = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    joined = owner[1:] == owner[:-1]
    segments = shapely.linestrings(np.stack([points[:-1][joined], points[1:][joined]], axis=1))
    if len(segments) < 128:
        return False
    tree, crossings = shapely.STRtree(segments), 0
    step = max(1, 100_000 // len(segments))
    for start in range(0, len(segments), step):
        pairs = tree.query(segments[start : start + step], predicate="crosses")
        crossings += pairs.shape[1] // 2
        if crossings > _CROSSINGS:
            return True
    return False


def areas_of(shape: BaseGeometry) -> BaseGeometry:
    """The polygons in a shape, as Polygon or MultiPolygon (an empty Polygon when there is none)."""
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    parts = shape.geoms if isinstance(shape, GeometryCollection) else ()
    found = [p for part in parts for p in shapely.get_parts(areas_of(part)) if not p.is_empty]
    if not found:
        return Polygon()
    return found[0] if len(found) == 1 else MultiPolygon(found)

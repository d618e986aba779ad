"""Measures of walkways and routes: crossings, lengths and comfort against optima, times. Exit 1 if a bar is missed.

Run by hand: ``python tests/benchmarks/bench_routes.py [PLAN …]`` (default: the demo hall and the shared plans). Times
are medians of wall-clock time unless p99 is said; both sides of a ratio are timed alternately in the same run. The
build is one thread of pure computing, so its bar is on processor time, which a busy machine hardly changes.

What "one arbitrary route" counts: finding the way between two places of the plan, picked at random on any floors, with
nothing kept from earlier questions. Both sides have prepared the plan: ours its walkways and where each place joins
them, the other side the exact visibility graphs of all levels as one networkx graph, joined by the same portals, and
where each place joins them. Ours is ``Guide.distance``, the other ``networkx.shortest_path``. Drawing the line is not
counted there (networkx has none); the row "found, drawn and measured" has it.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx
import numpy as np
import shapely
from scipy.ndimage import uniform_filter1d
from skimage.graph import MCP_Geometric

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from guidance.oracle import VisibilityGraph, open_floor  # noqa: E402

from kiosk.guidance.directions import describe  # noqa: E402
from kiosk.guidance.footholds import Foothold, Footholds  # noqa: E402
from kiosk.guidance.freespace import Footing  # noqa: E402
from kiosk.guidance.imdf import read_plan  # noqa: E402
from kiosk.guidance.journey import WALK, Route  # noqa: E402
from kiosk.guidance.places import place_of  # noqa: E402
from kiosk.guidance.portals import seconds  # noqa: E402
from kiosk.guidance.routes import Guide, NoWay  # noqa: E402
from kiosk.guidance.venue import XY, Venue  # noqa: E402
from kiosk.guidance.walkways import Floor, Walkways, build_walkways  # noqa: E402

SHARED = Path(os.environ.get("KIOSK_SHARED", ROOT.parent / "shared")) / "data" / "floorplans"
PLANS = (ROOT / "floorplans" / "demo-hall", SHARED / "synthetic-hall", SHARED / "polymap-spbstu")
BUILD_BARS_S = {"demo-hall": 1.0, "polymap-spbstu": 6.0}
#: The comfort cost that routes are judged by (not the one they are made with): k = 2, soft = 1 m.
HARSH_K, HARSH_SOFT_M, GRID_M = 2.0, 1.0, 0.05
SAMPLED, PAIRS = 60, 40


@dataclass
class Table:
    """Rows of measures; knows whether a bar was missed."""

    missed: int = 0
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, value: float, bar: float | None = None, unit: str = "", at_least: bool = False) -> None:
        fine = bar is None or (value >= bar if at_least else value <= bar)
        self.missed += not fine
        sign = "≥" if at_least else "≤"
        shown = f"{value:.3f}".rstrip("0").rstrip(".") + f" {unit}".rstrip()
        self.rows.append(
            (what, shown, "" if bar is None else f"{sign} {bar:g} {unit}".rstrip(), "" if fine else "MISSED")
        )
        print(f"  {what:<62} {shown:>12}   {self.rows[-1][2]:<10} {self.rows[-1][3]}", flush=True)


def main(plans: list[Path]) -> int:
    """Measure every plan that is there."""
    table = Table()
    for plan in plans:
        if not plan.is_dir() and not plan.is_file():
            print(f"{plan.name}: not here, skipped")
            continue
        print(plan.name)
        measure(plan, table)
    print("all bars kept" if not table.missed else f"{table.missed} bars MISSED")
    return 1 if table.missed else 0


def measure(plan: Path, table: Table) -> None:
    """All measures of one plan."""
    venue = read_plan(plan).venue
    times, processor = [], []
    for _ in range(5):
        before = time.process_time()
        times.append(timed(lambda: build_walkways(venue)))
        processor.append(time.process_time() - before)
    bar = BUILD_BARS_S.get(plan.name)
    table.add("whole-venue build, processor time, median of 5", statistics.median(processor), bar, "s")
    table.add("whole-venue build, wall clock, median of 5", statistics.median(t for t, _ in times), None, "s")
    walkways = times[-1][1]
    guide = Guide(venue, walkways)
    origins = [p.id for p in venue.panels[:1]] or _largest_walkways(venue, walkways)
    routes = _from_panel(venue, guide, origins, table)
    solid = {level_id: _solid(venue, floor) for level_id, floor in walkways.floors.items()}
    table.add("routes that cross a wall, a fixture or a closed unit", sum(_crosses(r, solid) for r in routes), 0)
    table.add("routes nearer than 0.25 m to something", sum(r.min_clearance_m < 0.25 - 1e-6 for r in routes), 0)
    level_id = max((r.legs[0].level_id for r in routes), key=[r.legs[0].level_id for r in routes].count)
    floor = walkways.floors[level_id]
    exact = VisibilityGraph(open_floor(floor.space, WALK.radius_m, 1))
    there = [r for r in routes if [leg.level_id for leg in r.legs] == [level_id] and r.length_m > 3]
    there = there[:: max(1, len(there) // SAMPLED)]
    _against_optima(floor, exact, there, table)
    _against_networkx(venue, walkways, table)


def timed(act: Callable[[], object]) -> tuple[float, object]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def _largest_walkways(venue: Venue, walkways: Walkways) -> list[str]:
    """A plan without panels is walked from its largest walkway in each building."""
    found: dict[int, tuple[float, str]] = {}
    for floor in walkways.floors.values():
        piece = int(np.bincount(walkways.piece[floor.first : floor.first + len(floor.map.xy)]).argmax())
        for unit in floor.space.units:
            if unit.category == "walkway":
                found[piece] = max(found.get(piece, (0.0, "")), (unit.area.area, unit.id))
    return [unit_id for _, unit_id in found.values()]


def _from_panel(venue: Venue, guide: Guide, origins: list[str], table: Table) -> list[Route]:
    routes, first, warm = [], [], []
    for origin in origins:
        for thing in venue.destinations():
            try:
                took, route = timed(lambda o=origin, t=thing.id: _with_steps(venue, guide, o, t))
            except NoWay:
                continue
            first.append(took)
            warm.append(timed(lambda o=origin, t=thing.id: _with_steps(venue, guide, o, t))[0])
            routes.append(route)
    table.add(f"routes from {len(origins)} starts", len(routes))
    table.add("first time (found, drawn, described): median", statistics.median(first) * 1e3, None, "ms")
    table.add("first time: p99", float(np.percentile(first, 99)) * 1e3, None, "ms")
    table.add("route from the panel with steps, warm: p99", float(np.percentile(warm, 99)) * 1e3, 16, "ms")
    return routes


def _with_steps(venue: Venue, guide: Guide, origin: str, target: str) -> Route:
    route = guide.route(origin, target)
    describe(venue, route, 0.0)
    return route


def _solid(venue: Venue, floor: Floor) -> shapely.Geometry:
    """What no line may touch, told independently of the free space: unit edges without doors, things, closed units."""
    units, level_id = floor.space.units, floor.level.id
    doors = [o.line.buffer(0.17, cap_style="flat") for o in venue.openings if o.level_id == level_id]
    walkways = [unit.area for unit in units if unit.category == "walkway"]
    tree = shapely.STRtree(walkways)
    pairs = tree.query(walkways, predicate="dwithin", distance=0.15).T.tolist()
    borders = [walkways[a].boundary.intersection(walkways[b].buffer(0.15)).buffer(0.17) for a, b in pairs if a != b]
    edges = shapely.union_all([unit.area.boundary for unit in units], grid_size=1e-6)
    walls = shapely.difference(edges, shapely.union_all([*doors, *borders], grid_size=1e-6), grid_size=1e-6)
    closed = [u.area.buffer(-0.02) for u, f in zip(units, floor.space.footings, strict=True) if f is Footing.CLOSED]
    fixtures = [fixture.area for fixture in venue.fixtures if fixture.level_id == level_id]
    return shapely.union_all([walls, *fixtures, *closed])


def _crosses(route: Route, solid: dict[str, shapely.Geometry]) -> bool:
    return any(shapely.intersects(shapely.LineString(leg.points), solid[leg.level_id]) for leg in route.legs)


def _against_optima(floor: Floor, exact: VisibilityGraph, routes: list[Route], table: Table) -> None:
    ratios = [r.length_m / exact.length(r.legs[0].points[0], r.legs[0].points[-1]) for r in routes]
    table.add(f"length / exact optimum at 0.25 m ({len(ratios)} routes): mean", statistics.mean(ratios), 1.10)
    table.add("length / exact optimum: max", max(ratios), 1.40)
    table.add("length / exact optimum: min", min(ratios), 0.999, at_least=True)
    grid = SoftGrid(floor)
    costs = [_cost(floor, np.array(r.legs[0].points)) / grid.optimum(r.legs[0].points) for r in routes]
    table.add("comfort cost J / J of the 5 cm grid optimum: mean", statistics.mean(costs), 1.12)
    table.add("comfort cost J / J of the 5 cm grid optimum: max", max(costs))


def _cost(floor: Floor, line: np.ndarray) -> float:
    """J of a line, its clearances measured exactly every 5 cm."""
    points = shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), 0.05))
    middles, lengths = (points[1:] + points[:-1]) / 2, np.hypot(*np.diff(points, axis=0).T)
    found = floor.edges.query_nearest(shapely.points(middles), return_distance=True, all_matches=False)[1]
    return float((lengths * (1 + HARSH_K * np.maximum(0, 1 - found / HARSH_SOFT_M))).sum())


class SoftGrid:
    """The J-optimal path on a 5 cm grid (scikit-image), smoothed: what a route's comfort is judged by."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        x0, y0, x1, y1 = floor.space.area.bounds
        self._origin = np.array([x0, y0])
        xs, ys = np.meshgrid(np.arange(x0, x1, GRID_M), np.arange(y0, y1, GRID_M))
        clearance = floor.field.slope(np.stack((xs.ravel(), ys.ravel()), axis=1))[0].reshape(xs.shape)
        self._costs = 1 + HARSH_K * np.maximum(0, 1 - clearance / HARSH_SOFT_M)
        self._costs[clearance < 0.2] = -1
        self._search: tuple[tuple[int, int], MCP_Geometric] | None = None

    def _cell(self, point: tuple[float, float]) -> tuple[int, int]:
        column, row = np.rint((np.array(point) - self._origin) / GRID_M).astype(int)
        return int(row), int(column)

    def optimum(self, line: tuple[tuple[float, float], ...]) -> float:
        """J of the best path between the ends of a line."""
        start, end = self._cell(line[0]), self._cell(line[-1])
        if self._search is None or self._search[0] != start:
            search = MCP_Geometric(self._costs)
            search.find_costs([start])
            self._search = (start, search)
        cells = np.array(self._search[1].traceback(end))
        path = cells[:, ::-1] * GRID_M + self._origin
        path[0], path[-1] = line[0], line[-1]
        smooth = uniform_filter1d(uniform_filter1d(path, 9, axis=0, mode="nearest"), 9, axis=0, mode="nearest")
        smooth[0], smooth[-1] = line[0], line[-1]
        return min(_cost(self._floor, path), _cost(self._floor, smooth))


def _against_networkx(venue: Venue, walkways: Walkways, table: Table) -> None:
    exact = ExactVenue(venue, walkways)
    dice = np.random.default_rng(7)
    names = [thing.id for thing in venue.destinations() if thing.id in exact.places]
    pairs = [tuple(names[i] for i in dice.integers(0, len(names), 2)) for _ in range(PAIRS)]
    guide, drawing = Guide(venue, walkways), Guide(venue, walkways)
    guide.reachable(names[0])
    drawing.reachable(names[0])
    ours, drawn, theirs, met = [], [], [], 0
    for start, end in pairs:
        took, cost = timed(lambda a=start, b=end: guide.distance(a, b))
        ours.append(took)
        took, length = timed(lambda a=start, b=end: exact.shortest(a, b))
        theirs.append(took)
        met += math.isfinite(cost) == math.isfinite(length)
        if math.isfinite(cost):
            drawn.append(timed(lambda a=start, b=end: drawing.route(a, b))[0])
    table.add(f"one arbitrary route ({PAIRS} pairs): median", statistics.median(ours) * 1e3, None, "ms")
    table.add("the same found, drawn and measured: median", statistics.median(drawn) * 1e3, None, "ms")
    table.add(f"networkx, exact graph of {exact.size}: median", statistics.median(theirs) * 1e3, None, "ms")
    table.add("both find a way, or both none", met / PAIRS, 0.9, at_least=True)
    ratio = statistics.median(theirs) / statistics.median(ours)
    table.add("arbitrary route, times faster than networkx (medians)", ratio, 20, at_least=True)


class ExactVenue:
    """The exact visibility graphs of all levels as one directed networkx graph, with the portals of the walkways."""

    def __init__(self, venue: Venue, walkways: Walkways) -> None:
        self._graph = nx.DiGraph()
        self._levels: dict[str, VisibilityGraph] = {}
        for level_id, floor in walkways.floors.items():
            level = VisibilityGraph(open_floor(floor.space, WALK.radius_m, 1))
            self._levels[level_id] = level
            for (a, b), w in zip(level.ends.tolist(), level.lengths.tolist(), strict=True):
                self._join((level_id, a), (level_id, b), w)
        for portal in walkways.portals:
            for node, w in self._seen(portal.front.level_id, portal.front.at):
                self._join(portal.node, node, w)
        for a, b, passing in walkways.passings:
            self._graph.add_edge(a.node, b.node, weight=seconds(passing, WALK) * WALK.speed_mps)
        self.size = f"{self._graph.number_of_nodes()} nodes, {self._graph.number_of_edges() // 2} edges"
        footholds = Footholds(venue, walkways)
        self.places: dict[str, tuple[Foothold, list[tuple[object, float]]]] = {}
        for thing in venue.destinations():
            for spot in footholds.of(place_of(thing))[:1]:
                self.places[thing.id] = (spot, self._seen(spot.level_id, spot.at))

    def _join(self, a: object, b: object, weight: float) -> None:
        self._graph.add_edge(a, b, weight=weight)
        self._graph.add_edge(b, a, weight=weight)

    def _seen(self, level_id: str, at: XY) -> list[tuple[object, float]]:
        nodes, lengths = self._levels[level_id].attached(at)
        return [((level_id, int(node)), float(w)) for node, w in zip(nodes, lengths, strict=True)]

    def shortest(self, start: str, end: str) -> float:
        """Metres of the shortest way between two places, connectors counted like metres; inf when there is none."""
        (a, near), (b, far) = self.places[start], self.places[end]
        if a.level_id == b.level_id and self._levels[a.level_id].sees(a.at, b.at):
            return math.dist(a.at, b.at)
        self._graph.add_weighted_edges_from(("start", node, w) for node, w in near)
        self._graph.add_weighted_edges_from((node, "end", w) for node, w in far)
        try:
            path = nx.shortest_path(self._graph, "start", "end", weight="weight")
            return float(nx.path_weight(self._graph, path, "weight"))
        except nx.NetworkXException:
            return math.inf
        finally:
            self._graph.remove_nodes_from(("start", "end"))


if __name__ == "__main__":
    sys.exit(main([Path(word) for word in sys.argv[1:]] or list(PLANS)))

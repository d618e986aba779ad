"""The guide: from where one stands to where one wants to go, for a way of walking, with what is closed right now."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.clearance import chord_costs
from kiosk.guidance.footholds import Foothold, Footholds
from kiosk.guidance.journey import PROFILES, WALK, Leg, Profile, Route
from kiosk.guidance.network import Network, Tree
from kiosk.guidance.places import Place, find_place, place_of
from kiosk.guidance.portals import Passing, seconds
from kiosk.guidance.simplify import Surroundings, drawn_line
from kiosk.guidance.venue import XY, Switches, Venue
from kiosk.guidance.walkways import Walkways, build_walkways, straight_pieces

Array = NDArray[np.float64]

_ALL_OPEN = Switches()
_MOST_NETWORKS, _MOST_TREES, _MOST_ROUTES = 12, 48, 8_000
#: Two spots on a level that are nearer than this (metres) are joined directly when nothing is between them.
_IN_SIGHT_M = 20.0
#: Where the place itself is nearer to something than the walker's radius, this much of the line there is not measured.
_LAST_STRETCH_M = 0.6


class NoWay(KioskError):  # noqa: N818 - it is an answer
    """There is no way. ``reason``: "unreachable", "no_step_free" or "closed"; ``nearest`` is how near one can get.

    ``text`` says it to a visitor, in both languages.
    """

    def __init__(
        self, reason: str, text: Text, nearest: Place | None = None, *, where: str = "", remedy: str = ""
    ) -> None:
        self.reason, self.text, self.nearest = reason, text, nearest
        super().__init__(text.within("en"), where=where, remedy=remedy)


@dataclass(frozen=True)
class _Way:
    """The cheapest way to a foothold: its nodes (empty: straight there), or cost inf."""

    cost: float
    end: Foothold | None = None
    nodes: tuple[int, ...] = ()


class Guide:
    """Leads through one venue. What was asked once is kept; all methods may be called from several threads."""

    def __init__(self, venue: Venue, walkways: Walkways | None = None) -> None:
        self.venue = venue
        self.walkways = walkways if walkways is not None else build_walkways(venue)
        self._footholds = Footholds(venue, self.walkways)
        self._places: dict[str, Place] = {}
        self._networks: dict[tuple[Profile, Switches], Network] = {}
        self._trees: dict[tuple[str, XY, Profile, Switches], Tree] = {}
        self._lines: dict[tuple[object, ...], tuple[Array, float]] = {}
        self._scenes: dict[tuple[str, Profile, Switches], Surroundings] = {}
        self._routes: dict[tuple[str, str, Profile, Switches], Route] = {}

    def route(
        self, origin: Place | str, target: Place | str, profile: Profile = WALK, switches: Switches = _ALL_OPEN
    ) -> Route:
        """The way from one place (or its id, window number, "X,Y,LEVEL") to another; raises :class:`NoWay`."""
        start, goal = self._place(origin), self._place(target)
        key = (start.id, goal.id, profile, switches)
        known = self._routes.get(key)
        if known is None:
            known = self._found(start, goal, profile, switches)
            _keep(self._routes, key, known, _MOST_ROUTES)
        return known

    def distance(
        self, origin: Place | str, target: Place | str, profile: Profile = WALK, switches: Switches = _ALL_OPEN
    ) -> float:
        """How far a place is, to tell the nearest of several; inf when there is no way. Nothing is drawn.

        Comfort metres: hindrances, doors of rooms and what connectors take count as metres too.
        """
        start, goal = self._place(origin), self._place(target)
        spots, network = self._footholds.of(start), self._network(profile, switches)
        if not spots:
            return math.inf
        return self._way(network, start, self._start(start, profile), self._footholds.of(goal), switches).cost

    def prepare(
        self,
        panel_id: str,
        profiles: Iterable[Profile] = tuple(PROFILES.values()),
        switches: Switches = _ALL_OPEN,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Work out the routes from a panel to every place, so that asking is a look-up; how many there are.

        Meant for a worker thread: ``stopped`` is asked before each route.
        """
        origin, count = self._place(panel_id), 0
        for profile in profiles:
            self._tree(origin, self._start(origin, profile), profile, switches, math.inf)
            for thing in self.venue.destinations():
                if stopped():
                    return count
                try:
                    self.route(origin, self._place(thing.id), profile, switches)
                except NoWay:
                    continue
                count += 1
        return count

    def reachable(self, origin: Place | str, profile: Profile = WALK, switches: Switches = _ALL_OPEN) -> frozenset[str]:
        """The ids of all places that can be reached; nothing is drawn."""
        start = self._place(origin)
        try:
            foothold = self._start(start, profile)
        except NoWay:
            return frozenset()
        network = self._network(profile, switches)
        tree = self._tree(start, foothold, profile, switches, math.inf)
        found = []
        for thing in self.venue.destinations():
            spots = self._footholds.of(self._place(thing.id))
            if any(self._cost(network, tree, foothold, spot).cost < math.inf for spot in spots):
                found.append(thing.id)
        return frozenset(found)

    def _place(self, reference: Place | str) -> Place:
        if isinstance(reference, Place):
            return reference
        if reference not in self._places:
            if not self._places:
                self._places.update((thing.id, place_of(thing)) for thing in self.venue.destinations())
            if reference not in self._places:
                return find_place(self.venue, reference)
        return self._places[reference]

    def _start(self, place: Place, profile: Profile) -> Foothold:
        spots = self._footholds.of(place)
        if not spots:
            raise self._no_way("unreachable", place, place, None)
        return min(spots, key=lambda spot: math.dist(spot.at, place.at))

    def _network(self, profile: Profile, switches: Switches) -> Network:
        key = (profile, switches)
        network = self._networks.get(key)
        if network is None:
            network = Network(self.walkways, profile, switches)
            _keep(self._networks, key, network, _MOST_NETWORKS)
        return network

    def _tree(self, origin: Place, start: Foothold, profile: Profile, switches: Switches, limit: float) -> Tree:
        """The shortest ways from a place. A whole tree is kept; one with a limit is not."""
        key = (start.level_id, start.at, profile, switches)
        tree = self._trees.get(key)
        if tree is None:
            tree = self._network(profile, switches).tree(start.links, limit)
            if limit == math.inf:
                _keep(self._trees, key, tree, _MOST_TREES)
        return tree

    def _found(self, origin: Place, target: Place, profile: Profile, switches: Switches) -> Route:
        start = self._start(origin, profile)
        network = self._network(profile, switches)
        way = self._way(network, origin, start, self._footholds.of(target), switches)
        if way.end is None:
            raise self._explained(network, origin, target, profile, switches)
        return self._drawn(network, origin, target, start, way, switches)

    def _way(
        self, network: Network, origin: Place, start: Foothold, spots: tuple[Foothold, ...], switches: Switches
    ) -> _Way:
        best = _Way(math.inf)
        if not spots:
            return best
        near = max((math.dist(start.at, spot.at) for spot in spots), default=0.0)
        beyond = all(spot.level_id != start.level_id for spot in spots)
        if beyond and (start.level_id, start.at, network.profile, switches) not in self._trees:
            for spot in spots:
                cost, node = network.across(start.links, spot.links)
                best = _Way(cost, spot, (node,)) if cost < best.cost else best
            return best
        same_level = all(spot.level_id == start.level_id for spot in spots)
        limits = (2.0 * near + 20.0, math.inf) if same_level else (math.inf,)
        for limit in limits:
            tree = self._tree(origin, start, network.profile, switches, limit)
            for spot in spots:
                way = self._cost(network, tree, start, spot)
                best = way if way.cost < best.cost else best
            if best.cost <= limit and best.end is not None:
                break
        return best

    def _cost(self, network: Network, tree: Tree, start: Foothold, spot: Foothold) -> _Way:
        """What it costs to get to a foothold, and through which nodes."""
        best = _Way(math.inf)
        if len(spot.links.nodes):
            costs = tree.cost[spot.links.nodes] + network.link_costs(spot.links)
            cheapest = int(costs.argmin())
            if costs[cheapest] < math.inf:
                best = _Way(float(costs[cheapest]), spot, (int(spot.links.nodes[cheapest]),))
        if start.level_id == spot.level_id and math.dist(start.at, spot.at) <= _IN_SIGHT_M:
            straight = self._straight_cost(network, start, spot)
            if straight < best.cost:
                best = _Way(straight, spot)
        return best

    def _straight_cost(self, network: Network, start: Foothold, spot: Foothold) -> float:
        floor = self.walkways.floors[start.level_id]
        a, b = np.array([start.at]), np.array([spot.at])
        room = min(network.profile.radius_m, start.clearance, spot.clearance)
        _, soft, narrowest = chord_costs(floor.field, a, b, 0.1)
        if narrowest[0] < room + 2 * floor.field.cell and floor.clearance(start.at, spot.at) < room:
            return math.inf
        gates = [floor.first_gate + gate for gate in floor.gates.of_lines(a, b).of(0)]
        return math.inf if any(network.is_closed(gate) for gate in gates) else float(soft[0])

    def _drawn(
        self, network: Network, origin: Place, target: Place, start: Foothold, way: _Way, switches: Switches
    ) -> Route:
        assert way.end is not None
        nodes: list[int] = []
        if way.nodes:
            tree = self._tree(origin, start, network.profile, switches, 2.0 * way.cost + 1.0)
            nodes = tree.way(way.nodes[0])
        legs: list[Leg] = []
        length, time, least = 0.0, 0.0, math.inf
        for part, passing, here, there in _parts(network, nodes):
            first = start.at if here is None else tuple(network.walkways.node_xy[here])
            last = way.end.at if there is None else tuple(network.walkways.node_xy[there])
            level = start.level_id if here is None else network.walkways.node_level[here]
            line, clearance = self._line(network, switches, level, first, part, last)
            least = min(least, clearance)
            length += float(np.hypot(*np.diff(line, axis=0).T).sum())
            points = tuple((float(x), float(y)) for x, y in line)
            if passing is None:
                legs.append(Leg(level, points))
            else:
                time += seconds(passing, network.profile)
                legs.append(Leg(level, points, passing.connector.id, passing.connector.kind))
        time += length / network.profile.speed_mps
        return Route(origin.id, target.id, network.profile.id, tuple(legs), length, time, least)

    def _line(
        self, network: Network, switches: Switches, level_id: str, first: XY, nodes: list[int], last: XY
    ) -> tuple[Array, float]:
        """The drawn line of one leg and its measured clearance."""
        key = (level_id, network.profile, switches.closed, first, tuple(nodes), last)
        known = self._lines.get(key)
        if known is None:
            pieces = [np.array([first])]
            pieces += [network.line(a, b) for a, b in itertools.pairwise(nodes)]
            if len(nodes) == 1:
                pieces.append(network.walkways.node_xy[nodes])
            raw = np.concatenate([*pieces, np.array([last])])
            raw = raw[np.concatenate(([True], np.hypot(*np.diff(raw, axis=0).T) > 1e-6))]
            scene = self._scene(network, switches, level_id)
            line = drawn_line(scene, raw, network.profile.radius_m)
            known = (line, _measured(scene, line, network.profile.radius_m))
            _keep(self._lines, key, known, _MOST_ROUTES)
        return known

    def _scene(self, network: Network, switches: Switches, level_id: str) -> Surroundings:
        key = (level_id, network.profile, switches)
        scene = self._scenes.get(key)
        if scene is None:
            floor, barriers = self.walkways.floors[level_id], network.barriers(level_id)
            field = floor.field.with_barriers(barriers) if barriers else floor.field
            pieces = [piece for barrier in barriers for piece in straight_pieces(barrier)]
            scene = Surroundings(field, floor.edges, shapely.STRtree(pieces))
            _keep(self._scenes, key, scene, 4 * _MOST_NETWORKS)
        return scene

    def _explained(self, network: Network, origin: Place, target: Place, profile: Profile, switches: Switches) -> NoWay:
        """Why there is no way: something is closed, there are only steps or narrow doors, or the plan has no way."""

        def goes(other: Profile, closed: Switches) -> bool:
            start = self._start(origin, other)
            way = self._way(self._network(other, closed), origin, start, self._footholds.of(target), closed)
            return way.end is not None

        start = self._start(origin, profile)
        tree = self._tree(origin, start, profile, switches, math.inf)
        nearest = self._nearest(tree, target)
        if switches.closed and goes(profile, _ALL_OPEN):
            return self._no_way("closed", origin, target, nearest)
        if profile != WALK and goes(WALK, _ALL_OPEN):
            return self._no_way("no_step_free", origin, target, nearest)
        return self._no_way("unreachable", origin, target, nearest)

    def _nearest(self, tree: Tree, target: Place) -> Place | None:
        """The node that can be reached and lies nearest to the target, on its level."""
        floor = self.walkways.floors.get(target.level_id)
        if floor is None or not len(floor.map.xy):
            return None
        reached = np.isfinite(tree.cost[floor.first : floor.first + len(floor.map.xy)])
        if not reached.any():
            return None
        spots = floor.map.xy[reached]
        x, y = spots[int(np.hypot(*(spots - target.at).T).argmin())]
        return Place(f"{x:.2f},{y:.2f},{target.level_id}", "point", target.level_id, (float(x), float(y)), EMPTY)

    def _no_way(self, reason: str, origin: Place, target: Place, nearest: Place | None) -> NoWay:
        zh, en = (_called(target, language) for language in ("zh", "en"))
        sentence, remedy = _SENTENCES[reason]
        text = Text(zh=sentence.within("zh").format(zh), en=sentence.within("en").format(en))
        return NoWay(reason, text, nearest, where=f"{origin.id} → {target.id}", remedy=remedy)


_SENTENCES = {
    "unreachable": (
        Text(zh="没有找到去{0}的路线。", en="There is no way to {0}."),
        "Check that doors, corridors and connectors are drawn there and not blocked.",
    ),
    "no_step_free": (
        Text(zh="没有找到去{0}的无障碍路线。", en="There is no step-free way to {0}."),
        "Try the walking profile, or check lifts, ramps and door widths in the plan.",
    ),
    "closed": (
        Text(zh="去{0}的路暂时不通。", en="The way to {0} is closed right now."),
        "Open what was closed, or choose another place.",
    ),
}
_UNNAMED = Text(zh="这个地点", en="this place")


def _called(place: Place, language: str) -> str:
    return place.name.within(language) or _UNNAMED.within(language)


def _parts(network: Network, nodes: list[int]) -> list[tuple[list[int], Passing | None, int | None, int | None]]:
    """The nodes of each leg, what it enters at its end, the portal nodes it begins and ends at (None: the spots)."""
    found: list[tuple[list[int], Passing | None, int | None, int | None]] = []
    part: list[int] = nodes[:1]
    begin: int | None = None
    for a, b in itertools.pairwise(nodes):
        passing = network.passing(a, b)
        if passing is None:
            part.append(b)
            continue
        found.append((part, passing, begin, a))
        part, begin = [b], b
    return [*found, (part, None, begin, None)]


def _measured(scene: Surroundings, line: Array, radius_m: float) -> float:
    """The exact least clearance of a line, without the last stretch at an end that is itself too close to something."""
    if len(line) < 2:
        return scene.clearance(line)
    shape = shapely.LineString(line)
    begin = _LAST_STRETCH_M if scene.clearance(line[:1]) < radius_m else 0.0
    end = shape.length - (_LAST_STRETCH_M if scene.clearance(line[-1:]) < radius_m else 0.0)
    if end - begin < 0.1:
        return scene.clearance(line)
    kept = shapely.ops.substring(shape, begin, end) if begin or end < shape.length else shape
    return scene.clearance(shapely.get_coordinates(kept))


def _keep(store: dict, key: object, value: object, most: int) -> None:  # type: ignore[type-arg]
    """Remember a value; a store that is full starts anew."""
    if len(store) >= most:
        store.clear()
    store[key] = value

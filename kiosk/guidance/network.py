"""The network as one way of walking sees it now: what each stretch counts, what is closed, the shortest ways."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import Geometry

from kiosk.guidance.journey import Profile
from kiosk.guidance.portals import Passing, allowed, effort, seconds
from kiosk.guidance.venue import Switches
from kiosk.guidance.walkways import Links, Walkways

#: A gap narrower than the walker's radius is a last resort: it counts this many metres.
SQUEEZE_M = 150.0
#: So many spots' prices are kept by a network; then it starts anew.
_MOST_LINKS = 8_000
#: A walker may squeeze sideways; a wheelchair may not: least clearance as a share of the profile's radius.
_SQUEEZED, _UPRIGHT = 0.6, 0.97

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Tree:
    """Shortest ways from one spot to every node: cost in comfort metres (inf where there is none), node before."""

    cost: Array
    before: Index

    def way(self, node: int) -> list[int]:
        """The nodes from the spot's first node to ``node``."""
        found = [node]
        last = len(self.before) - 1
        while (step := int(self.before[found[-1]])) != last:
            found.append(step)
        return found[::-1]


class Network:
    """What one profile may walk with these switches. Reading it from several threads is safe."""

    def __init__(self, walkways: Walkways, profile: Profile, switches: Switches) -> None:
        self.walkways, self.profile = walkways, profile
        self.least_m = profile.radius_m * (_UPRIGHT if profile.step_free else _SQUEEZED)
        self._closed = self._closed_gates(switches)
        self._tolls = np.array([gate.toll_m for gate in walkways.gates] or [0.0])
        ends, costs = self._stretches()
        ways, passing_ends, passing_costs = self._connections()
        self._ways = ways
        both = np.concatenate((ends, ends[:, ::-1], passing_ends))
        self._stretch_count = len(ends)
        every = np.concatenate((costs, costs, passing_costs))
        self._graph, self._stretch = _least(both, every, len(walkways.node_xy))
        self._priced_links: dict[int, tuple[Links, Array]] = {}

    def _closed_gates(self, switches: Switches) -> NDArray[np.bool_]:
        """(gates,) whether each is closed: switched off, too narrow, or steps for those who cannot take them."""
        closed = np.zeros(len(self.walkways.gates), dtype=bool)
        for number, gate in enumerate(self.walkways.gates):
            narrow = gate.width_m < self.profile.min_door_m - 0.005
            closed[number] = narrow or (gate.steps and self.profile.step_free)
        for key in switches.closed:
            for number in self.walkways.gates_by_id.get(key, ()):
                closed[number] = True
        return closed

    def is_closed(self, gate: int) -> bool:
        return bool(self._closed[gate])

    def barriers(self, level_id: str) -> list[Geometry]:
        """What nobody may cross on a level while it is closed."""
        gates = (self.walkways.gates[int(number)] for number in np.flatnonzero(self._closed))
        return [gate.shape for gate in gates if gate.level_id == level_id and gate.shape is not None]

    def _stretches(self) -> tuple[Index, Array]:
        ends, costs = [np.empty((0, 2), dtype=np.intp)], [np.empty(0)]
        for floor in self.walkways.floors.values():
            gates = tuple(tuple(floor.first_gate + gate for gate in some) for some in floor.map.gates)
            ends.append(floor.map.ends + floor.first)
            costs.append(self._priced(floor.map.soft, floor.map.narrowest, gates))
        for portal in self.walkways.portals:
            links = portal.links
            ends.append(np.stack((links.nodes, np.full(len(links.nodes), portal.node)), axis=1))
            costs.append(self._link_costs(links))
        return np.concatenate(ends), np.concatenate(costs)

    def link_costs(self, links: Links) -> Array:
        """What stretches from a spot to nodes count; inf where closed, or narrower than walker and spot both are."""
        known = self._priced_links.get(id(links))
        if known is None:
            if len(self._priced_links) >= _MOST_LINKS:
                self._priced_links.clear()
            known = self._priced_links[id(links)] = (links, self._link_costs(links))
        return known[1]

    def _link_costs(self, links: Links) -> Array:
        fits = links.narrowest >= min(self.least_m, links.room) - 1e-6
        narrowest = np.where(fits, np.maximum(links.narrowest, self.least_m), 0.0)
        return self._priced(links.soft, narrowest, links.gates)

    def _priced(self, soft: Array, narrowest: Array, gates: tuple[tuple[int, ...], ...]) -> Array:
        counts = np.fromiter((len(some) for some in gates), dtype=np.intp, count=len(gates))
        flat = np.fromiter((gate for some in gates for gate in some), dtype=np.intp, count=int(counts.sum()))
        owner = np.repeat(np.arange(len(gates)), counts)
        tolls = np.bincount(owner, weights=self._tolls[flat], minlength=len(gates))
        closed = np.bincount(owner, weights=self._closed[flat], minlength=len(gates)) > 0
        tight = np.where(narrowest < self.profile.radius_m - 0.01, SQUEEZE_M, 0.0)
        return np.where(closed | (narrowest < self.least_m), math.inf, soft + tolls + tight)

    def _connections(self) -> tuple[dict[tuple[int, int], Passing], Index, Array]:
        ways: dict[tuple[int, int], Passing] = {}
        costs: dict[tuple[int, int], float] = {}
        for a, b, passing in self.walkways.passings:
            if not allowed(passing.connector, self.profile):
                continue
            time = seconds(passing, self.profile) + effort(passing, self.profile)
            cost = max(time * self.profile.speed_mps, 0.01)
            if cost < costs.get((a.node, b.node), math.inf):
                costs[a.node, b.node], ways[a.node, b.node] = cost, passing
        return ways, np.array(list(costs), dtype=np.intp).reshape(-1, 2), np.array(list(costs.values()))

    def line(self, start: int, end: int) -> Array:
        """The line (n, 2) of the stretch that joins two neighbouring nodes."""
        row = slice(self._graph.indptr[start], self._graph.indptr[start + 1])
        number = int(self._stretch[row][np.searchsorted(self._graph.indices[row], end)])
        back, number = divmod(number, self._stretch_count)
        line = self.walkways.lines[number]
        return line[::-1] if back else line

    def passing(self, start: int, end: int) -> Passing | None:
        """The way through a connector between two portal nodes, or None where it is a walk."""
        return self._ways.get((start, end))

    @cached_property
    def _by_portal(self) -> tuple[Array, Array]:
        """(portals, nodes) each: what it costs from every node to a portal, and from a portal to every node."""
        portals = [portal.node for portal in self.walkways.portals]
        if not portals:
            none = np.empty((0, self._graph.shape[0]))
            return none, none
        return dijkstra(self._graph.T.tocsr(), indices=portals), dijkstra(self._graph, indices=portals)

    def across(self, start: Links, end: Links) -> tuple[float, int]:
        """The cost of the best way between spots on two levels, and the last node on it; (inf, −1): there is none.

        Every such way goes by a portal, so two tables by portals answer it without a search.
        """
        to_portal, from_portal = self._by_portal
        if not len(to_portal) or not len(start.nodes) or not len(end.nodes):
            return math.inf, -1
        first = (to_portal[:, start.nodes] + self.link_costs(start)).min(axis=1)
        last = from_portal[:, end.nodes] + self.link_costs(end)
        costs = (first[:, None] + last).min(axis=0)
        best = int(costs.argmin())
        return float(costs[best]), int(end.nodes[best]) if costs[best] < math.inf else -1

    def tree(self, links: Links, limit: float = math.inf) -> Tree:
        """Shortest ways from a spot with these links; nodes farther than ``limit`` (comfort metres) stay at inf."""
        costs = self.link_costs(links)
        fine = np.isfinite(costs)
        count = self._graph.shape[0] - 1
        graph = csr_array(
            (
                np.concatenate((self._graph.data, costs[fine] + 1e-9)),
                np.concatenate((self._graph.indices, links.nodes[fine].astype(np.int32))),
                np.concatenate((self._graph.indptr[:-1], [len(self._graph.data) + int(fine.sum())])).astype(np.int32),
            ),
            shape=(count + 1, count + 1),
        )
        cost, before = dijkstra(graph, indices=count, return_predecessors=True, limit=limit)
        return Tree(cost, before)


def _least(ends: Index, costs: Array, count: int) -> tuple[csr_array, Index]:
    """A graph with an empty last row for the spot one starts from, and the number of each of its stretches.

    Of parallel ways the cheapest stays.
    """
    number = np.flatnonzero(np.isfinite(costs))
    ends, costs = ends[number], costs[number]
    order = np.lexsort((costs, ends[:, 1], ends[:, 0]))
    ends, costs, number = ends[order], costs[order], number[order]
    first = np.ones(len(ends), dtype=bool)
    first[1:] = (np.diff(ends, axis=0) != 0).any(axis=1)
    ends, costs, number = ends[first], costs[first], number[first]
    pointer = np.searchsorted(ends[:, 0], np.arange(count + 2)).astype(np.int32)
    return csr_array((costs, ends[:, 1].astype(np.int32), pointer), shape=(count + 1, count + 1)), number

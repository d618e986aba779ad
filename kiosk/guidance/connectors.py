"""How floors are joined: connectors from relationship features, else from overlapping footprints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from kiosk.guidance import overlay
from kiosk.guidance.extension import ConnectorExtra, Extension
from kiosk.guidance.findings import Finding
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import Connector, ConnectorKind, Direction, Level, Stop, Unit

#: Unit categories that join floors (IMDF 1.0).
KINDS = {
    "stairs": ConnectorKind.STAIRS,
    "escalator": ConnectorKind.ESCALATOR,
    "elevator": ConnectorKind.ELEVATOR,
    "ramp": ConnectorKind.RAMP,
}
#: Footprints of one shaft on two floors overlap by at least this share of the smaller one.
OVERLAP = 0.10
#: A second candidate this much as good as the best makes the choice doubtful.
_RIVAL = 0.5
#: Shafts of one kind on one level that are compared; real buildings have a few dozen.
_MOST_SHAFTS = 200
_KIND_WORDS = {
    ConnectorKind.STAIRS: ("楼梯", "staircase"),
    ConnectorKind.ESCALATOR: ("扶梯", "escalator"),
    ConnectorKind.ELEVATOR: ("电梯", "lift"),
    ConnectorKind.RAMP: ("坡道", "ramp"),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship feature that joins units: its units from origin to destination."""

    id: str
    kind: ConnectorKind
    directed: bool
    unit_ids: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    ids: list[str]
    kind: ConnectorKind
    direction: Direction
    unit_ids: list[str]
    inferred: bool


def build_connectors(
    levels: Sequence[Level], units: Sequence[Unit], relations: Sequence[Relation], extension: Extension
) -> tuple[list[Connector], list[Finding]]:
    """Every connector of the venue, and what is doubtful about them."""
    by_id = {unit.id: unit for unit in units}
    ordinals = {level.id: level.ordinal for level in levels}
    groups = _related(relations, by_id, ordinals)
    taken = {unit_id for group in groups for unit_id in group.unit_ids}
    loose = [unit for unit in units if unit.category in KINDS and unit.id not in taken and unit.level_id in ordinals]
    inferred, findings = _inferred(levels, loose)
    connectors = []
    for group in [*groups, *inferred]:
        connector = _connector(group, by_id, ordinals, extension.connectors)
        connectors.append(connector)
        findings.extend(_doubts(connector, group, by_id))
    return connectors, findings


def _connector(
    group: _Group, by_id: Mapping[str, Unit], ordinals: Mapping[str, int], extras: Mapping[str, ConnectorExtra]
) -> Connector:
    units = sorted((by_id[unit_id] for unit_id in group.unit_ids), key=lambda unit: ordinals[unit.level_id])
    said = [extras[key] for key in (*group.ids, *group.unit_ids) if key in extras]
    directions = [extra.direction for extra in said if extra.direction is not None]
    confirmed = any(extra.confirmed for extra in said)
    named = next((unit.name for unit in units if unit.name), units[0].name)
    return Connector(
        group.ids[0],
        group.kind,
        tuple(Stop(unit.level_id, unit.id, unit.area) for unit in units),
        directions[0] if directions else group.direction,
        named,
        group.inferred and not confirmed,
    )


def _related(relations: Iterable[Relation], by_id: Mapping[str, Unit], ordinals: Mapping[str, int]) -> list[_Group]:
    """One group per chain of relationships that share a unit, a kind and a direction."""
    home: dict[tuple[str, ConnectorKind, Direction], _Group] = {}
    groups: dict[int, _Group] = {}
    for relation in relations:
        way = _direction(relation, by_id, ordinals)
        keys = [(unit_id, relation.kind, way) for unit_id in relation.unit_ids]
        joined = {id(home[key]): home[key] for key in keys if key in home}
        largest = max(joined.values(), key=lambda g: len(g.unit_ids), default=None)
        group = largest or _Group([], relation.kind, way, [], False)
        groups[id(group)] = group
        for other in joined.values():
            if other is not group:
                del groups[id(other)]
                group.ids += other.ids
                group.unit_ids += other.unit_ids
                home.update({(unit_id, relation.kind, way): group for unit_id in other.unit_ids})
        group.ids.append(relation.id)
        for key in dict.fromkeys(keys):
            if home.get(key) is not group:
                group.unit_ids.append(key[0])
            home[key] = group
    return list(groups.values())


def _direction(relation: Relation, by_id: Mapping[str, Unit], ordinals: Mapping[str, int]) -> Direction:
    first, last = (ordinals[by_id[relation.unit_ids[end]].level_id] for end in (0, -1))
    if not relation.directed or first == last:
        return Direction.BOTH
    return Direction.UP if last > first else Direction.DOWN


def _inferred(levels: Sequence[Level], loose: Sequence[Unit]) -> tuple[list[_Group], list[Finding]]:
    above = _levels_above(levels)
    standing: dict[tuple[str, ConnectorKind], list[Unit]] = defaultdict(list)
    for unit in loose:
        standing[unit.level_id, KINDS[unit.category]].append(unit)
    chains: dict[str, list[str]] = {unit.id: [unit.id] for unit in loose}
    findings: list[Finding] = []
    for (level_id, kind), units in standing.items():
        higher = [unit for upper in above[level_id] for unit in standing.get((upper, kind), ())]
        pairs, doubtful = _pairs(units, higher)
        for low, high in pairs:
            chain = chains[low.id] + chains[high.id]
            for unit_id in chain:
                chains[unit_id] = chain
        findings.extend(_ambiguous(unit, kind) for unit in doubtful)
    groups, done = [], set()
    for unit in loose:
        chain = chains[unit.id]
        if unit.id in done:
            continue
        done.update(chain)
        if len(chain) > 1:
            groups.append(_Group([chain[0]], KINDS[unit.category], Direction.BOTH, chain, True))
        elif KINDS[unit.category] is not ConnectorKind.RAMP:  # most ramps stay on their floor
            findings.append(_lonely(unit, KINDS[unit.category]))
    return groups, findings


def _levels_above(levels: Sequence[Level]) -> dict[str, list[str]]:
    """For each level the levels of its building on the next ordinal that is present there."""
    above: dict[str, list[str]] = {}
    for level in levels:
        same = [other for other in levels if other.ordinal > level.ordinal and _one_building(level, other)]
        nearest = min((other.ordinal for other in same), default=None)
        above[level.id] = [other.id for other in same if other.ordinal == nearest]
    return above


def _one_building(one: Level, other: Level) -> bool:
    if not one.building_ids or not other.building_ids:
        return True
    return bool(set(one.building_ids) & set(other.building_ids))


def _pairs(lower: Sequence[Unit], higher: Sequence[Unit]) -> tuple[list[tuple[Unit, Unit]], list[Unit]]:
    """Partners one to one, the best overlap first; and the units for which another partner was nearly as good."""
    if not lower or not higher:
        return [], []
    lower, higher = lower[:_MOST_SHAFTS], higher[:_MOST_SHAFTS]
    low, high = np.array([u.area for u in lower]), np.array([u.area for u in higher])
    ours, theirs = shapely.STRtree(high).query(low, predicate="intersects")
    smaller = np.minimum(shapely.area(low[ours]), shapely.area(high[theirs]))
    share = shapely.area(overlay.shared(low[ours], high[theirs])) / np.maximum(smaller, 1e-9)
    candidates = sorted(
        ((float(s), int(a), int(b)) for s, a, b in zip(share, ours, theirs, strict=True) if s > OVERLAP),
        key=lambda c: (-c[0], c[1], c[2]),
    )
    pairs, best_low, best_high, doubtful = [], {}, {}, {}
    for s, a, b in candidates:
        if a not in best_low and b not in best_high:
            best_low[a], best_high[b] = s, s
            pairs.append((lower[a], higher[b]))
        elif s > _RIVAL * max(best_low.get(a, 0.0), best_high.get(b, 0.0)):
            doubtful[a] = lower[a]
    return pairs, list(doubtful.values())


def _doubts(connector: Connector, group: _Group, by_id: Mapping[str, Unit]) -> Iterable[Finding]:
    first = by_id[group.unit_ids[0]]
    zh, en = _KIND_WORDS[connector.kind]
    if connector.to_be_confirmed:
        yield found(
            "connector-unconfirmed",
            f"{zh}的楼层连接（{len(connector.stops)} 层）是按上下重叠推断的。",
            f"That this {en} joins {len(connector.stops)} floors was inferred from overlapping footprints.",
            feature_id=first.id,
            feature_type="unit",
            level_id=first.level_id,
        )
    if connector.kind is ConnectorKind.ESCALATOR and connector.direction is Direction.BOTH:
        yield found(
            "escalator-direction",
            "扶梯没有注明方向。",
            "The escalator does not say whether it runs up or down.",
            feature_id=first.id,
            feature_type="unit",
            level_id=first.level_id,
        )


def _lonely(unit: Unit, kind: ConnectorKind) -> Finding:
    zh, en = _KIND_WORDS[kind]
    return found(
        "connector-no-partner",
        f"{zh}在相邻楼层没有对应的单元。",
        f"The {en} has no partner on a neighbouring floor.",
        feature_id=unit.id,
        feature_type="unit",
        level_id=unit.level_id,
    )


def _ambiguous(unit: Unit, kind: ConnectorKind) -> Finding:
    zh, en = _KIND_WORDS[kind]
    return found(
        "connector-ambiguous",
        f"{zh}与上一层的多个单元重叠，连接不确定。",
        f"The {en} overlaps several units on the floor above; which one it leads to is doubtful.",
        feature_id=unit.id,
        feature_type="unit",
        level_id=unit.level_id,
    )

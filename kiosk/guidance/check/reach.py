"""Rules 1 and 9: from every panel to every window, amenity and public room, for each way of walking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.guidance.check.subject import Subject
from kiosk.guidance.connectors import KINDS
from kiosk.guidance.findings import Finding, Severity
from kiosk.guidance.freespace import Footing, footing
from kiosk.guidance.journey import PROFILES, WALK, Profile
from kiosk.guidance.naming import noun
from kiosk.guidance.places import Place, place_of
from kiosk.guidance.routes import Guide
from kiosk.guidance.rulebook import found
from kiosk.guidance.venue import Amenity, ConnectorKind, Occupant, Unit, Venue

_STEP_FREE = {ConnectorKind.ELEVATOR, ConnectorKind.RAMP}
#: Amenities that are steps themselves: nobody in a wheelchair wants to be led there.
_STEPS = {"stairs", "escalator", "steps"}

Goal = Occupant | Amenity | Unit
#: goal id → the goal and the numbers of the starts it cannot be reached from.
Lost = dict[str, tuple[Goal, list[int]]]


@dataclass(frozen=True)
class _Start:
    """Where visitors set out, how it is called, and the levels that must be reached from there."""

    place: Place
    zh: str
    en: str
    level_ids: frozenset[str]


def reachable(subject: Subject) -> Iterator[Finding]:
    """Rule 1: what cannot be reached, one finding for each goal and way of walking."""
    starts = _starts(subject.venue)
    if not subject.venue.panels:
        zh = "图纸中没有导览机（kiosk），改从各楼最大的通道检查。"
        en = "The plan has no panel (kiosk); the check starts from the largest walkway of each building."
        yield found("panel-missing", zh, en)
    if not starts:
        zh, en = "图纸中没有可以出发的地面。", "The plan has no floor to set out from."
        yield found("reachability-unknown", zh, en)
        return
    guide = subject.guide
    if guide is None:
        zh, en = "无法在此图纸上计算路线。", "No routes could be computed on this plan."
        yield found("reachability-unknown", zh, en)
        return
    goals = _goals(subject)
    lost = {profile.id: _lost(guide, starts, goals, profile) for profile in _tried()}
    yield from _shut_in(starts, lost, goals)
    yield from _findings(starts, lost, goals, {level_id for level_id, _ in _unjoined(subject)})


def _tried() -> list[Profile]:
    """The profiles that differ in where they can go; a slow walker only takes longer."""
    return list({(p.step_free, p.min_door_m, p.radius_m): p for p in reversed(PROFILES.values())}.values())[::-1]


def _starts(venue: Venue) -> list[_Start]:
    """Every panel; without panels the largest walkway of each building, on its ground floor."""
    if venue.panels:
        everywhere = frozenset(level.id for level in venue.levels)
        return [_Start(place_of(p), *_panel_words(n + 1), everywhere) for n, p in enumerate(venue.panels)]
    ordinals = {level.id: level.ordinal for level in venue.levels}
    starts = []
    for level_ids in _buildings(venue):
        floors = [u for u in venue.units if u.level_id in level_ids and footing(u) is Footing.OPEN]
        if floors:
            ground = min((ordinals[unit.level_id] for unit in floors), key=lambda o: (o < 0, abs(o)))
            largest = max((u for u in floors if ordinals[u.level_id] == ground), key=lambda unit: unit.area.area)
            starts.append(_Start(place_of(largest), "最大的通道", "the largest walkway", level_ids))
    return starts


def _panel_words(number: int) -> tuple[str, str]:
    return f"第 {number} 台导览机", f"panel {number}"


def _buildings(venue: Venue) -> list[frozenset[str]]:
    """The levels that belong together: of one building, or joined by a connector."""
    groups: list[set[str]] = []
    bonds: dict[str, set[str]] = defaultdict(set)
    for level in venue.levels:
        for building_id in level.building_ids or ("",):
            bonds[building_id].add(level.id)
    joined = [{stop.level_id for stop in connector.stops} for connector in venue.connectors]
    for bond in [*bonds.values(), *joined]:
        meeting = [group for group in groups if group & bond]
        groups = [group for group in groups if not group & bond] + [bond.union(*meeting)]
    order = {level.id: index for index, level in enumerate(venue.levels)}
    return [frozenset(group) for group in sorted(groups, key=lambda group: min(order[i] for i in group))]


def _goals(subject: Subject) -> list[Goal]:
    """Windows and amenities first, then the rooms the public may enter."""
    shafts = frozenset(stop.unit_id for connector in subject.venue.connectors for stop in connector.stops)
    rooms = [unit for unit in subject.venue.units if footing(unit, shafts) in (Footing.OPEN, Footing.ROOM)]
    return [*subject.goals, *rooms]


def _lost(guide: Guide, starts: Sequence[_Start], goals: Iterable[Goal], profile: Profile) -> Lost:
    lost: Lost = {}
    for number, start in enumerate(starts):
        reached = guide.reachable(start.place, profile)
        for goal in goals:
            if goal.level_id in start.level_ids and goal.id not in reached:
                lost.setdefault(goal.id, (goal, []))[1].append(number)
    return lost


def _shut_in(starts: Sequence[_Start], lost: Mapping[str, Lost], goals: Sequence[Goal]) -> Iterator[Finding]:
    """A start from which nothing at all can be reached: said once, not for every goal."""
    for number, start in enumerate(starts):
        if _reaches_nothing(number, start, goals, lost[WALK.id]):
            zh, en = f"从{start.zh}哪里也去不了。", f"Nothing can be reached from {start.en}."
            yield found(
                "panel-enclosed",
                zh,
                en,
                feature_id=start.place.id,
                feature_type="kiosk" if start.place.kind == "panel" else "unit",
                level_id=start.place.level_id,
                at=start.place.at,
            )


def _findings(
    starts: Sequence[_Start], lost: Mapping[str, Lost], goals: Sequence[Goal], unjoined: set[str]
) -> Iterator[Finding]:
    """What cannot be walked to; for the other profiles, what cannot be reached although it can be walked to.

    Of a level that no lift reaches (rule 9 says so) only the number of goals is told, not every one of them.
    """
    on_foot = lost[WALK.id]
    useless = {n for n, start in enumerate(starts) if _reaches_nothing(n, start, goals, on_foot)}
    for profile in _tried():
        for goal_id, (goal, numbers) in lost[profile.id].items():
            said = set(on_foot[goal_id][1]) if profile is not WALK and goal_id in on_foot else set()
            rest = [number for number in numbers if number not in said | useless]
            if rest and not (profile.step_free and (goal.level_id in unjoined or goal.category in _STEPS)):
                yield _finding(goal, profile, starts, rest)


def _reaches_nothing(number: int, start: _Start, goals: Sequence[Goal], on_foot: Lost) -> bool:
    others = [goal for goal in goals if goal.level_id in start.level_ids and goal.id != start.place.id]
    others = [goal for goal in others if not isinstance(goal, Unit)] or others
    return bool(others) and all(goal.id in on_foot and number in on_foot[goal.id][1] for goal in others)


def _finding(goal: Goal, profile: Profile, starts: Sequence[_Start], numbers: Sequence[int]) -> Finding:
    if len(numbers) == len(starts) > 1:
        from_zh, from_en = "任何一台导览机", "any panel"
    else:
        from_zh = "、".join(dict.fromkeys(starts[n].zh for n in numbers))
        from_en = ", ".join(dict.fromkeys(starts[n].en for n in numbers))
    called, is_room = noun(goal), isinstance(goal, Unit)
    return found(
        "unreachable-room" if is_room else "unreachable",
        f"从{from_zh}没有路线到{called.get('zh') or goal.category}（{profile.name['zh']}）。",
        f"There is no way from {from_en} to {called.get('en') or goal.category} ({profile.name['en'].lower()}).",
        feature_id=goal.id,
        feature_type="unit" if is_room else "amenity" if isinstance(goal, Amenity) else "occupant",
        level_id=goal.level_id,
        severity=Severity.WARNING if profile.step_free or not _must_be_reached(goal) else None,
        count=len(numbers),
    )


def _must_be_reached(goal: Goal) -> bool:
    if isinstance(goal, Amenity):
        return goal.category not in KINDS  # a lift or stairs that lead nowhere is a matter of rule 4
    return isinstance(goal, Occupant) and goal.is_window


def step_free_levels(subject: Subject) -> Iterator[Finding]:
    """Rule 9: every level with something to visit is joined to a start by lifts or ramps."""
    for level_id, count in _unjoined(subject):
        zh = f"没有电梯或坡道从出发处通到本层（本层有 {count} 个目的地）。"
        en = f"No lift or ramp leads from the start to this level (places to visit there: {count})."
        yield found("no-step-free-path", zh, en, feature_id=level_id, feature_type="level", level_id=level_id)


def _unjoined(subject: Subject) -> list[tuple[str, int]]:
    """The levels with goals that no lift or ramp joins to a start, and how many goals each has."""
    starts = _starts(subject.venue)
    joined = {start.place.level_id for start in starts}
    neighbours: dict[str, set[str]] = defaultdict(set)
    for connector in subject.venue.connectors:
        if connector.kind in _STEP_FREE:
            stops = {stop.level_id for stop in connector.stops}
            for level_id in stops:
                neighbours[level_id] |= stops
    waiting = list(joined)
    while waiting:
        fresh = neighbours[waiting.pop()] - joined
        joined |= fresh
        waiting.extend(fresh)
    visited = Counter(goal.level_id for goal in subject.goals)
    return [
        (level.id, visited[level.id])
        for level in subject.venue.levels
        if starts and visited[level.id] and level.id not in joined
    ]

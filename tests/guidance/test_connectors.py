"""Floors are joined as relationships say, else as footprints show; doubts are said."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from kiosk.base.texts import Text
from kiosk.guidance.connectors import Relation, build_connectors
from kiosk.guidance.extension import ConnectorExtra, Extension
from kiosk.guidance.venue import ConnectorKind, Direction, Level, Unit


def level(name: str, ordinal: int, *buildings: str) -> Level:
    return Level(name, ordinal, Text(en=name), Text(), None, buildings)


def unit(name: str, on: str, category: str = "stairs", x: float = 0.0) -> Unit:
    return Unit(name, on, category, box(x, 0, x + 4, 4))


def joined(connectors) -> list[tuple[str, ...]]:
    return sorted(tuple(stop.unit_id for stop in connector.stops) for connector in connectors)


def rules(findings) -> list[str]:
    return sorted(finding.rule for finding in findings)


def test_a_chain_of_pairs_becomes_one_lift_lowest_floor_first() -> None:
    levels = [level("L2", 2), level("L0", 0), level("L1", 1)]
    units = [unit("a", "L0", "elevator"), unit("b", "L1", "elevator"), unit("c", "L2", "elevator")]
    relations = [
        Relation("r1", ConnectorKind.ELEVATOR, False, ("b", "c")),
        Relation("r2", ConnectorKind.ELEVATOR, False, ("b", "a")),
    ]
    connectors, findings = build_connectors(levels, units, relations, Extension())
    assert joined(connectors) == [("a", "b", "c")]
    assert not connectors[0].to_be_confirmed
    assert connectors[0].direction is Direction.BOTH
    assert findings == []


def test_chains_that_meet_late_are_merged() -> None:
    levels = [level(f"L{n}", n) for n in range(4)]
    units = [unit(f"u{n}", f"L{n}") for n in range(4)]
    relations = [
        Relation(f"r{i}", ConnectorKind.STAIRS, False, pair)
        for i, pair in enumerate([("u0", "u1"), ("u2", "u3"), ("u1", "u2")])
    ]
    connectors, _ = build_connectors(levels, units, relations, Extension())
    assert joined(connectors) == [("u0", "u1", "u2", "u3")]


def test_escalators_run_from_origin_to_destination() -> None:
    levels = [level("L0", 0), level("L1", 1)]
    units = [unit("u0", "L0", "escalator"), unit("u1", "L1", "escalator"), unit("d0", "L0", "escalator", 9)]
    units.append(unit("d1", "L1", "escalator", 9))
    relations = [
        Relation("up", ConnectorKind.ESCALATOR, True, ("u0", "u1")),
        Relation("down", ConnectorKind.ESCALATOR, True, ("d1", "d0")),
    ]
    connectors, findings = build_connectors(levels, units, relations, Extension())
    assert {c.id: c.direction for c in connectors} == {"up": Direction.UP, "down": Direction.DOWN}
    assert findings == []


def test_up_and_down_through_one_unit_stay_two_connectors() -> None:
    levels = [level("L0", 0), level("L1", 1)]
    units = [unit("u0", "L0", "escalator"), unit("u1", "L1", "escalator")]
    relations = [
        Relation("up", ConnectorKind.ESCALATOR, True, ("u0", "u1")),
        Relation("down", ConnectorKind.ESCALATOR, True, ("u1", "u0")),
    ]
    assert len(build_connectors(levels, units, relations, Extension())[0]) == 2


def test_footprints_join_to_the_next_ordinal_present() -> None:
    levels = [level("L-1", -1), level("L0", 0), level("L2", 2)]
    units = [unit("a", "L-1"), unit("b", "L0"), unit("c", "L2"), unit("d", "L2", x=50)]
    connectors, findings = build_connectors(levels, units, [], Extension())
    assert joined(connectors) == [("a", "b", "c")]
    assert connectors[0].to_be_confirmed
    assert rules(findings) == ["connector-no-partner", "connector-unconfirmed"]


@pytest.mark.parametrize(("x", "is_joined"), [(0.0, True), (3.5, True), (3.7, False), (4.0, False)])
def test_more_than_a_tenth_must_overlap(x: float, is_joined: bool) -> None:
    levels = [level("L0", 0), level("L1", 1)]
    connectors, _ = build_connectors(levels, [unit("a", "L0"), unit("b", "L1", x=x)], [], Extension())
    assert bool(connectors) is is_joined


def test_a_ramp_may_stay_on_its_floor() -> None:
    connectors, findings = build_connectors([level("L0", 0)], [unit("a", "L0", "ramp")], [], Extension())
    assert (connectors, findings) == ([], [])


def test_other_buildings_and_other_kinds_are_not_joined() -> None:
    levels = [level("A0", 0, "A"), level("A1", 1, "A"), level("B1", 1, "B")]
    units = [unit("a0", "A0"), unit("a1", "A1"), unit("b1", "B1"), unit("lift", "A1", "elevator")]
    connectors, findings = build_connectors(levels, units, [], Extension())
    assert joined(connectors) == [("a0", "a1")]
    assert rules(findings) == ["connector-no-partner", "connector-no-partner", "connector-unconfirmed"]


def test_the_best_overlap_wins_and_a_close_rival_is_told() -> None:
    levels = [level("L0", 0), level("L1", 1)]
    units = [unit("a", "L0"), unit("near", "L1", x=1), unit("far", "L1", x=-1.5)]
    connectors, findings = build_connectors(levels, units, [], Extension())
    assert joined(connectors) == [("a", "near")]
    assert rules(findings) == ["connector-ambiguous", "connector-no-partner", "connector-unconfirmed"]


def test_an_escalator_without_direction_is_an_error_until_the_extension_tells() -> None:
    levels = [level("L0", 0), level("L1", 1)]
    units = [unit("a", "L0", "escalator"), unit("b", "L1", "escalator")]
    connectors, findings = build_connectors(levels, units, [], Extension())
    assert connectors[0].direction is Direction.BOTH
    assert rules(findings) == ["connector-unconfirmed", "escalator-direction"]
    seen = Extension(connectors={"b": ConnectorExtra(Direction.DOWN, True)})
    connectors, findings = build_connectors(levels, units, [], seen)
    assert connectors[0].direction is Direction.DOWN
    assert not connectors[0].to_be_confirmed
    assert findings == []


def test_the_extension_overrules_a_relationship() -> None:
    levels = [level("L0", 0), level("L1", 1)]
    units = [unit("a", "L0", "escalator"), unit("b", "L1", "escalator")]
    relation = Relation("r", ConnectorKind.ESCALATOR, True, ("a", "b"))
    seen = Extension(connectors={"r": ConnectorExtra(Direction.DOWN)})
    assert build_connectors(levels, units, [relation], seen)[0][0].direction is Direction.DOWN

"""Each of the twelve rules finds its defect, says where it is, and leaves a sound plan alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, shared_plan
from guidance.small_plan import (
    Documents,
    as_folder,
    feature,
    found_in,
    label,
    line,
    point,
    rectangle,
    removed,
    small_plan,
    uid,
)
from shapely.geometry import LineString, box

from kiosk.base.texts import Text
from kiosk.guidance.check import check, publishable
from kiosk.guidance.check.openings import clear_width
from kiosk.guidance.findings import Finding, Severity, by_severity, counts, merged, printable
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.rulebook import RULES, found


@pytest.fixture
def documents() -> Documents:
    return small_plan()


@pytest.fixture
def findings(tmp_path: Path, documents: Documents) -> Any:
    """Checks the documents as they are when it is called."""
    return lambda: check(read_plan(as_folder(documents, tmp_path / "plan")))


def about(findings: list[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_sound_plan_has_no_findings(findings) -> None:
    assert findings() == []


def test_the_demo_hall_has_no_findings() -> None:
    assert check(read_plan(ROOT / "floorplans" / "demo-hall")) == []


# 1 reachability


def test_a_floor_of_rooms_only_is_examined_too(findings, documents) -> None:
    found_in(documents, "hall1")["properties"]["category"] = "office"
    result = findings()
    assert not {"rule-not-finished", "reachability-unknown"} & rules(result)


def test_a_window_behind_a_wall_is_an_error(findings, documents) -> None:
    removed(documents, "door1")
    found_in(documents, "anchor11")["properties"]["unit_id"] = uid("room1")
    found_in(documents, "anchor11")["geometry"] = point(6, 10)
    result = findings()
    assert not publishable(result)
    (window,) = about(result, "unreachable")
    assert (window.feature_id, window.level_id, window.severity) == (uid("window11"), uid("level1"), Severity.ERROR)
    assert "11" in window.text["zh"]
    assert "2楼" in window.place["zh"]
    assert [room.feature_id for room in about(result, "unreachable-room")] == [uid("room1")]
    assert result[0].rule == "unreachable"  # reachability comes first


def test_a_floor_without_stairs_or_lift_is_unreachable(findings, documents) -> None:
    del documents["relationship.geojson"]
    for name in ("lift1", "stairs1"):
        removed(documents, name)
    result = findings()
    assert {f.feature_id for f in about(result, "unreachable")} == {uid("window11"), uid("toilet")}
    assert [f.feature_id for f in about(result, "no-step-free-path")] == [uid("level1")]


def test_without_a_lift_a_wheelchair_stays_below(findings, documents) -> None:
    removed(documents, "lift-joined")
    removed(documents, "lift1")
    result = findings()
    assert about(result, "unreachable") == []
    (level,) = about(result, "no-step-free-path")
    assert (level.feature_id, level.severity) == (uid("level1"), Severity.WARNING)
    assert publishable(result)


def test_a_narrow_door_stops_a_wheelchair_only(findings, documents) -> None:
    found_in(documents, "door0")["geometry"] = line(4, 8, 4.75, 8)
    result = findings()
    (door,) = about(result, "door-narrow")
    assert door.feature_id == uid("door0")
    (room,) = about(result, "unreachable-room")
    assert (room.feature_id, room.severity) == (uid("room0"), Severity.WARNING)
    assert "wheelchair" in room.text["en"]


def test_a_plan_without_a_panel_is_checked_from_its_walkway(findings, documents) -> None:
    removed(documents, "kiosk")
    del documents["hall-extension.json"]["panels"]
    assert rules(findings()) == {"panel-missing"}


def test_a_panel_that_is_walled_in_is_one_error(findings, documents) -> None:
    found_in(documents, "kiosk").update(geometry=rectangle(5, 9, 6, 10))
    removed(documents, "door0")
    result = findings()
    (panel,) = about(result, "panel-enclosed")
    assert panel.feature_id == uid("kiosk")
    assert about(result, "unreachable") == []
    assert not publishable(result)


def test_of_two_panels_only_the_cut_off_one_is_blamed(findings, documents) -> None:
    documents["kiosk.geojson"]["features"].append(
        feature("kiosk", "second", rectangle(8, 10, 9, 10.5), name=label("二", "Two"), level_id=uid("level0"))
    )
    documents["hall-extension.json"]["panels"][uid("second")] = {"bearing_deg": 0}
    removed(documents, "door0")
    result = findings()
    assert [f.feature_id for f in about(result, "panel-enclosed")] == [uid("second")]
    assert about(result, "unreachable") == []


# 2, 3, 8 and 9 doors


def test_an_opening_off_the_wall(findings, documents) -> None:
    found_in(documents, "door0")["geometry"] = line(4, 7, 5, 7)
    result = findings()
    (door,) = about(result, "opening-off-boundary")
    assert door.feature_id == uid("door0")
    assert "1.0" in door.text["en"]
    assert "unreachable-room" in rules(result)


@pytest.mark.parametrize(("offset", "is_off"), [(0.14, False), (0.17, True)])
def test_openings_are_snapped_at_15_centimetres(findings, documents, offset: float, is_off: bool) -> None:
    found_in(documents, "door0")["geometry"] = line(4, 8 - offset, 5, 8 - offset)
    assert ("opening-off-boundary" in rules(findings())) is is_off


def test_an_opening_into_nothing(findings, documents) -> None:
    found_in(documents, "level0")["geometry"] = rectangle(0, 0, 20, 20)
    documents["opening.geojson"]["features"].append(
        feature("opening", "nowhere", line(6, 12, 7, 12), category="pedestrian", level_id=uid("level0"))
    )
    assert [f.feature_id for f in about(findings(), "opening-one-side")] == [uid("nowhere")]


@pytest.mark.parametrize(("width", "is_strange"), [(0.5, True), (0.75, False), (5.9, False), (6.2, True)])
def test_widths_of_openings(findings, documents, width: float, is_strange: bool) -> None:
    found_in(documents, "door0")["geometry"] = line(1, 8, 1 + width, 8)
    assert ("opening-width" in rules(findings())) is is_strange


def test_openings_for_cars_are_told_once(findings, documents) -> None:
    for n in (0, 1):
        found_in(documents, f"door{n}")["properties"]["category"] = "automobile"
    (finding,) = about(findings(), "opening-category")
    assert finding.count == 2


@pytest.mark.parametrize(
    ("x", "severity"), [(4.95, None), (4.8, Severity.WARNING), (4.5, Severity.ERROR), (4.2, Severity.ERROR)]
)
def test_a_fixture_before_a_door(findings, documents, x: float, severity: Severity | None) -> None:
    documents["fixture.geojson"]["features"].append(
        feature(
            "fixture", "plant", rectangle(x, 7.3, 5.6, 7.7), category="vegetation", name=None, level_id=uid("level0")
        )
    )
    blocked = about(findings(), "door-blocked")
    assert [f.severity for f in blocked] == ([severity] if severity else [])


def test_clear_width_is_the_longest_free_stretch() -> None:
    door = LineString([(0, 0), (2, 0)])
    assert clear_width(door, []) == 2
    assert clear_width(door, [box(0.5, 0.1, 0.7, 0.2)]) == pytest.approx(1.3)
    assert clear_width(door, [box(0, 0, 1, 1), box(0.5, 0, 1.5, 1), box(1.9, 0, 3, 1)]) == pytest.approx(0.4)
    assert clear_width(door, [box(-1, 0, 3, 1)]) == 0


# 4 connectors


def test_lonely_and_unconfirmed_connectors(findings, documents) -> None:
    removed(documents, "lift-joined")
    removed(documents, "stairs-joined")
    removed(documents, "lift1")
    result = findings()
    assert [f.feature_id for f in about(result, "connector-no-partner")] == [uid("lift0")]
    assert [f.feature_id for f in about(result, "connector-unconfirmed")] == [uid("stairs0")]
    assert all(f.place for f in result if f.rule.startswith("connector"))


# 5 areas


def test_units_that_share_floor(findings, documents) -> None:
    found_in(documents, "room1")["geometry"] = rectangle(0, 7.98, 12, 12)
    (overlap,) = about(findings(), "unit-overlap")
    assert "0.24" in overlap.text["en"]
    assert overlap.at is not None


def test_a_hair_of_overlap_is_no_finding(findings, documents) -> None:
    found_in(documents, "room1")["geometry"] = rectangle(0, 7.999, 12, 12)
    assert "unit-overlap" not in rules(findings())


def test_a_hole_in_the_floor_is_a_note(findings, documents) -> None:
    found_in(documents, "level1")["geometry"] = rectangle(0, 0, 30, 12)
    (gap,) = about(findings(), "level-gap")
    assert (gap.severity, gap.level_id) == (Severity.NOTE, uid("level1"))


# 6 references


def test_references_that_lead_nowhere(findings, documents) -> None:
    for name in ("level0", "level1"):
        found_in(documents, name)["properties"]["building_ids"] = [uid("gone")]
    found_in(documents, "desk0")["properties"]["level_id"] = uid("gone")
    found_in(documents, "window1")["properties"]["anchor_id"] = uid("gone")
    dangling = about(findings(), "reference-dangling")
    assert {f.feature_type: f.severity for f in dangling} == {
        "level": Severity.WARNING,
        "fixture": Severity.ERROR,
        "occupant": Severity.ERROR,
    }
    assert {f.feature_type: f.count for f in dangling}["level"] == 2


def test_an_id_of_another_type_is_no_reference(findings, documents) -> None:
    found_in(documents, "level0")["properties"]["building_ids"] = [uid("hall0")]
    assert "reference-dangling" in rules(findings())


# 7 windows


def test_an_anchor_inside_the_counter(findings, documents) -> None:
    found_in(documents, "anchor1")["geometry"] = point(8, 1.6)
    (window,) = about(findings(), "window-blocked")
    assert (window.feature_id, window.severity) == (uid("window1"), Severity.WARNING)
    assert "desk" in window.text["en"]


def test_an_anchor_far_from_the_floor(findings, documents) -> None:
    found_in(documents, "desk0")["geometry"] = rectangle(6, 0, 11, 4)
    found_in(documents, "anchor1")["geometry"] = point(8, 1.5)
    (window,) = about(findings(), "window-off-floor")
    assert (window.feature_id, window.severity) == (uid("window1"), Severity.ERROR)


def test_a_window_deep_inside_its_counter(findings, documents) -> None:
    for n, (x0, y0, x1, y1) in enumerate([(6, 0, 9, 4), (11, 0, 14, 4), (9, 1.5, 11, 4)]):
        counter = feature("fixture", f"u{n}", rectangle(x0, y0, x1, y1), category="desk", level_id=uid("level1"))
        documents["fixture.geojson"]["features"].append(counter)
    removed(documents, "desk1")
    found_in(documents, "anchor11")["geometry"] = point(10, 0.8)
    (window,) = about(findings(), "window-behind-wall")
    assert (window.feature_id, window.severity) == (uid("window11"), Severity.WARNING)
    assert "3." in window.text["en"]


# 10 and 11 words


def test_unknown_categories(findings, documents) -> None:
    found_in(documents, "room0")["properties"]["category"] = "teleporter"
    found_in(documents, "toilet")["properties"]["category"] = "x.copier"
    (finding,) = about(findings(), "category-unknown")
    assert (finding.feature_id, finding.severity) == (uid("room0"), Severity.WARNING)


@pytest.mark.parametrize("tag", ["zh-Hans", "zh_CN", "zh-Hant"])
def test_every_kind_of_chinese_is_chinese(findings, documents, tag: str) -> None:
    found_in(documents, "hall0")["properties"]["name"] = {tag: "大厅", "en-GB": "Hall"}
    assert findings() == []


def test_missing_names_are_counted_by_type_and_language(findings, documents) -> None:
    for n in (1, 2, 11):
        found_in(documents, f"window{n}")["properties"]["name"] = {"zh": f"{n}号窗口"}
    found_in(documents, "hall0")["properties"]["name"] = {"en": "Hall"}
    missing = about(findings(), "name-missing")
    assert sorted((f.feature_type, f.count) for f in missing) == [("occupant", 3), ("unit", 1)]


def test_only_served_languages_are_asked_for(tmp_path: Path, documents) -> None:
    found_in(documents, "hall0")["properties"]["name"] = {"ru": "Зал"}
    plan = read_plan(as_folder(documents, tmp_path / "plan"))
    assert len(about(check(plan, languages=("zh", "en", "ru")), "name-missing")) > 2
    assert about(check(plan, languages=("ru",)), "name-missing")
    assert len(about(check(plan, languages=("zh",)), "name-missing")) == 1


# 12 difference


def test_what_changed_for_visitors(tmp_path: Path, documents) -> None:
    before = read_plan(as_folder(documents, tmp_path / "before"))
    removed(documents, "window1")
    found_in(documents, "anchor2")["geometry"] = point(12, 4.4)
    documents["hall-extension.json"]["windows"] = {
        uid("window2"): {"number": "2"},
        uid("window11"): {"number": "12"},
        uid("window30"): {"number": "30"},
    }
    documents["anchor.geojson"]["features"].append(feature("anchor", "anchor30", point(4, 4), unit_id=uid("hall0")))
    documents["occupant.geojson"]["features"].append(
        feature(
            "occupant", "window30", None, name=label("30号窗口", "Window 30"), category="x", anchor_id=uid("anchor30")
        )
    )
    found_in(documents, "venue")["geometry"] = None  # does not matter
    after = read_plan(as_folder(documents, tmp_path / "after"))
    changes = {f.rule: f.text["en"] for f in check(after, before) if RULES[f.rule].group == 12}
    assert changes == {
        "window-lost": "Window 1 is gone (it was on 1F).",
        "window-moved": "Window 2 moved by 2.0 m.",
        "window-new": "Window 30 is new.",
        "window-renumbered": "Window 11 is now Window 12.",
    }
    assert not [f for f in check(before, before) if RULES[f.rule].group == 12]


def test_a_window_with_a_new_id_is_known_by_its_number_and_floors_are_told(tmp_path: Path, documents) -> None:
    before = read_plan(as_folder(documents, tmp_path / "before"))
    found_in(documents, "window11")["id"] = uid("window11 again")
    documents["hall-extension.json"]["windows"][uid("window11 again")] = {"number": "011"}
    found_in(documents, "anchor11")["properties"]["unit_id"] = uid("hall0")
    after = read_plan(as_folder(documents, tmp_path / "after"))
    changes = [(f.rule, f.text["en"]) for f in check(after, before) if RULES[f.rule].group == 12]
    assert ("window-moved", "Window 011 moved from 2F to 1F.") in changes
    assert not {"window-lost", "window-new"} & {rule for rule, _ in changes}


def test_half_a_metre_is_no_move(tmp_path: Path, documents) -> None:
    before = read_plan(as_folder(documents, tmp_path / "before"))
    found_in(documents, "anchor2")["geometry"] = point(12.5, 2.4)
    after = read_plan(as_folder(documents, tmp_path / "after"))
    assert check(after, before) == []


# all of them


def test_findings_come_in_the_same_order_every_time(tmp_path: Path, documents) -> None:
    removed(documents, "door1")
    found_in(documents, "room1")["geometry"] = rectangle(0, 7.9, 12, 12)
    found_in(documents, "hall0")["properties"]["name"] = None
    for document in documents.values():
        document.get("features", []).reverse()
    first = check(read_plan(as_folder(documents, tmp_path / "one")))
    for document in documents.values():
        document.get("features", []).reverse()
    second = check(read_plan(as_folder(documents, tmp_path / "two")))
    assert [(f.rule, f.level_id) for f in first] == [(f.rule, f.level_id) for f in second]
    groups = [RULES[f.rule].group or 13 for f in first]
    assert groups == sorted(groups)


def test_every_finding_of_the_campus_says_where_what_and_what_to_do() -> None:
    result = check(read_plan(shared_plan("polymap-spbstu")))
    assert publishable(result)
    assert {"panel-missing", "unreachable-room", "no-step-free-path", "opening-category", "name-missing"} <= rules(
        result
    )
    for finding in result:
        for text in (finding.text, finding.remedy):
            assert set(text) == {"zh", "en"}
        assert finding.place or finding.feature_type in (None, "venue")
    assert len(result) == len(set(result))


def test_the_synthetic_hall_is_publishable() -> None:
    result = check(read_plan(shared_plan("synthetic-hall")))
    assert publishable(result)
    assert rules(result) == {"panel-bearing-missing", "name-missing"}


def test_equal_findings_are_said_once() -> None:
    one = found("door-blocked", "甲", "a", feature_id="x", count=2)
    assert merged([one, one, found("door-blocked", "甲", "a", feature_id="y")]) == [
        one,
        found("door-blocked", "甲", "a", feature_id="y"),
    ]
    assert counts([one]) == {"error": 1, "warning": 0, "note": 0}
    note = found("level-gap", "乙", "b")
    assert by_severity([note, one]) == [one, note]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\n\x1b[31mb", "a [31mb"),
        ("x" * 9, "xxx…"),
        (3, "3"),
        (10**50, "int"),
        ([1], "list"),
        (None, "None"),
        ("\ud800", ""),
    ],
)
def test_given_values_are_shown_on_one_short_line(value: object, shown: str) -> None:
    assert printable(value, 4 if shown.endswith("…") else 20) == shown


def test_every_rule_is_documented() -> None:
    described = (ROOT / "docs" / "commands" / "plan-check.md").read_text(encoding="utf-8")
    missing = [rule for rule in RULES if f"`{rule}`" not in described]
    assert missing == []
    assert all(set(rule.remedy) == {"zh", "en"} for rule in RULES.values())
    assert isinstance(next(iter(RULES.values())).remedy, Text)

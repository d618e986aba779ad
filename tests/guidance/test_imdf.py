"""A plan is read whole: the venue that guidance needs, everything else kept, every oddity a finding."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, shared_plan
from guidance.small_plan import (
    Documents,
    as_folder,
    as_zip,
    feature,
    found_in,
    label,
    line,
    lonlat,
    point,
    rectangle,
    small_plan,
    uid,
)
from shapely.geometry import Point

from kiosk.guidance.findings import Severity, publishable
from kiosk.guidance.imdf import Plan, PlanError, read_plan, write_plan
from kiosk.guidance.venue import ConnectorKind, Direction


@pytest.fixture
def documents() -> Documents:
    return small_plan()


@pytest.fixture
def read(tmp_path: Path, documents: Documents) -> Any:
    """Reads the documents as they are when it is called."""
    return lambda: read_plan(as_folder(documents, tmp_path / "plan"))


def rules(plan: Plan) -> list[str]:
    return [finding.rule for finding in plan.findings]


def test_the_small_plan_is_read_without_a_finding(read) -> None:
    plan = read()
    venue = plan.venue
    assert plan.findings == ()
    assert [level.ordinal for level in venue.levels] == [0, 1]
    assert venue.name["en"] == "Small hall"
    assert sorted(window.number for window in venue.windows()) == ["1", "11", "2"]
    assert {c.kind for c in venue.connectors} == {ConnectorKind.ELEVATOR, ConnectorKind.STAIRS}
    assert all(len(c.stops) == 2 and not c.to_be_confirmed for c in venue.connectors)
    hall = next(unit for unit in venue.units if unit.id == uid("hall0"))
    assert hall.area.area == pytest.approx(160, rel=0.005)
    door = next(opening for opening in venue.openings if opening.id == uid("door0"))
    assert door.width_m == pytest.approx(1, rel=0.005)
    assert np.abs(hall.area.bounds).max() < 11  # the frame's origin is in the middle


def test_occupants_stand_at_their_anchor(read) -> None:
    venue = read().venue
    window = next(window for window in venue.windows() if window.number == "11")
    assert window.level_id == uid("level1")
    assert window.unit_id == uid("hall1")
    assert window.facing_deg == 0
    assert venue.frame.to_lonlat(np.array([window.at]))[0] == pytest.approx(lonlat(8, 2.4), abs=1e-9)


@pytest.mark.parametrize(("bearing", "dx", "dy"), [(180, 0.0, 0.85), (0, 0.0, -0.85), (90, -1.1, 0.0), (270, 1.1, 0.0)])
def test_the_visitor_stands_before_the_glass_looking_at_it(
    read, documents, bearing: float, dx: float, dy: float
) -> None:
    documents["hall-extension.json"]["panels"][uid("kiosk")]["bearing_deg"] = bearing
    panel = read().venue.panels[0]
    middle = panel.area.centroid
    assert (panel.at[0] - middle.x, panel.at[1] - middle.y) == pytest.approx((dx, dy), abs=0.02)
    assert panel.bearing_deg == bearing


def test_without_a_bearing_the_visitor_stands_where_there_is_room(read, documents) -> None:
    del documents["hall-extension.json"]["panels"]
    plan = read()
    panel = plan.venue.panels[0]
    assert rules(plan) == ["panel-bearing-missing"]
    assert panel.bearing_deg is None
    assert panel.at[1] > panel.area.bounds[3]  # the wall is to the south


def test_an_anchor_beside_the_machine_is_where_the_visitor_stands(read, documents) -> None:
    documents["anchor.geojson"]["features"].append(feature("anchor", "stand", point(3.5, 3), unit_id=uid("hall0")))
    found_in(documents, "kiosk")["properties"]["anchor_id"] = uid("stand")
    venue = read().venue
    assert venue.frame.to_lonlat(np.array([venue.panels[0].at]))[0] == pytest.approx(lonlat(3.5, 3), abs=1e-9)


def test_without_an_extension_names_tell_the_windows(read, documents) -> None:
    del documents["hall-extension.json"]
    assert sorted(window.number for window in read().venue.windows()) == ["1", "11", "2"]


def test_the_extension_alone_tells_the_windows_when_it_names_any(read, documents) -> None:
    documents["hall-extension.json"]["windows"] = {uid("window1"): {"number": "A1"}}
    assert [window.number for window in read().venue.windows()] == ["A1"]


def test_two_windows_of_one_number_are_an_error(read, documents) -> None:
    documents["hall-extension.json"]["windows"][uid("window2")]["number"] = "01"
    assert rules(read()) == ["window-number-shared"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"panels": {uid("kiosk"): {"bearing_deg": "north"}}}, "bearing_deg"),
        ({"panels": {uid("kiosk"): {"bearing_deg": 400}}}, "bearing_deg"),
        ({"panels": [1]}, "panels"),
        ({"windows": {uid("window1"): {"number": ""}}}, "number"),
        ({"windows": {uid("window1"): {"number": ["1"]}}}, "number"),
        ({"windows": {uid("window1"): {"matters": "A"}}}, "matters"),
        ({"windows": {uid("window1"): 5}}, uid("window1")),
        ({"windows": {"nobody": {"number": "5"}}}, "nobody"),
        ({"connectors": {uid("desk0"): {"direction": "up"}}}, uid("desk0")),
        ({"amenities": {"nothing": {"category": "x.copier"}}}, "nothing"),
        ({"amenities": {uid("toilet"): {"category": "copier"}}}, "category"),
        ({"departments": {"nowhere": "GA"}}, "nowhere"),
        ({"departments": {uid("hall0"): 5}}, uid("hall0")),
        ({"connectors": {uid("lift0"): {"direction": "sideways"}}}, "direction"),
        ({"version": 2}, "version"),
    ],
)
def test_what_is_wrong_in_the_extension_is_said_and_left_out(read, documents, change: dict, where: str) -> None:
    documents["hall-extension.json"].update(change)
    findings = [finding for finding in read().findings if finding.rule == "extension-wrong"]
    assert len(findings) == 1
    assert where in findings[0].text["en"]
    assert where in findings[0].text["zh"]


@pytest.mark.parametrize("extension", [b"[1]", b"{", b"null", b"\xff\xfe"])
def test_an_extension_that_is_no_extension(read, documents, extension: bytes) -> None:
    documents["hall-extension.json"] = extension
    plan = read()
    assert plan.findings
    assert len(plan.venue.windows()) == 3


def test_unknown_keys_of_the_extension_are_kept(read, documents, tmp_path: Path) -> None:
    documents["hall-extension.json"]["lighting"] = {"a": [1, 2.5, None]}
    plan = read()
    assert plan.findings == ()
    write_plan(plan, tmp_path / "copy.zip")
    assert read_plan(tmp_path / "copy.zip").extension.raw["lighting"] == {"a": [1, 2.5, None]}


def test_inferred_connectors_are_to_be_confirmed(read, documents) -> None:
    del documents["relationship.geojson"]
    plan = read()
    assert len(plan.venue.connectors) == 2
    assert all(connector.to_be_confirmed for connector in plan.venue.connectors)
    assert rules(plan) == ["connector-unconfirmed"] * 2


def test_a_directed_relationship_gives_the_direction(read, documents) -> None:
    for name in ("stairs0", "stairs1"):
        found_in(documents, name)["properties"]["category"] = "escalator"
    joined = found_in(documents, "stairs-joined")["properties"]
    joined.update(
        category="escalator", direction="directed", origin=joined["destination"], destination=joined["origin"]
    )
    directions = {c.kind: c.direction for c in read().venue.connectors}
    assert directions[ConnectorKind.ESCALATOR] is Direction.DOWN


def test_a_relationship_to_nowhere_is_an_error(read, documents) -> None:
    found_in(documents, "lift-joined")["properties"]["destination"]["id"] = uid("nowhere")
    plan = read()
    assert "relationship-unusable" in rules(plan)
    assert not publishable(plan.findings)


def test_amenities_find_their_level(read, documents) -> None:
    amenity = documents["amenity.geojson"]["features"]
    amenity.append(feature("amenity", "lost", point(18, 6), category="atm", name=None, unit_ids=[uid("gone")]))
    amenity.append(feature("amenity", "bare", point(2, 2), category="atm", name=None, unit_ids=None))
    amenity.append(feature("amenity", "outside", point(-60, 2), category="atm", name=None))
    plan = read()
    levels = {each.id: each.level_id for each in plan.venue.amenities}
    assert levels[uid("toilet")] == uid("level1")
    assert levels[uid("bare")] == uid("level0")
    assert uid("outside") not in levels
    assert sorted(rules(plan)) == ["place-guessed", "place-guessed", "place-unknown", "reference-dangling"]


def test_sections_details_and_geofences(read, documents) -> None:
    documents["section.geojson"] = {
        "type": "FeatureCollection",
        "features": [
            feature(
                "section", "s", rectangle(0, 0, 5, 5), level_id=uid("level0"), category="seating", name=label("候", "W")
            )
        ],
    }
    documents["geofence.geojson"] = {
        "type": "FeatureCollection",
        "features": [feature("geofence", "g", rectangle(0, 0, 5, 5), level_ids=[uid("level0"), uid("level1")])],
    }
    documents["detail.geojson"] = {
        "type": "FeatureCollection",
        "features": [feature("detail", "d", line(0, 0, 5, 5), level_id=uid("level0"))],
    }
    venue = read().venue
    assert [(zone.id, zone.level_id) for zone in venue.zones] == [
        (uid("s"), uid("level0")),
        (uid("g"), uid("level0")),
        (uid("g"), uid("level1")),
    ]
    assert [drawing.id for drawing in venue.drawings] == [uid("d")]


GEOMETRIES: list[tuple[Any, str]] = [
    (None, "geometry-missing"),
    (
        {"type": "Polygon", "coordinates": [[lonlat(0, 0), lonlat(4, 4), lonlat(4, 0), lonlat(0, 4), lonlat(0, 0)]]},
        "geometry-repaired",
    ),
    ({"type": "Polygon", "coordinates": [[[math.nan, 0], [1, 1], [2, 2]]]}, "geometry-broken"),
    ({"type": "Polygon", "coordinates": [[[math.inf, 0], [1, 1], [2, 2]]]}, "geometry-broken"),
    (point(1, 1), "geometry-type"),
    (rectangle(90_000, 0, 90_010, 10), "geometry-far"),
    ({"type": "Polygon", "coordinates": [[[39.9, 116.4], [39.91, 116.4], [39.91, 116.5]]]}, "geometry-range"),
]


@pytest.mark.parametrize(("geometry", "rule"), GEOMETRIES)
@pytest.mark.parametrize("name", ["desk0", "room1"])
def test_bad_geometry_is_a_finding_about_its_feature(read, documents, geometry: Any, rule: str, name: str) -> None:
    found_in(documents, name)["geometry"] = geometry
    findings = [finding for finding in read().findings if finding.rule == rule]
    assert [finding.feature_id for finding in findings] == [uid(name)]


def test_a_stray_level_does_not_move_the_frame(read, documents) -> None:
    found_in(documents, "level1")["geometry"] = rectangle(500_000, 0, 500_020, 12)
    venue = read().venue
    hall = next(unit for unit in venue.units if unit.id == uid("hall0"))
    assert np.abs(hall.area.bounds).max() < 11


def test_openings_of_the_wrong_type(read, documents) -> None:
    found_in(documents, "door0")["geometry"] = {
        "type": "MultiLineString",
        "coordinates": [[lonlat(4, 8), lonlat(4.5, 8)], [lonlat(4.5, 8), lonlat(5, 8)]],
    }
    found_in(documents, "door1")["geometry"] = point(4, 8)
    plan = read()
    assert sorted(rules(plan)) == ["geometry-type", "opening-geometry-type"]
    door = next(opening for opening in plan.venue.openings if opening.id == uid("door0"))
    assert door.width_m == pytest.approx(1, rel=0.01)


def test_ids_that_are_missing_or_double(read, documents) -> None:
    units = documents["unit.geojson"]["features"]
    units.append(
        {**feature("unit", "x", rectangle(0, 0, 1, 1), category="room", level_id=uid("level0")), "id": uid("hall0")}
    )
    units.append({**feature("unit", "y", rectangle(0, 0, 1, 1), category="room", level_id=uid("level0")), "id": None})
    plan = read()
    assert sorted(rules(plan)) == ["id-duplicate", "id-missing"]
    ids = [unit.id for unit in plan.venue.units]
    assert len(ids) == len(set(ids)) == 9


@pytest.mark.parametrize("ordinal", [None, "ground", 1.5, True, [0], 10**400, math.nan])
def test_a_level_without_an_ordinal_is_left_out(read, documents, ordinal: object) -> None:
    found_in(documents, "level1")["properties"]["ordinal"] = ordinal
    plan = read()
    assert "level-ordinal" in rules(plan)
    assert [level.id for level in plan.venue.levels] == [uid("level0")]


def test_an_ordinal_written_as_a_text_is_understood(read, documents) -> None:
    found_in(documents, "level1")["properties"]["ordinal"] = "1"
    plan = read()
    assert rules(plan) == ["property-wrong"]
    assert [level.ordinal for level in plan.venue.levels] == [0, 1]


def test_properties_and_ids_as_flat_exporters_write_them(read, documents) -> None:
    for document in documents.values():
        for each in document.get("features", []):
            each["properties"]["id"] = each.pop("id")
            for key, value in each["properties"].items():
                if isinstance(value, dict | list):
                    each["properties"][key] = json.dumps(value, ensure_ascii=False)
    del documents["hall-extension.json"]["panels"]
    plan = read()
    assert set(rules(plan)) == {"property-wrong", "panel-bearing-missing"}
    assert publishable(plan.findings)
    assert len(plan.venue.windows()) == 3
    assert len(plan.venue.connectors) == 2
    assert plan.venue.levels[0].building_ids == (uid("building"),)


def test_files_may_end_in_json(tmp_path: Path, documents) -> None:
    renamed = {name.replace(".geojson", ".json").capitalize(): each for name, each in documents.items()}
    renamed["hall-extension.json"] = renamed.pop("Hall-extension.json")
    renamed["manifest.json"] = renamed.pop("Manifest.json")
    assert read_plan(as_folder(renamed, tmp_path / "plan")).findings == ()


def test_two_levels_on_one_ordinal(read, documents) -> None:
    found_in(documents, "level1")["properties"]["ordinal"] = 0
    plan = read()
    assert "level-ordinal-shared" in rules(plan)
    assert len(plan.venue.levels) == 2


def test_two_buildings_may_share_an_ordinal(read, documents) -> None:
    found_in(documents, "level1")["properties"].update(ordinal=0, building_ids=[uid("another")])
    assert "level-ordinal-shared" not in rules(read())


def test_names_of_the_wrong_kind(read, documents) -> None:
    found_in(documents, "hall0")["properties"]["name"] = "前厅\u202e\x07"
    found_in(documents, "hall1")["properties"]["name"] = {"en": 5, "zh": "二楼大厅"}
    found_in(documents, "room0")["properties"]["name"] = ["Office"]
    found_in(documents, "room1")["properties"]["name"] = {"en": "\ud800 half"}
    plan = read()
    names = {unit.id: unit.name for unit in plan.venue.units}
    assert rules(plan) == ["property-wrong"] * 3
    assert dict(names[uid("hall0")]) == {"zh": "前厅"}
    assert dict(names[uid("hall1")]) == {"zh": "二楼大厅"}
    assert dict(names[uid("room0")]) == {}
    assert dict(names[uid("room1")]) == {"en": "half"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_other_encodings_are_read_with_a_word(read, documents, encoding: str) -> None:
    text = json.dumps(documents["occupant.geojson"], ensure_ascii=False)
    documents["occupant.geojson"] = text.encode(encoding)
    plan = read()
    assert {window.name["zh"] for window in plan.venue.windows()} == {"1号窗口", "2号窗口", "11号窗口"}
    assert rules(plan) == ([] if encoding == "utf-8-sig" else ["file-encoding"])


@pytest.mark.parametrize("data", [b"{", b"[]", b"", b'{"type": "FeatureCollection"}', b"\x80\x81", b"[" * 9000])
def test_a_broken_file_does_not_hide_the_others(read, documents, tmp_path: Path, data: bytes) -> None:
    documents["fixture.geojson"] = data
    plan = read()
    assert rules(plan) == ["file-unreadable"]
    assert plan.venue.fixtures == ()
    write_plan(plan, tmp_path / "copy")
    assert (tmp_path / "copy" / "fixture.geojson").exists()


def test_a_missing_manifest_is_a_warning(read, documents) -> None:
    del documents["manifest.json"]
    plan = read()
    assert [(f.rule, f.severity) for f in plan.findings] == [("manifest-missing", Severity.WARNING)]


@pytest.mark.parametrize("missing", ["unit", "anchor", "occupant", "opening", "kiosk", "venue", "amenity", "building"])
def test_a_plan_without_a_feature_type_is_still_read(read, documents, missing: str) -> None:
    del documents[f"{missing}.geojson"]
    assert read().venue.levels


def test_a_plan_without_levels_is_refused(read, documents) -> None:
    del documents["level.geojson"]
    with pytest.raises(PlanError, match="no level"):
        read()


def test_a_plan_of_levels_without_shapes_uses_its_units(read, documents) -> None:
    for name in ("level0", "level1"):
        found_in(documents, name)["geometry"] = None
    assert len(read().venue.units) == 8


def test_a_plan_without_any_shape_is_refused(read, documents) -> None:
    for document in documents.values():
        for each in document.get("features", []):
            each["geometry"] = None
    with pytest.raises(PlanError, match="geometry"):
        read()


def test_a_million_points_are_refused(tmp_path: Path, documents) -> None:
    ring = ",".join(["[116.4,39.9]"] * 1_000_000)
    documents["fixture.geojson"] = f'{{"features":[{{"geometry":{{"coordinates":[[{ring}]]}}}}]}}'.encode()
    with pytest.raises(PlanError, match="too big"):
        read_plan(as_zip(documents, tmp_path / "plan.zip"))


@pytest.mark.parametrize("name", ["wrld-westport", "osm-indoor"])
def test_other_geojson_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(PlanError, match="not IMDF") as refusal:
        read_plan(shared_plan(name))
    assert "\n" not in refusal.value.sentence()


def same_but_for_the_place(one: Plan, other: Plan) -> bool:
    return (
        one.documents == other.documents
        and one.other_files == other.other_files
        and one.venue == other.venue
        and one.findings == other.findings
    )


@pytest.mark.parametrize("target", ["copy", "copy.zip"])
def test_what_was_read_is_written_without_loss(read, documents, tmp_path: Path, target: str) -> None:
    documents["strange.geojson"] = {
        "type": "FeatureCollection",
        "features": [{"id": 5, "feature_type": "tree", "x": 1e-9}, 7],
    }
    documents["notes/readme.txt"] = b"\xff\x00binary"
    documents["broken.geojson"] = b'{"features": ['
    plan = read()
    assert {each.get("feature_type") for each in plan.features} >= {"tree", "unit", "kiosk"}
    write_plan(plan, tmp_path / target)
    copy = read_plan(tmp_path / target)
    assert same_but_for_the_place(plan, copy)
    assert copy.documents["strange.geojson"] == documents["strange.geojson"]
    assert copy.other_files["notes/readme.txt"] == b"\xff\x00binary"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["plan", target])


def test_writing_never_overwrites_a_folder(read, tmp_path: Path) -> None:
    plan = read()
    with pytest.raises(PlanError, match="already"):
        write_plan(plan, tmp_path / "plan")
    with pytest.raises(PlanError, match="cannot be saved"):
        write_plan(plan, tmp_path / "no" / "folder" / "plan.zip")


@pytest.mark.parametrize("name", ["synthetic-hall", "polymap-spbstu"])
def test_real_plans_survive_reading_and_writing(tmp_path: Path, name: str) -> None:
    plan = read_plan(shared_plan(name))
    write_plan(plan, tmp_path / "copy.zip")
    assert same_but_for_the_place(plan, read_plan(tmp_path / "copy.zip"))


def test_the_synthetic_hall() -> None:
    venue = read_plan(shared_plan("synthetic-hall")).venue
    assert (len(venue.levels), len(venue.units), len(venue.openings), len(venue.fixtures)) == (3, 111, 108, 600)
    assert len(venue.windows()) == 288
    assert len(venue.panels) == 3
    assert [len(c.stops) for c in venue.connectors] == [3] * 6
    assert {c.direction for c in venue.connectors if c.kind is ConnectorKind.ESCALATOR} == {
        Direction.UP,
        Direction.DOWN,
    }
    for panel in venue.panels:
        assert not panel.area.contains(Point(panel.at))


def test_the_campus() -> None:
    plan = read_plan(shared_plan("polymap-spbstu"))
    venue = plan.venue
    assert (len(venue.levels), len(venue.units), len(venue.openings), len(venue.occupants)) == (8, 443, 472, 264)
    assert venue.panels == ()
    assert len(plan.features) == 6421
    assert len({level.ordinal for level in venue.levels}) == 6
    assert all(connector.to_be_confirmed for connector in venue.connectors)
    assert publishable(plan.findings)


def test_the_demo_hall_is_read_without_a_finding() -> None:
    plan = read_plan(ROOT / "floorplans" / "demo-hall")
    assert plan.findings == ()
    assert len(plan.venue.windows()) >= 45

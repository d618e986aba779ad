"""IMDF ⇄ document: nothing unknown is lost, an unchanged plan is the same plan, what is changed is changed alone."""

from __future__ import annotations

import copy
import itertools
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, shared_plan

from kiosk.guidance.check import check
from kiosk.guidance.findings import counts
from kiosk.guidance.imdf_raws import features_of
from kiosk.hub.plans.beginning import begin, checked
from kiosk.hub.plans.document import open_document, same_features, save_document
from kiosk.hub.plans.faults import DraftError
from kiosk.hub.plans.folder import read_files

Files = dict[str, str]


def files_of(folder: Path) -> Files:
    return {p.name: p.read_text("utf-8") for p in sorted(folder.iterdir()) if p.suffix in (".geojson", ".json")}


@pytest.fixture(scope="module")
def demo() -> Files:
    return files_of(ROOT / "floorplans" / "demo-hall")


@pytest.fixture
def new() -> Files:
    return begin(checked({"zh": "小厅", "en": "Small hall", "width_m": "30", "depth_m": "20"}))


def plans() -> list[Any]:
    return ["demo-hall", "synthetic-hall", "polymap-spbstu"]


def named(name: str) -> Files:
    return files_of(ROOT / "floorplans" / name) if name == "demo-hall" else files_of(shared_plan(name))


def through_json(document: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(document))  # type: ignore[no-any-return]


def find(document: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return next(item for item in document["items"] if all(item.get(key) == value for key, value in facts.items()))


def feature(files: Files, identity: str) -> dict[str, Any] | None:
    for name, text in files.items():
        if name.endswith("json"):
            for one in features_of(json.loads(text)):
                if one.get("id") == identity:
                    return one
    return None


@pytest.mark.parametrize("name", plans())
def test_an_unchanged_plan_is_saved_to_the_letter(name: str) -> None:
    files = named(name)
    assert save_document(files, through_json(open_document(files))) == files


@pytest.mark.parametrize("name", plans())
def test_one_change_touches_one_property(name: str) -> None:
    files = named(name)
    document = through_json(open_document(files))
    unit = find(document, kind="unit")
    unit["name"] = {**unit["name"], "en": "Changed"}
    saved = save_document(files, document)
    assert {n for n in saved if saved[n] != files.get(n)} == {"unit.geojson", "hall-extension.json"}
    before, after = json.loads(files["unit.geojson"]), json.loads(saved["unit.geojson"])
    for old, now in zip(before["features"], after["features"], strict=True):
        if old["id"] == unit["id"]:
            assert now["properties"].pop("name")["en"] == "Changed"
            old["properties"].pop("name")
        assert now == old
    assert {k: v for k, v in before.items() if k != "features"} == {k: v for k, v in after.items() if k != "features"}


@pytest.mark.parametrize("name", plans())
def test_saving_what_was_saved_changes_nothing(name: str) -> None:
    files = named(name)
    document = through_json(open_document(files))
    for item in document["items"]:
        if item["kind"] in ("unit", "fixture", "opening") and item["shape"]["type"] in ("Polygon", "LineString"):
            item["shape"] = shifted(item["shape"], 0.25)
    once = save_document(files, document)
    assert open_document(once)["items"] == document["items"]
    assert same_features(save_document(once, through_json(open_document(once))), once)


def shifted(shape: dict[str, Any], by: float) -> dict[str, Any]:
    def walk(part: Any) -> Any:
        if isinstance(part[0], list):
            return [walk(inner) for inner in part]
        return [round(part[0] + by, 3) + 0.0, part[1]]

    return {"type": shape["type"], "coordinates": walk(shape["coordinates"])}


def test_the_sheet_is_turned_with_the_building(demo: Files) -> None:
    document = open_document(demo)
    assert document["sheet"]["turn_deg"] == pytest.approx(14, abs=0.01)
    (ring,) = find(document, kind="unit", category="stairs")["shape"]["coordinates"]
    assert all(min(abs(a[0] - b[0]), abs(a[1] - b[1])) < 0.01 for a, b in itertools.pairwise(ring))


def test_the_sheet_stays_where_it_was_drawn(new: Files) -> None:
    document = through_json(open_document(new))
    level = find(document, kind="level")
    level["shape"]["coordinates"] = [[[0, 0], [60, 0], [60, 20], [0, 20], [0, 0]]]
    saved = save_document(new, document)
    assert open_document(saved)["sheet"] == document["sheet"]
    assert find(open_document(saved), kind="level")["shape"] == level["shape"]
    footprint = json.loads(saved["footprint.geojson"])["features"][0]["geometry"]
    assert max(x for x, _ in footprint["coordinates"][0]) > max(
        x for x, _ in json.loads(new["footprint.geojson"])["features"][0]["geometry"]["coordinates"][0]
    )


def test_a_new_plan_lacks_only_a_panel(new: Files) -> None:
    assert [finding.rule for finding in check(read_files(new))] == ["panel-missing"]


def box(x: float, y: float, w: float, d: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + w, y], [x + w, y + d], [x, y + d], [x, y]]]}


def test_a_window_is_an_occupant_with_an_anchor_and_a_number(new: Files) -> None:
    document = through_json(open_document(new))
    level = find(document, kind="level")["id"]
    window, anchor, desk = (str(uuid.uuid4()) for _ in range(3))
    document["items"] += [
        {"id": window, "kind": "occupant", "level": level, "category": "governmentoffice", "name": {"zh": "7号窗口"},
         "shape": {"type": "Point", "coordinates": [5, 5]}, "anchor": anchor, "number": "7", "facing_deg": 180,
         "matters": ["A-1"]},
        {"id": desk, "kind": "fixture", "level": level, "category": "desk", "name": {}, "anchor": anchor,
         "shape": box(4, 5.6, 2, 0.8)},
    ]  # fmt: skip
    saved = save_document(new, document)
    venue = read_files(saved).venue
    assert [(o.number, o.facing_deg, o.matter_codes) for o in venue.windows()] == [("7", 180.0, ("A-1",))]
    assert feature(saved, anchor)["properties"]["unit_id"] == find(document, kind="unit")["id"]  # type: ignore[index]
    assert feature(saved, desk)["properties"]["anchor_id"] == anchor  # type: ignore[index]
    again = through_json(open_document(saved))
    again["items"] = [item for item in again["items"] if item["id"] not in (window, desk)]
    gone = save_document(saved, again)
    assert feature(gone, anchor) is None
    assert json.loads(gone["hall-extension.json"])["windows"] == {}
    assert not [finding for finding in check(read_files(gone)) if "dangling" in finding.rule]


def test_a_window_renumbered_where_the_file_named_none_keeps_the_others(demo: Files) -> None:
    files = dict(demo)
    extension = json.loads(files["hall-extension.json"])
    extension.pop("windows")
    files["hall-extension.json"] = json.dumps(extension)
    before = {o.id: o.number for o in read_files(files).venue.windows()}
    document = through_json(open_document(files))
    window = find(document, kind="occupant", number="11")
    window["number"] = "911"
    after = {o.id: o.number for o in read_files(save_document(files, document)).venue.windows()}
    assert after == {**before, window["id"]: "911"}


def test_an_anchor_that_others_use_stays_with_them(demo: Files) -> None:
    files = dict(demo)
    occupants = json.loads(files["occupant.geojson"])
    twin = copy.deepcopy(occupants["features"][0])
    twin["id"] = str(uuid.uuid4())
    occupants["features"].append(twin)
    files["occupant.geojson"] = json.dumps(occupants)
    document = through_json(open_document(files))
    moving = find(document, id=twin["id"])
    moving["shape"]["coordinates"][0] += 2
    saved = save_document(files, document)
    now = {item["id"]: item["shape"] for item in open_document(saved)["items"] if item["kind"] == "occupant"}
    assert now[twin["id"]] == moving["shape"]
    assert now[occupants["features"][0]["id"]] == find(document, id=occupants["features"][0]["id"])["shape"]


def test_a_lift_joins_three_floors_with_one_relationship(demo: Files) -> None:
    document = through_json(open_document(demo))
    lift = find(document, kind="connector", category="elevator")
    assert len(lift["stops"]) == 3
    lift["direction"] = "up"
    saved = save_document(demo, document)
    relations = [
        f["properties"] for f in json.loads(saved["relationship.geojson"])["features"]
        if f["properties"]["category"] == "elevator" and f["properties"]["origin"]["id"] in lift["stops"]
    ]  # fmt: skip
    assert len(relations) == 1
    assert relations[0]["direction"] == "directed"
    assert [i["id"] for i in relations[0]["intermediary"]] == [lift["stops"][1]]
    again = find(open_document(saved), kind="connector", id=lift["id"])
    assert (again["direction"], again["stops"]) == ("up", lift["stops"])


def test_deleting_a_room_leaves_no_reference_to_it(demo: Files) -> None:
    document = through_json(open_document(demo))
    rooms = [i for i in document["items"] if i["kind"] == "unit" and i["category"] in ("room", "elevator", "walkway")]
    gone = {room["id"] for room in rooms}
    kept = [item for item in document["items"] if item["id"] not in gone]
    document["items"] = [i for i in kept if i["kind"] != "connector" or not gone & set(i["stops"])]
    saved = save_document(demo, document)
    for name, text in saved.items():
        assert name == "unit.geojson" or not any(identity in text for identity in gone), name
    assert "reference-dangling" not in {finding.rule for finding in read_files(saved).findings}


def test_deleting_a_floor_takes_everything_on_it(demo: Files) -> None:
    document = through_json(open_document(demo))
    top = find(document, kind="level", ordinal=2)["id"]
    units = {i["id"] for i in document["items"] if i.get("level") == top and i["kind"] == "unit"}
    kept = []
    for item in document["items"]:
        if item["id"] == top or item.get("level") == top:
            continue
        if item["kind"] == "connector":
            item["stops"] = [stop for stop in item["stops"] if stop not in units]
            if len(item["stops"]) < 2:
                continue
        kept.append(item)
    document["items"] = kept
    saved = save_document(demo, document)
    assert not any(top in text for text in saved.values())
    assert counts(check(read_files(saved)))["error"] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "not a uuid"}, "UUID"),
        ({"level": "nowhere"}, "floor that is not there"),
        ({"shape": {"type": "Point", "coordinates": [0, 0]}}, "kind of shape"),
        ({"shape": {"type": "Polygon", "coordinates": [[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]]}}, "crosses itself"),
        ({"shape": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}}, "too few"),
        ({"shape": {"type": "Polygon", "coordinates": [[[0, 0], [9e9, 0], [0, 9e9], [0, 0]]]}}, "far"),
        ({"shape": {"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [0, 5], [0, 0]]]}}, "far"),
        ({"shape": {"type": "Polygon", "coordinates": [[["a", 0]]]}}, "coordinates"),
        ({"name": "a text"}, "by language"),
        ({"name": {"en": "x" * 301}}, "300"),
        ({"category": "<script>"}, "category"),
        ({"department": "x" * 41}, "40"),
        ({"restriction": 7}, "40"),
        ({"kind": "spaceship"}, "no known kind"),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(new: Files, change: dict[str, Any], words: str) -> None:
    document = through_json(open_document(new))
    level = find(document, kind="level")["id"]
    room = {"id": str(uuid.uuid4()), "kind": "unit", "level": level, "category": "room", "name": {},
            "restriction": None, "department": "", "shape": box(1, 1, 4, 4)}  # fmt: skip
    document["items"].append({**room, **change})
    with pytest.raises(DraftError) as refused:
        save_document(new, document)
    assert words in refused.value.text["en"]
    assert refused.value.text["zh"]


def test_names_are_texts_without_control_characters(new: Files) -> None:
    document = through_json(open_document(new))
    unit = find(document, kind="unit")
    unit["name"] = {"zh": "大\u202e厅\x00", "en": "<b>Hall</b>"}
    saved = save_document(new, document)
    assert feature(saved, unit["id"])["properties"]["name"] == {"zh": "大 厅", "en": "<b>Hall</b>"}  # type: ignore[index]

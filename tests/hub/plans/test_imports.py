"""What people bring: archives, CAD drawings, pictures; the good become plans, the bad a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import pytest
import shapely
from conftest import ROOT, shared_plan
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from shapely.geometry import shape as shape_of

from kiosk.hub.plans import drawing_exchange, incoming
from kiosk.hub.plans.document import open_document, same_features
from kiosk.hub.plans.strokes import Stroke, Swing, Writing
from kiosk.hub.plans.walls import build_rooms
from kiosk.hub.project.confined import RefusedError

DEMO = ROOT / "floorplans" / "demo-hall"


def zipped(folder: Path, inside: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{inside}{path.name}")
    return stream.getvalue()


def test_an_archive_becomes_the_files_of_a_plan() -> None:
    made = json.loads(incoming.imdf(zipped(DEMO, "hall/")))
    assert same_features(made["files"], {p.name: p.read_text("utf-8") for p in DEMO.iterdir()})
    assert (made["counts"], made["publishable"], made["given_ids"], made["levels"]) == (
        {"error": 0, "warning": 0, "note": 0}, True, 0, 3,
    )  # fmt: skip


def test_features_without_an_id_of_their_own_get_one() -> None:
    files = {p.name: p.read_text("utf-8") for p in DEMO.iterdir()}
    units = json.loads(files["unit.geojson"])
    del units["features"][3]["id"]
    units["features"][5]["id"] = units["features"][4]["id"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {**files, "unit.geojson": json.dumps(units)}.items():
            archive.writestr(name, text)
    made = json.loads(incoming.imdf(stream.getvalue()))
    assert made["given_ids"] == 2
    ids = [f["id"] for f in json.loads(made["files"]["unit.geojson"])["features"]]
    assert len(set(ids)) == len(ids) == len(units["features"])
    assert len([i for i in open_document(made["files"])["items"] if i["kind"] == "unit"]) == len(ids)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        incoming.imdf(data)
    assert refused.value.text["zh"]


def test_an_archive_that_leaves_its_folder_brings_nothing_from_there() -> None:
    stream = io.BytesIO(zipped(DEMO))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../evil.geojson", "{}")
        archive.writestr("photo.bin", b"\xff\xd8\x00")
    made = json.loads(incoming.imdf(stream.getvalue()))
    assert "evil.geojson" not in made["files"]
    assert "photo.bin" not in made["files"]
    assert {f["text"]["en"].split()[1] for f in made["findings"]} == {"path", "file"}


def wall(*points: tuple[float, float], closed: bool = False) -> Stroke:
    return Stroke(points, closed)


def two_rooms(gap: float) -> dict[str, Any]:
    """An outline of 8 × 5 m and a wall in its middle with a door of 0.9 m; ends miss each other by ``gap``."""
    walls = [
        wall((0, 0), (8 - gap, 0)), wall((8, 0), (8, 5 - gap)), wall((8, 5), (gap, 5)), wall((0, 5), (0, gap)),
        wall((4, gap), (4, 2)), wall((4, 2.9), (4, 5 - gap)),
    ]  # fmt: skip
    swing = Swing((4, 2), (4, 2.9), (4.9, 2))
    return build_rooms({"wall": walls}, [swing], [Writing((2, 2.5), "户政"), Writing((6, 2.5), "税务")])


@pytest.mark.parametrize("gap", [0.0, 0.05, 0.14])
def test_lines_that_nearly_meet_become_rooms_with_a_door_between(gap: float) -> None:
    made = two_rooms(gap)
    rooms = {room["name"]: shape_of(room["shape"]) for room in made["rooms"]}
    assert set(rooms) == {"户政", "税务"}
    assert all(room.area == pytest.approx(20, rel=0.06) for room in rooms.values())
    (door,) = [shape_of(line) for line in made["openings"]]
    assert door.length == pytest.approx(0.9, abs=0.01)
    assert all(room.distance(door.interpolate(0.5, normalized=True)) < 0.15 for room in rooms.values())
    assert made["counts"]["doors_lost"] == 0


def test_ends_that_miss_by_more_than_a_hand_are_not_joined() -> None:
    assert len(two_rooms(0.3)["rooms"]) < 2


def test_thick_walls_are_shared_out_between_the_rooms() -> None:
    def solid(x: float, y: float, w: float, d: float) -> Stroke:
        return wall((x, y), (x + w, y), (x + w, y + d), (x, y + d), (x, y), closed=True)

    walls = [solid(0, 0, 8.2, 0.2), solid(0, 5, 8.2, 0.2), solid(0, 0.2, 0.2, 4.8), solid(8, 0.2, 0.2, 4.8),
             solid(4, 0.2, 0.2, 1.8), solid(4, 2.9, 0.2, 2.1)]  # fmt: skip
    made = build_rooms({"wall": walls}, [Swing((4.1, 2), (4.1, 2.9), (5.0, 2))], [])
    one, other = (shape_of(room["shape"]) for room in made["rooms"])
    assert one.intersection(other).area < 0.01
    assert one.boundary.intersection(shapely.buffer(other, 0.02)).length > 4
    (door,) = [shape_of(line) for line in made["openings"]]
    assert all(room.boundary.distance(door.centroid) < 0.15 for room in (one, other))


def drawing(write: Callable[[Any, Any], None], version: str = "R2010") -> bytes:
    document = ezdxf.new(version, units=4)
    write(document, document.modelspace())
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode("utf-8")


def house(document: Any, space: Any) -> None:
    """The two rooms in millimetres; the door is a block on layer 0 put on the layer DOORS."""
    for a, b in (((0, 0), (8000, 0)), ((8000, 0), (8000, 5000)), ((8000, 5000), (0, 5000)), ((0, 5000), (0, 0)),
                 ((4000, 0), (4000, 2000)), ((4000, 2900), (4000, 5000))):  # fmt: skip
        space.add_line(a, b, dxfattribs={"layer": "A-WALL"})
    block = document.blocks.new("DOOR90")
    block.add_arc((0, 0), 900, 0, 90)
    block.add_line((0, 0), (900, 0))
    space.add_blockref("DOOR90", (4000, 2000), dxfattribs={"layer": "DOORS"})
    space.add_text("大厅", dxfattribs={"layer": "TEXT"}).set_placement((1000, 2500))
    space.add_hatch(dxfattribs={"layer": "A-WALL"}).paths.add_polyline_path([(0, 0), (1, 0), (1, 1)], is_closed=True)


def test_a_drawing_says_its_layers_and_unit() -> None:
    made = json.loads(drawing_exchange.layers(drawing(house)))
    layers = {layer["name"]: layer for layer in made["layers"]}
    assert (made["unit_m"], made["size"]) == (0.001, [8000, 5000])
    assert {name: layer["guess"] for name, layer in layers.items()} == {
        "A-WALL": "wall",
        "DOORS": "door",
        "TEXT": "name",
    }
    assert (layers["DOORS"]["arcs"], layers["A-WALL"]["lines"], layers["TEXT"]["texts"]) == (1, 6, 1)


def test_a_drawing_becomes_rooms_doors_and_names() -> None:
    head = json.dumps({"unit_m": 0.001, "roles": {"A-WALL": "wall", "DOORS": "door", "TEXT": "name"}}).encode()
    made = json.loads(drawing_exchange.rooms(head + b"\n" + drawing(house)))
    assert sorted(room["name"] for room in made["rooms"]) == ["", "大厅"]
    assert (len(made["openings"]), made["not_understood"]) == (1, {"HATCH": 1})
    assert shape_of(made["outline"]).area == pytest.approx(40, rel=0.05)


@pytest.mark.parametrize("data", [b"", b"AC1032\0\0\0", b"%PDF-1.7", b"\x89PNG\r\n", b"0\nSECTION\n2\nENTITIES\n0\n"])
def test_what_is_no_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        drawing_exchange.rooms(b'{"unit_m": 1, "roles": {"0": "wall"}}\n' + data)
    assert refused.value.text["zh"]


def test_a_block_that_holds_itself_comes_to_an_end() -> None:
    def write(document: Any, space: Any) -> None:
        house(document, space)
        block = document.blocks.new("LOOP")
        for _ in range(6):
            block.add_blockref("LOOP", (1, 1))
        block.add_line((0, 0), (5, 5))
        space.add_blockref("LOOP", (0, 0), dxfattribs={"layer": "A-WALL"})

    assert len(json.loads(drawing_exchange.layers(drawing(write)))["layers"]) == 3


def test_blocks_in_blocks_without_end_are_refused() -> None:
    def write(document: Any, space: Any) -> None:
        names = [f"B{n}" for n in range(8)]
        for name, inner in zip(names, [*names[1:], None], strict=True):
            block = document.blocks.new(name)
            for _ in range(12):
                block.add_blockref(inner, (1, 1)) if inner else block.add_line((0, 0), (1, 1))
        space.add_blockref("B0", (0, 0))

    with pytest.raises(RefusedError) as refused:
        drawing_exchange.layers(drawing(write))
    assert "too many" in refused.value.text["en"]


@pytest.mark.slow
def test_a_real_office_comes_in_by_its_layers() -> None:
    data = (shared_plan("wrld-westport") / "cad.dxf").read_bytes()
    head = json.dumps({"unit_m": 0.001, "roles": {"wall": "wall", "doors": "door", "windows line": "glass"}}).encode()
    made = json.loads(drawing_exchange.rooms(head + b"\n" + data))
    assert made["counts"]["rooms"] >= 12
    assert made["counts"]["doors"] >= 12
    assert 900 < shape_of(made["outline"]).area < 1800


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 300), **how: Any) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, kind, **how)
    return stream.getvalue()


def send(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class TestThroughTheDoor:
    """The same through the addresses, in confinement."""

    @pytest.fixture
    def client(self, hall: Any, manager: Any, client_of: Any) -> Any:
        return client_of(manager)

    def test_an_archive_is_looked_at_first_and_taken_when_said(self, client: Any, hall: Any) -> None:
        seen = client.post("/halls/shili/plan/import/imdf", {"files": send("a.zip", zipped(DEMO))})
        assert seen.json()["publishable"]
        assert client.get("/halls/shili/plan/document").status_code == 422
        taken = client.post("/halls/shili/plan/import/imdf", {"files": send("a.zip", zipped(DEMO)), "version": "0"})
        assert taken.json()["version"] == 1
        assert client.get("/halls/shili/plan/document").json()["version"] == 1
        again = client.post("/halls/shili/plan/import/imdf", {"files": send("a.zip", zipped(DEMO)), "version": "0"})
        assert again.status_code == 409

    def test_the_files_of_a_folder_are_taken_too(self, client: Any) -> None:
        files = [send(path.name, path.read_bytes()) for path in DEMO.iterdir()]
        assert client.post("/halls/shili/plan/import/imdf", {"files": files}).json()["levels"] == 3

    @pytest.mark.parametrize("path", ["import/imdf", "import/dxf", "underlays"])
    def test_what_cannot_be_read_is_a_sentence(self, client: Any, path: str) -> None:
        for data in (b"", b"\x00\x01garbage", picture()[:60]):
            sent = client.post(
                f"/halls/shili/plan/{path}", {"file": send("x", data), "files": send("x.zip", data), "level": "L"}
            )
            assert sent.status_code == 422
            assert sent.json()["zh"]
            assert sent.json()["en"]

    def test_a_picture_is_drawn_anew_and_carries_nothing_else(self, client: Any) -> None:
        exif = Image.Exif()
        exif[0x010E] = "the secret place"
        sent = client.post(
            "/halls/shili/plan/underlays", {"file": send("p.jpg", picture("JPEG", exif=exif)), "level": "L"}
        ).json()
        shown = client.get(sent["address"])
        assert shown["Content-Type"] == "image/jpeg"
        assert b"the secret place" not in shown.content
        assert Image.open(io.BytesIO(shown.content)).size == (400, 300)
        placed = client.patch(
            sent["address"], json.dumps({"x": 3, "opacity": 9, "turn_deg": "evil"}), "application/json"
        )
        assert placed.json()["place"] == {
            "x": 3,
            "y": 0,
            "metres_per_pixel": 0.02,
            "turn_deg": 0,
            "opacity": 1,
            "shown": True,
        }
        assert client.delete(sent["address"]).status_code == 200
        assert client.get(sent["address"]).status_code == 404

    def test_a_picture_of_too_many_pixels_is_refused_by_its_head(self, client: Any) -> None:
        stream = io.BytesIO()
        Image.new("1", (30_000, 30_000)).save(stream, "PNG")
        sent = client.post("/halls/shili/plan/underlays", {"file": send("p.png", stream.getvalue()), "level": "L"})
        assert sent.status_code == 422

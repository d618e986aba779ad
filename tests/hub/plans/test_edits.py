"""Whatever is drawn, in whatever order: the plan saved is valid IMDF, reads well, and opens as it was drawn."""

from __future__ import annotations

import json
import uuid
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.guidance.imdf_raws import features_of
from kiosk.hub.plans.beginning import begin, checked
from kiosk.hub.plans.document import open_document, save_document
from kiosk.hub.plans.folder import read_files
from kiosk.hub.plans.soundness import is_uuid

_FINE = {"panel-bearing-missing", "escalator-direction", "connector-no-partner", "connector-unconfirmed",
         "connector-ambiguous", "level-ordinal-shared", "window-number-shared", "place-guessed"}  # fmt: skip
_KINDS = ("unit", "fixture", "opening", "amenity", "occupant", "panel", "zone")

spots = st.tuples(st.integers(-200, 400), st.integers(-200, 300)).map(lambda p: (p[0] / 10, p[1] / 10))
sizes = st.tuples(st.integers(5, 90), st.integers(5, 90)).map(lambda p: (p[0] / 10, p[1] / 10))
words = st.text(max_size=20)


def shape(kind: str, at: tuple[float, float], size: tuple[float, float]) -> dict[str, Any]:
    (x, y), (w, d) = at, size
    x1, y1 = round(x + w, 3), round(y + d, 3)
    if kind in ("amenity", "occupant"):
        return {"type": "Point", "coordinates": [x, y]}
    if kind == "opening":
        return {"type": "LineString", "coordinates": [[x, y], [x1, y]]}
    return {"type": "Polygon", "coordinates": [[[x, y], [x1, y], [x1, y1], [x, y1], [x, y]]]}


class Drawer:
    """Makes edits out of drawn numbers."""

    def __init__(self, draw: Any, items: list[dict[str, Any]]) -> None:
        self.draw, self.items = draw, {item["id"]: item for item in items}

    def some(self, *kinds: str) -> dict[str, Any] | None:
        found = sorted((i for i in self.items.values() if i["kind"] in kinds), key=lambda i: i["id"])
        return self.draw(st.sampled_from(found)) if found else None

    def add(self) -> None:
        kind, level = self.draw(st.sampled_from(_KINDS)), self.some("level")
        assert level is not None
        item: dict[str, Any] = {
            "id": str(uuid.UUID(int=self.draw(st.integers(1, 2**120)))), "kind": kind, "level": level["id"],
            "name": {"zh": self.draw(words), "en": self.draw(words)},
            "shape": shape(kind, self.draw(spots), self.draw(sizes)),
        }  # fmt: skip
        categories = {
            "unit": ["room", "walkway", "elevator", "stairs", "office"], "fixture": ["desk", "vegetation"],
            "opening": ["pedestrian"], "amenity": ["x.help", "restroom", "atm"], "occupant": ["governmentoffice"],
            "zone": ["waitingroom"],
        }  # fmt: skip
        if kind != "panel":
            item["category"] = self.draw(st.sampled_from(categories[kind]))
        if kind == "unit":
            item |= {"restriction": None, "department": self.draw(st.sampled_from(["", "GA"]))}
        if kind == "occupant":
            number = self.draw(st.sampled_from([None, "1", "2", "A3"]))
            item |= {"anchor": self.draw(st.sampled_from([None, str(uuid.uuid4())])), "number": number,
                     "facing_deg": self.draw(st.sampled_from([None, 90, 359.999])), "matters": []}  # fmt: skip
        if kind == "panel":
            item |= {"bearing_deg": self.draw(st.sampled_from([None, 0, 123.456])), "spot": None, "mounting": {}}
        if kind == "fixture":
            item["anchor"] = None
        if kind == "zone":
            item["department"] = ""
        self.items.setdefault(item["id"], item)

    def floor(self) -> None:
        ordinal = self.draw(st.integers(-3, 9))
        identity = str(uuid.UUID(int=self.draw(st.integers(1, 2**120))))
        level = {"id": identity, "kind": "level", "ordinal": ordinal, "name": {"zh": f"{ordinal}"}, "short_name": {},
                 "outdoor": False, "shape": shape("level", (0, 0), (30, 20))}  # fmt: skip
        self.items.setdefault(identity, level)

    def move(self) -> None:
        item = self.some(*_KINDS)
        if item is not None:
            self.items[item["id"]] = {**item, "shape": shape(item["kind"], self.draw(spots), self.draw(sizes))}

    def rename(self) -> None:
        item = self.some("unit", "level", "venue", "amenity", "panel")
        if item is not None:
            self.items[item["id"]] = {**item, "name": {"zh": self.draw(words), "en": self.draw(words)}}

    def raise_(self) -> None:
        item, level = self.some("unit", "amenity", "occupant", "fixture"), self.some("level")
        connected = {stop for i in self.items.values() if i["kind"] == "connector" for stop in i["stops"]}
        if item is not None and level is not None and item["id"] not in connected:
            self.items[item["id"]] = {**item, "level": level["id"]}

    def join(self) -> None:
        one, other = self.some("unit"), self.some("unit")
        taken = {stop for i in self.items.values() if i["kind"] == "connector" for stop in i["stops"]}
        if one is None or other is None or one["level"] == other["level"] or {one["id"], other["id"]} & taken:
            return
        for unit in (one, other):
            self.items[unit["id"]] = {**unit, "category": "stairs"}
        identity = str(uuid.UUID(int=self.draw(st.integers(1, 2**120))))
        direction = self.draw(st.sampled_from(["both", "up", "down"]))
        joined = {"id": identity, "kind": "connector", "category": "stairs", "direction": direction,
                  "stops": [one["id"], other["id"]], "confirmed": True}  # fmt: skip
        self.items.setdefault(identity, joined)

    def remove(self) -> None:
        item = self.some(*_KINDS, "connector")
        if item is not None:
            self.items.pop(item["id"])
            for other in [i for i in self.items.values() if i["kind"] == "connector" and item["id"] in i["stops"]]:
                self.items.pop(other["id"])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_edits_keep_valid_imdf(data: st.DataObject) -> None:
    files = begin(checked({"zh": "小厅", "en": "Small hall", "width_m": "30", "depth_m": "20"}))
    for _ in range(2):  # saved, opened again and drawn on
        document = open_document(files)
        drawer = Drawer(data.draw, document["items"])
        acts = [drawer.add, drawer.add, drawer.add, drawer.floor, drawer.move, drawer.rename, drawer.raise_,
                drawer.join, drawer.remove]  # fmt: skip
        for act in data.draw(st.lists(st.integers(0, len(acts) - 1), min_size=1, max_size=14)):
            acts[act]()
        drawn = {**document, "items": json.loads(json.dumps(list(drawer.items.values())))}
        files = save_document(files, drawn)
        valid(files)
        opened = {item["id"]: item for item in open_document(files)["items"]}
        for identity, item in drawer.items.items():
            if item["kind"] in ("unit", "opening", "fixture", "amenity", "occupant", "panel", "zone"):
                assert opened[identity]["shape"] == item["shape"]
                assert opened[identity]["level"] == item["level"]


def valid(files: dict[str, str]) -> None:
    """Every feature has a UUID of its own, its file's type, the properties of IMDF, and a sound geometry."""
    seen: set[str] = set()
    for name, text in files.items():
        if not name.endswith(".geojson"):
            continue
        for feature in features_of(json.loads(text)):
            assert is_uuid(feature["id"])
            assert feature["id"] not in seen
            seen.add(feature["id"])
            assert feature["type"] == "Feature"
            assert feature["feature_type"] == name.removesuffix(".geojson")
            assert isinstance(feature["properties"], dict)
    plan = read_files(files)
    assert {finding.rule for finding in plan.findings} <= _FINE

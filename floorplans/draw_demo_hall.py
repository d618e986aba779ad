"""Draws the demo hall: writes floorplans/demo-hall/ (IMDF 1.0 and hall-extension.json). Run it after a change here.

The building is drawn on a ruler grid in metres (x to the right of somebody who enters, y ahead of him), then turned and
put on the ellipsoid. Everything is invented.
"""

from __future__ import annotations

import json
import math
import uuid
from pathlib import Path
from typing import Any

import numpy as np
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box, mapping
from shapely.ops import unary_union

HERE = Path(__file__).resolve().parent
SPACE = uuid.UUID("5d3f0c52-6a51-4f0e-9a55-2f3f5f2f5a10")
LON, LAT, TURN = 113.02, 23.01, -14.0  # the building looks 14° east of north
MIDDLE = (36.0, 22.0)


def ident(key: str) -> str:
    return str(uuid.uuid5(SPACE, key))


def on_earth(shape: Any) -> dict[str, Any]:
    """Grid metres → degrees, seven decimals (about a centimetre)."""
    from kiosk.guidance.venue import LocalFrame

    frame = LocalFrame(LON, LAT)
    turned = affinity.rotate(affinity.translate(shape, -MIDDLE[0], -MIDDLE[1]), TURN, origin=(0, 0))

    def degrees(coords: Any) -> Any:
        if isinstance(coords[0], (int, float)):
            lon, lat = frame.to_lonlat(np.array([coords[:2]]))[0]
            return [round(float(lon), 8), round(float(lat), 8)]
        return [degrees(c) for c in coords]

    drawn = mapping(turned)
    return {"type": drawn["type"], "coordinates": degrees(drawn["coordinates"])}


def bearing(grid_deg: float) -> float:
    """A bearing on the grid (0 = ahead of who enters, clockwise) → degrees from true north."""
    return (grid_deg - TURN) % 360


class Sheet:
    """Collects the features of the whole archive."""

    def __init__(self) -> None:
        self.features: dict[str, list[dict[str, Any]]] = {}
        self.extension: dict[str, Any] = {
            "version": 1, "panels": {}, "windows": {}, "connectors": {}, "amenities": {}, "departments": {},
        }  # fmt: skip

    def add(self, kind: str, key: str, shape: Any, **properties: Any) -> str:
        feature = {
            "id": ident(f"{kind}:{key}"), "type": "Feature", "feature_type": kind,
            "geometry": on_earth(shape) if shape is not None else None, "properties": properties,
        }  # fmt: skip
        self.features.setdefault(kind, []).append(feature)
        return str(feature["id"])


def name(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


FLOORS = (("1", "1楼", "1F"), ("2", "2楼", "2F"), ("3", "3楼", "3F"))
OUTLINE = box(0, 0, 72, 44)
FOYER = box(29, -6, 43, 0)


class Floor:
    """One level: solid rooms are cut out of the hall, what is left is the hall."""

    def __init__(self, sheet: Sheet, ordinal: int, address: str, building: str) -> None:
        key, zh, en = FLOORS[ordinal]
        self.sheet, self.key, self.ordinal = sheet, key, ordinal
        self.outline = unary_union([OUTLINE, FOYER]) if ordinal == 0 else OUTLINE
        self.rooms: list[Polygon] = []
        self.hall_id = ident(f"unit:{key}/hall")
        self.address = address
        self.level_id = sheet.add(
            "level", key, self.outline, category="unspecified", restriction=None, outdoor=False, ordinal=ordinal,
            name=name(zh, en), short_name=name(zh, en), display_point=on_earth(Point(36, 22)),
            address_id=address, building_ids=[building],
        )  # fmt: skip

    def room(
        self, key: str, area: Polygon, category: str, zh: str = "", en: str = "", *, restriction: str | None = None,
        department: str = "", accessible: bool = False,
    ) -> str:  # fmt: skip
        self.rooms.append(area)
        unit = self.sheet.add(
            "unit", f"{self.key}/{key}", area, category=category, restriction=restriction,
            accessibility=["wheelchair"] if accessible else None, name=name(zh, en) if zh else None, alt_name=None,
            level_id=self.level_id, display_point=on_earth(area.representative_point()),
        )  # fmt: skip
        if department:
            self.sheet.extension["departments"][unit] = department
        return unit

    def door(self, key: str, a: tuple[float, float], b: tuple[float, float], *, category: str = "pedestrian") -> str:
        line = LineString([a, b])
        return self.sheet.add(
            "opening", f"{self.key}/{key}", line, category=category,
            accessibility=["wheelchair"] if line.length >= 0.9 else None, access_control=None, door=None, name=None,
            alt_name=None, display_point=on_earth(line.interpolate(0.5, normalized=True)), level_id=self.level_id,
        )  # fmt: skip

    def fixture(self, key: str, area: Polygon, category: str, zh: str = "", en: str = "") -> str:
        return self.sheet.add(
            "fixture", f"{self.key}/{key}", area, category=category, name=name(zh, en) if zh else None, alt_name=None,
            anchor_id=None, level_id=self.level_id, display_point=on_earth(area.centroid),
        )  # fmt: skip

    def amenity(
        self, key: str, at: tuple[float, float], category: str, zh: str, en: str, *, ours: str = "", unit: str = ""
    ) -> str:
        amenity = self.sheet.add(
            "amenity", f"{self.key}/{key}", Point(at), category=category, name=name(zh, en), alt_name=None,
            accessibility=None, hours=None, phone=None, website=None, unit_ids=[unit or self.hall_id],
            address_id=None, correlation_id=None,
        )  # fmt: skip
        if ours:
            self.sheet.extension["amenities"][amenity] = {"category": ours}
        return amenity

    def occupant(self, key: str, at: tuple[float, float], category: str, zh: str, en: str, *, unit: str = "") -> str:
        anchor = self.sheet.add(
            "anchor", f"{self.key}/{key}", Point(at), address_id=self.address, unit_id=unit or self.hall_id
        )
        return self.sheet.add(
            "occupant", f"{self.key}/{key}", None, name=name(zh, en), category=category, anchor_id=anchor,
            hours=None, phone=None, website=None, validity=None, correlation_id=None,
        )  # fmt: skip

    def counter(
        self, department: tuple[str, str, str], numbers: range, area: Polygon, side: str, *, spacing: float = 2.3
    ) -> None:
        """A department's staff area with its counter along one side (n, w, e: where the staff sit) and its windows."""
        code, zh, en = department
        self.room(code, area, "office", zh, en, department=code)
        x0, y0, x1, y1 = area.bounds
        for i, number in enumerate(numbers):
            along = spacing * (i + 0.5)
            spot, facing = {
                "n": ((x0 + 0.4 + along, y0 - 1.5), 180.0),
                "w": ((x1 + 1.5, y1 - 0.4 - along), 90.0),
                "e": ((x0 - 1.5, y1 - 0.4 - along), 270.0),
            }[side]
            occupant = self.occupant(
                f"window-{number}", spot, "governmentoffice", f"{number}号窗口", f"Window {number}"
            )
            self.sheet.extension["windows"][occupant] = {"number": str(number), "facing_deg": bearing(facing)}
        length = spacing * len(numbers)
        bar = {
            "n": box(x0 + 0.4, y0 - 0.8, x0 + 0.4 + length, y0),
            "w": box(x1, y1 - 0.4 - length, x1 + 0.8, y1 - 0.4),
            "e": box(x0 - 0.8, y1 - 0.4 - length, x0, y1 - 0.4),
        }[side]
        self.fixture(f"counter-{code}", bar, "desk", f"{zh}柜台", f"{en} counter")
        staff_door = {
            "n": ((x1 - 1.3, y0), (x1 - 0.3, y0)),
            "w": ((x1, y0 + 0.3), (x1, y0 + 1.3)),
            "e": ((x0, y0 + 0.3), (x0, y0 + 1.3)),
        }[side]
        self.door(f"staff-door-{code}", *staff_door, category="pedestrian")

    def seats(self, key: str, x: float, y: float, rows: int, *, width: float = 4.0, gap: float = 1.6) -> None:
        """Rows of waiting seats."""
        for row in range(rows):
            area = box(x, y + row * gap, x + width, y + row * gap + 0.6)
            self.fixture(f"seats-{key}-{row}", area, "furniture", "等候座椅", "waiting seats")

    def forms_desk(self, key: str, x: float, y: float) -> None:
        self.fixture(f"forms-{key}", box(x, y, x + 2.4, y + 1.0), "desk", "填表台", "form-filling desk")
        self.amenity(
            f"forms-{key}", (x + 1.2, y - 0.6), "unspecified", "填表台", "Form-filling desk", ours="x.formsdesk"
        )

    def columns(self, spots: list[tuple[float, float]]) -> None:
        for i, (x, y) in enumerate(spots):
            self.fixture(f"column-{i}", box(x - 0.35, y - 0.35, x + 0.35, y + 0.35), "obstruction")

    def plants(self, spots: list[tuple[float, float]]) -> None:
        for i, (x, y) in enumerate(spots):
            self.fixture(f"plant-{i}", Point(x, y).buffer(0.45, quad_segs=3), "vegetation", "绿植", "plants")

    def hall(self, zh: str, en: str) -> None:
        """What no room took is the hall itself."""
        area = self.outline.difference(unary_union(self.rooms))
        self.sheet.add(
            "unit", f"{self.key}/hall", area, category="walkway", restriction=None, accessibility=None,
            name=name(zh, en), alt_name=None, level_id=self.level_id, display_point=on_earth(Point(36, 10)),
        )  # fmt: skip

    def panel(self, key: str, x: float, y: float, looks: float, diagonal: int, orientation: str, edge: int) -> None:
        """A panel whose visitor looks to ``looks`` (grid degrees)."""
        wide, deep = (1.9, 0.5) if diagonal == 86 and orientation == "landscape" else (1.2, 0.5)
        body = affinity.rotate(box(x - wide / 2, y - deep / 2, x + wide / 2, y + deep / 2), -looks, origin=(x, y))
        spot = (x - 0.9 * math.sin(math.radians(looks)), y - 0.9 * math.cos(math.radians(looks)))
        anchor = self.sheet.add(
            "anchor", f"{self.key}/panel-{key}", Point(spot), address_id=self.address, unit_id=self.hall_id
        )
        panel = self.sheet.add(
            "kiosk", f"{self.key}/{key}", body, name=name(f"{self.key}楼导引屏", f"Guide panel {self.key}F"),
            alt_name=None, anchor_id=anchor, level_id=self.level_id, display_point=on_earth(Point(spot)),
        )  # fmt: skip
        mounting = {"diagonal_in": diagonal, "orientation": orientation, "lower_edge_mm": edge}
        self.sheet.extension["panels"][panel] = {"bearing_deg": bearing(looks), "mounting": mounting}


def cores(floor: Floor) -> None:
    """Both stairwells and lifts, the toilets and the mothers' room: the same on every floor."""
    for side, flip in (("west", False), ("east", True)):

        def across(x0: float, y0: float, x1: float, y1: float, mirrored: bool = flip) -> Polygon:
            return box(72 - x1, y0, 72 - x0, y1) if mirrored else box(x0, y0, x1, y1)

        def at(x: float, y: float, mirrored: bool = flip) -> tuple[float, float]:
            return (72 - x, y) if mirrored else (x, y)

        zh, en = ("西侧", "West") if side == "west" else ("东侧", "East")
        floor.room(f"stairs-{side}", across(0, 2, 7, 6), "stairs", f"{zh}楼梯", f"{en} stairs")
        floor.door(f"stairs-{side}", at(7, 3.2), at(7, 4.8))
        floor.room(f"lift-{side}", across(4.4, 7, 7, 9.6), "elevator", f"{zh}电梯", f"{en} lift", accessible=True)
        floor.door(f"lift-{side}", at(7, 7.7), at(7, 8.9))
        floor.room(f"shaft-{side}", across(0, 7, 4.4, 9.6), "nonpublic", restriction="employeesonly")
        unit = floor.sheet.features["unit"][-2]["id"]
        floor.amenity(f"lift-{side}", at(5.7, 8.3), "elevator", f"{zh}电梯", f"{en} lift", unit=unit)
    rooms = (
        ("wc-men", 21.0, 24.0, "restroom.male", "男卫生间", "Men's toilet", 1.0),
        ("wc-women", 17.6, 21.0, "restroom.female", "女卫生间", "Women's toilet", 1.0),
        ("wc-accessible", 14.6, 17.6, "restroom.unisex.wheelchair", "无障碍卫生间", "Accessible toilet", 1.1),
        ("mothers-room", 11.6, 14.6, "mothersroom", "母婴室", "Mother and baby room", 1.0),
    )
    for key, y0, y1, category, zh, en, width in rooms:
        unit = floor.room(key, box(66, y0, 72, y1), category, zh, en, accessible=width > 1)
        floor.door(key, (66, y0 + 0.8), (66, y0 + 0.8 + width))
        floor.amenity(key, (69, (y0 + y1) / 2), category, zh, en, unit=unit)


def escalators(floor: Floor, sheet: Sheet) -> None:
    """Two pairs: 1–2 in the middle, 2–3 outside them. A unit at both floors, open at its foot below, its head above."""
    for lower, up_x, down_x in ((0, 33.0, 37.4), (1, 29.4, 41.0)):
        if floor.ordinal not in (lower, lower + 1):
            continue
        for way, x in (("up", up_x), ("down", down_x)):
            area = box(x, 16, x + 1.6, 27)
            zh, en = ("上行扶梯", "Up escalator") if way == "up" else ("下行扶梯", "Down escalator")
            key = f"escalator-{lower + 1}{lower + 2}-{way}"
            unit = floor.room(key, area, "escalator", zh, en)
            y = 16 if floor.ordinal == lower else 27
            floor.door(key, (x + 0.2, y), (x + 1.4, y))
            sheet.extension["connectors"][unit] = {"direction": way, "confirmed": True}


GENERAL = ("ZHSL", "综合受理", "General services")
DEPARTMENTS = {
    "GAHZ": ("GAHZ", "户政", "Household registration"),
    "GACR": ("GACR", "出入境", "Exit and entry"),
    "RSSB": ("RSSB", "社会保障", "Social security"),
    "YLBZ": ("YLBZ", "医疗保障", "Medical insurance"),
    "BDC": ("BDC", "不动产登记", "Real estate"),
    "SW": ("SW", "税务", "Taxation"),
    "GJJ": ("GJJ", "公积金", "Housing fund"),
    "MZ": ("MZ", "民政", "Civil affairs"),
    "SCJG": ("SCJG", "市场监管", "Market regulation"),
    "ZJ": ("ZJ", "住建", "Housing and construction"),
    "JT": ("JT", "交通运输", "Transport"),
    "WJ": ("WJ", "卫生健康", "Health"),
    "JY": ("JY", "教育", "Education"),
    "STHJ": ("STHJ", "生态环境", "Environment"),
    "NY": ("NY", "农业农村", "Agriculture"),
    "TYJR": ("TYJR", "退役军人", "Veterans"),
    "GYSY": ("GYSY", "水电气", "Utilities"),
}


def ground_floor(floor: Floor, sheet: Sheet) -> None:
    cores(floor)
    escalators(floor, sheet)
    floor.counter(GENERAL, range(1, 5), box(4, 37, 17, 44), "n")
    floor.counter(DEPARTMENTS["GAHZ"], range(5, 9), box(17, 37, 30, 44), "n")
    floor.counter(DEPARTMENTS["GACR"], range(9, 14), box(30, 37, 45, 44), "n")
    floor.counter(DEPARTMENTS["RSSB"], range(14, 21), box(45, 37, 65, 44), "n")
    floor.room("store-nw", box(0, 37, 4, 44), "nonpublic", restriction="employeesonly")
    self_service = floor.room("self-service", box(0, 24, 9, 34), "room", "自助服务区", "Self-service area")
    floor.door("self-service", (9, 27.8), (9, 30.2))
    for i, y in enumerate((25.2, 27.2, 30.6, 32.6)):
        floor.fixture(f"terminal-{i}", box(0.2, y - 0.4, 1.0, y + 0.4), "equipment", "自助机", "self-service terminal")
    floor.amenity("self-service", (4.5, 29), "unspecified", "自助服务区", "Self-service area", ours="x.selfservice",
                  unit=self_service)  # fmt: skip
    handy = floor.room("handy", box(0, 12, 9, 22), "room", "便民服务区", "Copying, photos and post")
    floor.door("handy", (9, 15.5), (9, 17.5))
    floor.fixture("copier-1", box(0.3, 19.6, 1.5, 20.6), "equipment", "复印机", "copier")
    floor.fixture("copier-2", box(0.3, 17.6, 1.5, 18.6), "equipment", "复印机", "copier")
    floor.amenity("copier", (2.4, 19.6), "copymachine", "复印打印", "Copying and printing", unit=handy)
    floor.amenity("photo", (4.5, 13.5), "photobooth", "照相", "Photo booth", unit=handy)
    floor.amenity("post", (2.4, 13.6), "mailbox", "邮寄", "Post counter", unit=handy)
    helped = floor.room("help-room", box(66, 26, 72, 34), "room", "帮办代办室", "Assistance room")
    floor.door("help-room", (66, 29), (66, 30.2))
    floor.amenity("help-room", (69, 30), "service", "帮办代办", "Assistance", ours="x.help", unit=helped)
    floor.room("complaints", box(46, 0, 58, 5), "room", "“办不成事”反映室", "Complaints and suggestions")
    floor.door("complaints", (51, 5), (52.2, 5))
    floor.room("police", box(14, 0, 26, 5), "room", "警务室", "Police room")
    floor.door("police", (19, 5), (20.2, 5))
    floor.fixture("info", box(35, 9.6, 39, 10.8), "desk", "导办台", "information desk")
    floor.amenity("info", (37, 9.0), "information", "导办台", "Information desk")
    floor.amenity("aed", (43.6, 6.2), "defibrillator", "AED 急救设备", "AED (defibrillator)")
    floor.amenity("water", (64.6, 24.8), "drinkingfountain", "饮水机", "Drinking water")
    floor.amenity("wheelchairs", (27.4, 4.2), "wheelchairassist", "轮椅、婴儿车借用", "Wheelchairs and prams")
    floor.amenity("charging", (12.0, 22.9), "powerchargingstation", "手机充电", "Phone charging")
    floor.amenity("exit", (36, -5.2), "entry", "正门出入口", "Main entrance and exit")
    floor.door("main-entrance", (32.5, -6), (39.5, -6), category="pedestrian.principal")
    for key, x in (("a", 13.0), ("b", 19.0), ("c", 46.0), ("d", 52.0), ("e", 58.0)):
        floor.seats(key, x, 28.4, 3)
    floor.seats("f", 24.4, 28.4, 3, width=3.6)
    for key, x, y in (("a", 16.0, 20.0), ("b", 22.0, 20.0), ("c", 47.6, 20.0), ("d", 53.6, 20.0)):
        floor.forms_desk(key, x, y)
    floor.columns([(x, y) for x in (12, 24, 48, 60) for y in (12, 25)])
    floor.plants([(30.2, -1.0), (41.8, -1.0), (2.0, 35.5), (27.5, 12), (44.6, 12)])
    floor.hall("一楼大厅", "Main hall")
    floor.panel("main", 32.2, 7.4, 0.0, 55, "landscape", 800)
    floor.panel("east", 60.4, 22.6, 90.0, 86, "landscape", 800)


def second_floor(floor: Floor, sheet: Sheet) -> None:
    cores(floor)
    escalators(floor, sheet)
    floor.counter(DEPARTMENTS["YLBZ"], range(21, 26), box(6, 37, 21, 44), "n")
    floor.counter(DEPARTMENTS["BDC"], range(26, 32), box(21, 37, 39, 44), "n")
    floor.counter(DEPARTMENTS["SW"], range(32, 36), box(39, 37, 52, 44), "n")
    floor.counter(DEPARTMENTS["GJJ"], range(36, 38), box(52, 37, 59, 44), "n")
    floor.counter(DEPARTMENTS["MZ"], range(38, 41), box(0, 22.4, 6, 32), "w")
    floor.room("store-nw", box(0, 37, 6, 44), "nonpublic", restriction="employeesonly")
    floor.room("tax-help", box(59, 37, 72, 44), "room", "办税辅导室", "Tax guidance room")
    floor.door("tax-help", (61, 37), (62.4, 37))
    wedding = floor.room("wedding", box(0, 12, 6, 22.4), "room", "婚姻登记室", "Marriage registration room")
    floor.door("wedding", (6, 15.5), (6, 17.1))
    floor.occupant("wedding", (3, 17), "governmentoffice", "婚姻登记处", "Marriage registration", unit=wedding)
    floor.room("meeting-2", box(66, 26, 72, 34), "conferenceroom", "洽谈室", "Meeting room")
    floor.door("meeting-2", (66, 29), (66, 30.2))
    floor.room("archive", box(14, 0, 28, 5), "room", "档案查询室", "Archive enquiries")
    floor.door("archive", (20, 5), (21.2, 5))
    floor.room("auction", box(44, 0, 58, 5), "room", "政策咨询室", "Policy advice room")
    floor.door("auction", (50, 5), (51.2, 5))
    floor.fixture("info", box(34.4, 9.6, 37.6, 10.6), "desk", "二楼导办台", "information desk")
    floor.amenity("info", (36, 9.0), "information", "二楼导办台", "Information desk 2F")
    floor.amenity("copier", (11.4, 34.6), "copymachine", "复印打印", "Copying and printing")
    floor.fixture("copier", box(10.8, 33.0, 12.0, 34.0), "equipment", "复印机", "copier")
    floor.amenity("aed", (43.4, 10.2), "defibrillator", "AED 急救设备", "AED (defibrillator)")
    floor.amenity("water", (64.6, 24.8), "drinkingfountain", "饮水机", "Drinking water")
    for key, x in (("a", 14.0), ("b", 20.0), ("c", 46.0), ("d", 52.0)):
        floor.seats(key, x, 28.4, 3)
    floor.seats("e", 11.0, 21.6, 2, width=3.0)
    for key, x, y in (("a", 18.6, 21.0), ("b", 49.4, 21.0)):
        floor.forms_desk(key, x, y)
    floor.columns([(x, y) for x in (12, 24, 48, 60) for y in (12, 25)])
    floor.plants([(30.2, 7), (41.8, 7), (2.5, 35.5), (68, 35.4)])
    floor.hall("二楼大厅", "Second-floor hall")
    floor.panel("second", 36.0, 30.6, 0.0, 43, "portrait", 900)


def third_floor(floor: Floor, sheet: Sheet) -> None:
    cores(floor)
    escalators(floor, sheet)
    floor.counter(DEPARTMENTS["SCJG"], range(41, 46), box(6, 37, 21, 44), "n")
    floor.counter(DEPARTMENTS["ZJ"], range(46, 48), box(21, 37, 29, 44), "n")
    floor.counter(DEPARTMENTS["JT"], range(48, 49), box(29, 37, 35, 44), "n")
    floor.counter(DEPARTMENTS["WJ"], range(49, 50), box(35, 37, 41, 44), "n")
    floor.counter(DEPARTMENTS["JY"], range(50, 51), box(41, 37, 47, 44), "n")
    floor.counter(DEPARTMENTS["STHJ"], range(51, 52), box(47, 37, 53, 44), "n")
    floor.counter(DEPARTMENTS["NY"], range(52, 53), box(53, 37, 59, 44), "n")
    floor.counter(DEPARTMENTS["TYJR"], range(53, 54), box(0, 25.6, 6, 31), "w")
    floor.counter(DEPARTMENTS["GYSY"], range(54, 55), box(0, 20.2, 6, 25.6), "w")
    floor.room("store-nw", box(0, 37, 6, 44), "nonpublic", restriction="employeesonly")
    floor.room("training", box(59, 37, 72, 44), "classroom", "培训室", "Training room")
    floor.door("training", (61, 37), (62.4, 37))
    floor.room("startup", box(0, 12, 6, 20.2), "room", "企业开办专区", "Business start-up corner")
    floor.door("startup", (6, 15), (6, 16.6))
    floor.room("meeting-3", box(66, 26, 72, 34), "conferenceroom", "会议室", "Conference room")
    floor.door("meeting-3", (66, 29), (66, 30.2))
    cafe = floor.room("cafe", box(44, 0, 58, 5), "foodservice", "简餐休息区", "Café")
    floor.door("cafe", (50, 5), (52, 5))
    floor.amenity("cafe", (51, 2.5), "eatingdrinking", "简餐休息区", "Café", unit=cafe)
    floor.room("legal-aid", box(14, 0, 28, 5), "room", "公证与法律服务室", "Notary and legal aid")
    floor.door("legal-aid", (20, 5), (21.2, 5))
    floor.fixture("info", box(34.4, 9.6, 37.6, 10.6), "desk", "三楼导办台", "information desk")
    floor.amenity("info", (36, 9.0), "information", "三楼导办台", "Information desk 3F")
    floor.amenity("water", (64.6, 24.8), "drinkingfountain", "饮水机", "Drinking water")
    floor.amenity("copier", (11.4, 34.6), "copymachine", "复印打印", "Copying and printing")
    floor.fixture("copier", box(10.8, 33.0, 12.0, 34.0), "equipment", "复印机", "copier")
    for key, x in (("a", 14.0), ("b", 20.0), ("c", 46.0), ("d", 52.0)):
        floor.seats(key, x, 28.4, 3)
    for key, x, y in (("a", 18.6, 21.0), ("b", 49.4, 21.0)):
        floor.forms_desk(key, x, y)
    floor.columns([(x, y) for x in (12, 24, 48, 60) for y in (12, 25)])
    floor.plants([(30.2, 7), (41.8, 7), (2.5, 35.5), (68, 35.4)])
    floor.hall("三楼大厅", "Third-floor hall")
    floor.panel("third", 36.0, 14.2, 0.0, 86, "portrait", 300)


def relationships(sheet: Sheet) -> None:
    """Which unit leads to which on the next floor."""

    def unit(floor: int, key: str) -> dict[str, str]:
        return {"id": ident(f"unit:{floor + 1}/{key}"), "feature_type": "unit"}

    def join(category: str, a: dict[str, str], b: dict[str, str], direction: str, key: str) -> None:
        sheet.add(
            "relationship", key, None, category=category, direction=direction, origin=a, intermediary=None,
            destination=b, hours=None,
        )  # fmt: skip

    for lower in (0, 1):
        for side in ("west", "east"):
            for kind, category in (("stairs", "stairs"), ("lift", "elevator")):
                key = f"{kind}-{side}"
                join(category, unit(lower, key), unit(lower + 1, key), "undirected", f"{lower}/{key}")
        for way in ("up", "down"):
            key = f"escalator-{lower + 1}{lower + 2}-{way}"
            ends = (unit(lower, key), unit(lower + 1, key))
            first, last = ends if way == "up" else ends[::-1]
            join("escalator", first, last, "directed", f"{lower}/{key}")


def draw() -> Sheet:
    sheet = Sheet()
    address = sheet.add(
        "address", "hall", None, address="示范路1号", unit=None, locality="示例市", province="CN-44", country="CN",
        postal_code=None, postal_code_ext=None,
    )  # fmt: skip
    whole = unary_union([OUTLINE, FOYER])
    sheet.add(
        "venue", "hall", whole.buffer(4, join_style="mitre"), category="governmentfacility", restriction=None,
        name=name("示例区政务服务中心", "Shili District Government Service Centre"), alt_name=None, hours=None,
        phone=None, website=None, display_point=on_earth(Point(36, 22)), address_id=address,
    )  # fmt: skip
    building = sheet.add(
        "building", "hall", None, category="unspecified", restriction=None, name=None, alt_name=None,
        display_point=on_earth(Point(36, 22)), address_id=address,
    )  # fmt: skip
    sheet.add("footprint", "hall", whole, category="ground", name=None, building_ids=[building])
    for ordinal, furnish in enumerate((ground_floor, second_floor, third_floor)):
        furnish(Floor(sheet, ordinal, address, building), sheet)
    relationships(sheet)
    return sheet


def main() -> None:
    sheet, folder = draw(), HERE / "demo-hall"
    folder.mkdir(exist_ok=True)
    for kind, features in sheet.features.items():
        lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
        text = f'{{"type": "FeatureCollection", "name": "{kind}", "features": [\n{lines}\n]}}\n'
        (folder / f"{kind}.geojson").write_text(text, encoding="utf-8")
    manifest = {
        "version": "1.0.0", "created": "2026-11-21T00:00:00Z", "generated_by": "hall-kiosk", "language": "zh",
        "extensions": None,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    extension = json.dumps(sheet.extension, ensure_ascii=False, indent=1)
    (folder / "hall-extension.json").write_text(extension + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

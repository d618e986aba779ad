"""Looking around in the building: floors, kinds of places, fingers and keys on the map, and the way from there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from ui.map_panel import demo, item, panel, picture, window
from ui.visitor import Visitor

from kiosk.base.texts import Text
from kiosk.guidance.boxes import overlap
from kiosk.guidance.venue import Level, LocalFrame, Venue
from kiosk.ui.glass import PROFILES
from kiosk.ui.map_places import Item, by_name, floors_of, kinds_of, nearest

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def guest() -> Iterator[Visitor]:
    with panel() as visitor:
        visitor.screens.navigator.go("map", {})
        visitor.wait()
        yield visitor


def model(visitor: Visitor) -> object:
    return visitor.screens.navigator.viewModel


def touch_map(visitor: Visitor, at: tuple[float, float]) -> None:
    """A finger on the map at a point of its own."""
    view = item(visitor, "map")
    visitor.touch_at(view.mapToScene(QPointF(*at)).toPoint())


def test_it_opens_on_this_floor_with_here_and_every_floor_to_choose(guest: Visitor) -> None:
    shown = model(guest)
    assert shown.title == "楼层图 · 1楼"
    assert [floor["name"] for floor in shown.floors] == ["3楼", "2楼", "1楼"]
    assert [floor["selected"] for floor in shown.floors] == [False, False, True]
    assert shown.map.hasHere
    assert not shown.canLead
    guest.touch("2楼")
    assert shown.title == "楼层图 · 2楼"
    assert not shown.map.hasHere
    guest.touch("我的位置")
    assert shown.title == "楼层图 · 1楼"


def test_only_kinds_that_the_plan_has_are_offered(guest: Visitor) -> None:
    names = {kind["name"] for kind in model(guest).kinds}
    assert {"窗口", "卫生间", "电梯", "填表台", "母婴室"} <= names
    assert "餐饮区" not in names
    assert "停车场" not in names
    venue = Venue("v", Text(), LocalFrame(0, 0), (Level("g", 0, Text(zh="1楼"), Text(), None),))
    assert kinds_of(venue) == ()


def test_a_kind_shows_its_nearest_and_leads_there(guest: Visitor) -> None:
    shown = model(guest)
    guest.touch("卫生间")
    venue, _ = demo()
    here = venue.panels[0]
    toilets = next(kind for kind in kinds_of(venue) if kind.key == "toilet").items
    chosen = nearest(toilets, venue, here)[0]
    assert shown.canLead
    assert "卫生间" in shown.chosen
    assert "米" in shown.chosenDetail
    assert next(row for row in shown.items if row["selected"])["id"] == chosen.id
    assert any(card["kind"] == "pin" and card["title"] == shown.chosen for card in shown.map.cards)
    guest.touch("带我去")
    assert guest.screen == "route"
    assert guest.screens.visit.page.about["target_id"] == chosen.id
    assert model(guest).found


def test_the_nearest_is_on_this_floor_before_another() -> None:
    venue, _ = demo()
    here = venue.panels[0]
    ordered = nearest(next(kind for kind in kinds_of(venue) if kind.key == "toilet").items, venue, here)
    assert [item.level_id == here.level_id for item in ordered] == sorted(
        (item.level_id == here.level_id for item in ordered), reverse=True
    )


def test_windows_are_chosen_by_number(guest: Visitor) -> None:
    shown = model(guest)
    guest.touch("窗口")
    assert [row["name"] for row in shown.items] == [str(n) for n in range(1, 21)]
    guest.touch("7号窗口")
    assert shown.chosen == "7号窗口"
    assert shown.map.pinNumber == "7"
    guest.touch("3楼")
    assert shown.items[0]["name"] == "41"
    guest.touch("返回全部类别")
    assert shown.kind == ""
    assert any(p.property("name") == "卫生间" for p in guest.pressables())


def test_every_lift_and_room_of_the_list_can_be_walked_to() -> None:
    with panel() as visitor:
        visitor.screens.navigator.go("map", {})
        venue, guide = demo()
        here = venue.panels[0].id
        for kind in kinds_of(venue):
            for place in kind.items[:3]:
                if kind.key == "escalator":
                    continue  # the upper end of a down escalator is no place to walk to
                route = guide.route(here, place.id)
                assert route.legs[-1].level_id == place.level_id, (kind.key, place)


def test_a_finger_on_a_window_chooses_it(guest: Visitor) -> None:
    shown = model(guest)
    guest.screens.navigator.viewModel.map.zoomIn()
    guest.wait()
    for label, box in zip(shown.map.sheet.labels, shown.map.label_boxes(), strict=True):
        if label.plate and len(label.ids) == 1:
            touch_map(guest, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
            assert shown.chosen == f"{label.lines[0]}号窗口"
            assert shown.canLead
            break
    else:
        pytest.fail("no window with a plate of its own")


def test_a_finger_beside_the_building_chooses_nothing(guest: Visitor) -> None:
    touch_map(guest, (8, 300))
    assert not model(guest).canLead


def test_keys_zoom_and_move_and_end_where_they_should(guest: Visitor) -> None:
    scene = model(guest).map
    whole = scene._frame
    assert not scene.canZoomOut
    guest.touch("放大")
    assert scene._frame.scale == pytest.approx(whole.scale * 1.5)
    before = scene._frame.centre
    guest.touch("向右看")
    assert scene._frame.centre[0] > before[0]
    guest.touch("向上看")
    assert scene._frame.centre[1] < before[1]
    for _ in range(12):
        if scene.canZoomIn:
            guest.touch("放大")
    assert not scene.canZoomIn
    nearest_scale = scene._frame.scale
    scene.zoomIn()
    assert scene._frame.scale == pytest.approx(nearest_scale)
    guest.touch("整层")
    assert scene._frame.scale == pytest.approx(whole.scale)


def test_zooming_keeps_a_chosen_place_in_view(guest: Visitor) -> None:
    shown = model(guest)
    shown.choose(window("20"))
    view = item(guest, "map")
    for _ in range(4):
        guest.touch("放大")
        assert shown.map.hasPin
        assert 0 <= shown.map.pin.x() <= view.width()
        assert 0 <= shown.map.pin.y() <= view.height()


def test_zoomed_in_every_window_shows_its_own_number(guest: Visitor) -> None:
    scene = model(guest).map
    for _ in range(3):
        scene.zoomIn()
    for _ in range(4):
        scene.pan(0, -1)
    plates = [label for label in scene.sheet.labels if label.plate]
    assert len(plates) >= 5
    assert all("–" not in label.lines[0] for label in plates)


def test_a_drag_moves_the_floor_with_the_finger() -> None:
    with panel() as visitor:
        visitor.screens.navigator.go("map", {})
        scene = visitor.screens.navigator.viewModel.map
        for _ in range(3):
            scene.zoomIn()
        picture(visitor)
        view, glass = item(visitor, "map"), visitor.screens.window
        before = scene._frame
        start = view.mapToScene(QPointF(900, 300)).toPoint()
        device = Visitor.device
        QTest.touchEvent(glass, device).press(0, start, glass).commit()
        for step in range(1, 9):
            QTest.touchEvent(glass, device).move(0, start + QPointF(15 * step, 8 * step).toPoint(), glass).commit()
            picture(visitor)
        QTest.touchEvent(glass, device).release(0, start + QPointF(120, 64).toPoint(), glass).commit()
        picture(visitor)
        moved = (before.centre[0] - scene._frame.centre[0]) * before.scale
        assert 80 <= moved <= 121
        assert scene._frame.scale == before.scale


def test_four_keys_reach_every_act_and_leave(guest: Visitor) -> None:
    wanted = {str(p.property("name")) for p in guest.pressables() if p.property("enabled")}
    met = set()
    for _ in range(len(wanted) + 4):
        met.add(guest.focused())
        guest.key(Qt.Key.Key_Right)
    assert wanted <= met
    guest.key(Qt.Key.Key_Escape)
    assert guest.screen != "map"


def test_names_follow_the_language_at_once(guest: Visitor) -> None:
    scene = model(guest).map
    chinese = {line for label in scene.sheet.labels for line in label.lines}
    assert "出入境" in chinese
    guest.screens.modes.speakLanguage("en")
    english = {line for label in scene.sheet.labels for line in label.lines}
    assert any("Exit" in line for line in english)
    assert not any("\u4e00" <= letter <= "\u9fff" for line in english for letter in line)


def test_a_page_about_a_place_or_a_floor_opens_there() -> None:
    venue, _ = demo()
    with panel() as visitor:
        visitor.screens.navigator.go("map", {"place_id": window("45")})
        assert model(visitor).chosen == "45号窗口"
        assert model(visitor).title == "楼层图 · 3楼"
        visitor.screens.navigator.go("map", {"level_id": venue.levels[1].id})
        assert model(visitor).title == "楼层图 · 2楼"
        visitor.screens.navigator.go("map", {"level_id": "no such floor"})
        assert model(visitor).title == "楼层图 · 1楼"


def test_floors_of_two_buildings_are_told_apart() -> None:
    levels = tuple(
        Level(f"{b}{n}", n, Text(zh=f"{n + 1}楼", en=f"{n + 1}F"), Text(), None, (b,)) for b in "AB" for n in range(2)
    )
    names = [name["zh"] for _, name in floors_of(Venue("v", Text(), LocalFrame(0, 0), levels))]
    assert names == ["1号楼 2楼", "1号楼 1楼", "2号楼 2楼", "2号楼 1楼"]


def test_rooms_are_listed_as_people_count() -> None:
    rooms = [Item(str(n), Text(en=f"Room {n}"), "g", (0, 0)) for n in (10, 9, 2)]
    assert [item.id for item in by_name(rooms)] == ["2", "9", "10"]


@pytest.mark.parametrize(("profile", "large"), [("43p-fhd", True), ("55-fhd", False), ("86-4k", True)])
def test_what_is_pressed_is_large_apart_and_below_the_reach_line(profile: str, large: bool) -> None:
    with panel(profile) as visitor:
        visitor.screens.visit.large_text = large
        visitor.screens.modes.announce()
        visitor.screens.navigator.go("map", {})
        glass = PROFILES[profile]
        least = 25.0 if large else 20.0
        for kind in ("", "window", "toilet", "room"):
            model(visitor).showKind(kind)
            visitor.wait()
            boxes = []
            for pressable in visitor.pressables():
                box = pressable.mapRectToScene(pressable.boundingRect())
                name = pressable.property("name")
                assert box.top() >= glass.reach_line_px - 0.5, (kind, name)
                assert min(box.width(), box.height()) * glass.mm_per_px >= least - 0.01, (kind, name)
                boxes.append((name, (box.left(), box.top(), box.right(), box.bottom())))
            apart = 3.0 / glass.mm_per_px - 0.5
            for i, (one, a) in enumerate(boxes):
                wide = (a[0] - apart, a[1] - apart, a[2] + apart, a[3] + apart)
                for other, b in boxes[i + 1 :]:
                    assert not overlap(wide, b), (kind, one, other)

"""The painted floor: colours where they belong, doors open, painted once; the route's colour only on the route."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from shapely.geometry import LineString, Point
from shapely.geometry import box as box_shape
from ui.map_panel import demo, item, panel, picture, window

from kiosk.guidance.boxes import overlap, pad
from kiosk.guidance.drawing import Page, draw_floor
from kiosk.guidance.inks import Ink
from kiosk.guidance.tints import department_tints
from kiosk.ui.map_colours import EVERYDAY_MAP, HIGH_CONTRAST_MAP, MUTED_MAP, map_colours
from kiosk.ui.map_frame import Frame, fitted, surroundings
from kiosk.ui.map_line import along, length_of, rounded
from kiosk.ui.map_paint import Sheet, measured, paint_sheet
from kiosk.ui.map_parts import MapParts, NoWays
from kiosk.ui.map_scene import MapScene
from kiosk.ui.map_signs import CASING_MM, HERE_MM, Dress, Mark, Scene, Wanted, plan_signs
from kiosk.ui.palette import EVERYDAY, contrast

pytestmark = pytest.mark.usefixtures("qapp")


def painted(sheet: Sheet) -> QImage:
    image = QImage(int(sheet.frame.width), int(sheet.frame.height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_sheet(painter, sheet)
    painter.end()
    return image


def colour(image: QImage, at: tuple[float, float]) -> str:
    return str(image.pixelColor(round(at[0]), round(at[1])).name()).upper()


def ground_floor(colours: object = EVERYDAY_MAP) -> Sheet:
    venue, _ = demo()
    level = venue.panels[0].level_id
    page = Page(venue.panels[0].bearing_deg or 0.0)
    floor = draw_floor(venue, level, page, department_tints(venue, {}))
    frame = fitted(floor.box, 1600, 1100, (20, 20, 20, 20))
    return Sheet(floor, frame, (), colours, 2.0)  # type: ignore[arg-type]


def test_rooms_are_painted_in_their_tones_where_they_are() -> None:
    sheet = ground_floor()
    image = painted(sheet)
    seen = set()
    for shape in sheet.picture.shapes:
        if shape.ink in {Ink.TOILET, Ink.OPEN} or shape.tint is not None:
            # The pole of a room is away from its walls, and rooms of this floor hold no furniture there.
            at = sheet.frame.px((shape.form.representative_point().x, shape.form.representative_point().y))
            expected = (
                EVERYDAY_MAP.tints[shape.tint % len(EVERYDAY_MAP.tints)]
                if shape.tint is not None
                else EVERYDAY_MAP.fills[shape.ink]
            )
            if shape.ink is not Ink.OPEN:
                assert colour(image, at) == expected.upper(), shape.id
                seen.add(expected)
    assert len(seen) >= 5
    assert colour(image, (3, 3)) == EVERYDAY_MAP.outside.upper()


def test_walls_are_darkest_and_a_door_is_open() -> None:
    sheet = ground_floor()
    image = painted(sheet)
    venue, _ = demo()
    walls = next(shape.form for shape in sheet.picture.shapes if shape.ink is Ink.WALL)
    middle = walls.geoms[0].interpolate(0.5, normalized=True)
    assert colour(image, sheet.frame.px((middle.x, middle.y))) not in {f.upper() for f in EVERYDAY_MAP.fills.values()}
    level = venue.panels[0].level_id
    for opening in (o for o in venue.openings if o.level_id == level and o.category == "pedestrian"):
        at = sheet.picture.page.shape(opening.line).interpolate(0.5, normalized=True)
        assert colour(image, sheet.frame.px((at.x, at.y))) != EVERYDAY_MAP.wall.upper(), opening.id


def test_high_contrast_has_lines_of_seven_to_one_and_no_pale_tones() -> None:
    assert map_colours(high_contrast=True, muted=True) is HIGH_CONTRAST_MAP
    for ink, fill in HIGH_CONTRAST_MAP.fills.items():
        if ink not in {Ink.SOLID}:
            assert contrast(HIGH_CONTRAST_MAP.wall, fill) >= 7, ink
    image = painted(ground_floor(HIGH_CONTRAST_MAP))
    assert colour(image, (3, 3)) == "#000000"


@pytest.mark.parametrize("colours", [EVERYDAY_MAP, MUTED_MAP])
def test_names_can_be_read_on_every_tone(colours: object) -> None:
    for fill in (*colours.fills.values(), *colours.tints, colours.outside, colours.plate):  # type: ignore[attr-defined]
        assert contrast(colours.text, fill) >= 4.5 or fill == colours.fills[Ink.SOLID]  # type: ignore[attr-defined]
        assert contrast(colours.plate_text, colours.plate) >= 4.5  # type: ignore[attr-defined]
    assert map_colours(high_contrast=False, muted=True) is MUTED_MAP


def test_what_is_before_the_visitor_is_above_here() -> None:
    venue, _ = demo()
    here = venue.panels[0]
    parts = MapParts(venue, here.id, NoWays())
    scene = MapScene(parts)
    bearing = math.radians(here.bearing_deg or 0.0)
    ahead = (here.at[0] + 5 * math.sin(bearing), here.at[1] + 5 * math.cos(bearing))
    scene.see(Scene(here.level_id, "zh-CN", Wanted(here=Mark(here.at, "h"), step=ahead)))
    scene.dress(900, 600, 2.0, 16, 12, 20, False)
    assert scene.here.x() == pytest.approx(scene.step.x(), abs=0.01)
    assert scene.here.y() - scene.step.y() > 20


def test_the_floor_is_painted_once_and_then_only_moved(qapp: QGuiApplication) -> None:
    with panel() as visitor:
        visitor.screens.navigator.go("route", {"target_id": window("11")})
        floor = item(visitor, "floorPlan")
        picture(visitor)
        before = floor.paints
        assert before >= 1
        item(visitor, "map").setProperty("drawn", 0.5)
        picture(visitor)
        item(visitor, "map").setProperty("drawn", 1.0)
        picture(visitor)
        assert floor.paints == before


def near(image: QImage, tone: str, by: int) -> np.ndarray:
    """Where a picture's pixels are within ``by`` of a colour: (height, width) of bool."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3]
    wanted = np.array([int(tone[i : i + 2], 16) for i in (5, 3, 1)])
    return (np.abs(pixels.astype(int) - wanted) <= by).all(axis=2)


def test_the_routes_colour_is_on_the_route_and_on_nothing_else() -> None:
    with panel() as visitor:
        visitor.screens.navigator.go("route", {"target_id": window("40")})
        model = visitor.screens.navigator.viewModel
        model.showLeg(len(model.legs) - 1)
        floor = item(visitor, "map")
        orange = near(picture(visitor), EVERYDAY.route, 6)[: int(floor.height()), : int(floor.width())]
        signs, unit = model.map.signs, visitor.screens.theme.unit
        allowed = LineString(signs.walk).buffer(signs.line_px / 2 + 1.5)
        allowed = allowed.union(box_shape(*pad(signs.goal_box, 3)))
        if signs.step is not None:
            allowed = allowed.union(Point(signs.step).buffer(HERE_MM * unit))
        rows, columns = np.nonzero(orange)
        assert len(rows) > 500
        outside = [
            (x, y) for x, y in zip(columns[::7], rows[::7], strict=True) if not allowed.covers(Point(x + 0.5, y + 0.5))
        ]
        assert outside == []
        for at in along(signs.walk, 40)[1:-2]:
            x, y = round(at[0]), round(at[1])
            assert orange[y - 6 : y + 7, x - 6 : x + 7].any(), at


def test_the_route_is_broad_and_its_casing_white() -> None:
    with panel() as visitor:
        visitor.screens.navigator.go("route", {"target_id": window("11")})
        signs = visitor.screens.navigator.viewModel.map.signs
        assert signs.line_px >= 10
        image = picture(visitor)
        (x0, y0), (x1, y1) = next(
            (a, b) for a, b in zip(signs.walk, signs.walk[1:], strict=False) if math.dist(a, b) > 60
        )
        ux, uy = (x1 - x0) / math.dist((x0, y0), (x1, y1)), (y1 - y0) / math.dist((x0, y0), (x1, y1))
        beside = signs.line_px / 2 + CASING_MM * visitor.screens.theme.unit * 0.5
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        assert colour(image, (middle[0] - uy * beside, middle[1] + ux * beside)) == EVERYDAY.card.upper()


def test_no_name_touches_another_or_the_route_or_a_card() -> None:
    with panel() as visitor:
        for target, leg in (("11", 0), ("45", 0), ("45", 1), ("22", 1), ("54", 2)):
            visitor.screens.navigator.go("route", {"target_id": window(target)})
            model = visitor.screens.navigator.viewModel
            model.showLeg(leg)
            scene, signs = model.map, model.map.signs
            boxes = scene.label_boxes()
            assert boxes
            line = LineString(signs.walk).buffer(signs.line_px / 2)
            for i, one in enumerate(boxes):
                assert not any(overlap(one, other) for other in boxes[i + 1 :])
                assert not any(overlap(one, other) for other in signs.reserved)
                assert not line.intersects(box_shape(*one))


def test_cards_stay_in_view_and_off_the_ends_of_the_way() -> None:
    frame = Frame(900, 500, (0.0, 0.0), 12.0)
    dress = Dress(900, 500, 2.0, 17, 15, 21)
    for x in (-36.0, -10.0, 0.0, 25.0, 36.0):
        for y in (-19.0, 0.0, 19.0):
            wanted = Wanted(
                walk=((0.0, 0.0), (x, y + 1.0), (x, y)),
                here=Mark((0.0, 0.0), "您在这里"),
                goal=Mark((x, y), "11号窗口", "出入境", number="11"),
            )
            signs = plan_signs(wanted, frame, Page(), dress, measured)
            assert signs.goal_card is not None
            assert signs.here_card is not None
            for card in (signs.goal_card, signs.here_card):
                assert box_shape(0, 0, 900, 500).covers(box_shape(*card.box))
            assert signs.goal_box is not None
            assert not overlap(signs.goal_card.box, signs.goal_box)
            assert not overlap(signs.goal_card.box, signs.here_card.box)
            if math.hypot(x, y) > 5:
                assert not box_shape(*signs.goal_card.box).intersects(Point(signs.here or (0, 0)).buffer(10))


def test_bending_corners_keeps_the_ends_and_hardly_leaves_the_walk() -> None:
    walk = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (10.0, 10.0), (4.0, 10.0)]
    bent = rounded(walk, 0.5)
    assert (bent[0], bent[-1]) == (walk[0], walk[-1])
    straight = LineString(walk)
    assert max(straight.distance(Point(p)) for p in bent) <= 0.2
    assert length_of(bent) <= straight.length
    assert rounded(walk[:2], 0.5) == tuple(walk[:2])


def test_zooming_keeps_the_point_under_the_finger_and_the_floor_in_view() -> None:
    frame = Frame(800, 600, (5.0, 5.0), 10.0)
    nearer = frame.zoomed(1.5, (200.0, 150.0))
    assert nearer.page((200.0, 150.0)) == pytest.approx(frame.page((200.0, 150.0)))
    floor = (-30.0, -20.0, 30.0, 20.0)
    far = frame.moved(9000, -9000).within(floor, 5.0, 80.0)
    assert far.seen[0] <= -30.0 + 1e-6
    assert far.seen[2] >= 30.0 - 1e-6
    close = frame.zoomed(4.0).moved(9000, -9000).within(floor, 5.0, 80.0)
    assert close.seen[2] == pytest.approx(30.0)
    assert close.seen[1] == pytest.approx(-20.0)
    assert frame.zoomed(100).within(floor, 5.0, 80.0).scale == 80.0
    around = surroundings([(0.0, 0.0), (2.0, 0.0)], 4.0, 18.0)
    assert around == (-8.0, -9.0, 10.0, 9.0)


def test_another_floor_keeps_the_last_one_for_the_fade() -> None:
    venue, _ = demo()
    parts = MapParts(venue, venue.panels[0].id, NoWays())
    scene = MapScene(parts)
    scene.dress(900, 600, 2.0, 16, 12, 20, False)
    faded: list[bool] = []
    scene.faded.connect(lambda: faded.append(True))
    scene.see(Scene(venue.levels[0].id, "zh-CN"))
    assert not faded
    scene.see(Scene(venue.levels[1].id, "zh-CN"))
    assert faded == [True]
    assert scene.past_sheet is not None
    assert scene.sheet is not None
    assert scene.past_sheet.picture.level_id == venue.levels[0].id
    assert scene.sheet.picture.level_id == venue.levels[1].id

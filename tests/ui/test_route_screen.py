"""The route on the glass: steps, floors, ways of walking, the code for the phone, and no way said kindly."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from PySide6.QtQuick import QQuickItem
from pyzbar.pyzbar import decode
from ui.map_panel import Blocked, demo, item, panel, picture, window
from ui.visitor import Visitor

from kiosk.guidance.boxes import overlap
from kiosk.guidance.venue import ConnectorKind, Switches
from kiosk.ui.glass import PROFILES
from kiosk.ui.map_qr import modules
from kiosk.ui.theme import FONT_FAMILY

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def guest() -> Iterator[Visitor]:
    with panel() as visitor:
        yield visitor


def lead(visitor: Visitor, number: str, **about: str) -> object:
    visitor.screens.navigator.go("route", {"target_id": window(number), **about})
    visitor.wait()
    return visitor.screens.navigator.viewModel


def read_code(visitor: Visitor) -> str:
    """What a phone's camera reads from the pixels on the glass."""
    shown = picture(visitor)
    code = item(visitor, "qr")
    corner = code.mapToScene(QPointF(0, 0)).toPoint()
    cut = shown.copy(corner.x(), corner.y(), int(code.width()), int(code.height())).convertToFormat(
        QImage.Format.Format_Grayscale8
    )
    rows = np.frombuffer(cut.constBits(), np.uint8).reshape(cut.height(), cut.bytesPerLine())[:, : cut.width()]
    big = cv2.resize(rows, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
    framed = cv2.copyMakeBorder(big, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255)
    found = decode(framed)
    assert len(found) == 1
    return found[0].data.decode()


def titles(visitor: Visitor) -> list[str]:
    """All words that stand on the glass now."""
    found: list[str] = []

    def walk(here: QQuickItem) -> None:
        if not here.isVisible():
            return
        if isinstance(text := here.property("text"), str) and text:
            found.append(text)
        for child in here.childItems():
            walk(child)

    walk(visitor.screens.window.contentItem())
    return found


def test_the_way_says_where_how_far_and_what_to_bring(guest: Visitor) -> None:
    model = lead(guest, "11", matter_code="GACR01")
    assert model.title == "去11号窗口 · 普通护照首次申请"
    assert model.found
    metres = int("".join(c for c in model.distance if c.isdigit()))
    straight = np.hypot(
        *np.subtract(demo()[0].panels[0].at, next(o.at for o in demo()[0].windows() if o.number == "11"))
    )
    assert straight - 2 <= metres <= straight * 1.5
    assert model.minutes == "1分钟"
    reminder = model.steps[-1]
    assert reminder["bring"]
    assert "居民身份证" in reminder["text"]
    assert "户口簿" not in reminder["text"]  # only under a condition
    assert any("请带" in text for text in titles(guest))


def test_the_phone_reads_the_whole_way_from_the_pixels(guest: Visitor) -> None:
    model = lead(guest, "45")
    text = read_code(guest)
    assert text == model.phone
    for step in model.steps:
        assert step["text"] in text
    assert text.splitlines()[0] == model.title
    assert "http" not in text


@pytest.mark.parametrize(("language", "profile"), [("en", "43p-fhd"), ("zh-Hant", "86-4k")])
def test_the_phone_reads_it_in_the_visitors_language_on_every_glass(language: str, profile: str) -> None:
    with panel(profile) as visitor:
        visitor.screens.visit.language = language
        visitor.screens.visit.high_contrast = True
        visitor.screens.modes.announce()
        model = lead(visitor, "45")
        text = read_code(visitor)
        assert text == model.phone
        assert ("To Window 45" if language == "en" else "去45號窗口") in text


def test_a_text_too_long_for_a_code_loses_whole_lines_from_its_end() -> None:
    line = "沿窗口走" * 12
    short = modules("\n".join([line] * 5))
    long = modules("\n".join([line] * 400))
    assert len(short) <= len(long) <= 177


def test_next_and_previous_walk_the_steps_aloud_and_change_the_floor(guest: Visitor) -> None:
    model = lead(guest, "45")
    ground = model.map.sheet.picture.level_id
    count = len(model.steps)
    guest.ears.said.clear()
    for _ in range(count - 1):
        guest.touch("下一步")
    assert model.current == count - 1
    assert guest.ears.said == [step["text"] for step in model.steps[1:]]
    assert model.leg == len(model.legs) - 1
    assert model.map.sheet.picture.level_id != ground
    assert model.map.hasGoal
    assert not model.map.hasHere
    guest.touch("下一步")  # there is no further step
    assert model.current == count - 1
    for _ in range(count - 1):
        guest.touch("上一步")
    assert (model.current, model.leg) == (0, 0)
    assert model.map.hasHere
    assert model.map.sheet.picture.level_id == ground


def test_the_step_of_the_moment_is_marked_on_the_map(guest: Visitor) -> None:
    venue, _ = demo()
    marked = 0
    for number in ("4", "20", "40", "53"):
        model = lead(guest, number)
        for index, step in enumerate(model._steps):
            model.choose(index)
            assert venue.level(step.level_id).id == model.map.sheet.picture.level_id
            if model.map.hasStep:
                marked += 1
                expected = model.map._frame.px(model.map.sheet.picture.page.at(step.at))
                assert (model.map.step.x(), model.map.step.y()) == pytest.approx(expected)
    assert marked >= 1


def test_a_lift_carries_its_floor_and_the_strip_names_all_floors(guest: Visitor) -> None:
    guest.screens.visit.profile = "wheelchair"
    model = lead(guest, "45")
    assert [leg["name"] for leg in model.legs] == ["1楼", "3楼"]
    assert model.legs[0]["by"] == "电梯"
    gates = [card for card in model.map.cards if card["kind"] == "gate"]
    assert [card["title"] for card in gates] == ["电梯 → 3楼"]
    assert "3楼" in titles(guest)
    assert any("→ 电梯 →" in text for text in titles(guest))


def test_no_name_stands_under_the_strip_of_floors(guest: Visitor) -> None:
    model = lead(guest, "45")
    strip = item(guest, "legStrip")
    corner = strip.mapToItem(item(guest, "map"), QPointF(0, 0))
    box = (corner.x(), corner.y(), corner.x() + strip.width(), corner.y() + strip.height())
    assert strip.height() > 20
    assert not any(overlap(box, label) for label in model.map.label_boxes())


def test_walking_another_way_is_one_touch_and_stays_for_the_visit(guest: Visitor) -> None:
    model = lead(guest, "45")
    assert {leg["by"] for leg in model.legs} & {"扶梯", "楼梯"}
    guest.touch("无台阶路线")
    assert guest.screens.visit.profile == "wheelchair"
    assert {leg["by"] for leg in model.legs} == {"电梯", ""}
    assert [key["selected"] for key in model.profiles] == [False, False, True]
    assert "无台阶" in model.distance
    assert model.current == 0


def test_the_floors_of_the_way_can_be_looked_at(guest: Visitor) -> None:
    model = lead(guest, "45")
    last = model.legs[-1]["name"]
    guest.touch(last)
    assert model.leg == len(model.legs) - 1
    assert model.map.hasGoal
    assert any(card["kind"] == "goal" and card["title"] == "45号窗口" for card in model.map.cards)


def test_hearing_it_again_says_every_step_even_with_the_voice_off(guest: Visitor) -> None:
    model = lead(guest, "11")
    guest.screens.visit.hear(False)
    guest.ears.said.clear()
    guest.touch("再听一遍")
    assert len(guest.ears.said) == 1
    for step in model.steps:
        assert step["text"].rstrip("。") in guest.ears.said[0]


def test_opening_reads_the_way_aloud_when_the_voice_is_on(guest: Visitor) -> None:
    guest.ears.said.clear()
    model = lead(guest, "11")
    assert guest.ears.said
    assert guest.ears.said[-1].startswith(model.title)


def test_no_step_free_way_is_said_with_what_to_do() -> None:
    with panel(ways=Blocked("no_step_free")) as visitor:
        model = lead(visitor, "45")
        assert not model.found
        words = titles(visitor)
        assert "去45号窗口没有无台阶的路线。" in words
        assert any("人工帮助" in text for text in words)
        names = {str(p.property("name")) for p in visitor.pressables()}
        assert "下一步" not in names
        assert {"步行", "楼层图", "人工帮助"} <= names
        assert not model.map.walk
        assert model.map.hasGoal


@pytest.mark.parametrize("reason", ["unreachable", "closed", "never heard of"])
def test_every_reason_has_a_sentence(reason: str) -> None:
    with panel(ways=Blocked(reason)) as visitor:
        model = lead(visitor, "11")
        assert "11号窗口" in model.sorry
        assert "人工帮助" in model.advice


def test_a_place_that_is_not_on_the_plan_is_said_plainly(guest: Visitor) -> None:
    guest.screens.navigator.go("route", {"target_id": "nowhere"})
    model = guest.screens.navigator.viewModel
    assert not model.found
    assert model.sorry == "地图上没有这个地方。"
    assert model.map.hasHere


def test_a_closed_lift_sends_by_the_other_one() -> None:
    venue, _ = demo()
    lifts = [c for c in venue.connectors if c.kind is ConnectorKind.ELEVATOR]
    with panel() as open_panel:
        open_panel.screens.visit.profile = "wheelchair"
        first = lead(open_panel, "45")._way.route
    used = first.legs[0].connector_id
    closed = frozenset({next(c.id for c in lifts if c.id == used or used in {s.unit_id for s in c.stops})})
    with panel(switches=lambda: Switches(closed)) as visitor:
        visitor.screens.visit.profile = "wheelchair"
        other = lead(visitor, "45")._way.route
        assert other.legs[0].connector_id != used
        assert other.seconds > first.seconds


def test_four_keys_reach_every_act_and_leave(guest: Visitor) -> None:
    lead(guest, "45")
    wanted = {str(p.property("name")) for p in guest.pressables() if p.property("enabled")}
    met = set()
    for _ in range(len(wanted) + 4):
        met.add(guest.focused())
        guest.key(Qt.Key.Key_Right)
    assert wanted <= met
    guest.key(Qt.Key.Key_Escape)
    assert guest.screen != "route"


def test_a_touch_on_a_card_chooses_its_step(guest: Visitor) -> None:
    model = lead(guest, "45")
    guest.touch("第3步")
    assert model.current == 2


def test_english_steps_are_english(guest: Visitor) -> None:
    model = lead(guest, "45")
    guest.screens.modes.speakLanguage("en")
    assert model.title == "To Window 45"
    for text in (model.distance, model.minutes, *(step["text"] for step in model.steps)):
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in text), text


@pytest.mark.parametrize(("profile", "large"), [("43p-fhd", True), ("55-fhd", False), ("86p-4k", True)])
def test_what_is_pressed_is_large_and_below_the_reach_line(profile: str, large: bool) -> None:
    with panel(profile) as visitor:
        visitor.screens.visit.large_text = large
        visitor.screens.modes.announce()
        lead(visitor, "45", matter_code="SCJG01")
        glass = PROFILES[profile]
        least = 25.0 if large else 20.0
        for pressable in visitor.pressables():
            box = pressable.mapRectToScene(pressable.boundingRect())
            name = pressable.property("name")
            assert box.top() >= glass.reach_line_px - 0.5, name
            assert min(box.width(), box.height()) * glass.mm_per_px >= least - 0.01, name


@pytest.mark.parametrize(("profile", "language"), [("43p-fhd", "en"), ("55-fhd", "zh-CN"), ("86p-4k", "en")])
def test_every_step_fits_its_card_in_large_text(profile: str, language: str) -> None:
    with panel(profile) as visitor:
        visitor.screens.visit.large_text = True
        visitor.screens.visit.language = language
        visitor.screens.modes.announce()
        font = QFont(FONT_FAMILY)
        font.setPixelSize(visitor.screens.theme.sizes.text_min)
        metrics = QFontMetricsF(font)
        for number in ("40", "45", "54"):
            model = lead(visitor, number, matter_code="GACR01")
            room = item(visitor, "step")
            for step in model.steps:
                space = QRectF(0, 0, room.width(), 10_000)
                needed = metrics.boundingRect(space, int(Qt.TextFlag.TextWordWrap), step["text"])
                assert needed.height() <= room.height(), (step["text"], room.width(), room.height())

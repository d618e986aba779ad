"""A floor as SVG: everything drawn, every word escaped, pins where findings are, the close view around them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from defusedxml import ElementTree
from guidance.small_plan import as_folder, small_plan, uid

from kiosk.base.texts import Text
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.venue import Venue
from kiosk.hub.publishing.floor_svg import Pin, Sheet, draw_sheet, view_box
from kiosk.hub.publishing.switchable import switchable
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall
from kiosk.matters.windows import Window


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Venue:
    return read_plan(as_folder(small_plan(), tmp_path_factory.mktemp("plan") / "plan")).venue


def texts(sheet: Sheet) -> list[str]:
    root = ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{sheet.body}</svg>')
    return [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_rooms_windows_and_pins_are_there(venue: Venue) -> None:
    window = next(o for o in venue.windows() if o.number == "1")
    pins = [Pin(window.at, "1", "1号窗口走不到"), Pin((0.0, 0.0), "2", "门太窄", error=False)]
    sheet = draw_sheet(venue, window.level_id, pins)
    assert {"办公室", "1", "2"} <= set(texts(sheet))
    left, top, width, height = sheet.box
    assert all(left < x < left + width and top < y < top + height for x, y in sheet.pins)
    assert "Office" in texts(draw_sheet(venue, window.level_id, language="en"))
    assert 'aria-label="1号窗口走不到"' in sheet.body


def test_what_a_plan_says_runs_nothing(venue: Venue) -> None:
    evil = Text(zh='<script>alert("x")</script>&', en="</text><image href=x>")
    venue = replace(venue, units=tuple(replace(unit, name=evil) for unit in venue.units))
    for language in ("zh-CN", "en"):
        sheet = draw_sheet(venue, uid("level0"), [Pin((0, 0), "1", '"><script>')], language)
        assert "<script" not in sheet.body
        assert "<image" not in sheet.body
        assert "style=" not in sheet.body  # the console's policy allows none
        texts(sheet)  # it is still one well-formed drawing


def test_findings_at_one_place_share_a_pin_and_the_first_is_on_top(venue: Venue) -> None:
    sheet = draw_sheet(venue, uid("level0"), [Pin((0, 0), "1", "a"), Pin((0, 0), "2", "b"), Pin((8, 4), "3", "c")])
    assert [words for words in texts(sheet) if words in ("1", "1+", "2", "3")][-2:] == ["3", "1+"]
    assert len(sheet.pins) == 3  # each finding still has its place


def test_the_close_view_is_around_the_pin() -> None:
    assert view_box((0, 0, 100, 60)) == "0.00 0.00 100.00 60.00"
    left, top, width, height = map(float, view_box((0, 0, 100, 60), (50.0, 30.0), 20.0).split())
    assert (left + width / 2, width) == (50.0, 20.0)
    assert top < 30.0 < top + height
    assert view_box((0, 0, 10, 6), (5.0, 3.0), 20.0) == "0.00 0.00 10.00 6.00"


def test_what_can_be_closed_has_a_name_and_a_floor(venue: Venue) -> None:
    windows = (Window("11", Text(), (), place_id=uid("window11")), Window("99", Text(), ()))
    found = switchable(venue, Catalogue(Hall("h", Text(zh="厅")), windows=windows))
    by_group = {group: [p for p in found if p["group"] == group] for group in ("connectors", "windows", "doors")}
    assert [(p["id"], p["floor_zh"]) for p in by_group["windows"]] == [("11", "2楼"), ("99", "")]
    assert len(by_group["connectors"]) == 2
    assert all("1楼" in p["floor_zh"] and "2楼" in p["floor_zh"] for p in by_group["connectors"])
    assert "大厅 ↔ 办公室" in {p["zh"] for p in by_group["doors"]} | {
        " ↔ ".join(reversed(p["zh"].split(" ↔ "))) for p in by_group["doors"]
    }
    assert all(p["zh"] and p["en"] and p["id"] for p in found)
    assert [p["id"] for p in switchable(None, Catalogue(Hall("h", Text(zh="厅")), windows=windows))] == ["11", "99"]

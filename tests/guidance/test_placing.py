"""Names on the floor: never over each other, never out of their room, upright; who gives way."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pytest
from conftest import ROOT, shared_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon, box

from kiosk.base.texts import Text
from kiosk.guidance.boxes import Box, overlap
from kiosk.guidance.drawing import FloorPicture, Page, draw_floor, page_for
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.labels import Candidate, Rank, candidates
from kiosk.guidance.placing import Label, Sizes, place, rows
from kiosk.guidance.tints import department_tints
from kiosk.guidance.venue import Level, LocalFrame, Occupant, Unit, Venue

SIZES = Sizes(text=20.0, small=16.0, plate=16.0, icon=24.0, gap=4.0)


def measure(text: str, px: float, bold: bool) -> tuple[float, float]:
    """A face in which a Han character is an em wide and a Latin letter a little over half of it."""
    wide = sum(1.0 if ord(letter) > 0x2E80 else 0.56 for letter in text)
    return (wide * px * (1.05 if bold else 1.0), px * 1.25)


def assert_tidy(labels: tuple[Label, ...], rooms: dict[str, Polygon], scale: float) -> None:
    for one, other in combinations(labels, 2):
        assert not overlap(one.box, other.box), (one, other)
    for label in labels:
        left, top, right, bottom = (value / scale for value in label.box)
        assert rooms[label.id].buffer(1e-6).covers(box(left, top, right, bottom)), label
        for line in label.lines:
            assert measure(line, label.text_px, label.plate)[0] <= label.box[2] - label.box[0] + 1e-6


names = st.sampled_from(
    [
        "综合受理",
        "出入境",
        "不动产登记",
        "退役军人事务窗口",
        "Real estate registration",
        "Staff",
        "Room 101",
        "“办不成事”反映室",
    ]
)


@st.composite
def floors(draw: st.DrawFn) -> tuple[Venue, float, float]:
    """A floor cut into rooms at random, with windows along some walls; a bearing and a scale."""
    xs = sorted({0.0, 40.0, *draw(st.lists(st.integers(3, 37).map(float), max_size=4))})
    ys = sorted({0.0, 24.0, *draw(st.lists(st.integers(3, 21).map(float), max_size=3))})
    turn = draw(st.floats(0, 90))
    units, occupants = [], []
    for i, (x0, x1) in enumerate(pairwise(xs)):
        for j, (y0, y1) in enumerate(pairwise(ys)):
            area = rotate(box(x0, y0, x1, y1), turn, origin=(0, 0))
            category = draw(st.sampled_from(["room", "restroom.female", "stairs", "office"]))
            units.append(Unit(f"u{i}-{j}", "g", category, area, Text(zh=draw(names)), Text(en="R")))
            for k in range(draw(st.integers(0, 6))):
                at = LineString([(x0 + 0.5, y0 + 1), (x1 - 0.5, y0 + 1)]).interpolate(k * 1.2)
                spot = rotate(at, turn, origin=(0, 0))
                number = str(len(occupants) + 1)
                occupants.append(Occupant(f"w{number}", "g", "x.window", (spot.x, spot.y), number=number))
    ground = rotate(box(0, 0, 40, 24), turn, origin=(0, 0))
    level = Level("g", 0, Text(zh="1楼"), Text(zh="1"), ground)
    venue = Venue("v", Text(), LocalFrame(0, 0), (level,), tuple(units), occupants=tuple(occupants))
    return venue, draw(st.floats(0, 360)), draw(st.floats(3, 90))


@given(floors(), st.sampled_from(["zh-CN", "en"]))
@settings(max_examples=60, deadline=None)
def test_no_label_overlaps_another_or_leaves_its_room(floor: tuple[Venue, float, float], language: str) -> None:
    venue, bearing, scale = floor
    wanted = candidates(draw_floor(venue, "g", Page(bearing)), language)
    labels = place(wanted, scale, SIZES, measure)
    assert_tidy(labels, {c.id: c.room for c in wanted}, scale)


@given(floors(), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
@settings(max_examples=40, deadline=None)
def test_labels_keep_off_the_route_the_signs_and_the_edge_of_the_view(
    floor: tuple[Venue, float, float], u: float, v: float
) -> None:
    venue, bearing, scale = floor
    picture = draw_floor(venue, "g", Page(bearing))
    left, top, right, bottom = picture.box
    middle = (left + (right - left) * u, top + (bottom - top) * v)
    view: Box = (middle[0] - 12, middle[1] - 7, middle[0] + 12, middle[1] + 7)
    walk = LineString([(left, top), middle, (right, bottom)]).buffer(0.4)
    sign: Box = tuple(value * scale for value in (middle[0] - 2, middle[1] - 1, middle[0] + 2, middle[1] + 1))  # type: ignore[assignment]
    wanted = candidates(picture, "zh-CN")
    labels = place(wanted, scale, SIZES, measure, view=view, reserved=[sign], blocked=walk)
    assert_tidy(labels, {c.id: c.room for c in wanted}, scale)
    for label in labels:
        area = box(*(value / scale for value in label.box))
        assert box(*view).buffer(1e-6).covers(area)
        assert not walk.intersects(area)
        assert not overlap(label.box, sign)


def one_room(width: float, height: float, *texts: str, icon: str = "", rank: Rank = Rank.ROOM) -> Candidate:
    return Candidate("r", rank, texts, box(0, 0, width, height), icon=icon, ids=("r",))


def test_a_name_is_written_out_then_wrapped_then_made_small_then_shortened_then_dropped() -> None:
    long, short = "公证与法律服务室", "公证"
    assert place([one_room(10, 3, long, short)], 20, SIZES, measure)[0].lines == (long,)
    assert place([one_room(5, 3, long, short)], 20, SIZES, measure)[0].lines == ("公证与法", "律服务室")
    small = place([one_room(3.8, 3, long, short)], 20, SIZES, measure)[0]
    assert (len(small.lines), small.text_px) == (2, SIZES.small)
    assert place([one_room(3, 3, long, short)], 20, SIZES, measure)[0].lines == (short,)
    assert place([one_room(1.2, 3, long, short)], 20, SIZES, measure) == ()


def test_where_no_word_fits_the_pictogram_stays() -> None:
    label = place([one_room(1.7, 1.7, "女卫生间", icon="toilet_women", rank=Rank.TOILET)], 20, SIZES, measure)[0]
    assert (label.lines, label.icon) == ((), "toilet_women")


def test_a_label_stands_in_a_bent_room_and_not_at_its_centroid() -> None:
    bent = Polygon([(0, 0), (20, 0), (20, 4), (4, 4), (4, 20), (0, 20)])
    assert not bent.covers(bent.centroid)
    label = place([Candidate("r", Rank.ROOM, ("办公室",), bent)], 20, SIZES, measure)[0]
    assert_tidy((label,), {"r": bent}, 20)


def test_the_more_important_label_is_kept() -> None:
    hall = box(0, 0, 6, 2.2)
    lift = Candidate("lift", Rank.CONNECTOR, ("电梯",), hall, at=(3, 1.1), icon="lift")
    room = Candidate("room", Rank.ROOM, ("一楼综合大厅",), hall)
    assert [label.id for label in place([room, lift], 20, SIZES, measure)] == ["lift"]
    assert [label.id for label in place([room], 20, SIZES, measure)] == ["room"]


def window_row(count: int, pitch: float) -> list[Candidate]:
    hall = box(-5, -5, count * pitch + 5, 5)
    return [
        Candidate(f"w{n}", Rank.WINDOW, (str(n),), hall, at=(n * pitch, 0.0), plate=True, ids=(f"w{n}",))
        for n in range(1, count + 1)
    ]


def test_far_away_a_row_of_windows_shows_ranges_and_near_every_number() -> None:
    row = window_row(8, 1.5)
    near = place(row, 40, SIZES, measure)
    assert [label.lines[0] for label in near] == [str(n) for n in range(1, 9)]
    far = place(row, 12, SIZES, measure)
    assert all("–" in label.lines[0] for label in far)
    assert sorted(i for label in far for i in label.ids) == sorted(c.id for c in row)
    very_far = place(row, 3, SIZES, measure)
    assert [label.lines[0] for label in very_far] in ([], ["1–8"])


def test_rows_count_on_and_end_at_a_corner() -> None:
    first, second = window_row(4, 1.5), window_row(9, 1.5)[4:]
    moved = [Candidate(c.id, c.rank, c.texts, c.room, (c.at[0], 30.0), plate=True) for c in second if c.at]
    assert [[c.texts[0] for c in row] for row in rows([*moved, *first])] == [list("1234"), list("56789")]


def plan_pictures(plan: str, bearing: float | None) -> list[FloorPicture]:
    folder = ROOT / "floorplans" / plan if plan == "demo-hall" else shared_plan(plan)
    venue = read_plan(folder).venue
    tints = department_tints(venue, {})
    return [draw_floor(venue, level.id, page_for(venue, level.id, bearing), tints) for level in venue.levels]


@pytest.mark.parametrize("plan", ["demo-hall", "synthetic-hall", "polymap-spbstu"])
@pytest.mark.parametrize("bearing", [None, 14.0, 77.0, 200.0])
def test_real_floors_are_labelled_tidily(plan: str, bearing: float | None) -> None:
    for picture in plan_pictures(plan, bearing):
        wanted = candidates(picture, "zh-CN")
        for scale in (10.0, 24.0, 60.0):
            labels = place(wanted, scale, SIZES, measure)
            assert_tidy(labels, {c.id: c.room for c in wanted}, scale)


def test_zooming_in_shows_every_window_of_the_demo_hall() -> None:
    for picture in plan_pictures("demo-hall", None):
        wanted = candidates(picture, "zh-CN")
        windows = {c.id for c in wanted if c.plate}
        for scale in (12.0, 60.0):
            labels = [label for label in place(wanted, scale, SIZES, measure) if label.plate]
            assert {i for label in labels for i in label.ids} == windows, scale
        assert all("–" not in label.lines[0] for label in labels)
        assert math.isfinite(sum(label.box[0] for label in labels))

"""References become places; what is unknown is answered with what is near."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from guidance.small_plan import as_folder, found_in, small_plan, uid
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box

from kiosk.guidance.imdf import read_plan
from kiosk.guidance.places import At, PlaceError, find_place, inner_point, parse_reference
from kiosk.guidance.venue import Venue


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Venue:
    documents = small_plan()
    found_in(documents, "level1")["properties"]["short_name"] = {"en": "U"}
    return read_plan(as_folder(documents, tmp_path_factory.mktemp("plan") / "plan")).venue


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("kiosk", "panel", "level0"),
        ("window11", "window", "level1"),
        ("toilet", "amenity", "level1"),
        ("hall0", "unit", "level0"),
    ],
)
def test_everything_is_found_by_its_id(venue: Venue, name: str, kind: str, level: str) -> None:
    place = find_place(venue, f" {uid(name)} ")
    assert (place.id, place.kind, place.level_id) == (uid(name), kind, uid(level))
    assert place.spot == At(place.at, place.level_id)


@pytest.mark.parametrize("reference", ["11", "11号窗口", "窗口11", "Window 11", "１１", "no. 11", "011"])
def test_windows_are_found_by_number(venue: Venue, reference: str) -> None:
    assert find_place(venue, reference).id == uid("window11")


@pytest.mark.parametrize("level", [uid("level1"), "1", "+1", "U", "u", "2F", "2楼"])
def test_coordinates_with_a_level_by_id_ordinal_or_name(venue: Venue, level: str) -> None:
    place = find_place(venue, f"1.5, -2e0,{level}")
    assert (place.kind, place.level_id, place.at) == ("point", uid("level1"), (1.5, -2.0))
    assert find_place(venue, place.id).at == place.at


def test_the_ordinal_comes_before_the_short_name(venue: Venue) -> None:
    assert find_place(venue, "0,0,1").level_id == uid("level1")  # although "1" is written on the ground floor


def test_of_two_levels_on_one_ordinal_the_one_under_the_point(tmp_path: Path) -> None:
    documents = small_plan()
    upper = found_in(documents, "level1")
    upper["properties"].update(ordinal=0, building_ids=[uid("another")])
    ring = upper["geometry"]["coordinates"][0]
    upper["geometry"]["coordinates"] = [[[x + 0.001, y] for x, y in ring]]
    venue = read_plan(as_folder(documents, tmp_path / "plan")).venue
    spots = {level.id: level.area.centroid for level in venue.levels if level.area is not None}
    for level_id, spot in spots.items():
        assert find_place(venue, f"{spot.x},{spot.y},0").level_id == level_id
    with pytest.raises(PlaceError, match="Several levels") as refusal:
        find_place(venue, "0,900,0")
    assert set(refusal.value.possible) == set(spots)


@pytest.mark.parametrize(
    ("reference", "near"),
    [
        ("12", None),
        ("Toilet", "toilet"),
        ("卫生间", "toilet"),
        ("Small", None),
        (uid("kiosk")[:-1], "kiosk"),
        ("offise", "room0"),
    ],
)
def test_the_unknown_is_answered_with_what_is_near(venue: Venue, reference: str, near: str | None) -> None:
    with pytest.raises(PlaceError) as refusal:
        find_place(venue, reference)
    if near:
        assert uid(near) in refusal.value.possible
    assert refusal.value.remedy
    assert "\n" not in refusal.value.sentence()


def test_an_unknown_level_is_answered_with_the_levels(venue: Venue) -> None:
    with pytest.raises(PlaceError, match="no level 7") as refusal:
        find_place(venue, "0,0,7")
    assert len(refusal.value.possible) == 2


def test_a_room_is_the_point_farthest_from_its_walls() -> None:
    corridor = box(0, 0, 40, 1).union(box(0, 0, 6, 6))
    assert math.dist(inner_point(corridor), (3, 3)) < 0.2
    assert Point(inner_point(MultiPolygon([box(0, 0, 1, 1), box(10, 0, 14, 4)]))).within(box(10, 0, 14, 4))


@pytest.mark.parametrize(
    ("words", "parsed"),
    [
        ("1,2,0", ((1.0, 2.0), "0")),
        (" -1.5 ,.25, 2 F ", ((-1.5, 0.25), "2 F")),
        ("1，2，一楼", ((1.0, 2.0), "一楼")),
        ("1e3,2,a,b", ((1000.0, 2.0), "a,b")),
        ("1,2", None),
        ("1,2,", None),
        ("nan,0,1", None),
        ("1e999,0,1", None),
        ("x,0,1", None),
    ],
)
def test_references_of_three_parts(words: str, parsed: object) -> None:
    assert parse_reference(words) == parsed


@given(
    words=st.text(max_size=60)
    | st.text("0123456789,.+-eE １，号窗", max_size=40)
    | st.builds("{},{},{}".format, st.floats(), st.floats(), st.text(max_size=8))
)
@settings(max_examples=60, deadline=None)
def test_any_words_give_a_place_or_a_sentence(venue: Venue, words: str) -> None:
    parsed = parse_reference(words)
    assert parsed is None or all(map(math.isfinite, parsed[0]))
    try:
        place = find_place(venue, words)
    except PlaceError as error:
        sentence = error.sentence()
    else:
        sentence = ""
        assert place.level_id in {level.id for level in venue.levels}
    assert "\n" not in sentence

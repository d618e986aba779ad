"""What wants a name: in the visitor's language, by rank, but for what another sign speaks for."""

from __future__ import annotations

from shapely.geometry import box

from kiosk.base.texts import Text
from kiosk.guidance.drawing import Page, draw_floor
from kiosk.guidance.labels import Candidate, Rank, candidates, in_chinese_too
from kiosk.guidance.venue import Amenity, Level, LocalFrame, Occupant, Unit, Venue


def floor() -> Venue:
    level = Level("g", 0, Text(zh="1楼"), Text(zh="1"), box(0, 0, 30, 10))
    return Venue(
        "v",
        Text(),
        LocalFrame(0, 0),
        (level,),
        units=(
            Unit("hall", "g", "walkway", box(0, 0, 30, 6)),
            Unit("a", "g", "classroom", box(0, 6, 6, 10), Text(en="Classroom 110"), Text(en="110")),
            Unit("wc", "g", "restroom.female", box(6, 6, 12, 10)),
            Unit("blank", "g", "room", box(12, 6, 18, 10), Text(en="-")),
            Unit("nameless", "g", "room", box(18, 6, 24, 10)),
            Unit("pillar", "g", "column", box(2, 2, 3, 3), Text(zh="柱")),
        ),
        amenities=(Amenity("copier", "g", "copymachine", (20, 3)),),
        occupants=(Occupant("w3", "g", "x.window", (10, 5), number="3"),),
    )


def wanted(language: str, *hidden: str) -> dict[str, Candidate]:
    return {c.id: c for c in candidates(draw_floor(floor(), "g", Page()), language, hidden)}


def test_only_what_has_something_to_say_is_named() -> None:
    found = wanted("zh-CN")
    assert set(found) == {"a", "wc", "copier", "w3"}
    assert (found["w3"].rank, found["w3"].plate, found["w3"].texts) == (Rank.WINDOW, True, ("3",))
    assert (found["wc"].rank, found["wc"].icon) == (Rank.TOILET, "toilet_women")
    assert found["copier"].rank is Rank.AMENITY
    assert found["a"].rank is Rank.ROOM


def test_names_are_in_the_visitors_language_the_full_one_first() -> None:
    assert wanted("en")["a"].texts == ("Classroom 110", "110")
    assert wanted("zh-CN")["a"].texts[0] == "教室110"
    assert wanted("zh-CN")["wc"].texts == ("女卫生间",)
    assert wanted("zh-Hant")["copier"].texts == ("複印機",)


def test_what_another_sign_speaks_for_is_left_out() -> None:
    assert "w3" not in wanted("en", "w3")
    assert "a" in wanted("en", "w3")


def test_a_plan_in_chinese_keeps_its_own_words() -> None:
    assert in_chinese_too(Text(zh="婚姻登记室", en="Room 5"), "room") == Text(zh="婚姻登记室", en="Room 5")
    assert in_chinese_too(Text(en="Restroom female"), "restroom.female")["zh"] == "女卫生间"
    assert not in_chinese_too(Text(), "room")

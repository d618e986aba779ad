"""What places are called inside a sentence, also in plans whose names are Russian, English or missing."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.naming import chinese_name, floor_name, noun, sign
from kiosk.guidance.venue import Amenity, Connector, ConnectorKind, Level, Occupant, Panel, Unit

RU = Text(ru="Кабинет 104", en="Classroom 104")


def amenity(name: Text, category: str = "information") -> Amenity:
    return Amenity("a", "L", category, (0, 0), name)


@pytest.mark.parametrize(
    ("name", "category", "zh", "en"),
    [
        (Text(zh="填表台", en="Form-filling desk"), "unspecified", "填表台", "the form-filling desk"),
        (EMPTY, "information", "咨询台", "the information desk"),
        (EMPTY, "restroom.female", "女卫生间", "the women's toilets"),
        (Text(zh="AED 急救设备", en="AED (defibrillator)"), "defibrillator", "AED 急救设备", "the AED (defibrillator)"),
        (Text(zh="复印打印", en="Copying and printing"), "unspecified", "复印打印", "“Copying and printing”"),
        (Text(ru="Лестница", en="Stairs"), "stairs", "楼梯", "the stairs"),
        (RU, "classroom", "教室104", "Classroom 104"),
        (Text(en="Room 12B"), "room", "房间12B", "Room 12B"),
        (Text(zh="档案室"), "room", "档案室", "档案室"),
        (Text(ru="Буфет"), "foodservice", "Буфет", "Буфет"),
    ],
)
def test_a_thing_in_a_sentence(name: Text, category: str, zh: str, en: str) -> None:
    assert dict(noun(amenity(name, category))) == {"zh": zh, "en": en}


def test_what_has_neither_name_nor_known_kind_has_no_words() -> None:
    assert not noun(amenity(EMPTY, "x.whatever"))
    assert not noun(Unit("u", "L", "column", box(0, 0, 1, 1)))


def test_a_window_is_its_number_and_as_a_goal_also_its_department() -> None:
    window = Occupant("w", "L", "governmentoffice", (0, 0), Text(zh="社保", en="Social security"), "11")
    assert dict(noun(window)) == {"zh": "11号窗口", "en": "Window 11"}
    assert dict(sign(window)) == {"zh": "社保 · 11号窗口", "en": "Social security, Window 11"}


@pytest.mark.parametrize("name", [Text(zh="11号窗口", en="Window 11"), EMPTY])
def test_a_window_called_by_its_number_says_it_once(name: Text) -> None:
    window = Occupant("w", "L", "governmentoffice", (0, 0), name, "11")
    assert dict(sign(window)) == {"zh": "11号窗口", "en": "Window 11"}


def test_other_things_keep_their_names() -> None:
    assert dict(noun(Panel("p", "L", (0, 0), Text(en="Kiosk")))) == {"zh": "导办屏", "en": "the kiosk"}
    lift = Connector("c", ConnectorKind.ELEVATOR, (), name=Text(zh="西侧电梯", en="West lift"))
    assert dict(noun(lift)) == {"zh": "西侧电梯", "en": "the west lift"}
    shop = Occupant("o", "L", "shop", (0, 0), Text(en="Copy Corner"))
    assert noun(shop)["en"] == "Copy Corner"


@pytest.mark.parametrize(
    ("name", "short", "ordinal", "zh", "en"),
    [
        (Text(zh="3楼", en="3F"), Text(zh="3", en="3"), 2, "3楼", "3F"),
        (Text(ru="Этаж 2", en="Level 2"), Text(ru="2", en="2"), 2, "2层", "Level 2"),
        (EMPTY, EMPTY, 0, "1楼", "floor 1"),
        (EMPTY, EMPTY, -2, "地下2层", "basement 2"),
        (Text(en="Mezzanine"), Text(en="M"), 1, "Mezzanine", "Mezzanine"),
    ],
)
def test_a_floor_is_called_as_its_signs_say(name: Text, short: Text, ordinal: int, zh: str, en: str) -> None:
    assert dict(floor_name(Level("L", ordinal, name, short, None))) == {"zh": zh, "en": en}


def test_a_chinese_name_wins_over_everything() -> None:
    assert chinese_name(Text(zh="户政", en="Window 3"), "room") == "户政"
    assert chinese_name(Text(en="Window 1-01"), "governmentoffice") == "1-01号窗口"

"""How a place is called inside a sentence: the words on its sign first, its category's words where it has no name.

Plans without Chinese names (a Russian campus, an English office) still give whole Chinese sentences: "Classroom 104" of
category classroom is "教室104", a floor whose sign says "2" is "2层".
"""

from __future__ import annotations

import re

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.venue import Amenity, Connector, Fixture, Level, Occupant, Panel, Unit, Zone
from kiosk.guidance.vocabulary import TERMS, common_noun, known, term

Thing = Amenity | Connector | Fixture | Occupant | Panel | Unit | Zone

_CODE = re.compile(r"^(?P<word>[A-Za-z][A-Za-z .-]*?)\s+(?P<code>[A-Z]{0,3}\d[\w./-]*)$")
_ENDS_IN_CODE = re.compile(r"\d\S*$")
# English nouns that stand with "the"; other names ("Social security") are read as they are on the sign.
_THING = re.compile(
    r"\b(?:aed|area|atm|auditorium|bench|booth|café|centre|copier|corridor|counter|desk|door|entrance|escalator|exit|"
    r"fountain|gate|hall|kiosk|lift|lobby|locker|lounge|machine|office|panel|point|printer|ramp|restroom|room|screen|"
    r"stairs|stand|station|table|terminal|toilet|toilets|window|zone)s?$",
    re.IGNORECASE,
)
_OUR_NAMES = frozenset(entry.name["en"] for entry in TERMS.values())
_BY_ENGLISH: dict[str, str] = {
    **{entry.name["en"].lower(): entry.name["zh"] for entry in reversed(list(TERMS.values()))},
    **{"window": "窗口", "counter": "柜台", "lift": "电梯", "elevator": "电梯", "toilet": "卫生间", "kiosk": "自助机"},
}


def window_sign(number: str) -> Text:
    """What the sign over a window says."""
    return Text(zh=f"{number}号窗口", en=f"Window {number}")


def floor_name(level: Level) -> Text:
    """A floor as its signs call it ("3楼", "3F"); numbered floors of plans without Chinese names get "层"."""
    zh = _chinese(level.name) or _chinese(level.short_name)
    en = level.name.get("en") or level.short_name.get("en") or level.name.within("en")
    if not zh:
        short = level.short_name.within("en").strip()
        zh = f"{short}层" if re.fullmatch(r"-?\d{1,3}", short) else level.name.within("zh")
    if not zh:
        zh = f"{level.ordinal + 1}楼" if level.ordinal >= 0 else f"地下{-level.ordinal}层"
    if not en:
        en = f"floor {level.ordinal + 1}" if level.ordinal >= 0 else f"basement {-level.ordinal}"
    return Text(zh=zh, en=en)


def noun(thing: Thing) -> Text:
    """``thing`` inside a sentence: zh "填表台", en "the form-filling desk" or "Window 3"; EMPTY when it has no name."""
    if isinstance(thing, Occupant) and thing.number:
        return window_sign(thing.number)
    category = _category(thing)
    spoken = term(category).name if known(category) and term(category).icon != "none" else EMPTY
    zh, en = chinese_name(thing.name, category), thing.name.within("en")
    if not thing.name:
        return Text(zh=spoken.get("zh", ""), en=_english(spoken.get("en", ""), False)) if spoken else EMPTY
    return Text(zh=zh, en=_english(en, isinstance(thing, Occupant)))


def sign(thing: Thing) -> Text:
    """``thing`` as a destination: its whole sign, for a window with its department ("社保 · 11号窗口")."""
    if not isinstance(thing, Occupant) or not thing.number:
        return noun(thing)
    number = window_sign(thing.number)
    zh = _with_number(_chinese(thing.name), number["zh"], " · ")
    en = _with_number(thing.name.get("en", ""), number["en"], ", ")
    return Text(zh=zh, en=en)


def chinese_name(name: Text, category: str) -> str:
    """The Chinese for a plan's name: its own, or the category's word with the sign's code, or the name as it is."""
    own = _chinese(name)
    if own:
        return own
    english = name.within("en")
    if category == "x.panel":
        return term(category).name["zh"]
    found = _CODE.match(english)
    if found and found["word"].lower() == "window":
        return f"{found['code']}号窗口"
    if found and found["word"].lower() in _BY_ENGLISH:
        return f"{_BY_ENGLISH[found['word'].lower()]}{found['code']}"
    return _BY_ENGLISH.get(english.lower(), english)


def _category(thing: Thing) -> str:
    if isinstance(thing, Connector):
        return thing.kind.value
    return "x.panel" if isinstance(thing, Panel) else thing.category


def _chinese(name: Text) -> str:
    return next((name[tag] for tag in ("zh", "zh-CN", "zh-Hans", "zh-Hant") if tag in name), "")


def _english(name: str, proper: bool) -> str:
    bare = re.sub(r"\s*\(.*\)$", "", name)
    if not bare or proper or not bare.isascii() or _ENDS_IN_CODE.search(bare) or bare.lower().startswith("the "):
        return name
    if not _THING.search(bare) and bare not in _OUR_NAMES:
        return f"“{name}”"  # a sign that is no noun ("Copying and printing") is quoted
    return f"the {common_noun(name)}" if bare[1:] == bare[1:].lower() or bare.split(" ")[0].isupper() else f"the {name}"


def _with_number(name: str, number: str, joint: str) -> str:
    if not name or re.sub(r"\W", "", name) == re.sub(r"\W", "", number):
        return number
    return name if number in name else f"{name}{joint}{number}"

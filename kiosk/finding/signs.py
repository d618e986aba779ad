"""Window numbers and floors as people say them: "11号窗口", "十一号", "window 11", "二楼", "2F", "shiyihao"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_SPOKEN = dict(
    zip(("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"), range(10), strict=True),
    liang=2,
)
_ENGLISH_WORDS = """
zero, one first 1st, two second 2nd, three third 3rd, four fourth 4th, five fifth 5th, six sixth, seven seventh,
eight eighth, nine ninth, ten tenth, eleven, twelve, thirteen, fourteen, fifteen, sixteen, seventeen, eighteen,
nineteen, twenty
"""
_ENGLISH = {word: str(number) for number, words in enumerate(_ENGLISH_WORDS.split(",")) for word in words.split()}
_SYLLABLE = "(?:ling|yi|er|liang|san|si|wu|liu|qi|ba|jiu|shi)"
_SPOKEN_NUMBER = re.compile(rf"(?<![a-z]){_SYLLABLE}+(?=(?:hao|lou|ceng)(?!\s*[aeiou]))")
_NUMERALS = "[零〇一二两三四五六七八九十百幺]+"
_HAN_NUMBER = re.compile(rf"{_NUMERALS}(?=[号楼层窗])|(?<=窗口|号窗){_NUMERALS}")
_ANY_ENGLISH = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_ENGLISH_NUMBER = re.compile(rf"(?<![a-z0-9])(?:{_ANY_ENGLISH})(?![a-z0-9])")

_COUNTER = r"(?:窗口|窗囗|窗|柜台|柜|chuang ?kou|chuang|windows?|counter|desk)"
_WINDOW = re.compile(
    rf"(?:{_COUNTER} ?(?:no|number|num)? ?(?P<after>[a-z]?\d{{1,4}})(?![\d楼层f])(?:号|hao)?)"
    rf"|(?:第?(?P<before>(?<![a-z0-9])[a-z]?\d{{1,4}}) ?(?:号|hao|th|st|nd|rd)? ?的? ?{_COUNTER})"
    r"|^第?(?P<alone>[a-z]?\d{1,4}) ?(?:号|hao?|h)?$"
)
_BELOW = r"(?P<below>地下|负|b|fu ?|dixia|basement ?|-)?"
_FLOOR = re.compile(
    rf"{_BELOW}第?(?P<number>\d{{1,2}}) ?(?:楼|层楼|层|lou|ceng|f(?![a-z])|(?:st|nd|rd|th)? ?(?:floor|level))"
    r"|(?<![a-z])(?P<prefixed>b)(?P<basement>\d)(?![a-z0-9])"
    r"|(?<![a-z])(?:floor|level) ?(?P<after>\d{1,2})"
)
_GROUND = re.compile(r"ground ?floor|底楼|底层")


@dataclass(frozen=True, slots=True)
class Signs:
    """What was read: a window's number, a floor (1 is the ground floor, -1 the basement, 0 none), the other words."""

    window: str | None
    floor: int
    rest: str


def _han_value(text: str) -> int:
    """ "二十一" → 21, "一百零三" → 103, "一一" → 11."""
    if not any(c in "十百" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _spoken_value(letters: str) -> str:
    parts = re.findall(_SYLLABLE, letters)
    return "".join("十" if part == "shi" else "零一二三四五六七八九"[_SPOKEN[part]] for part in parts)


def with_digits(plain: str) -> str:
    """Numerals before 号, 楼, 层 and 窗, spoken ones before hao, lou and ceng, and English ones, as digits."""
    if plain and all(char in _DIGITS or char in "十百" for char in plain):
        return str(_han_value(plain))
    plain = _HAN_NUMBER.sub(lambda m: str(_han_value(m.group())), plain)
    plain = _SPOKEN_NUMBER.sub(lambda m: str(_han_value(_spoken_value(m.group()))), plain)
    return _ENGLISH_NUMBER.sub(lambda m: _ENGLISH[m.group()], plain)


def _floor_of(match: re.Match[str]) -> int:
    if match["prefixed"]:
        return -int(match["basement"])
    number = int(match["number"] or match["after"])
    return -number if match["below"] else number


def read_signs(plain: str, windows: bool = True) -> Signs:
    """Take window number (unless ``windows`` is False) and floor out of a plain query; what is left is ``rest``."""
    text = _GROUND.sub("1楼", with_digits(plain))
    window, floor = None, 0
    if windows and (found := _WINDOW.search(text)) is not None:
        number = found["after"] or found["before"] or found["alone"]
        window = number.lstrip("0") or number
        text = text[: found.start()] + " " + text[found.end() :]
    if (level := _FLOOR.search(text)) is not None:
        floor = _floor_of(level)
        text = text[: level.start()] + " " + text[level.end() :]
    return Signs(window, floor, " ".join(text.split()))


def floor_number(*names: str) -> int:
    """The floor that a level's names say ("2楼", "2F", "B1", "Ground floor"); 0 when none says one."""
    for name in names:
        floor = int(name) if re.fullmatch(r"-?[1-9]\d?", name) else read_signs(name.lower(), windows=False).floor
        if floor:
            return floor
    return 0

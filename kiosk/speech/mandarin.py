"""A Chinese sentence of the screens as it is to be heard: every figure, sign and unit in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.speech.letters import plain
from kiosk.speech.numerals import cardinal, counted, decimal, one_by_one
from kiosk.speech.readings import respelled

if TYPE_CHECKING:
    import opencc

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
# Measure words before which 2 is 两; before all others (楼, 号, 月 …) it is 二.
_COUNTED = (
    "米|公里|分钟|小时|天|个|份|次|人|位|张|年|块|元|种|件|项|步|台|间|家|名|页|本|套|条|处|句|遍|倍|秒|岁|周|门|部|平方米|"
    "公斤|千米|厘米|毫米|枚|寸"
)
_TO = r"\s*(?:-|－|–|—|——|~|～|至|到)\s*"
_CLOCK = r"(?P<{0}h>[01]?\d|2[0-4])[:：](?P<{0}m>[0-5]\d)"
_PART_OF_DAY = r"(?P<part>上午|下午|早上|中午|晚上|凌晨)?\s*"
_SIGNS = (
    (r"(?<=\d)\s*(?:㎡|m²|平米)", "平方米"),
    (r"(?<=\d)\s*km(?![A-Za-z])", "公里"),
    (r"(?<=\d)\s*cm(?![A-Za-z])", "厘米"),
    (r"(?<=\d)\s*mm(?![A-Za-z])", "毫米"),
    (r"(?<=\d)\s*kg(?![A-Za-z])", "公斤"),
    (r"(?<=\d)\s*min(?![A-Za-z])", "分钟"),
    (r"(?<=\d)\s*m(?![A-Za-z²])", "米"),
    (r"(?<=\d)\s*(?:℃|°C)", "摄氏度"),
    (r"(?<=\d)\s*°", "度"),
    (rf"(?:¥|￥|RMB|CNY)\s*({_NUMBER})", r"\1元"),
    (rf"({_NUMBER})\s*[%％]", r"百分之\1"),
    (r"(?:No\.?|NO\.?|№|#)\s*(?=\d)", ""),
    (r"(?<=[A-Za-z\d])\s*[+＋]\s*", "加"),
    (r"\s*&\s*", "和"),
    (r"\s*(?:→|⇒|➜|=>|->)\s*", "，"),
)
_AS_COMMA = re.compile(r"[·•・|｜()（）\[\]【】〔〕{}<>《》〈〉—…／/\\;；:：=_]+|\.{2,}|-{2,}")
_UNHEARD = re.compile(r"[^\w\s，。！？、!?.,-]|(?<![A-Za-z])-|-(?![A-Za-z])|²")


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("hk2s")


def heard(sentence: str) -> str:
    """A sentence in simplified or traditional characters as it is to be spoken in Mandarin."""
    words = plain(_to_simplified().convert(sentence))
    for pattern, sound in _SIGNS:
        words = re.sub(pattern, sound, words)
    for rule in (_telephones, _dates, _clock_times, _numbered_places, _counts, _ranges, _rest):
        words = rule(words)
    words = re.sub(r"(?<![A-Za-z.])[A-Z]{2,4}(?![A-Za-z.])", lambda found: ".".join(found[0]) + ".", words)
    words = _UNHEARD.sub("", _AS_COMMA.sub("，", words))
    return respelled(_tidied(words))


def _sub(pattern: str, sound: Callable[[re.Match[str]], str], words: str) -> str:
    return re.sub(pattern, sound, words)


def _telephones(words: str) -> str:
    """Telephone numbers and other long figures one by one, in groups: 138 1234 5678, 010-12345678, 12345."""
    words = _sub(
        r"(?<!\d)(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)",
        lambda m: "，".join(one_by_one(part, "幺") for part in m.groups()),
        words,
    )
    words = _sub(
        r"(?<!\d)(0\d{2,3}|[48]00)[- ](\d{3,4})-?(\d{4})(?!\d)",
        lambda m: "，".join(one_by_one(part, "幺") for part in m.groups()),
        words,
    )
    words = _sub(r"((?:电话|拨打|热线|请拨|呼叫)[：:为是]?\s*)(\d{3,})", lambda m: m[1] + one_by_one(m[2], "幺"), words)
    return _sub(
        r"(?<![\d.,¥￥])(\d{5,})(?![\d.]|,\d|\s*(?:元|人|件|万|平方米))", lambda m: one_by_one(m[1], "幺"), words
    )


def _dates(words: str) -> str:
    words = _sub(
        r"(?<!\d)((?:19|20)\d{2})[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d)",
        lambda m: f"{one_by_one(m[1])}年{cardinal(int(m[2]))}月{cardinal(int(m[3]))}日",
        words,
    )
    words = _sub(r"(?<!\d)((?:19|20)\d{2})\s*年(?!以|内|期)", lambda m: one_by_one(m[1]) + "年", words)
    return _sub(
        r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*([日号])",
        lambda m: f"{cardinal(int(m[1]))}月{cardinal(int(m[2]))}{m[3]}",
        words,
    )


def _clock_times(words: str) -> str:
    span = _PART_OF_DAY + _CLOCK.format("a") + _TO + _CLOCK.format("b")
    words = _sub(span, _span_of_time, words)
    return _sub(
        r"(?<!\d)" + _PART_OF_DAY + _CLOCK.format("a") + r"(?!\d)",
        lambda m: _clock(int(m["ah"]), int(m["am"]), m["part"] or ""),
        words,
    )


def _span_of_time(found: re.Match[str]) -> str:
    first, last = int(found["ah"]), int(found["bh"])
    start = _clock(first, int(found["am"]), found["part"] or "")
    same = _part_of_day(first) == _part_of_day(last)
    return f"{start}到{_clock(last, int(found['bm']), '', plain=same)}"


def _clock(hour: int, minute: int, part: str, plain: bool = False) -> str:
    part = "" if plain else part or _part_of_day(hour)
    shown = hour - 12 if hour > 12 else hour
    spoken = part + counted(shown) + "点"
    if minute == 30:
        return spoken + "半"
    if minute:
        return spoken + ("零" if minute < 10 else "") + cardinal(minute) + "分"
    return spoken


def _part_of_day(hour: int) -> str:
    for until, part in ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午")):
        if hour < until:
            return part
    return "晚上"


def _numbered_places(words: str) -> str:
    """Windows, rooms and floors: 11号窗口, 1-01号窗口, 2-07室, 207室, 3F, B1."""
    words = _sub(r"(?<![A-Za-z\d])([Bb])(\d)(?:F|层|楼)?(?![A-Za-z\d])", lambda m: f"负{cardinal(int(m[2]))}楼", words)
    words = _sub(r"(?<![A-Za-z\d])(\d{1,2})F(?![A-Za-z\d])", lambda m: f"{cardinal(int(m[1]))}楼", words)
    words = _sub(
        r"(?<![\d.])([A-Za-z]?)(\d{1,4})-(\d{1,4})(?=\s*(?:号|室|房|窗口|柜台))",
        lambda m: f"{m[1]}{_place(m[2])}杠{_place(m[3])}",
        words,
    )
    words = _sub(r"(?<=[A-Za-z]{2})\s+(\d{3,4})(?![\d.,])", lambda m: " " + one_by_one(m[1]), words)
    words = _sub(r"((?:室|房间|窗口|柜台)\s*)(\d{3,4})(?![\d.,])", lambda m: m[1] + one_by_one(m[2]), words)
    words = _sub(r"([A-Za-z])-?(\d{1,4})(?![\d.])", lambda m: m[1] + " " + one_by_one(m[2]), words)
    return _sub(r"(?<![\d.])(\d{1,4})(?=\s*(?:号|室|房间|房(?!产|屋)|科))", lambda m: _place(m[1]), words)


def _place(figures: str) -> str:
    """A number that names a place: two figures as a number, more one by one."""
    return cardinal(int(figures)) if len(figures) <= 2 and not figures.startswith("0") else one_by_one(figures)


def _counts(words: str) -> str:
    words = _sub(r"(?<![\d.,])(\d+)\.(\d)0?(?=元)", _yuan, words)
    words = re.sub(r"(?<=角)元", "", words)
    return _sub(rf"(?<![\d.,])(\d+)(?=\s*(?:多|余|几)?(?:{_COUNTED}))", lambda m: counted(int(m[1])), words)


def _yuan(found: re.Match[str]) -> str:
    """3.50 before 元 → 三元五角, 3.00 → 三."""
    yuan = counted(int(found[1]))
    return yuan if found[2] == "0" else f"{yuan}元{one_by_one(found[2])}角"


def _ranges(words: str) -> str:
    return _sub(rf"({_NUMBER}){_TO}(?={_NUMBER}|[零一二两三四五六七八九十])", lambda m: decimal(m[1]) + "到", words)


def _rest(words: str) -> str:
    words = _sub(r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)", lambda m: f"{decimal(m[2])}分之{decimal(m[1])}", words)
    words = _sub(r"(?<![\d.])(0\d+)(?!\d|\.\d)", lambda m: one_by_one(m[1]), words)
    words = _sub(r"(?<![\d一-龥A-Za-z)）])-(?=\d)", lambda m: "负", words)
    words = _sub(_NUMBER, lambda m: decimal(m[0]), words)
    return re.sub(r"(?<=[一-龥A-Za-z])[-–－](?=[一-龥])", "到" if re.search(r"周.[-–－]周", words) else "，", words)


def _tidied(words: str) -> str:
    words = re.sub(r"\s*\n\s*", "。", words)
    words = re.sub(r"(?<=[\u3000-\u9fff，。])\s+|\s+(?=[\u3000-\u9fff，。])", "", words)
    words = re.sub(r"[，,、]*([。！？!?])[，,、。]*", r"\1", words)
    words = re.sub(r"[，,]{2,}|、，|，、", "，", words)
    return re.sub(r"\s+", " ", words).strip("，, 、")

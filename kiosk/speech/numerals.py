"""Figures as they are spoken in Chinese: 十一, 两百零五, 一零一, 二点五; and figures read one by one."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")


def cardinal(number: int) -> str:
    """A count: 11 → 十一, 20 → 二十, 105 → 一百零五, 2000 → 两千, -1 → 负一."""
    if number < 0:
        return "负" + cardinal(-number)
    if number >= 10**16:
        return one_by_one(str(number))
    if number == 0:
        return "零"
    parts: list[str] = []
    groups = _groups_of(number)
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if group == 0:
            continue
        gap = bool(parts) and (group < 1000 or (power + 1 < len(groups) and groups[power + 1] == 0))
        parts.append(("零" if gap else "") + _group(group) + _GROUPS[power])
    words = "".join(parts)
    return words[1:] if words.startswith("一十") else words


def _groups_of(number: int) -> list[int]:
    groups = []
    while number:
        number, group = divmod(number, 10**4)
        groups.append(group)
    return groups


def _group(number: int) -> str:
    """A number below ten thousand, not zero."""
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(words)
            continue
        two = digit == 2 and power >= 3
        words += ("零" if gap else "") + ("两" if two else _DIGITS[digit]) + _UNITS[power]
        gap = False
    return words


def counted(number: int) -> str:
    """A count before a measure word: 2 → 两 (两米, 两个), else as :func:`cardinal`."""
    return "两" if number == 2 else cardinal(number)


def one_by_one(figures: str, one: str = "一") -> str:
    """Each figure alone: 207 → 二零七; telephone numbers use ``one="幺"``. Other characters are dropped."""
    return "".join(one if figure == "1" else _DIGITS[int(figure)] for figure in figures if figure in "0123456789")


def decimal(figures: str) -> str:
    """A number with or without a decimal point, thousands commas allowed: 2.5 → 二点五, 1,200 → 一千二百."""
    whole, _, fraction = figures.replace(",", "").replace("，", "").partition(".")
    words = cardinal(int(whole or "0"))
    fraction = fraction.rstrip("0")
    return f"{words}点{one_by_one(fraction)}" if fraction else words

"""An English sentence of the screens as it is to be heard: clock times, telephone numbers, units and signs in words."""

from __future__ import annotations

import re

from kiosk.speech.letters import plain

_SIGNS = (
    (r"\bNo\.\s*(?=\d)", "number "),
    (r"№\s*(?=\d)", "number "),
    (r"(?:¥|￥|RMB\s*|CNY\s*)(\d[\d,]*(?:\.\d+)?)", r"\1 yuan"),
    (r"(?<=\d)\.00(?= yuan)", ""),
    (r"(?<=\d)\s*(?:m²|㎡|sq\s?m)(?![A-Za-z])", " square metres"),
    (r"(?<=\d)\s*km\b", " kilometres"),
    (r"(?<=\d)\s*cm\b", " centimetres"),
    (r"(?<=\d)\s*mm\b", " millimetres"),
    (r"(?<=\d)\s*kg\b", " kilograms"),
    (r"(?<=\d)\s*min\b", " minutes"),
    (r"(?<=\d)\s*m\b(?!\.[a-z])", " metres"),
    (r"(?<=\d)\s*[%％]", " percent"),
    (r"(?<=\d)\s*(?:℃|°C)", " degrees"),
    (r"\be\.g\.", "for example"),
    (r"\bi\.e\.", "that is"),
    (r"\betc\.", "and so on"),
    (r"\s*&\s*", " and "),
    (r"(?<=\w)\s*\+\s*(?=\w)", " plus "),
    (r"\s*(?:→|⇒|->|=>)\s*", ", "),
)
_TO = r"\s*(?:-|–|—|~|to)\s*"
_CLOCK = r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def heard(sentence: str) -> str:
    """A sentence as it is to be spoken in English."""
    words = plain(sentence)
    for pattern, sound in _SIGNS:
        words = re.sub(pattern, sound, words)
    words = re.sub(_CLOCK + _TO + _CLOCK, lambda m: f"{_time(m[1], m[2])} to {_time(m[3], m[4])}", words)
    words = re.sub(_CLOCK, lambda m: _time(m[1], m[2]), words)
    words = _telephones(words)
    words = re.sub(r"\b(\d{1,2})F\b", r"floor \1", words)
    words = re.sub(r"\bB(\d)\b", r"basement \1", words)
    words = re.sub(r"(?<![\d.])(\d{1,4})-(\d{2,4})(?![\d.])", lambda m: f"{m[1]}, {_figures(m[2])}", words)
    words = re.sub(r"\b(Room|Classroom|Office)\s+(\d{3,4})\b", lambda m: f"{m[1]} {_figures(m[2])}", words)
    words = re.sub(r"(?<=\d)\s*[-–—~]\s*(?=\d)", " to ", words)
    words = re.sub(r"\b([A-Z]{1,3})(0\d+)\b", lambda m: f"{'.'.join(m[1])}. {_figures(m[2])}", words)
    words = re.sub(r"(?<![\w.])[A-Z]{2,4}(?![\w.])", lambda m: ".".join(m[0]) + ".", words)
    words = re.sub(r"\s*/\s*", " or ", words)
    words = re.sub(r"\s*[·•|()\[\]{}<>:;—–…]+\s*", ", ", words)
    words = re.sub(r"(?<!\w)['‘’]|['‘’](?!\w)|[^\w\s,.!?'‘’-]|(?<!\w)-|-(?!\w)|[_²]", " ", words)
    return _tidied(words)


def _time(hour: str, minute: str) -> str:
    at = int(hour)
    if at == 12 and minute == "00":
        return "noon"
    half = "a.m." if at < 12 or at == 24 else "p.m."
    shown = at % 12 or 12
    return f"{shown} {half}" if minute == "00" else f"{shown} {'oh ' if minute < '10' else ''}{int(minute)} {half}"


def _telephones(words: str) -> str:
    words = re.sub(
        r"(?<!\d)(0\d{2,3}|[48]00|1[3-9]\d)[- ]?(\d{3,4})[- ]?(\d{4})(?!\d)",
        lambda m: ", ".join(_figures(part) for part in m.groups()),
        words,
    )
    words = re.sub(r"(?i)((?:call|phone|telephone|hotline|dial):?\s+)(\d{3,})", lambda m: m[1] + _figures(m[2]), words)
    return re.sub(r"(?<![\d.,])\d{5,}(?![\d.,]?\d|\s*(?:yuan|people|square))", lambda m: _figures(m[0]), words)


def _figures(figures: str) -> str:
    return " ".join("oh" if figure == "0" else _DIGITS[int(figure)] for figure in figures)


def _tidied(words: str) -> str:
    words = re.sub(r"\s*\n\s*", ". ", words)
    words = re.sub(r"(?:\s*,)+(?=\s*[.!?](?:\s|$))", "", words)
    words = re.sub(r"(?:,\s*){2,}", ", ", words)
    words = re.sub(r"\s+(?=[,.!?])", "", words)
    return re.sub(r"\s+", " ", words).strip(" ,")

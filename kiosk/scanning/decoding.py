"""Bytes in a code → the words they mean: UTF-8, then GB18030, and Shift JIS only where the bytes give it away."""

from __future__ import annotations

import re
import unicodedata

#: Whole double-byte characters of GB 2312 (hanzi and its signs), and what stands for itself in every encoding.
_GB2312 = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])*")
_KANA = re.compile("[ぁ-ゖァ-ヺー]")
_HALF_KANA = re.compile("[｡-ﾟ]+")
#: A voicing mark follows only what can be voiced; hanzi read as half-width kana break this within a few characters.
_VOICED = re.compile("[ｳｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ")
_MARKS = re.compile("[ﾞﾟ]")
_FEWEST_KANA, _FEWEST_VOICED = 3, 2
_MOST_CONTROLS = 0.2


def text_of(payload: bytes) -> str | None:
    """The words in a code, whole, with whatever control characters it holds; None: it holds no words."""
    text = _decoded(payload)
    return None if text is None or _is_noise(text) else text


def readable(text: str, most: int = 200) -> str:
    """The words as they may stand on a screen: one line, no control, direction or private characters, bounded."""
    spaced = re.sub(r"\s+", " ", text)
    kept = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    kept = kept.strip()
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def _decoded(payload: bytes) -> str | None:
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    japanese = _japanese(payload)
    if japanese is not None:
        return japanese
    try:
        return payload.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _japanese(payload: bytes) -> str | None:
    """Text in Shift JIS, when it can hardly be Chinese: several full kana where GB 2312 has no character at all, or
    half-width kana throughout with every voicing mark in its place."""
    try:
        text = payload.decode("cp932")
    except UnicodeDecodeError:
        return None
    if not _GB2312.fullmatch(payload):
        return text if len(_KANA.findall(text)) + len(_VOICED.findall(text)) >= _FEWEST_KANA else None
    foreign = "".join(char for char in text if ord(char) > 0x7F)
    voiced = len(_VOICED.findall(text))
    is_kana = _HALF_KANA.fullmatch(foreign) is not None and voiced == len(_MARKS.findall(text))
    return text if is_kana and voiced >= _FEWEST_VOICED else None


def _is_noise(text: str) -> bool:
    if not text:
        return False
    categories = [unicodedata.category(char) for char in text if char not in "\t\r\n\x1d\x1e\x04"]
    if "\0" in text or "Cn" in categories or "Co" in categories:
        return True
    return categories.count("Cc") > max(2, _MOST_CONTROLS * len(text))

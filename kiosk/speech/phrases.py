"""Turns what stands on a screen into what is heard: phrases in words, each in the language that can say it.

A Chinese name inside an English sentence is spoken by the Mandarin voice, a Russian one by the Russian voice. Nothing
unpronounceable is left: no figures (in Chinese), signs, brackets or arrows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.speech import english, mandarin

#: The writing of a run of letters → the language that reads it.
_WRITINGS = (
    ("zh", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("ru", re.compile(r"[\u0400-\u052f]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SENTENCE_END = re.compile(r"[。！？!?.]$")
#: After these a voice takes breath: a long text is said sentence by sentence, so that it starts and ends at once.
_BREATH = re.compile(r"(?<=[。！？!?；;])|(?<=[a-z]\.) +(?=[A-Z])|\n+")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to be spoken in one go, in one language ("zh", "en", "ru" …)."""

    words: str
    language: str


def spoken(sentence: str, language: str) -> tuple[Phrase, ...]:
    """What is heard for a sentence of a screen in ``language`` (BCP 47; zh-Hant is spoken as zh)."""
    base = "zh" if language.lower().startswith("zh") else language.split("-")[0].lower() or "zh"
    phrases: list[Phrase] = []
    for part in _BREATH.split(sentence):
        for run, tongue in _runs(part, base):
            words = mandarin.heard(run) if tongue == "zh" else english.heard(run) if tongue == "en" else run.strip()
            phrases += [Phrase(piece, tongue) for piece in _pieces(words) if re.search(r"\w", piece)]
    return tuple(phrases)


def _pieces(words: str) -> list[str]:
    """Words in pieces that are said in one breath: cut at commas where they are long, and anywhere at the last."""
    pieces = [""]
    for clause in re.split(r"(?<=[，、,])", words):
        for i in range(0, len(clause), _LONGEST):
            if pieces[-1] and len(pieces[-1]) + len(clause) > _LONGEST:
                pieces.append("")
            pieces[-1] += clause[i : i + _LONGEST]
    return pieces


def paragraph(sentences: Iterable[Text | str], language: str) -> str:
    """One text of several sentences for the ear (a route's summary and its steps), each closed by its full stop."""
    chinese = language.lower().startswith("zh")
    whole = []
    for sentence in sentences:
        words = (sentence.within(language) if isinstance(sentence, Text) else sentence).strip()
        if words:
            whole.append(words if _SENTENCE_END.search(words) else words + ("。" if chinese else "."))
    return ("" if chinese else " ").join(whole)


def _runs(sentence: str, base: str) -> list[tuple[str, str]]:
    """Parts of a sentence by who reads them; signs and spaces stay with the part before them."""
    runs: list[tuple[str, str]] = []
    for character in sentence:
        tongue = _tongue(character, base)
        if runs and tongue in (None, runs[-1][1]):
            runs[-1] = (runs[-1][0] + character, runs[-1][1])
        else:
            runs.append((character, tongue or base))
    return runs


def _tongue(character: str, base: str) -> str | None:
    """Who must read a character; None when it may stay with what stands before it."""
    for language, letters in _WRITINGS:
        if letters.match(character):
            return language
    if _LATIN.match(character):
        return base if base in ("zh", "en") else "en"  # the Mandarin voice reads Latin letters as English
    return base if character.isdigit() else None

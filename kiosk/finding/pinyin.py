"""Pinyin as people type it: cut into syllables, shortened to initials, blurred the way accents blur it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_FINALS = {
    "": "a o e ai ei ao ou an en ang eng er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "y": "a o e ao ou an ang ong i in ing u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_PARTIAL = frozenset(s[:n] for s in SYLLABLES for n in range(1, len(s) + 1))
_INITIALS = frozenset(initial for initial in _FINALS if initial) | frozenset("aoe")
_LONGEST = max(map(len, SYLLABLES))


class Form(IntEnum):
    """How much of a syllable was typed."""

    FULL = 0
    PARTIAL = 1  # the last one, still being typed
    INITIAL = 2


@dataclass(frozen=True, slots=True)
class Syllable:
    """A typed syllable: its letters and how much of it they are."""

    letters: str
    form: Form


_COST = {Form.FULL: 2.0, Form.PARTIAL: 3.0, Form.INITIAL: 4.0}
_LONE_VOWEL = 3.5  # a, o, e are syllables, but rarely meant when they could end the one before
_Cut = tuple[float, tuple[Syllable, ...]]


def _cost(step: Syllable) -> float:
    return _LONE_VOWEL if step.letters in "aoe" else _COST[step.form]


def _steps(letters: str, start: int) -> list[Syllable]:
    out = []
    for length in range(1, min(_LONGEST, len(letters) - start) + 1):
        part = letters[start : start + length]
        last = start + length == len(letters)
        if part in SYLLABLES:
            out.append(Syllable(part, Form.FULL))
        elif part in _INITIALS:
            out.append(Syllable(part, Form.INITIAL))
        elif last and part in _PARTIAL:
            out.append(Syllable(part, Form.PARTIAL))
    return out


@lru_cache(maxsize=512)
def cuts(letters: str, most: int = 4) -> tuple[tuple[Syllable, ...], ...]:
    """The likeliest ways to cut typed ``letters`` (a–z, no spaces) into syllables, best first; () when there is none.

    Whole syllables are preferred, few before many: "shebaok" → she·bao·k, "sbk" → s·b·k, "xian" → xian, xi·an.
    """
    best: list[list[_Cut]] = [[(0.0, ())], *([] for _ in letters)]
    for at in range(len(letters)):
        here = best[at] = sorted(best[at], key=lambda cut: cut[0])[:most]
        for step in _steps(letters, at):
            for cost, cut in here:
                best[at + len(step.letters)].append((cost + _cost(step), (*cut, step)))
    return tuple(cut for _, cut in sorted(best[-1], key=lambda cut: cut[0])[:most] if cut)


def is_whole_pinyin(letters: str) -> bool:
    """Whether the letters are whole syllables from beginning to end ("change" is: chan·ge)."""
    best = cuts(letters, 1) if letters.isascii() and letters.isalpha() else ()
    return bool(best) and all(syllable.form is Form.FULL for syllable in best[0])


_BLURRED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("h", "f"))


@lru_cache(maxsize=4096)
def blur(syllable: str) -> str:
    """The syllable, or its beginning, as accents blur it: zh=z, ch=c, sh=s, n=l, r=l, h=f, -ng=-n, ü=u."""
    for sharp, dull in _BLURRED_INITIALS:
        if syllable.startswith(sharp):
            syllable = dull + syllable[len(sharp) :]
            break
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    return syllable.replace("v", "u")


def initial(syllable: str) -> str:
    """The letter that stands for the syllable when people type initials ("zhao" → "z")."""
    return syllable[:1]

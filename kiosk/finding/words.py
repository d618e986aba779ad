"""Known words: fillers that say nothing, weak words that say little, and groups that mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.finding.index import Role, Word
from kiosk.finding.likeness import distance
from kiosk.finding.pinyin import initial
from kiosk.finding.writing import is_han

#: A known stretch of a query: where it starts, where it ends, and the words it may be (() when unknown).
Stretch = tuple[int, int, tuple[Word, ...]]
#: Words shorter than this are not corrected; longer ones than the other may have two errors. At most so many are meant.
_SHORT, _LONG, _MOST_MEANT = 4, 9, 6


class Vocabulary:
    """The known words by writing and by sound; cuts queries at them."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._by_text: dict[str, list[Word]] = {}
        self._by_sound: dict[str, list[Word]] = {}
        self._groups: dict[int, list[str]] = {}
        self._by_initials: dict[str, list[Word]] = {}
        self._by_letters: dict[str, dict[str, list[Word]]] = {}
        for word in words:
            self._by_text.setdefault(word.text, []).append(word)
            if word.sound:
                self._by_sound.setdefault(word.sound, []).append(word)
            if word.role in (Role.GROUP, Role.ACT):
                self._spell(word)
            if word.role in (Role.GROUP, Role.ACT) and word.occurs:
                self._groups.setdefault(word.group, []).append(word.text)
        self._longest = max(map(_units_in, self._by_text), default=1)

    def _spell(self, word: Word) -> None:
        letters = word.sound.replace(" ", "") if word.sound else word.text.replace(" ", "")
        if len(letters) >= _SHORT:
            self._by_letters.setdefault(letters[:1], {}).setdefault(letters, []).append(word)
        if word.sound:
            initials = "".join(initial(syllable) for syllable in word.sound.split())
            self._by_initials.setdefault(initials, []).append(word)

    def written(self, text: str) -> tuple[Word, ...]:
        """The words written so."""
        return tuple(self._by_text.get(text, ()))

    def sounding(self, sound: str) -> tuple[Word, ...]:
        """The words that sound so ("ce suo")."""
        return tuple(self._by_sound.get(sound, ()))

    def same(self, words: Iterable[Word]) -> tuple[str, ...]:
        """Everything in this release that means the same as one of ``words``, without themselves."""
        own = {word.text for word in words}
        groups = dict.fromkeys(word.group for word in words if word.role in (Role.GROUP, Role.ACT))
        same = dict.fromkeys(text for group in groups for text in self._groups.get(group, ()))
        return tuple(text for text in same if text not in own)

    def same_as(self, words: Sequence[Word]) -> tuple[str, ...]:
        """``words`` themselves and everything that means the same."""
        return tuple(dict.fromkeys([*(word.text for word in words), *self.same(words)]))

    def abbreviated(self, initials: str) -> tuple[Word, ...]:
        """The words whose syllables begin with these letters ("swj": 税务局)."""
        return tuple(self._by_initials.get(initials, ())[:_MOST_MEANT])

    def near(self, letters: str) -> tuple[Word, ...]:
        """The words that are one typing error away from ``letters`` (two from nine letters on), in pinyin or not."""
        errors = 1 if len(letters) < _LONG else 2
        found: list[tuple[int, Word]] = []
        for spelt, words in self._by_letters.get(letters[:1], {}).items():
            if abs(len(spelt) - len(letters)) <= errors and (far := distance(letters, spelt)) <= errors:
                found += [(far, word) for word in words]
        return tuple(word for _, word in sorted(found, key=lambda item: item[0])[:_MOST_MEANT])

    def cut(self, candidates: Sequence[Sequence[str]]) -> list[Stretch]:
        """Cut a query where known words begin and end, so that the longest words win.

        ``candidates[n]`` is unit n: ("text", "sound"), either may be "". A stretch is looked up by its text when all
        its units have one, else by its sound.
        """
        size = len(candidates)
        best: list[tuple[float, list[Stretch]]] = [(0.0, []), *((-1.0, []) for _ in candidates)]
        for start in range(size):
            value, stretches = best[start]
            if value + 0.01 > best[start + 1][0]:
                best[start + 1] = (value + 0.01, [*stretches, (start, start + 1, ())])
            for end in range(start + 1, min(size, start + self._longest) + 1):
                at_edge = end == size or all(known for _, _, known in stretches)
                words = self._look_up(candidates[start:end], at_edge)
                if words and (gain := value + (end - start) ** 2) > best[end][0]:
                    best[end] = (gain, [*stretches, (start, end, words)])
        return _joined(best[size][1])

    def _look_up(self, units: Sequence[Sequence[str]], at_edge: bool) -> tuple[Word, ...]:
        if all(text for text, _ in units):
            texts = [text for text, _ in units]
            return self.written("".join(texts)) or self.written(" ".join(texts))
        if not all(sound for _, sound in units):
            return ()
        words = self.sounding(" ".join(sound for _, sound in units))
        if len(units) > 1:
            return words
        # One syllable alone has too many meanings, but "wo" and "ban" before the rest and "ma" after it have one.
        return tuple(word for word in words if at_edge and word.role in (Role.FILLER, Role.WEAK))


def _units_in(text: str) -> int:
    return len(text) if any(map(is_han, text)) else text.count(" ") + 1


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbouring unknown units become one stretch, with the known characters that only seem known between them."""
    seeming = [
        stretch if not _only_seems_known(stretches, n) else (*stretch[:2], ()) for n, stretch in enumerate(stretches)
    ]
    out: list[Stretch] = []
    for start, end, words in seeming:
        if out and not words and not out[-1][2]:
            out[-1] = (out[-1][0], end, ())
        else:
            out.append((start, end, words))
    return out


def _only_seems_known(stretches: Sequence[Stretch], n: int) -> bool:
    """A lone character beside unknown ones is part of a word nobody listed: a filler between two, an act beside one."""
    start, end, words = stretches[n]
    if end - start > 1 or not words:
        return False
    before, after = n > 0 and not stretches[n - 1][2], n + 1 < len(stretches) and not stretches[n + 1][2]
    roles = {word.role for word in words}
    if roles == {Role.FILLER}:
        return before and after
    lone_before = before and (n < 2 or bool(stretches[n - 2][2]))
    lone_after = after and (n + 2 >= len(stretches) or bool(stretches[n + 2][2]))
    return Role.WEAK not in roles and is_han(words[0].text[0]) and (lone_before or lone_after)

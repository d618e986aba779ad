"""Texts in several languages, and the rule by which a visitor's language is chosen among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

#: Languages the panel speaks, as BCP 47 tags, in the order they are offered.
LANGUAGES = ("zh-CN", "zh-Hant", "en")

_FALLBACKS: dict[str, tuple[str, ...]] = {
    "zh-CN": ("zh-CN", "zh", "zh-Hans", "zh-Hant", "en"),
    "zh-Hant": ("zh-Hant", "zh-TW", "zh-HK"),
    "en": ("en", "zh-CN", "zh"),
}


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    import opencc  # its tables take a tenth of a second, which no first screen waits for

    # s2hk keeps mainland wording (窗口 stays 窗口) and changes the characters only.
    return opencc.OpenCC("s2hk")


@lru_cache(maxsize=8192)
def traditional(simplified: str) -> str:
    """The same sentence in traditional characters (wording kept, OpenCC ``s2hk``)."""
    return str(_converter().convert(simplified))


class Text(Mapping[str, str]):
    """An immutable text in one or more languages, keyed by BCP 47 tag ("zh", "en", "ru" …).

    ``zh`` stands for simplified Chinese; ``zh-Hant`` is derived from it when it is not given.
    """

    __slots__ = ("_by_language", "_hash")

    def __init__(self, by_language: Mapping[str, str] | None = None, /, **languages: str) -> None:
        merged = dict(by_language or {})
        merged.update(languages)
        self._by_language = {k: v for k, v in merged.items() if v}
        self._hash = hash(tuple(sorted(self._by_language.items())))

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Text):
            return self._by_language == other._by_language
        return NotImplemented

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    def within(self, language: str) -> str:
        """The text for a visitor who reads ``language``; any language rather than nothing; "" when empty."""
        for tag in _FALLBACKS.get(language, (language,)):
            if tag in self._by_language:
                return self._by_language[tag]
        if language == "zh-Hant":
            for tag in ("zh-CN", "zh", "zh-Hans"):
                if tag in self._by_language:
                    return traditional(self._by_language[tag])
        for tag in ("zh", "zh-CN", "en"):
            if tag in self._by_language:
                return self._by_language[tag]
        return next(iter(self._by_language.values()), "")


EMPTY = Text()

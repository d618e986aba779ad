"""The screens' sentences in the visitor's language: the sources are simplified Chinese, the rest stand in .ts files.

The .ts files are read as they are, so that there is nothing to build and nothing that can be out of date.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

I18N = Path(__file__).resolve().parent / "i18n"
SOURCE_LANGUAGE = "zh-CN"


def read_sentences(path: Path) -> dict[tuple[str, str], str]:
    """(context, source) → sentence, of everything a .ts file (Qt Linguist, version 2.1) has finished."""
    found: dict[tuple[str, str], str] = {}
    for context in ElementTree.parse(path).iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                found[name, message.findtext("source") or ""] = translation.text
    return found


class Sentences(QTranslator):
    """One language's sentences."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._sentences = read_sentences(path)

    def isEmpty(self) -> bool:
        return not self._sentences

    def translate(  # None is Qt's null string: not mine, ask on
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return self._sentences.get((context, sourceText))


class Translations:
    """Holds at most one language in the application."""

    def __init__(self, folder: Path = I18N) -> None:
        self._by_language: dict[str, Sentences] = {}
        self._folder = folder
        self._current = SOURCE_LANGUAGE

    def speak(self, language: str) -> bool:
        """Switch to a language; whether anything changed. A language without sentences is spoken in the source's."""
        if language == self._current:
            return False
        self.close()
        self._current = language
        sentences = self._load(language)
        if sentences is not None:
            QCoreApplication.installTranslator(sentences)
        return True

    def close(self) -> None:
        """Speak the source's language again."""
        known = self._by_language.get(self._current)
        if known is not None:
            QCoreApplication.removeTranslator(known)
        self._current = SOURCE_LANGUAGE

    def _load(self, language: str) -> Sentences | None:
        path = self._folder / f"kiosk_{language}.ts"
        if language not in self._by_language and path.is_file():
            self._by_language[language] = Sentences(path)
        return self._by_language.get(language)

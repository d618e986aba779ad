"""The screens' sentences in the visitor's language: the sources are simplified Chinese, the rest are .qm files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator

I18N = Path(__file__).resolve().parent / "i18n"
SOURCE_LANGUAGE = "zh-CN"


class Translations:
    """Holds at most one translator in the application."""

    def __init__(self, folder: Path = I18N) -> None:
        self._by_language: dict[str, QTranslator] = {}
        self._folder = folder
        self._current = SOURCE_LANGUAGE

    def speak(self, language: str) -> bool:
        """Switch to a language; whether anything changed. A language without sentences is spoken in the source's."""
        if language == self._current:
            return False
        self._remove()
        self._current = language
        translator = self._by_language.get(language) or self._load(language)
        if translator is not None:
            QCoreApplication.installTranslator(translator)
        return True

    def _remove(self) -> None:
        known = self._by_language.get(self._current)
        if known is not None:
            QCoreApplication.removeTranslator(known)

    close = _remove

    def _load(self, language: str) -> QTranslator | None:
        translator = QTranslator()
        if language == SOURCE_LANGUAGE or not translator.load(str(self._folder / f"kiosk_{language}.qm")):
            return None
        self._by_language[language] = translator
        return translator

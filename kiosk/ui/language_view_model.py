"""Choosing a language: each is written in itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.rows import Row

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

NAMES = Text({"zh-CN": "简体中文", "zh-Hant": "繁體中文", "en": "English"})
GREETINGS = Text({"zh-CN": "请选择语言", "zh-Hant": "請選擇語言", "en": "Choose your language"})


@QmlElement
class LanguageViewModel(ListViewModel):
    """The rows are the hall's languages; the heading is read in the one that is spoken now."""

    languageChanged = Signal()

    def derive(self) -> ListPicture:
        languages = self.panel.settings.languages
        rows = tuple(Row("language", tag, NAMES.within(tag)) for tag in languages)
        return ListPicture(self.read(GREETINGS), "", rows)

    def refresh(self) -> None:
        super().refresh()
        self.languageChanged.emit()

    @Property(str, notify=languageChanged)
    def current(self) -> str:
        return self.panel.visit.language

    @Property(list, notify=languageChanged)
    def greetings(self) -> list[Any]:
        return [GREETINGS.within(tag) for tag in self.panel.settings.languages]

    @Slot()
    def leave(self) -> None:
        """Back to where the language was asked for."""
        self.panel.back()

"""How this visitor sees and hears: language, large text, high contrast, voice and volume, as one QML singleton."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.base.texts import LANGUAGES, Text
from kiosk.visit.visit import LOUDEST, Visit

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


OTHER_LANGUAGE = Text({"zh-CN": "English", "zh-Hant": "English", "en": "中文"})


@QmlElement
@QmlSingleton
class Modes(QObject):
    """A window onto the visit's modes; every change goes through here, so that all screens hear of it."""

    changed = Signal()
    keysChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visit = Visit()
        self._languages: tuple[str, ...] = LANGUAGES
        self._by_keys = False
        self._on_change: Callable[[], None] = lambda: None
        self._on_tell: Callable[[str], None] = lambda name: None

    def use(
        self,
        visit: Visit,
        languages: tuple[str, ...],
        on_change: Callable[[], None],
        on_tell: Callable[[str], None],
    ) -> None:
        """Look at this visit; ``on_change`` is called after every change, before the screens are told."""
        self._visit, self._languages, self._on_change, self._on_tell = visit, languages, on_change, on_tell
        self.announce()

    def announce(self) -> None:
        """The visit was changed from outside (wiped)."""
        self._on_change()
        self.changed.emit()

    @Property(str, notify=changed)
    def language(self) -> str:
        return self._visit.language

    @Property(list, notify=changed)
    def languages(self) -> list[str]:
        return list(self._languages)

    @Property(str, notify=changed)
    def languageKey(self) -> str:
        """What the language key of the bar says, for those who cannot read the language that is shown."""
        return OTHER_LANGUAGE.within(self._visit.language)

    @Property(bool, notify=changed)
    def largeText(self) -> bool:
        return self._visit.large_text

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:
        return self._visit.high_contrast

    @Property(bool, notify=changed)
    def voiceOn(self) -> bool:
        return self._visit.voice_on

    @Property(int, notify=changed)
    def volume(self) -> int:
        return self._visit.volume

    @Property(int, constant=True)
    def loudest(self) -> int:
        return LOUDEST

    @Property(bool, notify=keysChanged)
    def byKeys(self) -> bool:
        """Whether the visitor works with keys at the moment: only then is the focus shown."""
        return self._by_keys

    @Slot(bool)
    def workByKeys(self, by_keys: bool) -> None:
        if by_keys != self._by_keys:
            self._by_keys = by_keys
            self.keysChanged.emit()

    @Slot(str)
    def tell(self, name: str) -> None:
        """Say what the keys have come to, so that the panel can be used without looking."""
        self._on_tell(name)

    @Slot(str)
    def speakLanguage(self, language: str) -> None:
        if language in self._languages and language != self._visit.language:
            self._visit.language = language
            self.announce()

    @Slot()
    def toggleLargeText(self) -> None:
        self._visit.large_text = not self._visit.large_text
        self.announce()

    @Slot()
    def toggleHighContrast(self) -> None:
        self._visit.high_contrast = not self._visit.high_contrast
        self.announce()

    @Slot()
    def toggleVoice(self) -> None:
        self._visit.hear(not self._visit.voice_on)
        self.announce()

    @Slot()
    def louder(self) -> None:
        self._visit.louder()
        self.announce()

"""Screens with a pad of large keys: what is typed there, key by key, until it is given away or forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PadViewModel(HeadedViewModel):
    """Its picture has ``complete`` (it may be entered) and ``wrong`` (``lead`` says what is the matter), too.

    ``letters``: what may be typed; ``most``: how many of them.
    """

    is_personal = True
    letters = frozenset("0123456789")
    most = 1

    completeChanged = Signal()
    wrongChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._typed = ""

    def forget(self) -> None:
        super().forget()
        self._typed = ""

    def change(self, typed: str) -> None:
        """Something else stands there now."""
        self._typed = typed
        self.refresh()

    @Slot(str)
    def type(self, character: str) -> None:
        """One more; small letters count as large ones."""
        letter = character.upper()
        if letter in self.letters and len(self._typed) < self.most:
            self.change(self._typed + letter)

    @Slot()
    def erase(self) -> None:
        """The last one goes."""
        self.change(self._typed[:-1])

    @Slot()
    def clear(self) -> None:
        """All go."""
        self.change("")

    @Property(bool, notify=completeChanged)
    def complete(self) -> bool:
        return bool(self.shown.complete)

    @Property(bool, notify=wrongChanged)
    def wrong(self) -> bool:
        return bool(self.shown.wrong)

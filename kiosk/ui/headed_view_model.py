"""Screens with a heading and one sentence below it: both are shown, and both are read out."""

from __future__ import annotations

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class HeadedViewModel(ViewModel):
    """Its picture has ``heading`` and ``lead``."""

    headingChanged = Signal()
    leadChanged = Signal()

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.heading, self.shown.lead)

    @Property(str, notify=headingChanged)
    def heading(self) -> str:
        return str(self.shown.heading)

    @Property(str, notify=leadChanged)
    def lead(self) -> str:
        return str(self.shown.lead)

"""The code of an appointment, typed by hand: large letters, put right where they stand when nothing was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.ui.pad_view_model import PadViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_ports import scans_of
from kiosk.visit.desk_facts import Meaning

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

#: What may be typed; the shortest code that is asked for, and the longest that has room on the screen.
LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
LEAST, MOST = 4, 32

_HEADING = Text(zh="请输入预约码", en="Your appointment code")
_LEAD = Text(
    zh="预约短信里的那串数字或字母，不分大小写。",
    en="The figures and letters in your appointment message; capitals or not.",
)
_LOOKING = Text(zh="正在查您的预约，请稍等。", en="Looking up your appointment. One moment, please.")


@dataclass(frozen=True, slots=True)
class TypeCodePicture:
    """``wrong``: ``lead`` says what is the matter with what was typed; ``busy``: it is being looked up."""

    heading: str
    lead: str
    typed: str
    complete: bool
    wrong: bool
    busy: bool


@QmlElement
class TypeCodeViewModel(PadViewModel):
    """See :class:`TypeCodePicture`. What was found opens its own page (``scan_arrival``)."""

    is_live = follows_content = True
    letters, most = LETTERS, MOST

    typedChanged = Signal()
    busyChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._was_wrong = False
        scans_of(panel).drop()
        self.refresh()

    def refresh(self) -> None:
        found = scans_of(self.panel).found()
        busy = found is not None and found.meaning is Meaning.LOOKING
        wrong = found is not None and found.meaning in (Meaning.OTHER, Meaning.OLD, Meaning.UNHEARD)
        lead = _LOOKING if busy else found.said if found is not None and wrong else _LEAD
        complete = len(self._typed) >= LEAST and not busy
        self.show(TypeCodePicture(self.read(_HEADING), self.read(lead), self._typed, complete, wrong, busy))
        if wrong and not self._was_wrong:
            self.panel.speak(self.shown.lead)
        self._was_wrong = wrong

    def change(self, typed: str) -> None:
        if self.shown.busy:
            return
        if self.shown.wrong:
            scans_of(self.panel).drop()
        super().change(typed)

    @Slot()
    def enter(self) -> None:
        """Ask the desk what it stands for."""
        if self.shown.complete:
            scans_of(self.panel).look_up(self._typed)
            self.refresh()

    @Property(str, notify=typedChanged)
    def typed(self) -> str:
        return str(self.shown.typed)

    @Property(bool, notify=busyChanged)
    def busy(self) -> bool:
        return bool(self.shown.busy)

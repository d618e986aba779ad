"""A phone number for reminders by text: typed with large digits, masked at once when it was given, kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.ui.pad_view_model import PadViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_ports import desk_of

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

DIGITS = 11
_MOBILE = re.compile(r"1[3-9]\d{9}")
_HEADING = Text(zh="请输入手机号", en="Your mobile number")
_LEAD = Text(
    zh="快轮到您时发短信；办完就删除，不作别的用途。", en="We text you when it is nearly your turn, then delete it."
)
_WRONG = Text(zh="这不像手机号，请再核对一下。", en="This does not look like a mobile number. Please check it.")
_SET = Text(zh="设好了", en="All set")
_SET_LEAD = Text(zh="快轮到您时会发短信到这个手机。", en="We will text this phone when it is nearly your turn.")


@dataclass(frozen=True, slots=True)
class RemindPicture:
    """``digits``: what was typed, in groups; once it was given only "138 **** 5678". ``stage``: "typing" or "set"."""

    stage: str
    heading: str
    lead: str
    digits: str
    complete: bool
    wrong: bool


def grouped(digits: str) -> str:
    """ "138 1234 5678"."""
    return " ".join(part for part in (digits[:3], digits[3:7], digits[7:]) if part)


def masked(digits: str) -> str:
    """ "138 **** 5678"."""
    return f"{digits[:3]} **** {digits[-4:]}"


@QmlElement
class RemindViewModel(PadViewModel):
    """See :class:`RemindPicture`."""

    most = DIGITS

    stageChanged = Signal()
    digitsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._masked = ""
        self._wrong = False
        self.refresh()

    def refresh(self) -> None:
        if self._masked:
            self.show(RemindPicture("set", self.read(_SET), self.read(_SET_LEAD), self._masked, True, False))
            return
        lead = self.read(_WRONG if self._wrong else _LEAD)
        shown = grouped(self._typed)
        complete = len(self._typed) == DIGITS
        self.show(RemindPicture("typing", self.read(_HEADING), lead, shown, complete, self._wrong))

    def forget(self) -> None:
        super().forget()
        self._masked = ""

    def change(self, typed: str) -> None:
        self._wrong = False
        super().change(typed)

    @Slot()
    def enter(self) -> None:
        """Give the number to the desk, and forget it here."""
        if not _MOBILE.fullmatch(self._typed):
            self._wrong = True
            self.refresh()
            self.panel.speak(self.shown.lead)
            return
        self._masked, phone = masked(self._typed), self._typed
        self._typed = ""
        desk_of(self.panel).remind(phone)
        self.refresh()
        self.panel.speak(self.sentence())

    @Slot()
    def leave(self) -> None:
        """Back to the ticket."""
        self.panel.back()

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        return str(self.shown.stage)

    @Property(str, notify=digitsChanged)
    def digits(self) -> str:
        return str(self.shown.digits)

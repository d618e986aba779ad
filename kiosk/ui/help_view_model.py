"""A person, please: calls the staff once, says whether the call went out, and what to do if it did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill, join
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.screens import is_available
from kiosk.ui.words import tell
from kiosk.visit.find_way import Spot

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


class Call(Enum):
    """How far the call has come."""

    WAITING = "waiting"
    HEARD = "heard"
    UNHEARD = "unheard"


_HEADINGS = {
    Call.WAITING: Text(zh="正在呼叫工作人员…", en="Calling the staff…"),
    Call.HEARD: Text(zh="已呼叫工作人员", en="The staff have been called"),
    Call.UNHEARD: Text(zh="请到服务台，有人帮您", en="Please go to the service desk"),
}
_STAY = Text(zh="请在这里等一下，马上有人来帮您。", en="Please wait here. Somebody will be with you soon.")
_DESK = Text(zh="{desk}。", en="{desk}.")
_PHONE = Text(zh="也可以打电话：{phone}。", en="Or call {phone}.")
_NEAR = Text(zh="服务台在{level}。", en="The service desk is on {level}.")
_LEAD = Text(zh="带我去服务台", en="Take me to the service desk")
_DESK_ICONS = ("help", "info")


@dataclass(frozen=True, slots=True)
class HelpPicture:
    """One big line, what to do, and the way to the desk if the plan shows one."""

    heading: str
    explanation: str
    lead: str
    heard: bool


def derive(panel: Panel, call: Call, desk: Spot | None) -> HelpPicture:
    """What is said while calling, when heard, and when nobody can be called."""
    hall = panel.way.hall
    near = fill(_NEAR, level=desk.level) if desk and desk.level else hall.help
    where = fill(_DESK, desk=panel.settings.help_desk) if panel.settings.help_desk else near
    phone = fill(_PHONE, phone=hall.phone) if hall.phone else EMPTY
    explanation = {Call.WAITING: EMPTY, Call.HEARD: _STAY, Call.UNHEARD: join(where, phone)}[call]
    lead = panel.read(_LEAD) if desk is not None and is_available("route") else ""
    return HelpPicture(panel.read(_HEADINGS[call]), panel.read(explanation), lead, call is Call.HEARD)


@QmlElement
class HelpViewModel(HeadedViewModel):
    """Opening the screen is the call; a change of language or content does not call again."""

    follows_content = True

    explanationChanged = Signal()
    heardChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._call = Call.WAITING
        self._desk: Spot | None = None
        self.refresh()
        panel.help_call.call(self._answered)

    def _answered(self, heard: bool) -> None:
        self._call = Call.HEARD if heard else Call.UNHEARD
        self.refresh()
        self.panel.speak(self.sentence())

    def refresh(self) -> None:
        facilities = self.panel.way.facilities(self.panel.visit.profile)
        self._desk = next((f.nearest for icon in _DESK_ICONS for f in facilities if f.icon == icon), None)
        self.show(derive(self.panel, self._call, self._desk))

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.heading, self.shown.explanation)

    @Slot()
    def leadThere(self) -> None:
        if self._desk is not None:
            self.panel.go("route", {"target_id": self._desk.id})

    @Slot()
    def leave(self) -> None:
        self.panel.back()

    @Property(str, notify=explanationChanged)
    def explanation(self) -> str:
        return str(self.shown.explanation)

    @Property(bool, notify=heardChanged)
    def heard(self) -> bool:
        return bool(self.shown.heard)

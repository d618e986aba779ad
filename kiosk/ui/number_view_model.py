"""What the screens of a number have in common: the number, its place in line in words, and what may be done now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.ui.view_model import ViewModel

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class LineViewModel(ViewModel):
    """A place in line. Its picture has ``title``, ``people``, ``minutes``, ``at_most`` in words, ``ahead`` as a number,
    what the voice reads: ``said``, and ``free``: nobody waits, and somebody sits there to call."""

    titleChanged = Signal()
    peopleChanged = Signal()
    minutesChanged = Signal()
    atMostChanged = Signal()
    aheadChanged = Signal()
    saidChanged = Signal()
    freeChanged = Signal()

    def sentence(self) -> str:
        return str(self.shown.said)

    @Property(str, notify=titleChanged)
    def title(self) -> str:
        return str(self.shown.title)

    @Property(str, notify=peopleChanged)
    def people(self) -> str:
        return str(self.shown.people)

    @Property(str, notify=minutesChanged)
    def minutes(self) -> str:
        return str(self.shown.minutes)

    @Property(str, notify=atMostChanged)
    def atMost(self) -> str:
        return str(self.shown.at_most)

    @Property(int, notify=aheadChanged)
    def ahead(self) -> int:
        return int(self.shown.ahead)

    @Property(bool, notify=freeChanged)
    def free(self) -> bool:
        return bool(self.shown.free)

    @Property(str, notify=saidChanged)
    def said(self) -> str:
        return str(self.shown.said)


@QmlElement
class NumberViewModel(LineViewModel):
    """A number that was given. Its picture has ``stage``, ``over``, ``label``, ``note``, the names of the place's parts
    and ``acts``, too (see ``ticket_acts``)."""

    stageChanged = Signal()
    overChanged = Signal()
    labelChanged = Signal()
    noteChanged = Signal()
    aheadNameChanged = Signal()
    waitNameChanged = Signal()
    actsChanged = Signal()

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        return str(self.shown.stage)

    @Property(str, notify=overChanged)
    def over(self) -> str:
        return str(self.shown.over)

    @Property(str, notify=labelChanged)
    def label(self) -> str:
        return str(self.shown.label)

    @Property(str, notify=noteChanged)
    def note(self) -> str:
        return str(self.shown.note)

    @Property(str, notify=aheadNameChanged)
    def aheadName(self) -> str:
        return str(self.shown.ahead_name)

    @Property(str, notify=waitNameChanged)
    def waitName(self) -> str:
        return str(self.shown.wait_name)

    @Property(list, notify=actsChanged)
    def acts(self) -> list[dict[str, Any]]:
        return list(self.shown.acts)

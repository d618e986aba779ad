"""The sleeping panel: one big sentence in every language of the hall, in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.hours_words import say_openness
from kiosk.ui.hub_parts import say_stale
from kiosk.ui.panel import Panel
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import say_clock, say_date

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

TURN_SECONDS = 4
INVITATION = Text(zh="碰一下，找窗口", en="Touch here to find your window")
EXPLANATION = Text(zh="去哪办、怎么走、带什么，一步步告诉您", en="Where to go, how to get there and what to bring")


@dataclass(frozen=True, slots=True)
class IdlePicture:
    """What the idle screen shows."""

    invitation: str
    explanation: str
    hall: str
    clock: str
    today: str
    stale: str


def derive(panel: Panel, since: float) -> IdlePicture:
    """It speaks the hall's languages in turn, the first one first; ``since``: when it began to (monotonic seconds)."""
    now, languages = panel.clock.now(), panel.settings.languages
    language = languages[int(panel.clock.monotonic() - since) // TURN_SECONDS % len(languages)]
    hours = say_openness(panel.way.hall_hours(), now).within(language)
    return IdlePicture(
        invitation=INVITATION.within(language),
        explanation=EXPLANATION.within(language),
        hall=panel.way.hall.name.within(language),
        clock=say_clock(now),
        today=" · ".join(part for part in (say_date(now).within(language), hours) if part),
        stale=say_stale(panel).within(language),
    )


@QmlElement
class IdleViewModel(ViewModel):
    """See :class:`IdlePicture`."""

    follows_content = True

    invitationChanged = Signal()
    explanationChanged = Signal()
    hallChanged = Signal()
    clockChanged = Signal()
    todayChanged = Signal()
    staleChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._since = panel.clock.monotonic()
        self.refresh()

    def refresh(self) -> None:
        self.show(derive(self.panel, self._since))

    @Property(str, notify=invitationChanged)
    def invitation(self) -> str:
        return str(self.shown.invitation)

    @Property(str, notify=explanationChanged)
    def explanation(self) -> str:
        return str(self.shown.explanation)

    @Property(str, notify=hallChanged)
    def hall(self) -> str:
        return str(self.shown.hall)

    @Property(str, notify=clockChanged)
    def clock(self) -> str:
        return str(self.shown.clock)

    @Property(str, notify=todayChanged)
    def today(self) -> str:
        return str(self.shown.today)

    @Property(str, notify=staleChanged)
    def stale(self) -> str:
        return str(self.shown.stale)

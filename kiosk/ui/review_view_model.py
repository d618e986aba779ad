"""How was it (好差评)? Five levels, reasons to tick, a minute of time, and nobody has to answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.ticketing.reviews import LEVEL_WORDS, Level, reasons_of
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_ports import scans_of
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

SECONDS = 60.0
THANKS_S = 6.0
_FACES = {
    Level.VERY_GOOD: "sentiment_very_satisfied",
    Level.GOOD: "sentiment_satisfied",
    Level.FAIR: "sentiment_neutral",
    Level.BAD: "sentiment_dissatisfied",
    Level.VERY_BAD: "sentiment_extremely_dissatisfied",
}
_QUESTION = Text(zh="您对这次服务满意吗？", en="How was the service?")
_NOTE = Text(zh="评价不记名，窗口工作人员看不到是谁评的。", en="No name is kept; the staff do not see who answered.")
_WHY = Text(zh="为什么这样评？可以选几条，不选也算数。", en="Why? Tick what fits; without ticks it counts as well.")
_LEFT = Text(zh="还有{seconds}秒，不评价也可以", en="{seconds} seconds left; you need not answer")
_THANKS = Text(zh="谢谢您的评价", en="Thank you")
_THANKS_GOOD = Text(zh="祝您办事顺利。", en="Have a good day.")
_THANKS_BAD = Text(
    zh="我们会马上核实，15个工作日内给出处理结果。", en="We look into it now and answer within 15 working days."
)


@dataclass(frozen=True, slots=True)
class ReviewPicture:
    """``stage``: "levels", "reasons" or "thanks"; ``levels``: code, name, icon; ``reasons``: code, name, checked."""

    stage: str
    heading: str
    lead: str
    left: str
    level: str
    level_icon: str
    levels: tuple[dict[str, Any], ...]
    reasons: tuple[dict[str, Any], ...]


@QmlElement
class ReviewViewModel(HeadedViewModel):
    """See :class:`ReviewPicture`. A minute's silence is no answer; a level that was pressed counts as it is."""

    is_live = is_personal = keeps_awake = True

    stageChanged = Signal()
    leftChanged = Signal()
    levelChanged = Signal()
    levelIconChanged = Signal()
    levelsChanged = Signal()
    reasonsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._until = panel.clock.monotonic() + SECONDS
        self._level: Level | None = None
        self._ticked: tuple[str, ...] = ()
        self._sent = False
        self.refresh()

    def refresh(self) -> None:
        left = self._until - self.panel.clock.monotonic()
        if left > 0 or self.shown is None:
            self.show(self._derived(max(1, math.ceil(left))))
        elif self._level is not None and not self._sent:
            self.send()
        elif self.panel.visit.page.screen == "review":
            self.panel.go("home", {})

    def _derived(self, left: int) -> ReviewPicture:
        level = self._level
        stage = "thanks" if self._sent else "levels" if level is None else "reasons"
        thanks = _THANKS_BAD if level is not None and level.is_bad else _THANKS_GOOD
        return ReviewPicture(
            stage,
            self.read(_THANKS if self._sent else _QUESTION),
            self.read({"levels": _NOTE, "reasons": _WHY, "thanks": thanks}[stage]),
            "" if self._sent else self.read(fill(_LEFT, seconds=left)),
            self.read(LEVEL_WORDS[level]) if level is not None else "",
            _FACES[level] if level is not None else "",
            tuple({"code": str(int(one)), "name": self.read(LEVEL_WORDS[one]), "icon": _FACES[one]} for one in _FACES),
            tuple(
                {"code": code, "name": self.read(words), "checked": code in self._ticked}
                for code, words in self._reasons().items()
            ),
        )

    def _reasons(self) -> dict[str, Text]:
        return reasons_of(self._level) if self._level is not None else {}

    def forget(self) -> None:
        super().forget()
        self._level, self._ticked = None, ()

    @Slot(str)
    def choose(self, code: str) -> None:
        """This level; reasons are asked next."""
        self._level = next((level for level in Level if str(int(level)) == code), None)
        self._ticked = ()
        self.refresh()
        self.panel.speak(tell(self.panel.visit.language, self.shown.level, self.shown.lead))

    @Slot(str)
    def tick(self, code: str) -> None:
        """This reason fits, or not any more."""
        ticked = set(self._ticked) ^ {code}
        self._ticked = tuple(known for known in self._reasons() if known in ticked)
        self.refresh()

    @Slot()
    def otherLevel(self) -> None:
        """Another level after all."""
        self._level, self._ticked = None, ()
        self.refresh()

    @Slot()
    def send(self) -> None:
        """Give the answer; thanks stand for a moment."""
        if self._level is None or self._sent:
            return
        scans_of(self.panel).review(str(int(self._level)), self._ticked)
        self._sent = True
        self._until = self.panel.clock.monotonic() + THANKS_S
        self.refresh()
        self.panel.speak(self.sentence())

    @Slot()
    def leave(self) -> None:
        """No answer, or after the thanks."""
        self.panel.go("home", {})

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        return str(self.shown.stage)

    @Property(str, notify=leftChanged)
    def left(self) -> str:
        return str(self.shown.left)

    @Property(str, notify=levelChanged)
    def level(self) -> str:
        return str(self.shown.level)

    @Property(str, notify=levelIconChanged)
    def levelIcon(self) -> str:
        return str(self.shown.level_icon)

    @Property(list, notify=levelsChanged)
    def levels(self) -> list[dict[str, Any]]:
        return list(self.shown.levels)

    @Property(list, notify=reasonsChanged)
    def reasons(self) -> list[dict[str, Any]]:
        return list(self.shown.reasons)

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
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_ports import Choice, scans_of
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

SECONDS = 60.0
THANKS_S = 6.0
_FACES = (
    "sentiment_very_satisfied",
    "sentiment_satisfied",
    "sentiment_neutral",
    "sentiment_dissatisfied",
    "sentiment_very_dissatisfied",
)
_QUESTION = Text(zh="您对这次服务满意吗？", en="How was the service?")
_NOTE = Text(zh="评价不记名，窗口工作人员看不到是谁评的。", en="No name is kept; the staff do not see who answered.")
_WHY = Text(zh="为什么这样评？可以选几条，也可以不选。", en="Why? Tick what fits, or nothing.")
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
class ReviewViewModel(ViewModel):
    """See :class:`ReviewPicture`. Silence for a minute is no answer."""

    is_live = is_personal = keeps_awake = True

    stageChanged = Signal()
    headingChanged = Signal()
    leadChanged = Signal()
    leftChanged = Signal()
    levelChanged = Signal()
    levelIconChanged = Signal()
    levelsChanged = Signal()
    reasonsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._form = scans_of(panel).review_form()
        self._until = panel.clock.monotonic() + SECONDS
        self._level: Choice | None = None
        self._ticked: tuple[str, ...] = ()
        self._sent = False
        self.refresh()

    def refresh(self) -> None:
        began = self.shown is None
        left = self._until - self.panel.clock.monotonic()
        if left <= 0 and not began:
            if self.panel.visit.page.screen == "review":
                self.panel.go("home", {})
            return
        self.show(self._derived(max(1, math.ceil(left))))

    def _derived(self, left: int) -> ReviewPicture:
        levels = self._form.levels
        faces = {level.code: _face(n, len(levels)) for n, level in enumerate(levels)}
        shown = tuple(
            {"code": level.code, "name": self.read(level.name), "icon": faces[level.code]} for level in levels
        )
        chosen = self._level
        name, icon = (self.read(chosen.name), faces[chosen.code]) if chosen is not None else ("", "")
        stage = "thanks" if self._sent else "levels" if chosen is None else "reasons"
        heading = {"levels": _QUESTION, "reasons": _QUESTION, "thanks": _THANKS}[stage]
        lead = {"levels": _NOTE, "reasons": _WHY, "thanks": _THANKS_BAD if self._is_bad() else _THANKS_GOOD}[stage]
        return ReviewPicture(
            stage,
            self.read(heading),
            self.read(lead),
            "" if self._sent else self.read(fill(_LEFT, seconds=left)),
            name,
            icon,
            shown,
            tuple(
                {"code": reason.code, "name": self.read(reason.name), "checked": reason.code in self._ticked}
                for reason in self._reasons()
            ),
        )

    def _reasons(self) -> tuple[Choice, ...]:
        return dict(self._form.reasons).get(self._level.code, ()) if self._level is not None else ()

    def _is_bad(self) -> bool:
        """The last two of five."""
        codes = [level.code for level in self._form.levels]
        return self._level is not None and codes.index(self._level.code) >= len(codes) - 2

    def forget(self) -> None:
        super().forget()
        self._level, self._ticked = None, ()

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.heading, self.shown.lead)

    @Slot(str)
    def choose(self, code: str) -> None:
        """This level; reasons are asked next, where there are any."""
        self._level = next((level for level in self._form.levels if level.code == code), None)
        self._ticked = ()
        if self._level is not None and not self._reasons():
            self.send()
            return
        self.refresh()
        self.panel.speak(tell(self.panel.visit.language, self.shown.level, self.shown.lead))

    @Slot(str)
    def tick(self, code: str) -> None:
        """This reason fits, or not any more."""
        ticked = set(self._ticked) ^ {code}
        self._ticked = tuple(reason.code for reason in self._reasons() if reason.code in ticked)
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
        scans_of(self.panel).review(self._level.code, self._ticked)
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

    @Property(str, notify=headingChanged)
    def heading(self) -> str:
        return str(self.shown.heading)

    @Property(str, notify=leadChanged)
    def lead(self) -> str:
        return str(self.shown.lead)

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


def _face(place: int, count: int) -> str:
    return _FACES[round(place * (len(_FACES) - 1) / max(1, count - 1))]

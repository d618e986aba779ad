"""The staff page: a PIN pad, and behind it what staff see and may do at this panel; closed again when it is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.matters.sentences import fill
from kiosk.ui import staff_hub
from kiosk.ui import staff_words as say
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.hub_parts import hub_of
from kiosk.ui.panel import Panel
from kiosk.ui.staff_keys import Doing, Key
from kiosk.ui.staff_lines import Line
from kiosk.ui.staff_parts import PART, StaffParts, staff_parts_of
from kiosk.ui.staff_sections import SECTIONS, section_keys
from kiosk.visit.staff_pin import Answer
from kiosk.visit.visit import LOUDEST

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST_PIN = 12
_LOOK_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class StaffPicture:
    """``stage``: "unset" (no PIN), "pin" or "open"; ``typed``: how many digits stand there."""

    stage: str
    heading: str
    lead: str
    typed: int = 0
    locked: bool = False
    wrong: bool = False
    section: str = ""
    sections: tuple[Key, ...] = ()
    lines: tuple[Line, ...] = ()
    acts: tuple[Key, ...] = ()
    choices: tuple[Key, ...] = ()


@QmlElement
class StaffViewModel(HeadedViewModel):
    """See :class:`StaffPicture`. The digits are kept until they are tried, and nowhere else."""

    is_live = True  # the lock counts down, the parts may have changed
    follows_content = True

    stageChanged = Signal()
    typedChanged = Signal()
    lockedChanged = Signal()
    wrongChanged = Signal()
    sectionChanged = Signal()
    sectionsChanged = Signal()
    linesChanged = Signal()
    actsChanged = Signal()
    choicesChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._own = staff_parts_of(panel)
        self._digits, self._was_wrong, self._admitted = "", False, False
        self._section, self._doing = "health", Doing()
        self._looked_at = float("-inf")
        self.refresh()

    @property
    def _parts(self) -> StaffParts:
        """Those of the content that is shown now."""
        parts = self.panel.more.get(PART)
        return parts if isinstance(parts, StaffParts) else self._own

    def admit(self, section: str = "health") -> None:
        """Open the page: the PIN was right, or a picture is taken."""
        self._admitted, self._section = True, section
        self.refresh()

    def refresh(self) -> None:
        if self._admitted:
            self._look_around()
        self.show(self._open_picture() if self._admitted else self._pin_picture())

    def _look_around(self) -> None:
        now = self.panel.clock.monotonic()
        if now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            self._parts.look()

    def _pin_picture(self) -> StaffPicture:
        title = self.read(say.TITLE)
        if not self.panel.settings.staff_pin:
            return StaffPicture("unset", title, self.read(say.UNSET))
        seconds = ceil(self._parts.lock.seconds_locked())
        if seconds > 0:
            return StaffPicture("pin", title, self.read(fill(say.LOCKED, seconds=seconds)), locked=True, wrong=True)
        wrong = self._was_wrong and not self._digits
        lead = fill(say.WRONG, tries=self._parts.lock.tries_left()) if wrong else say.ASK_PIN
        return StaffPicture("pin", title, self.read(lead), typed=len(self._digits), wrong=wrong)

    def _open_picture(self) -> StaffPicture:
        section = SECTIONS[self._section](self.panel, self._parts, self._doing)
        return StaffPicture(
            "open",
            self.read(say.SECTIONS[self._section][0]),
            self.read(section.lead),
            section=self._section,
            sections=section_keys(self.panel, self._section),
            lines=section.lines,
            acts=section.acts,
            choices=section.choices,
        )

    @Slot(str)
    def type(self, digit: str) -> None:
        """One more digit of the PIN."""
        if digit.isascii() and digit.isdigit() and len(self._digits) < LONGEST_PIN and not self.shown.locked:
            self._digits += digit
            self.refresh()

    @Slot()
    def erase(self) -> None:
        self._digits = self._digits[:-1]
        self.refresh()

    @Slot()
    def clear(self) -> None:
        self._digits = ""
        self.refresh()

    @Slot()
    def enter(self) -> None:
        """Try the digits; whatever comes of it, they are gone."""
        digits, self._digits = self._digits, ""
        if not digits or self._admitted:
            return
        answer = self._parts.lock.attempt(digits)
        self._was_wrong = answer is Answer.WRONG
        if answer is Answer.OPEN:
            self.admit()
            self.panel.speak(self.read(say.OPENED))
        else:
            self.refresh()
            self.panel.speak(self.shown.lead)

    @Slot(str)
    def turnTo(self, section: str) -> None:
        """Show another section, or leave."""
        if not self._admitted:
            return
        if section == "leave":
            self.panel.back()
        elif section in SECTIONS:
            self._section, self._doing = section, replace(self._doing, asking=False, choosing="", printed=None)
            self.refresh()
            self.panel.speak(self.sentence())

    @Slot(str)
    def act(self, key: str) -> None:
        """Do what a key of the open section stands for."""
        if not self._admitted:
            return
        if self._section == "health" and key == "print":
            self._print()
        elif self._section == "sound":
            self._sound(key)
        elif self._section == "screen":
            self.panel.go("staff-test", {"test": key})
        elif self._section == "switches":
            self._parts.switches.turn(key, key not in self._parts.switches.closed())
        elif self._section == "hub":
            self._doing = replace(self._doing, choosing=staff_hub.act(hub_of(self.panel), key))
        elif self._section == "program":
            self._restart(key)
        self.refresh()

    def _sound(self, key: str) -> None:
        if key == "say-zh":
            self.panel.speaker.say(say.TEST.within("zh-CN"), "zh-CN")
        elif key == "say-en":
            self.panel.speaker.say(say.TEST.within("en"), "en")
        elif key == "ring" and self._parts.ring is not None and not self._doing.ringing:
            self._doing = replace(self._doing, ringing=True)
            self._parts.ring(self._rang)
        elif key.startswith("volume-"):
            self.panel.visit.volume = max(1, min(LOUDEST, int(key[-1])))
            self.panel.on_wipe()  # the bar and the speaker hear of the new volume
            words = fill(say.TEST_LEVEL, level=self.panel.visit.volume)
            self.panel.speaker.say(self.read(words), self.panel.visit.language)

    def _print(self) -> None:
        if self._parts.print_slip is not None and not self._doing.printing:
            self._doing = replace(self._doing, printing=True, printed=None)
            self._parts.print_slip(self._printed)

    def _printed(self, came_out: bool) -> None:
        self._doing = replace(self._doing, printing=False, printed=came_out)
        self.refresh()
        self.panel.speak(self.shown.lead)

    def _rang(self, heard: bool) -> None:
        self._doing = replace(self._doing, ringing=False)
        self.refresh()

    def _restart(self, key: str) -> None:
        if key == "restart-yes" and self._doing.asking and self._parts.restart is not None:
            self._doing = replace(self._doing, asking=False, restarting=True)
            self._parts.restart()
        elif not self._doing.restarting:
            self._doing = replace(self._doing, asking=key == "restart")

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        return str(self.shown.stage)

    @Property(int, notify=typedChanged)
    def typed(self) -> int:
        return int(self.shown.typed)

    @Property(bool, notify=lockedChanged)
    def locked(self) -> bool:
        return bool(self.shown.locked)

    @Property(bool, notify=wrongChanged)
    def wrong(self) -> bool:
        return bool(self.shown.wrong)

    @Property(str, notify=sectionChanged)
    def section(self) -> str:
        return str(self.shown.section)

    @Property(list, notify=sectionsChanged)
    def sections(self) -> list[dict[str, Any]]:
        return [key.as_qml() for key in self.shown.sections]

    @Property(list, notify=linesChanged)
    def lines(self) -> list[dict[str, Any]]:
        return [line.as_qml() for line in self.shown.lines]

    @Property(list, notify=actsChanged)
    def acts(self) -> list[dict[str, Any]]:
        return [key.as_qml() for key in self.shown.acts]

    @Property(list, notify=choicesChanged)
    def choices(self) -> list[dict[str, Any]]:
        return [key.as_qml() for key in self.shown.choices]

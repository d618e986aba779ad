"""What a section of the staff page is made of: a sentence, lines, keys, and what is under way (no Qt)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.base.texts import Text
from kiosk.ui.staff_lines import Line


@dataclass(frozen=True, slots=True)
class Key:
    """Something to press; ``primary``: the section's one main act, ``selected``: it stands switched on."""

    id: str
    name: str
    icon: str = ""
    detail: str = ""
    primary: bool = False
    selected: bool = False

    def as_qml(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in self.__slots__}


@dataclass(frozen=True, slots=True)
class Section:
    """One sentence, the lines to read, acts that do something, and choices that stay as they are put."""

    lead: Text
    lines: tuple[Line, ...]
    acts: tuple[Key, ...] = ()
    choices: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Doing:
    """What is under way: a chime that rings, a slip that is printed (``printed``: whether the last one came out), a
    restart that is asked about or has been said yes to."""

    ringing: bool = False
    printing: bool = False
    printed: bool | None = None
    asking: bool = False
    choosing: str = ""  # of the hub: "back", "usb" or "ask"
    restarting: bool = False

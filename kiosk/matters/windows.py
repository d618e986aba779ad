"""Windows (窗口) and which matter each serves under which condition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill

_BY_NUMBER = Text(zh="{number}号窗口", en="Window {number}")


class WindowType(StrEnum):
    """窗口类型."""

    GENERAL = "general"  # 综合
    SPECIAL = "special"  # 专业
    ACCESSIBLE = "accessible"  # 无障碍、低位
    TIDAL = "tidal"  # 潮汐
    GREEN = "green"  # 绿色通道


@dataclass(frozen=True, slots=True)
class Window:
    """A numbered window. ``place_id`` is its occupant in the plan; ``hours_id`` names a week in the hours table."""

    number: str
    name: Text
    department_codes: tuple[str, ...]
    type: WindowType = WindowType.SPECIAL
    place_id: str = ""
    hours_id: str = ""
    phone: str = ""
    accessible: bool = False

    @property
    def title(self) -> Text:
        """Its name, or what its sign says: "Window 11"."""
        return self.name or fill(_BY_NUMBER, number=self.number)


@dataclass(frozen=True, slots=True)
class Closure:
    """A window closed by a switch ``until`` a moment (aware; None: nobody knows yet), and why in a short clause."""

    until: datetime | None = None
    reason: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Service:
    """This window serves this matter, perhaps only under a condition; ``priority`` 1 is the first choice."""

    matter_code: str
    window_number: str
    condition: Text = EMPTY
    priority: int = 1
    hours_id: str = ""

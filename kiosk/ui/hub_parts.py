"""How this panel stands with its hub, as the screens see it: in step or not, since when, and how it is admitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ui.emergencies import Message
from kiosk.ui.panel import Panel
from kiosk.ui.words import say_date

PART = "hub"  # the key in ``Panel.more``

_STALE = Text(
    zh="已经{days}天没有连上更新，这里的内容是{date}的。如有不同，以窗口说的为准。",
    en="No updates for {days} days: what you see here is from {date}. If a window says otherwise, the window is right.",
)
_IN_YEAR = Text(zh="{year}年{date}", en="{date} {year}")


class Step(StrEnum):
    """How far this panel has come with its hub."""

    ALONE = "alone"  # follows none
    ASKING = "asking"  # wants to be admitted: shows a code
    WAITING = "waiting"  # admitted; nothing was published to it yet
    FOLLOWING = "following"
    REVOKED = "revoked"  # the hub does not know this panel any more


@dataclass(frozen=True, slots=True)
class Asking:
    """What a technician needs to admit this panel. ``address``: the page of the console, for a phone's camera."""

    code: str
    check: str
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about panel and hub at one moment. ``last_contact``: when the hub was last heard, ever.

    ``waiting``: a release that is here and shown from ``waiting_at`` (None: at the next moment nobody is there);
    ``kept``: the releases that can be gone back to; ``progress``: 0–1 while one is fetched; ``trouble``: what is wrong.
    """

    step: Step = Step.ALONE
    address: str = ""
    connected: bool = False
    last_contact: datetime | None = None
    stale_days: int = 3
    built_at: datetime | None = None
    shown: int = 0
    shown_since: datetime | None = None
    waiting: int = 0
    waiting_at: datetime | None = None
    kept: tuple[int, ...] = ()
    progress: float | None = None
    asking: Asking | None = None
    panel_id: str = ""
    hall_id: str = ""
    name: str = ""
    emergencies: tuple[Message, ...] = ()
    trouble: Text = EMPTY
    doing: Text = EMPTY

    def days_offline(self, now: datetime) -> int:
        """Whole days since the hub was last heard; 0 for a panel that follows none."""
        if self.step is Step.ALONE or self.connected or self.last_contact is None:
            return 0
        return max(0, (now - self.last_contact).days)

    def is_stale(self, now: datetime) -> bool:
        """Whether visitors should know how old the content is."""
        return self.days_offline(now) >= self.stale_days


class Hub(Protocol):
    """What the staff page may ask for. Acts return at once; what comes of them is told by ``standing``."""

    def standing(self) -> Standing: ...

    def go_back_to(self, number: int) -> None:
        """Show a kept release again, until the hub publishes the next one."""
        ...

    def folders(self) -> Sequence[Path]:
        """USB folders that hold a release."""
        ...

    def bring_in(self, folder: Path) -> None: ...

    def ask_again(self) -> None:
        """Throw this panel's identity away and ask to be admitted anew."""
        ...

    def take_down(self, message_id: str) -> None:
        """An emergency message is not shown on this panel any more."""
        ...


@dataclass
class StandingStill:
    """The absent twin: a panel without a hub, or one that is rehearsed for pictures."""

    what: Standing = Standing()
    usb: Sequence[Path] = ()

    def standing(self) -> Standing:
        return self.what

    def go_back_to(self, number: int) -> None:
        return

    def folders(self) -> Sequence[Path]:
        return self.usb

    def bring_in(self, folder: Path) -> None:
        return

    def ask_again(self) -> None:
        return

    def take_down(self, message_id: str) -> None:
        return


def hub_of(panel: Panel) -> Hub:
    """The hub this panel was given, or none."""
    hub: Hub | None = panel.more.get(PART)
    return hub if hub is not None else StandingStill()


def say_stale(panel: Panel) -> Text:
    """For visitors: how long there were no updates and how old the content is; empty while it is fresh."""
    standing, now = hub_of(panel).standing(), panel.clock.now()
    if not standing.is_stale(now):
        return EMPTY
    built = (standing.built_at or standing.last_contact or now).astimezone(now.tzinfo)
    date = say_date(built) if built.year == now.year else fill(_IN_YEAR, year=built.year, date=say_date(built))
    return fill(_STALE, days=standing.days_offline(now), date=date)

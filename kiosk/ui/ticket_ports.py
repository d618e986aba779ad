"""The ticket desk and the scanner as the screens see them: what stands there now, and what a visitor may ask for.

Whoever fulfils these ports answers at once, changes what it shows later, and then calls ``screens.navigator.refresh()``
on the screens' thread: every screen derives itself anew from what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtGui import QImage

from kiosk.ui.panel import Panel
from kiosk.visit.desk_facts import DeskNow, Found, QueueNow, Wish
from kiosk.visit.take_ticket import Issue

DESK, SCANS = "desk", "scans"  # the keys in ``Panel.more``


class Desk(Protocol):
    """The ticket desk. Acts return at once; what comes of them is told by ``issue``."""

    def now(self) -> DeskNow | None:
        """None: this hall has no desk, or it was not heard for so long that nothing can be said."""
        ...

    def issue(self) -> Issue | None:
        """This visit's ticket, if one was asked for."""
        ...

    def take(self, wish: Wish) -> None:
        """Ask for a number and print it; while one is being asked for nothing happens."""
        ...

    def keep(self) -> None:
        """No paper came, and the visitor has photographed the number."""
        ...

    def give_back(self) -> None:
        """The visitor does not want the number."""
        ...

    def remind(self, phone: str) -> None:
        """Send text messages for this visit's ticket; the number goes to the desk and is kept nowhere here."""
        ...

    def leave(self) -> None:
        """The visit is over: forget its ticket (a number that nobody took from the screen goes back)."""
        ...


class Scans(Protocol):
    """Camera and scanner. Acts return at once; what comes of them is told by ``found``."""

    def has_camera(self) -> bool: ...

    def has_scanner(self) -> bool: ...

    def look(self, on: bool) -> None:
        """The scan page stands, or was left: the camera watches only meanwhile."""
        ...

    def frame(self) -> QImage | None:
        """The newest picture of the camera, upright and mirrored, for the visitor to aim by."""
        ...

    def found(self) -> Found | None:
        """What was read last in this visit; a ticket as it stands now."""
        ...

    def drop(self) -> None:
        """Forget what was read, and be ready for the next."""
        ...

    def look_up(self, code: str) -> None:
        """The code of an appointment was typed: what does it stand for?"""
        ...

    def check_in(self) -> None:
        """Take the number of the appointment that was scanned or typed (told by the desk's ``issue``)."""
        ...

    def come_back(self) -> None:
        """The scanned ticket was missed: back in line."""
        ...

    def give_back(self) -> None:
        """The scanned ticket is not wanted any more."""
        ...

    def review(self, level: str, reasons: Sequence[str]) -> None:
        """Rate the service of the scanned ticket; ``level``, ``reasons``: as in ticketing.reviews."""
        ...


class NoDesk:
    """The absent twin of a desk."""

    def now(self) -> DeskNow | None:
        return None

    def issue(self) -> Issue | None:
        return None

    def take(self, wish: Wish) -> None:
        return

    def keep(self) -> None:
        return

    def give_back(self) -> None:
        return

    def remind(self, phone: str) -> None:
        return

    def leave(self) -> None:
        return


class NoScans:
    """The absent twin of camera and scanner."""

    def has_camera(self) -> bool:
        return False

    def has_scanner(self) -> bool:
        return False

    def look(self, on: bool) -> None:
        return

    def frame(self) -> QImage | None:
        return None

    def found(self) -> Found | None:
        return None

    def drop(self) -> None:
        return

    def look_up(self, code: str) -> None:
        return

    def check_in(self) -> None:
        return

    def come_back(self) -> None:
        return

    def give_back(self) -> None:
        return

    def review(self, level: str, reasons: Sequence[str]) -> None:
        return


def desk_of(panel: Panel) -> Desk:
    """The desk this panel was given, or none."""
    desk: Desk | None = panel.more.get(DESK)
    return desk if desk is not None else NoDesk()


def scans_of(panel: Panel) -> Scans:
    """The scanner this panel was given, or none."""
    scans: Scans | None = panel.more.get(SCANS)
    return scans if scans is not None else NoScans()


def queue_of(now: DeskNow | None, *, code: str = "", matter: str = "") -> QueueNow | None:
    """The queue of this code, or the one in which a matter waits."""
    for queue in now.queues if now is not None else ():
        if (code and queue.code == code) or (matter and matter in queue.matters):
            return queue
    return None

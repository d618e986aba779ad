"""The ticket desk and the scanner for the screens: presses start the flows of a visit, what comes of them is shown.

The screens ask and return at once; the flows run as tasks of the event loop, and every change draws the screens anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kiosk.compose.scanners import Scanners
from kiosk.matters.sentences import join
from kiosk.scanning.payloads import Payload
from kiosk.ticketing.tickets import Kind
from kiosk.visit.desk_facts import DeskNow, Found, Meaning, Wish
from kiosk.visit.my_ticket import MyTicket
from kiosk.visit.take_ticket import Issue, TakeTicket

log = logging.getLogger("kiosk.tickets")

#: Runs a flow beside the screens; a fault in it is logged by whoever runs it.
Spawn = Callable[[Coroutine[Any, Any, Any]], object]


class DeskScreens:
    """The desk as ``ui.ticket_ports.Desk``. ``now``: what the board shows; ``spawn``: runs what takes time."""

    def __init__(self, flow: TakeTicket, now: Callable[[], DeskNow | None], spawn: Spawn) -> None:
        self._flow, self._now, self._spawn = flow, now, spawn

    def now(self) -> DeskNow | None:
        """The desk at this moment; None: there is none."""
        return self._now()

    def issue(self) -> Issue | None:
        """This visit's ticket."""
        return self._flow.issue

    def take(self, wish: Wish) -> None:
        """Ask for a number and print it."""
        self._spawn(self._flow.take(wish))

    def keep(self) -> None:
        """The visitor has the number from the screen."""
        self._spawn(self._flow.keep())

    def give_back(self) -> None:
        """The visitor does not want the number."""
        self._spawn(self._flow.give_back())

    def remind(self, phone: str) -> None:
        """Text messages for this visit's ticket."""
        self._spawn(self._flow.remind(phone))

    def leave(self) -> None:
        """The visit is over."""
        self._spawn(self._flow.leave())


class ScanScreens:
    """Camera and scanner as ``ui.ticket_ports.Scans``. ``changed`` is called when something was read or is known anew;
    ``language``: the visitor's."""

    def __init__(
        self,
        flow: MyTicket,
        desk: DeskScreens,
        scanners: Scanners,
        spawn: Spawn,
        *,
        changed: Callable[[], None],
        language: Callable[[], str],
        admits: Callable[[], bool] = lambda: True,
    ) -> None:
        """``admits``: whether what a scanner reads may open its page now, when no scan page shows."""
        self._flow, self._desk, self._scanners, self._spawn = flow, desk, scanners, spawn
        self._changed, self._language, self._admits = changed, language, admits
        self._end: Callable[[], None] | None = None
        self._foreign: Found | None = None
        self._code = ""  # of the slip that stands there
        self._picture: tuple[int, QImage] | None = None
        scanners.listen(self._overheard)

    def has_camera(self) -> bool:
        """Whether a camera is to be aimed at."""
        return self._scanners.sees

    def has_scanner(self) -> bool:
        """Whether a bar code scanner is built in."""
        return self._scanners.reads

    def look(self, on: bool) -> None:
        """Scan from now on, or no more."""
        if on and self._end is None:
            self._end = self._scanners.open(self._heard)
        elif not on and self._end is not None:
            end, self._end, self._picture = self._end, None, None
            end()

    def frame(self) -> QImage | None:
        """What the camera sees, mirrored: a hand that goes left goes left in it."""
        frame = self._scanners.frame()
        if frame is None:
            return None
        if self._picture is None or self._picture[0] != frame.serial:
            grey = QImage(frame.grey, frame.width, frame.height, frame.width, QImage.Format.Format_Grayscale8)
            self._picture = frame.serial, grey.flipped(Qt.Orientation.Horizontal)
        return self._picture[1]

    def found(self) -> Found | None:
        """What was read last."""
        return self._foreign or self._flow.found

    def drop(self) -> None:
        """Forget what was read."""
        self._flow.forget()
        self._foreign, self._code = None, ""

    def check_in(self) -> None:
        """A number for the appointment that was scanned or typed."""
        found = self._flow.found
        meant = found.appointment if found is not None else None
        if meant is not None and meant.can_check_in and meant.code:
            kind, language = str(Kind.APPOINTMENT), self._language()
            self._desk.take(Wish(meant.queue, meant.matters, kind, appointment=meant.code, language=language))

    def come_back(self) -> None:
        """The scanned ticket goes back in line."""
        self._spawn(self._flow.come_back())

    def give_back(self) -> None:
        """The scanned ticket is not wanted any more."""
        self._spawn(self._flow.give_back())

    def look_up(self, code: str) -> None:
        """An appointment's code was typed."""
        self._foreign, self._code = None, ""
        self._spawn(self._flow.typed(code))

    def review(self, level: str, reasons: Sequence[str]) -> None:
        """Rate the service of the scanned ticket."""
        self._spawn(self._flow.review(level, reasons))

    def look_again(self) -> None:
        """The desk says that a ticket changed: ask how the scanned one stands."""
        self._spawn(self._flow.look_again())

    def _overheard(self, payload: Payload) -> None:
        """Something was held under the scanner while no scan page shows."""
        if self._admits():
            self._heard(payload)

    def _heard(self, payload: Payload) -> None:
        """A code was shown to the panel, on the screens' thread."""
        found = self._flow.found
        if payload.code and payload.code == self._code and found is not None and found.ticket is not None:
            self._spawn(self._flow.look_again())  # the same slip, still held there
            return
        if payload.code:
            self._foreign, self._code = None, payload.code
            self._spawn(self._flow.scanned(payload.code))
            return
        self.drop()
        said = join(payload.title, payload.instead)
        self._foreign = Found(Meaning.OTHER, text=payload.shown, said=said)
        self._changed()

"""A desk and a scanner that stand still, made from the hall at hand: for pictures and the audit, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtGui import QColor, QImage, QPainter

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import join
from kiosk.scanning.payloads import understood
from kiosk.ui import ticket_ports as ports
from kiosk.ui.engine import Screens
from kiosk.ui.map_qr import QUIET, modules
from kiosk.ui.my_ticket_view_model import MyTicketViewModel
from kiosk.ui.remind_view_model import RemindViewModel
from kiosk.ui.review_view_model import ReviewViewModel
from kiosk.ui.scan_view_model import ScanViewModel
from kiosk.ui.staff_parts import PART as STAFF
from kiosk.ui.staff_parts import staff_parts_of
from kiosk.ui.staff_view_model import StaffViewModel
from kiosk.ui.type_code_view_model import TypeCodeViewModel
from kiosk.visit.desk_facts import Appointment, CallNow, DeskNow, Found, Meaning, QueueNow, TicketNow, Wish
from kiosk.visit.find_way import FindWay
from kiosk.visit.take_ticket import Issue, Step

_ID = "5" * 32
_ADDRESS = "https://hall.example.org/t/" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345-_" * 4
#: People waiting, likely and most minutes of the queues one after the other.
_WAITS = ((14, 45, 60), (6, 20, 35), (2, 10, 15), (9, 30, 45), (0, 0, 0), (21, 70, 95))
_NO_MORE = Text(
    zh="上午的号已经取完，请13:30以后再来取。", en="No more numbers this morning: please come back after 13:30."
)
_REPLACED = Text(zh="优先号：您排在普通号前面。", en="Priority: you go before ordinary numbers.")
_BACK_IN_LINE = Text(zh="叫过3个号后再叫您。", en="You are called after 3 others.")
_NO_APPOINTMENT = Text(
    zh="没有查到这个预约码。请照预约短信再核对一遍，或点“人工帮助”。",
    en="There is no such appointment. Please compare the code with your message, or press “Call staff”.",
)
_EARLY = Text(zh="还早：请从9:45起来报到。", en="Too early: please check in from 9:45 on.")


@dataclass
class StandingDesk(ports.NoDesk):
    """A desk at one moment."""

    what: DeskNow
    of_visit: Issue | None = None

    def now(self) -> DeskNow | None:
        return self.what

    def issue(self) -> Issue | None:
        return self.of_visit


@dataclass
class StandingScans(ports.NoScans):
    """A scanner at one moment; with a camera it sees a hand that holds a code."""

    camera: bool = True
    what: Found | None = None

    def has_camera(self) -> bool:
        return self.camera

    def has_scanner(self) -> bool:
        return True

    def frame(self) -> QImage | None:
        return _seen() if self.camera else None

    def found(self) -> Found | None:
        return self.what


def desk_now(way: FindWay) -> DeskNow:
    """Every department of the hall as a queue, some of them busy, one closed."""
    queues = []
    for n, department in enumerate(way.catalogue.departments):
        windows = tuple(window.number for window in way.catalogue.windows_of_department(department.code))
        matters = tuple(matter.code for matter in way.catalogue.matters_of_department(department.code))
        waiting, likely, at_most = _WAITS[n % len(_WAITS)]
        closed = n == len(_WAITS)
        queues.append(
            QueueNow(
                department.code,
                _letters(n),
                department.short_name or department.name,
                0 if closed else waiting,
                0 if closed else likely,
                0 if closed else at_most,
                windows,
                windows[:2],
                not closed,
                _NO_MORE if closed else EMPTY,
                matters,
            )
        )
    calls = tuple(
        CallNow(100 - n, f"{queue.prefix}{12 + 7 * n:03d}", queue.windows[0])
        for n, queue in enumerate(queues[:8])
        if queue.windows and queue.takes
    )
    return DeskNow(tuple(queues), calls, sms=True)


def _letters(place: int) -> str:
    return chr(65 + place) if place < 26 else "A" + chr(65 + place - 26)


def ticket(way: FindWay) -> TicketNow:
    """A number for what is asked for most, in a queue of its own windows."""
    now, matter = desk_now(way), way.popular(1)[0] if way.popular(1) else None
    queue = ports.queue_of(now, matter=matter.code if matter else "") or now.queues[0]
    numbers = tuple(w.number for w in way.catalogue.windows_of_matter(matter.code)) if matter else ()
    return TicketNow(
        _ID,
        f"{queue.prefix}061",
        "waiting",
        queue.code,
        queue.name,
        (matter.code,) if matter else (),
        numbers[:2] or queue.windows[:2],
        ahead=14,
        likely=45,
        at_most=60,
        address=_ADDRESS,
    )


def stand(issue: Issue | None, found: Found | None, screens: Screens, *, camera: bool = True) -> None:
    """As if the hall had a desk at this moment."""
    way = screens.panel.way
    parts: Mapping[str, Any] = {
        ports.DESK: StandingDesk(desk_now(way), issue),
        ports.SCANS: StandingScans(camera, found),
    }
    screens.rehearse(parts)


def be_issued(step: Step, screens: Screens, **facts: Any) -> None:
    """This visit's ticket at ``step``."""
    mine = replace(ticket(screens.panel.way), **facts)
    said = _NO_MORE if step is Step.REFUSED else EMPTY
    shown = None if step in (Step.ASKING, Step.REFUSED, Step.GIVEN_BACK) else mine
    stand(Issue(step, Wish(), shown, said), None, screens)


def be_priority(screens: Screens) -> None:
    """A number of this panel's own series that goes first, and two more windows to go to afterwards."""
    way = screens.panel.way
    stops = tuple(queue.name for queue in desk_now(way).queues[2:4])
    be_issued(Step.PRINTED, screens, label="AK3-001", kind="priority", ahead=2, likely=10, at_most=15, said=_REPLACED,
              stops=stops)  # fmt: skip


def be_scanned(state: str, screens: Screens, **facts: Any) -> None:
    """The slip of a ticket in this state was scanned."""
    mine = replace(ticket(screens.panel.way), state=state, **facts)
    if state in ("called", "serving"):
        mine = replace(mine, window=mine.windows[0], ahead=-1)
    elif state != "waiting":
        mine = replace(mine, ahead=-1)
    stand(None, Found(Meaning.TICKET, mine), screens)


def be_back(screens: Screens) -> None:
    """Back in line after a missed call."""
    be_scanned("waiting", screens, ahead=3, likely=12, at_most=20, said=_BACK_IN_LINE)


def be_leaving(screens: Screens) -> None:
    """The number is to be given back: really?"""
    be_scanned("waiting", screens)
    page = screens.navigator.property("viewModel")
    if isinstance(page, MyTicketViewModel):
        page.act("leave")


def be_given_back(screens: Screens) -> None:
    """The number was given back."""
    mine = replace(ticket(screens.panel.way), state="void", ahead=-1)
    stand(None, Found(Meaning.TICKET, mine, given_back=True), screens)


def type_code(typed: str, meaning: Meaning | None, screens: Screens) -> None:
    """An appointment's code is typed; ``meaning``: what the desk made of it."""
    stand(None, None, screens)
    page = screens.navigator.property("viewModel")
    if isinstance(page, TypeCodeViewModel):
        for letter in typed:
            page.type(letter)
    if meaning is not None:
        stand(None, Found(meaning, said=_NO_APPOINTMENT if meaning is Meaning.OTHER else EMPTY), screens)
        page.refresh()


def read_code(meaning: Meaning, payload: bytes, screens: Screens) -> None:
    """A code that is no ticket was read."""
    known = understood(payload)
    said = join(known.title, known.instead) if payload else EMPTY
    stand(None, Found(meaning, text=known.shown if payload else "", said=said), screens)


def read_appointment(early: bool, screens: Screens) -> None:
    """The code of an appointment was read, in time or too early."""
    mine = ticket(screens.panel.way)
    at = screens.clock.now().replace(second=0) + timedelta(minutes=33 if early else 18)
    appointment = Appointment(at, mine.queue, mine.queue_name, mine.matters, not early, _EARLY if early else EMPTY)
    stand(None, Found(Meaning.APPOINTMENT, appointment=appointment), screens)


def aim(screens: Screens) -> None:
    """The camera watches."""
    stand(None, None, screens)
    page = screens.navigator.property("viewModel")
    if isinstance(page, ScanViewModel):
        page.see()


def review(level: str, sent: bool, screens: Screens) -> None:
    """The service is rated: asked, at a level, or thanked for."""
    be_scanned("done", screens, can_review=True)
    page = screens.navigator.property("viewModel")
    if isinstance(page, ReviewViewModel) and level:
        page.choose(level)
        if sent:
            page.send()


def type_phone(digits: str, enter: bool, screens: Screens) -> None:
    """A phone number is typed."""
    be_issued(Step.PRINTED, screens)
    page = screens.navigator.property("viewModel")
    if isinstance(page, RemindViewModel):
        for digit in digits:
            page.type(digit)
        if enter:
            page.enter()


def together(screens: Screens) -> None:
    """Two more matters were put onto the ticket before."""
    way = screens.panel.way
    screens.visit.together = tuple(matter.code for matter in way.popular(4)[1:3])
    stand(None, None, screens)


def desk_only(screens: Screens) -> None:
    """A desk, and a scanner without a camera."""
    stand(None, None, screens, camera=False)


def print_test(screens: Screens) -> None:
    """Staff, where there is a printer."""
    parts = replace(staff_parts_of(screens.panel), print_slip=lambda told: None)
    screens.rehearse({STAFF: parts})
    page = screens.navigator.property("viewModel")
    if isinstance(page, StaffViewModel):
        page.admit("health")


whole = partial(stand, None, None)


def _seen() -> QImage:
    """What the camera would see: a phone with a code, held not quite straight."""
    image = QImage(1280, 720, QImage.Format.Format_RGB32)
    image.fill(QColor("#9AA7B5"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(640, 360)
    painter.rotate(-7)
    painter.setBrush(QColor("#20262E"))
    painter.drawRoundedRect(-190, -330, 380, 700, 40, 40)
    dark = modules("https://hall.example.org/t/rehearsal")
    pitch = 340 // (len(dark) + 2 * QUIET)
    side = pitch * (len(dark) + 2 * QUIET)
    painter.fillRect(-side // 2, -side // 2, side, side, QColor("#FFFFFF"))
    for j, row in enumerate(dark):
        for i, module in enumerate(row):
            if module:
                at = pitch * QUIET - side // 2
                painter.fillRect(at + i * pitch, at + j * pitch, pitch, pitch, QColor("#000000"))
    painter.end()
    return image

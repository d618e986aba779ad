"""Scanning a code: where to hold it, and what came of it; a ticket opens its own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ui import camera_picture  # noqa: F401 - registers CameraPicture
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_acts import act
from kiosk.ui.ticket_ports import desk_of, scans_of
from kiosk.ui.words import say_clock, say_date, tell
from kiosk.visit.desk_facts import Appointment, Found, Meaning

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_AIM = Text(zh="把二维码对准这里", en="Hold your code here")
_AIM_CAMERA = Text(
    zh="小票、预约短信上的二维码都可以；离屏幕一掌远，让码完整出现在框里。",
    en="The code on a slip or of an appointment: a hand's width away, whole inside the frame.",
)
_AIM_SCANNER = Text(
    zh="小票、预约短信上的二维码都可以；放到扫码口下，听到“嘀”声就好了。",
    en="The code on a slip or of an appointment: under the scanner, until it beeps.",
)
_NOTHING = Text(zh="这台设备不能扫码", en="This panel cannot read codes")
_NOTHING_LEAD = Text(zh="请到服务台，或点“人工帮助”。", en="Please ask at the service desk, or press “Call staff”.")
_APPOINTMENT = Text(zh="您的预约", en="Your appointment")
_WHEN = Text(zh="{day} {time}", en="{day}, {time}")
_CHECK_IN_NOTE = Text(zh="点“报到取号”，就不用再排队领号。", en="Press “Check in” to get your number.")
_OLD = (
    Text(zh="这个码已经过期", en="This code has expired"),
    Text(zh="小票只在当天有用。要办事请重新取号。", en="A slip counts on its own day only. Please take a new number."),
)
_UNHEARD = (
    Text(zh="现在查不到这个号", en="This number cannot be looked up now"),
    Text(
        zh="网络断了。请看大厅屏幕上的叫号，或问工作人员。",
        en="No network: please watch the screens, or ask the staff.",
    ),
)
_OTHER = (
    Text(zh="这不是取号小票", en="This is no slip of ours"),
    Text(zh="这台设备不会打开它；要用请拿手机扫。", en="This panel does not open it; please use your phone."),
)
_CHECK_IN = Text(zh="报到取号", en="Check in")
_CHECK_IN_DETAIL = Text(zh="按预约时间优先安排", en="You are called by your appointment")
_TAKE = Text(zh="取号排队", en="Take a number")
_TAKE_DETAIL = Text(zh="不用预约也能办", en="No appointment needed")
_AGAIN = Text(zh="再扫一次", en="Scan again")
_AGAIN_DETAIL = Text(zh="换一个码", en="Another code")
_SEARCH = Text(zh="找窗口", en="Find a window")
_SEARCH_DETAIL = Text(zh="输入要办的事", en="Type what it is about")
_TYPE = Text(zh="输入预约码", en="Type your code")
_TYPE_DETAIL = Text(zh="有预约、扫不出来时用", en="For an appointment")
_LOOKING = (
    Text(zh="正在查，请稍等", en="Looking it up"),
    Text(zh="马上就好，不用再扫。", en="One moment, please. There is no need to scan again."),
)
_LONGEST = 240  # characters of a foreign code that are shown


@dataclass(frozen=True, slots=True)
class ScanPicture:
    """``stage``: "aim" (``camera``: with a picture), "looking", "appointment" or "words"; ``big``: the appointment's
    time; ``text``: what a foreign code says."""

    stage: str
    heading: str
    lead: str
    big: str
    text: str
    camera: bool
    acts: tuple[dict[str, Any], ...]


def derive(panel: Panel, found: Found | None) -> ScanPicture:
    """Where to hold the code, or what it said."""
    scans = scans_of(panel)
    if found is None or found.meaning is Meaning.TICKET:
        able = scans.has_camera() or scans.has_scanner()
        heading = _AIM if able else _NOTHING
        lead = _AIM_CAMERA if scans.has_camera() else _AIM_SCANNER if able else _NOTHING_LEAD
        return ScanPicture("aim", panel.read(heading), panel.read(lead), "", "", scans.has_camera(), _elsewhere(panel))
    if found.meaning is Meaning.LOOKING:
        heading, lead = _LOOKING
        return ScanPicture("looking", panel.read(heading), panel.read(lead), "", "", False, ())
    if found.meaning is Meaning.APPOINTMENT and found.appointment is not None:
        return _of_appointment(panel, found.appointment)
    heading, lead = {Meaning.OLD: _OLD, Meaning.UNHEARD: _UNHEARD}.get(found.meaning, _OTHER)
    text = _plain(found.text) if found.meaning is Meaning.OTHER else ""
    acts = (act(panel, "again", _AGAIN, "qr_code_scanner", _AGAIN_DETAIL, main=True), *_elsewhere(panel))
    return ScanPicture("words", panel.read(heading), panel.read(found.said or lead), "", text, False, acts)


def _of_appointment(panel: Panel, appointment: Appointment) -> ScanPicture:
    read = panel.read
    page = panel.way.matter_page(appointment.matters[0]) if appointment.matters else None
    name = (page.matter.short_name or page.matter.name) if page else appointment.name
    at = appointment.at.astimezone(panel.clock.now().tzinfo)
    day = say_date(at)
    lead = appointment.said or (_CHECK_IN_NOTE if appointment.can_check_in else EMPTY)
    first = [act(panel, "check-in", _CHECK_IN, "event_available", _CHECK_IN_DETAIL, main=True)]
    again = act(panel, "again", _AGAIN, "qr_code_scanner", _AGAIN_DETAIL, main=not appointment.can_check_in)
    acts = (*(first if appointment.can_check_in else []), again)
    when = read(fill(_WHEN, day=day, time=say_clock(at)))
    return ScanPicture("appointment", read(_APPOINTMENT), read(lead), when, read(name), False, acts)


def _elsewhere(panel: Panel) -> tuple[dict[str, Any], ...]:
    acts = []
    if desk_of(panel).now() is not None and is_available("take"):
        if is_available("type-code"):
            acts.append(act(panel, "type", _TYPE, "edit_document", _TYPE_DETAIL))
        acts.append(act(panel, "take", _TAKE, "confirmation_number", _TAKE_DETAIL))
    acts.append(act(panel, "search", _SEARCH, "search", _SEARCH_DETAIL))
    return tuple(acts)


def _plain(text: str) -> str:
    """A foreign text on a few lines: nothing but letters that can be drawn."""
    drawn = "".join(c if c.isprintable() else " " for c in text)
    words = " ".join(drawn.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


@QmlElement
class ScanViewModel(HeadedViewModel):
    """See :class:`ScanPicture`; ``picture`` is what the camera sees. About: ``found``: one was read."""

    is_live = follows_content = is_personal = True

    pictureChanged = Signal()
    stageChanged = Signal()
    bigChanged = Signal()
    textChanged = Signal()
    cameraChanged = Signal()
    actsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._picture = QImage()
        self._found: Found | None = None
        if not about.get("found"):
            scans_of(panel).drop()
        self.refresh()

    def refresh(self) -> None:
        scans = scans_of(self.panel)
        before, self._found = self._found, scans.found()
        began = self.shown is None
        self.show(derive(self.panel, self._found))
        scans.look(self.shown.stage == "aim")
        if began or self._found is None or self._found == before or self._found.meaning is Meaning.LOOKING:
            return
        if self._found.meaning is Meaning.TICKET and self.panel.visit.page.screen == "scan":
            self.panel.go("my-ticket", {})
            self.panel.visit.drop({"scan"})
        else:
            self.panel.speak(self.sentence())

    def forget(self) -> None:
        super().forget()
        self._picture, self._found = QImage(), None

    def sentence(self) -> str:
        shown: ScanPicture = self.shown
        if shown.stage == "looking":  # what was found is said in a moment
            return ""
        return tell(self.panel.visit.language, shown.heading, shown.big, shown.lead)

    @Slot()
    def see(self) -> None:
        """Asked many times a second while the page stands: the camera's newest picture."""
        frame = scans_of(self.panel).frame()
        if frame is not None:
            self._picture = frame
            self.pictureChanged.emit()

    @Slot()
    def lookAway(self) -> None:
        """The page was left: the camera rests."""
        scans_of(self.panel).look(False)
        self._picture = QImage()

    @Slot(str)
    def act(self, key: str) -> None:
        """What a card stands for."""
        panel = self.panel
        opened: Mapping[str, Callable[[], None]] = {
            "again": self._again,
            "check-in": self._check_in,
            "type": lambda: panel.go("type-code", {}),
            "take": lambda: panel.go("take", {}),
            "search": lambda: panel.go("search", {}),
        }
        if key in opened:
            opened[key]()

    def _again(self) -> None:
        scans_of(self.panel).drop()
        self.refresh()

    def _check_in(self) -> None:
        scans_of(self.panel).check_in()
        self.panel.go("ticket", {})
        self.panel.visit.drop({"scan", "take", "take-how"})

    @Property(QImage, notify=pictureChanged)
    def picture(self) -> QImage:
        return self._picture

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        return str(self.shown.stage)

    @Property(str, notify=bigChanged)
    def big(self) -> str:
        return str(self.shown.big)

    @Property(str, notify=textChanged)
    def text(self) -> str:
        return str(self.shown.text)

    @Property(bool, notify=cameraChanged)
    def camera(self) -> bool:
        return bool(self.shown.camera)

    @Property(list, notify=actsChanged)
    def acts(self) -> list[dict[str, Any]]:
        return list(self.shown.acts)

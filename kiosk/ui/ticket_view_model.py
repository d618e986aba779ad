"""This visit's ticket, from the wish to the paper: asked for, printed, kept from the screen, or given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill, join
from kiosk.ui import map_qr  # noqa: F401 - registers QrCode
from kiosk.ui.number_view_model import NumberViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_acts import act, do, lead_act, papers_act
from kiosk.ui.ticket_ports import desk_of, queue_of
from kiosk.ui.ticket_words import AT_MOST, LIST_COMMA, MINUTES, NO_WAIT, PEOPLE, no_wait
from kiosk.ui.words import say_windows, tell
from kiosk.visit.desk_facts import TicketNow
from kiosk.visit.take_ticket import Issue, Step

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_NUMBER = Text(zh="您的号码", en="Your number")
_AHEAD = Text(zh="前面还有", en="Ahead of you")
_WAIT = Text(zh="预计等候", en="Expected wait")
_NEXT = Text(zh="马上轮到您", en="You are next")
_FIRST = Text(zh="您是第一位", en="You are first")
_TAKE_SLIP = Text(
    zh="请取走小票。叫到时屏幕和广播会提醒您",
    en="Please take your slip. Screens and loudspeakers will call you",
)
_KEPT = Text(
    zh="号码有效，请凭照片等候。叫到时屏幕和广播会提醒您",
    en="Your number counts: wait with the photo. Screens and loudspeakers will call you",
)
_ASKING = (Text(zh="正在为您取号…", en="Getting your number…"), Text(zh="请稍候", en="One moment, please"))
_PRINTING = (Text(zh="正在打印小票…", en="Printing your slip…"), Text(zh="小票马上出来", en="It comes in a moment"))
_PHOTOGRAPH = Text(zh="请用手机拍下这个号码", en="Please photograph this number")
_NO_PAPER = Text(zh="小票没有打出来，号码是有效的。", en="The slip did not come out, but the number counts.")
_PRESS_DONE = Text(zh="拍好后请点“我拍好了”。", en="Press “Done” when you have the photo.")
_BACK = (
    Text(zh="号码已退回", en="The number was given back"),
    Text(zh="需要时可以重新取号。", en="You can take another."),
)
_REFUSED = (
    Text(zh="没有取到号", en="There is no number"),
    Text(zh="请到服务台取号，或点“人工帮助”。", en="Please ask at the service desk, or press “Call staff”."),
)
_SMS = Text(zh="短信提醒我", en="Remind me by text")
_SMS_DETAIL = Text(zh="快轮到时发送，手机号用后即删", en="When it is nearly your turn")
_SMS_SET = Text(zh="已设好，会发短信给您", en="Set: we will text you")
_MORE = Text(zh="再取一个号", en="Another number")
_MORE_DETAIL = Text(zh="还要办别的业务", en="For something else")
_PHOTO_DONE = Text(zh="我拍好了", en="Done")
_PHOTO_DETAIL = Text(zh="号码保留，去等候", en="Keep the number and wait")
_GIVE_BACK = Text(zh="不要了", en="No, thank you")
_GIVE_BACK_DETAIL = Text(zh="退回这个号码", en="Give the number back")
_AGAIN = Text(zh="重新取号", en="Take a number")
_OTHER = Text(zh="选别的业务", en="Choose something else")
_HOME = Text(zh="回首页", en="Home")
_THEN = Text(zh="办完后还要去：{queues}", en="Afterwards: {queues}")
_SAID = Text(zh="您的号码是{label}，{windows}。{wait}", en="Your number is {label}, {windows}. {wait}")
_SAID_AHEAD = Text(zh="前面还有{count}人，预计等{minutes}分钟", en="{count} ahead of you, about {minutes} minutes")


@dataclass(frozen=True, slots=True)
class TicketPicture:
    """``stage``: "ticket", "code" (number and code to photograph), "busy" or "words"; ``acts``: see ``ticket_acts``.

    ``people``, ``minutes``, ``at_most`` in words; ``ahead``: how many stand in the row, −1: none is shown.
    """

    stage: str
    over: str
    label: str
    title: str
    note: str
    said: str
    ahead_name: str
    people: str
    wait_name: str
    minutes: str
    at_most: str
    ahead: int
    code: str
    acts: tuple[dict[str, Any], ...]
    free: bool = False


def waiting(panel: Panel, ticket: TicketNow) -> dict[str, Any]:
    """The place in line in words, as fields of a picture; all empty for a ticket that does not wait."""
    read, known = panel.read, ticket.ahead >= 0
    longer = known and ticket.ahead > 0 and ticket.at_most > ticket.likely > 0
    minutes = fill(MINUTES, minutes=ticket.likely) if ticket.likely and ticket.ahead else EMPTY
    none = no_wait(queue_of(desk_of(panel).now(), code=ticket.queue))
    return {
        "ahead_name": read(_AHEAD) if known else "",
        "people": read(fill(PEOPLE, count=ticket.ahead) if ticket.ahead else _next(panel, ticket)) if known else "",
        "wait_name": read(_WAIT) if known and (minutes or not ticket.ahead) else "",
        "minutes": read(minutes or (none if not ticket.ahead else EMPTY)) if known else "",
        "at_most": read(fill(AT_MOST, minutes=ticket.at_most)) if longer else "",
        "ahead": ticket.ahead,
        "free": ticket.ahead == 0 and none == NO_WAIT,
    }


def _next(panel: Panel, ticket: TicketNow) -> Text:
    """Nobody is ahead: the next call is for this one, as soon as somebody calls."""
    return _NEXT if no_wait(queue_of(desk_of(panel).now(), code=ticket.queue)) == NO_WAIT else _FIRST


_NOBODY: dict[str, Any] = {"ahead_name": "", "people": "", "wait_name": "", "minutes": "", "at_most": "", "ahead": -1}


def title_of(panel: Panel, ticket: TicketNow) -> str:
    """ "普通护照首次申请 · 11、12号窗口"."""
    page = panel.way.matter_page(ticket.matters[0]) if ticket.matters else None
    name = (page.matter.short_name or page.matter.name) if page else ticket.queue_name
    return " · ".join(part for part in (panel.read(name), panel.read(say_windows(ticket.windows))) if part)


def derive(panel: Panel, issue: Issue | None) -> TicketPicture:
    """The ticket at this step, in the visitor's language."""
    ticket = issue.ticket if issue is not None else None
    if issue is None or issue.step is Step.REFUSED:
        return _words(panel, _REFUSED, issue.said if issue else EMPTY, ("other", "home"))
    if issue.step is Step.GIVEN_BACK:
        return _words(panel, _BACK, EMPTY, ("again", "home"))
    if issue.step in (Step.ASKING, Step.PRINTING) or ticket is None:
        heading, note = _ASKING if issue.step is Step.ASKING else _PRINTING
        label = ticket.label if ticket else ""
        over = panel.read(_NUMBER) if ticket else ""
        return TicketPicture(
            "busy", over, label, panel.read(heading), panel.read(note), panel.read(heading), code="", acts=(), **_NOBODY
        )
    if issue.step is Step.NO_PAPER:
        return _without_paper(panel, issue.said, ticket)
    return _with_ticket(panel, issue, ticket)


def _words(panel: Panel, said: tuple[Text, Text], why: Text, acts: tuple[str, ...]) -> TicketPicture:
    cards = {
        "other": (_OTHER, "confirmation_number"),
        "again": (_AGAIN, "confirmation_number"),
        "home": (_HOME, "home"),
    }
    heading, note = panel.read(why or said[0]), panel.read(said[1])
    shown = tuple(act(panel, key, *cards[key], main=n == 0) for n, key in enumerate(acts))
    spoken = tell(panel.visit.language, heading, note)
    return TicketPicture("words", "", "", heading, note, spoken, code="", acts=shown, **_NOBODY)


def _without_paper(panel: Panel, why: Text, ticket: TicketNow) -> TicketPicture:
    heading, note = panel.read(_PHOTOGRAPH), panel.read(join(why or _NO_PAPER, _PRESS_DONE))
    acts = (
        act(panel, "keep", _PHOTO_DONE, "check_circle", _PHOTO_DETAIL, main=True),
        act(panel, "give-back", _GIVE_BACK, "close", _GIVE_BACK_DETAIL),
    )
    return TicketPicture(
        "code",
        title_of(panel, ticket),
        ticket.label,
        heading,
        note,
        tell(panel.visit.language, heading, note),
        code=ticket.address or ticket.label,
        acts=acts,
        **_NOBODY,
    )


def _with_ticket(panel: Panel, issue: Issue, ticket: TicketNow) -> TicketPicture:
    note = panel.read(_KEPT if issue.step is Step.KEPT else _TAKE_SLIP)
    more = [panel.read(ticket.said)] if ticket.said else []
    if ticket.stops:
        names = panel.read(LIST_COMMA).join(panel.read(name) for name in ticket.stops)
        more.append(panel.read(_THEN).format(queues=names))
    place = waiting(panel, ticket)
    return TicketPicture(
        "ticket",
        panel.read(_NUMBER),
        ticket.label,
        title_of(panel, ticket),
        "\n".join([note, *more]),
        _say(panel, ticket, note),
        code="",
        acts=tuple(_acts(panel, issue, ticket)),
        **place,
    )


def _say(panel: Panel, ticket: TicketNow, note: str) -> str:
    ahead = ticket.ahead > 0 and ticket.likely > 0
    wait = fill(_SAID_AHEAD, count=ticket.ahead, minutes=ticket.likely) if ahead else EMPTY
    if ticket.ahead == 0:
        wait = _next(panel, ticket)
    said = fill(_SAID, label=ticket.label, windows=say_windows(ticket.windows), wait=wait)
    return tell(panel.visit.language, panel.read(said).strip(), note)


def _acts(panel: Panel, issue: Issue, ticket: TicketNow) -> list[dict[str, Any]]:
    now = desk_of(panel).now()
    acts = lead_act(panel, ticket)
    if now is not None and now.sms:
        acts.append(act(panel, "remind", _SMS, "sms", _SMS_SET if issue.reminded else _SMS_DETAIL))
    acts += papers_act(panel, ticket)
    acts.append(act(panel, "more", _MORE, "add", _MORE_DETAIL, main=not acts))
    return acts


@QmlElement
class TicketViewModel(NumberViewModel):
    """See :class:`TicketPicture`. It only looks: the desk was asked before this screen came."""

    is_live = follows_content = is_personal = True

    codeChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._step: Step | None = None
        self.refresh()

    @property
    def keeps_awake(self) -> bool:  # type: ignore[override]
        """Asking and printing end by themselves."""
        return self._step in (Step.ASKING, Step.PRINTING)

    def refresh(self) -> None:
        issue = desk_of(self.panel).issue()
        before, self._step = self._step, issue.step if issue is not None else None
        began = self.shown is None
        self.show(derive(self.panel, issue))
        if not began and before is not self._step and not self.keeps_awake:
            self.panel.speak(self.sentence())

    def forget(self) -> None:
        super().forget()
        self._step = None

    @Slot(str)
    def act(self, key: str) -> None:
        """What a card stands for."""
        desk, panel = desk_of(self.panel), self.panel
        issue = desk.issue()
        if issue is not None and issue.ticket is not None:
            do(panel, key, issue.ticket)
        if key in ("keep", "give-back"):
            (desk.keep if key == "keep" else desk.give_back)()
            self.refresh()
        opened: Mapping[str, Callable[[], None]] = {
            "remind": lambda: panel.go("remind", {}),
            "more": lambda: panel.go("take", {}),
            "other": lambda: panel.go("take", {}),
            "again": lambda: panel.go("take", {}),
            "home": lambda: panel.go("home", {}),
        }
        if key in opened:
            opened[key]()

    @Property(str, notify=codeChanged)
    def code(self) -> str:
        return str(self.shown.code)

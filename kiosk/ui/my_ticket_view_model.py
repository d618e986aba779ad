"""My ticket again, after its slip was scanned: place in line, where it is called, how to get there, back in line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ticketing.tickets import State
from kiosk.ui.number_view_model import NumberViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_acts import act, do, lead_act, papers_act
from kiosk.ui.ticket_ports import scans_of
from kiosk.ui.ticket_view_model import title_of, waiting
from kiosk.ui.ticket_words import spot_of
from kiosk.ui.words import say_window, say_windows, tell
from kiosk.visit.desk_facts import Found, TicketNow
from kiosk.visit.my_ticket import RETURNABLE

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_MINE = Text(zh="您的号码", en="Your number")
_WAIT_AT = Text(
    zh="请在{level}{windows}附近等候，叫到时屏幕和广播会提醒您",
    en="Please wait near {windows}, {level}; screens and loudspeakers will call you",
)
_WAIT = Text(zh="请在{windows}附近等候，叫到时屏幕和广播会提醒您", en="Please wait near {windows}; you will be called")
_CALLED = Text(zh="正在叫您，请马上过去", en="You are being called: please go there now")
_SERVING = Text(zh="正在办理", en="You are being served")
_HELD = Text(zh="窗口在等您补材料，请直接回去，不用再排队", en="The window waits for your papers: go straight back")
_MISSED = Text(
    zh="叫过您了，没有等到您。点“我回来了”，重新排上。",
    en="Your number was called and nobody came. Press “I am back” to wait again.",
)
_DONE = Text(zh="已经办完了。您对服务满意吗？", en="All done. How was the service?")
_OVER = Text(zh="已经办完了，谢谢。", en="All done, thank you.")
_VOID = Text(zh="这个号已经作废。要办事请重新取号。", en="This number does not count any more. Please take a new one.")
_NOT_FOUND = (
    Text(zh="没有查到您的号", en="Your number was not found"),
    Text(zh="请再扫一次小票，或点“人工帮助”。", en="Please scan the slip again, or press “Call staff”."),
)
_BACK = Text(zh="我回来了", en="I am back")
_BACK_DETAIL = Text(zh="过几位后再叫您", en="You are called after a few others")
_REVIEW = Text(zh="评价服务", en="Rate the service")
_REVIEW_DETAIL = Text(zh="点一下就好，不记名", en="One tap, no name")
_AGAIN = Text(zh="再扫一次", en="Scan again")
_AGAIN_DETAIL = Text(zh="换一张小票", en="Another slip")
_TAKE = Text(zh="重新取号", en="Take a new number")
_HOME = Text(zh="好的，回首页", en="Done: home")
_LEAVE = Text(zh="不办了，退号", en="I can't make it")
_LEAVE_DETAIL = Text(zh="把位置让给后面的人", en="Give the number back")
_SURE = Text(zh="真的要退掉{label}号吗？", en="Give {label} back?")
_SURE_NOTE = Text(
    zh="退掉以后，这个号就不能用了；再要办事，得重新取号排队。",
    en="It will not count any more. If you still need service later, you have to take a new number.",
)
_STAY = Text(zh="不退，我继续等", en="No, I will wait")
_STAY_DETAIL = Text(zh="号码不变，位置不变", en="Same number, same place")
_SURELY = Text(zh="退号", en="Yes, give it back")
_SURELY_DETAIL = Text(zh="我不办了", en="I do not need it")
_GONE = Text(zh="已经退号，谢谢您告诉我们", en="Given back: thank you for telling us")
_GONE_NOTE = Text(
    zh="这个号不会再叫了，小票可以扔掉。改天要办，再来取号就行。",
    en="It will not be called; you may throw the slip away. Come and take a number whenever you need one.",
)


@dataclass(frozen=True, slots=True)
class MyTicketPicture:
    """As a ticket's picture; ``window``: where it is called now, to be read from afar, "" for none. ``stage``:
    "ticket", "words" (nothing was found), "sure" (before the number is given back) or "gone" (it was)."""

    stage: str
    over: str
    label: str
    title: str
    note: str
    window: str
    good: bool
    said: str
    ahead_name: str
    people: str
    wait_name: str
    minutes: str
    at_most: str
    ahead: int
    acts: tuple[dict[str, Any], ...]
    free: bool = False


def derive(panel: Panel, found: Found | None, *, is_leaving: bool = False) -> MyTicketPicture:
    """The scanned ticket as it stands now, in the visitor's language. ``is_leaving``: they want to give it back."""
    ticket = found.ticket if found is not None else None
    if found is None or ticket is None:
        return _words(panel, "words", *_NOT_FOUND, (_again(panel, main=True), act(panel, "home", _HOME, "home")))
    if found.given_back:
        home = act(panel, "home", _HOME, "home", main=True)
        return _words(panel, "gone", _GONE, _GONE_NOTE, (home, act(panel, "take", _TAKE, "confirmation_number")))
    if is_leaving and ticket.state in RETURNABLE:
        stay = act(panel, "stay", _STAY, "groups", _STAY_DETAIL, main=True)
        leave = act(panel, "give-back", _SURELY, "logout", _SURELY_DETAIL)
        return _words(panel, "sure", fill(_SURE, label=ticket.label), _SURE_NOTE, (stay, leave))
    at_window = ticket.window and ticket.state in (State.CALLED, State.SERVING, State.HELD)
    window = panel.read(say_window(ticket.window)) if at_window else ""
    note = panel.read(_note(panel, ticket))
    more = panel.read(ticket.said)
    place = waiting(panel, ticket)
    wait = place["people"] and f"{place['ahead_name']} {place['people']}"
    return MyTicketPicture(
        stage="ticket",
        over=panel.read(_MINE),
        label=ticket.label,
        title=title_of(panel, ticket),
        note="\n".join(part for part in (note, more) if part),
        window=window,
        good=ticket.state not in (State.MISSED, State.VOID),
        said=tell(panel.visit.language, ticket.label, window, wait, note),
        acts=tuple(_acts(panel, ticket)),
        **place,
    )


def _words(panel: Panel, stage: str, heading: Text, lead: Text, acts: tuple[dict[str, Any], ...]) -> MyTicketPicture:
    title, note = panel.read(heading), panel.read(lead)
    said = tell(panel.visit.language, title, note)
    return MyTicketPicture(stage, "", "", title, note, "", stage != "words", said, "", "", "", "", "", -1, acts)


def _note(panel: Panel, ticket: TicketNow) -> Text:
    if ticket.state in (State.ISSUED, State.WAITING):
        spot, windows = spot_of(panel, ticket), say_windows(ticket.windows)
        if spot is not None and spot.level:
            return fill(_WAIT_AT, level=spot.level, windows=windows)
        return fill(_WAIT, windows=windows) if windows else EMPTY
    notes = {
        State.CALLED: _CALLED,
        State.SERVING: _SERVING,
        State.HELD: _HELD,
        State.MISSED: _MISSED,
        State.DONE: _DONE if ticket.can_review else _OVER,
        State.VOID: _VOID,
    }
    return notes[State(ticket.state)] if ticket.state in notes else EMPTY


def _acts(panel: Panel, ticket: TicketNow) -> list[dict[str, Any]]:
    if ticket.state == State.DONE:
        review = [act(panel, "review", _REVIEW, "star", _REVIEW_DETAIL, main=True)]
        offered = review if ticket.can_review and is_available("review") else []
        return [*offered, act(panel, "home", _HOME, "home", main=not offered)]
    if ticket.state == State.VOID:
        return [act(panel, "take", _TAKE, "confirmation_number", main=True), _again(panel)]
    lead = lead_act(panel, ticket)
    if ticket.state == State.MISSED:
        back = act(panel, "back-in-line", _BACK, "groups", _BACK_DETAIL, main=True)
        return [back, *({**card, "main": False} for card in lead), _leave(panel), _again(panel)]
    leave = [_leave(panel)] if ticket.state in RETURNABLE else []
    return [*lead, *papers_act(panel, ticket), *leave, _again(panel)]


def _leave(panel: Panel) -> dict[str, Any]:
    return act(panel, "leave", _LEAVE, "logout", _LEAVE_DETAIL)


def _again(panel: Panel, *, main: bool = False) -> dict[str, Any]:
    return act(panel, "again", _AGAIN, "qr_code_scanner", _AGAIN_DETAIL, main=main)


@QmlElement
class MyTicketViewModel(NumberViewModel):
    """See :class:`MyTicketPicture`."""

    is_live = follows_content = is_personal = True

    windowChanged = Signal()
    goodChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._state, self._is_leaving = "", False
        self.refresh()

    def refresh(self) -> None:
        found = scans_of(self.panel).found()
        began, before = self.shown is None, self._state
        self._state = found.ticket.state if found is not None and found.ticket is not None else ""
        self._is_leaving = self._is_leaving and self._state in RETURNABLE
        self.show(derive(self.panel, found, is_leaving=self._is_leaving))
        if not began and self._state != before:
            self.panel.speak(self.sentence())

    def forget(self) -> None:
        super().forget()
        self._state, self._is_leaving = "", False

    @Slot(str)
    def act(self, key: str) -> None:
        """What a card stands for."""
        panel, scans = self.panel, scans_of(self.panel)
        found = scans.found()
        if found is not None and found.ticket is not None:
            do(panel, key, found.ticket)
        opened: Mapping[str, Callable[[], None]] = {
            "back-in-line": scans.come_back,
            "leave": lambda: self._ask(True),
            "stay": lambda: self._ask(False),
            "give-back": self._give_back,
            "review": lambda: panel.go("review", {}),
            "again": lambda: panel.go("scan", {}),
            "take": lambda: panel.go("take", {}),
            "home": lambda: panel.go("home", {}),
        }
        if key in opened:
            opened[key]()

    def _ask(self, is_leaving: bool) -> None:
        """Whether they really want to give the number back."""
        self._is_leaving = is_leaving
        self.refresh()
        self.panel.speak(self.sentence())

    def _give_back(self) -> None:
        if self._is_leaving:
            self._is_leaving = False
            scans_of(self.panel).give_back()
            self.refresh()

    @Property(str, notify=windowChanged)
    def window(self) -> str:
        return str(self.shown.window)

    @Property(bool, notify=goodChanged)
    def good(self) -> bool:
        return bool(self.shown.good)

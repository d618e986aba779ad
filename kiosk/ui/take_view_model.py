"""Taking a number: which queue, with how many wait in each; then how: ordinary, first by right, or by appointment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill, join
from kiosk.ticketing.tickets import Kind, Reason
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.number_view_model import LineViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.rows import Row
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_ports import desk_of, queue_of, scans_of
from kiosk.ui.ticket_words import (
    AT_MOST,
    LIST_COMMA,
    MINUTES,
    NO_WAIT,
    NOT_NOW,
    PEOPLE,
    REASONS,
    WHO_FIRST,
    no_wait,
    say_estimate,
    say_waiting,
)
from kiosk.ui.words import say_windows, tell
from kiosk.visit.desk_facts import MOST_MATTERS, QueueNow, Wish, with_matter

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADING = Text(zh="取号排队", en="Take a number")
_LEAD = Text(zh="您要办哪类业务？请点下面的数字", en="What is it about? Press its number below")
_NO_DESK = Text(zh="现在不能在这里取号", en="No numbers can be taken here now")
_ASK = Text(zh="请到服务台取号，或点“人工帮助”", en="Please ask at the service desk, or press “Call staff”")
#: The kind of the row that is no queue.
APPOINTMENT = "appointment"
_APPOINTMENT = Text(zh="我有预约", en="I have an appointment")
_APPOINTMENT_DETAIL = Text(zh="扫预约码，或输入预约码", en="Scan its code, or type it")
_WAITING = Text(zh="现在在等", en="Waiting now")
_COME = Text(zh="请按上面说的时间再来，或点“人工帮助”。", en="Please come again then, or press “Call staff”.")
_SAID = Text(zh="{waiting}，{estimate}。", en="{waiting}. {estimate}.")
_AND_MORE = Text(zh="{first}等{count}件事", en="{first} and {others} more")
_TOGETHER = Text(zh="一张号办{count}件事，从这里开始：{where}", en="{count} matters on one ticket, first: {where}")
_CHOOSE = Text(
    zh="一般办事请点“取号”。符合优先条件的，请点右边对应的一项。",
    en="Press “Take a number”, or, if you go first by right, the button that says why.",
)


def queue_row(panel: Panel, queue: QueueNow) -> Row:
    """A queue with its windows; how many wait in it and how long, or why no numbers are given."""
    windows = panel.read(say_windows(queue.windows))
    if not queue.takes:
        said = panel.read(queue.said)
        return Row("queue", queue.code, panel.read(queue.name), said, windows, panel.read(NOT_NOW), good=False)
    estimate = say_estimate(queue.likely, queue.at_most) if queue.waiting else EMPTY
    return Row(
        "queue",
        queue.code,
        panel.read(queue.name),
        windows,
        windows,
        panel.read(say_waiting(queue)),
        panel.read(estimate),
    )


def has_check_in(panel: Panel) -> bool:
    """Whether an appointment's code can be scanned or typed here."""
    return any(is_available(screen) for screen in _code_screens(panel))


def check_in(panel: Panel) -> None:
    """There is an appointment: its code is scanned, or typed where nothing scans."""
    panel.go(next(screen for screen in _code_screens(panel) if is_available(screen)), {})


def _code_screens(panel: Panel) -> tuple[str, ...]:
    scans = scans_of(panel)
    return ("scan", "type-code") if scans.has_camera() or scans.has_scanner() else ("type-code",)


def _appointment_row(panel: Panel) -> tuple[Row, ...]:
    if not has_check_in(panel):
        return ()
    name, detail = panel.read(_APPOINTMENT), panel.read(_APPOINTMENT_DETAIL)
    return (Row(APPOINTMENT, "", name, detail, detail, icon="event_available"),)


@QmlElement
class TakeViewModel(ListViewModel):
    """Every queue of the hall; those that give numbers first, in the hall's order."""

    is_live = follows_content = True

    def derive(self) -> ListPicture:
        now = desk_of(self.panel).now()
        if now is None or not now.queues:
            return ListPicture(self.read(_NO_DESK), self.read(_ASK), ())
        ordered = sorted(now.queues, key=lambda queue: not queue.takes)
        rows = (*_appointment_row(self.panel), *(queue_row(self.panel, queue) for queue in ordered))
        return ListPicture(self.read(_HEADING), self.read(_LEAD), rows)

    @Slot(str, str)
    def choose(self, kind: str, identity: str) -> None:
        """This queue; how, is asked next. Or the appointment: its code."""
        if kind == APPOINTMENT:
            check_in(self.panel)
        else:
            self.panel.go("take-how", {"queue": identity})


@dataclass(frozen=True, slots=True)
class TakeHowPicture:
    """``closed``: why there is no number now, "" while there are; ``reasons``: key, name, icon of who goes first."""

    title: str
    lead: str
    closed: str
    advice: str
    people_name: str
    people: str
    minutes: str
    at_most: str
    ahead: int
    first: str
    reasons: tuple[dict[str, Any], ...]
    can_scan: bool
    can_add: bool
    said: str
    free: bool = False


def derive(panel: Panel, queue: QueueNow | None, matters: tuple[str, ...]) -> TakeHowPicture:
    """The queue of the wish at this moment, in the visitor's language. ``matters``: what shares the ticket."""
    read = panel.read
    pages = [page for code in matters if (page := panel.way.matter_page(code)) is not None]
    if queue is None:
        gone = read(_NO_DESK)
        return TakeHowPicture(gone, "", gone, read(_ASK), "", "", "", "", -1, "", (), False, False, read(_ASK))
    names = [read(page.matter.short_name or page.matter.name) for page in pages]
    name = read(LIST_COMMA).join(names) or read(queue.name)
    if len(names) > 2:  # more would not fit beside each other
        name = read(fill(_AND_MORE, first=names[0], count=len(names), others=len(names) - 1))
    windows = read(say_windows(queue.windows))
    lead = " · ".join(part for part in (read(queue.name) if pages else "", windows) if part)
    if len(names) > 1:
        lead = read(fill(_TOGETHER, count=len(names), where=lead))
    closed = "" if queue.takes else read(queue.said) or read(NOT_NOW)
    waits = queue.waiting > 0 and queue.likely > 0
    estimate = say_estimate(queue.likely, queue.at_most) if waits else no_wait(queue)
    said = fill(_SAID, waiting=say_waiting(queue), estimate=estimate) if waits else say_waiting(queue)
    return TakeHowPicture(
        title=name,
        lead=lead,
        closed=closed,
        advice=read(_COME) if closed else "",
        people_name=read(_WAITING),
        people=read(fill(PEOPLE, count=queue.waiting)),
        minutes=read(fill(MINUTES, minutes=queue.likely)) if waits else "" if queue.waiting else read(no_wait(queue)),
        at_most=read(fill(AT_MOST, minutes=queue.at_most)) if waits and queue.at_most > queue.likely else "",
        ahead=queue.waiting,
        first=read(WHO_FIRST),
        reasons=tuple({"key": str(key), "name": read(text), "icon": icon} for key, text, icon in REASONS),
        can_scan=has_check_in(panel),
        can_add=0 < len(pages) < MOST_MATTERS and is_available("search"),
        said=closed or read(join(said, _CHOOSE)),
        free=not queue.waiting and no_wait(queue) == NO_WAIT,
    )


@QmlElement
class TakeHowViewModel(LineViewModel):
    """``about``: queue or matter. See :class:`TakeHowPicture`."""

    is_live = follows_content = True

    leadChanged = Signal()
    closedChanged = Signal()
    adviceChanged = Signal()
    peopleNameChanged = Signal()
    firstChanged = Signal()
    reasonsChanged = Signal()
    canScanChanged = Signal()
    canAddChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self.refresh()

    @property
    def _matters(self) -> tuple[str, ...]:
        """What shares the ticket: what was put together before, then this matter."""
        matter = str(self.about.get("matter", ""))
        return with_matter(Wish(matters=self.panel.visit.together), matter).matters if matter else ()

    def _queue(self) -> QueueNow | None:
        """The queue of the wish: a ticket begins where its first matter is done."""
        first = self._matters[0] if self._matters else ""
        return queue_of(desk_of(self.panel).now(), code=str(self.about.get("queue", "")), matter=first)

    def refresh(self) -> None:
        self.show(derive(self.panel, self._queue(), self._matters))

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.title, self.shown.said)

    @Slot()
    def take(self) -> None:
        """An ordinary number."""
        self._take(Kind.ORDINARY, Reason.NONE)

    @Slot(str)
    def takeFirst(self, reason: str) -> None:
        """A number that goes first; one that does not know the reason is an ordinary one."""
        known = reason in {str(key) for key, _, _ in REASONS}
        self._take(Kind.PRIORITY if known else Kind.ORDINARY, Reason(reason) if known else Reason.NONE)

    def _take(self, kind: Kind, reason: Reason) -> None:
        queue = self._queue()
        if queue is None or not queue.takes:
            return
        panel = self.panel
        wish = Wish(queue.code, self._matters, str(kind), str(reason), language=panel.visit.language)
        desk_of(panel).take(wish)
        # Behind the ticket lies home: going back from it must not take another number.
        panel.go("ticket", {})
        panel.visit.drop({"take", "take-how"})
        panel.visit.together = ()

    @Slot()
    def addMore(self) -> None:
        """Another matter on the same ticket: it is looked for next."""
        self.panel.visit.together = self._matters
        self.panel.visit.query = ""
        self.panel.go("search", {})

    @Slot()
    def scan(self) -> None:
        """There is an appointment: its code is read, or typed."""
        check_in(self.panel)

    @Slot()
    def chooseOther(self) -> None:
        """Another queue."""
        self.panel.go("take", {})

    @Property(str, notify=leadChanged)
    def lead(self) -> str:
        return str(self.shown.lead)

    @Property(str, notify=closedChanged)
    def closed(self) -> str:
        return str(self.shown.closed)

    @Property(str, notify=adviceChanged)
    def advice(self) -> str:
        return str(self.shown.advice)

    @Property(str, notify=peopleNameChanged)
    def peopleName(self) -> str:
        return str(self.shown.people_name)

    @Property(str, notify=firstChanged)
    def first(self) -> str:
        return str(self.shown.first)

    @Property(list, notify=reasonsChanged)
    def reasons(self) -> list[dict[str, Any]]:
        return list(self.shown.reasons)

    @Property(bool, notify=canAddChanged)
    def canAdd(self) -> bool:
        return bool(self.shown.can_add)

    @Property(bool, notify=canScanChanged)
    def canScan(self) -> bool:
        return bool(self.shown.can_scan)

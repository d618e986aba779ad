"""One matter: where to go now, what to bring, how long and how much, and what people ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.hours_words import say_openness
from kiosk.matters.matters import Matter
from kiosk.matters.sentences import fill
from kiosk.ui.panel import Panel
from kiosk.ui.papers import say_paper
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_ports import desk_of, queue_of
from kiosk.ui.ticket_words import NOT_NOW, say_waits
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import say_distance, say_limit, tell
from kiosk.visit.find_way import MatterPage

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

PAPERS, FACTS, QUESTIONS = "papers", "facts", "questions"

_GONE = Text(zh="这个大厅不办这件事", en="This hall does not do this")
_ASK = Text(zh="请点“人工帮助”，工作人员会告诉您去哪里办", en="Please press “Call staff”: they know where to go")
_LEAD = Text(zh="带我去{window}", en="Take me to {window}")
_NO_PAPERS = Text(zh="不用带材料", en="Nothing to bring")
_FREE = Text(zh="不收费", en="No charge")
_FEE_AT_WINDOW = Text(zh="收费，以窗口公示为准", en="There is a fee, as posted at the window")
_VISITS = (Text(zh="不用来现场", en="You need not come in person"), Text(zh="来一次就行", en="One visit is enough"))
_MANY_VISITS = Text(zh="要来{count}次", en="{count} visits")
_MINUTES = Text(zh="在窗口约{minutes}分钟", en="About {minutes} minutes at the window")
_LABELS = {
    "limit": Text(zh="多久办好", en="How long"),
    "minutes": Text(zh="现场用时", en="At the window"),
    "fee": Text(zh="收费", en="Cost"),
    "visits": Text(zh="跑几次", en="Visits"),
    "result": Text(zh="拿到什么", en="What you get"),
    "condition": Text(zh="谁能办", en="Who may apply"),
    "flow": Text(zh="怎么办", en="Steps"),
    "elsewhere": Text(zh="还能怎么办", en="Other ways"),
    "phone": Text(zh="咨询电话", en="Telephone"),
}
_ONLINE = Text(zh="可以网上办", en="online")
_TERMINAL = Text(zh="可以在自助机上办", en="at a self-service machine")


@dataclass(frozen=True, slots=True)
class MatterPicture:
    """``window`` is the big number, ``state`` its hours in words, ``told`` what the voice says; then lines for QML.
    ``take``: who waits for it now, "" where no number is taken; ``adds``: it would share a ticket with others."""

    title: str
    department: str
    window: str
    way: str
    state: str
    good: bool
    advice: str
    told: str
    lead: str
    papers: tuple[dict[str, Any], ...]
    facts: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]
    section: str
    can_lead: bool
    can_show: bool
    take: str = ""
    adds: bool = False


def derive(panel: Panel, code: str, section: str) -> MatterPicture:
    """Everything that is known about a matter at this minute, in the visitor's language."""
    page = panel.way.matter_page(code)
    if page is None:
        gone = panel.read(_GONE)
        return MatterPicture(
            gone, "", "", "", "", False, panel.read(_ASK), panel.read(_ASK), "", (), (), (), PAPERS, False, False
        )
    read, best, matter = panel.read, page.advice.best, page.matter
    reach = panel.way.reach(page.spot, panel.visit.profile)
    questions = tuple(_line("", q.question, q.answer, panel) for q in matter.questions)
    return MatterPicture(
        title=read(matter.name),
        department=read(page.department.name) if page.department else "",
        window=read(best.window.name) if best else "",
        way=read(say_distance(page.spot, reach)),
        state=read(say_openness(best.openness, panel.clock.now())) if best else "",
        good=page.advice.is_open,
        advice=read(page.advice.sentence) if _says_more(page) else "",
        told=read(page.advice.sentence),
        lead=read(fill(_LEAD, window=best.window.name)) if best else "",
        papers=_papers(panel, matter),
        facts=_facts(panel, page),
        questions=questions,
        section=section if section != QUESTIONS or questions else PAPERS,
        can_lead=page.spot is not None and is_available("route"),
        can_show=page.spot is not None and is_available("map"),
        take=_take(panel, code),
        adds=bool(set(panel.visit.together) - {code}),
    )


def _take(panel: Panel, code: str) -> str:
    queue = queue_of(desk_of(panel).now(), matter=code)
    if queue is None or not is_available("take-how"):
        return ""
    return panel.read(say_waits(queue) if queue.takes else NOT_NOW)


def _says_more(page: MatterPage) -> bool:
    """Whether the advice says more than the window and its hours, which stand there anyway."""
    advice = page.advice
    if advice.best is None or not advice.is_open or advice.first is not advice.best:
        return True
    return bool(advice.peers or advice.best.service.condition)


def _papers(panel: Panel, matter: Matter) -> tuple[dict[str, Any], ...]:
    if not matter.materials:
        return (_line("", _NO_PAPERS, EMPTY, panel),)
    ordered = sorted(matter.materials, key=lambda paper: (paper.need, bool(paper.condition)))
    return tuple(say_paper(place, paper, panel.visit.language) for place, paper in enumerate(ordered, 1))


def _line(icon: str, title: Text, detail: Text, panel: Panel) -> dict[str, Any]:
    return {"number": "", "icon": icon, "title": panel.read(title), "detail": panel.read(detail), "required": True}


def _facts(panel: Panel, page: MatterPage) -> tuple[dict[str, Any], ...]:
    matter = page.matter
    said = (
        ("limit", "schedule", say_limit(matter.promised_limit or matter.legal_limit)),
        ("fee", "payments", _say_fee(matter, panel.visit.language)),
        ("visits", "directions_walk", _say_visits(matter.visits)),
        ("minutes", "schedule", _say_minutes(matter.minutes_at_window)),
        ("result", "badge", matter.result_name),
        ("condition", "groups", matter.accept_condition),
        ("flow", "format_list_numbered", matter.handle_flow),
        ("elsewhere", "devices", _say_elsewhere(matter)),
        ("phone", "call", Text(zh=matter.phone, en=matter.phone)),
    )
    return tuple(_line(icon, _LABELS[name], text, panel) for name, icon, text in said if text)


def _say_fee(matter: Matter, language: str) -> Text:
    if not matter.fees:
        return _FEE_AT_WINDOW if matter.is_fee else _FREE
    fees = (" ".join((fee.name.within(language), fee.standard.within(language))).strip() for fee in matter.fees)
    said = ("；" if language != "en" else "; ").join(fees)
    return Text({language: said})


def _say_visits(visits: int | None) -> Text:
    if visits is None:
        return EMPTY
    return _VISITS[visits] if visits in (0, 1) else fill(_MANY_VISITS, count=visits)


def _say_minutes(minutes: int | None) -> Text:
    return fill(_MINUTES, minutes=minutes) if minutes else EMPTY


def _say_elsewhere(matter: Matter) -> Text:
    ways = [text for here, text in ((matter.is_online, _ONLINE), (matter.is_terminal, _TERMINAL)) if here]
    return Text(zh="，".join(w["zh"] for w in ways), en=", ".join(w["en"] for w in ways))


@QmlElement
class MatterViewModel(ViewModel):
    """``about``: code. See :class:`MatterPicture`."""

    titleChanged = Signal()
    departmentChanged = Signal()
    windowChanged = Signal()
    wayChanged = Signal()
    stateChanged = Signal()
    goodChanged = Signal()
    adviceChanged = Signal()
    leadChanged = Signal()
    papersChanged = Signal()
    factsChanged = Signal()
    questionsChanged = Signal()
    sectionChanged = Signal()
    canLeadChanged = Signal()
    canShowChanged = Signal()
    takeChanged = Signal()
    addsChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._code, self._section = str(about.get("code", "")), str(about.get("section", PAPERS))
        self.refresh()

    def refresh(self) -> None:
        self.show(derive(self.panel, self._code, self._section))

    def sentence(self) -> str:
        return tell(self.panel.visit.language, self.shown.title, self.shown.told)

    @Slot(str)
    def turnTo(self, section: str) -> None:
        """Show what to bring, the facts, or the questions."""
        self._section = section
        self.refresh()
        lines = {PAPERS: self.shown.papers, FACTS: self.shown.facts, QUESTIONS: self.shown.questions}
        said = (part for line in lines.get(section, ()) for part in (line["title"], line["detail"]))
        self.panel.speak(tell(self.panel.visit.language, *said))

    @Slot()
    def showOnMap(self) -> None:
        """Show that window on the floor map."""
        page = self.panel.way.matter_page(self._code)
        if page is not None and page.spot is not None:
            self.panel.go("map", {"place_id": page.spot.id})

    @Slot()
    def takeNumber(self) -> None:
        """A number for this matter."""
        self.panel.go("take-how", {"matter": self._code})

    @Slot()
    def leadThere(self) -> None:
        """Show the way to the window that is best now."""
        page = self.panel.way.matter_page(self._code)
        if page is not None and page.spot is not None:
            self.panel.go("route", {"target_id": page.spot.id, "matter_code": self._code})

    @Property(str, notify=titleChanged)
    def title(self) -> str:
        return str(self.shown.title)

    @Property(str, notify=departmentChanged)
    def department(self) -> str:
        return str(self.shown.department)

    @Property(str, notify=windowChanged)
    def window(self) -> str:
        return str(self.shown.window)

    @Property(str, notify=wayChanged)
    def way(self) -> str:
        return str(self.shown.way)

    @Property(str, notify=stateChanged)
    def state(self) -> str:
        return str(self.shown.state)

    @Property(bool, notify=goodChanged)
    def good(self) -> bool:
        return bool(self.shown.good)

    @Property(str, notify=adviceChanged)
    def advice(self) -> str:
        return str(self.shown.advice)

    @Property(str, notify=leadChanged)
    def lead(self) -> str:
        return str(self.shown.lead)

    @Property(list, notify=papersChanged)
    def papers(self) -> list[dict[str, Any]]:
        return list(self.shown.papers)

    @Property(list, notify=factsChanged)
    def facts(self) -> list[dict[str, Any]]:
        return list(self.shown.facts)

    @Property(list, notify=questionsChanged)
    def questions(self) -> list[dict[str, Any]]:
        return list(self.shown.questions)

    @Property(str, notify=sectionChanged)
    def section(self) -> str:
        return str(self.shown.section)

    @Property(bool, notify=canLeadChanged)
    def canLead(self) -> bool:
        return bool(self.shown.can_lead)

    @Property(bool, notify=canShowChanged)
    def canShow(self) -> bool:
        return bool(self.shown.can_show)

    @Property(str, notify=takeChanged)
    def take(self) -> str:
        return str(self.shown.take)

    @Property(bool, notify=addsChanged)
    def adds(self) -> bool:
        return bool(self.shown.adds)

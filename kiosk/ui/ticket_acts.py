"""What may be done next, as cards of the deck: the first is the screen's main act."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ui.panel import Panel
from kiosk.ui.screens import is_available
from kiosk.ui.ticket_words import spot_of
from kiosk.ui.words import say_distance
from kiosk.visit.desk_facts import TicketNow

_LEAD = Text(zh="带我去窗口", en="Take me to the window")
_PAPERS = Text(zh="查看要带的材料", en="What to bring")
_PAPER_COUNT = Text(zh="{count}样，已带齐可直接等候", en="{count} papers; if you have them, just wait")
_NO_PAPERS = Text(zh="不用带材料，直接等候", en="Nothing to bring: just wait")


@dataclass(frozen=True, slots=True)
class Act:
    """One card: its key for ``act``, words and pictogram; ``main``: filled."""

    key: str
    name: str
    detail: str = ""
    icon: str = ""
    main: bool = False

    def as_qml(self) -> dict[str, Any]:
        return asdict(self)


def act(panel: Panel, key: str, name: Text, icon: str, detail: Text = EMPTY, *, main: bool = False) -> dict[str, Any]:
    """A card in the visitor's language, for QML."""
    return Act(key, panel.read(name), panel.read(detail), icon, main).as_qml()


def lead_act(panel: Panel, ticket: TicketNow) -> list[dict[str, Any]]:
    """The way to the ticket's window, with floor, metres and minutes; nothing where no plan knows it."""
    spot = spot_of(panel, ticket)
    if spot is None or not is_available("route"):
        return []
    distance = say_distance(spot, panel.way.reach(spot, panel.visit.profile))
    return [act(panel, "lead", _LEAD, "directions_walk", distance, main=True)]


def papers_act(panel: Panel, ticket: TicketNow) -> list[dict[str, Any]]:
    """What to bring for the ticket's first matter; nothing for a ticket of no known matter."""
    page = panel.way.matter_page(ticket.matters[0]) if ticket.matters else None
    if page is None:
        return []
    count = len(page.matter.materials)
    detail = fill(_PAPER_COUNT, count=count) if count else _NO_PAPERS
    return [act(panel, "papers", _PAPERS, "description", detail)]


def do(panel: Panel, key: str, ticket: TicketNow) -> None:
    """Open what the cards "lead" and "papers" stand for."""
    if key == "lead":
        spot = spot_of(panel, ticket)
        about = {"matter_code": ticket.matters[0]} if ticket.matters else {}
        if spot is not None:
            panel.go("route", {"target_id": spot.id, **about})
    elif key == "papers" and ticket.matters:
        panel.go("matter", {"code": ticket.matters[0], "section": "papers"})

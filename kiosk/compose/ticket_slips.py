"""The printer of ``visit.take_ticket``: a ticket becomes a slip with its way and its papers, the slip paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.compose.slip_map import slip_map
from kiosk.compose.ticket_printer import TicketPrinter
from kiosk.guidance.directions import summary
from kiosk.printing.slips import Slip, SlipMaterial
from kiosk.ui import map_words as say
from kiosk.ui.map_parts import MapParts, Way
from kiosk.ui.papers import say_paper
from kiosk.visit.desk_facts import TicketNow, Wish
from kiosk.visit.find_way import FindWay, Spot
from kiosk.visit.take_ticket import Paper, Printed

#: More would be a roll of paper, not a slip; the phone page has them all.
_MOST_STEPS, _MOST_MATERIALS = 6, 12


class TicketSlips:
    """``shown``: what the screens stand on now; ``profile``: how this visitor walks."""

    def __init__(
        self,
        printer: TicketPrinter,
        shown: Callable[[], tuple[FindWay, MapParts]],
        profile: Callable[[], str],
        clock: Clock,
    ) -> None:
        self._printer, self._shown, self._profile, self._clock = printer, shown, profile, clock

    async def print(self, ticket: TicketNow, wish: Wish) -> Printed:
        """Print the slip of ``ticket``; what is known of the paper, and why none came."""
        way, parts = self._shown()
        slip = slip_of(ticket, wish.language, way, parts, self._profile(), self._clock)
        verdict = await self._printer.print(slip)
        return Printed(Paper(verdict.outcome.value), verdict.said)


def slip_of(ticket: TicketNow, language: str, way: FindWay, parts: MapParts, profile: str, clock: Clock) -> Slip:
    """Everything that helps on the way to the window; what is not known is left out."""
    facts: dict[str, Any] = {}
    spot = _spot(ticket, way, profile)
    led = _way_to(spot, way, parts, profile)
    if led is not None and spot is not None:
        facts["route"] = tuple(step.text for step in led.steps[:_MOST_STEPS])
        facts["route_facts"] = summary(led.route)
        facts["map"] = slip_map(parts, led, say.window_name(spot.number) if spot.number else spot.name)
    return Slip(
        label=ticket.label,
        hall=way.hall.name or parts.venue.name,
        taken=ticket.taken or clock.now(),
        language=language,
        queue=ticket.queue_name,
        matters=tuple(_matters(ticket, way)),
        windows=(ticket.window,) if ticket.window else ticket.windows,
        then=ticket.stops,
        ahead=ticket.ahead,
        p50_min=ticket.likely,
        p90_min=ticket.at_most,
        said=ticket.said,
        materials=tuple(_materials(ticket, way, language))[:_MOST_MATERIALS],
        code=ticket.address,
        **facts,
    )


def _spot(ticket: TicketNow, way: FindWay, profile: str) -> Spot | None:
    """The window it is called to, or the nearest of its windows."""
    numbers = (ticket.window,) if ticket.window else ticket.windows
    spots = [spot for number in numbers if (spot := way.spot_of_window(number)) is not None]
    reached = [(reach.seconds, n) for n, spot in enumerate(spots) if (reach := way.reach(spot, profile))]
    return spots[min(reached)[1]] if reached else spots[0] if spots else None


def _way_to(spot: Spot | None, way: FindWay, parts: MapParts, profile: str) -> Way | None:
    """The way there, when it is ready: a slip waits for nothing that is still being worked out."""
    if spot is None or way.reach(spot, profile) is None:
        return None
    try:
        return parts.ways.way(spot.id, profile)
    except KioskError:
        return None


def _matters(ticket: TicketNow, way: FindWay) -> Iterator[Text]:
    for code in ticket.matters:
        page = way.matter_page(code)
        if page is not None:
            yield page.matter.name


def _materials(ticket: TicketNow, way: FindWay, language: str) -> Iterator[SlipMaterial]:
    """Papers of all its matters; one that several ask for is said once."""
    known: set[str] = set()
    for code in ticket.matters:
        page = way.matter_page(code)
        for material in page.matter.materials if page is not None else ():
            key = material.key or material.name.within("zh-CN")
            if key in known:
                continue
            known.add(key)
            said = say_paper(0, material, language)
            detail = Text({language: said["detail"]}) if said["detail"] else EMPTY
            yield SlipMaterial(material.name, detail, required=bool(said["required"]))

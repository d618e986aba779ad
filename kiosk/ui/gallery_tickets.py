"""The exhibits of the ticket desk: taking a number, the ticket and its troubles, scanning, my ticket, rating."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.base.texts import Text
from kiosk.ui import ticket_rehearsals as rehearsed
from kiosk.ui.engine import Screens
from kiosk.visit.desk_facts import Meaning
from kiosk.visit.find_way import FindWay
from kiosk.visit.take_ticket import Step
from kiosk.visit.visit import Page

Shown = tuple[str, Page, Callable[[Screens], None]]

_ADDRESS = b"https://www.example.com/poster?from=hall"
_WORDS = (
    Text(
        zh="社区通知：本周六上午在一楼大厅举办社保政策宣讲，欢迎参加。",
        en="Community notice: social insurance explained, Saturday morning in the hall on 1F. Everyone is welcome.",
    )
    .within("zh-CN")
    .encode()
)
_PERSONAL = b"110101199003070000"


def ticket_exhibits(way: FindWay) -> Iterator[Shown]:
    """Name, page and what is done before the picture is taken."""
    yield "home-desk", Page("home"), rehearsed.whole
    yield "take-none", Page("take"), lambda screens: None
    yield "take", Page("take"), rehearsed.whole
    queues = rehearsed.desk_now(way).queues
    if not queues:
        return
    popular = way.popular(1)
    about = {"matter": popular[0].code} if popular else {"queue": queues[0].code}
    yield "matter-desk", Page("matter", {"code": popular[0].code if popular else ""}), rehearsed.whole
    home = next((panel.level_id for panel in way.venue.panels), "")
    yield "map-desk", Page("map", {"level_id": home}), rehearsed.whole
    yield "take-how", Page("take-how", about), rehearsed.whole
    yield "take-how-together", Page("take-how", about), rehearsed.together
    yield "matter-together", Page("matter", {"code": popular[0].code if popular else ""}), rehearsed.together
    idle = next((queue for queue in queues if queue.takes and not queue.waiting), None)
    if idle is not None:
        yield "take-how-free", Page("take-how", {"queue": idle.code}), rehearsed.desk_only
    closed = next((queue for queue in queues if not queue.takes), None)
    if closed is not None:
        yield "take-how-closed", Page("take-how", {"queue": closed.code}), rehearsed.whole
    yield from _tickets()
    yield from _scans()
    yield "staff-print", Page("staff"), rehearsed.print_test


def _tickets() -> Iterator[Shown]:
    page = Page("ticket")
    for step in Step:
        yield f"ticket-{step.value}", page, partial(rehearsed.be_issued, step)
    yield "ticket-next", page, partial(rehearsed.be_issued, Step.PRINTED, ahead=0, likely=0, at_most=0)
    yield "ticket-first", page, rehearsed.be_priority
    remind = Page("remind")
    yield "remind", remind, partial(rehearsed.type_phone, "", False)
    yield "remind-typed", remind, partial(rehearsed.type_phone, "13800001111", False)
    yield "remind-wrong", remind, partial(rehearsed.type_phone, "10800001111", True)
    yield "remind-set", remind, partial(rehearsed.type_phone, "13800001111", True)


def _scans() -> Iterator[Shown]:
    scan, mine, review = Page("scan"), Page("my-ticket"), Page("review")
    yield "scan-none", scan, lambda screens: None
    yield "scan", scan, rehearsed.aim
    yield "scan-scanner", scan, rehearsed.desk_only
    yield "scan-looking", scan, partial(rehearsed.read_code, Meaning.LOOKING, b"")
    yield "type-code", Page("type-code"), partial(rehearsed.type_code, "", None)
    yield "type-code-typed", Page("type-code"), partial(rehearsed.type_code, "YY2611240918", None)
    yield "type-code-looking", Page("type-code"), partial(rehearsed.type_code, "YY2611240918", Meaning.LOOKING)
    yield "type-code-wrong", Page("type-code"), partial(rehearsed.type_code, "YY2611240918", Meaning.OTHER)
    yield "scan-appointment", scan, partial(rehearsed.read_appointment, False)
    yield "scan-early", scan, partial(rehearsed.read_appointment, True)
    for name, payload in (("address", _ADDRESS), ("words", _WORDS), ("personal", _PERSONAL)):
        yield f"scan-{name}", scan, partial(rehearsed.read_code, Meaning.OTHER, payload)
    yield "scan-old", scan, partial(rehearsed.read_code, Meaning.OLD, b"")
    yield "scan-unheard", scan, partial(rehearsed.read_code, Meaning.UNHEARD, b"")
    yield "my-ticket-none", mine, lambda screens: None
    for state in ("waiting", "called", "serving", "held", "missed", "void"):
        yield f"my-ticket-{state}", mine, partial(rehearsed.be_scanned, state)
    yield "my-ticket-back", mine, rehearsed.be_back
    yield "my-ticket-leave", mine, rehearsed.be_leaving
    yield "my-ticket-given-back", mine, rehearsed.be_given_back
    yield "my-ticket-done", mine, partial(rehearsed.be_scanned, "done", can_review=True)
    yield "review", review, partial(rehearsed.review, "", False)
    yield "review-why", review, partial(rehearsed.review, "2", False)
    yield "review-thanks", review, partial(rehearsed.review, "2", True)

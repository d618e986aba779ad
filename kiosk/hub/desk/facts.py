"""What the desk says of a ticket, and of itself, at this moment; shapes of ``kiosk.sync.desk_messages``."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text
from kiosk.hub.desk import giving, telling
from kiosk.hub.desk import line as line_room
from kiosk.hub.desk.line import Line, line_of
from kiosk.hub.desk.models import Call, TicketRow
from kiosk.hub.desk.numbers import series_of
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import ticket_of
from kiosk.hub.phone.sms_settings import messages
from kiosk.sync.desk_messages import CallNow, DeskNow, QueueNow, TicketFacts
from kiosk.ticketing.explaining import why_waiting
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import State, Ticket, Voided

#: Calls that are shown, newest first; seconds for which an answer about the whole desk serves.
CALLS, FRESH_S = 12, 1.0

_MISSED = Text(
    zh="已经叫过您的号。请在取号机上扫一下号票，重新排队。",
    en="Your number was called. Scan your slip at a panel to get back in line.",
)
_HELD = Text(
    zh="您的号在{window}号窗口保留。材料带来后直接回到这个窗口。",
    en="Window {window} keeps your number. Come back to it with your papers.",
)
_VOID = {
    Voided.GAVE_UP.value: Text(
        zh="多次叫号未到，这个号已作废，请重新取号。",
        en="Called several times without an answer: please take a new number.",
    ),
    Voided.DAY_OVER.value: Text(
        zh="今天的服务已结束，请下次重新取号。",
        en="The hall has closed for the day: please take a new number next time.",
    ),
    Voided.WITHDRAWN.value: Text(zh="您已放弃这个号。", en="You gave this number back."),
}
_VOID_ELSE = Text(zh="这个号已作废，请重新取号。", en="This number is void: please take a new one.")


def facts_of(row: TicketRow, now: datetime) -> TicketFacts:
    """A ticket as it stands at ``now``."""
    hall = published(row.hall_id)
    ticket, queue = ticket_of(row), hall.by_code.get(row.queue)
    ahead, p50, p90 = -1, 0, 0
    if ticket.state in (State.WAITING, State.ISSUED):
        line = line_of(hall, now)
        ahead = line.ahead(ticket)
        told = line.wait(queue, ahead, ticket) if queue else None
        p50, p90 = (told.p50, told.p90) if told else (0, 0)
    return TicketFacts(
        id=row.id,
        label=row.label,
        state=row.state,
        queue=row.queue,
        queue_name=dict(queue.name) if queue else {},
        matters=ticket.matters,
        number=row.number,
        kind=row.kind,
        arrived=hall.local(row.arrived).isoformat(),
        windows=(row.only_window,) if row.only_window else queue.windows if queue else (),
        window=row.window if ticket.state in (State.CALLED, State.SERVING, State.HELD) else "",
        ahead=ahead,
        p50_min=p50,
        p90_min=p90,
        stops=ticket.stops,
        said=_by_language(_said(ticket, hall)),
        now=hall.local(now).isoformat(),
    )


def desk_now(hall_id: str, panel_id: str, now: datetime) -> DeskNow:
    """The whole desk; ``panel_id`` "" for who is no panel (then there is no series)."""
    hall = published(hall_id)
    common = _common(hall, now)
    return replace(
        common,
        now=hall.local(now).isoformat(),
        series=series_of(hall_id, panel_id) if panel_id else "",
    )


@dataclass
class _Kept:
    line: Line
    at: float
    now: DeskNow
    cost: float


_kept: dict[str, _Kept] = {}


def _common(hall: Published, now: datetime) -> DeskNow:
    """What everybody is told alike, made once for each reading of the line."""
    line, kept = line_of(hall, now), _kept.get(hall.hall_id)
    begun = time.monotonic()
    if kept is not None and kept.line.hall is hall and _serves(kept, line, begun - kept.at):
        return kept.now
    found = DeskNow(
        hall_id=hall.hall_id,
        now="",
        queues=tuple(_queue_now(hall, queue, line, hall.local(now)) for queue in hall.queues),
        calls=recent_calls(hall, now),
        phone_page=hall.phone_page,
        sms=_sends(hall.hall_id),
    )
    _kept[hall.hall_id] = _Kept(line, time.monotonic(), found, time.monotonic() - begun)
    return found


def _sends(hall_id: str) -> bool:
    try:
        return messages().sends(hall_id)
    except KioskError:  # the settings of messages are wrong; who sends them says so
        return False


def _serves(kept: _Kept, line: Line, age: float) -> bool:
    """Made of this reading, or so lately that making it again would take too large a part of the time."""
    if kept.line.at.date() != line.at.date() or abs((line.at - kept.line.at).total_seconds()) > 2 * FRESH_S:
        return False
    return age < FRESH_S if kept.line is line else age < min(kept.cost * line_room.PART, FRESH_S)


def recent_calls(hall: Published, now: datetime, limit: int = CALLS) -> tuple[CallNow, ...]:
    """The newest calls of the day, newest first, without those that were taken back."""
    begin = hall.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    calls = Call.objects.filter(hall_id=hall.hall_id, serial__isnull=False, taken_back=False, at__gte=begin)
    return tuple(telling.call_now(call) for call in calls.order_by("-serial")[:limit])


def _queue_now(hall: Published, queue: Queue, line: Line, now: datetime) -> QueueNow:
    ahead = line.newcomer(queue.code)
    told, gives = line.wait(queue, ahead), giving.giving(hall, queue, now)
    return QueueNow(
        code=queue.code,
        prefix=queue.prefix,
        name=dict(queue.name),
        waiting=ahead,
        p50_min=told.p50 if told else 0,
        p90_min=told.p90 if told else 0,
        windows=queue.windows,
        open_windows=tuple(w for w in queue.windows if queue.code in line.seats.get(w, ())),
        takes=gives.takes,
        said=_by_language(gives.said),
        matters=queue.matters,
    )


def _said(ticket: Ticket, hall: Published) -> Text:
    if ticket.state is State.MISSED:
        return _MISSED
    if ticket.state is State.HELD:
        return Text({tag: words.format(window=ticket.window) for tag, words in _HELD.items()})
    if ticket.state is State.VOID:
        return _VOID.get(ticket.voided, _VOID_ELSE)
    if ticket.state in (State.WAITING, State.ISSUED):
        return why_waiting(ticket, hall.rules)
    return EMPTY


def _by_language(text: Text) -> Mapping[str, str]:
    return dict(text)

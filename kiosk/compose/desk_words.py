"""What the desk says on the wire (sync.desk_messages) → what a visit sees (visit.desk_facts)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from kiosk.base.texts import EMPTY, Text
from kiosk.sync.desk_messages import DeskNow as ToldDesk
from kiosk.sync.desk_messages import QueueNow as ToldQueue
from kiosk.sync.desk_messages import TicketFacts
from kiosk.sync.messages import MessageError, moment, unpacked
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import State
from kiosk.visit.desk_facts import CallNow, DeskNow, QueueNow, TicketNow

T = TypeVar("T")

_ANSWER_LIMIT = 512 << 10


def believed(kind: type[T], body: Mapping[str, Any]) -> T | None:
    """The facts of an answer; None when they do not fit."""
    try:
        return unpacked(kind, json.dumps(body).encode(), _ANSWER_LIMIT)
    except (MessageError, ValueError, TypeError):
        return None


def text_of(words: Mapping[str, str]) -> Text:
    """Words by language."""
    return Text({tag: said for tag, said in words.items() if isinstance(said, str) and said})


def refusal_of(body: Mapping[str, Any], otherwise: Text) -> Text:
    """What a refusal says to the visitor."""
    return text_of({tag: str(body.get(tag) or "")[:300] for tag in ("zh", "en")}) or otherwise


def ticket_now(facts: TicketFacts, address: str, names: Mapping[str, Text]) -> TicketNow:
    """A ticket for a screen. ``names``: of the queues by their code."""
    return TicketNow(
        id=facts.id,
        label=facts.label,
        state=facts.state,
        queue=facts.queue,
        queue_name=text_of(facts.queue_name) or names.get(facts.queue, EMPTY),
        matters=facts.matters,
        windows=facts.windows,
        window=facts.window,
        ahead=facts.ahead,
        likely=facts.p50_min,
        at_most=facts.p90_min,
        kind=facts.kind,
        stops=tuple(name for code in facts.stops if (name := names.get(code, EMPTY))),
        said=text_of(facts.said),
        address=address,
        can_review=facts.state == State.DONE,
        taken=moment(facts.arrived),
    )


def own_ticket(
    id: str, label: str, queue: Queue, matters: tuple[str, ...], kind: str, said: Text, address: str, taken: datetime
) -> TicketNow:
    """A ticket of the panel's own series, or one of which the desk cannot be asked: where it stands is not known."""
    return TicketNow(
        id=id,
        label=label,
        state=State.WAITING.value,
        queue=queue.code,
        queue_name=queue.name,
        matters=matters,
        windows=queue.windows,
        kind=kind,
        said=said,
        address=address,
        is_own=True,
        taken=taken,
    )


def desk_now(told: ToldDesk, known: Iterable[Queue] = ()) -> DeskNow:
    """The desk for the board, home and map. ``known``: the release's queues; the wire need not repeat their matters."""
    matters = {queue.code: queue.matters for queue in known}
    calls = tuple(CallNow(call.serial, call.label, call.window, call.again) for call in told.calls)
    queues = tuple(_queue_now(queue, queue.matters or matters.get(queue.code, ())) for queue in told.queues)
    return DeskNow(queues, calls, told.sms)


def _queue_now(told: ToldQueue, matters: tuple[str, ...]) -> QueueNow:
    return QueueNow(
        code=told.code,
        prefix=told.prefix,
        name=text_of(told.name),
        waiting=told.waiting,
        likely=told.p50_min,
        at_most=told.p90_min,
        windows=told.windows,
        open_windows=told.open_windows,
        takes=told.takes,
        said=text_of(told.said),
        matters=matters,
    )

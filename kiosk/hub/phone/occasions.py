"""What is true of a ticket when its message goes out, and whose turn is near."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.phone.booked import APPOINTMENTS, booked
from kiosk.hub.phone.mail_box import post
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.wording import Kind
from kiosk.hub.records.models import Hall
from kiosk.ticketing.tickets import State

#: "Three ahead".
NEAR = 3
_NEXT = Text(zh="下一位就是您", en="you are next")
_JUST_NOW = timedelta(seconds=60)
#: In which states a message is still true.
_TRUE_IN = {
    Kind.TAKEN: {State.ISSUED, State.WAITING},
    Kind.NEAR: {State.WAITING},
    Kind.CALLED: {State.CALLED},
    Kind.MISSED: {State.MISSED},
}


def facts(message: Message, now: datetime) -> Mapping[str, object] | None:
    """The values of a message as they are at this moment; None when it is no longer true."""
    values = dict(message.values) | {"signature": signature(message.hall_id)}
    kind = Kind(message.kind)
    if kind in (Kind.ALERT, Kind.ALARM):
        return values
    if kind in APPOINTMENTS:
        said = booked(message)
        return None if said is None else {**values, **said}
    row = TicketRow.objects.filter(id=message.subject).first()
    if row is None or row.state not in _TRUE_IN[kind]:
        return None
    if kind is Kind.CALLED:
        return values | {"label": row.label, "window": row.window}
    if kind is Kind.MISSED:
        return values | {"label": row.label}
    seen = authority.facts_of(row, now)
    language = "en" if row.language.startswith("en") else "zh"
    known: dict[str, object] = {"label": row.label, "queue": seen.queue_name.get(language, "")}
    if seen.ahead == 0:
        return values | known | {"next": _NEXT.within("en" if language == "en" else "zh-CN")}
    if seen.ahead > 0:
        known["ahead"] = seen.ahead
    if seen.p90_min > 0:
        known |= {"p50": seen.p50_min, "p90": seen.p90_min}
    return values | known


def call_near(now: datetime) -> int:
    """Post a message for each ticket that has a number and so few before it; how many were posted."""
    posted = 0
    waiting = TicketRow.objects.filter(id__in=Number.objects.values("subject"), state=State.WAITING)
    for row in waiting.order_by("hall_id", "queue", "arrived"):
        round = f"{row.queue}-{row.resumed}"
        key = f"{row.id}:{Kind.NEAR}:{round}"
        if Message.objects.filter(key=key).exists():
            continue
        ahead = authority.facts_of(row, now).ahead
        if 0 <= ahead <= NEAR:
            post(row.hall_id, row.id, Kind.NEAR, {"label": row.label, "queue_code": row.queue}, now, round=round)
            if _said_just_now(row.id, now):
                Message.objects.filter(key=key).update(state="dropped", why="said", ended_at=now)
            else:
                posted += 1
    return posted


def _said_just_now(ticket_id: str, now: datetime) -> bool:
    """Whether the first message, which says the place in line too, is that new: then a second one is a nuisance."""
    return Message.objects.filter(key=f"{ticket_id}:{Kind.TAKEN}", made_at__gt=now - _JUST_NOW).exists()


def signature(hall_id: str) -> str:
    """A hall's short name, Chinese: providers register one signature, whatever the language of the message."""
    facts = Hall.objects.filter(id=hall_id).values_list("facts", flat=True).first() or {}
    return named(facts.get("short_name")) or named(facts.get("name"))


def named(words: object, language: str = "zh") -> str:
    """One of hall.toml's texts: a text, or a table by language."""
    if isinstance(words, str):
        return words
    if not isinstance(words, Mapping):
        return ""
    return Text({str(tag): str(text) for tag, text in words.items()}).within("en" if language == "en" else "zh-CN")

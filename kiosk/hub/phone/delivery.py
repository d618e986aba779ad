"""Sends what waits: claimed by one process, sent outside of transactions, tried again with pauses, written down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kiosk.hub.phone import numbers
from kiosk.hub.phone.gateways import GatewayError
from kiosk.hub.phone.mail_box import forget_subject
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.sms_settings import HallMessages, Messages
from kiosk.hub.phone.wording import Kind, compose
from kiosk.hub.project import errands

log = logging.getLogger("kiosk.hub.phone")

#: After the first try three more, so long after each other.
BACKOFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))
#: So many are claimed at once, the most urgent kinds first.
PORTION = 10

#: What a message's values are when it is sent: the ticket may have moved on since it was posted. None: not any more.
Facts = Callable[[Message, datetime], Mapping[str, object] | None]


def deliver(known: Messages, facts: Facts, clock: Callable[[], datetime]) -> int:
    """Send a portion of what is due; how many were looked at."""
    claimed = claim(clock())
    for message in claimed:
        _settle(message, known, facts, clock)
    return len(claimed)


def claim(now: datetime) -> list[Message]:
    """Messages that are due and that no living process is sending; from now on they are ours for a while."""
    # After a process that died while it sent: the provider knows the key and sends no second one.
    return errands.claim(Message.objects.order_by("not_after"), "text messages", PORTION, now)


def _settle(message: Message, known: Messages, facts: Facts, clock: Callable[[], datetime]) -> None:
    now, rules = clock(), known.of(message.hall_id)
    kept = Number.objects.filter(subject=message.subject).first()
    why = _why_not(message, kept, known, rules, now)
    if why == "quiet":
        return _after_quiet(message, rules, now)
    values = facts(message, now) if not why else None
    if why or values is None or kept is None:
        return _end(message, "dropped", why or "moved", now)
    try:
        number = numbers.opened(kept.sealed, kept.subject)
    except numbers.UnsealedError as error:
        log.error("phone: %s", error)
        return _end(message, "dropped", "sealed", now)
    return _send(message, kept, number, values, known, clock)


def _why_not(message: Message, kept: Number | None, known: Messages, rules: HallMessages, now: datetime) -> str:
    if not known.sends(message.hall_id):
        return "absent"
    if now > message.not_after or message.tries > len(BACKOFF) + 1:
        return "late"
    if kept is None:
        return "gone"
    if message.kind not in (Kind.ALERT, Kind.ALARM) and _quiet_until(rules, now) is not None:
        return "quiet"
    hour = Message.objects.filter(mark=kept.mark, state="sent", ended_at__gt=now - timedelta(hours=1))
    return "often" if hour.count() >= rules.a_number else ""


def _send(
    message: Message,
    kept: Number,
    number: str,
    values: Mapping[str, object],
    known: Messages,
    clock: Callable[[], datetime],
) -> None:
    signature = known.of(message.hall_id).signature or str(values.get("signature", ""))
    said = {name: value for name, value in values.items() if name not in ("signature", "queue_code")}
    composed = compose(Kind(message.kind), said, signature, kept.language, message.key)
    assert known.gateway is not None
    try:
        sent = known.gateway.send(number, composed, clock())
    except GatewayError as error:
        log.warning("phone: %s to %s: %s", message.kind, numbers.masked(number), error)
        return _failed(message, error, clock())
    Message.objects.filter(id=message.id).update(provider_id=sent.provider_id[:100], mark=kept.mark)
    return _end(message, "sent", "", clock())


def _failed(message: Message, error: GatewayError, now: datetime) -> None:
    if not error.again or message.tries > len(BACKOFF):
        return _end(message, "failed", "refused" if not error.again else "tries", now)
    due = now + BACKOFF[message.tries - 1]
    if due > message.not_after:
        return _end(message, "failed", "late", now)
    Message.objects.filter(id=message.id, state="waiting").update(due=due, claimed_until=None)
    return None


def _after_quiet(message: Message, rules: HallMessages, now: datetime) -> None:
    """What is still worth saying when the quiet hours are over waits for that; this was no try."""
    over = _quiet_until(rules, now)
    if over is None or over > message.not_after:
        return _end(message, "dropped", "quiet", now)
    Message.objects.filter(id=message.id).update(due=over, claimed_until=None, tries=F("tries") - 1)
    return None


def _quiet_until(rules: HallMessages, now: datetime) -> datetime | None:
    return rules.quiet_until(timezone.localtime(now))


def _end(message: Message, state: str, why: str, now: datetime) -> None:
    ended: dict[str, Any] = {"state": state, "why": why, "ended_at": now, "claimed_until": None, "values": {}}
    with transaction.atomic():
        Message.objects.filter(id=message.id).update(**ended)
        forget_subject(message.subject)

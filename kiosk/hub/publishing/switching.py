"""Switches and emergency messages: what a hall's panels are told at once, without a release, signed like one.

Rows say who and since when; the live document is made from them after every act, so it never says anything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kiosk.base.texts import Text, traditional
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing.channel import decide, live_in, locked_channel, repository, try_to_sign
from kiosk.hub.publishing.faults import PublishingError
from kiosk.hub.publishing.models import Channel, EmergencyMessage, Switch
from kiosk.hub.records.models import Hall
from kiosk.sync.messages import ClosedWindow, Emergency, Live

#: How long an emergency message may be in one language, and how many may stand at once.
LETTERS, AT_ONCE = 200, 4
LEVELS = ("alarm", "notice")
_REASON = 120

_NO_WORDS = Text(zh="请用中文和英文各写一句话。", en="Please write a sentence in Chinese and in English.")
_TOO_LONG = Text(
    zh="太长了，最多 {limit} 个字，远处才看得清。", en="Too long: at most {limit} letters, to be read from afar."
)
_TOO_MANY = Text(
    zh="已经有 {limit} 条应急信息，请先撤下一条。", en="There are {limit} messages already. Lift one first."
)
_PAST = Text(zh="这个时间已经过去了。", en="That moment has passed.")


def switch_off(
    hall: Hall,
    user: User,
    kind: str,
    target: str,
    *,
    name: str = "",
    until: datetime | None = None,
    reason: Mapping[str, str] | None = None,
) -> Switch:
    """Close a place of the plan or a window, from now on; again with another ``until`` or reason changes these."""
    _later(until)
    repository(hall.pk)
    words = {tag: said.strip()[:_REASON] for tag, said in (reason or {}).items() if said.strip()}
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        facts: dict[str, Any] = {"reason": words, "until": until, "by": user}
        switch, _ = Switch.objects.update_or_create(hall=hall, kind=kind, target=target, defaults=facts)
        details = {"kind": kind, "name": name, "until": _written(until), "reason": words}
        _tell(channel, user, "switch.off", target, details)
    try_to_sign(hall.pk)
    return switch


def switch_on(hall: Hall, user: User, kind: str, target: str, *, name: str = "") -> None:
    """Open it again; nothing happens when it is open."""
    repository(hall.pk)
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        if not Switch.objects.filter(hall=hall, kind=kind, target=target).delete()[0]:
            return
        _tell(channel, user, "switch.on", target, {"kind": kind, "name": name})
    try_to_sign(hall.pk)


def announce(
    hall: Hall, user: User, text: Mapping[str, str], *, level: str = "alarm", until: datetime | None = None
) -> EmergencyMessage:
    """Show a message over every screen of the hall, in every language, until it is lifted."""
    words = _checked(text)
    _later(until)
    repository(hall.pk)
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        if len(standing_messages(hall)) >= AT_ONCE:
            raise PublishingError(_filled(_TOO_MANY, AT_ONCE))
        message = EmergencyMessage.objects.create(
            id=secrets.token_hex(8),
            hall=hall,
            text=words,
            level=level if level in LEVELS else "alarm",
            since=timezone.now(),
            until=until,
            by=user,
        )
        details = {"text": words, "level": message.level, "until": _written(until)}
        _tell(channel, user, "emergency.announced", message.pk, details)
    try_to_sign(hall.pk)
    return message


def lift(hall: Hall, user: User, message_id: str) -> EmergencyMessage:
    """Take a message from the screens; EmergencyMessage.DoesNotExist for another hall's."""
    repository(hall.pk)
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        message = EmergencyMessage.objects.get(pk=message_id, hall=hall)
        if message.lifted_at is None:
            message.lifted_at, message.lifted_by = timezone.now(), user
            message.save(update_fields=["lifted_at", "lifted_by"])
            _tell(channel, user, "emergency.lifted", message.pk, {"text": message.text})
    try_to_sign(hall.pk)
    return message


def standing_messages(hall: Hall) -> list[EmergencyMessage]:
    """The messages that are over the screens now, the newest first."""
    found = EmergencyMessage.objects.filter(hall=hall, lifted_at=None).select_related("by").order_by("-since")
    return [message for message in found if message.until is None or message.until > timezone.now()]


def standing_switches(hall: Hall) -> list[Switch]:
    """What is out of use now, the newest first."""
    found = Switch.objects.filter(hall=hall).select_related("by").order_by("-at")
    return [switch for switch in found if switch.until is None or switch.until > timezone.now()]


def expire(hall_id: str) -> bool:
    """Take what has reached its end out of the live document; whether there was any."""
    now = timezone.now()
    with transaction.atomic():
        channel = locked_channel(hall_id)
        over = list(Switch.objects.filter(hall_id=hall_id, until__lte=now))
        ended = list(EmergencyMessage.objects.filter(hall_id=hall_id, lifted_at=None, until__lte=now))
        if not over and not ended:
            return False
        for switch in over:
            switch.delete()
            _tell(channel, "hub", "switch.on", switch.target, {"kind": switch.kind, "until": _written(switch.until)})
        for message in ended:
            message.lifted_at = message.until
            message.save(update_fields=["lifted_at"])
            _tell(channel, "hub", "emergency.lifted", message.pk, {"until": _written(message.until)})
    return try_to_sign(hall_id)


def due(now: datetime) -> set[str]:
    """The halls in which something has reached its end."""
    halls = set(Switch.objects.filter(until__lte=now).values_list("hall_id", flat=True))
    ended = EmergencyMessage.objects.filter(lifted_at=None, until__lte=now)
    return halls | set(ended.values_list("hall_id", flat=True))


def _tell(channel: Channel, actor: User | str, act: str, subject: str, details: Mapping[str, Any]) -> None:
    """Record the act and put down the live document, in the transaction that owns the channel."""
    hall = Hall.objects.get(pk=channel.hall_id)
    standing = live_in(channel, hall.pk)
    tell(f"console:{hall.pk}", "live", what=act)
    record(actor, act, hall_id=hall.pk, subject=subject, **details)
    decide(channel, live=replace(_document(hall), sequence=standing.sequence + 1))


def _document(hall: Hall) -> Live:
    switches, messages = standing_switches(hall), standing_messages(hall)
    return Live(
        hall_id=hall.pk,
        sequence=0,
        closed=tuple(sorted(s.target for s in switches if s.kind == Switch.Kind.PLACE)),
        closed_windows=tuple(
            ClosedWindow(s.target, _written(s.until), s.reason)
            for s in sorted(switches, key=lambda s: s.target)
            if s.kind == Switch.Kind.WINDOW
        ),
        emergencies=tuple(Emergency(m.pk, m.text, _written(m.since), _written(m.until), m.level) for m in messages),
    )


def _checked(text: Mapping[str, str]) -> dict[str, str]:
    words = {tag: " ".join(said.split()) for tag, said in text.items() if said.strip()}
    if not words.get("zh") or not words.get("en"):
        raise PublishingError(_NO_WORDS)
    if any(len(said) > LETTERS for said in words.values()):
        raise PublishingError(_filled(_TOO_LONG, LETTERS))
    return {"zh-Hant": traditional(words["zh"]), **words}


def _filled(template: Text, limit: int) -> Text:
    return Text({tag: words.format(limit=limit) for tag, words in template.items()})


def _later(until: datetime | None) -> None:
    if until is not None and until <= timezone.now():
        raise PublishingError(_PAST)


def _written(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at is not None else ""

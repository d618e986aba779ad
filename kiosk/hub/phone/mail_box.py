"""What waits to be sent: numbers are remembered, occasions become messages, and what is over is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.phone import numbers
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.sms_settings import messages
from kiosk.hub.phone.wording import Kind
from kiosk.hub.project.statements import is_there
from kiosk.ticketing.tickets import LIVE

#: How long each message is worth sending.
_WORTH = {
    Kind.TAKEN: timedelta(minutes=10),
    Kind.NEAR: timedelta(minutes=5),
    Kind.CALLED: timedelta(minutes=3),
    Kind.MISSED: timedelta(minutes=30),
    Kind.BOOKED: timedelta(hours=12),
    Kind.APPOINTMENT: timedelta(hours=12),
    Kind.REBOOKED: timedelta(hours=12),
    Kind.CANCELLED: timedelta(hours=12),
    Kind.ALERT: timedelta(hours=12),
    Kind.ALARM: timedelta(minutes=30),
}


class PhoneError(KioskError):
    """A number that is not remembered. ``word``: unknown, over, absent."""

    def __init__(self, word: str, text: Text) -> None:
        self.word, self.text = word, text
        super().__init__(text.within("en"))


_UNKNOWN = Text(zh="没有找到这张号票。", en="There is no such ticket.")
_OVER = Text(zh="这张号票已经办完或作废，不再发送短信。", en="This ticket is finished, so no messages are sent for it.")
_ABSENT = Text(
    zh="本大厅没有开通短信提醒，请留意屏幕和广播。",
    en="This hall sends no text messages. Please watch the screens and listen.",
)


def remember(hall_id: str, ticket_id: str, phone: str, now: datetime) -> None:
    """Send this ticket's messages to this number from now on; NumberError, PhoneError. A second number replaces it."""
    number = numbers.mobile(phone)
    if not messages().sends(hall_id):
        raise PhoneError("absent", _ABSENT)
    with transaction.atomic():
        row = TicketRow.objects.select_for_update().filter(id=ticket_id, hall_id=hall_id).first()
        if row is None:
            raise PhoneError("unknown", _UNKNOWN)
        if row.state not in LIVE or row.day != day_of(now):
            raise PhoneError("over", _OVER)
        keep(hall_id, ticket_id, number, row.language, now, end_of_day(now))
        post(hall_id, ticket_id, Kind.TAKEN, {"label": row.label, "queue_code": row.queue}, now)


def tell_staff(hall_id: str, key: str, values: Mapping[str, str], now: datetime) -> int:
    """Tell the hall's receivers (sms.toml) something that cannot wait, once for each ``key``; how many are told."""
    receivers = messages().of(hall_id).staff if messages().sends(hall_id) else ()
    with transaction.atomic():
        for place, words in enumerate(receivers):
            subject = f"{key}-{place}"
            if not Message.objects.filter(key=f"{subject}:{Kind.ALERT}").exists():
                keep(hall_id, subject, numbers.mobile(words), "zh-CN", now, now + _WORTH[Kind.ALERT])
                post(hall_id, subject, Kind.ALERT, values, now)
    return len(receivers)


def keep(hall_id: str, subject: str, number: str, language: str, now: datetime, until: datetime) -> None:
    """Keep a number, encrypted, no longer than ``until``."""
    kept = {
        "hall_id": hall_id,
        "sealed": numbers.sealed(number, subject),
        "mark": numbers.mark(number),
        "language": language,
        "kept_at": now,
        "until": until,
    }
    Number.objects.update_or_create(subject=subject, defaults=kept)


def post(
    hall_id: str,
    subject: str,
    kind: Kind,
    values: Mapping[str, object],
    now: datetime,
    *,
    round: str = "",
    due: datetime | None = None,
) -> None:
    """Let a message wait to be sent, in the caller's transaction; the same occasion (``round``) again does nothing."""
    due = due or now
    fields = {
        "hall_id": hall_id,
        "subject": subject,
        "kind": kind,
        "values": dict(values),
        "due": due,
        "not_after": due + _WORTH[kind],
        "made_at": now,
    }
    key = f"{subject}:{kind}" + (f":{round}" if round else "")
    Message.objects.get_or_create(key=key, defaults=fields)


def moved(row: TicketRow, act: str, now: datetime) -> None:
    """What a ticket's move means for its messages; in the transaction of the move."""
    if not is_there(Number, subject=row.id):
        return
    round = f"{row.queue}-{row.resumed}"
    values: dict[str, object] = {"label": row.label, "queue_code": row.queue}
    if act == "called":
        drop(row.id, now, (Kind.NEAR, Kind.TAKEN))
        post(row.hall_id, row.id, Kind.CALLED, values | {"window": row.window}, now, round=round)
    elif act == "missed":
        drop(row.id, now, (Kind.CALLED,))
        post(row.hall_id, row.id, Kind.MISSED, values, now, round=round)
    elif act in ("began", "returned", "transferred"):
        drop(row.id, now, (Kind.CALLED, Kind.MISSED))
    elif row.state not in LIVE:
        drop(row.id, now, tuple(Kind))
        Number.objects.filter(subject=row.id).delete()


def drop(subject: str, now: datetime, kinds: Iterable[Kind]) -> None:
    """What has not gone out yet and is no longer true is not sent."""
    waiting = Message.objects.filter(subject=subject, state="waiting", claimed_until=None, kind__in=[*kinds])
    waiting.update(state="dropped", why="moved", ended_at=now)


def forget(now: datetime) -> None:
    """Let go of every number that has served its time, and of the marks of other days."""
    gone = list(Number.objects.filter(until__lte=now).values_list("subject", flat=True))
    Message.objects.filter(subject__in=gone, state="waiting").update(state="dropped", why="gone", ended_at=now)
    Number.objects.filter(subject__in=gone).delete()
    Message.objects.filter(made_at__lt=now - timedelta(days=1), ended_at__isnull=False).exclude(mark="").update(mark="")
    Message.objects.filter(made_at__lt=now - timedelta(days=90)).delete()


def forget_subject(subject: str) -> None:
    """After the last message to somebody who has no ticket (an appointment, staff) the number goes at once."""
    open_ones = Message.objects.filter(subject=subject, state="waiting").exists()
    if not open_ones and not TicketRow.objects.filter(id=subject, state__in=[*LIVE]).exists():
        Number.objects.filter(subject=subject).delete()


def day_of(now: datetime) -> object:
    """Which day it is where the hub stands."""
    return timezone.localtime(now).date()


def end_of_day(now: datetime) -> datetime:
    """The coming midnight."""
    day = timezone.localtime(now) + timedelta(days=1)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)

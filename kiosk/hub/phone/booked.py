"""The messages of an appointment: made, the day before, moved, cancelled; its number is gone after the last of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kiosk.base.texts import Text
from kiosk.hub.desk.models import Appointment
from kiosk.hub.desk.published import published
from kiosk.hub.phone import numbers
from kiosk.hub.phone.mail_box import PhoneError, drop, forget_subject, keep, post
from kiosk.hub.phone.models import Message, Number
from kiosk.hub.phone.sms_settings import messages
from kiosk.hub.phone.wording import Kind, when_zh
from kiosk.ticketing.tickets import TicketError

APPOINTMENTS = (Kind.BOOKED, Kind.APPOINTMENT, Kind.REBOOKED, Kind.CANCELLED)
#: A reminder goes out at this hour of the day before.
REMINDER_HOUR = 9

_ABSENT = Text(
    zh="本大厅没有开通短信，这个手机号没有保留。",
    en="This hall sends no text messages; the number was not kept.",
)


def told(booked: Appointment, act: str, phone: str, now: datetime) -> None:
    """An appointment was told: ``act`` made, moved, cancelled or same; ``phone`` "": the number that is known, if any.

    NumberError; PhoneError("absent") when this hall sends nothing and a number was given. The same again says nothing.
    """
    given = numbers.mobile(phone) if phone else ""
    if not messages().sends(booked.hall_id):
        if given:
            raise PhoneError("absent", _ABSENT)
        return
    with transaction.atomic():
        if given:
            keep(booked.hall_id, booked.id, given, "zh-CN", now, now + timedelta(days=1))
        elif not Number.objects.filter(subject=booked.id).exists():
            return
        if booked.state == "cancelled":
            _cancelled(booked, act, now)
        elif booked.state == "booked" and booked.at > now:
            _stands(booked, act, now)
        else:
            drop(booked.id, now, APPOINTMENTS)
        forget_subject(booked.id)


def over(ticket_id: str, now: datetime) -> None:
    """A number was taken for an appointment: nothing more is said of it, and its phone number is forgotten."""
    for booked in Appointment.objects.filter(ticket_id=ticket_id).values_list("id", flat=True):
        drop(booked, now, APPOINTMENTS)
        forget_subject(booked)


def booked(message: Message) -> Mapping[str, object] | None:
    """An appointment's values when a message about it goes out; None when it is no longer true."""
    found = Appointment.objects.filter(id=message.subject).first()
    wanted = "cancelled" if message.kind == Kind.CANCELLED else "booked"
    if found is None or found.state != wanted or message.values.get("at") != _mark(found):
        return None
    return {"when": when_zh(_local(found)), "queue": _queue(found), "at": ""}


def _stands(booked: Appointment, act: str, now: datetime) -> None:
    """What is to be said of an appointment that will be: that it is made or moved, and again the day before."""
    at, mark = _local(booked), _mark(booked)
    if act == "moved":
        drop(booked.id, now, APPOINTMENTS)
    before = Message.objects.filter(subject=booked.id, kind__in=[Kind.BOOKED, Kind.REBOOKED], state="sent").exists()
    kind = Kind.REBOOKED if act == "moved" and before else Kind.BOOKED
    values = {"at": _mark(booked), "queue_code": booked.queue}
    if kind is Kind.REBOOKED or not before:
        post(booked.hall_id, booked.id, kind, values, now, round=f"{now:%Y%m%d%H%M%S}" if act == "moved" else mark)
    reminder = (at - timedelta(days=1)).replace(hour=REMINDER_HOUR, minute=0, second=0, microsecond=0)
    if reminder > now:  # else what is said now is reminder enough
        post(booked.hall_id, booked.id, Kind.APPOINTMENT, values, now, round=mark, due=reminder)
    Number.objects.filter(subject=booked.id).update(until=booked.at)


def _cancelled(booked: Appointment, act: str, now: datetime) -> None:
    drop(booked.id, now, APPOINTMENTS)
    if act == "cancelled" and booked.at > now:
        values = {"at": _mark(booked), "queue_code": booked.queue}
        post(booked.hall_id, booked.id, Kind.CANCELLED, values, now, round=_mark(booked))


def _mark(booked: Appointment) -> str:
    return f"{booked.at.astimezone(UTC):%Y%m%d%H%M}"


def _local(booked: Appointment) -> datetime:
    try:
        return published(booked.hall_id).local(booked.at)
    except TicketError:
        return timezone.localtime(booked.at)


def _queue(booked: Appointment) -> str:
    try:
        return published(booked.hall_id).queue(booked.queue).name.within("zh-CN")
    except TicketError:
        return ""

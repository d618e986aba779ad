"""An appointment that was told, by whomever: kept by the desk, its phone number by the room of messages, at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.base.texts import Text
from kiosk.hub.desk import appointments as desk
from kiosk.hub.desk.appointments import Booked
from kiosk.hub.desk.models import Appointment
from kiosk.hub.phone import booked as messages
from kiosk.hub.phone.mail_box import PhoneError
from kiosk.hub.phone.models import Number
from kiosk.hub.phone.numbers import NumberError


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it. ``act``: made, moved, cancelled, same. ``sms``: "kept", "" (no number), "number" (it is no
    mobile number), "absent" (this hall sends no messages); ``why`` in words for the last two.
    """

    appointment: Appointment
    act: str
    sms: str = ""
    why: Text | None = None


def take(hall_id: str, told: Booked, now: datetime) -> Taken:
    """Keep it or change it; TicketError as ``desk.book``. A number that cannot be used stops no appointment."""
    heard: list[Taken] = []
    desk.book(hall_id, told, now, lambda found, act: heard.append(_heard(found, act, told.phone, now)))
    return heard[-1]


def cancel(hall_id: str, appointment_id: str, now: datetime) -> Appointment | None:
    """Call it off, and say so to whoever left a number; TicketError as ``desk.cancel``."""
    return desk.cancel(hall_id, appointment_id, now, lambda found, act: messages.told(found, act, "", now))


def _heard(found: Appointment, act: str, phone: str, now: datetime) -> Taken:
    try:
        messages.told(found, act, phone, now)
    except NumberError as error:
        return Taken(found, act, "number", error.text)
    except PhoneError as error:
        return Taken(found, act, error.word, error.text)
    return Taken(found, act, "kept" if Number.objects.filter(subject=found.id).exists() else "")

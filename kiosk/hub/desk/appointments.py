"""Appointments come from outside: told one by one by a booking system with a key of its own, or by staff."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.hub.desk.asking import form, other_body, short
from kiosk.hub.desk.models import Appointment, BookingKey
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.taking import appointment_digest
from kiosk.hub.desk.turns import acting
from kiosk.sync.messages import moment
from kiosk.ticketing.tickets import TicketError

#: How far ahead one may book; the longest code.
AHEAD, CODE = timedelta(days=180), 512

_KEY = Text(zh="预约系统的密钥不对或已停用。", en="The booking system's key is not known or was revoked.")
_USED = Text(zh="这个预约已经取过号，不能再改。", en="A number was taken for this appointment: it changes no more.")


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as a booking system tells it. ``code``: what the visitor shows; ``at``: ISO 8601 with an offset.

    ``queue`` "": that of the first matter. ``state``: "booked" or "cancelled". ``phone``: of who wants messages about
    it; it is never kept here (``kiosk.hub.phone.booked``).
    """

    code: str = field(repr=False)
    at: str
    queue: str = ""
    matters: tuple[str, ...] = ()
    state: str = "booked"
    phone: str = field(default="", repr=False)


#: Hears what became of an appointment, in the same transaction: it and "made", "moved", "cancelled" or "same".
Hear = Callable[[Appointment, str], None]


def make_key(hall_id: str, name: str, now: datetime) -> str:
    """A new key for a booking system; it is shown once, only its digest is kept."""
    key = secrets.token_urlsafe(32)
    BookingKey.objects.create(hall_id=hall_id, name=name[:100], digest=_digest(key), made_at=now)
    return key


def hall_of_key(key: str) -> str:
    """The hall a key was made for; TicketError("key")."""
    found = BookingKey.objects.filter(digest=_digest(key), revoked_at=None).first()
    if found is None:
        raise TicketError("key", _KEY)
    return found.hall_id


def revoke_key(hall_id: str, key_id: int, now: datetime) -> BookingKey | None:
    """A key that opens nothing any more; None when the hall has none of this id that still does."""
    found = BookingKey.objects.filter(hall_id=hall_id, pk=key_id, revoked_at=None).first()
    if found is not None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
    return found


def book(hall_id: str, told: Booked, now: datetime, hear: Hear | None = None) -> Appointment:
    """Keep an appointment, or change it until its number is taken. The same again changes nothing.

    TicketError: form, queue, other-body (the code is of another hall), used, no-release, storage.
    """
    hall = published(hall_id)
    at, queue = _examined(hall, told, now)
    digest = appointment_digest(told.code)

    def act() -> Appointment:
        known = Appointment.objects.select_for_update().filter(code_digest=digest).first()
        if known is not None and known.hall_id != hall_id:
            raise other_body(digest[:32])
        found = known or Appointment(id=digest[:32], hall_id=hall_id, code_digest=digest)
        facts = {"queue": queue, "matters": list(told.matters), "at": at, "state": told.state}
        what = _what(known, facts)
        if known is None or any(getattr(known, name) != value for name, value in facts.items()):
            if found.state == "checked-in":
                raise TicketError("used", _USED)
            for name, value in facts.items():
                setattr(found, name, value)
            found.save(force_insert=known is None)
        if hear is not None:
            hear(found, what)
        return found

    return acting(act)


def cancel(hall_id: str, appointment_id: str, now: datetime, hear: Hear | None = None) -> Appointment | None:
    """Staff call an appointment off; None when there is none. TicketError: used, storage."""

    def act() -> Appointment | None:
        found = Appointment.objects.select_for_update().filter(hall_id=hall_id, id=appointment_id).first()
        if found is None or found.state == "cancelled":
            return found
        if found.state == "checked-in":
            raise TicketError("used", _USED)
        found.state = "cancelled"
        found.save(update_fields=["state"])
        if hear is not None:
            hear(found, "cancelled")
        return found

    return acting(act)


def _what(known: Appointment | None, facts: Mapping[str, object]) -> str:
    if facts["state"] == "cancelled":
        return "cancelled" if known is not None and known.state == "booked" else "same"
    if known is None or known.state != "booked":
        return "made"
    return "moved" if known.at != facts["at"] else "same"


def _examined(hall: Published, told: Booked, now: datetime) -> tuple[datetime, str]:
    at = moment(told.at)
    if not told.code.strip() or len(told.code) > CODE:
        raise form("code")
    if at is None or not now - timedelta(days=1) <= at <= now + AHEAD:
        raise form("at")
    if told.state not in ("booked", "cancelled") or len(told.matters) > 12:
        raise form("state")
    matters = tuple(short(matter, "matters") for matter in told.matters)
    return at, hall.queues_for(short(told.queue, "queue"), matters)[0]


def _digest(key: str) -> str:
    return hashlib.sha256(key.strip().encode()).hexdigest()

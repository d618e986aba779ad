"""The machine side of this room: a booking system tells, changes or cancels appointments with a key of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from ninja.security.base import AuthBase

from kiosk.base.texts import Text
from kiosk.hub.access import throttle
from kiosk.hub.access.address import client_address
from kiosk.hub.booking.telling import take
from kiosk.hub.desk.appointments import Booked, hall_of_key
from kiosk.sync.messages import unpacked
from kiosk.ticketing.tickets import TicketError

router = Router(tags=["desk"])
_BODY = 2 << 10
_KEY = Text(zh="请出示预约系统的密钥。", en="Show the booking system's key.")
_BUSY = Text(zh="错误的密钥试得太多了，请稍后再试。", en="Too many wrong keys were tried. Please try again later.")


class BookingKeyAuth(AuthBase):
    """``Authorization: Bearer <key>`` of a booking system; tries with other keys are slowed down by address."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> str:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise TicketError("key", _KEY)
            return hall_of_key(key)
        except TicketError:
            subject = throttle.Subject("booking", client_address(request), 20, timedelta(minutes=10))
            if not throttle.attempt((subject,), timezone.now()).allowed:
                raise TicketError("busy", _BUSY) from None
            raise TicketError("key", _KEY) from None


@router.post("/appointments", auth=BookingKeyAuth(), response={200: dict[str, str]})
def take_appointment(request: HttpRequest) -> Any:
    """``{code, at, queue?, matters?, state?, phone?}``; the same again changes nothing.

    ``phone``: of who wants to be told by text message; never answered, never logged, gone after the last message.
    ``sms`` of the answer: "kept", "" (no number), "number" (it is none), "absent" (this hall sends no messages).
    """
    hall_id: str = request.auth  # type: ignore[attr-defined]
    taken = take(hall_id, unpacked(Booked, request.read(_BODY + 1), _BODY), timezone.now())
    kept = taken.appointment
    said = {"id": kept.id, "state": kept.state, "at": kept.at.isoformat(), "queue": kept.queue, "sms": taken.sms}
    return Status(200, said)

"""An appointment's code as it is given to a visitor: made here when nobody else makes it, drawn as a QR code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import segno

from kiosk.hub.desk.models import Appointment

#: Letters and figures that nobody confuses (Crockford, capitals): ten of them are 50 bits.
_LETTERS, _LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 10
#: Figures of a digest that staff see.
SHORT = 8


@dataclass(frozen=True, slots=True)
class Card:
    """A code with its picture and its appointment, for the page that shows it; it is kept nowhere."""

    code: str
    picture: str
    appointment: Appointment
    queue: str


def new_code() -> str:
    """A code that was never there before: "YY-7K3M9-Q2RTV"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"YY-{letters[:5]}-{letters[5:]}"


def picture_of(code: str) -> str:
    """The QR code of a code, as an address a page can show."""
    return str(segno.make(code, error="m", micro=False).svg_data_uri(scale=4, border=3, dark="#0c2038", light="#fff"))


def short(digest: str) -> str:
    """How staff call an appointment: the first figures of its code's digest."""
    return f"{digest[: SHORT // 2]} {digest[SHORT // 2 : SHORT]}".upper()

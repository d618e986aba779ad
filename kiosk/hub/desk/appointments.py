"""Appointments come from outside: told one by one by a booking system with a key of its own, or as a CSV file."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.hub.desk.asking import form, other_body, short
from kiosk.hub.desk.models import Appointment, BookingKey
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.taking import appointment_digest
from kiosk.hub.desk.turns import acting
from kiosk.sync.messages import moment
from kiosk.ticketing.tickets import TicketError

#: Rows of one file; how far ahead one may book; the longest code.
ROWS, AHEAD, CODE = 5000, timedelta(days=180), 512
COLUMNS = ("code", "at", "queue", "matters", "state")

_KEY = Text(zh="预约系统的密钥不对或已停用。", en="The booking system's key is not known or was revoked.")
_USED = Text(zh="这个预约已经取过号，不能再改。", en="A number was taken for this appointment: it changes no more.")
_COLUMNS = Text(
    zh="文件的第一行要有 code 和 at，还可以有 queue、matters、state。",
    en="The first line names the columns: code and at, and if you like queue, matters, state.",
)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment as a booking system tells it. ``code``: what the visitor shows; ``at``: ISO 8601 with an offset.

    ``queue`` "": that of the first matter. ``state``: "booked" or "cancelled".
    """

    code: str
    at: str
    queue: str = ""
    matters: tuple[str, ...] = ()
    state: str = "booked"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: appointments taken, and line → the word why not."""

    taken: int
    refused: dict[int, str]


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


def book(hall_id: str, told: Booked, now: datetime) -> Appointment:
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
        if known is not None and all(getattr(known, name) == value for name, value in facts.items()):
            return known
        if found.state == "checked-in":
            raise TicketError("used", _USED)
        for name, value in facts.items():
            setattr(found, name, value)
        found.save(force_insert=known is None)
        return found

    return acting(act)


def import_csv(hall_id: str, data: bytes, now: datetime) -> Imported:
    """Take a CSV (UTF-8 or GB18030) with the columns ``COLUMNS``; matters are separated by "|".

    TicketError("form") when it is none; lines that cannot be taken are named, the others are.
    """
    reader = csv.DictReader(io.StringIO(_text(data)))
    try:
        names = {str(name).strip().lower(): name for name in reader.fieldnames or ()}
    except csv.Error:
        names = {}
    if not {"code", "at"} <= set(names):
        raise TicketError("form", _COLUMNS, where="1")
    taken, refused = 0, {}
    for line, cells in enumerate(_rows(reader), 2):
        row = {column: str(cells.get(names[column]) or "").strip() for column in COLUMNS if column in names}
        matters = tuple(part.strip() for part in row.pop("matters", "").split("|") if part.strip())
        told = Booked(**{**row, "state": row.get("state") or "booked"}, matters=matters)
        try:
            book(hall_id, told, now)
            taken += 1
        except TicketError as fault:
            if fault.word in ("storage", "no-release"):
                raise
            refused[line] = fault.word
    return Imported(taken, refused)


def _rows(reader: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    try:
        for number, row in enumerate(reader):
            if number >= ROWS:
                raise TicketError("form", _COLUMNS, where=str(ROWS))
            yield row
    except csv.Error:
        raise TicketError("form", _COLUMNS) from None


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TicketError("form", _COLUMNS)


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

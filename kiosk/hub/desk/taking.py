"""A number is taken: claimed by its id, counted without a gap, confirmed when the paper is out, or given back."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.db import IntegrityError

from kiosk.base.texts import Text
from kiosk.hub.desk import giving, printed
from kiosk.hub.desk.asking import Asked, examine, id_of, not_here, other_body
from kiosk.hub.desk.facts import facts_of
from kiosk.hub.desk.models import Appointment, TicketRow
from kiosk.hub.desk.numbers import counter_of, next_number
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import note, ticket_of, write
from kiosk.hub.desk.turns import acting, desk_of, owned_one
from kiosk.hub.desk.windows import freed
from kiosk.hub.project.statements import is_there, row
from kiosk.sync.desk_messages import TakeTicket, TicketFacts
from kiosk.ticketing import moves
from kiosk.ticketing.appointments import check_in
from kiosk.ticketing.tickets import AT_WINDOW, Kind, State, TicketError, Voided

_NO_APPOINTMENT = Text(
    zh="没有找到这个预约。请核对预约码，或取普通号。",
    en="There is no such appointment. Please check the code, or take an ordinary number.",
)
_USED = Text(
    zh="这个预约已经取过号了。号票丢了请到导办台。",
    en="A number was taken for this appointment already. If the slip is lost, please go to the help desk.",
)
_CANCELLED = Text(
    zh="这个预约已经取消了，请取普通号。", en="This appointment was cancelled. Please take an ordinary number."
)


def take(hall_id: str, asked: TakeTicket, source: str, now: datetime) -> TicketFacts:
    """A number for who asks; the same id again gets the same ticket. ``source``: a panel's id, "desk" or "phone".

    TicketError: form, other-body, queue, closed, full, no-release, appointment, early, day, used, cancelled, storage.
    """
    wanted = examine(asked)
    row = _known(hall_id, wanted)
    if row is None:
        hall, tries = published(hall_id), count()
        row = acting(lambda: _take(hall, wanted, source, now, careful=next(tries) > 0))
    return facts_of(row, now)


def confirm(hall_id: str, ticket_id: str, label: str, act: str, by: str, now: datetime) -> TicketFacts:
    """The paper came out ("printed"), or the visitor took the number from the screen ("screen").

    Another label than the desk's: the printed one wins. TicketError: unknown, form, series, label, storage.
    """
    hall = published(hall_id)
    return facts_of(acting(lambda: _confirm(hall, id_of(ticket_id), label, act, by, hall.local(now))), now)


def withdraw(hall_id: str, ticket_id: str, why: Voided, by: str, now: datetime) -> TicketFacts:
    """The number serves nobody any more. TicketError: unknown, state (it is being served), storage."""
    hall = published(hall_id)

    def act() -> TicketRow:
        desk_of(hall_id)
        row = owned_one(hall_id, id_of(ticket_id))
        if row is None:
            raise not_here(ticket_id)
        return void(row, why, by, hall.local(now))

    return facts_of(acting(act), now)


def void(row: TicketRow, why: Voided, by: str, now: datetime) -> TicketRow:
    """Within a turn at the desk: the number is void, and a window that had called it is free."""
    before = row.window if row.state in AT_WINDOW else ""
    write(row, moves.withdraw(ticket_of(row), now, why), "voided", by, now, why=why.value)
    if before:
        freed(row, before)
    return row


def ticket(hall_id: str, ticket_id: str) -> TicketRow:
    """A ticket of the hall; TicketError("unknown")."""
    found = row(TicketRow, hall_id=hall_id, id=ticket_id[:32])
    if found is None:
        raise not_here(ticket_id)
    return found


def appointment_digest(code: str) -> str:
    """By what an appointment is found: the sha256 of the code that the visitor shows, or types: capitals or not."""
    return hashlib.sha256(unicodedata.normalize("NFKC", code).strip().casefold().encode()).hexdigest()


def _known(hall_id: str, asked: Asked) -> TicketRow | None:
    if not is_there(TicketRow, id=asked.id):
        return None
    found = row(TicketRow, id=asked.id)
    # One that came by a panel's book was asked for, too: the request comes late.
    if found is not None and (found.hall_id != hall_id or found.asked not in ("", asked.digest)):
        raise other_body(asked.id)
    return found


def _take(hall: Published, asked: Asked, source: str, now: datetime, careful: bool) -> TicketRow:
    """``careful``: something stood in the way the first time, perhaps a label that another queue has given."""
    local = hall.local(now)
    booked = _appointment(hall, asked, local)
    if booked is not None:
        asked = replace(asked, queue=booked.queue, kind=Kind.APPOINTMENT)
        asked = replace(asked, matters=tuple(dict.fromkeys([*booked.matters, *asked.matters])))
    first, *stops = hall.queues_for(asked.queue, asked.matters)
    queue = hall.queue(first)
    counter = counter_of(hall.hall_id, queue, local.date())
    if (known := _known(hall.hall_id, asked)) is not None:
        return known  # who asked the same at the same moment was a little quicker
    if booked is None or not check_in(booked.at, local, hall.rules):
        giving.must_give(hall, queue, local, quota=booked is None)
    number, label = next_number(counter, queue, hall.rules, asked.id, now, careful)
    row = TicketRow(
        id=asked.id,
        hall_id=hall.hall_id,
        queue=queue.code,
        origin=queue.code,
        day=local.date(),
        number=number,
        label=label,
        state=State.ISSUED.value if source not in ("desk", "phone") else State.WAITING.value,
        confirmed=source in ("desk", "phone"),
        kind=asked.kind.value,
        reason=asked.reason.value,
        proof=asked.proof.value,
        matters=list(asked.matters),
        stops=stops,
        arrived=now,
        appointment_at=booked.at if booked else None,
        source=source[:32],
        asked=asked.digest,
        issued_at=now,
        language=asked.language,
    )
    row.save(force_insert=True)
    if booked is not None:
        booked.state, booked.ticket_id = "checked-in", row.id
        booked.save(update_fields=["state", "ticket_id"])
    note(row, "issued", source, now, queue=queue.code, label=label)
    return row


def _appointment(hall: Published, asked: Asked, now: datetime) -> Appointment | None:
    """The appointment that is checked in, owned; None when none is. TicketError says why it cannot be."""
    if not asked.appointment:
        return None
    digest = appointment_digest(asked.appointment)
    found = Appointment.objects.select_for_update().filter(hall_id=hall.hall_id, code_digest=digest).first()
    if found is None:
        raise TicketError("appointment", _NO_APPOINTMENT)
    if found.state == "cancelled":
        raise TicketError("cancelled", _CANCELLED)
    if found.state == "checked-in" and found.ticket_id != asked.id:
        raise TicketError("used", _USED)
    check_in(found.at, now, hall.rules)
    return found


def _confirm(hall: Published, ticket_id: str, label: str, act: str, by: str, now: datetime) -> TicketRow:
    """Usually of one ticket alone. Another label is an act of the desk, whose turn comes before any ticket is owned."""
    same = is_there(TicketRow, hall_id=hall.hall_id, id=ticket_id, label=label)
    if not same:
        desk_of(hall.hall_id)
    row = owned_one(hall.hall_id, ticket_id)
    if row is None:
        raise not_here(ticket_id)
    if row.label == label:
        return write(row, moves.confirm(ticket_of(row), now), "confirmed", by, now, how=act)
    if same:
        raise IntegrityError("it was relabelled in between: look again")
    return printed.relabel(hall, row, label, by, now, how=act)

"""Windows call: the next one, the same one again, one that was held; each call once, by the id its caller made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import connection

from kiosk.base.texts import Text
from kiosk.hub.desk import telling
from kiosk.hub.desk.asking import id_of, not_here, other_body
from kiosk.hub.desk.line import queues_at
from kiosk.hub.desk.models import Call, CallSerial, Seat, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import keep, ticket_of, tickets_in, write
from kiosk.hub.desk.turns import acting, desk_of, owned, owned_one
from kiosk.hub.desk.windows import must_have_visitor, open_one, visitor_at
from kiosk.hub.project.statements import is_there
from kiosk.ticketing import moves
from kiosk.ticketing.calling import next_ticket
from kiosk.ticketing.tickets import Kind, State, TicketError

_BUSY = Text(
    zh="窗口还有办事的人（{label}）。请先办结、过号或转号。",
    en="{label} is still at this window. Please finish, miss or transfer it first.",
)


_RECENT = f"""
SELECT ticket.kind FROM {Call._meta.db_table} made JOIN {TicketRow._meta.db_table} ticket ON ticket.id = made.ticket_id
WHERE made.hall_id = %s AND made.serial IS NOT NULL AND made.again = 0 AND NOT made.taken_back
AND ticket.queue IN ({{queues}}) ORDER BY made.serial DESC LIMIT %s
"""


def call_next(seat: Seat, call_id: str, now: datetime) -> Call:
    """The right one of those who wait for this window. ``ticket`` None: nobody waits. The same id: the same call.

    TicketError: form, other-body, closed-window, paused-window, busy, no-release, storage.
    """
    hall = published(seat.hall_id)
    return _call(seat, call_id, "next", lambda desk: _next(hall, seat, desk, call_id, hall.local(now)))


def call_again(seat: Seat, call_id: str, now: datetime) -> Call:
    """The one at the window once more. TicketError: form, other-body, nobody, state, storage."""
    hall = published(seat.hall_id)

    def act(desk: CallSerial) -> Call:
        local = hall.local(now)
        row = must_have_visitor(seat.hall_id, seat.window)
        write(row, moves.recall(ticket_of(row), local), "recalled", _by(seat), local, window=seat.window)
        return _made(desk, seat, call_id, "again", row, local, again=row.calls - 1)

    return _call(seat, call_id, "again", act)


def take_back(seat: Seat, ticket_id: str, call_id: str, now: datetime) -> Call:
    """A held one back to its window. TicketError: as ``call_next``, and unknown, state, window."""
    hall = published(seat.hall_id)

    def act(desk: CallSerial) -> Call:
        local = hall.local(now)
        _must_be_free(seat)
        row = owned_one(seat.hall_id, id_of(ticket_id))
        if row is None:
            raise not_here(ticket_id)
        after = moves.take_back(ticket_of(row), seat.window, local)
        write(row, after, "resumed", _by(seat), local, window=seat.window)
        return _made(desk, seat, call_id, f"back {ticket_id}", row, local)

    return _call(seat, call_id, f"back {ticket_id}", act)


def _call(seat: Seat, call_id: str, what: str, act: Callable[[CallSerial], Call]) -> Call:
    """The call of this id: made before, or made now in the desk's turn."""
    id_of(call_id)

    def once() -> Call:
        desk = desk_of(seat.hall_id)
        return _known(seat, call_id, what) or act(desk)

    return _known(seat, call_id, what) or acting(once)


def _known(seat: Seat, call_id: str, what: str) -> Call | None:
    if not is_there(Call, id=call_id):
        return None
    call = Call.objects.select_related("ticket").filter(id=call_id).first()
    if call is not None and (call.hall_id != seat.hall_id or call.asked != _digest(seat, what)):
        raise other_body(call_id)
    return call


def _next(hall: Published, seat: Seat, desk: CallSerial, call_id: str, now: datetime) -> Call:
    queues = queues_at(hall, seat.window, _must_be_free(seat).queues)
    waiting = tickets_in(seat.hall_id, now.date(), (State.WAITING, State.ISSUED), queues, owned=True)
    choice = next_ticket(waiting, queues, seat.window, recent_kinds(seat.hall_id, queues), now, hall.rules)
    if choice is None:
        return _made(desk, seat, call_id, "next", None, now)
    called = owned_one(seat.hall_id, choice.ticket.id)
    assert called is not None
    others = owned(seat.hall_id, [other.id for other in choice.changed]) if choice.changed else {}
    for other in choice.changed:
        keep(others[other.id], other)
    after = moves.call(choice.ticket, seat.window, now, hall.rules)
    why = dict(choice.why)
    write(called, after, "called", _by(seat), now, window=seat.window, why=why, passed=len(choice.passed))
    return _made(desk, seat, call_id, "next", called, now)


def _must_be_free(seat: Seat) -> Seat:
    """The seat as it stands; TicketError when it does not call, or somebody is there ("busy")."""
    found = open_one(seat)
    visitor = visitor_at(seat.hall_id, seat.window)
    if visitor is not None:
        words = Text({tag: sentence.format(label=visitor.label) for tag, sentence in _BUSY.items()})
        raise TicketError("busy", words, where=seat.window)
    return found


def recent_kinds(hall_id: str, queues: Collection[str], limit: int = 20) -> list[Kind]:
    """Kinds of the last calls in these queues, newest last."""
    if not queues:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_RECENT.format(queues=", ".join(["%s"] * len(queues))), [hall_id, *queues, limit])
        return [Kind(kind) for (kind,) in reversed(cursor.fetchall())]


def _made(
    desk: CallSerial, seat: Seat, call_id: str, what: str, row: TicketRow | None, now: datetime, again: int = 0
) -> Call:
    """Write the call, with the next serial if it calls somebody, and tell the screens."""
    if row is not None:
        desk.last += 1
        desk.save(update_fields=["last"])
    call = Call(
        id=call_id,
        hall_id=seat.hall_id,
        serial=desk.last if row is not None else None,
        ticket=row,
        window=seat.window,
        label=row.label if row is not None else "",
        again=max(again, 0),
        at=now,
        asked=_digest(seat, what),
    )
    call.save(force_insert=True)
    if row is not None:
        telling.call_told(call)
    return call


def _digest(seat: Seat, what: str) -> str:
    return hashlib.sha256(f"{seat.hall_id}\n{seat.window}\n{what}".encode()).hexdigest()


def _by(seat: Seat) -> str:
    return seat.user.username if seat.user is not None else "desk"

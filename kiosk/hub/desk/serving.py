"""What becomes of the visitor at a window: served, finished, missed, held, sent elsewhere; and the missed come back.

Each act may name the ticket it means (``ticket_id``): said again after that one has left, it touches nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from kiosk.base.texts import Text
from kiosk.hub.desk.asking import id_of, not_here
from kiosk.hub.desk.facts import facts_of
from kiosk.hub.desk.models import Seat, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import ticket_of, write
from kiosk.hub.desk.turns import acting, desk_of, owned_one
from kiosk.hub.desk.windows import must_have_visitor, visitor_at
from kiosk.sync.desk_messages import TicketFacts
from kiosk.ticketing import moves
from kiosk.ticketing.tickets import State, Ticket, TicketError

_NO_WINDOW = Text(zh="没有这个窗口。", en="There is no such window.")
_NOT_THERE = Text(zh="这个窗口不办那个业务。", en="That window does not serve that queue.")


def begin(seat: Seat, now: datetime, ticket_id: str = "") -> TicketRow:
    """The visitor is at the window. TicketError: nobody, state, storage."""
    return _at_seat(seat, now, ticket_id, "began", lambda ticket, hall, at: moves.begin(ticket, at))


def finish(seat: Seat, now: datetime, ticket_id: str = "") -> TicketRow:
    """Served; on to the next stop when there is one. One that was called and not begun, begins and ends now."""

    def move(ticket: Ticket, hall: Published, at: datetime) -> Ticket:
        return moves.finish(moves.begin(ticket, at), at)

    return _at_seat(seat, now, ticket_id, "done", move)


def miss(seat: Seat, now: datetime, ticket_id: str = "") -> TicketRow:
    """Nobody came. TicketError: nobody, state, storage."""
    return _at_seat(seat, now, ticket_id, "missed", lambda ticket, hall, at: moves.miss(ticket, at, hall.rules))


def hold(seat: Seat, now: datetime, ticket_id: str = "") -> TicketRow:
    """Sent for a paper: keeps its window, which can call others. TicketError: nobody, state, storage."""

    def move(ticket: Ticket, hall: Published, at: datetime) -> Ticket:
        return moves.hold(moves.begin(ticket, at), at)

    return _at_seat(seat, now, ticket_id, "held", move)


def transfer(
    seat: Seat,
    queue: str,
    window: str,
    keeps_place: bool | None,
    now: datetime,
    ticket_id: str = "",
) -> TicketRow:
    """To another queue, or to one window; ``keeps_place`` None: as the hall has it.

    TicketError: queue, window, form, nobody, state, storage.
    """

    def move(ticket: Ticket, hall: Published, at: datetime) -> Ticket:
        goal = queue
        if window:
            served = hall.by_window.get(window)
            if not served:
                raise TicketError("window", _NO_WINDOW, where=window)
            goal = queue or (ticket.queue if ticket.queue in served else served[0])
            if goal not in served:
                raise TicketError("window", _NOT_THERE, where=window)
        if goal:
            hall.queue(goal)
        return moves.transfer(ticket, at, hall.rules, queue=goal, window=window, keeps_place=keeps_place)

    facts = {"queue": queue, "to": window, "keeps_place": keeps_place}
    return _at_seat(seat, now, ticket_id, "transferred", move, **facts)


def return_missed(hall_id: str, ticket_id: str, by: str, now: datetime) -> TicketFacts:
    """Back in line after n others; again, nothing changes. TicketError: unknown, state, resumes, storage."""
    hall = published(hall_id)

    def act() -> TicketRow:
        desk_of(hall_id)
        row, at = owned_one(hall_id, id_of(ticket_id)), hall.local(now)
        if row is None:
            raise not_here(ticket_id)
        return write(row, moves.return_missed(ticket_of(row), at, hall.rules), "returned", by, at)

    return facts_of(acting(act), now)


def _at_seat(
    seat: Seat,
    now: datetime,
    ticket_id: str,
    act: str,
    move: Callable[[Ticket, Published, datetime], Ticket],
    **facts: object,
) -> TicketRow:
    """Do something with the ticket at the seat; one that is named and has left is answered as it is."""
    hall = published(seat.hall_id)
    at = hall.local(now)

    def once() -> TicketRow:
        desk_of(seat.hall_id)
        row = visitor_at(seat.hall_id, seat.window)
        if ticket_id and (row is None or row.id != id_of(ticket_id)):
            left = TicketRow.objects.filter(hall_id=seat.hall_id, id=ticket_id).first()
            if left is None:
                raise not_here(ticket_id)
            return left
        if row is None:
            row = _left_by(seat, act, at.date()) or must_have_visitor(seat.hall_id, seat.window)
            return row
        by = seat.user.username if seat.user is not None else "desk"
        return write(row, move(ticket_of(row), hall, at), act, by, at, window=seat.window, **facts)

    return acting(once)


def _left_by(seat: Seat, act: str, day: date) -> TicketRow | None:
    """Who left this window last by the same act: a double tap means that one."""
    if act != "done":
        return None
    gone = TicketRow.objects.filter(hall_id=seat.hall_id, day=day, window=seat.window, state=State.DONE.value)
    return gone.order_by("-ended_at").first()

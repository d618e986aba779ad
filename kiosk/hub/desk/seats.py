"""Windows are opened, paused and closed by who sits there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.desk.models import Seat, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import ticket_of, write
from kiosk.hub.desk.turns import acting, desk_of
from kiosk.hub.desk.windows import change, visitor_at
from kiosk.ticketing import moves
from kiosk.ticketing.tickets import State, TicketError

_NO_WINDOW = Text(zh="没有这个窗口。", en="There is no such window.")
_TAKEN = Text(
    zh="这个窗口已由别人打开。请先让对方关窗，或选择接班。",
    en="Somebody else has this window open. They close it first, or you take it over.",
)
_CLOSED = Text(zh="窗口没有开，请先开窗。", en="This window is not open. Please open it first.")
_BUSY = Text(
    zh="窗口还有办事的人，请先办结、过号或转号，再关窗。",
    en="Somebody is still at this window. Please finish, miss or transfer the number first.",
)


def open_seat(
    hall_id: str, window: str, user: User | None, now: datetime, queues: Sequence[str] = (), over: bool = False
) -> Seat:
    """Open a window, or go on after a pause; ``queues``: it calls from these only; ``over``: take it from a colleague.

    TicketError: window, queue, taken, no-release, storage.
    """
    hall = published(hall_id)
    if window not in hall.by_window:
        raise TicketError("window", _NO_WINDOW, where=window[:16])
    for code in queues:
        hall.queue(code)

    def act() -> Seat:
        seat = _seat(hall_id, window)
        mine = seat.user_id == (user.pk if user is not None else None)
        if seat.state != "closed" and not mine and not over:
            raise TicketError("taken", _TAKEN, where=window)
        if seat.state == "open" and mine and list(seat.queues) == list(queues):
            return seat
        seat.user, seat.queues, seat.pause = user, list(queues), ""
        change(seat, "open", now)
        return seat

    return acting(act)


def pause_seat(hall_id: str, window: str, user: User | None, now: datetime, reason: str = "") -> Seat:
    """Away for a moment; who is at the window stays there. TicketError: closed-window, storage."""

    def act() -> Seat:
        seat = _seat(hall_id, window)
        if seat.state == "closed":
            raise TicketError("closed-window", _CLOSED, where=window)
        if seat.state == "paused" and seat.pause == reason[:100]:
            return seat
        seat.pause = reason[:100]
        change(seat, "paused", now)
        return seat

    return acting(act)


def close_seat(hall_id: str, window: str, user: User | None, now: datetime) -> Seat:
    """Closed. Numbers held for this window, or sent to it alone, wait for any window of their queue, place kept.

    TicketError: busy (somebody is at the window), no-release, storage.
    """
    hall = published(hall_id)

    def act() -> Seat:
        seat = _seat(hall_id, window)
        if seat.state == "closed":
            return seat
        if visitor_at(hall_id, window) is not None:
            raise TicketError("busy", _BUSY, where=window)
        let_go(hall, window, user.username if user is not None else "desk", hall.local(now))
        seat.pause, seat.queues = "", []
        change(seat, "closed", now)
        seat.user = None
        seat.save(update_fields=["user"])
        return seat

    return acting(act)


def let_go(hall: Published, window: str, by: str, now: datetime) -> None:
    """Within a turn at the desk: whoever could only be served at this window can be served at others."""
    rows = TicketRow.objects.select_for_update().filter(hall_id=hall.hall_id, day=now.date())
    held = list(rows.filter(window=window, state=State.HELD.value).order_by("id"))
    sent = list(rows.filter(only_window=window, state=State.WAITING.value).order_by("id"))
    for row in (*held, *sent):
        ticket = ticket_of(row)
        after = moves.transfer(ticket, now, hall.rules, queue=ticket.queue, keeps_place=True)
        write(row, after, "transferred", by, now, window=window, why="window-closed")


def _seat(hall_id: str, window: str) -> Seat:
    """The seat of a window, owned with the desk."""
    desk_of(hall_id)
    found = Seat.objects.select_for_update().filter(hall_id=hall_id, window=window).first()
    return found or Seat(hall_id=hall_id, window=window)

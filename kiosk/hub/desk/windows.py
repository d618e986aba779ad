"""Windows and who is at them: found in the database each time, because that is where it is decided."""

from __future__ import annotations

from datetime import datetime

from kiosk.base.texts import Text
from kiosk.hub.desk import telling
from kiosk.hub.desk.models import Call, Seat, SeatSpan, TicketRow
from kiosk.hub.project.statements import row
from kiosk.ticketing.tickets import AT_WINDOW, TicketError

_NOBODY = Text(zh="窗口现在没有办事的人，请先叫号。", en="Nobody is at this window now. Please call a number first.")
_CLOSED = Text(zh="窗口没有开，请先开窗。", en="This window is not open. Please open it first.")
_PAUSED = Text(zh="窗口已暂停，请先恢复。", en="This window is paused. Please go on first.")


#: As the index "one_visitor_a_window" has it, so that nobody searches through the tickets of years.
_AT_WINDOW = f"""state IN ({", ".join(f"'{state.value}'" for state in sorted(AT_WINDOW))})"""


def visitor_of(hall_id: str, window: str) -> TicketRow | None:
    """The ticket that is called to the window or served there."""
    return row(TicketRow, _AT_WINDOW, hall_id=hall_id, window=window)


def visitor_at(hall_id: str, window: str) -> TicketRow | None:
    """The same, owned until the transaction ends."""
    return row(TicketRow, _AT_WINDOW, owned=True, hall_id=hall_id, window=window)


def must_have_visitor(hall_id: str, window: str) -> TicketRow:
    """As ``visitor_at``; TicketError("nobody") when there is none."""
    visitor = visitor_at(hall_id, window)
    if visitor is None:
        raise TicketError("nobody", _NOBODY, where=window)
    return visitor


def open_one(seat: Seat) -> Seat:
    """The seat as it stands now; TicketError("closed-window", "paused-window") when it does not call."""
    found = row(Seat, hall_id=seat.hall_id, window=seat.window)
    if found is None or found.state == "closed":
        raise TicketError("closed-window", _CLOSED, where=seat.window)
    if found.state == "paused":
        raise TicketError("paused-window", _PAUSED, where=seat.window)
    return found


def freed(ticket: TicketRow, window: str) -> None:
    """A number that nobody held was called to this window: its calls are taken back everywhere."""
    for call in Call.objects.filter(ticket=ticket, window=window, taken_back=False, serial__isnull=False):
        call.taken_back = True
        call.save(update_fields=["taken_back"])
        telling.call_off_told(call)


def change(seat: Seat, state: str, now: datetime) -> None:
    """Put a seat into a state, with the stretch of time that ends and the one that begins."""
    SeatSpan.objects.filter(hall_id=seat.hall_id, window=seat.window, ended=None).update(ended=now)
    seat.state, seat.since = state, now
    seat.save()
    if state != "closed":
        SeatSpan.objects.create(hall_id=seat.hall_id, window=seat.window, user=seat.user, state=state, began=now)
    telling.window_told(seat)

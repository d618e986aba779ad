"""The end of a day: whoever still waits gets no turn, windows close, appointments that nobody came for are no-shows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kiosk.hub.desk.models import Appointment, Seat, TicketRow
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import ticket_of, write
from kiosk.hub.desk.turns import acting, desk_of, owned
from kiosk.hub.desk.windows import change
from kiosk.hub.records.models import Hall
from kiosk.store.queue_hours import open_days
from kiosk.ticketing import moves
from kiosk.ticketing.tickets import LIVE, TicketError

#: Minutes after the last closing time of the day, unless the hall's rules say else.
AFTER = 60
_PORTION = 200


def end_day(hall_id: str, day: date, now: datetime) -> int:
    """End a day of the hall: how many tickets it ended. Again, it ends nothing more. TicketError: storage."""
    hall = published(hall_id)
    local, ended = hall.local(now), 0
    while True:
        portion = acting(lambda: _end_portion(hall, day, local))
        ended += portion
        if portion < _PORTION:
            return ended


def close_windows(hall_id: str, now: datetime) -> int:
    """Close the windows that were left open; how many."""

    def act() -> int:
        desk_of(hall_id)
        seats = list(Seat.objects.select_for_update().filter(hall_id=hall_id).exclude(state="closed"))
        for seat in seats:
            seat.pause, seat.queues = "", []
            change(seat, "closed", now)
            seat.user = None
            seat.save(update_fields=["user"])
        return len(seats)

    return acting(act)


def end_what_is_over(hall_id: str, now: datetime) -> int:
    """Days before today, and today once the hall has been closed for a while; to be asked again and again."""
    try:
        hall = published(hall_id)
    except TicketError:
        return 0
    live = [state.value for state in LIVE]
    days = TicketRow.objects.filter(hall_id=hall_id, state__in=live).values_list("day", flat=True).distinct()
    local, ended = hall.local(now), 0
    over = is_over(hall, local)
    for day in sorted(set(days)):
        if day < local.date() or (day == local.date() and over):
            ended += end_day(hall_id, day, now)
    stale = Seat.objects.filter(hall_id=hall_id).exclude(state="closed")
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if (over and stale.exists()) or stale.filter(since__lt=begin).exists():
        close_windows(hall_id, now)
    Appointment.objects.filter(hall_id=hall_id, state="booked", at__lt=local if over else begin).update(state="no-show")
    return ended


def end_everywhere(now: datetime) -> int:
    """All halls of this hub."""
    return sum(end_what_is_over(hall_id, now) for hall_id in Hall.objects.values_list("pk", flat=True))


def is_over(hall: Published, local: datetime) -> bool:
    """Whether the last window has been closed for long enough. A hall without known hours is over with its day."""
    closing = closes_at(hall, local)
    return closing is not None and local >= closing + timedelta(minutes=getattr(hall.rules, "end_after", AFTER))


def closes_at(hall: Published, local: datetime) -> datetime | None:
    """When the last of the hall's queues closes on this day; the day's beginning when none opens; None: not known."""
    weeks = {queue.hours_id or hall.catalogue.hall.hours_id for queue in hall.queues}
    if not weeks or not weeks <= set(hall.catalogue.calendar.weeks):
        return None
    ends = [local.replace(hour=0, minute=0, second=0, microsecond=0)]
    for queue in hall.queues:
        for _, end in open_days(hall.catalogue, queue, local.date(), 1)[0].spans:
            last = local.date() + timedelta(days=1) if end == time(0, 0) else local.date()
            ends.append(datetime.combine(last, end, local.tzinfo))
    return max(ends)


def _end_portion(hall: Published, day: date, now: datetime) -> int:
    desk_of(hall.hall_id)
    live = [state.value for state in LIVE]
    found = TicketRow.objects.filter(hall_id=hall.hall_id, day=day, state__in=live).order_by("id")
    rows = owned(hall.hall_id, found.values_list("id", flat=True)[:_PORTION])
    for row in rows.values():
        after = moves.end_day(ticket_of(row), now)
        act = "done" if after.state == "done" else "voided"
        write(row, after, act, "desk", now, why=after.voided or "day-over")
    return len(rows)

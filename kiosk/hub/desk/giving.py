"""Whether a queue gives a number at this moment: the hours that the panels show, and the quota of the half-day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.base.texts import EMPTY
from kiosk.hub.desk.models import TicketRow
from kiosk.hub.desk.published import Published
from kiosk.matters.hours import spans_on
from kiosk.ticketing import hours
from kiosk.ticketing.hours import Giving, OpenDay
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import State, Voided

#: So many days ahead it is said when to come.
_AHEAD = 21
#: Nothing is known of the hours: open all day.
_ALL_DAY = ((datetime.min.time(), datetime.min.time()),)


def open_days(hall: Published, queue: Queue | None, today: date, ahead: int = _AHEAD) -> list[OpenDay]:
    """Today and the days after it, as the hours table has them for the queue (None: for the hall)."""
    calendar, week_id = hall.catalogue.calendar, (queue.hours_id if queue else "") or hall.catalogue.hall.hours_id
    days = [today + timedelta(days=number) for number in range(ahead)]
    if week_id not in calendar.weeks:
        return [OpenDay(day, _ALL_DAY) for day in days]
    found = []
    for day in days:
        special = None if calendar.weeks[week_id].on_holidays else calendar.special_days.get(day)
        spans = tuple((span.start, span.end) for span in spans_on(calendar, week_id, day))
        found.append(OpenDay(day, spans, special.name if special and not spans else EMPTY))
    return found


def must_give(hall: Published, queue: Queue, now: datetime, *, quota: bool = True) -> None:
    """TicketError ("closed", "full") when the queue gives no number at ``now`` (on the hall's clock)."""
    taken = taken_in_half_day(hall, queue, now) if quota else 0
    if quota:
        hours.must_give(now, open_days(hall, queue, now.date()), queue, hall.rules, taken)
        return
    found = hours.giving(now, open_days(hall, queue, now.date()), queue, hall.rules, 0)
    if not found.takes and found.word != "full":
        raise hours.NotNowError(found.word, found.said, found.again)


def giving(hall: Published, queue: Queue, now: datetime, taken: int | None = None) -> Giving:
    """As ``must_give``, answered instead of raised."""
    if taken is None:
        taken = taken_in_half_day(hall, queue, now)
    return hours.giving(now, open_days(hall, queue, now.date()), queue, hall.rules, taken)


def taken_in_half_day(hall: Published, queue: Queue, now: datetime) -> int:
    """How many tickets the queue gave in the half-day of ``now``; numbers that reached nobody are not counted."""
    if not hours.quota_of(queue, now, hall.rules):
        return 0
    begin, end = hours.half_day(now, hall.rules)
    given = TicketRow.objects.filter(
        hall_id=hall.hall_id, origin=queue.code, day=now.date(), issued_at__gte=begin, issued_at__lt=end
    )
    return given.exclude(state=State.VOID.value, voided=Voided.NO_PAPER.value).count()

"""Whether a queue gives a number at this moment: the hours that the panels show, and the quota of the half-day."""

from __future__ import annotations

from datetime import datetime

from kiosk.hub.desk.models import TicketRow
from kiosk.hub.desk.published import Published
from kiosk.store.queue_hours import open_days
from kiosk.ticketing import hours
from kiosk.ticketing.hours import Giving
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import State, Voided


def must_give(hall: Published, queue: Queue, now: datetime, *, quota: bool = True) -> None:
    """TicketError ("closed", "full") when the queue gives no number at ``now`` (on the hall's clock)."""
    taken = taken_in_half_day(hall, queue, now) if quota else 0
    if quota:
        hours.must_give(now, open_days(hall.catalogue, queue, now.date()), queue, hall.rules, taken)
        return
    found = hours.giving(now, open_days(hall.catalogue, queue, now.date()), queue, hall.rules, 0)
    if not found.takes and found.word != "full":
        raise hours.NotNowError(found.word, found.said, found.again)


def giving(hall: Published, queue: Queue, now: datetime, taken: int | None = None) -> Giving:
    """As ``must_give``, answered instead of raised."""
    if taken is None:
        taken = taken_in_half_day(hall, queue, now)
    return hours.giving(now, open_days(hall.catalogue, queue, now.date()), queue, hall.rules, taken)


def taken_in_half_day(hall: Published, queue: Queue, now: datetime) -> int:
    """How many tickets the queue gave in the half-day of ``now``; numbers that reached nobody are not counted."""
    if not hours.quota_of(queue, now, hall.rules):
        return 0
    begin, end = hours.half_day(now, hall.rules)
    given = TicketRow.objects.filter(
        hall_id=hall.hall_id, origin=queue.code, day=now.date(), issued_at__gte=begin, issued_at__lt=end
    )
    return given.exclude(state=State.VOID.value, voided=Voided.NO_PAPER.value).count()

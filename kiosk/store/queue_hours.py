"""On which days and at which hours a queue gives numbers, as the hours table of a hall's content has them."""

from __future__ import annotations

from datetime import date, time, timedelta

from kiosk.base.texts import EMPTY
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hours import spans_on
from kiosk.ticketing.hours import OpenDay
from kiosk.ticketing.queues import Queue

#: So many days ahead it is said when to come.
AHEAD = 21
#: Nothing is known of the hours: open all day.
_ALL_DAY = ((time.min, time.min),)


def open_days(catalogue: Catalogue, queue: Queue | None, today: date, ahead: int = AHEAD) -> list[OpenDay]:
    """Today and the days after it, ``ahead`` in all, for the queue (None: for the hall)."""
    calendar, week_id = catalogue.calendar, (queue.hours_id if queue else "") or catalogue.hall.hours_id
    days = [today + timedelta(days=number) for number in range(ahead)]
    if week_id not in calendar.weeks:
        return [OpenDay(day, _ALL_DAY) for day in days]
    found = []
    for day in days:
        special = None if calendar.weeks[week_id].on_holidays else calendar.special_days.get(day)
        spans = tuple((span.start, span.end) for span in spans_on(calendar, week_id, day))
        found.append(OpenDay(day, spans, special.name if special and not spans else EMPTY))
    return found

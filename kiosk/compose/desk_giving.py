"""May this panel give a number of its own now? Hours and quotas as the release has them, without a network."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kiosk.base.texts import EMPTY
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hours import spans_on
from kiosk.ticketing.hours import Giving, OpenDay, giving
from kiosk.ticketing.queues import DeskRules, Queue

#: So many days ahead it is said when to come.
_AHEAD = 21
_ALL_DAY = ((time.min, time.min),)


def open_days(catalogue: Catalogue, queue: Queue, today: date, ahead: int = _AHEAD) -> list[OpenDay]:
    """Today and the days after it, as the hours table has them for the queue."""
    calendar, week_id = catalogue.calendar, queue.hours_id or catalogue.hall.hours_id
    days = [today + timedelta(days=number) for number in range(ahead)]
    if week_id not in calendar.weeks:
        return [OpenDay(day, _ALL_DAY) for day in days]
    found = []
    for day in days:
        special = None if calendar.weeks[week_id].on_holidays else calendar.special_days.get(day)
        spans = tuple((span.start, span.end) for span in spans_on(calendar, week_id, day))
        found.append(OpenDay(day, spans, special.name if special and not spans else EMPTY))
    return found


def own_giving(catalogue: Catalogue, queue: Queue, rules: DeskRules, now: datetime, taken: int = 0) -> Giving:
    """Whether the queue gives a number at ``now`` (in the hall's zone); ``taken``: numbers this panel gave itself."""
    return giving(now, open_days(catalogue, queue, now.date()), queue, rules, taken)

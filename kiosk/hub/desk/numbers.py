"""Numbers: the counter of a queue and day, the series of a panel, and the record of those that are no ticket."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max

from kiosk.base.texts import Text
from kiosk.hub.desk.models import Counter, Series, TicketRow, VoidNumber
from kiosk.hub.desk.turns import acting, desk_of
from kiosk.hub.project.statements import cells, row
from kiosk.ticketing.labels import Label, label_of
from kiosk.ticketing.queues import DeskRules, Queue
from kiosk.ticketing.tickets import TicketError, Voided

_SERIES = Text(
    zh="这个号不是这台取号机的号段。", en="This number does not belong to the series of the panel that tells it."
)


def counter_of(hall_id: str, queue: Queue, day: date) -> Counter:
    """The queue's counter of the day, owned until the transaction ends."""
    keys: dict[str, Any] = {"hall_id": hall_id, "queue": queue.code, "day": day}
    found = row(Counter, owned=True, **keys)
    if found is None:
        Counter.objects.bulk_create([Counter(**keys, last=max(queue.first_number - 1, 0))], ignore_conflicts=True)
        found = row(Counter, owned=True, **keys)
    assert found is not None
    return found


def next_number(
    counter: Counter, queue: Queue, rules: DeskRules, ticket_id: str, now: datetime, careful: bool
) -> tuple[int, str]:
    """The next number and its label. ``careful``: a label that stands on another paper is passed over, on record."""
    while True:
        counter.last += 1
        label = label_of(queue.prefix, counter.last, "", rules.digits)
        if not careful or not TicketRow.objects.filter(hall_id=counter.hall_id, day=counter.day, label=label).exists():
            break
        record_void(counter.hall_id, queue.code, counter.day, label, "", counter.last, ticket_id, Voided.REPLACED, now)
    counter.save(update_fields=["last"])
    return counter.last, label


def record_void(
    hall_id: str,
    queue: str,
    day: date,
    label: str,
    series: str,
    number: int,
    ticket_id: str,
    why: Voided,
    now: datetime,
) -> None:
    """Put down that a number is no ticket; once."""
    void = VoidNumber(
        hall_id=hall_id,
        queue=queue,
        day=day,
        series=series,
        number=number,
        label=label,
        ticket_id=ticket_id,
        why=why.value,
        at=now,
    )
    VoidNumber.objects.bulk_create([void], ignore_conflicts=True)


def series_of(hall_id: str, panel_id: str) -> str:
    """The series of a panel ("K3"), given with the first question and never to another one of the hall."""
    known = _series(hall_id, panel_id)
    return known or acting(lambda: _give_series(hall_id, panel_id))


def must_own(hall_id: str, panel_id: str, said: Label) -> None:
    """TicketError("series") when the label is of the series of another panel, or of none."""
    if said.series and said.series != _series(hall_id, panel_id):
        raise TicketError("series", _SERIES, where=panel_id)


def _series(hall_id: str, panel_id: str) -> str:
    found = cells(Series, ("number",), hall_id=hall_id, panel_id=panel_id)
    return f"K{found[0]}" if found else ""


def _give_series(hall_id: str, panel_id: str) -> str:
    desk_of(hall_id)
    if not (known := _series(hall_id, panel_id)):
        last = Series.objects.filter(hall_id=hall_id).aggregate(last=Max("number"))["last"] or 0
        Series.objects.create(hall_id=hall_id, panel_id=panel_id, number=last + 1)
        known = f"K{last + 1}"
    return known

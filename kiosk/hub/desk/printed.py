"""The label that was printed wins: the desk's own number for the same ticket becomes a recorded void."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from string import digits
from typing import Any

from kiosk.base.texts import Text
from kiosk.hub.desk.asking import form
from kiosk.hub.desk.models import TicketRow, VoidNumber
from kiosk.hub.desk.numbers import must_own, record_void
from kiosk.hub.desk.published import Published
from kiosk.hub.desk.rows import fill as fill_row
from kiosk.hub.desk.rows import note, ticket_of, write
from kiosk.hub.desk.windows import freed
from kiosk.ticketing import moves
from kiosk.ticketing.labels import Label, parse
from kiosk.ticketing.tickets import TicketError, Voided

_LABEL = Text(
    zh="这个号今天已经给了另一个人。请工作人员核对号票。",
    en="Somebody else has this number today. Staff please compare the slips.",
)


def said_by(hall: Published, panel_id: str, label: str) -> Label:
    """What a printed label says; TicketError ("form", "series") when this panel cannot have printed it."""
    said = parse(label)
    if said.printed(len(label) - len(label.rstrip(digits))) != label:
        raise form("label")
    must_own(hall.hall_id, panel_id, said)
    return said


def must_be_free(row: TicketRow, label: str, day: date) -> None:
    """TicketError("label") when another ticket of that day has the label."""
    same = TicketRow.objects.filter(hall_id=row.hall_id, day=day, label=label)
    if same.exclude(id=row.id).exists():
        raise TicketError("label", _LABEL, where=label)


def relabel(
    hall: Published,
    row: TicketRow,
    label: str,
    by: str,
    now: datetime,
    *,
    arrived: datetime | None = None,
    origin: str = "",
    day: date | None = None,
    **facts: Any,
) -> TicketRow:
    """Within a turn at the desk: the ticket gets the label that was printed, and waits at its true arrival.

    ``origin`` and ``day``: the queue the panel counted it in, and when (left out: the same as before; a request that
    was under way for long has made its phantom on another day). TicketError: form, series, label.
    """
    said = said_by(hall, by, label)
    before, old = ticket_of(row), _Number(row.origin, row.day)
    new = _Number(origin or old.queue, day or old.day)
    must_be_free(row, label, new.day)
    same = before.label == label and new.day == old.day
    after = moves.relabel(
        replace(before, day=new.day, label=before.label if same else ""),
        label,
        said.number,
        now,
        series=said.series,
        arrived=arrived,
    )
    if same:
        return write(row, after, "confirmed", by, now, **facts)
    fill_row(row, replace(after, queue=new.queue, stops=_stops(hall, new.queue, before.matters)))
    row.origin, row.day = new.queue, new.day
    row.save()
    # The number it had is no ticket any more; the one it gets is no void any more.
    record_void(
        row.hall_id, old.queue, old.day, before.label, before.series, before.number, row.id, Voided.REPLACED, now
    )
    VoidNumber.objects.filter(hall_id=row.hall_id, day=row.day, label=label).delete()
    if before.window:
        freed(row, before.window)
    note(row, "relabelled", by, now, label=before.label, was=str(before.state), window=before.window, **facts)
    return row


@dataclass(frozen=True, slots=True)
class _Number:
    """Where and when a number was counted."""

    queue: str
    day: date


def _stops(hall: Published, queue: str, matters: tuple[str, ...]) -> tuple[str, ...]:
    """What is still to come from the beginning."""
    try:
        return tuple(code for code in hall.queues_for(queue, matters) if code != queue)
    except TicketError:
        return ()

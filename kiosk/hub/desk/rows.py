"""A ticket as a row and as a fact: the rules see facts, and what they say is written to the row with its history."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from kiosk.hub.desk import telling
from kiosk.hub.desk.models import TicketEvent, TicketRow
from kiosk.hub.desk.signals import moved
from kiosk.hub.project.statements import rows
from kiosk.ticketing.tickets import Kind, Proof, Reason, State, Ticket

#: What a move may change, alike in both shapes.
_PLAIN = (
    *("queue", "window", "only_window", "calls", "missed", "resumed", "behind", "overtaken", "confirmed", "voided"),
    *("arrived", "called_at", "started_at", "ended_at", "appointment_at", "label", "number", "series"),
)
_WORDS = ("state", "kind", "reason", "proof")
_LISTS = ("matters", "stops")
_MOMENTS = ("arrived", "called_at", "started_at", "ended_at", "appointment_at")
_COLUMNS = tuple(field.name for field in fields(Ticket))
_STATES, _KINDS = {one.value: one for one in State}, {one.value: one for one in Kind}
_REASONS, _PROOFS = {one.value: one for one in Reason}, {one.value: one for one in Proof}
CHANGING = (*_PLAIN, *_WORDS, *_LISTS)


def ticket_of(row: TicketRow) -> Ticket:
    """The fact of a row."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Ticket(
        id=row.id,
        day=row.day,
        state=State(row.state),
        kind=Kind(row.kind),
        reason=Reason(row.reason),
        proof=Proof(row.proof),
        matters=tuple(row.matters),
        stops=tuple(row.stops),
        **plain,
    )


def tickets_in(
    hall_id: str, day: date, states: Collection[State], queues: Collection[str] | None = None, *, owned: bool = False
) -> list[Ticket]:
    """The facts of a day's tickets in these states and queues (None: in all), by id; without a model for each.

    ``owned``: until the transaction ends.
    """
    if queues is not None and not queues:
        return []
    narrow = {"state": [state.value for state in states], "queue": list(queues) if queues is not None else []}
    found = rows(TicketRow, _COLUMNS, {"hall_id": hall_id, "day": day}, narrow, order="id", owned=owned)
    return [_ticket(dict(zip(_COLUMNS, values, strict=True))) for values in found]


def _ticket(cells: dict[str, Any]) -> Ticket:
    """From cells as the database has them: lists as JSON, and the moments of SQLite without their zone."""
    cells["state"], cells["kind"] = _STATES[cells["state"]], _KINDS[cells["kind"]]
    cells["reason"], cells["proof"] = _REASONS[cells["reason"]], _PROOFS[cells["proof"]]
    for name in _LISTS:
        cells[name] = () if cells[name] == "[]" else tuple(json.loads(cells[name]))
    for name in _MOMENTS:
        if cells[name] is not None and cells[name].tzinfo is None:
            cells[name] = cells[name].replace(tzinfo=UTC)
    return Ticket(**cells)


def fill(row: TicketRow, ticket: Ticket) -> list[str]:
    """Bring the row up to the fact; the names of what changed."""
    changed = []
    for name in CHANGING:
        value: Any = getattr(ticket, name)
        value = list(value) if name in _LISTS else str(value) if name in _WORDS else value
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return changed


def keep(row: TicketRow, ticket: Ticket) -> bool:
    """Write what changed, without a word; whether anything did."""
    changed = fill(row, ticket)
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def write(row: TicketRow, ticket: Ticket, act: str, by: str, now: datetime, **facts: Any) -> TicketRow:
    """Write a move with its history, and tell everybody; nothing when nothing changed."""
    if keep(row, ticket):
        note(row, act, by, now, **facts)
    return row


def note(row: TicketRow, act: str, by: str, now: datetime, **facts: Any) -> None:
    """What happened to a ticket: into its history, to the outbox and to other rooms."""
    TicketEvent.objects.create(ticket=row, at=now, act=act, by=by[:150], facts=facts)
    telling.ticket_told(row, by, now)
    telling.waits_changed(row.hall_id)
    moved(row, act, now)

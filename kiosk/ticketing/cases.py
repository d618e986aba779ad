"""Cases: tickets as the figures of a hall see them, in minutes and yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.ticketing.tickets import State, Ticket, Voided

#: Voids that are numbers nobody ever held, and so no tickets; and those that mean that somebody left or never came.
_NO_TICKET = frozenset({Voided.NO_PAPER, Voided.REPLACED})
_ABANDONED = frozenset({Voided.WITHDRAWN, Voided.GAVE_UP, Voided.DAY_OVER})


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many minutes a wait and a visit are too long."""

    wait: float = 15.0
    service: float = 30.0


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket in one queue as the figures see it.

    ``waited``: minutes until its first call, or until now while it waits.
    ``service``: minutes from begin to end, None unless done and timed. ``level``: its review, None = not rated.
    ``is_further``: a ticket that was counted in another queue before (一次取号, or transferred).
    """

    queue: str
    kind: str = "ordinary"
    window: str = ""
    matters: tuple[str, ...] = ()
    hour: int = 0
    is_waiting: bool = False
    is_called: bool = False
    is_done: bool = False
    is_abandoned: bool = False
    was_missed: bool = False
    waited: float | None = None
    service: float | None = None
    level: int | None = None
    is_further: bool = False


def case_of(
    ticket: Ticket,
    now: datetime,
    *,
    queue: str = "",
    first_called: datetime | None = None,
    level: int | None = None,
    arrived: datetime | None = None,
) -> Case | None:
    """A ticket as a case; None for a number that nobody ever held.

    ``queue``, ``arrived``, ``first_called``: from its history where it was transferred or called again since.
    """
    if ticket.voided in _NO_TICKET:
        return None
    came, called = arrived or ticket.arrived, first_called or ticket.called_at
    waits = ticket.state in (State.ISSUED, State.WAITING)
    until = now if waits else called or ticket.ended_at
    service = None
    if ticket.state is State.DONE and ticket.started_at and ticket.ended_at:
        # Finished without a begin, both are one moment: nobody knows how long it took.
        service = _minutes(ticket.started_at, ticket.ended_at) or None
    return Case(
        queue=queue or ticket.queue,
        kind=ticket.kind.value,
        window=ticket.window,
        matters=ticket.matters,
        hour=came.astimezone(now.tzinfo).hour,
        is_waiting=waits,
        is_called=called is not None and not waits,
        is_done=ticket.state is State.DONE,
        is_abandoned=ticket.state is State.VOID and ticket.voided in _ABANDONED,
        was_missed=ticket.missed > 0,
        waited=None if until is None else max(_minutes(came, until), 0.0),
        service=service,
        level=level,
    )


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60

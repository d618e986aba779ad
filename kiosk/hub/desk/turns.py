"""Taking turns at a hall's desk: transactions in one order of locks, and what is said when nothing can be written.

Order, so that nobody waits in a circle: the hall's desk (``desk_of``), counters by queue, tickets by id.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

from kiosk.base.texts import Text
from kiosk.hub.desk.models import CallSerial, TicketRow
from kiosk.hub.project.statements import row
from kiosk.hub.project.writers import one_writer
from kiosk.ticketing.tickets import TicketError

T = TypeVar("T")
log = logging.getLogger("kiosk.hub.desk")

#: An act that met another one of the same id is done again from the beginning, so many times.
_TRIES = 4

_STORAGE = Text(
    zh="取号系统暂时存不了数据，请稍后再试，或请到导办台。",
    en="The desk cannot keep anything at the moment. Please try again soon, or go to the help desk.",
)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A transaction of the desk. TicketError("storage") when the database cannot write: then nothing of it is kept."""
    try:
        with one_writer(), transaction.atomic():
            yield
    except OperationalError as error:
        log.error("desk: nothing can be written: %s", error)
        raise cannot_keep() from error


def cannot_keep() -> TicketError:
    """The refusal while the database cannot write, or cannot be asked at all."""
    return TicketError("storage", _STORAGE, where="database", remedy="Make room for the database.")


def acting(act: Callable[[], T]) -> T:
    """Do an act in a transaction of its own; again, when somebody else claimed the same id at the same moment."""
    for left in reversed(range(_TRIES)):
        try:
            with writing():
                return act()
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")


def desk_of(hall_id: str) -> CallSerial:
    """The hall's desk, owned until the transaction ends: one act that moves tickets at a time."""
    found = row(CallSerial, owned=True, hall_id=hall_id)
    if found is None:
        CallSerial.objects.bulk_create([CallSerial(hall_id=hall_id)], ignore_conflicts=True)
        found = row(CallSerial, owned=True, hall_id=hall_id)
    assert found is not None
    return found


def owned_one(hall_id: str, ticket_id: str) -> TicketRow | None:
    """This ticket of the hall, owned until the transaction ends."""
    return row(TicketRow, owned=True, hall_id=hall_id, id=ticket_id)


def owned(hall_id: str, ids: Iterable[str]) -> dict[str, TicketRow]:
    """These tickets of the hall, owned until the transaction ends, by id."""
    rows = TicketRow.objects.select_for_update().filter(hall_id=hall_id, id__in=list(ids)).order_by("id")
    return {row.id: row for row in rows}

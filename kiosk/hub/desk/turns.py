"""Taking turns at a hall's desk: transactions in one order of locks, and what is said when nothing can be written.

Order, so that nobody waits in a circle: the hall's desk (``desk_of``), counters by queue, tickets by id.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from kiosk.base.texts import Text
from kiosk.hub.desk.models import CallSerial, TicketRow
from kiosk.hub.project.statements import row
from kiosk.ticketing.tickets import TicketError

T = TypeVar("T")
log = logging.getLogger("kiosk.hub.desk")

#: An act that met another one of the same id is done again from the beginning, so many times.
_TRIES = 4

_STORAGE = Text(
    zh="取号系统暂时存不了数据，请稍后再试，或请到导办台。",
    en="The desk cannot keep anything at the moment. Please try again soon, or go to the help desk.",
)


class _Turn:
    """SQLite lets one writer in and has the others look again at intervals; so they queue up here instead.

    Threads of this process by a lock, processes of this hub by one on a file beside the database.
    """

    def __init__(self) -> None:
        self._threads = threading.RLock()
        self._depth = 0
        self._file: tuple[int, str, int] | None = None

    @contextlib.contextmanager
    def mine(self) -> Iterator[None]:
        if connection.vendor != "sqlite":
            yield
            return
        with self._threads:
            self._depth += 1
            held = self._depth == 1 and self._hold()
            try:
                yield
            finally:
                self._depth -= 1
                if held:
                    self._let_go()

    def _hold(self) -> bool:
        name = str(connection.settings_dict["NAME"])
        if name.startswith(("file:", ":")):
            return False
        if self._file is None or self._file[:2] != (os.getpid(), name):
            try:
                descriptor = os.open(Path(name).parent / ".desk-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:
                return False  # no room for even that: SQLite's own waiting has to do
            self._file = (os.getpid(), name, descriptor)
        fcntl.flock(self._file[2], fcntl.LOCK_EX)
        return True

    def _let_go(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file[2], fcntl.LOCK_UN)


_turn = _Turn()


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A transaction of the desk. TicketError("storage") when the database cannot write: then nothing of it is kept."""
    try:
        with _turn.mine(), transaction.atomic():
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

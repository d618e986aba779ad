"""Faults that are planted into the desk, one at a time, to see that the machine of ``machine.py`` finds each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

from hub.desk.halls import an_id
from hub.desk.machine import DeskMachine

from kiosk.hub.desk import book, calling, numbers, printed, taking
from kiosk.hub.desk.models import TicketRow
from kiosk.ticketing import moves
from kiosk.ticketing.calling import Choice
from kiosk.ticketing.labels import label_of
from kiosk.ticketing.tickets import State

Plant = Callable[[], Any]


def _count_plus_one() -> Any:
    """A number is the count of today's tickets plus one, as others do it."""

    def number(counter: Any, queue: Any, rules: Any, *_: Any) -> tuple[int, str]:
        rows = TicketRow.objects.filter(hall_id=counter.hall_id, queue=queue.code, day=counter.day, state="waiting")
        found = rows.count() + 1
        return found, label_of(queue.prefix, found, "", rules.digits)

    return patch.object(taking, "next_number", number)


def _any_body() -> Any:
    """The same id with another body gets the ticket."""
    return patch.object(taking, "_known", lambda hall_id, asked: TicketRow.objects.filter(id=asked.id).first())


def _no_issue_idempotency() -> Any:
    """Each request is a ticket of its own."""
    real = taking._take

    def again(hall: Any, asked: Any, source: str, now: Any, careful: bool) -> Any:
        fresh = replace(asked, id=an_id()) if TicketRow.objects.filter(id=asked.id).exists() else asked
        return real(hall, fresh, source, now, careful)

    @contextmanager
    def both() -> Iterator[None]:
        with patch.object(taking, "_known", lambda hall_id, asked: None), patch.object(taking, "_take", again):
            yield

    return both()


def _no_call_idempotency() -> Any:
    """Each request is a call of its own."""
    real = calling._made

    def made(desk: Any, seat: Any, call_id: str, *rest: Any, **facts: Any) -> Any:
        known = calling.Call.objects.filter(id=call_id).exists()
        return real(desk, seat, an_id() if known else call_id, *rest, **facts)

    @contextmanager
    def both() -> Iterator[None]:
        with patch.object(calling, "_known", lambda *_: None), patch.object(calling, "_made", made):
            yield

    return both()


def _hub_label_wins() -> Any:
    """The desk keeps its own label."""

    def keep(hall: Any, row: Any, label: str, by: str, now: Any, **_: Any) -> Any:
        return printed.write(row, moves.confirm(printed.ticket_of(row), now), "confirmed", by, now)

    return patch.object(printed, "relabel", keep)


def _by_number() -> Any:
    """Who has the lowest number is called."""

    def lowest(tickets: Any, queues: Any, window: str, recent: Any, now: Any, rules: Any) -> Any:
        fits = [
            t
            for t in tickets
            if (since := moves.callable_from(t, rules)) and since <= now and t.only_window in ("", window)
        ]
        found = min(fits, key=lambda t: (t.number, t.id), default=None)
        return None if found is None else Choice(found, (), (), moves.STATE_WORDS[State.WAITING])

    return patch.object(calling, "next_ticket", lowest)


def _no_upload_dedupe() -> Any:
    """What a book tells is made, whether it is known or not."""
    return patch.object(book, "owned_one", lambda *_: None)


def _void_not_recorded() -> Any:
    """The number of a phantom is forgotten."""
    return patch.object(printed, "record_void", lambda *_: None)


def _no_promotion() -> Any:
    """A paper whose confirmation was lost stays unconfirmed when the book tells of it."""
    return patch.object(book, "_confirm", lambda *_: None)


def _double_call() -> Any:
    """Who is called goes on waiting."""
    real = moves.call

    def call(*args: Any) -> Any:
        return replace(real(*args), state=State.WAITING)

    return patch.object(calling.moves, "call", call)


def _one_counter_for_all_days() -> Any:
    """The day does not change for the counter."""
    real = numbers.counter_of
    first: list[date] = []

    def counter(hall_id: str, queue: Any, day: date) -> Any:
        first.append(day)
        return real(hall_id, queue, first[0])

    return patch.object(taking, "counter_of", counter)


def _phantom_keeps_its_fate() -> Any:
    """Another label, but still done, called or missed as its phantom was."""
    real = moves.relabel

    def relabel(ticket: Any, *args: Any, **facts: Any) -> Any:
        after = real(ticket, *args, **facts)
        return replace(after, state=ticket.state) if ticket.state is not State.ISSUED else after

    return patch.object(printed.moves, "relabel", relabel)


def _arrived_when_told() -> Any:
    """A ticket arrives when the book tells of it."""
    return patch.object(book, "_arrival", lambda hall, panel, entry, said, now: now)


def _jam_not_voided() -> Any:
    """Numbers that went to nobody stay in line."""
    return patch.object(book, "_void", lambda *_: None)


def _day_of_the_phantom() -> Any:
    """A ticket that was printed yesterday is of the day on which its late request arrived."""
    real = printed.relabel

    def relabel(*args: Any, **facts: Any) -> Any:
        return real(*args, **{**facts, "day": None})

    return patch.object(printed, "relabel", relabel)


def _serial_of_nothing() -> Any:
    """A serial is used up by a call that nobody sees."""
    real = calling._made

    def made(desk: Any, *rest: Any, **facts: Any) -> Any:
        desk.last += 1
        return real(desk, *rest, **facts)

    return patch.object(calling, "_made", made)


MUTANTS: dict[str, Plant] = {
    "count+1": _count_plus_one,
    "any body": _any_body,
    "no issue idempotency": _no_issue_idempotency,
    "no call idempotency": _no_call_idempotency,
    "hub label wins": _hub_label_wins,
    "order by number": _by_number,
    "no upload dedupe": _no_upload_dedupe,
    "void not recorded": _void_not_recorded,
    "no promotion": _no_promotion,
    "double call": _double_call,
    "one counter for all days": _one_counter_for_all_days,
    "phantom keeps its fate": _phantom_keeps_its_fate,
    "arrived when told": _arrived_when_told,
    "jam not voided": _jam_not_voided,
    "day of the phantom": _day_of_the_phantom,
    "serial of nothing": _serial_of_nothing,
}


def walk() -> None:
    """One morning and the next by a fixed script in which everything happens once; raises where an invariant breaks."""
    machine = DeskMachine()
    try:
        for act, facts in SCRIPT:
            getattr(machine, act)(**facts)
            machine.windows_have_one_visitor()
            machine.numbers_are_accounted_for()
            machine.calls_have_serials_without_gaps()
    except BaseException:
        machine.undo()
        raise
    machine.teardown()


SCRIPT: list[tuple[str, dict[str, Any]]] = [
    ("take", {}),
    ("take", {"word": "lost"}),
    ("take", {"line": "no-answer"}),
    ("ask_again", {"which": 0}),
    ("wait", {"seconds": 31}),
    ("call_next", {"window": 0, "heard": False}),
    ("call_next", {"window": 0}),
    ("at_window", {"window": 0, "act": "finish", "twice": True}),
    ("call_next", {"both": True}),
    ("call_next", {"window": 0, "heard": False}),
    ("at_window", {"window": 0, "act": "finish"}),
    ("at_window", {"window": 1, "act": "finish"}),
    ("call_next", {"window": 1}),
    ("tell_book", {"panel": 0, "heard": False}),
    ("tell_book", {"panel": 0}),
    ("ask_again", {"which": 2}),
    ("take", {}),
    ("take", {"panel": 1, "line": "no-request", "sure": False}),
    ("take", {"printer": "jam"}),
    ("take", {"line": "no-answer", "printer": "jam"}),
    ("take", {"line": "no-answer"}),
    ("wait", {"seconds": 300}),
    ("tell_book", {"panel": 1}),
    ("call_next", {"window": 0}),
    ("at_window", {"window": 0, "act": "recall"}),
    ("at_window", {"window": 0, "act": "miss"}),
    ("call_next", {"window": 1}),
    ("at_window", {"window": 1, "act": "hold"}),
    ("bring_back", {"window": 1}),
    ("at_window", {"window": 1, "act": "transfer", "keeps": True}),
    ("take", {"queue": "police", "kind": "priority"}),
    ("take", {"line": "late-request"}),
    ("take", {"word": "unanswered"}),
    ("next_day", {"clerk": False}),
    ("take", {}),
    ("deliver_late", {}),
    ("take", {"line": "no-request"}),
    ("call_next", {"both": True}),
    ("tell_book", {"panel": 0}),
    ("call_next", {"window": 0}),
    ("take", {"queue": "police", "line": "no-answer"}),
    ("wait", {"seconds": 31}),
    *[
        step
        for _ in range(5)
        for step in (
            ("at_window", {"window": 0, "act": "finish"}),
            ("at_window", {"window": 1, "act": "finish"}),
            ("call_next", {"both": True}),
        )
    ],
    ("take", {"word": "lost"}),
]

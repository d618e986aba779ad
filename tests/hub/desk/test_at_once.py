"""Many at once: the same request twice in flight, several windows that call, several processes that take."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.db import connection, connections
from hub.desk.halls import MORNING, after, an_id, opened, wish

from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Call, CallSerial, Counter, TicketEvent, TicketRow, VoidNumber
from kiosk.sync.desk_messages import Book, BookEntry
from kiosk.ticketing.tickets import TicketError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def many(hall: Any, panel: Any, person: Any) -> Any:
    """A hall with two windows open for the tax queue."""
    opened(hall.pk)
    authority.series_of(hall.pk, panel.id)
    user = person("clerk", "counter", hall=hall)
    return [authority.open_seat(hall.pk, window, user, MORNING, over=True) for window in ("1", "2")]


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them in threads that begin together; what each returned or raised."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found[number] = act()
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def gap_free(queue: str) -> None:
    numbers = sorted(TicketRow.objects.filter(origin=queue, series="").values_list("number", flat=True))
    voids = sorted(VoidNumber.objects.filter(queue=queue, series="").values_list("number", flat=True))
    assert sorted(numbers + voids) == list(range(1, Counter.objects.get(queue=queue).last + 1))


def test_identical_requests_in_flight_are_one_ticket(many, panel):
    asked = wish("tax")
    answers = at_once([lambda: authority.take("shili", asked, panel.id, MORNING)] * 6)
    assert {answer.label for answer in answers} == {"A001"}
    assert TicketRow.objects.count() == 1
    assert TicketEvent.objects.count() == 1
    assert Counter.objects.get().last == 1


def test_the_same_id_for_two_queues_at_once_is_one_ticket_and_one_refusal(many, panel):
    for _ in range(4):
        id = an_id()
        answers = at_once(
            [
                lambda id=id: authority.take("shili", wish("tax", id=id), panel.id, MORNING),
                lambda id=id: authority.take("shili", wish("land", id=id), panel.id, MORNING),
            ]
        )
        words = [answer.word if isinstance(answer, TicketError) else "ticket" for answer in answers]
        assert sorted(words) == ["other-body", "ticket"]
    for queue in set(TicketRow.objects.values_list("origin", flat=True)):
        gap_free(queue)


def test_many_takers_leave_no_gap(many, panel):
    acts = [lambda n=n: authority.take("shili", wish("tax" if n % 2 else "land"), panel.id, MORNING) for n in range(16)]
    labels = [answer.label for answer in at_once(acts)]
    assert len(set(labels)) == 16
    gap_free("tax")
    gap_free("land")


def test_windows_that_call_at_once_get_one_each(many, panel):
    for _ in range(5):
        authority.take("shili", wish("tax"), panel.id, MORNING)
    ids = [an_id(), an_id()]
    acts = [
        lambda seat=seat, id=id: authority.call_next(seat, id, after(minutes=5))
        for seat, id in zip(many, ids, strict=True)
        for _ in range(3)
    ]
    calls = at_once(acts)
    assert {call.id for call in calls} == set(ids), calls
    assert Tally(call.label for call in calls) == {"A001": 3, "A002": 3}
    assert sorted(Call.objects.values_list("serial", flat=True)) == [1, 2]
    assert CallSerial.objects.get().last == 2


def test_one_call_id_from_two_windows_is_one_call(many, panel):
    authority.take("shili", wish("tax"), panel.id, MORNING)
    id = an_id()
    answers = at_once([lambda seat=seat: authority.call_next(seat, id, after(minutes=5)) for seat in many])
    words = [answer.word if isinstance(answer, TicketError) else "call" for answer in answers]
    assert sorted(words) == ["call", "other-body"]
    assert TicketRow.objects.get().state == "called"


def test_everything_at_once_ends_without_a_deadlock(many, panel):
    """Takes, confirmations, books that relabel, calls, returns: nobody waits in a circle, nothing is counted twice."""
    tickets = [authority.take("shili", wish("tax"), panel.id, MORNING) for _ in range(6)]

    def relabel(number: int) -> Any:
        entry = BookEntry(
            f"e{number}", tickets[number].id, "offline", f"AK1-{number + 1:03}", "", arrived=MORNING.isoformat()
        )
        return authority.take_book(panel, Book("", (entry,)), after(minutes=6))

    def serve(number: int) -> Any:
        for _ in range(3):
            call = authority.call_next(many[number], an_id(), after(minutes=5))
            if call.ticket_id:
                authority.finish(many[number], after(minutes=6), ticket_id=call.ticket_id)

    def confirm(number: int) -> Any:
        return authority.confirm("shili", tickets[number].id, tickets[number].label, "printed", panel.id, MORNING)

    acts: list[Callable[[], Any]] = [lambda n=n: serve(n) for n in range(2)]
    acts += [lambda n=n: relabel(n) for n in range(3)]
    acts += [lambda n=n: confirm(n) for n in range(3, 6)]
    acts += [lambda: authority.take("shili", wish("tax"), panel.id, MORNING)] * 2
    answers = at_once(acts)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    gap_free("tax")
    rows = TicketRow.objects.values_list("label", "state")
    assert len(rows) == 8
    assert {label for label, _ in rows if label.startswith("AK1")} == {"AK1-001", "AK1-002", "AK1-003"}


_CHILD = """
import json, os, sys, django
from django.conf import settings
import importlib
settings_module = importlib.import_module("kiosk.hub.project.settings")
settings_module.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from hub.desk.halls import MORNING, opened, wish
from kiosk.hub.desk import authority
opened("shili")
sys.stdin.readline()
found = []
for _ in range(int(sys.argv[3])):
    found.append(authority.take("shili", wish("tax"), sys.argv[2], MORNING).label)
for id in json.loads(sys.argv[4]):
    found.append(authority.take("shili", wish("tax", id=id), sys.argv[2], MORNING).label)
print(json.dumps(found))
"""


def test_processes_count_together(many, panel):
    name = str(connection.settings_dict["NAME"])
    shared = [an_id() for _ in range(4)]
    command = [sys.executable, "-c", _CHILD, name, panel.id, "12", json.dumps(shared)]
    children = [subprocess.Popen(command, stdin=-1, stdout=-1, text=True, env=_environment()) for _ in range(3)]
    found = [json.loads(child.communicate("go\n", 120)[0]) for child in children]
    own = [label for labels in found for label in labels[:12]]
    assert len(set(own)) == 36
    assert len({tuple(labels[12:]) for labels in found}) == 1, "the same ids are the same tickets in every process"
    gap_free("tax")
    assert TicketRow.objects.count() == 40


def _environment() -> dict[str, str]:
    import os
    from pathlib import Path

    tests = Path(__file__).resolve().parents[2]
    return {**os.environ, "PYTHONPATH": f"{tests}:{tests.parent}"}


def test_a_book_told_by_two_lines_at_once(many, panel):
    entry = BookEntry("e1", an_id(), "offline", "AK1-001", "", queue="tax", arrived=MORNING.isoformat())
    answers = at_once([lambda: authority.take_book(panel, Book("", (entry,)), after(minutes=6))] * 4)
    assert [asdict(answer)["taken"] for answer in answers] == [("e1",)] * 4, answers
    assert TicketRow.objects.count() == 1

"""Questions in SQL that is written once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kiosk.hub.desk.models import Counter, TicketRow
from kiosk.hub.fleet.models import Panel
from kiosk.hub.project.statements import cells, is_there, row, rows
from kiosk.hub.records.models import Hall

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def counter():
    hall = Hall.objects.create(id="small")
    return Counter.objects.create(hall=hall, queue="A", day=DAY, last=7)


def test_a_row_is_the_models_own(counter):
    found = row(Counter, hall_id="small", queue="A", day=DAY)
    assert found == counter
    assert (found.last, found.day) == (7, DAY)
    assert row(Counter, hall_id="small", queue="B", day=DAY) is None


def test_what_is_written_out_narrows_it(counter):
    assert row(Counter, "last IN (7, 8)", hall_id="small") == counter
    assert row(Counter, "last IN (8, 9)", hall_id="small") is None


def test_cells_and_whether_it_is_there(counter):
    assert cells(Counter, ("queue", "last"), hall_id="small", day=DAY) == ("A", 7)
    assert cells(Counter, ("last",), hall_id="elsewhere") is None
    assert is_there(Counter, hall_id="small")
    assert not is_there(TicketRow, id="0" * 32)


def test_values_are_never_words_of_the_statement(counter):
    assert not is_there(Counter, hall_id="small' OR '1'='1")
    assert row(Panel, id="x'; DELETE FROM desk_counter; --") is None
    assert Counter.objects.count() == 1


def test_an_owned_row_is_locked_where_rows_can_be(counter):
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        row(Counter, owned=True, hall_id="small")
    assert asked.captured_queries[-1]["sql"].endswith("FOR UPDATE") is connection.features.has_select_for_update


def test_rows_are_narrowed_and_in_order(counter):
    for queue in "DCB":
        Counter.objects.create(hall_id="small", queue=queue, day=DAY, last=1)
    keys = {"hall_id": "small", "day": DAY}
    assert rows(Counter, ("queue",), keys, {"queue": ["D", "B"]}, order="queue") == [("B",), ("D",)]
    assert rows(Counter, ("queue", "last"), keys, {"queue": [], "last": [1]}, order="queue")[0] == ("B", 1)
    assert len(rows(Counter, ("queue",), keys, {"queue": []}, order="queue")) == 4

"""Changes: counted, remembered and told once; never over somebody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from kiosk.hub.audit.models import Entry
from kiosk.hub.live.models import Event
from kiosk.hub.records.changes import ChangeError, StaleError, delete_row, move_row, save_facts, save_row
from kiosk.hub.records.checks import check_hall, check_row
from kiosk.hub.records.models import Row

ROOT = Path(__file__).parents[3]
WRITER = Path(__file__).parent / "writer.py"


def _order(hall, table="windows"):
    return list(Row.objects.filter(hall=hall, table=table).order_by("place").values_list("key", flat=True))


def test_a_new_row_is_counted_remembered_and_told(hall, manager):
    row = save_row(hall, "windows", "", {"number": " 11 ", "name_zh": "11号窗口", "accessible": True}, 0, manager)
    assert (row.key, row.version, row.data) == ("11", 1, {"number": "11", "name_zh": "11号窗口", "accessible": "1"})
    hall.refresh_from_db()
    assert hall.revision == 1
    entry = Entry.objects.get(act="row.added")
    assert (entry.actor, entry.hall_id, entry.subject) == ("manager", "shili", "windows/11")
    event = Event.objects.get(audience="console:shili")
    assert event.kind == "changed"
    assert event.data["revision"] == 1


def test_nothing_changed_is_no_change(hall, manager):
    save_row(hall, "windows", "", {"number": "11"}, 0, manager)
    row = save_row(hall, "windows", "11", {"number": "11"}, 1, manager)
    hall.refresh_from_db()
    assert (row.version, hall.revision) == (1, 1)


def test_an_older_version_is_told_what_stands_there_now(hall, manager, editor):
    save_row(hall, "windows", "", {"number": "11", "hours_id": "main"}, 0, manager)
    save_row(hall, "windows", "11", {"number": "11", "hours_id": "noon"}, 1, editor)
    with pytest.raises(StaleError) as caught:
        save_row(hall, "windows", "11", {"number": "11", "hours_id": "evening"}, 1, manager)
    assert caught.value.data == {"number": "11", "hours_id": "noon"}
    assert (caught.value.version, caught.value.by) == (2, "editor")
    assert Row.objects.get(hall=hall, key="11").data["hours_id"] == "noon"
    hall.refresh_from_db()
    assert hall.revision == 2


def test_what_was_deleted_cannot_be_saved(hall, manager):
    save_row(hall, "windows", "", {"number": "11"}, 0, manager)
    delete_row(hall, "windows", "11", 1, manager)
    with pytest.raises(StaleError) as caught:
        save_row(hall, "windows", "11", {"number": "11", "phone": "1"}, 1, manager)
    assert caught.value.data is None
    assert Entry.objects.get(act="row.deleted").details["values"] == {"number": "11"}


def test_a_code_is_there_once_and_never_empty(hall, manager):
    save_row(hall, "windows", "", {"number": "11"}, 0, manager)
    with pytest.raises(ChangeError) as caught:
        save_row(hall, "windows", "", {"number": "11"}, 0, manager)
    assert caught.value.column == "number"
    with pytest.raises(ChangeError):
        save_row(hall, "windows", "", {"name_zh": "x"}, 0, manager)
    with pytest.raises(ChangeError):
        save_row(hall, "no_such_table", "", {"number": "1"}, 0, manager)


def test_rows_without_a_code_of_their_own_may_look_alike(hall, manager):
    question = {"matter_code": "M1", "question_zh": "？", "answer_zh": "。"}
    keys = [save_row(hall, "questions", "", question, 0, manager).key for _ in range(3)]
    assert keys[1:] == [f"{keys[0]}#2", f"{keys[0]}#3"]


def test_a_code_takes_along_what_points_to_it(hall, manager):
    save_row(hall, "departments", "", {"code": "GA", "name_zh": "公安"}, 0, manager)
    save_row(hall, "windows", "", {"number": "1", "department_codes": "ZH|GA"}, 0, manager)
    save_row(hall, "windows", "", {"number": "2", "department_codes": "GAX"}, 0, manager)
    save_row(hall, "matters", "", {"code": "M1", "name_zh": "护照", "department_code": "GA"}, 0, manager)
    save_row(hall, "departments", "GA", {"code": "GAHZ", "name_zh": "公安"}, 1, manager)
    rows = {row.key: row for row in Row.objects.filter(hall=hall)}
    assert rows["1"].data["department_codes"] == "ZH|GAHZ"
    assert rows["2"].data["department_codes"] == "GAX"
    assert (rows["M1"].data["department_code"], rows["M1"].version) == ("GAHZ", 2)
    assert Entry.objects.get(subject="departments/GAHZ", act="row.changed").details["along"] == 2


def test_rows_keep_their_order_when_one_is_moved(hall, manager):
    for number in "12345":
        save_row(hall, "windows", "", {"number": number}, 0, manager)
    move_row(hall, "windows", "5", "1", manager)
    move_row(hall, "windows", "2", "", manager)
    assert _order(hall) == ["2", "1", "5", "3", "4"]
    for turn in range(15):  # more often than there is room between two rows
        move_row(hall, "windows", "43"[turn % 2], "2", manager)
    assert _order(hall) == ["2", "4", "3", "1", "5"]
    save_row(hall, "windows", "", {"number": "9"}, 0, manager, after="2")
    assert _order(hall)[:2] == ["2", "9"]


def test_facts_are_guarded_alike(hall, manager):
    save_facts(hall, {"name": {"zh": "新名"}, "id": "x", "plan": "../x"}, 1, manager)
    hall.refresh_from_db()
    assert hall.facts == {"name": {"zh": "新名"}}
    with pytest.raises(StaleError) as caught:
        save_facts(hall, {"name": {"zh": "别名"}}, 1, manager)
    assert caught.value.data == {"name": {"zh": "新名"}}


def test_control_characters_do_not_come_in(hall, manager):
    row = save_row(hall, "windows", "", {"number": "1\x001\u202e", "name_zh": "a\tb\x07\r\nc"}, 0, manager)
    assert row.data == {"number": "11", "name_zh": "a b\nc"}


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_every_change_counts_once(tmp_path):
    """Several hub processes write the same rows: into a SQLite file, or into the tests' PostgreSQL."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KIOSK_HUB_DATA": str(tmp_path)}
    if connection.vendor == "postgresql":
        facts = connection.settings_dict
        environment["KIOSK_HUB_DATABASE"] = (
            f"postgresql://{facts['USER']}:@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        )

    def process(*words):
        return subprocess.Popen([sys.executable, str(WRITER), *words], env=environment, stdout=subprocess.PIPE)

    def said(child):
        out, _ = child.communicate(timeout=120)
        assert child.returncode == 0
        return json.loads(out)

    said(process("prepare"))
    wins = sum(map(said, [process("write", name) for name in "abc"]))
    assert wins >= 6
    assert said(process("count")) == {
        "version": 1 + wins,
        "revision": 1 + wins + 18,
        "questions": 18,
        "entries": 1 + wins + 18,
    }


def test_a_queue_shares_no_prefix_and_no_matter(hall, manager):
    save_row(hall, "departments", "", {"code": "GA", "name_zh": "公安", "name_en": "Police"}, 0, manager)
    save_row(hall, "windows", "", {"number": "1", "department_codes": "GA"}, 0, manager)
    save_row(hall, "matters", "", {"code": "M1", "name_zh": "护照", "department_code": "GA"}, 0, manager)
    one = {"code": "a", "prefix": "A", "name_zh": "护照", "name_en": "Passports", "matter_codes": "M1"}
    assert check_row(hall, "queues", one) == []
    row = save_row(hall, "queues", "", one, 0, manager)
    assert check_row(hall, "queues", one, row) == []
    found = check_row(hall, "queues", {**one, "code": "b", "matter_codes": "M9", "window_numbers": "7"})
    assert [said.column for said in found if said.stops] == ["window_numbers", "matter_codes", "prefix"]
    found = check_row(hall, "queues", {**one, "code": "b", "prefix": "B"})
    assert [(said.column, said.rule) for said in found] == [("matter_codes", "matter-queues")]
    assert check_hall(hall) == [f for f in check_hall(hall) if f.file != "queues" or f.severity != "error"]

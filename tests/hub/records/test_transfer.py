"""Tables out and in: the same rows come back, each line says what it does, and nothing dangerous passes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kiosk.hub.audit.models import Entry
from kiosk.hub.project.confined import ConfinedError, confined
from kiosk.hub.records.changes import save_row
from kiosk.hub.records.exports import export, export_all
from kiosk.hub.records.fields import fields_of
from kiosk.hub.records.folder import make_hall
from kiosk.hub.records.imports import Kind, compare, read_upload, take
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.redrawing import unpack
from kiosk.matters.columns import SCHEMAS

DEMO = Path(__file__).parents[3] / "config" / "demo-hall"


@pytest.fixture
def small(hall, manager) -> Hall:
    save_row(hall, "departments", "", {"code": "GA", "name_zh": "公安", "name_en": "Police"}, 0, manager)
    save_row(hall, "windows", "", {"number": "1", "department_codes": "GA", "phone": "010"}, 0, manager)
    save_row(hall, "windows", "", {"number": "2", "department_codes": "GA"}, 0, manager)
    hall.refresh_from_db()
    return hall


def _workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _kinds(report) -> dict[str, list[tuple[int, str]]]:
    return {t.table: [(e.line, e.kind.value) for e in t.entries] for t in report.tables}


def _comes_back(hall: Hall, name: str, table: str, data: bytes) -> None:
    report = compare(hall, read_upload(name, table, data), whole=True)
    found = [(t.table, t.faults, e.line, e.reasons) for t in report.tables for e in t.entries if e.reasons]
    assert report.is_sound, found[:3]
    assert not report.changes_something
    for one in report.tables:
        assert one.count(Kind.UNCHANGED) == Row.objects.filter(hall=hall, table=one.table).count()
    assert {one.table for one in report.tables} == (
        {table} if table else set(Row.objects.values_list("table", flat=True))
    )


@pytest.mark.django_db
def test_a_real_hall_goes_out_and_comes_back_as_no_change():
    """In one go: the demo hall takes seconds to be read."""
    demo = make_hall(DEMO)[0]
    _comes_back(demo, "export.xlsx", "", export_all(demo, "xlsx"))
    for headings, tables in {"national": ("windows", "matters"), "own": ("windows", "special_days")}.items():
        for table in tables:
            _comes_back(demo, f"{table}.csv", table, export(demo, table, "csv", headings))
    head = next(csv.reader(io.StringIO(export(demo, "matters", "csv", "national").decode("utf-8-sig"))))
    # the national library's headings
    assert {"task_code", "task_name", "dept_code", "accept_condition_zh", "user_topic_type"} <= {
        name if name != "accept_condition" else "accept_condition_zh" for name in head
    }
    # the zip is a content folder
    files = {
        facts["name"]: data
        for facts, data in unpack(confined("kiosk.hub.records.table_upload:folder", export_all(demo, "zip")))
    }
    assert "hall.toml" in files
    assert "plan/unit.geojson" in files
    assert len(json.loads(files["windows.json"])) == 54


def test_a_report_says_what_each_line_does(small, manager):
    data = "窗口号,部门,电话\n1,GA,020\n2,GA,\n3,GA,1\n4,XX,1\n3,GA,2\n,GA,9\n".encode()
    read = read_upload("上传.csv", "windows", data)
    report = compare(small, read, whole=False)
    assert _kinds(report) == {
        "windows": [(2, "changed"), (3, "unchanged"), (4, "added"), (5, "refused"), (6, "refused"), (7, "refused")]
    }
    entries = report.tables[0].entries
    assert entries[0].changes == {"phone": ("010", "020")}
    assert "XX" in entries[3].reasons[0][1]["zh"]
    assert entries[3].reasons[0][0] == "department_codes"
    assert "4" in entries[4].reasons[0][1]["zh"]
    assert not report.is_sound
    assert take(small, read, report.digest, manager) is None
    assert Row.objects.get(hall=small, key="1").data["phone"] == "010"
    assert take(small, read, report.digest, manager, good_lines=True, file="x.csv") is not None
    assert set(Row.objects.filter(hall=small, table="windows").values_list("key", flat=True)) == {"1", "2", "3"}
    row = Row.objects.get(hall=small, key="1")
    assert (row.data["phone"], row.version) == ("020", 2)
    small.refresh_from_db()
    assert small.revision == 4
    entry = Entry.objects.get(act="table.imported")
    assert entry.details["counts"] == {"windows": {"added": 1, "changed": 1, "unchanged": 1, "refused": 3}}


def test_columns_that_are_not_in_the_file_stay_and_empty_cells_empty(small):
    read = read_upload("windows.csv", "", b"number,phone\n1,\n")
    (entry,) = compare(small, read, whole=False).tables[0].entries
    assert entry.data == {"number": "1", "department_codes": "GA"}


def test_a_whole_table_takes_out_what_it_does_not_have(small, manager):
    read = read_upload("windows.csv", "", b"number,department_codes,phone\n2,GA,\n9,GA,\n1,GA,010\n")
    report = compare(small, read, whole=True)
    assert take(small, read, report.digest, manager, whole=True) is not None
    rows = Row.objects.filter(hall=small, table="windows").order_by("place")
    assert list(rows.values_list("key", flat=True)) == ["2", "9", "1"]


def test_what_was_confirmed_is_what_is_done(small, manager):
    read = read_upload("windows.csv", "", b"number,phone\n1,5\n")
    report = compare(small, read, whole=False)
    save_row(small, "windows", "1", {"number": "1", "department_codes": "GA", "phone": "777"}, 1, manager)
    report_now = compare(small, read, whole=False)
    assert report_now.digest == report.digest  # the outcome for the row is the same: phone 5
    save_row(small, "windows", "1", {"number": "1", "phone": "777", "accessible": "1"}, 2, manager)
    assert take(small, read, report.digest, manager) is None
    assert Row.objects.get(hall=small, key="1").data["phone"] == "777"


def test_formulas_and_merged_cells_are_refused_by_line(small):
    book = openpyxl.load_workbook(io.BytesIO(_workbook({"windows": [["number", "phone"], ["1", "=1+1"], ["2", "8"]]})))
    stream = io.BytesIO()
    book.save(stream)
    report = compare(small, read_upload("windows.xlsx", "", stream.getvalue()), whole=False)
    assert _kinds(report) == {"windows": [(2, "refused"), (3, "changed")]}
    assert "公式" in report.tables[0].entries[0].reasons[0][1]["zh"]
    book["windows"].merge_cells("A2:A3")
    stream = io.BytesIO()
    book.save(stream)
    report = compare(small, read_upload("windows.xlsx", "", stream.getvalue()), whole=False)
    assert report.faults


def test_wrong_columns_are_said(small):
    report = compare(small, read_upload("windows.csv", "", b"nummer,fone\n1,2\n"), whole=False)
    assert report.tables[0].faults
    assert "nummer" in report.tables[0].notes[0]["zh"]
    assert compare(small, read_upload("what.csv", "", b"a,b\n1,2\n"), whole=False).faults


def test_no_cell_of_an_export_is_a_formula(hall, manager):
    nasty = ["=cmd|'/c calc'!A1", "+86 10", "-1", "@SUM(A1)", "'=quoted", "plain"]
    for number, words in enumerate(nasty):
        save_row(hall, "windows", "", {"number": str(number), "name_zh": words}, 0, manager)
    for row in csv.reader(io.StringIO(export(hall, "windows", "csv").decode("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(export(hall, "windows", "xlsx")))["windows"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for kind in ("csv", "xlsx"):
        report = compare(hall, read_upload(f"windows.{kind}", "", export(hall, "windows", kind)), whole=True)
        changed = [entry.changes for entry in report.tables[0].entries if entry.kind is not Kind.UNCHANGED]
        assert changed == []


def _bomb(inner: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(inner, "w", force_zip64=True) as member:
            for _ in range(260):
                member.write(bytes(1 << 20))
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("hall.toml", 'id = "x"\nname = "x"\n')
    return stream.getvalue()


def test_bombs_are_refused_before_they_are_opened(small):
    report = compare(small, read_upload("windows.xlsx", "", _bomb("xl/worksheets/sheet1.xml")), whole=False)
    assert report.faults
    with pytest.raises(ConfinedError) as caught:
        confined("kiosk.hub.records.table_upload:folder", _bomb("windows.csv"))
    assert "too big" in caught.value.text["en"]


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a\\..\\..\\evil", "C:/evil.csv", "x\n.csv"])
def test_a_zip_cannot_leave_its_folder(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hall.toml", 'id = "x"\nname = "x"\n')
        archive.writestr(name, "number\n1\n")
    with pytest.raises(ConfinedError) as caught:
        confined("kiosk.hub.records.table_upload:folder", stream.getvalue())
    assert "leads out" in caught.value.text["en"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"[" * 100_000, b"\xff\xfe\x00"])
@pytest.mark.parametrize("name", ["windows.xlsx", "windows.json", "windows.csv"])
def test_rubbish_is_a_sentence(small, name, data):
    report = compare(small, read_upload(name, "", data), whole=False)
    assert not report.changes_something
    assert report.faults or report.tables


def test_a_macro_file_or_a_program_is_not_even_read():
    for name in ("windows.xlsm", "windows.exe", "windows"):
        with pytest.raises(ConfinedError):
            read_upload(name, "windows", b"x")


def test_every_column_of_a_table_is_called_something_else():
    for table in SCHEMAS:
        for language in ("zh", "en"):
            labels = [field.label[language] for field in fields_of(table, ["zh"])]
            assert len(set(labels)) == len(labels), (table, labels)

"""A day's file of appointments: as programs write it, line by line, and nothing good lost."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from hub.desk.halls import MORNING
from openpyxl import Workbook

from kiosk.hub.booking.importing import bring, read_at
from kiosk.hub.desk.models import Appointment
from kiosk.hub.phone.models import Number
from kiosk.hub.project.confined import ConfinedError

pytestmark = pytest.mark.django_db
DAY = "2026-11-24"


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_of_an_office(desk, sms, encoding):
    lines = (
        "姓名,预约码,预约时间,业务,事项,手机号,状态",
        f"张三,Y1,{DAY} 9:30,税务,,139 1234 5678,预约",
        f"李四,Y2,{DAY}T10:00:00+08:00,,M3|M1,,",
        "王五,Y3,下周一,税务,,,",
        f"赵六,,{DAY} 9:30,税务,,,",
        f"钱七,Y5,{DAY} 9:30,户籍,,,",
        f"孙八,Y6,{DAY} 9:30,,,,",
        f"周九,Y1,{DAY} 11:00,税务,,,",
        f"吴十,Y7,{DAY} 9:30,A,,12345,",
        "",
        "郑一,Y8,2026-01-01 9:00,税务,,,",
        f"冯二,Y9,{DAY} 9:30,税务,,,也许",
    )
    report = bring(desk, "\r\n".join(lines).encode(encoding), MORNING)
    assert (report.made, report.accepted, report.with_phone) == (3, 3, 1)
    assert {(one.line, one.column) for one in report.refused} == {
        (4, "at"),
        (5, "code"),
        (6, "queue"),
        (7, "queue"),
        (8, "code"),
        (11, "at"),
        (12, "state"),
    }
    assert [(one.line, one.column) for one in report.noted] == [(9, "phone")]
    assert all(one.what["zh"] and one.what["en"] and one.remedy["zh"] and one.remedy["en"] for one in report.faults)
    assert "税务" in next(one for one in report.refused if one.line == 6).remedy["zh"]
    assert report.unread == ["姓名"]
    assert dict(Appointment.objects.values_list("queue").order_by("queue").values_list("queue", "state"))
    assert Appointment.objects.count() == 3
    assert Number.objects.count() == 1
    again = bring(desk, "\r\n".join(lines).encode(encoding), MORNING)
    assert (again.made, again.same) == (0, 3)


def test_a_corrected_file_moves_and_cancels_and_leaves_the_rest(desk, sms):
    bring(desk, f"code,at,queue\nY1,{DAY} 9:00,tax\nY2,{DAY} 9:30,tax\nY3,{DAY} 10:00,tax\n".encode(), MORNING)
    report = bring(desk, f"code;at;queue;state\nY1;{DAY} 14:00;tax;\nY2;{DAY} 9:30;tax;取消\n".encode(), MORNING)
    assert (report.made, report.moved, report.cancelled, report.same) == (0, 1, 1, 0)
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["booked", "booked", "cancelled"]


def test_a_workbook_with_dates_times_and_numbers_as_excel_keeps_them(desk):
    rows = (
        ["预约码", "日期", "时间", "队列"],
        [10023, datetime(2026, 11, 24), datetime(2026, 11, 24, 9, 30).time(), "税务"],
        [10024.0, "2026年11月24日", "10:00-10:30", "B"],
        [None, None, None, None],
    )
    report = bring(desk, workbook(*rows), MORNING)
    assert report.faults == []
    assert [code for code, _ in report.taken] == ["10023", "10024"]
    assert sorted(f"{desk.local(one.at):%H:%M}" for one in Appointment.objects.all()) == ["09:30", "10:00"]


@pytest.mark.parametrize(
    "data",
    [b"", b"name,when\n1,2\n", b"\x00\x01\x02", b"PK\x03\x04 no zip", b"code,queue\n1,tax\n", b"\xff" * 100],
)
def test_what_is_no_such_file_is_said_in_words(desk, data):
    with pytest.raises(ConfinedError) as caught:
        bring(desk, data, MORNING)
    assert caught.value.text["zh"]
    assert caught.value.text["en"]


@pytest.mark.parametrize(
    "words",
    [
        "2026-11-24 09:30",
        "2026/11/24 9:30",
        "2026年11月24日 9时30分",
        "2026-11-24T09:30:00+08:00",
        "２０２６-11-24 9：30",
    ],
)
def test_a_moment_as_people_write_it(desk, words):
    assert read_at(words, desk) == MORNING + timedelta(days=1, minutes=30)


@pytest.mark.parametrize("words", ["", "tomorrow", "2026-13-01 9:00", "2026-11-24 25:00", "2026-11-24", "24.11. 9:00"])
def test_what_is_no_moment(desk, words):
    assert read_at(words, desk) is None
